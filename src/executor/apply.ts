/** A plan on a database, from the first check to the last: the whole flow of a run on one screen. */
import { type Diagnostic, Exit, WesleyError } from '../diagnostics/index.js';
import { QueryError } from '../facts/connect/database.js';
import type { Phase, Plan } from '../plan/plan.js';
import { coordinate, type Finished, stepsOf } from './coordinator.js';
import type { Outcome, RunEvents, RunResult, StepState } from './events.js';
import { retakeLead, takeLead } from './guard.js';
import {
  createJournal,
  holdsLead,
  insertRun,
  Journal,
  type Lead,
  LostLead,
  raiseEpoch,
  setRunState,
} from './journal.js';
import { keepState } from './last-state.js';
import { defaultConcurrency, type RunOptions, resolveSettings, type Settings } from './options.js';
import { inlinePool, type Pool, threadPool } from './pool.js';
import { checkDestructions, checkRights, checkServer, checkSizes } from './preconditions.js';
import { checkRoles, checkRowsSeen } from './preconditions-roles.js';
import { Refusal } from './refusal.js';
import { type Unit, unitsOf } from './schedule.js';
import { openSession, type Session } from './session.js';
import { endState, type Start, startingPoint } from './starting-point.js';
import { StopFlag } from './stop.js';
import { openTarget, type Target } from './target.js';
import { blind, GuardWatch } from './watch.js';

/**
 * Runs what is not done of a plan. Nothing is changed when it refuses; when it stops, the same call goes on from there.
 * Throws only when the database cannot be reached, and for bugs.
 */
export async function applyPlan(
  plan: Plan,
  target: Target,
  options: RunOptions = {},
  emit: RunEvents = () => {},
): Promise<RunResult> {
  const stop = new StopFlag();
  const unhook = hook(options, stop, emit);
  const guard = await openTarget(target, applicationName(plan, 'guard'));
  let result: RunResult;
  try {
    result = await run(plan, target, guard, { options, stop, emit });
  } catch (error) {
    const end = endOf(error);
    if (end === undefined) throw error;
    result = { ...end, steps: describeSteps(plan, new Set()) };
  } finally {
    unhook();
    await guard.close();
  }
  emit({ type: 'run_done', outcome: result.outcome, exitCode: result.exitCode });
  return result;
}

interface Control {
  readonly options: RunOptions;
  readonly stop: StopFlag;
  readonly emit: RunEvents;
}

async function run(plan: Plan, target: Target, guard: Session, control: Control): Promise<RunResult> {
  const { options, stop, emit } = control;
  const settings = resolveSettings(options);
  const major = await checkServer(guard, plan);
  if (target.kind === 'postgres' && !options.dryRun) await takeLead(guard, settings.project, stop, emit);

  const start = await startingPoint(guard, plan);
  const units = unitsUntil(plan, options.untilPhase);
  const wanted = units.flatMap((unit) => unit.steps);
  const todo = wanted.filter((step) => !start.done.has(step.id));
  const notes: Diagnostic[] = [...start.notes, ...checkDestructions(plan, todo, options.unsafe ?? [])];
  await checkRights(guard, todo);
  await checkSizes(guard, todo);
  await checkRoles(guard, plan, todo);
  await checkRowsSeen(guard, todo);
  if (options.dryRun || (todo.length === 0 && start.run === undefined)) {
    return { ...done(notes), steps: describeSteps(plan, start.done) };
  }

  const lead = await beginWriting(guard, settings.project);
  const id = await beginRun(guard, plan, start, lead);
  const ids = todo.map((step) => step.id);
  emit({ type: 'run_start', run: id, plan: plan.id, resumed: start.run !== undefined, steps: ids });
  const doneBefore = new Set(
    units.filter((unit) => unit.steps.every((step) => start.done.has(step.id))).map((unit) => unit.segment),
  );
  const tools = prepare(target, guard, { ...control, plan, run: id, lead, settings, major });
  try {
    const finished = await coordinate(units, doneBefore, tools.pool, tools.watch, stop, emit);
    await tools.stop();
    return await conclude(plan, tools.guard(), { id, lead, units, finished, notes });
  } finally {
    await tools.close();
  }
}

/** A server that is being restarted is waited for this long. */
const reconnectMs = 30_000;

interface Ready extends Control {
  readonly plan: Plan;
  readonly run: string;
  readonly lead: Lead;
  readonly settings: Settings;
  readonly major: number;
}

interface Tools {
  readonly pool: Pool;
  readonly watch: GuardWatch | typeof blind;
  /** The session that leads; another one than at the beginning when that was lost. */
  guard(): Session;
  /** Ends workers and watch. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/** PGlite has one session, so everything happens on it; a server gets a pool of workers and a watch. */
function prepare(target: Target, guard: Session, ready: Ready): Tools {
  const { run, lead, settings, major, stop, emit } = ready;
  if (target.kind === 'pglite') {
    const journal = new Journal(guard, run, lead);
    const pool = inlinePool({ session: guard, journal, settings, major, stop });
    const nothing = async () => {};
    return { pool, watch: blind, guard: () => guard, stop: nothing, close: nothing };
  }
  const pool = threadPool(
    {
      fields: target.connection,
      applicationName: applicationName(ready.plan, 'worker'),
      run,
      lead,
      settings,
      major,
      stop: stop.memory,
    },
    ready.options.concurrency ?? defaultConcurrency,
  );
  const retake = async (): Promise<Session | undefined> => {
    const deadline = performance.now() + reconnectMs;
    for (;;) {
      let session: Session | undefined;
      try {
        session = await openSession(target.connection, applicationName(ready.plan, 'guard'));
        if ((await retakeLead(session, lead.project)) && (await holdsLead(session, lead))) return session;
        await session.close();
        return undefined;
      } catch (error) {
        if (!(error instanceof QueryError || error instanceof WesleyError)) throw error;
        await session?.close();
        if (performance.now() > deadline || stop.stopped) return undefined;
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };
  const watch = new GuardWatch(guard, retake, stop, emit);
  watch.start();
  let ending: Promise<void> | undefined;
  const end = async () => {
    await pool.close();
    await watch.close();
  };
  const tools: Tools = {
    pool,
    watch,
    guard: () => watch.session,
    stop: () => {
      ending ??= end();
      return ending;
    },
    close: async () => {
      await tools.stop();
      if (watch.session !== guard) await watch.session.close();
    },
  };
  return tools;
}

async function beginWriting(guard: Session, project: string): Promise<Lead> {
  try {
    await createJournal(guard);
    return await raiseEpoch(guard, project);
  } catch (error) {
    if (!(error instanceof QueryError) || error.code !== '42501') throw error;
    throw new Refusal(
      {
        code: 'exec/insufficient-rights',
        severity: 'error',
        message: `the journal cannot be kept: ${error.message}`,
        why: ['What is done is written in the schema wesley of the database itself. Nothing was changed.'],
        fix: {
          text: 'Let the role create the schema, or apply as the role that made it',
          code: 'GRANT CREATE ON DATABASE ... TO ...',
        },
      },
      Exit.no,
    );
  }
}

async function beginRun(guard: Session, plan: Plan, start: Start, lead: Lead): Promise<string> {
  if (start.run === undefined) return await insertRun(guard, plan, `pid ${process.pid}`, start.done);
  await setRunState(guard, start.run, lead, 'running');
  return start.run;
}

/** How a run ends that met this; undefined for what only a bug can throw. */
function endOf(error: unknown): Omit<RunResult, 'steps'> | undefined {
  if (error instanceof Refusal) {
    const { outcome, exitCode, diagnostics } = error;
    return { outcome, exitCode, diagnostics };
  }
  if (error instanceof LostLead) {
    return { outcome: 'resumable', exitCode: Exit.resumable, diagnostics: [lostLead] };
  }
  if (!(error instanceof QueryError)) return undefined;
  const lost = error.connectionLost;
  return {
    outcome: lost ? 'resumable' : 'needs person',
    exitCode: lost ? Exit.resumable : Exit.needsPerson,
    diagnostics: [
      {
        code: lost ? 'exec/connection-lost' : 'exec/sql-error',
        severity: 'error',
        message: lost
          ? `the connection was lost: ${error.message}`
          : `the server refused what the run needs to know or to note: ${error.message}`,
        why: [...(error.detail ? [error.detail] : []), `SQLSTATE ${error.code}.`],
        fix: { text: 'Apply the plan again: it asks the database what was done, and goes on' },
      },
    ],
  };
}

/** The first signal ends the run at a safe point, the second cancels what runs. */
function hook(options: RunOptions, stop: StopFlag, emit: RunEvents): () => void {
  const onStop = () => {
    stop.raise(1);
    emit({ type: 'paused', reason: 'asked to stop: nothing new is started' });
  };
  const onCancel = () => {
    stop.raise(2);
    emit({ type: 'paused', reason: 'asked to stop now: running statements are cancelled' });
  };
  if (options.stop?.aborted) onStop();
  if (options.cancel?.aborted) onCancel();
  options.stop?.addEventListener('abort', onStop, { once: true });
  options.cancel?.addEventListener('abort', onCancel, { once: true });
  return () => {
    options.stop?.removeEventListener('abort', onStop);
    options.cancel?.removeEventListener('abort', onCancel);
  };
}

interface End {
  readonly id: string;
  readonly lead: Lead;
  readonly units: readonly Unit[];
  readonly finished: Finished;
  readonly notes: readonly Diagnostic[];
}

async function conclude(plan: Plan, guard: Session, end: End): Promise<RunResult> {
  const { id, lead, units, finished, notes } = end;
  const doneSteps = stepsOf(units, finished.done);
  const told = finished.failures;
  const steps = describeSteps(plan, new Set(doneSteps), new Set(told.map((one) => one.step)));
  const diagnostics = [...notes, ...told.map((one) => one.diagnostic)];
  if (finished.lostLead) {
    return {
      run: id,
      outcome: 'resumable',
      exitCode: Exit.resumable,
      diagnostics: [...diagnostics, lostLead],
      steps,
    };
  }
  const worst = told.find((one) => one.outcome === 'needs person') ?? told[0];
  if (worst !== undefined) {
    await setRunState(guard, id, lead, worst.outcome === 'resumable' ? 'stopped' : 'failed');
    return { run: id, outcome: worst.outcome, exitCode: worst.exitCode, diagnostics, steps };
  }
  if (doneSteps.length < units.flatMap((unit) => unit.steps).length) {
    await setRunState(guard, id, lead, 'stopped');
    return {
      run: id,
      outcome: 'resumable',
      exitCode: Exit.resumable,
      diagnostics: [...diagnostics, stopped],
      steps,
    };
  }
  const complete = doneSteps.length === plan.steps.length;
  if (complete) await keepState(guard, id, lead, plan);
  await setRunState(guard, id, lead, complete ? 'done' : 'stopped');
  const last = complete ? await endState(guard, plan) : [untilHere(plan, doneSteps.length)];
  const earlier = diagnostics.filter((one) => last.every((other) => other.code !== one.code));
  return { run: id, ...done([...earlier, ...last]), steps };
}

const lostLead: Diagnostic = {
  code: 'exec/lost-lead',
  severity: 'error',
  message: 'the connection that kept other runners out was lost, and another runner may be at work',
  fix: { text: 'See how far the run is, then apply the plan again', code: 'wesley status' },
};

const stopped: Diagnostic = {
  code: 'exec/stopped',
  severity: 'note',
  message: 'stopped at a safe point, as asked',
  fix: { text: 'Apply the same plan again: it goes on where it stopped' },
};

function untilHere(plan: Plan, count: number): Diagnostic {
  return {
    code: 'exec/more-to-do',
    severity: 'note',
    message: `${count} of ${plan.steps.length} steps are done; the others belong to later phases`,
    fix: { text: 'Apply the same plan again without --until, or with a later phase' },
  };
}

const phases: readonly Phase[] = ['expand', 'backfill', 'validate', 'switch', 'contract'];

/** The units up to a phase: without those that need one of a later phase. */
function unitsUntil(plan: Plan, until: Phase | undefined): Unit[] {
  const last = until === undefined ? phases.length : phases.indexOf(until);
  const left = new Set<number>();
  for (const unit of unitsOf(plan)) {
    const isLater = unit.steps.some((step) => phases.indexOf(step.phase) > last);
    if (isLater || unit.after.some((segment) => left.has(segment))) left.add(unit.segment);
  }
  return unitsOf(plan).filter((unit) => !left.has(unit.segment));
}

function done(diagnostics: readonly Diagnostic[]): {
  outcome: Outcome;
  exitCode: number;
  diagnostics: readonly Diagnostic[];
} {
  return { outcome: 'done', exitCode: Exit.done, diagnostics };
}

function describeSteps(
  plan: Plan,
  finished: ReadonlySet<string>,
  failed: ReadonlySet<string> = new Set(),
): RunResult['steps'] {
  return plan.steps.map(({ id, title }) => {
    const state: StepState = finished.has(id) ? 'done' : failed.has(id) ? 'failed' : 'not done';
    return { id, title, state };
  });
}

function applicationName(plan: Plan, role: string): string {
  return `wesley apply ${plan.id.slice(0, 8)} ${role}`;
}
