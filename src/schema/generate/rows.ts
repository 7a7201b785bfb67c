/** Rows in TypeScript: what a column is when it is read, and what it takes when it is written. */
import type { ColumnModel, EnumModel, EnumValueModel, SchemaModel, TableModel, ViewModel } from '../model.js';
import { snakeCase } from '../naming.js';
import { brandOf, type OwnKeys, ownKeys } from './brands.js';
import { type Code, docComment, propertyKey, statement, stringLiteral, union } from './code.js';
import { type Helper, helperCode, type ValueOptions, valueCode } from './drivers.js';
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

/** Is told of every name that the code of a table uses and that is declared elsewhere. */
export type Use = (name: string, kind: 'enum' | 'key' | 'helper' | 'row' | 'kysely') => void;

/** The types of a schema under some options. */
export class Rows {
  readonly names: Names;
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
  }

  /** The columns of a table or view as properties; no two have the same key. */
  properties(table: TableModel | ViewModel, use: Use): Property[] {
    const key = 'primaryKey' in table ? table.primaryKey : undefined;
    const names = this.propertyNames(table);
    return table.columns.map((column, i) => {
      const value = valueCode(
        column.type,
        this.options,
        (type) => {
          const name = this.names.ofType(type);
          use(name, 'enum');
          return name;
        },
        (helper: Helper) => use(helper, 'helper'),
      );
      const brand = 'foreignKeys' in table ? this.brand(table, column.name) : undefined;
      if (brand !== undefined) use(brand, 'key');
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
  ownKey(table: TableModel, use: Use): { readonly name: string; readonly type: Code } | undefined {
    const own = this.keys.get(table);
    if (own === undefined) return undefined;
    const value = valueCode(
      own.type,
      this.options,
      (type) => this.names.ofType(type),
      (helper) => use(helper, 'helper'),
    );
    const { id } = this.names.of(table);
    use('Brand', 'helper');
    return { name: id, type: { generic: 'Brand', of: [value.read, stringLiteral(id)] } };
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
    (value) => `${enumValueDoc(value)}  ${objectKey(value.value)}: ${stringLiteral(value.label)},\n`,
  );
  const object = values.length === 0 ? '{}' : `{\n${values.join('')}}`;
  return `${doc}export const ${name} = ${object} as const;\n${doc}export type ${name} = (typeof ${name})[keyof typeof ${name}];\n`;
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

/** JsonInput is made of JsonValue, whichever was asked for first. */
const helperOrder: readonly Helper[] = ['Brand', 'Interval', 'JsonValue', 'JsonInput'];

/** Declarations of helpers. */
export function helperParts(helpers: ReadonlySet<Helper>, options: ValueOptions): string[] {
  return helperOrder
    .filter((helper) => helpers.has(helper))
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
