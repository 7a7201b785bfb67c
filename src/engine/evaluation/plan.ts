/** In which order to take the steps of a body: what is ready first, then the relation with the fewest rows to visit. */
import { rangeOf } from '../functors.js';
import {
  type AbsentStep,
  type AtomStep,
  type Body,
  binds,
  boundsOf,
  type Expression,
  isBound,
  isReady,
  type Pattern,
  type Step,
  variablesOfAll,
} from '../ir.js';
import type { Interner } from '../value.js';
import type { Place, Relation, Shape } from './relation.js';

/** One part of the key with which an atom is looked up. */
export interface KeyPart {
  readonly place: Place;
  /** A variable, a constant, or a term whose variables are bound. */
  readonly pattern: Pattern;
}

/** How an atom can be looked up when some variables are bound. */
export interface Access {
  readonly keys: readonly KeyPart[];
  readonly shapes: readonly Shape[];
  /** Columns that the key does not settle. */
  readonly open: readonly number[];
}

/** Rows of a relation that is as good as any other. */
const fewRows = 8;

/** Rows from which on an index on several columns is not made without need. */
const manyRows = 4096;
/** Rows that one key of an index on one column may have on average, and at most. */
const fewPerKey = 16;
const mostPerKey = 64;

/** Finds the key of an atom: bound columns, and bound arguments of terms in other columns. */
export function accessOf(args: readonly Pattern[], bound: ReadonlySet<number>, interner: Interner): Access {
  const keys: KeyPart[] = [];
  const shapes: Shape[] = [];
  const open: number[] = [];
  for (let column = 0; column < args.length; column++) {
    const arg = args[column]!;
    if (arg.kind === 'variable' && !bound.has(arg.index)) open.push(column);
    else if (!settles(arg, columnPlace(column), keys, shapes, bound, interner)) open.push(column);
  }
  return { keys, shapes, open };
}

/** Whether the key, as it is then, says all that a pattern does. */
function settles(
  pattern: Pattern,
  place: Place,
  keys: KeyPart[],
  shapes: Shape[],
  bound: ReadonlySet<number>,
  interner: Interner,
): boolean {
  if (pattern.kind === 'wildcard') return true;
  if (isBound(pattern, bound)) {
    keys.push({ place, pattern });
    return true;
  }
  if (pattern.kind !== 'term') return false;
  const tag = interner.tag(pattern.tag);
  const arity = pattern.args.length;
  shapes.push({ place, tag, arity });
  let settled = true;
  for (let arg = 0; arg < arity; arg++) {
    const inner = { column: place.column, path: [...place.path, { tag, arity, arg }] };
    if (!settles(pattern.args[arg]!, inner, keys, shapes, bound, interner)) settled = false;
  }
  return settled;
}

const columnPlaces: Place[] = [];

/** The place that is a column as a whole. */
function columnPlace(column: number): Place {
  columnPlaces[column] ??= { column, path: [] };
  return columnPlaces[column];
}

/**
 * Like `accessOf`, but with one column as the key where few rows share a value of it: in a large relation, reading these
 * and fitting the other columns costs less than an index on several columns, whose every part is far away in memory.
 */
export function accessTo(
  args: readonly Pattern[],
  bound: ReadonlySet<number>,
  relation: Relation,
  interner: Interner,
): Access {
  const access = accessOf(args, bound, interner);
  const { keys, shapes, open } = access;
  if (relation.limit < manyRows || keys.length < 2 || shapes.length > 0 || isWhole(access, relation.arity))
    return access;
  for (const key of keys) {
    if (key.pattern.kind === 'term') return access;
    if (key.pattern.kind === 'constant') continue;
    const index = relation.index([key.place], []);
    if (index.size > index.keys * fewPerKey || index.largest() > mostPerKey) continue;
    const others = keys.filter((other) => other !== key).map(({ place }) => place.column);
    return { keys: [key], shapes, open: [...open, ...others] };
  }
  return access;
}

/** Whether the key is the whole tuple. */
export function isWhole({ keys, shapes }: Access, arity: number): boolean {
  if (shapes.length > 0 || keys.length !== arity) return false;
  for (let i = 0; i < arity; i++) if (keys[i]!.place.path.length > 0) return false;
  return true;
}

/** Rows that one lookup visits, from the exact counts of the index. */
export function fanOut(
  atom: AtomStep,
  bound: ReadonlySet<number>,
  relation: Relation,
  interner: Interner,
): number {
  const { keys, shapes, open } = accessTo(atom.args, bound, relation, interner);
  // An index would cost more than it tells.
  if (relation.limit <= fewRows) return relation.limit / (1 + keys.length);
  if (keys.length === 0 && shapes.length === 0) return relation.limit;
  if (isWhole({ keys, shapes, open }, relation.arity)) return relation.limit > 0 ? 1 : 0;
  const index = relation.index(
    keys.map((key) => key.place),
    shapes,
  );
  return index.keys === 0 ? 0 : index.size / index.keys;
}

/** The steps in the order in which to take them; `first` (which reads what changed) leads, and binds like an atom. */
export function order(
  steps: readonly Step[],
  given: Iterable<number>,
  first: AtomStep | AbsentStep | undefined,
  relation: (name: string) => Relation,
  interner: Interner,
): Step[] {
  const bound = new Set(given);
  const ordered: Step[] = [];
  const rest = [...steps];
  let step: Step | undefined = first;
  while (rest.length > 0) {
    step ??= firstReady(rest, bound) ?? nearestAtom(rest, bound, relation, interner);
    if (step === undefined) break;
    ordered.push(step);
    const binding = step === first ? step.variables : binds(step);
    for (let i = 0; i < binding.length; i++) bound.add(binding[i]!);
    rest.splice(rest.indexOf(step), 1);
    step = undefined;
  }
  return ordered;
}

/** The step to take before all atoms: a test or an equation, else an absence, else an aggregate. */
function firstReady(steps: readonly Step[], bound: ReadonlySet<number>): Step | undefined {
  let absent: Step | undefined;
  let aggregate: Step | undefined;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    if (step.kind === 'atom' || !isReady(step, bound) || waits(step, steps, bound)) continue;
    if (step.kind === 'absent') absent ??= step;
    else if (step.kind === 'aggregate') aggregate ??= step;
    else return step;
  }
  return absent ?? aggregate;
}

/** Whether a step is a long range of values that an atom gives too: then each of these is looked for in the range. */
function waits(step: Step, steps: readonly Step[], bound: ReadonlySet<number>): boolean {
  if (step.kind !== 'range' || bound.has(step.result)) return false;
  const values = boundsOf(step).map((part) => (part.kind === 'constant' ? Number(part.value) : Number.NaN));
  const [from = Number.NaN, to = Number.NaN, by] = values;
  if (values.some(Number.isNaN) || rangeOf(from, to, by).count <= manyRows) return false;
  return steps.some((other) => other.kind === 'atom' && binds(other).includes(step.result));
}

/** The atom that visits the fewest rows. */
function nearestAtom(
  steps: readonly Step[],
  bound: ReadonlySet<number>,
  relation: (name: string) => Relation,
  interner: Interner,
): AtomStep | undefined {
  const costOf = (atom: AtomStep): number => {
    const visited = fanOut(atom, bound, relation(atom.relation), interner);
    // A relation that has nothing to do with what is bound multiplies the work: it comes after those that have.
    return visited <= 1 || isJoined(atom, steps, bound) ? visited : visited * 1000;
  };
  let best: AtomStep | undefined;
  /** Not asked of an atom that has no rival. */
  let bestCost: number | undefined;
  for (let i = 0; i < steps.length; i++) {
    const atom = steps[i]!;
    if (atom.kind !== 'atom') continue;
    if (best === undefined) {
      best = atom;
      continue;
    }
    bestCost ??= costOf(best);
    const cost = costOf(atom);
    if (cost < bestCost) {
      best = atom;
      bestCost = cost;
    }
  }
  return best;
}

/** Whether an atom shares a bound variable, or an equation or a test of its variables with bound ones can follow it at once. */
function isJoined(atom: AtomStep, steps: readonly Step[], bound: ReadonlySet<number>): boolean {
  if (bound.size === 0) return true;
  const own = atom.variables;
  if (own.some((index) => bound.has(index))) return true;
  const then = new Set([...bound, ...own]);
  return steps.some((step) => {
    if (step.kind !== 'equal' && step.kind !== 'test') return false;
    const used = step.variables;
    return (
      used.some((index) => bound.has(index)) &&
      used.some((index) => own.includes(index)) &&
      isReady(step, then)
    );
  });
}

/** For each step, whether a variable that it binds is used later: if not, one match is enough. */
export function usedLater(
  ordered: readonly Step[],
  given: readonly number[],
  atEnd: Iterable<number>,
): boolean[] {
  /** By variable, the step that binds it; -1 for what is given, undefined for what nothing binds. */
  const binder: number[] = [];
  const used: boolean[] = [];
  for (const index of given) binder[index] = -1;
  for (let i = 0; i < ordered.length; i++) {
    used.push(false);
    const binding = binds(ordered[i]!);
    for (let k = 0; k < binding.length; k++) binder[binding[k]!] ??= i;
  }
  for (const index of atEnd) {
    const by = binder[index] ?? -1;
    if (by >= 0) used[by] = true;
  }
  for (let i = 0; i < ordered.length; i++) {
    const { variables } = ordered[i]!;
    for (let k = 0; k < variables.length; k++) {
      const by = binder[variables[k]!] ?? -1;
      if (by !== i && by >= 0) used[by] = true;
    }
  }
  return used;
}

/** Upper bound of registers that constants and computed keys of a body may need. */
export function registerCount(steps: readonly Step[]): number {
  let count = 0;
  for (const step of steps) {
    if (step.kind === 'atom' || step.kind === 'absent') count += partsOf(step.args);
    else if (step.kind === 'aggregate') for (const body of step.bodies) count += registerCount(body);
  }
  return count;
}

function partsOf(patterns: readonly Pattern[]): number {
  let count = patterns.length;
  for (const pattern of patterns) if (pattern.kind === 'term') count += partsOf(pattern.args);
  return count;
}

/** Variables of a head. */
export function headVariables(head: readonly Expression[]): number[] {
  return variablesOfAll(head);
}

const atomsOf = new WeakMap<Body, readonly AtomStep[]>();

/** The positive atoms of a body, whose rows are its parents. */
export function positives(body: Body): readonly AtomStep[] {
  let atoms = atomsOf.get(body);
  if (atoms === undefined) {
    atoms = body.steps.filter((step) => step.kind === 'atom');
    atomsOf.set(body, atoms);
  }
  return atoms;
}
