/** Rows in TypeScript: what a column is when it is read, and what it takes when it is written. */
import type { ColumnModel, EnumModel, EnumValueModel, SchemaModel, TableModel, ViewModel } from '../model.js';
import { snakeCase } from '../naming.js';
import { brandOf, type OwnKeys, ownKeys } from './brands.js';
import {
  assignment,
  type Code,
  docComment,
  propertyKey,
  statement,
  stringLiteral,
  union,
  visitNames,
} from './code.js';
import { helperCode, helpers, type ValueOptions, valueCode } from './drivers.js';
import { Names } from './names.js';

/** A column as a property. */
export interface Property {
  readonly column: ColumnModel;
  readonly name: string;
  /** The name as it stands in code, quoted where it must be. */
  readonly key: string;
  /** Never null by themselves. */
  readonly read: Code;
  readonly write: Code;
  readonly nullable: boolean;
  /** A new row may leave it out. */
  readonly optional: boolean;
  /** PostgreSQL alone writes it. */
  readonly fixed: boolean;
}

/** What a name in the code of a table stands for. */
export type Kind = 'enum' | 'key' | 'helper' | 'row';

/** Is told of every name that code uses and that is declared elsewhere. */
export type Use = (name: string, kind: Kind) => void;

/** The types of a schema under some options. */
export class Rows {
  readonly names: Names;
  private readonly kinds = new Map<string, Kind>(helpers.map((helper) => [helper, 'helper']));
  private readonly keys: OwnKeys;
  private readonly tables: ReadonlyMap<string, TableModel>;
  private readonly byType: ReadonlyMap<string, TableModel>;

  constructor(
    readonly model: SchemaModel,
    readonly options: ValueOptions,
  ) {
    this.names = new Names(model);
    this.tables = new Map(model.tables.map((table) => [`${table.schema}.${table.name}`, table]));
    this.byType = new Map(model.tables.map((table) => [table.type, table]));
    this.keys = options.brand ? ownKeys(model) : new Map();
    for (const { type } of model.enums) this.kinds.set(this.names.ofType(type), 'enum');
    for (const table of this.keys.keys()) this.kinds.set(this.names.of(table).id, 'key');
  }

  /** The columns of a table or view as properties; no two have the same key. */
  properties(table: TableModel | ViewModel, use?: Use): Property[] {
    const key = 'primaryKey' in table ? table.primaryKey : undefined;
    const names = this.propertyNames(table);
    return table.columns.map((column, i) => {
      const value = valueCode(column.type, this.options, (type) => this.names.ofType(type));
      const brand = 'foreignKeys' in table ? this.brand(table, column.name) : undefined;
      if (use !== undefined) this.using(union(value.read, value.write, brand ?? 'never'), use);
      const notNull = column.notNull || key?.columns.includes(column.name) === true;
      return {
        column,
        name: names[i] ?? column.name,
        key: propertyKey(names[i] ?? column.name),
        read: brand ?? value.read,
        write: brand ?? value.write,
        nullable: !notNull && column.identity === undefined,
        optional: column.default !== undefined || column.identity !== undefined || !notNull,
        fixed: column.generated !== undefined || column.identity === 'always',
      };
    });
  }

  /** A table by its GraphQL name. */
  table(type: string): TableModel | undefined {
    return this.byType.get(type);
  }

  /** The branded key that a table declares: its name, and the type under the brand. */
  ownKey(table: TableModel, use?: Use): { readonly name: string; readonly type: Code } | undefined {
    const own = this.keys.get(table);
    if (own === undefined) return undefined;
    const { read } = valueCode(own.type, this.options, (type) => this.names.ofType(type));
    const { id } = this.names.of(table);
    const type: Code = { generic: 'Brand', of: [read, stringLiteral(id)] };
    return { name: id, type: use === undefined ? type : this.using(type, use) };
  }

  /** Tells of the names in a type that are declared elsewhere. Returns the type. */
  using(type: Code, use: Use): Code {
    visitNames(type, (name) => {
      const kind = this.kinds.get(name);
      if (kind !== undefined) use(name, kind);
    });
    return type;
  }

  private brand(table: TableModel, column: string): string | undefined {
    if (!this.options.brand) return undefined;
    const owner = brandOf(table, column, this.keys, this.tables);
    return owner === undefined ? undefined : this.names.of(owner).id;
  }

  private propertyNames(table: TableModel | ViewModel): readonly string[] {
    const columns = table.columns.map((column) => column.name);
    if (this.options.keys === 'column') return columns;
    const relations = new Set('relations' in table ? table.relations.map(({ field }) => field) : []);
    const wanted = table.columns.map(({ field, name }) => (relations.has(field) ? camelCase(name) : field));
    return wanted.map((name, i) =>
      wanted.indexOf(name) === wanted.lastIndexOf(name) ? name : (columns[i] ?? name),
    );
  }
}

/** `customer_id` and `CustomerId` to `customerId`. */
function camelCase(name: string): string {
  return snakeCase(name).replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** What the schema says about a column, as a comment. */
export function columnDoc(column: ColumnModel, indent: string): string {
  const marks = [
    ...(column.sensitive === true ? ['Sensitive: not to be logged or shown.'] : []),
    ...(column.pii === true ? ['Says something about a person.'] : []),
  ];
  const paragraphs = [...(column.comment === undefined ? [] : [column.comment]), ...marks];
  return docComment(paragraphs, deprecated(column), indent);
}

/** `null` beside the type where it may be. */
export function nullable(code: Code, property: Property): Code {
  // unknown is null already.
  return property.nullable && code !== 'unknown' ? union(code, 'null') : code;
}

/** An enum as a constant object, which bundlers leave out when nobody uses it, and the union of its labels. */
export function enumCode(one: EnumModel, name: string): string {
  const doc = docComment(one.comment === undefined ? [] : [one.comment]);
  const values = one.values.map(
    (value) => `${enumValueDoc(value)}${property(objectKey(value.value), value.label)}\n`,
  );
  const object = values.length === 0 ? '{}' : `{\n${values.join('')}}`;
  const type = assignment(`export type ${name} =`, `(typeof ${name})[keyof typeof ${name}]`, ';');
  return `${doc}export const ${name} = ${object} as const;\n${doc}${type}\n`;
}

function property(key: string, label: string): string {
  // Formatters break no line behind a key of some letters.
  return key.length < 5
    ? `  ${key}: ${stringLiteral(label)},`
    : assignment(`${key}:`, stringLiteral(label), ',', '  ');
}

/** `__proto__` as a name would set the prototype. */
function objectKey(name: string): string {
  return name === '__proto__' ? '["__proto__"]' : propertyKey(name);
}

function enumValueDoc(value: EnumValueModel): string {
  return docComment(value.comment === undefined ? [] : [value.comment], deprecated(value), '  ');
}

function deprecated({ deprecated: reason }: { readonly deprecated?: string }): string[] {
  return reason === undefined ? [] : [`@deprecated ${reason}`.trim()];
}

/** Declarations of helpers. */
export function helperParts(used: ReadonlySet<string>, options: ValueOptions): string[] {
  // JSON to write is made of JSON.
  const all = used.has('JsonInput') ? new Set([...used, 'JsonValue']) : used;
  return helpers
    .filter((helper) => all.has(helper))
    .map((helper) => `${helperCode(helper, options).replace(/^(type|interface) /gm, 'export $1 ')}\n`);
}

/** Parts of a file with an empty line between them; a module even without any. */
export function joinParts(parts: readonly string[]): string {
  const all = parts.filter((part) => part !== '');
  return all.length === 0 ? 'export {};\n' : all.join('\n');
}

/** The branded key that a table declares, if any. */
export function keyCode(rows: Rows, table: TableModel, use: Use): string {
  const key = rows.ownKey(table, use);
  if (key === undefined) return '';
  return `${docComment([`Key of ${shown(table)}.`])}${statement(`export type ${key.name} =`, key.type)}\n`;
}

/** As a person names it; `public` is left out. */
export function shown({ schema, name }: TableModel | ViewModel): string {
  return schema === 'public' ? name : `${schema}.${name}`;
}
