/**
 * A body whose variables are bound one after the other and unbound again: how explanations look at rules. It reads rows
 * and values and nothing of how the evaluator found them; speed is no matter here, budgets are.
 */
import type { Database } from '../evaluation/database.js';
import { Accumulator, testOf } from '../evaluation/operations.js';
import { accessOf, order } from '../evaluation/plan.js';
import { FunctorError, rangeOf } from '../functors.js';
import {
  type AggregateStep,
  type AtomStep,
  type Body,
  binds,
  boundsOf,
  direction,
  type Expression,
  isReady,
  type Pattern,
  type RangeStep,
  type Step,
} from '../ir.js';
import { PatternError } from '../match.js';
import { NONE, type Value } from '../value.js';
import { type Wanted, wantedAs } from './near.js';

/** How many steps an explanation may take before it ends with what it has. */
export class Budget {
  constructor(private left: number) {}

  /** Takes one step; false when none is left. */
  take(): boolean {
    return --this.left >= 0;
  }

  get spent(): boolean {
    return this.left < 0;
  }
}

/** A row of a relation that takes part. */
export interface RowOf {
  readonly relation: string;
  readonly row: number;
}

/** What an aggregate gives: its id (`NONE` without a value) and the number of rows that it ranged over. */
export interface Outcome {
  readonly id: number;
  readonly rows: number;
}

/** What aggregates gave for these values of their outer variables: shared by frames while no row changes. */
export type Outcomes = Map<AggregateStep, Map<string, Outcome>>;

const endless = new Budget(Number.POSITIVE_INFINITY);

export class Frame {
  readonly bound = new Set<number>();
  private readonly ids: Int32Array;
  private readonly trail: number[] = [];

  constructor(
    readonly database: Database,
    readonly body: Body,
    private readonly outcomes: Outcomes,
    private budget: Budget = endless,
  ) {
    this.ids = new Int32Array(body.variables.length);
  }

  /** A place to go back to with `undo`. */
  mark(): number {
    return this.trail.length;
  }

  undo(mark: number): void {
    while (this.trail.length > mark) this.bound.delete(this.trail.pop()!);
  }

  /** A frame with the same bindings. */
  copy(): Frame {
    const frame = new Frame(this.database, this.body, this.outcomes, this.budget);
    frame.ids.set(this.ids);
    for (const index of this.trail) frame.bind(index, this.ids[index]!);
    return frame;
  }

  /** Named variables that are bound, without those inside aggregates. */
  bindings(): Map<string, Value> {
    const found = new Map<string, Value>();
    for (const [index, name] of this.body.variables.entries()) {
      if (name !== undefined && this.bound.has(index))
        found.set(name, this.database.interner.value(this.ids[index]!));
    }
    return found;
  }

  /** Each way in which a step holds: the row of an atom, -1 for others. Its variables are bound while the caller looks. */
  *solutions(step: Step): Iterable<number> {
    const mark = this.mark();
    switch (step.kind) {
      case 'atom':
        for (const row of this.rows(step.relation, step.args)) {
          if (!this.budget.take()) break;
          if (this.fitRow(step, row)) yield row;
          this.undo(mark);
        }
        break;
      case 'range':
        for (const value of this.range(step)) {
          if (!this.budget.take()) break;
          if (this.fit({ kind: 'variable', index: step.result }, this.database.interner.intern(value)))
            yield -1;
          this.undo(mark);
        }
        break;
      default:
        if (this.budget.take() && this.holds(step)) yield -1;
    }
    this.undo(mark);
  }

  /** Takes all steps, each as soon as it can be taken, until `done` is content; false when there is no such way. */
  satisfy(steps: readonly Step[], done: () => boolean): boolean {
    if (steps.length === 0) return done();
    const step = steps.find((one) => isReady(one, this.bound));
    if (step === undefined) return false;
    const rest = steps.filter((one) => one !== step);
    for (const _ of this.solutions(step)) if (this.satisfy(rest, done)) return true;
    return false;
  }

  /** Whether the head has these values. */
  gives(headArgs: readonly Expression[], tuple: Int32Array): boolean {
    return headArgs.every((arg, i) => {
      const value = this.value(arg);
      return value !== undefined && this.database.interner.find(value) === tuple[i];
    });
  }

  /** Fits the arguments of an atom to a row, binding variables. */
  fitRow(step: Extract<Step, { args: unknown }>, row: number): boolean {
    const tuple = this.database.relation(step.relation).tuple(row);
    return step.args.every((arg, i) => this.fit(arg, tuple[i]!));
  }

  /** The first row, if any, that fits an atom or a step of absence as far as its variables are bound. */
  firstRow(step: Extract<Step, { args: unknown }>): number {
    for (const row of this.fittingRows(step)) return row;
    return -1;
  }

  /** All rows that fit. */
  *fittingRows(step: Extract<Step, { args: unknown }>): Iterable<number> {
    const mark = this.mark();
    for (const row of this.rows(step.relation, step.args)) {
      const fits = this.fitRow(step, row);
      this.undo(mark);
      if (fits) yield row;
    }
  }

  /** Fits a value to a pattern, binding variables. What must be computed is not looked at. */
  fit(pattern: Expression, id: number): boolean {
    const { interner } = this.database;
    switch (pattern.kind) {
      case 'wildcard':
      case 'call':
        return true;
      case 'constant':
        return interner.intern(pattern.value) === id;
      case 'variable':
        if (this.bound.has(pattern.index)) return this.ids[pattern.index] === id;
        this.bind(pattern.index, id);
        return true;
      case 'term': {
        const shape = interner.shape(id);
        if (shape === undefined || shape.tag !== interner.tag(pattern.tag)) return false;
        if (shape.args.length !== pattern.args.length) return false;
        return pattern.args.every((arg, i) => this.fit(arg, shape.args[i]!));
      }
    }
  }

  /** The value of an expression; undefined where a variable is not bound or a function has no value. */
  value(expression: Expression): Value | undefined {
    switch (expression.kind) {
      case 'constant':
        return expression.value;
      case 'wildcard':
        return undefined;
      case 'variable':
        return this.bound.has(expression.index)
          ? this.database.interner.value(this.ids[expression.index]!)
          : undefined;
      default: {
        const args = expression.args.map((arg) => this.value(arg));
        if (!args.every((arg) => arg !== undefined)) return undefined;
        if (expression.kind === 'term') return { tag: expression.tag, args };
        return attempt(() => expression.functor.apply(args));
      }
    }
  }

  /** What a pattern wants, as far as its variables are bound. */
  wanted(pattern: Pattern): Wanted {
    if (pattern.kind !== 'term') return wantedAs(this.value(pattern));
    return { kind: 'term', tag: pattern.tag, parts: pattern.args.map((arg) => this.wanted(arg)) };
  }

  /** The value of an aggregate with these bindings. */
  aggregate(step: AggregateStep): Outcome {
    let known = this.outcomes.get(step);
    if (known === undefined) {
      known = new Map();
      this.outcomes.set(step, known);
    }
    const key = step.outer.map((index) => this.ids[index]).join();
    const outcome = known.get(key) ?? this.computeAggregate(step);
    known.set(key, outcome);
    return outcome;
  }

  /** Costs no steps: a part of the rows would give a value that is wrong. */
  private computeAggregate(step: AggregateStep): Outcome {
    const { budget } = this;
    const accumulator = new Accumulator(step);
    this.budget = endless;
    const value = attempt(() => {
      this.eachRow(step, (one) => {
        accumulator.add(one ?? 0);
        return true;
      });
      return accumulator.result();
    });
    this.budget = budget;
    const id = value === undefined ? NONE : this.database.interner.intern(value);
    return { id, rows: accumulator.size };
  }

  /**
   * Visits what an aggregate ranges over: the value of its target, the rows of its atoms in the order of the text, and what
   * alternatives agree on when they count as one. With `repeat` all of those are visited, not only the first.
   */
  eachRow(
    step: AggregateStep,
    visit: (
      value: Value | undefined,
      rows: readonly RowOf[],
      steps: readonly Step[],
      agreed: string,
    ) => boolean,
    { repeat = false } = {},
  ): void {
    const { database } = this;
    const seen = step.bodies.length > 1 ? new Set<string>() : undefined;
    const find = (name: string) => database.relation(name);
    for (const steps of step.bodies) {
      const ordered = order(steps, this.bound, undefined, find, database.interner);
      const rows = new Map<Step, RowOf>();
      const at = (i: number): boolean => {
        const next = ordered[i];
        if (next !== undefined) {
          for (const row of this.solutions(next)) {
            if (next.kind === 'atom') rows.set(next, { relation: next.relation, row });
            if (!at(i + 1)) return false;
          }
          return true;
        }
        let agreed = '';
        if (seen !== undefined) {
          agreed = step.local.map((index) => (this.bound.has(index) ? this.ids[index] : NONE)).join();
          if (!repeat && seen.has(agreed)) return true;
          seen.add(agreed);
        }
        const value = step.target === undefined ? undefined : this.value(step.target);
        if (step.target !== undefined && value === undefined) return true;
        return visit(
          value,
          steps.flatMap((one) => rows.get(one) ?? []),
          steps,
          agreed,
        );
      };
      if (!at(0)) return;
    }
  }

  private holds(step: Exclude<Step, AtomStep | RangeStep>): boolean {
    const { interner } = this.database;
    switch (step.kind) {
      case 'absent':
        return this.firstRow(step) < 0;
      case 'equal': {
        const left = direction(step, this.bound) === 'left';
        const value = this.value(left ? step.left : step.right);
        if (value === undefined) return false;
        return this.fit(left ? (step.right as Pattern) : step.left, interner.intern(value));
      }
      case 'test': {
        const left = this.value(step.left);
        const right = this.value(step.right);
        return (
          left !== undefined && right !== undefined && attempt(() => testOf(step.op)(left, right)) === true
        );
      }
      case 'aggregate': {
        const { id } = this.aggregate(step);
        return id !== NONE && this.fit({ kind: 'variable', index: step.result }, id);
      }
      case 'never':
        return false;
    }
  }

  private *range(step: RangeStep): Iterable<number> {
    const bounds = boundsOf(step).map((part) => this.value(part));
    const [from, to, by] = bounds;
    if (typeof from !== 'number' || typeof to !== 'number' || bounds.includes(undefined)) return;
    const range = rangeOf(from, to, by as number | undefined);
    const known = this.value({ kind: 'variable', index: step.result });
    if (known === undefined) for (let i = 0; i < range.count; i++) yield range.at(i);
    else if (range.has(known)) yield known as number;
  }

  private *rows(name: string, args: readonly Pattern[]): Iterable<number> {
    const { database } = this;
    const relation = database.relation(name);
    const { keys, shapes } = accessOf(args, this.bound, database.interner);
    if (keys.length === 0) {
      yield* relation.rows();
      return;
    }
    const index = relation.index(
      keys.map((key) => key.place),
      shapes,
    );
    const key = Int32Array.from(keys, ({ pattern }) => database.interner.intern(this.value(pattern)!));
    const columns = Int32Array.from(keys, (_, i) => i);
    for (const row of index.lookup(key, columns)) if (relation.isLive(row)) yield row;
  }

  private bind(index: number, id: number): void {
    this.bound.add(index);
    this.trail.push(index);
    this.ids[index] = id;
  }
}

/** As the author wrote it, each step as soon as it can be taken: 'the first that fails' is then the reader's first. */
export function inOrderOfText(steps: readonly Step[], given: ReadonlySet<number>): Step[] {
  const bound = new Set(given);
  const ordered: Step[] = [];
  let rest = [...steps];
  for (;;) {
    const next = rest.find((step) => isReady(step, bound));
    if (next === undefined) return ordered;
    ordered.push(next);
    for (const index of binds(next)) bound.add(index);
    rest = rest.filter((step) => step !== next);
  }
}

/** Whether a clause only states a fact. */
export function isFact(body: Body): boolean {
  return body.steps.length === 0 && body.headArgs.every((arg) => arg.kind !== 'call');
}

/** The result; undefined where the computation has none. A search may try values that the evaluation never met. */
function attempt<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    const failed = [FunctorError, PatternError, RangeError].some((kind) => error instanceof kind);
    if (failed) return undefined;
    throw error;
  }
}
