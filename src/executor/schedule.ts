/** Which units may run now: the frontier of the plan, minus what would conflict with a unit that runs. */
import { invariant } from '../diagnostics/index.js';
import type { Plan, Step, StepLock } from '../plan/plan.js';

/** Steps that run as one: a transaction, or one step outside of any. */
export interface Unit {
  readonly segment: number;
  readonly transactional: boolean;
  readonly steps: readonly Step[];
  /** Strongest claims of all its steps. */
  readonly locks: readonly StepLock[];
  /** Segments that must be done before. */
  readonly after: readonly number[];
}

/** The units of a plan in plan order. */
export function unitsOf(plan: Pick<Plan, 'steps' | 'edges'>): Unit[] {
  const groups = new Map<number, Step[]>();
  const segmentOf = new Map<string, number>();
  for (const step of plan.steps) {
    const group = groups.get(step.segment);
    if (group) group.push(step);
    else groups.set(step.segment, [step]);
    segmentOf.set(step.id, step.segment);
  }
  const before = new Map<number, Set<number>>();
  for (const [first, second] of plan.edges) {
    const from = segmentOf.get(first);
    const to = segmentOf.get(second);
    invariant(from !== undefined && to !== undefined, `edge ${first} -> ${second} names an unknown step`);
    if (from === to) continue;
    const known = before.get(to);
    if (known) known.add(from);
    else before.set(to, new Set([from]));
  }
  return [...groups].map(([segment, steps]) => {
    const alone = steps.some((step) => !step.transactional || step.backfill !== undefined);
    invariant(!alone || steps.length === 1, `segment ${segment} mixes steps that cannot share a transaction`);
    return {
      segment,
      transactional: !alone,
      steps,
      locks: steps.flatMap((step) => step.locks),
      after: [...(before.get(segment) ?? [])].sort((a, b) => a - b),
    };
  });
}

/** Units that may start, in plan order, given what is done and what runs. At most `slots`. */
export function startable(
  units: readonly Unit[],
  done: ReadonlySet<number>,
  running: readonly Unit[],
  slots: number,
): Unit[] {
  const chosen: Unit[] = [];
  const busy = [...running];
  for (const unit of units) {
    if (chosen.length >= slots) break;
    if (done.has(unit.segment) || running.some((other) => other.segment === unit.segment)) continue;
    if (!unit.after.every((segment) => done.has(segment))) continue;
    if (busy.some((other) => exclude(unit, other))) continue;
    chosen.push(unit);
    busy.push(unit);
  }
  return chosen;
}

/** True when the locks of two units conflict, or both would stop the application: one such unit at a time. */
export function exclude(a: Unit, b: Unit): boolean {
  if (stopsReads(a) && stopsReads(b)) return true;
  return a.locks.some((mine) =>
    b.locks.some(
      (other) =>
        mine.relation === other.relation &&
        (mine.conflictsWith.includes(other.mode) || other.conflictsWith.includes(mine.mode)),
    ),
  );
}

function stopsReads(unit: Unit): boolean {
  return unit.locks.some((lock) => lock.blocks === 'reads and writes');
}

/** Locks while which the application cannot read or write: these are taken politely. */
export function stallingLocks(unit: Unit): StepLock[] {
  return unit.locks.filter((lock) => lock.blocks === 'reads and writes' || lock.blocks === 'writes');
}
