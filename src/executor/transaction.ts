/** Runs the steps of one transaction: at once, or politely when its locks stop the application. */
import { QueryError } from '../facts/connect/database.js';
import type { Step } from '../plan/plan.js';
import { holders } from './blockers.js';
import type { Context } from './context.js';
import type { Blocker } from './events.js';
import { failureOf, kindOf, StepFailed } from './failure.js';
import type { Settings } from './options.js';
import { probe, probeIfPossible } from './probe.js';
import { stallingLocks, type Unit } from './schedule.js';
import { literal, name } from './sql.js';
import { Stopped } from './stop.js';

/** Bursts of waiting in the lock queue, ms: long enough to win in the end, short enough not to be felt. */
const ladder = [50, 100, 200, 350, 500];

/** For locks that only vacuum and other schema changes wait for, when neither the plan nor a person says otherwise. */
export const gentleLockMs = 5000;

/** Vacuum must get its turn: the lock that keeps it out is given up this often. */
const giveUpMs = 60_000;

export async function runTransaction(context: Context, unit: Unit): Promise<void> {
  if (context.session.kind === 'postgres' && stallingLocks(unit).length > 0) await politely(context, unit);
  else await plainly(context, unit);
}

/** Locks that stop no reader or writer may be waited for in the queue. */
async function plainly(context: Context, unit: Unit): Promise<void> {
  const { session, settings, stop } = context;
  const started = performance.now();
  for (let attempt = 0; ; attempt++) {
    if (stop.stopped) throw new Stopped();
    await session.exec('BEGIN');
    try {
      await session.exec(`SET LOCAL lock_timeout = ${lockTimeout(settings, unit)}`);
      await runSteps(context, unit);
      await session.exec('COMMIT');
      return;
    } catch (error) {
      await rollback(context, error);
      const waitedMs = performance.now() - started;
      if (!isRetryable(error) || waitedMs > settings.patienceMs) {
        throw await withBlockers(context, unit, error, waitedMs);
      }
      context.emit({
        type: 'retry',
        step: firstId(unit),
        reason: error.failure.message ?? error.failure.kind,
      });
      await stop.sleep(jitter(attempt));
    }
  }
}

/**
 * First SHARE UPDATE EXCLUSIVE, which nobody but vacuum and other schema changes waits for; then a look at who is in
 * the way; and only when nobody old is, short bursts in the queue for the real locks.
 */
async function politely(context: Context, unit: Unit): Promise<void> {
  const { settings, stop } = context;
  const started = performance.now();
  const wait = new Wait(context, unit, started);
  let level = 0;
  for (;;) {
    if (stop.stopped) throw new Stopped();
    if (!(await takeGentleLocks(context, unit))) {
      wait.checkPatience(await holders(context.session, unit.locks));
      await stop.sleep(jitter(level));
      continue;
    }
    const until = performance.now() + giveUpMs;
    let deadlock = false;
    while (performance.now() < until && !deadlock) {
      if (stop.stopped) {
        await rollback(context);
        throw new Stopped();
      }
      const inTheWay = wait.old(await holders(context.session, unit.locks));
      if (inTheWay.length > 0) {
        await wait.report(inTheWay);
        await stop.sleep(100 + Math.random() * 150);
        continue;
      }
      const burst = Math.min(ladder[Math.min(level, ladder.length - 1)] ?? 500, settings.maxStallMs);
      await context.session.exec(`SAVEPOINT wesley; SET LOCAL lock_timeout = ${burst}`);
      try {
        await runSteps(context, unit);
        await context.session.exec('COMMIT');
        return;
      } catch (error) {
        if (!isRetryable(error)) {
          await rollback(context, error);
          throw error;
        }
        if (context.session.isLost()) throw error;
        deadlock = error.failure.kind === 'deadlock';
        if (!deadlock) await context.session.exec('ROLLBACK TO SAVEPOINT wesley; RELEASE SAVEPOINT wesley');
        level++;
        await wait.report(await holders(context.session, unit.locks), true);
        if (!deadlock) await stop.sleep(jitter(level));
      }
    }
    await rollback(context);
    await stop.sleep(jitter(level));
  }
}

/** Begins the transaction and keeps out vacuum and other schema changes. False: not now, and nothing is held. */
async function takeGentleLocks(context: Context, unit: Unit): Promise<boolean> {
  const { session, settings } = context;
  const relations = [...new Set(stallingLocks(unit).map((lock) => lock.relation))];
  const rows = await session.rows(`
    SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
    WHERE c.oid IN (${relations.map((relation) => `to_regclass(${literal(relation)})`).join(', ')})
      AND c.relkind IN ('r', 'p')
    ORDER BY c.oid`);
  await session.exec(`BEGIN; SET LOCAL lock_timeout = ${settings.lockTimeoutMs ?? gentleLockMs}`);
  for (const row of rows) {
    const table = `${name(String(row.schema))}.${name(String(row.name))}`;
    const sql = `LOCK TABLE ONLY ${table} IN SHARE UPDATE EXCLUSIVE MODE`;
    try {
      await session.exec(sql);
    } catch (error) {
      await rollback(context, error);
      if (error instanceof QueryError && ['lock', 'deadlock'].includes(kindOf(error))) return false;
      if (error instanceof QueryError) throw new StepFailed(failureOf(error, firstId(unit), sql));
      throw error;
    }
  }
  return true;
}

/** How long a unit has waited for its locks, for whom, and whether that is enough. */
class Wait {
  private readonly firstSeen = new Map<string, number>();
  private lastReport = 0;

  constructor(
    private readonly context: Context,
    private readonly unit: Unit,
    private readonly started: number,
  ) {}

  /** Those who will not be gone in a moment: old, idle in a transaction, or prepared. */
  old(blockers: readonly Blocker[]): Blocker[] {
    const now = performance.now();
    return blockers.filter((blocker) => {
      const key = String(blocker.pid ?? blocker.prepared);
      const seen = this.firstSeen.get(key) ?? now;
      this.firstSeen.set(key, seen);
      // The age is hidden from a role without the right to see other sessions.
      const age = blocker.age >= 0 ? blocker.age * 1000 : now - seen;
      return (
        blocker.pid === null ||
        blocker.state.startsWith('idle in transaction') ||
        age > this.context.settings.maxStallMs
      );
    });
  }

  async report(blockers: readonly Blocker[], always = false): Promise<void> {
    const now = performance.now();
    if (always || now - this.lastReport > 1000) {
      this.lastReport = now;
      const waitedMs = Math.round(now - this.started);
      this.context.emit({ type: 'lock_wait', step: firstId(this.unit), waitedMs, blockers });
    }
    if (now - this.started > this.context.settings.patienceMs) {
      await rollback(this.context);
      this.checkPatience(blockers);
    }
  }

  checkPatience(blockers: readonly Blocker[]): void {
    const waitedMs = Math.round(performance.now() - this.started);
    if (waitedMs > this.context.settings.patienceMs) {
      throw new StepFailed({ kind: 'lock', step: firstId(this.unit), waitedMs, blockers });
    }
  }
}

/** Inside the transaction: each step that is not done, its effect, and its row in the journal. */
async function runSteps(context: Context, unit: Unit): Promise<void> {
  const { session, journal } = context;
  for (const step of unit.steps) {
    if (unit.steps.length > 1 && (await guarded(context, step, () => stateInside(context, step))) === 'done')
      continue;
    const limit = statementTimeout(context.settings, step);
    await session.exec(`SET LOCAL statement_timeout = ${limit}`);
    for (const sql of step.sql) await guarded(context, step, () => session.exec(sql), sql, limit);
    const state = await guarded(context, step, () => probe(session, step), step.probe);
    if (state !== 'done')
      throw new StepFailed({ kind: 'no effect', step: step.id, sql: step.sql.join(';\n') });
  }
  await journal.done(unit.steps);
}

/** A probe that fails would end the transaction. */
async function stateInside(context: Context, step: Step): Promise<string> {
  await context.session.exec('SAVEPOINT wesley_probe');
  const state = await probeIfPossible(context.session, step);
  await context.session.exec(
    `${state === undefined ? 'ROLLBACK TO SAVEPOINT wesley_probe; ' : ''}RELEASE SAVEPOINT wesley_probe`,
  );
  return state ?? 'not done';
}

/** Runs a statement of a step; what the server refuses becomes a failure of the step. Other errors stay what they are. */
export async function guarded<T>(
  context: Context,
  step: Pick<Step, 'id'>,
  work: () => Promise<T>,
  sql?: string,
  limitMs = 0,
): Promise<T> {
  const started = performance.now();
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    const failure = failureOf(error, step.id, sql);
    // The server says the same for its own timeout and for a cancel; only the clock can tell them apart.
    const timedOut = !context.stop.cancelled && limitMs > 0 && performance.now() - started >= limitMs * 0.9;
    throw new StepFailed(
      failure.kind === 'timeout' && !timedOut ? { ...failure, kind: 'cancelled' } : failure,
    );
  }
}

function isRetryable(error: unknown): error is StepFailed {
  return error instanceof StepFailed && ['lock', 'deadlock', 'serialization'].includes(error.failure.kind);
}

async function withBlockers(
  context: Context,
  unit: Unit,
  error: unknown,
  waitedMs: number,
): Promise<unknown> {
  if (!(error instanceof StepFailed) || error.failure.kind !== 'lock' || context.session.isLost())
    return error;
  return new StepFailed({ ...error.failure, waitedMs, blockers: await holders(context.session, unit.locks) });
}

async function rollback(context: Context, cause?: unknown): Promise<void> {
  if (context.session.isLost()) return;
  try {
    await context.session.exec('ROLLBACK');
  } catch (error) {
    if (cause === undefined) throw error;
  }
}

function lockTimeout(settings: Settings, unit: Unit): number {
  if (settings.lockTimeoutMs !== null) return settings.lockTimeoutMs;
  const own = unit.steps.map((step) => step.timeouts.lock).filter((ms) => ms > 0);
  return own.length > 0 ? Math.min(...own) : gentleLockMs;
}

/** A step that the plan sets no limit for (a validation) has the budget of its phase. */
function statementTimeout(settings: Settings, step: Step): number {
  if (step.timeouts.statement === 0) return settings.validateBudgetMs;
  return settings.statementTimeoutMs ?? step.timeouts.statement;
}

function firstId(unit: Unit): string {
  return unit.steps[0]?.id ?? '';
}

/** Full jitter: anything between nothing and a bound that doubles. */
function jitter(level: number): number {
  return Math.random() * Math.min(5000, 100 * 2 ** level);
}
