/** Conditions of a body that cannot hold together: constants that differ, and ranges that do not meet. */
import type { EqualStep, Expression, Step } from '../ir.js';
import { compareValues, showValue, type Value } from '../value.js';
import { oneLine } from './level.js';

export interface Contradiction {
  /** The step that contradicts an earlier one. */
  readonly step: Step;
  /** Without a capital and a full stop; variables have these names. */
  message(names: readonly (string | undefined)[]): string;
}

interface Interval {
  low: Value | undefined;
  lowOpen: boolean;
  high: Value | undefined;
  highOpen: boolean;
}

/** The first contradiction, or undefined. */
export function contradictionOf(steps: readonly Step[]): Contradiction | undefined {
  return mayContradict(steps) ? findContradiction(steps) : undefined;
}

/** Whether there are two conditions, or one that no variable stands in. */
function mayContradict(steps: readonly Step[]): boolean {
  let conditions = 0;
  for (let i = 0; i < steps.length; i++) {
    const { kind, variables } = steps[i]!;
    if (kind === 'never') return true;
    if (kind === 'equal' && isShifted(steps[i]!)) return true;
    if ((kind === 'equal' || kind === 'test') && (variables.length === 0 || ++conditions > 1)) return true;
  }
  return false;
}

/** `x = x + 1`, as other languages count. */
function isShifted(
  step: Step,
): step is EqualStep & { readonly left: { readonly kind: 'variable'; readonly index: number } } {
  if (step.kind !== 'equal' || step.left.kind !== 'variable' || step.right.kind !== 'call') return false;
  const { functor, args } = step.right;
  const [left, right] = args;
  if (!['+', '-', '+.', '-.'].includes(functor.name) || left?.kind !== 'variable') return false;
  return left.index === step.left.index && right?.kind === 'constant' && right.value !== 0;
}

function findContradiction(steps: readonly Step[]): Contradiction | undefined {
  const parents = new Map<number, number>();
  const find = (index: number): number => {
    let at = index;
    for (let next = parents.get(at); next !== undefined; next = parents.get(at)) at = next;
    return at;
  };
  for (const step of steps) {
    if (step.kind !== 'equal' || step.left.kind !== 'variable' || step.right.kind !== 'variable') continue;
    const [a, b] = [find(step.left.index), find(step.right.index)];
    if (a !== b) parents.set(a, b);
  }
  const constants = new Map<number, Value>();
  const intervals = new Map<number, Interval>();
  const constantAt = (part: Expression): Value | undefined =>
    part.kind === 'constant'
      ? part.value
      : part.kind === 'variable'
        ? constants.get(find(part.index))
        : undefined;
  for (const step of steps) {
    if (step.kind === 'never') return { step, message: () => 'it says `false`' };
    if (isShifted(step)) {
      const { index } = step.left;
      return { step, message: (names) => `\`${names[index]}\` is not more or less than itself` };
    }
    if (step.kind !== 'equal') continue;
    const { left, right } = step;
    const [variable, constant] = left.kind === 'variable' ? [left, right] : [right, left];
    if (variable.kind !== 'variable' || constant.kind !== 'constant') continue;
    const known = constants.get(find(variable.index));
    if (known === undefined) constants.set(find(variable.index), constant.value);
    else if (compareValues(known, constant.value) !== 0) {
      const both = [known, constant.value].map((value) => oneLine(showValue(value)));
      return {
        step,
        message: (names) => `\`${names[variable.index]}\` cannot be ${both.join(' and ')}`,
      };
    }
  }
  for (const step of steps) {
    if (step.kind !== 'test' || !isOrder(step.op)) continue;
    const left = constantAt(step.left);
    const right = constantAt(step.right);
    if (left !== undefined && right !== undefined) {
      if (holds(step.op, compareValues(left, right))) continue;
      const shown = `${oneLine(showValue(left))} ${step.op} ${oneLine(showValue(right))}`;
      return { step, message: () => `\`${shown}\` is false` };
    }
    const onLeft = step.left.kind === 'variable';
    const variable = onLeft ? step.left : step.right;
    const limit = onLeft ? right : left;
    if (variable.kind !== 'variable' || limit === undefined || step.op === '!=') continue;
    const found = narrow(intervals, find(variable.index), onLeft ? step.op : mirrored[step.op], limit);
    if (found !== undefined) {
      return { step, message: (names) => `no \`${names[variable.index]}\` is ${found}` };
    }
  }
  return undefined;
}

type Order = '<' | '<=' | '>' | '>=' | '!=';
const mirrored: Readonly<Record<Order, Order>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '!=': '!=' };

function isOrder(op: string): op is Order {
  return Object.hasOwn(mirrored, op);
}

function holds(op: Order, order: number): boolean {
  if (op === '!=') return order !== 0;
  if (op === '<') return order < 0;
  if (op === '<=') return order <= 0;
  return op === '>' ? order > 0 : order >= 0;
}

/** Narrows the interval of a variable; says what is asked for when nothing remains. */
function narrow(
  intervals: Map<number, Interval>,
  index: number,
  op: Order,
  limit: Value,
): string | undefined {
  let known = intervals.get(index);
  if (known === undefined) {
    known = { low: undefined, lowOpen: false, high: undefined, highOpen: false };
    intervals.set(index, known);
  }
  if (op === '<' || op === '<=') {
    const order = known.high === undefined ? -1 : compareValues(limit, known.high);
    if (order < 0 || (order === 0 && op === '<')) {
      known.high = limit;
      known.highOpen = op === '<';
    }
  } else {
    const order = known.low === undefined ? 1 : compareValues(limit, known.low);
    if (order > 0 || (order === 0 && op === '>')) {
      known.low = limit;
      known.lowOpen = op === '>';
    }
  }
  const { low, high, lowOpen, highOpen } = known;
  if (low === undefined || high === undefined) return undefined;
  const order = compareValues(low, high);
  if (order < 0 || (order === 0 && !lowOpen && !highOpen)) return undefined;
  return `\`${lowOpen ? '>' : '>='} ${oneLine(showValue(low))}\` and \`${highOpen ? '<' : '<='} ${oneLine(showValue(high))}\``;
}
