/**
 * One application of a rule, taken again on values alone: no numbers of rows, no indexes, no plan. It shares the form of
 * the rules with the evaluator and nothing else.
 */

import { testOf } from '../evaluation/operations.js';
import { sumOf } from '../evaluation/sum.js';
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
  type Step,
} from '../ir.js';
import { PatternError } from '../match.js';
import { compareValues, showValue, type Value } from '../value.js';
import { type Listed, listingOrder, mostContributions } from './proof.js';
import { Writer } from './show.js';

/** All tuples of a relation. */
export type RowsOf = (relation: string) => readonly (readonly Value[])[];

/** What an aggregate ranges over, computed by trying all combinations. */
export interface Recomputed {
  readonly value: Value | undefined;
  readonly rows: number;
  /** Those that a proof lists. */
  readonly listed: readonly Combination[];
}

/** Tuples that an aggregate joins. */
export interface Combination extends Listed {
  readonly steps: readonly Step[];
}

/** Values of the variables of a body. */
export class Replay {
  private readonly values: (Value | undefined)[];
  private readonly bound = new Set<number>();

  constructor(
    readonly body: Body,
    private readonly rowsOf: RowsOf,
  ) {
    this.values = body.variables.map(() => undefined);
  }

  /** Writes literals with the values that are known now. */
  get writer(): Writer {
    return new Writer(this.body, (index) => this.values[index]);
  }

  bind(index: number, value: Value): void {
    this.values[index] = value;
    this.bound.add(index);
  }

  /** Named variables that have a value, but those inside aggregates. */
  bindings(): Map<string, Value> {
    const found = new Map<string, Value>();
    for (const [index, name] of this.body.variables.entries()) {
      const value = this.values[index];
      if (name !== undefined && value !== undefined) found.set(name, value);
    }
    return found;
  }

  /** Fits a tuple to the arguments of an atom. */
  fits(args: readonly Pattern[], tuple: readonly Value[]): boolean {
    return args.length === tuple.length && args.every((arg, i) => this.fit(arg, tuple[i]!));
  }

  /** Takes the steps that are no atoms; the text of one that fails, or undefined. */
  failing(steps: readonly Exclude<Step, AtomStep>[]): string | undefined {
    const step = steps.find((one) => isReady(one, this.bound));
    if (step === undefined)
      return steps[0] === undefined ? undefined : `${this.writer.step(steps[0])} cannot be decided`;
    const rest = steps.filter((one) => one !== step);
    if (step.kind === 'range' && !this.bound.has(step.result)) {
      let reason: string | undefined = `${this.writer.step(step)} has no value`;
      for (const value of this.range(step)) {
        this.unbind(binds(step));
        this.bind(step.result, value);
        reason = this.failing(rest);
        if (reason === undefined) return undefined;
      }
      return reason;
    }
    return this.holds(step) ? this.failing(rest) : `${this.writer.step(step)} does not hold`;
  }

  /** The head as it is computed. */
  head(): readonly (Value | undefined)[] {
    return this.body.headArgs.map((arg) => this.value(arg));
  }

  value(expression: Expression): Value | undefined {
    switch (expression.kind) {
      case 'constant':
        return expression.value;
      case 'wildcard':
        return undefined;
      case 'variable':
        return this.values[expression.index];
      default: {
        const args = expression.args.map((arg) => this.value(arg));
        if (!args.every((arg) => arg !== undefined)) return undefined;
        if (expression.kind === 'term') return { tag: expression.tag, args };
        return attempt(() => expression.functor.apply(args));
      }
    }
  }

  /** An aggregate, from all combinations of all rows. */
  recompute(step: AggregateStep): Recomputed {
    const order = listingOrder(step.name);
    const found: Combination[] = [];
    // Alternatives are joined over their named variables; the first combination stands for those that agree on them.
    const firsts = new Map<string, Combination>();
    this.combinations(step, (one) => {
      if (step.bodies.length === 1) {
        found.push(one);
        return;
      }
      const local = step.local.map((index) => show(this.values[index])).join();
      const earlier = firsts.get(local);
      if (earlier === undefined || order(one, earlier) < 0) firsts.set(local, one);
    });
    for (const one of firsts.values()) found.push(one);
    const value = reduce(
      step,
      found.map((one) => one.value ?? 1),
    );
    return { value, rows: found.length, listed: found.sort(order).slice(0, mostContributions) };
  }

  /** Visits all combinations of rows that an aggregate ranges over, its variables bound. */
  combinations(step: AggregateStep, visit: (combination: Combination) => void): void {
    for (const [alternative, steps] of step.bodies.entries()) {
      this.each(steps, new Map(), (taken) => {
        const value = step.target === undefined ? undefined : this.value(step.target);
        if (step.target !== undefined && value === undefined) return;
        const tuple = steps.flatMap((one) => taken.get(one as AtomStep)?.flat() ?? []);
        visit({ value, tuple, alternative, steps });
      });
    }
  }

  private each(
    steps: readonly Step[],
    taken: Map<AtomStep, readonly (readonly Value[])[]>,
    visit: (taken: ReadonlyMap<AtomStep, readonly (readonly Value[])[]>) => void,
  ): void {
    const step = steps.find((one) => isReady(one, this.bound));
    if (step === undefined) {
      visit(taken);
      return;
    }
    const rest = steps.filter((one) => one !== step);
    const fresh = binds(step).filter((index) => !this.bound.has(index));
    if (step.kind === 'atom') {
      for (const tuple of this.rowsOf(step.relation)) {
        if (this.fits(step.args, tuple)) {
          taken.set(step, [tuple]);
          this.each(rest, taken, visit);
        }
        this.unbind(fresh);
      }
    } else if (step.kind === 'range' && fresh.length > 0) {
      for (const value of this.range(step)) {
        this.bind(step.result, value);
        this.each(rest, taken, visit);
        this.unbind(fresh);
      }
    } else {
      if (this.holds(step)) this.each(rest, taken, visit);
      this.unbind(fresh);
    }
  }

  private holds(step: Exclude<Step, AtomStep>): boolean {
    switch (step.kind) {
      case 'absent':
        return !this.rowsOf(step.relation).some((tuple) => {
          const before = new Set(this.bound);
          const fits = this.fits(step.args, tuple);
          this.unbind([...this.bound].filter((index) => !before.has(index)));
          return fits;
        });
      case 'equal': {
        const left = direction(step, this.bound) === 'left';
        const value = this.value(left ? step.left : step.right);
        return value !== undefined && this.fit(left ? (step.right as Pattern) : step.left, value);
      }
      case 'test': {
        const left = this.value(step.left);
        const right = this.value(step.right);
        return (
          left !== undefined && right !== undefined && attempt(() => testOf(step.op)(left, right)) === true
        );
      }
      case 'aggregate': {
        const { value } = this.recompute(step);
        return value !== undefined && this.fit({ kind: 'variable', index: step.result }, value);
      }
      case 'range': {
        const known = this.values[step.result];
        return [...this.range(step)].some((value) => value === known);
      }
      case 'never':
        return false;
    }
  }

  private *range(step: Extract<Step, { kind: 'range' }>): Iterable<number> {
    const bounds = boundsOf(step).map((part) => this.value(part));
    const [from, to, by] = bounds;
    if (typeof from !== 'number' || typeof to !== 'number' || bounds.includes(undefined)) return;
    const range = rangeOf(from, to, by as number | undefined);
    for (let i = 0; i < range.count; i++) yield range.at(i);
  }

  private fit(pattern: Pattern, value: Value): boolean {
    switch (pattern.kind) {
      case 'wildcard':
        return true;
      case 'constant':
        return compareValues(pattern.value, value) === 0;
      case 'variable': {
        const known = this.values[pattern.index];
        if (known !== undefined) return compareValues(known, value) === 0;
        this.bind(pattern.index, value);
        return true;
      }
      case 'term':
        return (
          typeof value === 'object' &&
          value.tag === pattern.tag &&
          value.args.length === pattern.args.length &&
          pattern.args.every((arg, i) => this.fit(arg, value.args[i]!))
        );
    }
  }

  private unbind(indexes: Iterable<number>): void {
    for (const index of indexes) {
      this.values[index] = undefined;
      this.bound.delete(index);
    }
  }
}

function show(value: Value | undefined): string {
  return value === undefined ? '' : showValue(value);
}

function reduce({ name, float }: AggregateStep, values: readonly Value[]): Value | undefined {
  if (name === 'count') return values.length;
  if (name === 'sum') return attempt(() => sumOf(values as readonly number[], float));
  const [first, ...rest] = values;
  if (first === undefined) return undefined;
  const sign = name === 'min' ? 1 : -1;
  return rest.reduce((best, value) => (sign * compareValues(value, best) < 0 ? value : best), first);
}

function attempt<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    const failed = [FunctorError, PatternError, RangeError].some((kind) => error instanceof kind);
    if (failed) return undefined;
    throw error;
  }
}
