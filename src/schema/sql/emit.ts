/** The model as SQL: enums, tables, indexes, foreign keys last so that cycles work, comments; and where each came from. */
import type { Span } from '../../diagnostics/index.js';
import type { ColumnModel, ForeignKeyModel, IndexModel, SchemaModel, TableModel } from '../model.js';
import { literal, quote } from '../naming.js';

export interface Emitted {
  readonly sql: string;
  /** By object id with plain names: `table:public.orders`, `column:public.orders.region`, `index:public.orders_region_idx`. */
  readonly spans: ReadonlyMap<string, Span>;
}

/** SQL that makes the schema on an empty database. Deterministic: the order of the SDL, foreign keys after all tables. */
export function emit(model: SchemaModel): Emitted {
  const statements: string[] = [];
  const spans = new Map<string, Span>();
  for (const schema of [...new Set(model.tables.map((t) => t.schema))].sort()) {
    if (schema !== 'public') statements.push(`CREATE SCHEMA ${quote(schema)}`);
  }
  for (const type of model.enums) {
    statements.push(
      `CREATE TYPE "public".${quote(type.name)} AS ENUM (${type.values.map((one) => literal(one.label)).join(', ')})`,
    );
    if (type.comment !== undefined)
      statements.push(`COMMENT ON TYPE "public".${quote(type.name)} IS ${literal(type.comment)}`);
    spans.set(`type:public.${type.name}`, type.span);
  }
  for (const table of model.tables) {
    statements.push(createTable(table));
    recordSpans(table, spans);
  }
  for (const table of model.tables) {
    statements.push(...table.indexes.map((index) => createIndex(table, index)));
    statements.push(...table.foreignKeys.map((key) => addForeignKey(table, key)));
    statements.push(...comments(table));
  }
  for (const table of model.tables)
    statements.push(...table.extraSql.map((extra) => extra.sql.trim().replace(/;\s*$/, '')));
  return { sql: statements.map((statement) => `${statement};\n`).join(''), spans };
}

function createTable(table: TableModel): string {
  const lines = [
    ...table.columns.map(columnDefinition),
    ...(table.primaryKey
      ? [`CONSTRAINT ${quote(table.primaryKey.name)} PRIMARY KEY (${list(table.primaryKey.columns)})`]
      : []),
    ...table.uniques.map(
      (u) =>
        `CONSTRAINT ${quote(u.name)} UNIQUE ${u.nullsNotDistinct ? 'NULLS NOT DISTINCT ' : ''}(${list(u.columns)})`,
    ),
    ...table.checks.map((c) => `CONSTRAINT ${quote(c.name)} CHECK (${c.expression})`),
  ];
  return `CREATE TABLE ${qualified(table)} (\n${lines.map((line) => `  ${line}`).join(',\n')}\n)`;
}

function columnDefinition(column: ColumnModel): string {
  return [
    quote(column.name),
    column.type.sql,
    ...(column.collation === undefined ? [] : [`COLLATE ${quote(column.collation)}`]),
    ...(column.generated
      ? [
          `GENERATED ALWAYS AS (${column.generated.expression}) ${column.generated.stored ? 'STORED' : 'VIRTUAL'}`,
        ]
      : []),
    ...(column.identity ? [`GENERATED ${column.identity.toUpperCase()} AS IDENTITY`] : []),
    ...(column.default === undefined ? [] : [`DEFAULT ${column.default}`]),
    ...(column.notNull ? ['NOT NULL'] : []),
  ].join(' ');
}

function createIndex(table: TableModel, index: IndexModel): string {
  const keys = index.expression === undefined ? list(index.columns) : `(${index.expression})`;
  return [
    `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quote(index.name)} ON ${qualified(table)}`,
    ...(index.using === undefined ? [] : [`USING ${quote(index.using)}`]),
    `(${keys})`,
    ...(index.include.length === 0 ? [] : [`INCLUDE (${list(index.include)})`]),
    ...(index.where === undefined ? [] : [`WHERE ${index.where}`]),
  ].join(' ');
}

function addForeignKey(table: TableModel, key: ForeignKeyModel): string {
  const target = `${quote(key.target.schema)}.${quote(key.target.table)}`;
  return [
    `ALTER TABLE ${qualified(table)} ADD CONSTRAINT ${quote(key.name)} FOREIGN KEY (${list(key.columns)})`,
    `REFERENCES ${target} (${list(key.target.columns)})`,
    ...(key.onUpdate === undefined ? [] : [`ON UPDATE ${key.onUpdate}`]),
    ...(key.onDelete === undefined ? [] : [`ON DELETE ${key.onDelete}`]),
    ...(key.deferrable ? ['DEFERRABLE INITIALLY DEFERRED'] : []),
  ].join(' ');
}

function comments(table: TableModel): readonly string[] {
  return [
    ...(table.comment === undefined
      ? []
      : [`COMMENT ON TABLE ${qualified(table)} IS ${literal(table.comment)}`]),
    ...table.columns.flatMap((column) =>
      column.comment === undefined
        ? []
        : [`COMMENT ON COLUMN ${qualified(table)}.${quote(column.name)} IS ${literal(column.comment)}`],
    ),
  ];
}

function recordSpans(table: TableModel, spans: Map<string, Span>): void {
  const id = `${table.schema}.${table.name}`;
  spans.set(`table:${id}`, table.span);
  for (const column of table.columns) spans.set(`column:${id}.${column.name}`, column.span);
  const constraints = [
    ...(table.primaryKey ? [table.primaryKey] : []),
    ...table.uniques,
    ...table.foreignKeys,
    ...table.checks,
  ];
  for (const constraint of constraints) spans.set(`constraint:${id}.${constraint.name}`, constraint.span);
  for (const index of table.indexes) spans.set(`index:${table.schema}.${index.name}`, index.span);
}

function qualified(table: TableModel): string {
  return `${quote(table.schema)}.${quote(table.name)}`;
}

function list(names: readonly string[]): string {
  return names.map(quote).join(', ');
}
