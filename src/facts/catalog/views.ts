/** Views and materialized views. */
import type { View } from './catalog.js';
import { type Context, type OwnedRow, present } from './context.js';
import { grantsOf } from './privileges.js';
import { sortedBy } from './sorted.js';
import { notMember, ownership, qualified, rowTypes, userSchema } from './sql.js';
import type { ColumnRow } from './tables.js';
import { unqualifyColumns } from './view-text.js';

export interface ViewRow extends OwnedRow {
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly materialized: boolean;
  readonly query: string;
  readonly options: readonly string[];
  readonly populated: boolean;
  readonly tablespace: string | null;
  readonly am: string | null;
  readonly row_type: number;
  readonly row_array: number;
}

export function viewsSql(major: number): string {
  return `
select c.oid::int8 as oid, ${qualified('n.nspname', 'c.relname')} as id, n.nspname as schema, c.relname as name,
  c.relkind = 'm' as materialized, pg_get_viewdef(c.oid) as query,
  array(select o from unnest(c.reloptions) o union all
    select 'toast.' || o from pg_class t, unnest(t.reloptions) o where t.oid = c.reltoastrelid) as options,
  c.relispopulated as populated, (select s.spcname from pg_tablespace s where s.oid = c.reltablespace) as tablespace,
  ${major >= 12 ? '(select am.amname from pg_am am where am.oid = c.relam)' : 'null'} as am,
  ${rowTypes('c')}, ${ownership('c.relowner', 'c.relacl', 'r')}
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('v', 'm') and c.relpersistence <> 't' and ${userSchema()} and ${notMember('pg_class', 'c.oid')}`;
}

export function buildViews(
  rows: readonly ViewRow[],
  columns: ReadonlyMap<number, readonly ColumnRow[]>,
  context: Context,
): View[] {
  return sortedBy(
    rows.map((row) => {
      const own = columns.get(row.oid) ?? [];
      const object = `view:${row.id}`;
      context.define('pg_class', row.oid, object);
      for (const type of [row.row_type, row.row_array]) context.define('pg_type', type, object);
      for (const { position, name, default_oid } of own) {
        context.defineColumn(row.oid, position, `column:${row.id}.${name}`);
        if (default_oid !== null) context.define('pg_attrdef', default_oid, object);
      }
      return {
        id: row.id,
        schema: row.schema,
        name: row.name,
        kind: row.materialized ? ('materialized view' as const) : ('view' as const),
        ...queryOf(row, context.major),
        columns: own.map((column) => ({
          name: column.name,
          type: column.type,
          ...present({
            default: column.expression,
            acl: grantsOf(column.acl, null, column.owner),
          }),
          ...context.comment('pg_class', row.oid, column.position),
        })),
        ...(row.materialized ? { populated: row.populated } : {}),
        ...present({
          options: [...row.options].sort(),
          tablespace: row.tablespace,
          accessMethod: row.am === 'heap' ? null : row.am,
        }),
        ...context.described('pg_class', row),
      };
    }),
    (view) => view.id,
  );
}

function queryOf(row: ViewRow, major: number): Pick<View, 'query' | 'printed'> {
  const printed = row.query.trim().replace(/;$/, '');
  const query = major < 16 ? unqualifyColumns(printed) : printed;
  return { query, ...(query === printed ? {} : { printed }) };
}
