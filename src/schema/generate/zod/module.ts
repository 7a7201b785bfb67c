/** One file of generated schemas: what it declares, and what it uses of others. */
import type { EnumModel, TableModel, ViewModel } from '../../model.js';
import { stringLiteral } from '../code.js';
import type { Helper as TypeHelper } from '../drivers.js';
import type { Property, Rows, Use } from '../rows.js';
import { helperNames } from './helpers.js';
import { type Expr, flat, zod } from './layout.js';
import type { Uses, ZodOptions } from './values.js';

export interface FileOptions extends ZodOptions {
  /** Module that `z` comes from. */
  readonly import: 'zod' | 'zod/mini';
  /** What may be left out must not be given as undefined, as TypeScript has it under exactOptionalPropertyTypes. */
  readonly exactOptional: boolean;
  /** Comments of columns and tables as descriptions. */
  readonly describe: boolean;
  readonly files: 'one' | 'per-table';
  readonly file: string;
  readonly folder: string;
  readonly importExtension: '.js' | '.ts' | '';
}

/** Names of the schemas of a table. */
export interface SchemaNames {
  readonly row: string;
  readonly insert: string;
  readonly update: string;
  /** Not exported: schemas of the columns, and of those that are written otherwise than they are read. */
  readonly columns: string;
  readonly written: string;
}

/** Names that no two schemas share; the same in every file. */
export class Exports {
  private readonly taken = new Set([...helperNames(), 'z', 'branded']);
  private readonly tables = new Map<TableModel | ViewModel, SchemaNames>();
  private readonly enums = new Map<string, string>();
  private readonly sharedNames = new Map<string, string>();

  constructor(readonly rows: Rows) {
    const { model, names } = rows;
    for (const one of model.enums) this.enums.set(one.type, this.claim(lowerFirst(names.ofType(one.type))));
    for (const one of [...model.tables, ...model.views]) {
      const of = names.of(one);
      const base = lowerFirst(of.row);
      this.tables.set(one, {
        row: this.claim(`${base}Row`),
        insert: this.claim(lowerFirst(of.insert)),
        update: this.claim(lowerFirst(of.update)),
        columns: this.claim(`${base}Columns`),
        written: this.claim(`${base}Written`),
      });
    }
  }

  of(table: TableModel | ViewModel): SchemaNames {
    const names = this.tables.get(table);
    if (names === undefined) throw new Error(`internal error: ${table.type} is not in the schema`);
    return names;
  }

  ofEnum(type: string): string {
    return this.enums.get(type) ?? lowerFirst(type);
  }

  /** The name of a schema that several columns have: the same for the same schema. */
  shared(wanted: string, schema: Expr): string {
    const text = flat(schema);
    const name = this.sharedNames.get(text) ?? this.claim(wanted);
    this.sharedNames.set(text, name);
    return name;
  }

  /** A name that nothing else has. */
  claim(wanted: string): string {
    let name = reserved.has(wanted) ? `${wanted}_` : wanted;
    for (let n = 2; this.taken.has(name); n += 1) name = `${wanted}${n}`;
    this.taken.add(name);
    return name;
  }
}

/** What code uses that is declared elsewhere. */
export interface Used {
  readonly helpers: ReadonlySet<string>;
  readonly types: ReadonlySet<TypeHelper>;
  readonly usedEnums: ReadonlySet<string>;
  readonly brands: ReadonlySet<string>;
  /** Schemas that several columns may have: the name that was wanted, and the one that it got. */
  readonly asked: readonly { readonly wanted: string; readonly schema: Expr; readonly name: string }[];
}

/** What a file has used so far. */
export class Module implements Used {
  readonly rows: Rows;
  readonly helpers = new Set<string>();
  readonly types = new Set<TypeHelper>();
  readonly usedEnums = new Set<string>();
  readonly brands = new Set<string>();
  /** Schemas that several columns have, by name. */
  readonly shared = new Map<string, Expr>();
  readonly asked: Used['asked'][number][] = [];
  readonly uses: Uses;

  constructor(
    readonly exports: Exports,
    readonly options: FileOptions,
  ) {
    this.rows = exports.rows;
    this.uses = {
      helper: this.useHelper,
      type: (name) => {
        this.types.add(name);
        if (name === 'JsonInput') this.types.add('JsonValue');
      },
      share: (wanted, schema) => {
        const name = exports.shared(wanted, schema);
        this.shared.set(name, schema);
        this.asked.push({ wanted, schema, name });
        return name;
      },
      enum: (type) => {
        this.usedEnums.add(type);
        return exports.ofEnum(type);
      },
      enumType: (type) => this.rows.names.ofType(type),
    };
  }

  /** Takes over what another piece of code uses; false when names that it shares are others by now. */
  take(used: Used): boolean {
    const agreed = used.asked.every(({ wanted, schema, name }) => this.uses.share(wanted, schema) === name);
    if (!agreed) return false;
    for (const one of used.helpers) this.helpers.add(one);
    for (const one of used.types) this.types.add(one);
    for (const one of used.usedEnums) this.usedEnums.add(one);
    for (const one of used.brands) this.brands.add(one);
    return true;
  }

  readonly useHelper = (name: string): void => {
    this.helpers.add(name);
  };

  readonly useOfRows: Use = (name, kind) => {
    if (kind === 'key') this.brands.add(name);
    if (kind === 'helper' && name === 'Brand') this.types.add(name);
  };

  namesOf(table: TableModel | ViewModel): SchemaNames {
    return this.exports.of(table);
  }

  /** The branded type of a key column. */
  brandOf({ read }: Property): string | undefined {
    return typeof read === 'string' && this.brands.has(read) ? read : undefined;
  }
}

/** The schema of an enum. */
export function enumSchema(one: EnumModel): Expr {
  return zod('enum', { list: one.values.map(({ label }) => stringLiteral(label)) });
}

function lowerFirst(name: string): string {
  return /^[A-Z]+$/.test(name)
    ? name.toLowerCase()
    : name.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (start) => start.toLowerCase());
}

const reserved = new Set(
  (
    'await break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function if implements import in instanceof interface let new null package private protected public return static ' +
    'super switch this throw true try typeof undefined var void while with yield arguments eval'
  ).split(' '),
);
