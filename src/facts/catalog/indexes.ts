/** Indexes and sequences. */
import type { Index, Sequence } from './catalog.js';
import { type Context, type OwnedRow, present } from './context.js';
import { sortedBy } from './sorted.js';
import {
  columnNames,
  expressionColumns,
  notMember,
  ownership,
  qualified,
  relationName,
  userSchema,
} from './sql.js';
import { type ColumnRow, namesAt } from './tables.js';

export interface IndexRow {
  readonly oid: number;
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly relation: number;
  readonly table: string;
  readonly method: string;
  readonly unique: boolean;
  readonly valid: boolean;
  readonly nulls_not_distinct: boolean;
  readonly attributes: readonly string[];
  readonly key_count: number;
  readonly computed: readonly number[];
  readonly has_expression: boolean;
  readonly predicate: string | null;
  readonly definition: string;
  readonly constraint: string | null;
  readonly parent: string | null;
  readonly partitioned: boolean;
  readonly clustered: boolean;
  readonly tablespace: string | null;
}

export interface SequenceRow extends OwnedRow {
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
  readonly owned_table: string | null;
  readonly owned_column: string | null;
  readonly identity: boolean;
  readonly unlogged: boolean;
}

export function indexesSql(major: number): string {
  return `
select i.indexrelid::int8 as oid, ${qualified('n.nspname', 'c.relname')} as id, n.nspname as schema, c.relname as name,
  i.indrelid::int8 as relation, ${qualified('tn.nspname', 't.relname')} as table, am.amname as method,
  i.indisunique as unique, i.indisvalid and i.indisready and i.indislive as valid,
  ${major >= 15 ? 'i.indnullsnotdistinct' : 'false'} as nulls_not_distinct,
  ${columnNames('i.indrelid', 'i.indkey')} as attributes, i.indnkeyatts as key_count,
  ${expressionColumns('i.indexprs', 'i.indpred')} as computed, i.indexprs is not null as has_expression,
  pg_get_expr(i.indpred, i.indrelid) as predicate, pg_get_indexdef(i.indexrelid) as definition,
  (select k.conname from pg_constraint k where k.conindid = i.indexrelid and k.conrelid = i.indrelid and k.contype in ('p', 'u', 'x')) as constraint,
  (select ${relationName('h.inhparent')} from pg_inherits h where h.inhrelid = i.indexrelid) as parent,
  c.relkind = 'I' as partitioned, i.indisclustered as clustered,
  (select s.spcname from pg_tablespace s where s.oid = c.reltablespace) as tablespace
from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_class t on t.oid = i.indrelid join pg_namespace tn on tn.oid = t.relnamespace join pg_am am on am.oid = c.relam
where t.relkind in ('r', 'p', 'm') and t.relpersistence <> 't' and ${userSchema()}
  and ${notMember('pg_class', 'c.oid')} and ${notMember('pg_class', 't.oid')}`;
}

export function sequencesSql(major: number): string {
  return `
select c.oid::int8 as oid, ${qualified('n.nspname', 'c.relname')} as id, n.nspname as schema, c.relname as name,
  format_type(s.seqtypid, null) as type, s.seqstart::text as start, s.seqincrement::text as increment,
  s.seqmin::text as min, s.seqmax::text as max, s.seqcache::text as cache, s.seqcycle as cycle,
  ${relationName('d.refobjid')} as owned_table,
  (select a.attname from pg_attribute a where a.attrelid = d.refobjid and a.attnum = d.refobjsubid) as owned_column,
  coalesce(d.deptype = 'i', false) as identity, ${major >= 15 ? "c.relpersistence = 'u'" : 'false'} as unlogged,
  ${ownership('c.relowner', 'c.relacl', 's')}
from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
  left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0
    and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
where c.relpersistence <> 't' and ${userSchema()} and ${notMember('pg_class', 'c.oid')}`;
}

export function buildIndexes(
  rows: readonly IndexRow[],
  columns: ReadonlyMap<number, readonly ColumnRow[]>,
  context: Context,
): Index[] {
  return sortedBy(
    rows.map((row) => {
      context.define('pg_class', row.oid, `index:${row.id}`);
      return buildIndex(row, columns.get(row.relation) ?? [], context);
    }),
    (index) => index.id,
  );
}

function buildIndex(row: IndexRow, columns: readonly ColumnRow[], context: Context): Index {
  const computes = namesAt(columns, row.computed);
  const plain = row.attributes.filter((name) => name !== '');
  return {
    id: row.id,
    schema: row.schema,
    name: row.name,
    table: row.table,
    method: row.method,
    unique: row.unique,
    valid: row.valid,
    keys: row.attributes.slice(0, row.key_count),
    columns: [...new Set([...plain, ...computes])],
    definition: row.definition,
    ...present({
      nullsNotDistinct: row.nulls_not_distinct ? (true as const) : null,
      include: row.attributes.slice(row.key_count),
      computes,
      hasExpression: row.has_expression ? (true as const) : null,
      predicate: row.predicate,
      constraint: row.constraint,
      parent: row.parent,
      partitioned: row.partitioned ? (true as const) : null,
      clustered: row.clustered ? (true as const) : null,
      tablespace: row.tablespace,
    }),
    ...context.comment('pg_class', row.oid),
  };
}

export function buildSequences(rows: readonly SequenceRow[], context: Context): Sequence[] {
  return sortedBy(
    rows.map((row) => {
      context.define('pg_class', row.oid, `sequence:${row.id}`);
      return {
        id: row.id,
        schema: row.schema,
        name: row.name,
        type: row.type,
        start: row.start,
        increment: row.increment,
        min: row.min,
        max: row.max,
        cache: row.cache,
        cycle: row.cycle,
        ...present({
          ownedBy:
            row.owned_table === null || row.owned_column === null
              ? null
              : { table: row.owned_table, column: row.owned_column },
          identity: row.identity ? (true as const) : null,
          unlogged: row.unlogged ? (true as const) : null,
        }),
        ...context.described('pg_class', row),
      };
    }),
    (sequence) => sequence.id,
  );
}
