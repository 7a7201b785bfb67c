/** Variables that no literal gives a value, and why not: the chain of what needs what. */
import { binds, boundsOf, type Expression, isReady, needs, type Step, variablesOf } from '../ir.js';
import type { Node } from './ast.js';

/** What remains once every step was taken that can be. */
export interface Unbound {
  readonly variables: ReadonlySet<number>;
  /** Steps that could not be taken. */
  readonly steps: readonly Step[];
  readonly bound: ReadonlySet<number>;
}

/** One variable to report, for itself and for those that wait for it. */
export interface Cause {
  readonly index: number;
  readonly links: readonly { readonly text: string; readonly origin: Node }[];
  readonly why: readonly string[];
}

/**
 * Whether every variable of the steps, and every one that is `wanted`, is seen to get a value from relations and aggregates:
 * nothing is unbound then. It mostly is so; `findUnbound` looks closer.
 */
export function areSeenBound(
  steps: readonly Step[],
  wanted: readonly number[],
  given?: ReadonlySet<number>,
): boolean {
  const bound: boolean[] = [];
  if (given !== undefined) for (const index of given) bound[index] = true;
  for (let i = 0; i < steps.length; i++) {
    const { kind, variables } = steps[i]!;
    if (kind === 'atom') for (let v = 0; v < variables.length; v++) bound[variables[v]!] = true;
  }
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    if (step.kind === 'atom') continue;
    if (step.kind === 'aggregate') bound[step.result] = true;
    else if (step.kind === 'equal' && step.left.kind === 'variable' && step.right.kind === 'variable') {
      if (bound[step.right.index]) bound[step.left.index] = true;
    }
    if (!allOf(step.variables, bound)) return false;
  }
  return allOf(wanted, bound);
}

function allOf(indexes: readonly number[], bound: readonly boolean[]): boolean {
  for (let i = 0; i < indexes.length; i++) if (bound[indexes[i]!] !== true) return false;
  return true;
}

/** Takes what steps can be taken; what the others and `wanted` still need is unbound. Time grows with the steps squared. */
export function findUnbound(
  steps: readonly Step[],
  wanted: readonly number[],
  given: Iterable<number>,
): Unbound {
  const bound = new Set(given);
  let rest = steps;
  while (rest.length > 0) {
    const waiting: Step[] = [];
    for (const step of rest) {
      if (step.kind === 'atom') for (const arg of step.args) bindAll(arg, bound);
      else if (isReady(step, bound)) for (const index of binds(step)) bound.add(index);
      else waiting.push(step);
    }
    if (waiting.length === rest.length) break;
    rest = waiting;
  }
  const variables = new Set<number>();
  for (const step of rest) for (const index of neededBy(step)) if (!bound.has(index)) variables.add(index);
  for (const index of wanted) if (!bound.has(index)) variables.add(index);
  return { variables, steps: rest, bound };
}

function bindAll(arg: Expression, bound: Set<number>): void {
  if (arg.kind === 'variable') bound.add(arg.index);
  else if (arg.kind === 'term') for (const part of arg.args) bindAll(part, bound);
}

/** One cause per chain of variables that wait for each other. */
export function explainUnbound(
  open: Unbound,
  head: readonly Expression[],
  names: readonly (string | undefined)[],
): Cause[] {
  const causes: Cause[] = [];
  const told = new Set<number>();
  for (const start of [...open.variables].sort((a, b) => a - b)) {
    if (told.has(start) || names[start] === undefined) continue;
    const { chain, links, end } = chainFrom(start, open, names);
    const isTold = told.has(end);
    for (const index of chain) told.add(index);
    if (isTold) continue;
    causes.push({ index: names[end] === undefined ? start : end, links, why: whyNot(end, open, head) });
  }
  return causes;
}

/** Follows what a variable needs to the one that needs nothing, or back to the start where they go in a circle. */
function chainFrom(
  start: number,
  open: Unbound,
  names: readonly (string | undefined)[],
): { chain: number[]; links: Cause['links']; end: number } {
  const links: { text: string; origin: Node }[] = [];
  const chain = [start];
  for (let at = start; ; ) {
    const step = open.steps.find((one) => canBind(one).includes(at));
    const needed = step && neededFor(step, at).find((index) => !open.bound.has(index) && index !== at);
    if (step === undefined || needed === undefined) return { chain, links, end: at };
    if (names[at] !== undefined && names[needed] !== undefined && step.origin !== undefined) {
      links.push({ text: `\`${names[at]}\` needs \`${names[needed]}\``, origin: step.origin });
    }
    if (chain.includes(needed)) return { chain, links, end: start };
    chain.push(needed);
    at = needed;
  }
}

function whyNot(index: number, open: Unbound, head: readonly Expression[]): string[] {
  const uses = open.steps.filter((step) => step.variables.includes(index));
  const general =
    'A variable gets its value from a relation without `!`, or from `=` with something that has one.';
  if (uses.some((step) => step.kind === 'absent')) return ['A relation under `!` gives no values.', general];
  if (uses.some((step) => step.kind === 'test')) {
    return ['A comparison other than `=` gives no values.', general];
  }
  if (uses.some((step) => step.kind === 'equal' && step.right.kind === 'call')) {
    return ['`=` computes what stands on one side; it is not solved for a variable in it.', general];
  }
  const inHead = head.some((arg) => variablesOf(arg).includes(index));
  return uses.length === 0 && inHead ? ['It stands in the head only.', general] : [general];
}

/** Variables that a step would bind if it could be taken. */
function canBind(step: Step): readonly number[] {
  return step.kind === 'atom' ? [] : binds(step);
}

/** What a step must know to give `index` a value. */
function neededFor(step: Step, index: number): readonly number[] {
  if (step.kind === 'equal') {
    const other = variablesOf(step.left).includes(index) ? step.right : step.left;
    return needs(other) ?? variablesOf(other);
  }
  return neededBy(step);
}

function neededBy(step: Step): readonly number[] {
  switch (step.kind) {
    case 'absent':
      return step.args.flatMap((arg) => variablesOf(arg));
    case 'aggregate':
      return step.outer;
    case 'range':
      return boundsOf(step).flatMap((part) => variablesOf(part));
    case 'equal':
      return needs(step.right) ?? needs(step.left) ?? variablesOf(step.left);
    case 'test':
      return [...variablesOf(step.left), ...variablesOf(step.right)];
    default:
      return [];
  }
}
