/** One unit from probe to journal: applied, not applied, or in doubt; and in doubt the database is asked again. */
import { WesleyError } from '../diagnostics/index.js';
import { QueryError } from '../facts/connect/database.js';
import { runBackfill } from './backfill.js';
import type { Context } from './context.js';
import { type Failure, failureOf, StepFailed } from './failure.js';
import { LostLead } from './journal.js';
import { repair, runOutside } from './outside.js';
import { probeIfPossible } from './probe.js';
import type { Unit } from './schedule.js';
import { Stopped } from './stop.js';
import { runTransaction } from './transaction.js';

export type UnitResult =
  | { readonly state: 'done' }
  | { readonly state: 'stopped' }
  | { readonly state: 'lost lead' }
  | { readonly state: 'failed'; readonly failure: Failure };

/** A connection that is made again when it is lost, once the server has ended what the old one was doing. */
export interface Link {
  context(): Promise<Context>;
}

const maxReconnects = 6;

export async function runUnit(link: Link, unit: Unit): Promise<UnitResult> {
  const step = unit.steps[0]?.id ?? '';
  let last: Context | undefined;
  for (let lost = 0; ; ) {
    try {
      last = await link.context();
      await once(last, unit);
      return { state: 'done' };
    } catch (error) {
      if (error instanceof Stopped) return { state: 'stopped' };
      if (error instanceof LostLead) return { state: 'lost lead' };
      const failure = toFailure(error, step);
      if (failure === undefined) throw error;
      if (
        failure.kind === 'connection' &&
        ++lost <= maxReconnects &&
        last !== undefined &&
        !last.stop.stopped
      ) {
        last.emit({
          type: 'retry',
          step: failure.step,
          reason: failure.message ?? 'the connection was lost',
        });
        await last.stop.sleep(Math.min(8000, 250 * 2 ** lost));
        continue;
      }
      if (failure.kind === 'cancelled' && last?.stop.cancelled && failure.left === undefined) {
        return { state: 'stopped' };
      }
      await note(last, unit, failure);
      return { state: 'failed', failure };
    }
  }
}

async function once(context: Context, unit: Unit): Promise<void> {
  const { journal, emit } = context;
  const started = performance.now();
  for (const step of unit.steps) emit({ type: 'step_start', step: step.id, title: step.title });
  const how = (await isDone(context, unit)) ? 'found' : 'ran';
  if (how === 'found') {
    await journal.done(unit.steps);
  } else {
    await journal.intend(unit.steps);
    const [first] = unit.steps;
    if (first?.backfill) await runBackfill(context, first, first.backfill);
    else if (first && !unit.transactional) await runOutside(context, unit, first);
    else await runTransaction(context, unit);
  }
  const ms = Math.round(performance.now() - started);
  for (const step of unit.steps) emit({ type: 'step_done', step: step.id, how, ms });
}

/** Asks the database; half done is repaired first. */
async function isDone(context: Context, unit: Unit): Promise<boolean> {
  let all = true;
  for (const step of unit.steps) {
    if (step.backfill && (await context.journal.backfill(step)).bound !== null) return false;
    let state = await probeIfPossible(context.session, step);
    if (state === 'half done') {
      await repair(context, unit, step);
      state = await probeIfPossible(context.session, step);
    }
    all &&= state === 'done';
  }
  return all;
}

function toFailure(error: unknown, step: string): Failure | undefined {
  if (error instanceof StepFailed) return error.failure;
  if (error instanceof QueryError) return failureOf(error, step);
  // The server could not be reached again.
  if (error instanceof WesleyError && error.exitCode === 69) {
    return { kind: 'connection', step, message: error.diagnostics[0]?.message ?? error.message };
  }
  return undefined;
}

/** The journal says what happened, if it can still be written. */
async function note(context: Context | undefined, unit: Unit, failure: Failure): Promise<void> {
  const step = unit.steps.find((one) => one.id === failure.step);
  if (context === undefined || step === undefined || context.session.isLost()) return;
  await context.journal.failed(step, failure.message ?? failure.kind).catch((error: unknown) => {
    if (!(error instanceof QueryError || error instanceof LostLead)) throw error;
  });
}
