/** Closures over registers: what an expression computes, and whether a value fits a pattern. */
import type { Expression, Pattern } from '../ir.js';
import { matchSteps } from '../match.js';
import { type Interner, NONE, type Value } from '../value.js';

/** What expressions need: the pool, the clock, and the making of terms within the limit of their depth. */
export interface TermMaker {
  readonly interner: Interner;
  /** Watches the clock. One step is about the time that a row takes. */
  tick(steps: number): void;
  makeTerm(tag: number, args: readonly number[]): number;
}

/** Computes ids from registers and fits ids to patterns, binding registers. */
export class Expressions {
  constructor(
    private readonly maker: TermMaker,
    readonly registers: Int32Array,
  ) {}

  /** Computes the id of an expression; `NONE` when it has no value. */
  expression(expression: Expression): () => number {
    const { registers, maker } = this;
    const { interner } = maker;
    switch (expression.kind) {
      case 'variable': {
        const { index } = expression;
        return () => registers[index]!;
      }
      case 'constant': {
        const id = interner.intern(expression.value);
        return () => id;
      }
      case 'wildcard':
        return () => NONE;
      case 'term': {
        const parts = expression.args.map((arg) => this.expression(arg));
        const tag = interner.tag(expression.tag);
        const ids: number[] = new Array(parts.length).fill(0);
        return () => (allOf(parts, ids) ? maker.makeTerm(tag, ids) : NONE);
      }
      case 'call': {
        const parts = expression.args.map((arg) => this.expression(arg));
        const { functor } = expression;
        const isMatch = functor.isMatch === true;
        const values: Value[] = new Array(parts.length).fill(0);
        return () => {
          let cost = 10;
          for (let i = 0; i < parts.length; i++) {
            const id = parts[i]!();
            if (id === NONE) return NONE;
            const value = interner.value(id);
            values[i] = value;
            if (typeof value === 'string') cost += isMatch ? value.length * matchSteps : value.length >> 3;
          }
          maker.tick(cost);
          const value = functor.apply(values);
          return value === undefined ? NONE : interner.intern(value);
        };
      }
    }
  }

  /** The id of a pattern's value if it exists, `NONE` otherwise; no new term is made. */
  lookup(pattern: Pattern): () => number {
    if (pattern.kind !== 'term') return this.expression(pattern);
    const { interner } = this.maker;
    const tag = interner.tag(pattern.tag);
    const parts = pattern.args.map((arg) => this.lookup(arg));
    const ids: number[] = new Array(parts.length).fill(0);
    return () => (allOf(parts, ids) ? interner.findTerm(tag, ids) : NONE);
  }

  /** Fits an id to a pattern; variables that are not `bound` are bound to what they meet, and added there. */
  match(pattern: Pattern, bound: Set<number>): (id: number) => boolean {
    const { registers, maker } = this;
    switch (pattern.kind) {
      case 'wildcard':
        return () => true;
      case 'constant': {
        const wanted = maker.interner.intern(pattern.value);
        return (id) => id === wanted;
      }
      case 'variable': {
        const { index } = pattern;
        if (bound.has(index)) return (id) => registers[index] === id;
        bound.add(index);
        return (id) => {
          registers[index] = id;
          return true;
        };
      }
      case 'term': {
        const { interner } = maker;
        const tag = interner.tag(pattern.tag);
        const parts = pattern.args.map((arg) => this.match(arg, bound));
        return (id) => {
          const shape = interner.shape(id);
          if (shape === undefined || shape.tag !== tag || shape.args.length !== parts.length) return false;
          for (let i = 0; i < parts.length; i++) if (!parts[i]!(shape.args[i]!)) return false;
          return true;
        };
      }
    }
  }

  /** Fits columns of a row to patterns, binding what is unbound. */
  matchColumns(
    args: readonly Pattern[],
    columns: readonly number[],
    bound: Set<number>,
  ): (data: Int32Array, at: number) => boolean {
    const { registers } = this;
    const free: number[] = [];
    const bindTo: number[] = [];
    const known: number[] = [];
    const terms: number[] = [];
    // Plain variables first: a term beside them may hold the same ones.
    for (let i = 0; i < columns.length; i++) {
      const column = columns[i]!;
      const arg = args[column]!;
      if (arg.kind === 'variable' && !bound.has(arg.index)) {
        bound.add(arg.index);
        free.push(column);
        bindTo.push(arg.index);
      } else if (arg.kind === 'term') terms.push(column);
      else if (arg.kind !== 'wildcard') known.push(column);
    }
    const tested = terms.length === 0 ? known : known.concat(terms);
    // Most literals are as simple as one of these.
    if (tested.length === 0 && free.length === 0) return () => true;
    const tests: ((id: number) => boolean)[] = [];
    for (const column of tested) tests.push(this.match(args[column]!, bound));
    const test = tests[0];
    const testColumn = tested[0] ?? 0;
    const column = free[0] ?? 0;
    const to = bindTo[0] ?? 0;
    const other = free[1] ?? 0;
    const otherTo = bindTo[1] ?? 0;
    if (test === undefined && free.length === 1) {
      return (data, at) => {
        registers[to] = data[at + column]!;
        return true;
      };
    }
    if (test === undefined && free.length === 2) {
      return (data, at) => {
        registers[to] = data[at + column]!;
        registers[otherTo] = data[at + other]!;
        return true;
      };
    }
    if (test !== undefined && tests.length === 1 && free.length === 0) {
      return (data, at) => test(data[at + testColumn]!);
    }
    return (data, at) => {
      for (let i = 0; i < free.length; i++) registers[bindTo[i]!] = data[at + free[i]!]!;
      for (let i = 0; i < tests.length; i++) if (!tests[i]!(data[at + tested[i]!]!)) return false;
      return true;
    };
  }
}

/** Computes all parts; false when one has no value. */
function allOf(parts: readonly (() => number)[], into: number[]): boolean {
  for (let i = 0; i < parts.length; i++) {
    const id = parts[i]!();
    if (id === NONE) return false;
    into[i] = id;
  }
  return true;
}
