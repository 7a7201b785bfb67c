/** The facts of tables: columns, keys and indexes, relations, row security. */
import type { FactSink } from '../facts/relation.js';
import { qualify } from '../facts/statements/identifier.js';
import type { ColumnModel, PolicyModel, SchemaModel, TableModel } from './model.js';

/** Adds the facts of all tables. */
export function factTables(model: SchemaModel, facts: FactSink, writtenAs: 'sdl' | 'sql'): void {
  const byType = new Map(model.tables.map((table) => [table.type, qualify(table.schema, table.name)]));
  for (const table of model.tables) {
    const id = qualify(table.schema, table.name);
    facts.add('sdl_table', id, writtenAs === 'sdl' ? table.type : table.name);
    if (table.generated === true) facts.add('sdl_generated_table', id);
    if (table.comment !== undefined) facts.add('sdl_description', 'table', id, '', table.comment);
    for (const name of table.interfaces) facts.add('sdl_interface', id, name);
    table.columns.forEach((column, at) => {
      facts.add('sdl_column_position', id, column.name, at + 1);
      factColumn(id, column, facts, writtenAs);
    });
    factKeys(id, table, facts);
    factForeignKeys(id, table, facts);
    for (const { field, kind, target, foreignKey } of table.relations) {
      facts.add('sdl_relation', id, field, relationKinds[kind], byType.get(target) ?? target);
      if (foreignKey === undefined) continue;
      facts.add('sdl_relation_key', id, field, qualify(foreignKey.schema, foreignKey.table), foreignKey.name);
    }
    if (table.partition !== undefined) {
      facts.add('sdl_partition', id, table.partition.by);
      table.partition.key.forEach((column, at) => {
        facts.add('sdl_partition_column', id, at + 1, column);
      });
    }
    if (table.tenant !== undefined) facts.add('sdl_tenant', id, table.tenant);
    if (table.owner !== undefined) facts.add('sdl_owner', id, table.owner);
    if (table.rowSecurity !== undefined) {
      facts.add('sdl_row_security', id, table.rowSecurity.forced ? 'yes' : 'no');
      for (const policy of table.rowSecurity.policies) factPolicy(id, table, policy, model, facts);
    }
  }
}

const relationKinds = {
  belongsTo: 'belongs to',
  hasOne: 'has one',
  hasMany: 'has many',
  manyToMany: 'many to many',
} as const;

function factColumn(table: string, column: ColumnModel, facts: FactSink, writtenAs: 'sdl' | 'sql'): void {
  const { name, type } = column;
  facts.add('sdl_column', table, name, writtenAs === 'sdl' ? column.field : name, type.base);
  type.modifiers.forEach((value, at) => {
    facts.add('sdl_column_modifier', table, name, at + 1, value);
  });
  if (column.notNull) facts.add('sdl_column_not_null', table, name);
  if (type.array)
    facts.add('sdl_column_list', table, name, type.elementsNotNull === true ? 'not null' : 'nullable');
  if (type.enum !== undefined) facts.add('sdl_column_enum', table, name, type.enum);
  if (type.scalar !== undefined) facts.add('sdl_column_scalar', table, name, type.scalar.name);
  if (column.default !== undefined) facts.add('sdl_column_default', table, name, column.default);
  if (column.identity !== undefined) facts.add('sdl_column_identity', table, name, column.identity);
  if (column.generated !== undefined) {
    const { stored, expression } = column.generated;
    facts.add('sdl_column_generated', table, name, stored ? 'stored' : 'virtual', expression);
  }
  if (column.pii === true) facts.add('sdl_column_is', table, name, 'pii');
  if (column.sensitive === true) facts.add('sdl_column_is', table, name, 'sensitive');
  if (column.updatedAt === true) facts.add('sdl_column_is', table, name, 'updated at');
  if (column.deprecated !== undefined) facts.add('sdl_column_deprecated', table, name, column.deprecated);
  if (column.backfill !== undefined) facts.add('sdl_column_backfill', table, name, column.backfill);
  if (column.renamedFrom !== undefined) facts.add('sdl_column_renamed', table, name, column.renamedFrom);
  if (column.comment !== undefined) facts.add('sdl_description', 'column', table, name, column.comment);
}

function factKeys(id: string, table: TableModel, facts: FactSink): void {
  const key = (
    name: string,
    columns: readonly string[],
    kind: string,
    method = 'btree',
    rows = 'all',
  ): void => {
    facts.add('sdl_index', id, name, kind, method, rows);
    columns.forEach((column, at) => {
      facts.add('sdl_index_column', id, name, at + 1, column);
    });
  };
  if (table.primaryKey !== undefined) key(table.primaryKey.name, table.primaryKey.columns, 'primary key');
  for (const { name, columns, nullsNotDistinct } of table.uniques) {
    key(name, columns, 'unique');
    if (nullsNotDistinct) facts.add('sdl_index_nulls_not_distinct', id, name);
  }
  for (const index of table.indexes) {
    const { name, columns, unique, using, where, expression } = index;
    const rows = where === undefined ? 'all' : 'some';
    key(name, columns, unique ? 'unique index' : 'index', using?.toLowerCase(), rows);
    for (const column of index.include) facts.add('sdl_index_include', id, name, column);
    if (expression !== undefined) facts.add('sdl_index_expression', id, name, expression);
    if (where !== undefined) facts.add('sdl_index_where', id, name, where);
    if (index.opclass !== undefined) facts.add('sdl_index_opclass', id, name, index.opclass);
    if (index.nullsNotDistinct === true) facts.add('sdl_index_nulls_not_distinct', id, name);
  }
  for (const check of table.checks) {
    facts.add('sdl_check', id, check.name, check.expression);
    for (const column of check.columns) facts.add('sdl_check_column', id, check.name, column);
  }
}

function factForeignKeys(id: string, table: TableModel, facts: FactSink): void {
  for (const { name, columns, target, deferrable, onDelete, onUpdate } of table.foreignKeys) {
    const other = qualify(target.schema, target.table);
    facts.add('sdl_foreign_key', id, name, other, deferrable ? 'yes' : 'no');
    columns.forEach((column, at) => {
      facts.add('sdl_foreign_key_column', id, name, at + 1, column, target.columns[at] ?? '');
    });
    if (onDelete !== undefined) facts.add('sdl_foreign_key_action', id, name, 'delete', onDelete);
    if (onUpdate !== undefined) facts.add('sdl_foreign_key_action', id, name, 'update', onUpdate);
  }
}

function factPolicy(
  id: string,
  table: TableModel,
  policy: PolicyModel,
  { tables }: SchemaModel,
  facts: FactSink,
): void {
  const { name, command, permissive, origin, roles, using, check } = policy;
  facts.add('sdl_policy', id, name, command, permissive ? 'permissive' : 'restrictive', origin);
  for (const role of roles) facts.add('sdl_policy_role', id, name, role);
  for (const [clause, expression] of [
    ['using', using],
    ['check', check],
  ] as const) {
    if (expression === undefined) continue;
    facts.add('sdl_policy_expression', id, name, clause, expression);
  }
  const expressions = [using, check].filter((one) => one !== undefined).join(' ');
  for (const column of columnsNamedIn(expressions, table)) facts.add('sdl_policy_column', id, name, column);
  if (!/\(\s*(?:select|with|table|values)\b/i.test(withoutTexts(expressions))) return;
  facts.add('sdl_policy_queries', id, name);
  const asked = tablesAskedIn(expressions);
  for (const one of tables) {
    const named = asked.some(({ schema = one.schema, table }) => schema === one.schema && table === one.name);
    if (named) facts.add('sdl_policy_asks', id, name, qualify(one.schema, one.name));
  }
}

const source =
  /(?<!\bdistinct\s+)\b(?:from|join)\s+(?:only\s+)?(?:("(?:[^"]|"")+"|[A-Za-z_][\w$]*)\s*\.\s*)?("(?:[^"]|"")+"|[A-Za-z_][\w$]*)/gi;

/** What stands behind FROM and JOIN. */
function tablesAskedIn(expression: string): { readonly schema?: string; readonly table: string }[] {
  return [...withoutTexts(expression).matchAll(source)].map(([, schema, name = '']) => ({
    table: plain(name),
    ...(schema === undefined ? {} : { schema: plain(schema) }),
  }));
}

function withoutTexts(sql: string): string {
  return sql.replaceAll(/'(?:[^']|'')*'/g, "''");
}

const word = /'(?:[^']|'')*'|(?:("(?:[^"]|"")+"|[A-Za-z_][\w$]*)\s*\.\s*)?("(?:[^"]|"")+"|[A-Za-z_][\w$]*)/g;

/** Columns of the table that the text of an expression names; those of other tables, where it says so, are left out. */
function columnsNamedIn(expression: string, table: TableModel): Set<string> {
  const known = new Set(table.columns.map(({ name }) => name));
  const named = namesIn(expression).filter(
    ({ qualifier, name }) => known.has(name) && (qualifier === undefined || qualifier === table.name),
  );
  return new Set(named.map(({ name }) => name));
}

/** All names in a text of SQL, as PostgreSQL keeps them, and what stands before the point in front of them. */
export function namesIn(sql: string): { readonly qualifier: string | undefined; readonly name: string }[] {
  return [...sql.matchAll(word)].flatMap(([, qualifier, name]) =>
    name === undefined
      ? []
      : [{ qualifier: qualifier === undefined ? undefined : plain(qualifier), name: plain(name) }],
  );
}

function plain(identifier: string): string {
  return identifier.startsWith('"')
    ? identifier.slice(1, -1).replaceAll('""', '"')
    : identifier.toLowerCase();
}
