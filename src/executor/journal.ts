/**
 * What a run has done, in the database that it changes: schema `wesley`. A step's row is written in the step's own
 * transaction where it has one, and every write is void when another runner has taken over (the epoch has moved).
 */
import type { Row } from '../facts/connect/database.js';
import type { Plan, Step } from '../plan/plan.js';
import { lastStateTable } from './last-state.js';
import type { Session } from './session.js';
import { literal, textArray } from './sql.js';

/** Who may write: the runner of a project that raised the epoch last. */
export interface Lead {
  readonly project: string;
  readonly epoch: number;
}

export type RunState = 'running' | 'done' | 'stopped' | 'failed';

export interface RunRow {
  readonly run: string;
  readonly plan: string;
  readonly state: RunState;
  readonly started: string;
  readonly finished: string | null;
}

export type StepRowState = 'planned' | 'running' | 'done' | 'failed';

export interface StepRow {
  readonly step: string;
  readonly title: string;
  readonly state: StepRowState;
  readonly attempts: number;
  readonly error: string | null;
  readonly probe: string;
  readonly backfill: BackfillRow | null;
}

/** Where a backfill is. Key values as text. */
export interface BackfillRow {
  /** Last key that is done; null before the first batch. */
  readonly cursor: readonly string[] | null;
  /** Last key to look at; null until it is known. */
  readonly bound: readonly string[] | null;
  readonly rows: number;
  readonly seen: number;
  readonly total: number | null;
}

/** Another runner has taken over: this one must not write any more. */
export class LostLead extends Error {
  constructor() {
    super('another runner has taken over');
  }
}

export async function journalExists(session: Session): Promise<boolean> {
  const [row] = await session.rows(`SELECT to_regclass('wesley.epoch') IS NOT NULL AS there`);
  return row?.there === true;
}

export async function createJournal(session: Session): Promise<void> {
  await session.exec(`
    CREATE SCHEMA IF NOT EXISTS wesley;
    COMMENT ON SCHEMA wesley IS 'Journal of schema changes by Wesley. May be dropped when no run is unfinished.';
    CREATE TABLE IF NOT EXISTS wesley.run (
      run text PRIMARY KEY,
      plan text NOT NULL,
      state text NOT NULL CHECK (state IN ('running', 'done', 'stopped', 'failed')),
      runner text NOT NULL,
      started timestamptz NOT NULL DEFAULT clock_timestamp(),
      finished timestamptz
    );
    CREATE TABLE IF NOT EXISTS wesley.step (
      run text NOT NULL REFERENCES wesley.run ON DELETE CASCADE,
      step text NOT NULL,
      title text NOT NULL,
      probe text NOT NULL,
      state text NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'running', 'done', 'failed')),
      attempts integer NOT NULL DEFAULT 0,
      error text,
      started timestamptz,
      finished timestamptz,
      batch_cursor text[],
      batch_bound text[],
      batch_rows bigint NOT NULL DEFAULT 0,
      batch_seen bigint NOT NULL DEFAULT 0,
      batch_total bigint,
      PRIMARY KEY (run, step)
    );
    CREATE TABLE IF NOT EXISTS wesley.epoch (project text PRIMARY KEY, epoch bigint NOT NULL);${lastStateTable}`);
}

/** Takes over: every runner with an older epoch can write no more. */
export async function raiseEpoch(session: Session, project: string): Promise<Lead> {
  const [row] = await session.rows(
    `INSERT INTO wesley.epoch VALUES (${literal(project)}, 1)
     ON CONFLICT (project) DO UPDATE SET epoch = wesley.epoch.epoch + 1 RETURNING epoch`,
  );
  return { project, epoch: Number(row?.epoch) };
}

export async function holdsLead(session: Session, lead: Lead): Promise<boolean> {
  const [row] = await session.rows(`SELECT ${fence(lead)} AS holds`);
  return row?.holds === true;
}

/** The last run of a plan, or the last run of any. */
export async function lastRun(session: Session, plan?: string): Promise<RunRow | undefined> {
  const where = plan === undefined ? '' : `WHERE plan = ${literal(plan)}`;
  const rows = await session.rows(`${selectRun} ${where} ORDER BY started DESC, run DESC LIMIT 1`);
  return rows[0] && decodeRun(rows[0]);
}

export async function readRun(session: Session, run: string): Promise<RunRow | undefined> {
  const rows = await session.rows(`${selectRun} WHERE run = ${literal(run)}`);
  return rows[0] && decodeRun(rows[0]);
}

export async function readSteps(session: Session, run: string): Promise<StepRow[]> {
  const rows = await session.rows(
    `SELECT * FROM wesley.step WHERE run = ${literal(run)} ORDER BY length(step), step`,
  );
  return rows.map(decodeStep);
}

/** A new run with a row for each step; steps in `done` begin as done. */
export async function insertRun(
  session: Session,
  plan: Plan,
  runner: string,
  done: ReadonlySet<string>,
): Promise<string> {
  const [row] = await session.rows(
    `SELECT count(*)::int AS runs FROM wesley.run WHERE plan = ${literal(plan.id)}`,
  );
  const run = `${plan.id.slice(0, 8)}-${Number(row?.runs) + 1}`;
  const steps = plan.steps.map((step) => {
    const state = done.has(step.id) ? 'done' : 'planned';
    return `(${[run, step.id, step.title, step.probe, state].map(literal).join(', ')})`;
  });
  await session.exec(`
    BEGIN;
    INSERT INTO wesley.run (run, plan, state, runner)
      VALUES (${[run, plan.id, 'running', runner].map(literal).join(', ')});
    INSERT INTO wesley.step (run, step, title, probe, state) VALUES ${steps.join(', ')};
    COMMIT`);
  return run;
}

export async function setRunState(session: Session, run: string, lead: Lead, state: RunState): Promise<void> {
  const finished = state === 'running' ? 'NULL' : 'clock_timestamp()';
  await fenced(
    session,
    `UPDATE wesley.run SET state = ${literal(state)}, finished = ${finished}
     WHERE run = ${literal(run)} AND ${fence(lead)} RETURNING 1`,
  );
}

/** The journal as one worker writes it. */
export class Journal {
  constructor(
    private readonly session: Session,
    private readonly run: string,
    private readonly lead: Lead,
  ) {}

  /** Written before a step touches anything. */
  async intend(steps: readonly Step[]): Promise<void> {
    await this.update(
      steps,
      `state = 'running', attempts = attempts + 1, error = NULL, started = coalesce(started, clock_timestamp())`,
    );
  }

  async done(steps: readonly Step[]): Promise<void> {
    await this.update(steps, `state = 'done', error = NULL, finished = clock_timestamp()`);
  }

  async failed(step: Step, error: string): Promise<void> {
    await this.update([step], `state = 'failed', error = ${literal(error)}`);
  }

  async backfill(step: Step): Promise<BackfillRow> {
    const rows = await this.session.rows(
      `SELECT * FROM wesley.step WHERE run = ${literal(this.run)} AND step = ${literal(step.id)}`,
    );
    return (
      (rows[0] && decodeStep(rows[0]).backfill) ?? {
        cursor: null,
        bound: null,
        rows: 0,
        seen: 0,
        total: null,
      }
    );
  }

  /** In the transaction of the batch. */
  async moved(step: Step, at: BackfillRow): Promise<void> {
    const list = (items: readonly string[] | null) => (items === null ? 'NULL' : textArray(items));
    await this.update(
      [step],
      `batch_cursor = ${list(at.cursor)}, batch_bound = ${list(at.bound)}, batch_rows = ${at.rows},
       batch_seen = ${at.seen}, batch_total = ${literal(at.total)}`,
    );
  }

  private async update(steps: readonly Step[], assignments: string): Promise<void> {
    const ids = steps.map((step) => literal(step.id)).join(', ');
    await fenced(
      this.session,
      `UPDATE wesley.step SET ${assignments}
       WHERE run = ${literal(this.run)} AND step IN (${ids}) AND ${fence(this.lead)} RETURNING 1`,
    );
  }
}

const selectRun =
  'SELECT run, plan, state, started::text AS started, finished::text AS finished FROM wesley.run';

function fence(lead: Lead): string {
  return `EXISTS (SELECT 1 FROM wesley.epoch WHERE project = ${literal(lead.project)} AND epoch = ${lead.epoch})`;
}

async function fenced(session: Session, update: string): Promise<void> {
  if ((await session.rows(update)).length === 0) throw new LostLead();
}

function decodeRun(row: Row): RunRow {
  return {
    run: String(row.run),
    plan: String(row.plan),
    state: row.state as RunState,
    started: String(row.started),
    finished: row.finished === null ? null : String(row.finished),
  };
}

function decodeStep(row: Row): StepRow {
  const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : null);
  return {
    step: String(row.step),
    title: String(row.title),
    state: row.state as StepRowState,
    attempts: Number(row.attempts),
    error: row.error === null ? null : String(row.error),
    probe: String(row.probe),
    backfill:
      row.batch_bound === null
        ? null
        : {
            cursor: list(row.batch_cursor),
            bound: list(row.batch_bound),
            rows: Number(row.batch_rows),
            seen: Number(row.batch_seen),
            total: row.batch_total === null ? null : Number(row.batch_total),
          },
  };
}
