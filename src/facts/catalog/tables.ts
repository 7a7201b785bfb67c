/** Tables with their columns. */
import type { Column, Table } from './catalog.js';
import { type Context, type OwnedRow, present } from './context.js';
import { grantsOf } from './privileges.js';
import { sortedBy } from './sorted.js';
import {
  collationName,
  columnNames,
  expressionColumns,
  notMember,
  ownership,
  qualified,
  relationName,
  rowTypes,
  sqlOptions,
  userSchema,
} from './sql.js';

export interface TableRow extends OwnedRow {
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly relkind: 'r' | 'p' | 'f';
  readonly relpersistence: 'p' | 'u';
  readonly options: readonly string[] | null;
  readonly rls: boolean;
  readonly forced: boolean;
  readonly replident: 'd' | 'n' | 'f' | 'i';
  readonly replident_index: string | null;
  readonly cluster: string | null;
  readonly tablespace: string | null;
  readonly am: string | null;
  readonly partkey: string | null;
  readonly partkey_columns: readonly string[] | null;
  readonly partkey_expression_columns: readonly number[] | null;
  readonly bound: string | null;
  readonly parents: readonly string[];
  readonly of_type: string | null;
  readonly server: string | null;
  readonly server_options: readonly string[] | null;
  readonly row_type: number;
  readonly row_array: number;
}

export interface ColumnRow {
  readonly relation: number;
  readonly name: string;
  readonly position: number;
  readonly type: string;
  readonly not_null: boolean;
  readonly default_oid: number | null;
  readonly expression: string | null;
  readonly identity: '' | 'a' | 'd';
  readonly generated: '' | 's' | 'v';
  readonly collation: string | null;
  readonly storage: 'p' | 'e' | 'm' | 'x' | null;
  readonly compression: '' | 'p' | 'l';
  readonly statistics: number | null;
  readonly options: readonly string[] | null;
  readonly foreign_options: readonly string[];
  readonly inherited: boolean;
  readonly acl: readonly string[] | null;
  readonly owner: string;
}

export function tablesSql(major: number): string {
  return `
select c.oid::int8 as oid, ${qualified('n.nspname', 'c.relname')} as id, n.nspname as schema, c.relname as name,
  c.relkind, c.relpersistence, ${ownership('c.relowner', 'c.relacl', 'r')},
  array(select o from unnest(c.reloptions) o union all
    select 'toast.' || o from pg_class t, unnest(t.reloptions) o where t.oid = c.reltoastrelid) as options,
  c.relrowsecurity as rls, c.relforcerowsecurity as forced, c.relreplident as replident,
  (select ${relationName('i.indexrelid')} from pg_index i where c.relreplident = 'i' and i.indrelid = c.oid and i.indisreplident limit 1) as replident_index,
  (select ${relationName('i.indexrelid')} from pg_index i where i.indrelid = c.oid and i.indisclustered limit 1) as cluster,
  (select s.spcname from pg_tablespace s where s.oid = c.reltablespace) as tablespace,
  ${major >= 12 ? '(select am.amname from pg_am am where am.oid = c.relam)' : 'null'} as am,
  case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end as partkey,
  ${columnNames('c.oid', 'p.partattrs')} as partkey_columns, ${expressionColumns('p.partexprs')} as partkey_expression_columns,
  case when c.relispartition then pg_get_expr(c.relpartbound, c.oid) end as bound,
  array(select ${relationName('h.inhparent')} from pg_inherits h where h.inhrelid = c.oid order by h.inhseqno) as parents,
  case when c.reloftype <> 0 then format_type(c.reloftype, null) end as of_type,
  (select quote_ident(s.srvname) from pg_foreign_table f join pg_foreign_server s on s.oid = f.ftserver where f.ftrelid = c.oid) as server,
  (select ${sqlOptions('f.ftoptions')} from pg_foreign_table f where f.ftrelid = c.oid) as server_options,
  ${rowTypes('c')}
from pg_class c join pg_namespace n on n.oid = c.relnamespace left join pg_partitioned_table p on p.partrelid = c.oid
where c.relkind in ('r', 'p', 'f') and c.relpersistence <> 't' and ${userSchema()} and ${notMember('pg_class', 'c.oid')}`;
}

/** Columns of tables, views and composite types alike. */
export function columnsSql(major: number): string {
  return `
select a.attrelid::int8 as relation, a.attname as name, a.attnum as position, format_type(a.atttypid, a.atttypmod) as type,
  a.attnotnull as not_null, d.oid::int8 as default_oid, pg_get_expr(d.adbin, d.adrelid) as expression,
  a.attidentity as identity, ${major >= 12 ? 'a.attgenerated' : "''"} as generated,
  case when a.attcollation <> t.typcollation then ${collationName('a.attcollation')} end as collation,
  case when a.attstorage <> t.typstorage then a.attstorage end as storage,
  ${major >= 14 ? 'a.attcompression' : "''"} as compression,
  case when a.attstattarget >= 0 then a.attstattarget end as statistics,
  array(select o from unnest(a.attoptions) o where o not like 'pg\\_attver=%') as options,
  ${sqlOptions('a.attfdwoptions')} as foreign_options,
  a.attinhcount > 0 and not a.attislocal as inherited, a.attacl::text[] as acl, pg_get_userbyid(c.relowner) as owner
from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_type t on t.oid = a.atttypid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'f', 'v', 'm', 'c') and c.relpersistence <> 't'
  and ${userSchema()} and ${notMember('pg_class', 'c.oid')}
order by a.attrelid, a.attnum`;
}

const storages = { p: 'plain', e: 'external', m: 'main', x: 'extended' } as const;

/** A table to which `constraints.ts` has yet to add the constraints. */
export interface BareTable {
  readonly oid: number;
  readonly table: Omit<Table, 'constraints'>;
}

export function buildTables(
  rows: readonly TableRow[],
  columns: ReadonlyMap<number, readonly ColumnRow[]>,
  context: Context,
): BareTable[] {
  return sortedBy(
    rows.map((row) => {
      const own = columns.get(row.oid) ?? [];
      context.define('pg_class', row.oid, `table:${row.id}`);
      for (const type of [row.row_type, row.row_array]) context.define('pg_type', type, `table:${row.id}`);
      for (const column of own) {
        const object = `column:${row.id}.${column.name}`;
        context.defineColumn(row.oid, column.position, object);
        if (column.default_oid !== null) context.define('pg_attrdef', column.default_oid, object);
      }
      return { oid: row.oid, table: buildTable(row, own, context) };
    }),
    ({ table }) => table.id,
  );
}

function buildTable(
  row: TableRow,
  columns: readonly ColumnRow[],
  context: Context,
): Omit<Table, 'constraints'> {
  const kinds = { r: 'table', p: 'partitioned table', f: 'foreign table' } as const;
  const parent = row.bound === null ? undefined : row.parents[0];
  const keyExpressions = row.partkey_expression_columns ?? [];
  return {
    id: row.id,
    schema: row.schema,
    name: row.name,
    kind: kinds[row.relkind],
    persistence: row.relpersistence === 'u' ? 'unlogged' : 'permanent',
    columns: columns.map((column) => buildColumn(column, context)),
    ...present({
      partitionKey: row.partkey,
      partitionKeyColumns:
        row.partkey === null
          ? null
          : [
              ...new Set([
                ...(row.partkey_columns ?? []).filter((name) => name !== ''),
                ...namesAt(columns, keyExpressions),
              ]),
            ],
      partitionOf: parent === undefined ? null : { parent, bound: row.bound ?? '' },
      inherits: parent === undefined ? row.parents : null,
      ofType: row.of_type,
      options: [...(row.options ?? [])].sort(),
      rowSecurity: row.rls ? (row.forced ? ('forced' as const) : ('enabled' as const)) : null,
      replicaIdentity: replicaIdentity(row),
      cluster: row.cluster,
      tablespace: row.tablespace,
      accessMethod: row.am === 'heap' ? null : row.am,
      foreignServer: row.server,
      foreignOptions: row.server_options,
    }),
    ...context.described('pg_class', row),
  };
}

function replicaIdentity(row: TableRow): Table['replicaIdentity'] | null {
  // A foreign table has none, which PostgreSQL notes as nothing.
  if (row.relkind === 'f') return null;
  if (row.replident === 'f') return 'full';
  if (row.replident === 'n') return 'nothing';
  return row.replident_index === null ? null : { index: row.replident_index };
}

function buildColumn(row: ColumnRow, context: Context): Column {
  const kind = row.generated === 's' ? 'stored' : 'virtual';
  return {
    name: row.name,
    position: row.position,
    type: row.type,
    notNull: row.not_null,
    ...present({
      default: row.generated === '' ? row.expression : null,
      identity:
        row.identity === '' ? null : row.identity === 'a' ? ('always' as const) : ('by default' as const),
      generated:
        row.generated === '' || row.expression === null
          ? null
          : ({ kind, expression: row.expression } as const),
      collation: row.collation,
      storage: row.storage === null ? null : storages[row.storage],
      compression: row.compression === '' ? null : row.compression === 'p' ? 'pglz' : 'lz4',
      statistics: row.statistics,
      options: [...(row.options ?? [])].sort(),
      foreignOptions: row.foreign_options,
      inherited: row.inherited ? (true as const) : null,
      acl: grantsOf(row.acl, null, row.owner),
    }),
    ...context.comment('pg_class', row.relation, row.position),
  };
}

/** Names of columns by position; 0 stands for the whole row. */
export function namesAt(columns: readonly ColumnRow[], positions: readonly number[]): string[] {
  if (positions.includes(0)) return columns.map((column) => column.name);
  return columns.filter((column) => positions.includes(column.position)).map((column) => column.name);
}
