/** Constraints of tables, and those of domains. */
import type { Column, Constraint, Table } from './catalog.js';
import { type Context, present } from './context.js';
import { compareText } from './sorted.js';
import { columnNames, notMember, ownSchema, relationName } from './sql.js';
import type { BareTable, ColumnRow } from './tables.js';

export interface ConstraintRow {
  readonly oid: number;
  /** 0 for a constraint of a domain. */
  readonly relation: number;
  readonly domain: number;
  readonly name: string;
  readonly contype: 'c' | 'f' | 'u' | 'p' | 'x' | 'n';
  readonly definition: string;
  readonly validated: boolean;
  readonly enforced: boolean;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly no_inherit: boolean;
  readonly inherited: boolean;
  /** A foreign key that PostgreSQL adds for each partition of the referenced table, on the same table as this one. */
  readonly part_of: number | null;
  readonly columns: readonly string[];
  readonly positions: readonly number[];
  readonly index: string | null;
  readonly referenced: string | null;
  readonly referenced_columns: readonly string[];
}

export function constraintsSql(major: number): string {
  return `
select k.oid::int8 as oid, k.conrelid::int8 as relation, k.contypid::int8 as domain, k.conname as name, k.contype,
  pg_get_constraintdef(k.oid) as definition, k.convalidated as validated,
  ${major >= 18 ? 'k.conenforced' : 'true'} as enforced, k.condeferrable as deferrable, k.condeferred as deferred,
  k.connoinherit and k.contype in ('c', 'n') as no_inherit, k.coninhcount > 0 and not k.conislocal as inherited,
  (select p.oid::int8 from pg_constraint p where k.contype = 'f' and p.oid = k.conparentid and p.conrelid = k.conrelid) as part_of,
  ${columnNames('k.conrelid', 'k.conkey')} as columns, coalesce(k.conkey, '{}') as positions,
  ${relationName('k.conindid')} as index,
  ${relationName('k.confrelid')} as referenced, ${columnNames('k.confrelid', 'k.confkey')} as referenced_columns
from pg_constraint k join pg_namespace n on n.oid = k.connamespace
where k.contype in ('c', 'f', 'u', 'p', 'x', 'n') and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '${ownSchema}')
  and ${notMember('pg_class', 'k.conrelid')} and ${notMember('pg_type', 'k.contypid')} and ${notMember('pg_constraint', 'k.oid')}`;
}

const kinds = {
  c: 'check',
  f: 'foreign key',
  u: 'unique',
  p: 'primary key',
  x: 'exclusion',
  n: 'not null',
} as const;

/** Adds the constraints to the tables, and to the columns what a NOT NULL constraint says of them. */
export function addConstraints(
  tables: readonly BareTable[],
  rows: readonly ConstraintRow[],
  columns: ReadonlyMap<number, readonly ColumnRow[]>,
  context: Context,
): Table[] {
  const byRelation = new Map<number, ConstraintRow[]>();
  for (const row of rows) {
    const list = byRelation.get(row.relation);
    if (list === undefined) byRelation.set(row.relation, [row]);
    else list.push(row);
  }
  return tables.map(({ oid, table }) => {
    const own = byRelation.get(oid) ?? [];
    for (const row of own) defineConstraint(row, own, table, context);
    const notNulls = new Map(own.filter((row) => row.contype === 'n').map((row) => [row.columns[0], row]));
    const order = new Map((columns.get(oid) ?? []).map((column) => [column.name, column.position]));
    return {
      ...table,
      columns: table.columns.map((column) => withNotNull(column, notNulls.get(column.name))),
      constraints: own
        .filter((row) => row.part_of === null && !goesWithoutSaying(row))
        .map((row) => buildConstraint(row, order, context))
        .sort((a, b) => compareText(a.name, b.name)),
    };
  });
}

/** A NOT NULL of which the column says everything: see `Constraint`. */
function goesWithoutSaying(row: ConstraintRow): boolean {
  return row.contype === 'n' && row.validated && !row.no_inherit && /_not_null\d*$/.test(row.name);
}

function defineConstraint(
  row: ConstraintRow,
  own: readonly ConstraintRow[],
  table: { readonly id: string },
  context: Context,
): void {
  let named = row;
  while (named.part_of !== null) {
    const whole = own.find((other) => other.oid === named.part_of);
    if (whole === undefined) break;
    named = whole;
  }
  const object =
    goesWithoutSaying(row) && row.columns[0] !== undefined
      ? `column:${table.id}.${row.columns[0]}`
      : `constraint:${table.id}.${named.name}`;
  context.define('pg_constraint', row.oid, object);
}

function withNotNull(column: Column, row: ConstraintRow | undefined): Column {
  if (row === undefined) return column;
  return { ...column, notNull: column.notNull && row.validated, notNullConstraint: row.name };
}

function buildConstraint(
  row: ConstraintRow,
  order: ReadonlyMap<string, number>,
  context: Context,
): Constraint {
  const columns =
    row.contype === 'c'
      ? [...row.columns].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0))
      : row.columns.filter((name) => name !== '');
  const references =
    row.contype === 'f' && row.referenced !== null
      ? {
          table: row.referenced,
          columns: row.referenced_columns,
          ...present({ index: row.index }),
        }
      : null;
  return {
    name: row.name,
    kind: kinds[row.contype],
    definition: row.definition,
    validated: row.validated,
    ...present({
      notEnforced: row.enforced ? null : (true as const),
      deferrable: row.deferrable ? (row.deferred ? ('deferred' as const) : ('immediate' as const)) : null,
      noInherit: row.no_inherit ? (true as const) : null,
      inherited: row.inherited ? (true as const) : null,
    }),
    columns,
    ...present({ index: row.contype === 'f' ? null : row.index, references }),
    ...context.comment('pg_constraint', row.oid),
  };
}
