/** Takes the steps of a body one at a time, remembering what is bound: for explanations, where speed is no matter. */
import type { Database } from '../evaluation/database.js';
import { Executor } from '../evaluation/execute.js';
import { testOf } from '../evaluation/operations.js';
import { accessOf } from '../evaluation/plan.js';
import { FunctorError, rangeOf } from '../functors.js';
import {
  type AbsentStep,
  type AggregateStep,
  type Body,
  boundsOf,
  direction,
  type Expression,
  type Pattern,
  type Step,
} from '../ir.js';
import { PatternError } from '../match.js';
import { NONE, type Value } from '../value.js';
import { showStep } from './explain.js';

/** A body with some of its variables bound. */
export class Fitting {
  bound = new Set<number>();
  private ids: Int32Array;

  constructor(
    private readonly database: Database,
    private readonly body: Body,
  ) {
    this.ids = new Int32Array(body.variables.length);
  }

  save(): { ids: Int32Array; bound: ReadonlySet<number> } {
    return { ids: this.ids.slice(), bound: new Set(this.bound) };
  }

  restore(ids: Int32Array, bound: ReadonlySet<number>): void {
    this.ids = ids.slice();
    this.bound = new Set(bound);
  }

  /** Named variables that are bound. */
  bindings(): Map<string, Value> {
    const found = new Map<string, Value>();
    for (const [index, name] of this.body.variables.entries()) {
      if (name !== undefined && this.bound.has(index))
        found.set(name, this.database.interner.value(this.ids[index]!));
    }
    return found;
  }

  /** Each way in which a step holds; its variables are bound while the caller looks at it. */
  *solutions(step: Step): Iterable<true> {
    const saved = this.save();
    switch (step.kind) {
      case 'atom':
        for (const row of this.rows(step.relation, step.args)) {
          this.restore(saved.ids, saved.bound);
          const tuple = this.database.relation(step.relation).tuple(row);
          if (step.args.every((arg, i) => this.fit(arg, tuple[i]!))) yield true;
        }
        break;
      case 'absent':
        if (this.firstRow(step) < 0) yield true;
        break;
      case 'equal': {
        const left = direction(step, this.bound) === 'left';
        const value = this.value(left ? step.left : step.right);
        if (value === undefined) break;
        if (this.fit(left ? (step.right as Pattern) : step.left, this.database.interner.intern(value)))
          yield true;
        break;
      }
      case 'test': {
        const left = this.value(step.left);
        const right = this.value(step.right);
        if (left === undefined || right === undefined) break;
        if (attempt(() => testOf(step.op)(left, right))) yield true;
        break;
      }
      case 'aggregate': {
        const id = this.aggregate(step);
        if (id !== NONE && this.fit({ kind: 'variable', index: step.result }, id)) yield true;
        break;
      }
      case 'range': {
        const bounds = boundsOf(step).map((part) => this.value(part));
        const [from, to, by] = bounds;
        if (typeof from !== 'number' || typeof to !== 'number' || bounds.includes(undefined)) break;
        const range = rangeOf(from, to, by as number | undefined);
        const known = this.value({ kind: 'variable', index: step.result });
        if (known !== undefined) {
          if (range.has(known)) yield true;
          break;
        }
        for (let i = 0; i < range.count; i++) {
          this.restore(saved.ids, saved.bound);
          this.fit(
            { kind: 'variable', index: step.result },
            this.database.interner.internNumber(range.at(i)),
          );
          yield true;
        }
        break;
      }
      case 'never':
        break;
    }
    this.restore(saved.ids, saved.bound);
  }

  /** The first row that an absent step says is not there, or -1. */
  firstRow(step: AbsentStep): number {
    const relation = this.database.relation(step.relation);
    for (const row of this.rows(step.relation, step.args)) {
      const saved = this.save();
      const tuple = relation.tuple(row);
      const fits = step.args.every((arg, i) => this.fit(arg, tuple[i]!));
      this.restore(saved.ids, saved.bound);
      if (fits) return row;
    }
    return -1;
  }

  /** Fits a value to a pattern, binding variables. */
  fit(pattern: Expression, id: number): boolean {
    const { interner } = this.database;
    switch (pattern.kind) {
      case 'wildcard':
        return true;
      case 'constant':
        return interner.intern(pattern.value) === id;
      case 'variable':
        if (this.bound.has(pattern.index)) return this.ids[pattern.index] === id;
        this.bound.add(pattern.index);
        this.ids[pattern.index] = id;
        return true;
      case 'term': {
        const shape = interner.shape(id);
        if (shape === undefined || shape.tag !== interner.tag(pattern.tag)) return false;
        if (shape.args.length !== pattern.args.length) return false;
        return pattern.args.every((arg, i) => this.fit(arg, shape.args[i]!));
      }
      case 'call':
        return true;
    }
  }

  /** The value of an expression as far as its variables are bound. */
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

  /** What a comparison looks like with values; empty when that says no more. */
  explain(step: Extract<Step, { kind: 'equal' | 'test' | 'range' }>): string {
    return `: ${showStep(step, (part) => this.value(part))} is false`;
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
    for (
      let found = index.first(
        key,
        Int32Array.from(keys, (_, i) => i),
      );
      found !== 0;
      found = index.next[found - 1]!
    ) {
      if (relation.isLive(found - 1)) yield found - 1;
    }
  }

  private aggregate(step: AggregateStep): number {
    const executor = new Executor(
      this.database,
      this.ids.length,
      [step],
      () => 'all',
      () => -1,
      0,
    );
    executor.registers.set(this.ids);
    let id = NONE;
    const run = executor.build([step], step.outer, [step.result], () => () => {
      id = executor.registers[step.result]!;
    });
    run();
    return id;
  }
}

/** The result; undefined where the computation has none. The search may try values that the evaluation never met. */
function attempt<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof FunctorError || error instanceof PatternError) return undefined;
    throw error;
  }
}
