/**
 * Fills a column in batches that the application does not notice. The cursor is committed with its batch, the upper end
 * does not move, and at the end the database is asked whether any row is left.
 */
import type { Backfill, Step } from '../plan/plan.js';
import { BatchSize } from './batch-size.js';
import { type Batches, keyBatches, pageBatches } from './batches.js';
import type { Context } from './context.js';
import { StepFailed } from './failure.js';
import type { BackfillRow } from './journal.js';
import { probe } from './probe.js';
import { Stopped } from './stop.js';
import { Throttle } from './throttle.js';
import { guarded } from './transaction.js';

/** Rows that come in without the new value while we run are met again: but not for ever. */
const maxPasses = 5;

export async function runBackfill(context: Context, step: Step, backfill: Backfill): Promise<void> {
  const { session, journal } = context;
  const batches = backfill.key.length > 0 ? keyBatches(backfill) : pageBatches(backfill, context.major);
  let at = await journal.backfill(step);
  for (let pass = 1; ; pass++) {
    if (at.bound === null) at = await begin(context, step, batches, at);
    if (at.bound !== null) at = await walk(context, step, batches, at);
    if ((await guarded(context, step, () => probe(session, step), step.probe)) === 'done') break;
    if (pass >= maxPasses) {
      throw new StepFailed({
        kind: 'endless backfill',
        step: step.id,
        message: `after ${maxPasses} passes there are still rows of ${backfill.table} without the new value`,
        sql: step.probe,
        left: `${at.rows} rows have the new value`,
      });
    }
    context.emit({
      type: 'retry',
      step: step.id,
      reason: `rows of ${backfill.table} are left after pass ${pass}`,
    });
    at = { ...at, cursor: null, bound: null };
  }
  await journal.done([step]);
}

/** The end that does not move, fixed now: whatever comes later has the new value already. */
async function begin(context: Context, step: Step, batches: Batches, at: BackfillRow): Promise<BackfillRow> {
  const { session, journal } = context;
  const bound = await guarded(context, step, () => batches.end(session));
  if (bound === null) return at;
  const total = await batches.estimate(session);
  const start = { ...at, cursor: null, bound, total, seen: 0 };
  await journal.moved(step, start);
  return start;
}

async function walk(context: Context, step: Step, batches: Batches, from: BackfillRow): Promise<BackfillRow> {
  const { session, settings, stop } = context;
  const size = new BatchSize(
    settings.batchSize / batches.rowsPerUnit,
    settings.batchTargetMs,
    batches.limits,
  );
  const throttle = new Throttle(context, step.id);
  const began = { at: performance.now(), seen: from.seen };
  let at = from;
  let attempts = 0;
  let failingSince = 0;
  while (at.bound !== null && !same(at.cursor, at.bound)) {
    if (stop.stopped) throw new Stopped();
    await throttle.wait();
    // The ranges mean nothing any more: the end of the pass finds what is left.
    if (!(await batches.stillValid(session, at.bound))) break;
    const started = performance.now();
    try {
      at = await oneBatch(context, step, batches, at, size.current);
      attempts = 0;
      size.took(performance.now() - started);
      context.emit({
        type: 'batch',
        step: step.id,
        rows: at.rows,
        seen: at.seen,
        total: at.total,
        etaSeconds: eta(at, began),
        batchSize: size.current,
      });
    } catch (error) {
      if (session.isLost()) throw error;
      await session.exec('ROLLBACK');
      if (!(error instanceof StepFailed) || !passing.has(error.failure.kind) || context.stop.cancelled)
        throw error;
      const now = performance.now();
      if (attempts++ === 0) failingSince = now;
      if (now - failingSince > settings.patienceMs) throw error;
      size.halve();
      context.emit({ type: 'retry', step: step.id, reason: error.failure.message ?? error.failure.kind });
      await stop.sleep(Math.random() * Math.min(5000, 100 * 2 ** attempts));
    }
    await throttle.mark();
  }
  return at;
}

const passing: ReadonlySet<string> = new Set(['lock', 'timeout', 'cancelled', 'deadlock', 'serialization']);

/** One transaction: the rows of one range, and the cursor. */
async function oneBatch(
  context: Context,
  step: Step,
  batches: Batches,
  at: BackfillRow,
  size: number,
): Promise<BackfillRow> {
  const { session, journal, settings } = context;
  const bound = at.bound ?? [];
  const limit = 20 * settings.batchTargetMs;
  const found = await guarded(context, step, () => batches.next(session, at.cursor, bound, size));
  // The cursor is lost together with its rows, so only the last batch has to reach the disk.
  const quick = same(found, bound) ? '' : '; SET LOCAL synchronous_commit = off';
  await session.exec(`BEGIN; SET LOCAL lock_timeout = 500; SET LOCAL statement_timeout = ${limit}${quick}`);
  const sql = batches.update(at.cursor, found);
  const [row] = await guarded(context, step, () => session.rows(sql), sql, limit);
  const next = { ...at, cursor: found, rows: at.rows + Number(row?.rows), seen: at.seen + size };
  await journal.moved(step, next);
  await guarded(context, step, () => session.exec('COMMIT'), 'COMMIT');
  return next;
}

function eta(at: BackfillRow, began: { at: number; seen: number }): number | null {
  const walked = at.seen - began.seen;
  if (at.total === null || walked <= 0) return null;
  const perRow = (performance.now() - began.at) / walked;
  return Math.max(0, Math.round(((at.total - at.seen) * perRow) / 1000));
}

function same(a: readonly string[] | null, b: readonly string[]): boolean {
  return a !== null && a.length === b.length && a.every((value, i) => value === b[i]);
}
