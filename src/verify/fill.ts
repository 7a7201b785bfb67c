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
  const release = await holdToChecksOfAfter(db, plan);
  for (const { table, sql } of generateRows(withConstraintsOfAfter(plan), rows, laterType(plan))) {
    try {
      await db.exec(sql);
      counts.set(table, (counts.get(table) ?? 0) + 1);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      reasons.set(table, error.message);
    }
  }
  for (const sql of release) await db.exec(sql);
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

/**
 * Lets the tables refuse rows that a CHECK of the after state will not accept. Returns the statements that end this. A
 * CHECK that cannot stand yet (it calls a function that the plan makes) is left out.
 */
async function holdToChecksOfAfter(db: Database, plan: Between): Promise<readonly string[]> {
  const release: string[] = [];
  for (const table of plan.before.catalog.tables) {
    for (const { kind, definition } of addedConstraints(plan, table)) {
      if (kind !== 'check') continue;
      const name = `wesley_fill_${release.length}`;
      try {
        await db.exec(
          `ALTER TABLE ${table.id} ADD CONSTRAINT ${name} ${definition.replace(/ NOT VALID$| NOT ENFORCED$/, '')}`,
        );
        release.unshift(`ALTER TABLE ${table.id} DROP CONSTRAINT ${name}`);
      } catch (error) {
        if (!(error instanceof QueryError)) throw error;
      }
    }
  }
  return release;
}

/** The before state, held to what the after state demands of the columns that are already there. */
function withConstraintsOfAfter(plan: Between): Catalog {
  const tables = plan.before.catalog.tables.map(
    (table): Table => ({ ...table, constraints: [...table.constraints, ...addedConstraints(plan, table)] }),
  );
  return { ...plan.before.catalog, tables };
}

/** Constraints of the after state that a table of the before state lacks, over columns that it has. */
function addedConstraints({ before, after, renames }: Between, table: Table): readonly Constraint[] {
  const renamed = renames.find((r) => r.kind === 'table' && r.from === table.id)?.to ?? table.id;
  const target = after.catalog.tables.find((t) => t.id === renamed);
  const names = new Set(table.columns.map((column) => column.name));
  const existing = new Set(before.catalog.tables.map((t) => t.id));
  return (target?.constraints ?? []).filter(
    (constraint) =>
      !table.constraints.some((own) => own.definition === constraint.definition) &&
      constraint.columns.every((column) => names.has(column)) &&
      (!constraint.references || existing.has(constraint.references.table)),
  );
}
