/** The model as SQL: types, tables, indexes, foreign keys after all tables so that circles work; and where each came from. */
import type { Span } from '../../diagnostics/index.js';
import type { EnumModel, SchemaModel, TableModel, ViewModel } from '../model.js';
import { literal, quote } from '../naming.js';
import { policySpans, rowSecurityStatements } from './policies.js';
import { type Place, Script } from './script.js';
import { addForeignKey, createIndex, createTable, createView, qualified } from './tables.js';
import { functionName, updatedAtTriggers } from './updated-at.js';

export interface Emitted {
  readonly sql: string;
  /** The statements of the script one by one, each with its semicolon and line break. */
  readonly statements: readonly string[];
  /** By object id with plain names: `table:public.orders`, `column:public.orders.region`, `index:public.orders_region_idx`. */
  readonly spans: ReadonlyMap<string, Span>;
  /** Where the parts of the script were written. */
  readonly places: readonly Place[];
}

/** SQL that makes the schema on an empty database. Deterministic: the order of the SDL, foreign keys after all tables. */
export function emit(model: SchemaModel): Emitted {
  const script = new Script();
  for (const [schema, span] of schemasOf(model)) script.add(`CREATE SCHEMA ${quote(schema)}`, span);
  for (const type of model.enums) if (type.storage === 'type') createEnum(script, type);
  for (const { sql, first, span } of model.extraSql) if (first) script.add(trimmed(sql), span);
  for (const table of model.tables) createTable(script, table);
  for (const table of model.tables) {
    for (const index of table.indexes) script.add(createIndex(table, index), index.span);
  }
  for (const table of model.tables) {
    for (const key of table.foreignKeys) script.add(addForeignKey(table, key), key.span);
    comments(script, 'TABLE', table);
  }
  updatedAtTriggers(script, model);
  for (const view of sorted(model.views)) {
    script.add(createView(view), view.span);
    comments(script, 'VIEW', view);
  }
  for (const table of model.tables) {
    for (const { text, span } of rowSecurityStatements(table)) script.add(text, span);
  }
  for (const table of model.tables)
    for (const { sql, span } of table.extraSql) script.add(trimmed(sql), span);
  for (const { sql, first, span } of model.extraSql) if (!first) script.add(trimmed(sql), span);
  return { sql: script.sql, statements: script.statements, spans: spansOf(model), places: script.places };
}

function schemasOf(model: SchemaModel): readonly (readonly [string, Span])[] {
  const schemas = new Map<string, Span>();
  for (const one of [
    ...model.enums.filter(({ storage }) => storage === 'type'),
    ...model.tables,
    ...model.views,
  ]) {
    if (one.schema !== 'public' && !schemas.has(one.schema)) schemas.set(one.schema, one.span);
  }
  return [...schemas].sort(([a], [b]) => (a < b ? -1 : 1));
}

function createEnum(script: Script, type: EnumModel): void {
  const labels = type.values.map((one) => literal(one.label)).join(', ');
  script.add(`CREATE TYPE ${qualified(type)} AS ENUM (${labels})`, type.span);
  if (type.comment !== undefined) {
    script.add(`COMMENT ON TYPE ${qualified(type)} IS ${literal(type.comment)}`, type.span);
  }
}

function comments(script: Script, kind: 'TABLE' | 'VIEW', owner: TableModel | ViewModel): void {
  if (owner.comment !== undefined) {
    script.add(`COMMENT ON ${kind} ${qualified(owner)} IS ${literal(owner.comment)}`, owner.span);
  }
  for (const { name, comment, span } of owner.columns) {
    if (comment === undefined) continue;
    script.add(`COMMENT ON COLUMN ${qualified(owner)}.${quote(name)} IS ${literal(comment)}`, span);
  }
}

/** Views that name others come after them; else in their order. */
function sorted(views: readonly ViewModel[]): readonly ViewModel[] {
  const done: ViewModel[] = [];
  const visited = new Set<ViewModel>();
  const visit = (view: ViewModel): void => {
    if (visited.has(view)) return;
    visited.add(view);
    const words = new Set(view.sql.match(/[\p{L}\p{N}_$]+/gu));
    for (const other of views) if (words.has(other.name)) visit(other);
    done.push(view);
  };
  for (const view of views) visit(view);
  return done;
}

/** Without the semicolon at the end, and so that a comment there does not swallow what follows. */
function trimmed(sql: string): string {
  const text = sql.trim().replace(/;\s*$/, '');
  return /--[^\n]*$/.test(text) ? `${text}\n` : text;
}

function spansOf(model: SchemaModel): Map<string, Span> {
  const spans = new Map<string, Span>();
  for (const { schema, name, span, storage } of model.enums) {
    if (storage === 'type') spans.set(`type:${schema}.${name}`, span);
  }
  for (const view of model.views) {
    spans.set(`view:${view.schema}.${view.name}`, view.span);
    for (const column of view.columns)
      spans.set(`column:${view.schema}.${view.name}.${column.name}`, column.span);
  }
  for (const table of model.tables) recordTable(table, spans);
  return spans;
}

function recordTable(table: TableModel, spans: Map<string, Span>): void {
  const id = `${table.schema}.${table.name}`;
  spans.set(`table:${id}`, table.span);
  for (const column of table.columns) {
    spans.set(`column:${id}.${column.name}`, column.span);
    if (column.updatedAt) {
      spans.set(`trigger:${id}.${functionName(column)}`, column.span);
      spans.set(`function:${table.schema}.${functionName(column)}`, column.span);
    }
  }
  const constraints = [
    ...(table.primaryKey ? [table.primaryKey] : []),
    ...table.uniques,
    ...table.foreignKeys,
    ...table.checks,
  ];
  for (const constraint of constraints) spans.set(`constraint:${id}.${constraint.name}`, constraint.span);
  for (const index of table.indexes) spans.set(`index:${table.schema}.${index.name}`, index.span);
  for (const [policy, span] of policySpans(table)) spans.set(policy, span);
}
