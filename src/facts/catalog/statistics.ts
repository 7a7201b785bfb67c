/** Sizes of tables and materialized views. */
import type { Database } from '../connect/database.js';
import type { TableStatistics } from './catalog.js';
import { inSnapshot } from './reading.js';
import { compareText } from './sorted.js';
import { notMember, qualified, relationName, userSchema } from './sql.js';

interface SizeRow {
  readonly id: string;
  readonly parent: string | null;
  readonly partitioned: boolean;
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Rows as the planner's statistics or the statistics collector say, whichever is more; -1 where neither knows. A
 * partitioned table has those of its partitions.
 */
export async function readStatistics(database: Database): Promise<TableStatistics[]> {
  const rows = await inSnapshot(database, false, async () => {
    const [row] = await database.query(
      `select coalesce(json_agg(q), '[]')::text as rows from (${sizesSql}) q`,
    );
    return JSON.parse(String(row?.rows ?? '[]')) as SizeRow[];
  });
  const children = new Map<string, SizeRow[]>();
  for (const row of rows) {
    if (row.parent !== null) children.set(row.parent, [...(children.get(row.parent) ?? []), row]);
  }
  return rows
    .map((row) => ({ table: row.id, ...sizeOf(row, children) }))
    .sort((a, b) => compareText(a.table, b.table));
}

/** Before 14, 0 rows of a table that has pages but was never analyzed means unknown. */
const sizesSql = `
select ${qualified('n.nspname', 'c.relname')} as id, c.relkind = 'p' as partitioned,
  (select ${relationName('h.inhparent')} from pg_inherits h where c.relispartition and h.inhrelid = c.oid) as parent,
  case when s.size = 0 then 0
    when c.reltuples < 0 or (c.reltuples = 0 and c.relpages = 0) then coalesce(nullif(pg_stat_get_live_tuples(c.oid), 0), -1)
    else greatest(c.reltuples::int8, pg_stat_get_live_tuples(c.oid)) end as rows,
  case when s.size = 0 then 0 else pg_total_relation_size(c.oid) end as bytes
from pg_class c join pg_namespace n on n.oid = c.relnamespace, lateral (select case when c.relkind = 'p' then 0 else pg_relation_size(c.oid) end as size) s
where c.relkind in ('r', 'p', 'm') and c.relpersistence <> 't' and ${userSchema()} and ${notMember('pg_class', 'c.oid')}`;

function sizeOf(
  row: SizeRow,
  children: ReadonlyMap<string, readonly SizeRow[]>,
): { rows: number; bytes: number } {
  if (!row.partitioned) return { rows: row.rows, bytes: row.bytes };
  let rows = 0;
  let bytes = 0;
  for (const child of children.get(row.id) ?? []) {
    const size = sizeOf(child, children);
    rows = rows === -1 || size.rows === -1 ? -1 : rows + size.rows;
    bytes += size.bytes;
  }
  return { rows, bytes };
}
