/** User-defined types: enums, domains, composites and ranges. */
import type { UserType } from './catalog.js';
import type { ConstraintRow } from './constraints.js';
import { type Context, type OwnedRow, present } from './context.js';
import { compareText, sortedBy } from './sorted.js';
import { collationName, functionName, notMember, ownership, qualified, userSchema } from './sql.js';
import type { ColumnRow } from './tables.js';

export interface TypeRow extends OwnedRow {
  readonly id: string;
  readonly schema: string;
  readonly name: string;
  readonly typtype: 'e' | 'd' | 'c' | 'r';
  readonly array_type: number;
  readonly multirange_type: number | null;
  readonly relation: number;
  readonly labels: readonly string[];
  readonly base: string | null;
  readonly not_null: boolean;
  readonly default_value: string | null;
  readonly collation: string | null;
  readonly range: string | null;
}

export function typesSql(major: number): string {
  const multirange =
    major >= 14
      ? `|| coalesce((select ', multirange_type_name = ' || ${qualified('mn.nspname', 'm.typname')} from pg_type m join pg_namespace mn on mn.oid = m.typnamespace where m.oid = r.rngmultitypid and m.typname <> case when position('range' in t.typname) > 0 then overlay(t.typname placing 'multirange' from position('range' in t.typname) for 5) else t.typname || '_multirange' end), '')`
      : '';
  return `
select t.oid::int8 as oid, ${qualified('n.nspname', 't.typname')} as id, n.nspname as schema, t.typname as name, t.typtype,
  t.typarray::int8 as array_type, ${major >= 14 ? 'r.rngmultitypid::int8' : 'null'} as multirange_type, t.typrelid::int8 as relation,
  array(select e.enumlabel from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder) as labels,
  case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end as base, t.typnotnull as not_null,
  coalesce(pg_get_expr(t.typdefaultbin, 'pg_type'::regclass), t.typdefault) as default_value,
  case when t.typtype = 'd' and t.typcollation <> (select b.typcollation from pg_type b where b.oid = t.typbasetype) then ${collationName('t.typcollation')} end as collation,
  case when t.typtype = 'r' then 'subtype = ' || format_type(r.rngsubtype, null)
    || coalesce((select ', subtype_opclass = ' || ${qualified('ocn.nspname', 'oc.opcname')} from pg_opclass oc join pg_namespace ocn on ocn.oid = oc.opcnamespace where oc.oid = r.rngsubopc and not (oc.opcdefault and ocn.nspname = 'pg_catalog')), '')
    || coalesce(', collation = ' || (case when r.rngcollation <> (select b.typcollation from pg_type b where b.oid = r.rngsubtype) then ${collationName('r.rngcollation')} end), '')
    || coalesce(', canonical = ' || ${functionName('r.rngcanonical')}, '')
    || coalesce(', subtype_diff = ' || ${functionName('r.rngsubdiff')}, '') ${multirange}
  end as range,
  ${ownership('t.typowner', 't.typacl', 'T')}
from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_range r on r.rngtypid = t.oid
  left join pg_class c on c.oid = t.typrelid
where t.typtype in ('e', 'd', 'c', 'r') and (t.typtype <> 'c' or c.relkind = 'c') and ${userSchema()}
  and ${notMember('pg_type', 't.oid')}`;
}

const kinds = { e: 'enum', d: 'domain', c: 'composite', r: 'range' } as const;

export function buildTypes(
  rows: readonly TypeRow[],
  columns: ReadonlyMap<number, readonly ColumnRow[]>,
  constraints: readonly ConstraintRow[],
  context: Context,
): UserType[] {
  return sortedBy(
    rows.map((row) => {
      const object = `type:${row.id}`;
      context.define('pg_type', row.oid, object);
      if (row.array_type !== 0) context.define('pg_type', row.array_type, object);
      if (row.multirange_type !== null) context.define('pg_type', row.multirange_type, object);
      if (row.relation !== 0) context.define('pg_class', row.relation, object);
      return {
        id: row.id,
        schema: row.schema,
        name: row.name,
        kind: kinds[row.typtype],
        ...(row.typtype === 'e' ? { labels: row.labels } : {}),
        ...(row.typtype === 'c'
          ? { attributes: buildAttributes(columns.get(row.relation) ?? [], context) }
          : {}),
        ...present({
          domain: row.typtype === 'd' ? buildDomain(row, constraints, context) : null,
          range: row.range,
        }),
        ...context.described('pg_type', row),
      };
    }),
    (type) => type.id,
  );
}

function buildDomain(
  row: TypeRow,
  constraints: readonly ConstraintRow[],
  context: Context,
): NonNullable<UserType['domain']> {
  const own = constraints.filter((constraint) => constraint.domain === row.oid);
  for (const constraint of own) context.define('pg_constraint', constraint.oid, `type:${row.id}`);
  return {
    type: row.base ?? '',
    notNull: row.not_null,
    ...present({ default: row.default_value, collation: row.collation }),
    constraints: own
      .filter((constraint) => constraint.contype === 'c')
      .map(({ oid, name, definition, validated }) => ({
        name,
        definition,
        validated,
        ...context.comment('pg_constraint', oid),
      }))
      .sort((a, b) => compareText(a.name, b.name)),
  };
}

function buildAttributes(rows: readonly ColumnRow[], context: Context): NonNullable<UserType['attributes']> {
  return rows.map((row) => ({
    name: row.name,
    type: row.type,
    ...present({ collation: row.collation }),
    ...context.comment('pg_class', row.relation, row.position),
  }));
}
