/** Runs a step that cannot run in a transaction: concurrent builds, most of all. What they leave half done is repaired. */
import type { Step } from '../plan/plan.js';
import { foreignBuilds, holders } from './blockers.js';
import type { Context } from './context.js';
import type { Blocker } from './events.js';
import { StepFailed } from './failure.js';
import { type ProbeState, probe } from './probe.js';
import { stallingLocks, type Unit } from './schedule.js';
import { Stopped } from './stop.js';
import { gentleLockMs, guarded } from './transaction.js';

/** A concurrent build that failed for a reason that passes is begun again this often. */
const maxAttempts = 5;

export async function runOutside(context: Context, unit: Unit, step: Step): Promise<void> {
  const { session, journal, settings, stop } = context;
  const started = performance.now();
  for (let attempt = 1; ; attempt++) {
    if (stop.stopped) throw new Stopped();
    await untilUnblocked(context, unit, step, started);
    try {
      const limit =
        step.timeouts.statement === 0
          ? settings.buildBudgetMs
          : (settings.statementTimeoutMs ?? step.timeouts.statement);
      await session.exec(
        `SET lock_timeout = ${lockTimeout(context, unit, step)}; SET statement_timeout = ${limit}`,
      );
      for (const sql of step.sql) await guarded(context, step, () => session.exec(sql), sql, limit);
      await reset(context);
      const state = await probe(session, step);
      if (state === 'done') break;
      throw new StepFailed({ kind: state === 'half done' ? 'half done' : 'no effect', step: step.id });
    } catch (error) {
      if (!(error instanceof StepFailed) || session.isLost()) throw error;
      await reset(context);
      const { state, left } = await cleanUp(context, unit, step);
      if (state === 'done') break;
      if (left !== undefined) throw new StepFailed({ ...error.failure, left });
      const patient = performance.now() - started < settings.patienceMs;
      const passing = ['lock', 'deadlock', 'serialization', 'half done'].includes(error.failure.kind);
      if (!passing || !patient || attempt >= maxAttempts) throw error;
      context.emit({ type: 'retry', step: step.id, reason: error.failure.message ?? error.failure.kind });
      await stop.sleep(Math.random() * 1000 * attempt);
    }
  }
  await journal.done([step]);
}

/** Half done becomes not done, or done. A build of somebody else is not half done: it is waited for. */
export async function repair(context: Context, unit: Unit, step: Step): Promise<void> {
  const { session, stop, settings } = context;
  const started = performance.now();
  const wait = async (blockers: readonly Blocker[]) => {
    if (stop.stopped) throw new Stopped();
    const waitedMs = performance.now() - started;
    if (waitedMs > settings.patienceMs)
      throw new StepFailed({ kind: 'lock', step: step.id, waitedMs, blockers });
    report(context, step, started, blockers);
    await stop.sleep(500);
  };
  const relations = step.locks.map((lock) => lock.relation);
  for (;;) {
    const others = session.kind === 'postgres' ? await foreignBuilds(session, relations) : [];
    if (others.length > 0) {
      await wait(others);
      continue;
    }
    if ((await probe(session, step)) !== 'half done') return;
    if (step.repair.length === 0) throw new StepFailed({ kind: 'half done', step: step.id });
    try {
      await runRepair(context, step, stallingLocks(unit).length > 0 ? settings.maxStallMs : 0);
    } catch (error) {
      if (!(error instanceof StepFailed) || error.failure.kind !== 'lock') throw error;
      await wait(await holders(session, unit.locks));
      continue;
    }
    if ((await probe(session, step)) !== 'half done') return;
    throw new StepFailed({
      kind: 'half done',
      step: step.id,
      message: 'it is half done, and the repair of the plan did not help',
      sql: step.repair.join(';\n'),
    });
  }
}

async function runRepair(context: Context, step: Step, lockTimeoutMs: number): Promise<void> {
  const { session } = context;
  await session.exec(`SET lock_timeout = ${lockTimeoutMs}`);
  try {
    for (const sql of step.repair) {
      context.emit({ type: 'repair', step: step.id, sql });
      await guarded(context, step, () => session.exec(sql), sql);
    }
  } finally {
    if (!session.isLost()) await reset(context);
  }
}

/** After a failure: how far the step is when what can be repaired now is repaired, and what stays of it, in words. */
async function cleanUp(
  context: Context,
  unit: Unit,
  step: Step,
): Promise<{ state: ProbeState; left?: string }> {
  const { session, settings } = context;
  let state = await probe(session, step);
  if (state !== 'half done') return { state };
  const left = `${step.subject} is half done`;
  if (step.repair.length === 0) return { state, left };
  try {
    // A repair that cannot get its locks now is left to the next run.
    await runRepair(context, step, stallingLocks(unit).length > 0 ? settings.maxStallMs : gentleLockMs);
    state = await probe(session, step);
    return state === 'half done' ? { state, left } : { state };
  } catch (error) {
    if (!(error instanceof StepFailed) || session.isLost()) throw error;
    return { state, left: `${left}; the next run repairs it: ${step.repair.join('; ')}` };
  }
}

/** Such a statement cannot wait under a savepoint: it only starts when nobody old is in its way. */
async function untilUnblocked(context: Context, unit: Unit, step: Step, started: number): Promise<void> {
  const stalling = stallingLocks(unit);
  if (context.session.kind !== 'postgres' || stalling.length === 0) return;
  for (;;) {
    const inTheWay = (await holders(context.session, stalling)).filter(
      (blocker) =>
        blocker.pid === null || blocker.age < 0 || blocker.age * 1000 > context.settings.maxStallMs,
    );
    if (inTheWay.length === 0) return;
    if (context.stop.stopped) throw new Stopped();
    report(context, step, started, inTheWay);
    const waitedMs = performance.now() - started;
    if (waitedMs > context.settings.patienceMs) {
      throw new StepFailed({ kind: 'lock', step: step.id, waitedMs, blockers: inTheWay });
    }
    await context.stop.sleep(200);
  }
}

/** Waiting for a lock that stops nobody may take as long as the build may. */
function lockTimeout(context: Context, unit: Unit, step: Step): number {
  return stallingLocks(unit).length > 0 ? context.settings.maxStallMs : step.timeouts.lock;
}

async function reset(context: Context): Promise<void> {
  await context.session.exec('SET lock_timeout = 0; SET statement_timeout = 0');
}

function report(context: Context, step: Step, started: number, blockers: readonly Blocker[]): void {
  context.emit({
    type: 'lock_wait',
    step: step.id,
    waitedMs: Math.round(performance.now() - started),
    blockers,
  });
}
