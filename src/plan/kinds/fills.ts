/** Step kind that fills a new column of the rows that are there, in batches. */

import type { Backfill } from '../plan.js';
import { columnHas } from '../probes.js';
import { ident, literal } from '../sql.js';
import type { State } from '../states.js';
import { counterOf } from './identities.js';
import type { RenderContext, RenderedStep, StepKind } from './kind.js';

const fillColumn: StepKind = {
  tag: 'FillColumn',
  render([table = '', column = ''], context) {
    const wanted = context.states.after.column(table, column);
    const declared = declaredValue(table, column, context);
    const counted =
      wanted.identity === undefined ? undefined : `nextval(${literal(counterOf(table, column))}::regclass)`;
    const value = declared ?? counted ?? wanted.default ?? 'NULL';
    const path = `${table}.${ident(column)}`;
    return {
      subject: path,
      title: `fill ${path} in batches`,
      ...backfillStep(
        context,
        table,
        [`${ident(column)} = (${value})::${wanted.type}`],
        `${ident(column)} IS NULL`,
        wanted.notNull ? isFilled(table, column) : undefined,
      ),
    };
  },
};

export const fillKinds: readonly StepKind[] = [fillColumn];

/** The value that a person declared for the rows that are there. */
export function declaredValue(table: string, column: string, context: RenderContext): string | undefined {
  const row = context.rows('column_value').find(([t, c]) => t === table && c === column);
  return row === undefined ? undefined : String(row[2]);
}

/** SQL, probe and undo of a backfill over the best key of the table. */
export function backfillStep(
  context: RenderContext,
  table: string,
  assignments: readonly string[],
  pending: string,
  done?: string,
): Pick<RenderedStep, 'sql' | 'probe' | 'undo' | 'timeouts' | 'backfill'> {
  const { key, keyTypes } = keyOf(context.states.before, table);
  const backfill: Backfill = { table, key, keyTypes, assignments: assignments.join(', '), pending };
  return {
    sql: [batchSql(backfill)],
    probe: `SELECT CASE WHEN ${done === undefined ? '' : `${done} OR `}NOT EXISTS (SELECT 1 FROM ${table} WHERE ${pending}) THEN 'done' ELSE 'not done' END AS state`,
    undo: [],
    timeouts: { lock: 500, statement: 30000 },
    backfill,
  };
}

/** One batch: the rows above the last key of the batch before ($1, ...) up to its own last key. */
export function batchSql({ table, key, assignments, pending }: Backfill): string {
  const update = `UPDATE ${table} SET ${assignments} WHERE`;
  if (key.length === 0) return `${update} ${pending}`;
  const names = row(key.map(ident));
  const lower = row(key.map((_, i) => `$${i + 1}`));
  const upper = row(key.map((_, i) => `$${key.length + i + 1}`));
  return `${update} ${names} > ${lower} AND ${names} <= ${upper} AND (${pending})`;
}

function row(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(', ')})`;
}

/** The primary key, or else the narrowest unique index over NOT NULL columns. */
function keyOf(
  state: State,
  id: string,
): { readonly key: readonly string[]; readonly keyTypes: readonly string[] } {
  const table = state.tables.get(id);
  const notNull = new Set(table?.columns.filter((column) => column.notNull).map((column) => column.name));
  const usable = state
    .indexesOf(id)
    .filter(
      (index) =>
        index.unique &&
        index.valid &&
        index.method === 'btree' &&
        index.predicate === undefined &&
        index.keys.every((name) => notNull.has(name)),
    );
  const primary = table?.constraints.find((constraint) => constraint.kind === 'primary key')?.index;
  usable.sort(
    (a, b) =>
      Number(b.id === primary) - Number(a.id === primary) ||
      a.keys.length - b.keys.length ||
      (a.id < b.id ? -1 : 1),
  );
  const key = usable[0]?.keys ?? [];
  const typeOf = (name: string): string => {
    const column = table?.columns.find((candidate) => candidate.name === name);
    return column === undefined ? 'text' : column.type;
  };
  return { key, keyTypes: key.map(typeOf) };
}

/** Condition: the column is NOT NULL, so there is nothing left to fill. */
export function isFilled(table: string, column: string): string {
  return columnHas(table, column, 'a.attnotnull');
}
