/** Fills the rehearsal's database with rows that satisfy both states, so that a validation fails only if the plan is wrong. */
import type { Catalog, Constraint, Table } from '../facts/catalog/catalog.js';
import { type Database, QueryError } from '../facts/connect/database.js';
import type { Plan } from '../plan/plan.js';
import { generateRows, type LaterType } from './rows.js';

export interface Filled {
  readonly tables: number;
  readonly rows: number;
  /** Tables that no generated row fitted, with the reason that the server gave. */
  readonly empty: readonly { readonly table: string; readonly reason: string }[];
}

/** The part of a plan that says which rows are welcome. */
export interface Between {
  readonly before: { readonly catalog: Catalog };
  readonly after: { readonly catalog: Catalog };
  readonly renames: Plan['renames'];
}

/** Inserts up to `rows` rows into every table of the before state. */
export async function fill(db: Database, plan: Between, rows: number): Promise<Filled> {
  const reasons = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const { table, sql } of generateRows(withConstraintsOfAfter(plan), rows, laterType(plan))) {
    try {
      await db.exec(sql);
      counts.set(table, (counts.get(table) ?? 0) + 1);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      reasons.set(table, error.message);
    }
  }
  const empty = [...reasons]
    .filter(([table]) => !counts.has(table))
    .map(([table, reason]) => ({ table, reason }));
  return { tables: counts.size, rows: [...counts.values()].reduce((sum, n) => sum + n, 0), empty };
}

/** Types of the columns in the state after. */
function laterType({ after, renames }: Between): LaterType {
  const nameAfter = (kind: 'table' | 'column', name: string): string =>
    renames.find((rename) => rename.kind === kind && rename.from === name)?.to ?? name;
  return (table, column) => {
    const target = after.catalog.tables.find(({ id }) => id === nameAfter('table', table));
    const name = nameAfter('column', `${table}.${column}`).slice(table.length + 1);
    return target?.columns.find((one) => one.name === name)?.type;
  };
}

/** The before state, held to what the after state demands of the columns that are already there. */
function withConstraintsOfAfter(plan: Between): Catalog {
  const { before, after } = plan;
  const tables = before.catalog.tables.map((table): Table => {
    const renamed = plan.renames.find((r) => r.kind === 'table' && r.from === table.id)?.to ?? table.id;
    const target = after.catalog.tables.find((t) => t.id === renamed);
    if (!target) return table;
    const names = new Set(table.columns.map((column) => column.name));
    const existing = new Set(before.catalog.tables.map((t) => t.id));
    const added = target.constraints.filter(
      (constraint: Constraint) =>
        !table.constraints.some((own) => own.definition === constraint.definition) &&
        constraint.columns.every((column) => names.has(column)) &&
        (!constraint.references || existing.has(constraint.references.table)),
    );
    return { ...table, constraints: [...table.constraints, ...added] };
  });
  return { ...before.catalog, tables };
}
