/** Runs the frontier of a plan until nothing is left or nothing can go on, and watches over what runs. */
import { invariant } from '../diagnostics/index.js';
import type { RunEvents } from './events.js';
import { diagnose, type Told } from './failure.js';
import type { Pool } from './pool.js';
import type { UnitResult } from './run-unit.js';
import { startable, type Unit } from './schedule.js';
import type { StopFlag } from './stop.js';
import type { Watch } from './watch.js';

export interface Finished {
  readonly failures: readonly Told[];
  /** Segments that are done, those of before included. */
  readonly done: ReadonlySet<number>;
  readonly stopped: boolean;
  readonly lostLead: boolean;
}

export async function coordinate(
  units: readonly Unit[],
  doneBefore: ReadonlySet<number>,
  pool: Pool,
  watch: Watch,
  stop: StopFlag,
  emit: RunEvents,
): Promise<Finished> {
  const done = new Set(doneBefore);
  const failures: Told[] = [];
  const running = new Map<Unit, Promise<void>>();
  let lostLead = false;
  let fault: { error: unknown } | undefined;

  const start = async (unit: Unit) => {
    const watching = watch.begin(unit);
    try {
      const result = await pool.run(unit, emit, watching.session);
      settle(unit, result);
    } catch (error) {
      fault ??= { error };
    } finally {
      watching.end();
      running.delete(unit);
    }
  };
  const settle = (unit: Unit, result: UnitResult) => {
    if (result.state === 'done') done.add(unit.segment);
    if (result.state === 'lost lead') lostLead = true;
    if (result.state !== 'failed') return;
    const known = result.failure.blockers !== undefined && result.failure.blockers.length > 0;
    const failure =
      known || result.failure.kind !== 'lock'
        ? result.failure
        : { ...result.failure, blockers: watch.blockersOf(unit) };
    const step = unit.steps.find((one) => one.id === failure.step) ?? unit.steps[0];
    invariant(step !== undefined, `segment ${unit.segment} has no step`);
    const told = diagnose(failure, step, stepsOf(units, done));
    failures.push(told);
    emit({ type: 'step_failed', step: step.id, diagnostic: told.diagnostic });
  };

  for (;;) {
    if (failures.length === 0 && !lostLead && !watch.lostLead && fault === undefined && !stop.stopped) {
      for (const unit of startable(units, done, [...running.keys()], pool.slots - running.size)) {
        running.set(unit, start(unit));
      }
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  if (fault !== undefined) throw fault.error;
  return { failures, done, stopped: stop.stopped, lostLead: lostLead || watch.lostLead };
}

/** Ids of the steps of the segments, in plan order. */
export function stepsOf(units: readonly Unit[], segments: ReadonlySet<number>): string[] {
  return units
    .filter((unit) => segments.has(unit.segment))
    .flatMap((unit) => unit.steps.map((step) => step.id));
}
