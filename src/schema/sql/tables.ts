/** Tables, indexes and foreign keys as SQL. */
import type { ColumnModel, ForeignKeyModel, IndexModel, TableModel, ViewModel } from '../model.js';
import { quote } from '../naming.js';
import { closed, type Line, type Script } from './script.js';

/** Adds CREATE TABLE with everything but indexes and foreign keys. */
export function createTable(script: Script, table: TableModel): void {
  const lines: Line[] = [
    ...table.columns.map((column) => ({ text: columnDefinition(column), span: column.span })),
    ...(table.primaryKey
      ? [
          {
            text: `CONSTRAINT ${quote(table.primaryKey.name)} PRIMARY KEY (${list(table.primaryKey.columns)})`,
            span: table.primaryKey.span,
          },
        ]
      : []),
    ...table.uniques.map(({ name, nullsNotDistinct, columns, span }) => ({
      text: `CONSTRAINT ${quote(name)} UNIQUE ${nullsNotDistinct ? 'NULLS NOT DISTINCT ' : ''}(${list(columns)})`,
      span,
    })),
    ...table.checks.map(({ name, expression, span }) => ({
      text: `CONSTRAINT ${quote(name)} CHECK (${closed(expression)})`,
      span,
    })),
  ];
  const { partition } = table;
  const tail = partition === undefined ? '' : ` PARTITION BY ${partition.by} (${list(partition.key)})`;
  script.addList(`CREATE TABLE ${qualified(table)}`, lines, tail, table.span);
}

const serialTypes: Readonly<Record<string, string>> = {
  smallint: 'smallserial',
  integer: 'serial',
  bigint: 'bigserial',
};

function columnDefinition(column: ColumnModel): string {
  const { generated, identity, serial } = column;
  return [
    quote(column.name),
    serial ? (serialTypes[column.type.base] ?? column.type.sql) : column.type.sql,
    ...(column.collation === undefined ? [] : [`COLLATE ${collation(column.collation)}`]),
    ...(generated
      ? [`GENERATED ALWAYS AS (${closed(generated.expression)}) ${generated.stored ? 'STORED' : 'VIRTUAL'}`]
      : []),
    ...(identity ? [`GENERATED ${identity.toUpperCase()} AS IDENTITY`] : []),
    ...(column.default === undefined || serial ? [] : [`DEFAULT ${simple(column.default)}`]),
    ...(column.notNull ? ['NOT NULL'] : []),
  ].join(' ');
}

/** DEFAULT takes less than a whole expression; what is more than a constant or a call stands in parentheses. */
function simple(expression: string): string {
  const plain = /^(?:E?'(?:[^'\\]|''|\\.)*'|-?[\d.]+(?:e[+-]?\d+)?|[\w."]+(?:\([^()']*\))?)$/is;
  return plain.test(expression) && !expression.includes('--') ? expression : `(${closed(expression)})`;
}

/** `de_DE` or `app.german`. */
function collation(name: string): string {
  const at = name.indexOf('.');
  // Names of the operating system have a dot, too: de_DE.utf8.
  return at === -1 || /^\.utf-?8$/i.test(name.slice(at))
    ? quote(name)
    : `${quote(name.slice(0, at))}.${quote(name.slice(at + 1))}`;
}

/** CREATE INDEX. */
export function createIndex(table: TableModel, index: IndexModel): string {
  const opclass = index.opclass === undefined ? '' : ` ${index.opclass}`;
  const keys =
    index.expression === undefined
      ? index.columns.map((column) => `${quote(column)}${opclass}`).join(', ')
      : `(${closed(index.expression)})${opclass}`;
  return [
    `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quote(index.name)} ON ${qualified(table)}`,
    ...(index.using === undefined ? [] : [`USING ${quote(index.using)}`]),
    `(${keys})`,
    ...(index.include.length === 0 ? [] : [`INCLUDE (${list(index.include)})`]),
    ...(index.nullsNotDistinct ? ['NULLS NOT DISTINCT'] : []),
    ...(index.where === undefined ? [] : [`WHERE ${closed(index.where)}`]),
  ].join(' ');
}

/** ALTER TABLE ... ADD FOREIGN KEY. */
export function addForeignKey(table: TableModel, key: ForeignKeyModel): string {
  const target = `${quote(key.target.schema)}.${quote(key.target.table)}`;
  return [
    `ALTER TABLE ${qualified(table)} ADD CONSTRAINT ${quote(key.name)} FOREIGN KEY (${list(key.columns)})`,
    `REFERENCES ${target} (${list(key.target.columns)})`,
    ...(key.onUpdate === undefined ? [] : [`ON UPDATE ${key.onUpdate}`]),
    ...(key.onDelete === undefined ? [] : [`ON DELETE ${key.onDelete}`]),
    ...(key.deferrable ? ['DEFERRABLE INITIALLY DEFERRED'] : []),
  ].join(' ');
}

/** CREATE VIEW with the names of its columns. */
export function createView(view: ViewModel): string {
  return `CREATE VIEW ${qualified(view)} (${list(view.columns.map((column) => column.name))}) AS\n${closed(view.sql)}`;
}

/** `"public"."orders"`. */
export function qualified({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${quote(schema)}.${quote(name)}`;
}

function list(names: readonly string[]): string {
  return names.map(quote).join(', ');
}
