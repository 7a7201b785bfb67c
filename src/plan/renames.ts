/**
 * The state that is there once the declared renames are done. PostgreSQL carries a rename through everything that
 * depends on the object; so do we, in names and in definitions. Where a definition comes out differently in the end,
 * the planner makes the object anew, which is needless but right.
 */
import { Exit, WesleyError } from '../diagnostics/index.js';
import type { Catalog, Constraint, Index, Table } from '../facts/catalog/catalog.js';
import { splitColumn } from './kinds/tables.js';
import type { Plan } from './plan.js';
import { bareName, ident, replaceColumns, schemaOf } from './sql.js';

export type Rename = Plan['renames'][number];

/** Checks the renames against the state before, and gives the state after them. */
export function withRenames(catalog: Catalog, renames: readonly Rename[]): Catalog {
  const tables = renames.filter((rename) => rename.kind === 'table');
  const columns = renames.filter((rename) => rename.kind === 'column');
  let renamed = catalog;
  for (const { from, to } of tables) renamed = renameTable(renamed, from, to);
  for (const { from, to } of columns) renamed = renameColumn(renamed, from, to);
  return renamed;
}

function renameTable(catalog: Catalog, from: string, to: string): Catalog {
  if (!catalog.tables.some((table) => table.id === from)) throw unknown('table', from);
  if (catalog.tables.some((table) => table.id === to)) throw taken('table', to);
  const name = new RegExp(`(?<![\\w".])${escapeRegExp(from)}(?![\\w"$])`, 'g');
  const renamed = mapStrings(catalog, (text) => text.replace(name, () => to));
  return {
    ...renamed,
    tables: renamed.tables.map((table) =>
      table.id === to ? { ...table, schema: schemaOf(to), name: bareName(to) } : table,
    ),
  };
}

function renameColumn(catalog: Catalog, from: string, to: string): Catalog {
  const { table: id, column: a } = splitColumn(from);
  const { table: target, column: b } = splitColumn(to);
  const owner = catalog.tables.find((table) => table.id === target);
  if (owner === undefined || !owner.columns.some((column) => column.name === a))
    throw unknown('column', from);
  if (id !== target && !catalog.tables.some((table) => table.id === target)) throw unknown('table', target);
  if (owner.columns.some((column) => column.name === b)) throw taken('column', to);
  const names = new Map([[a, b]]);
  const one = (name: string): string => (name === a ? b : name);
  const sql = (text: string): string => replaceColumns(text, names);
  const object = new Map([[`column:${target}.${a}`, `column:${target}.${b}`]]);
  const objectId = (text: string): string => object.get(text) ?? text;
  return {
    ...catalog,
    tables: catalog.tables.map((table) => ({
      ...(table.id === target ? renameInTable(table, a, b) : table),
      constraints: table.constraints.map((constraint) =>
        renameInConstraint(constraint, table.id === target, target, one, sql),
      ),
    })),
    indexes: catalog.indexes.map((index) =>
      index.table === target ? renameInIndex(index, one, sql) : index,
    ),
    sequences: catalog.sequences.map((sequence) =>
      sequence.ownedBy?.table === target && sequence.ownedBy.column === a
        ? { ...sequence, ownedBy: { table: target, column: b } }
        : sequence,
    ),
    triggers: catalog.triggers.map((trigger) =>
      trigger.table === target
        ? {
            ...trigger,
            columns: trigger.columns.map(one),
            definition: renameInTrigger(trigger.definition, a, b),
          }
        : trigger,
    ),
    policies: catalog.policies.map((policy) =>
      policy.table === target
        ? {
            ...policy,
            ...(policy.using === undefined ? {} : { using: sql(policy.using) }),
            ...(policy.check === undefined ? {} : { check: sql(policy.check) }),
          }
        : policy,
    ),
    dependencies: catalog.dependencies.map((dependency) => ({
      ...dependency,
      object: objectId(dependency.object),
      on: objectId(dependency.on),
    })),
  };
}

function renameInTable(table: Table, a: string, b: string): Table {
  const names = new Map([[a, b]]);
  return {
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      name: column.name === a ? b : column.name,
      ...(column.generated === undefined
        ? {}
        : {
            generated: {
              ...column.generated,
              expression: replaceColumns(column.generated.expression, names),
            },
          }),
    })),
    ...(table.partitionKey === undefined ? {} : { partitionKey: replaceColumns(table.partitionKey, names) }),
    ...(table.partitionKeyColumns === undefined
      ? {}
      : { partitionKeyColumns: table.partitionKeyColumns.map((name) => (name === a ? b : name)) }),
  };
}

function renameInConstraint(
  constraint: Constraint,
  own: boolean,
  target: string,
  one: (name: string) => string,
  sql: (text: string) => string,
): Constraint {
  const references =
    constraint.references?.table === target
      ? { ...constraint.references, columns: constraint.references.columns.map(one) }
      : constraint.references;
  const at = constraint.definition.indexOf(' REFERENCES ');
  const head = at === -1 ? constraint.definition : constraint.definition.slice(0, at);
  const tail = at === -1 ? '' : constraint.definition.slice(at);
  const definition = `${own ? sql(head) : head}${references === constraint.references ? tail : renameReferenced(tail, sql)}`;
  return {
    ...constraint,
    columns: own ? constraint.columns.map(one) : constraint.columns,
    definition,
    ...(references === undefined ? {} : { references }),
  };
}

/** Only the column list right after the referenced table. */
function renameReferenced(tail: string, sql: (text: string) => string): string {
  const open = tail.indexOf('(');
  const close = tail.indexOf(')', open);
  return `${tail.slice(0, open)}${sql(tail.slice(open, close))}${tail.slice(close)}`;
}

function renameInIndex(index: Index, one: (name: string) => string, sql: (text: string) => string): Index {
  const at = index.definition.indexOf(' USING ');
  return {
    ...index,
    keys: index.keys.map(one),
    columns: index.columns.map(one),
    ...(index.include === undefined ? {} : { include: index.include.map(one) }),
    ...(index.predicate === undefined ? {} : { predicate: sql(index.predicate) }),
    definition: index.definition.slice(0, at) + sql(index.definition.slice(at)),
  };
}

/** UPDATE OF a column; WHEN names columns as `new.c` and `old.c`. */
function renameInTrigger(definition: string, a: string, b: string): string {
  const at = definition.indexOf(' ON ');
  const head = replaceColumns(definition.slice(0, at), new Map([[a, b]]));
  const field = new RegExp(`\\b(new|old)\\.${escapeRegExp(ident(a))}(?![\\w"$])`, 'gi');
  return head + definition.slice(at).replace(field, (_, row: string) => `${row}.${ident(b)}`);
}

function mapStrings<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T;
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, change)])) as T;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function unknown(kind: string, name: string): WesleyError {
  return new WesleyError(
    {
      code: 'plan/unknown-rename',
      severity: 'error',
      message: `there is no ${kind} ${name} to rename`,
      fix: { text: `Name a ${kind} of the state before, with its schema` },
      subject: name,
    },
    Exit.usage,
  );
}

function taken(kind: string, name: string): WesleyError {
  return new WesleyError(
    {
      code: 'plan/rename-taken',
      severity: 'error',
      message: `the ${kind} ${name} is there already, so nothing can be renamed to it`,
      subject: name,
    },
    Exit.usage,
  );
}
