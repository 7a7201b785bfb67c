/**
 * Tests of one table. What a definition should be in PostgreSQL's own words is asked from a temporary table that is made as
 * the schema says, so spellings never differ.
 */
import type { ColumnModel, ForeignKeyModel, SchemaModel, TableModel } from '../../model.js';
import { literal, objectName, quote } from '../../naming.js';
import { rowSecurityStatements } from '../../sql/policies.js';
import { Script } from '../../sql/script.js';
import { createIndex, createTable, qualified } from '../../sql/tables.js';
import { functionName } from '../../sql/updated-at.js';
import { TestFile } from './file.js';

/** Tests of enums and views; undefined when there are none. */
export function typeTests(model: SchemaModel): string | undefined {
  const file = new TestFile();
  for (const { schema, name, storage, values } of model.enums) {
    if (storage !== 'type') continue;
    const labels = values.map(({ label }) => label);
    file.test(
      `enum_has_labels(${literal(schema)}, ${literal(name)}, ${names(labels)}, ${literal(`${name} is one of ${labels.join(', ')}`)})`,
    );
  }
  for (const view of model.views) {
    const [schema, name] = [literal(view.schema), literal(view.name)];
    file.test(`has_view(${schema}, ${name}, ${literal(`${view.name} is a view`)})`);
    const columns = view.columns.map((column) => column.name);
    file.test(
      `columns_are(${schema}, ${name}, ${names(columns)}, ${literal(`${view.name} has its columns`)})`,
    );
  }
  return file.size === 0 ? undefined : file.text;
}

/** Tests of a table, its keys, indexes and policies. */
export function tableTests(table: TableModel): string {
  const file = new TestFile();
  const [schema, name] = [literal(table.schema), literal(table.name)];
  const there = `to_regclass(${literal(qualified(table))})`;
  const wanted = `to_regclass(${literal(`pg_temp.${quote(table.name)}`)})`;
  for (const helper of helpers) file.prepare(helper);
  for (const statement of expected(table)) file.prepare(statement);

  /** The part is there as it is in the temporary table. */
  const same = (helper: string, part: string, what: string): void =>
    file.test(
      `is(pg_temp.${helper}(${there}, ${literal(part)}), pg_temp.${helper}(${wanted}, ${literal(part)}), ${literal(what)})`,
    );
  const all = (helper: string, found: readonly string[], what: string): void =>
    file.test(
      `is(pg_temp.${helper}(${there}), ARRAY(SELECT unnest(${names(found, 'text')}) ORDER BY 1), ${literal(`${table.name} has its ${what} and no others`)})`,
    );

  file.section(`Table ${table.schema}.${table.name}`);
  file.test(`has_table(${schema}, ${name}, ${literal(`${table.name} is a table`)})`);
  if (table.partition !== undefined) {
    file.test(`is_partitioned(${schema}, ${name}, ${literal(`${table.name} is partitioned`)})`);
  }
  const columns = table.columns.map((column) => column.name);
  file.test(
    `columns_are(${schema}, ${name}, ${names(columns)}, ${literal(`${table.name} has its columns and no others`)})`,
  );
  for (const column of columns) same('column_text', column, `column ${table.name}.${column}`);

  file.section('Keys and checks');
  const keys = [...(table.primaryKey ? [table.primaryKey] : []), ...table.uniques, ...table.checks];
  for (const key of keys) same('constraint_text', key.name, `constraint ${key.name}`);
  for (const key of table.foreignKeys) {
    file.test(
      `is(pg_temp.foreign_key_text(${there}, ${literal(key.name)}), ${literal(foreignKeyText(key))}, ${literal(`foreign key ${key.name}`)})`,
    );
  }
  all(
    'constraint_names',
    [...keys, ...table.foreignKeys].map((key) => key.name),
    'constraints',
  );

  file.section('Indexes');
  for (const index of table.indexes) same('index_text', index.name, `index ${index.name}`);
  all(
    'index_names',
    table.indexes.map((index) => index.name),
    'indexes',
  );
  for (const column of table.columns) {
    if (!column.updatedAt) continue;
    const trigger = functionName(column);
    file.test(`has_trigger(${schema}, ${name}, ${literal(trigger)}, ${literal(`trigger ${trigger}`)})`);
  }

  file.section('Row security');
  const { rowSecurity } = table;
  const state = rowSecurity === undefined ? 'off' : rowSecurity.forced ? 'on, for the owner too' : 'on';
  file.test(
    `is(pg_temp.row_security(${there}), ${literal(state)}, ${literal(`row security of ${table.name} is ${state}`)})`,
  );
  const policies = rowSecurity?.policies.map((policy) => policy.name) ?? [];
  for (const policy of policies) same('policy_text', policy, `policy ${policy}`);
  all('policy_names', policies, 'policies');
  return file.text;
}

/** The table once more, without what would refer to others or is named once in a database. */
function expected(table: TableModel): readonly string[] {
  const { partition: _, ...whole } = table;
  const copy: TableModel = {
    ...whole,
    schema: 'pg_temp',
    columns: table.columns.map((column) => withSequence(table, column)),
  };
  const script = new Script();
  createTable(script, copy);
  for (const index of table.indexes) script.add(createIndex(copy, index));
  // Policies speak of their table by its full name.
  const own = `${quote(table.schema)}.${quote(table.name)}.`;
  for (const { text } of rowSecurityStatements(copy)) {
    if (text.startsWith('CREATE POLICY')) script.add(text.replaceAll(own, `${quote(table.name)}.`));
  }
  return [script.sql.trimEnd().replace(/;$/, '')];
}

/** A serial column takes from the sequence of the real table. */
function withSequence(table: TableModel, { serial, ...column }: ColumnModel): ColumnModel {
  if (!serial) return column;
  const sequence = `${quote(table.schema)}.${quote(objectName(table.name, [column.name], 'seq'))}`;
  return { ...column, default: `nextval(${literal(sequence)}::regclass)` };
}

function foreignKeyText(key: ForeignKeyModel): string {
  return [
    `(${key.columns.join(', ')}) to ${key.target.schema}.${key.target.table} (${key.target.columns.join(', ')})`,
    `on delete ${(key.onDelete ?? 'NO ACTION').toLowerCase()}`,
    `on update ${(key.onUpdate ?? 'NO ACTION').toLowerCase()}`,
    ...(key.deferrable ? ['deferrable'] : []),
  ].join(' ');
}

function names(list: readonly string[], type = 'name'): string {
  return `ARRAY[${list.map(literal).join(', ')}]::${type}[]`;
}

const columnNames = (table: string, keys: string): string =>
  `(SELECT string_agg(a.attname, ', ' ORDER BY u.n) FROM unnest(${keys}) WITH ORDINALITY AS u (number, n) JOIN pg_attribute a ON a.attrelid = ${table} AND a.attnum = u.number)`;

const action = (column: string): string =>
  `CASE ${column} WHEN 'a' THEN 'no action' WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' ELSE 'set default' END`;

/** Definitions in words that are the same for two tables that are alike. */
const helpers: readonly string[] = [
  `CREATE FUNCTION pg_temp.column_text(regclass, text) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', format_type(a.atttypid, a.atttypmod), 'COLLATE ' || c.collname,
    CASE a.attidentity WHEN 'a' THEN 'GENERATED ALWAYS AS IDENTITY' WHEN 'd' THEN 'GENERATED BY DEFAULT AS IDENTITY' END,
    CASE to_jsonb(a) ->> 'attgenerated' WHEN 's' THEN 'STORED' WHEN 'v' THEN 'VIRTUAL' END,
    'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), CASE WHEN a.attnotnull THEN 'NOT NULL' END)
  FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_collation c ON c.oid = a.attcollation AND a.attcollation <> t.typcollation
  WHERE a.attrelid = $1 AND a.attname = $2
$$`,
  `CREATE FUNCTION pg_temp.constraint_text(regclass, text) RETURNS text LANGUAGE sql AS $$
  SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1 AND conname = $2
$$`,
  `CREATE FUNCTION pg_temp.constraint_names(regclass) RETURNS text[] LANGUAGE sql AS $$
  SELECT ARRAY(SELECT conname::text FROM pg_constraint WHERE conrelid = $1 AND contype IN ('p', 'u', 'c', 'f', 'x') ORDER BY 1)
$$`,
  `CREATE FUNCTION pg_temp.foreign_key_text(regclass, text) RETURNS text LANGUAGE sql AS $$
  SELECT format('(%s) to %s.%s (%s) on delete %s on update %s', ${columnNames('k.conrelid', 'k.conkey')}, n.nspname, r.relname,
    ${columnNames('k.confrelid', 'k.confkey')}, ${action('k.confdeltype')}, ${action('k.confupdtype')})
    || CASE WHEN k.condeferrable THEN ' deferrable' ELSE '' END
  FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid JOIN pg_namespace n ON n.oid = r.relnamespace
  WHERE k.conrelid = $1 AND k.conname = $2 AND k.contype = 'f'
$$`,
  `CREATE FUNCTION pg_temp.index_text(regclass, text) RETURNS text LANGUAGE sql AS $$
  SELECT regexp_replace(pg_get_indexdef(i.indexrelid), ' ON .*? USING ', ' USING ') || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = $1 AND c.relname = $2
$$`,
  `CREATE FUNCTION pg_temp.index_names(regclass) RETURNS text[] LANGUAGE sql AS $$
  SELECT ARRAY(SELECT c.relname::text FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = $1 AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = $1) ORDER BY 1)
$$`,
  `CREATE FUNCTION pg_temp.row_security(regclass) RETURNS text LANGUAGE sql AS $$
  SELECT CASE WHEN relrowsecurity AND relforcerowsecurity THEN 'on, for the owner too' WHEN relrowsecurity THEN 'on' ELSE 'off' END
  FROM pg_class WHERE oid = $1
$$`,
  `CREATE FUNCTION pg_temp.policy_text(regclass, text) RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END, 'FOR ' || polcmd::text, 'TO ' || (
      SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(r)::text END, ', ' ORDER BY pg_get_userbyid(r)) FROM unnest(polroles) r),
    'USING ' || pg_get_expr(polqual, polrelid), 'WITH CHECK ' || pg_get_expr(polwithcheck, polrelid))
  FROM pg_policy WHERE polrelid = $1 AND polname = $2
$$`,
  `CREATE FUNCTION pg_temp.policy_names(regclass) RETURNS text[] LANGUAGE sql AS $$
  SELECT ARRAY(SELECT polname::text FROM pg_policy WHERE polrelid = $1 ORDER BY 1)
$$`,
];
