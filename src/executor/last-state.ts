/**
 * The state that the last applied plan leads to, kept in the database beside the journal, so that drift can be told
 * without any file. One row per project: a plan replaces that of the plan before it.
 */
import type { Catalog } from '../facts/catalog/catalog.js';
import type { Plan } from '../plan/plan.js';
import type { Lead } from './journal.js';
import type { Session } from './session.js';
import { literal } from './sql.js';
import { openTarget, type Target } from './target.js';

/** What a plan has led to. */
export interface LastState {
  readonly run: string;
  readonly plan: string;
  /** When the run was finished, as PostgreSQL prints it. */
  readonly finished: string;
  readonly catalog: Catalog;
}

/** Part of the journal's DDL. */
export const lastStateTable = `
    CREATE TABLE IF NOT EXISTS wesley.state (
      project text PRIMARY KEY,
      run text NOT NULL,
      plan text NOT NULL,
      finished timestamptz NOT NULL DEFAULT clock_timestamp(),
      catalog text NOT NULL
    )`;

/** Notes the state that a plan leads to; void when another runner has taken over. */
export async function keepState(session: Session, run: string, lead: Lead, plan: Plan): Promise<void> {
  const values = [lead.project, run, plan.id].map(literal).join(', ');
  await session.exec(
    `INSERT INTO wesley.state (project, run, plan, finished, catalog)
     SELECT ${values}, clock_timestamp(), ${literal(JSON.stringify(plan.after.catalog))}
     WHERE EXISTS (SELECT 1 FROM wesley.epoch WHERE project = ${literal(lead.project)} AND epoch = ${lead.epoch})
     ON CONFLICT (project) DO UPDATE
       SET run = excluded.run, plan = excluded.plan, finished = excluded.finished, catalog = excluded.catalog`,
  );
}

/** The state that the plan leads to which was finished last; undefined when none is kept. */
export async function lastState(target: Target): Promise<LastState | undefined> {
  const session = await openTarget(target, 'wesley drift');
  try {
    const [there] = await session.rows(`SELECT to_regclass('wesley.state') IS NOT NULL AS there`);
    if (there?.there !== true) return undefined;
    const [row] = await session.rows(
      `SELECT run, plan, finished::text AS finished, catalog FROM wesley.state ORDER BY wesley.state.finished DESC LIMIT 1`,
    );
    if (row === undefined) return undefined;
    return {
      run: String(row.run),
      plan: String(row.plan),
      finished: String(row.finished),
      catalog: JSON.parse(String(row.catalog)) as Catalog,
    };
  } finally {
    await session.close();
  }
}
