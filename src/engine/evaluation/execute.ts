/** Turns an ordered body into closures: each step calls the next one for every way in which it holds. */
import {
  type AbsentStep,
  type AggregateStep,
  type AtomStep,
  direction,
  type EqualStep,
  type Expression,
  type Pattern,
  type Step,
  type TestStep,
  variablesOf,
} from '../ir.js';
import { type Interner, NONE, type Value } from '../value.js';
import { Accumulator, testOf } from './operations.js';
import { accessOf, order, registerCount, usedLater } from './plan.js';
import type { Relation } from './relation.js';

/** What running rules share. */
export interface Machine {
  readonly interner: Interner;
  relation(name: string): Relation;
  /** Called with the number of rows visited: watches the clock. */
  tick(rows: number): void;
  makeTerm(tag: number, args: readonly number[]): number;
}

/** Which rows of its relation an atom reads. */
export type Range = 'all' | 'old' | 'delta';

type Run = () => void;

/** Builds the closures of one body. */
export class Executor {
  readonly registers: Int32Array;
  /** Rows of the positive atoms of the body, in the order of its text. */
  readonly parents: Int32Array;
  /** How many rows an aggregate ranged over when it was last taken. */
  readonly aggregateRows = new Map<AggregateStep, number>();
  private free: number;

  constructor(
    private readonly machine: Machine,
    variables: number,
    steps: readonly Step[],
    private readonly rangeOf: (atom: AtomStep) => Range,
    private readonly parentOf: (atom: AtomStep) => number,
    parentCount: number,
  ) {
    this.registers = new Int32Array(variables + registerCount(steps));
    this.parents = new Int32Array(parentCount);
    this.free = variables;
  }

  /**
   * The steps, in this order, then `done`. `wanted` are the variables that `done` reads: a step whose variables nobody
   * reads stops at its first match. With 'every', each combination of rows counts and none is skipped.
   */
  build(
    ordered: readonly Step[],
    given: Iterable<number>,
    wanted: Iterable<number> | 'every',
    done: (bound: Set<number>) => Run,
  ): Run {
    const bound = new Set(given);
    const used = wanted === 'every' ? ordered.map(() => true) : usedLater(ordered, wanted);
    const at = (i: number): Run => {
      const step = ordered[i];
      if (step === undefined) return done(bound);
      switch (step.kind) {
        case 'atom':
          return this.atom(step, bound, !used[i], () => at(i + 1));
        case 'absent':
          return guard(this.absent(step, bound), at(i + 1));
        case 'equal': {
          const test = this.equal(step, bound);
          return guard(test, at(i + 1));
        }
        case 'test':
          return guard(this.test(step), at(i + 1));
        case 'aggregate': {
          const compute = this.aggregate(step, bound.has(step.result));
          bound.add(step.result);
          return guard(compute, at(i + 1));
        }
        case 'never':
          return () => {};
      }
    };
    return at(0);
  }

  /** Computes the id of an expression; `NONE` when it has no value. */
  expression(expression: Expression): () => number {
    const { registers, machine } = this;
    const { interner } = machine;
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
        return () => {
          for (let i = 0; i < parts.length; i++) {
            const id = parts[i]!();
            if (id === NONE) return NONE;
            ids[i] = id;
          }
          return machine.makeTerm(tag, ids);
        };
      }
      case 'call': {
        const parts = expression.args.map((arg) => this.expression(arg));
        const { functor } = expression;
        const values: Value[] = new Array(parts.length).fill(0);
        return () => {
          for (let i = 0; i < parts.length; i++) {
            const id = parts[i]!();
            if (id === NONE) return NONE;
            values[i] = interner.value(id);
          }
          const value = functor.apply(values);
          return value === undefined ? NONE : interner.intern(value);
        };
      }
    }
  }

  private atom(step: AtomStep, bound: Set<number>, once: boolean, following: () => Run): Run {
    const { registers, parents, machine } = this;
    const relation = machine.relation(step.relation);
    const range = this.rangeOf(step);
    const { arity } = relation;
    const parent = this.parentOf(step);
    const access = accessOf(step.args, bound, machine.interner);
    const prepare = this.prepareKeys(access.keys.map((key) => key.pattern));
    const scan = range === 'delta' || (access.keys.length === 0 && access.shapes.length === 0);
    const settle = this.matchColumns(
      step.args,
      scan ? step.args.map((_, column) => column) : access.open,
      bound,
    );
    const next = following();
    const oldLimit = (): number => (range === 'old' ? relation.deltaStart : relation.limit);
    if (scan) {
      return () => {
        const end = oldLimit();
        machine.tick(end + 10);
        const { data } = relation;
        for (let row = range === 'delta' ? relation.deltaStart : 0; row < end; row++) {
          if (!settle(data, row * arity)) continue;
          if (parent >= 0) parents[parent] = row;
          next();
          if (once) return;
        }
      };
    }
    const from = prepare.registers;
    const simple = access.shapes.length === 0 && access.keys.every((key) => key.place.path.length === 0);
    if (simple && access.keys.length === arity) {
      const tuple = new Int32Array(arity);
      return () => {
        machine.tick(10);
        if (!prepare.run()) return;
        for (let i = 0; i < arity; i++) tuple[i] = registers[from[i]!]!;
        const row = relation.find(tuple);
        if (row < 0 || row >= oldLimit()) return;
        if (parent >= 0) parents[parent] = row;
        next();
      };
    }
    const places = access.keys.map((key) => key.place);
    const index = relation.index(places, access.shapes);
    const all = access.open.length === 0;
    return () => {
      machine.tick(10);
      if (!prepare.run()) return;
      index.extend(relation.limit);
      const end = oldLimit();
      const { data } = relation;
      const chain = index.next;
      let visited = 0;
      for (let found = index.first(registers, from); found !== 0; found = chain[found - 1]!) {
        const row = found - 1;
        visited++;
        if (row >= end || !(all || settle(data, row * arity))) continue;
        if (parent >= 0) parents[parent] = row;
        next();
        if (once) return;
      }
      machine.tick(visited);
    };
  }

  private absent(step: AbsentStep, bound: ReadonlySet<number>): () => boolean {
    const { machine, registers } = this;
    const relation = machine.relation(step.relation);
    const access = accessOf(step.args, bound, machine.interner);
    if (access.keys.length === 0 && access.shapes.length === 0) return () => relation.limit === 0;
    const prepare = this.prepareKeys(access.keys.map((key) => key.pattern));
    const places = access.keys.map((key) => key.place);
    const index = relation.index(places, access.shapes);
    return () => {
      machine.tick(10);
      index.extend(relation.limit);
      return !prepare.run() || index.first(registers, prepare.registers) === 0;
    };
  }

  private equal(step: EqualStep, bound: Set<number>): () => boolean {
    const way = direction(step, bound);
    const value = this.expression(way === 'left' ? step.left : step.right);
    const match = this.match(way === 'left' ? (step.right as Pattern) : step.left, bound);
    return () => {
      const id = value();
      return id !== NONE && match(id);
    };
  }

  private test(step: TestStep): () => boolean {
    const { interner } = this.machine;
    const left = this.expression(step.left);
    const right = this.expression(step.right);
    if (step.op === '!=') {
      return () => {
        const a = left();
        const b = right();
        return a !== b && a !== NONE && b !== NONE;
      };
    }
    const holds = testOf(step.op);
    return () => {
      const a = left();
      const b = right();
      return a !== NONE && b !== NONE && holds(interner.value(a), interner.value(b));
    };
  }

  private aggregate(step: AggregateStep, known: boolean): () => boolean {
    const { registers, machine } = this;
    const { interner } = machine;
    const accumulator = new Accumulator(step.name);
    const distinct = step.bodies.length > 1 ? new Set<string>() : undefined;
    const wanted = [...(step.target ? variablesOf(step.target) : []), ...(distinct ? step.local : [])];
    const everyRow = step.name === 'count' || step.name === 'sum';
    const target = step.target === undefined ? undefined : this.expression(step.target);
    const collect: Run = () => {
      if (distinct !== undefined) {
        const key = step.local.map((index) => registers[index]).join();
        if (distinct.has(key)) return;
        distinct.add(key);
      }
      const id = target === undefined ? 0 : target();
      if (id !== NONE) accumulator.add(interner.value(id));
    };
    const runs = step.bodies.map((body) => {
      const ordered = order(body, step.outer, undefined, (name) => machine.relation(name), interner);
      return this.build(ordered, step.outer, everyRow ? 'every' : wanted, () => collect);
    });
    const memo = new Map<string | number, { readonly id: number; readonly rows: number }>();
    const { outer, result } = step;
    return () => {
      const key = outer.length === 1 ? registers[outer[0]!]! : outer.map((index) => registers[index]).join();
      let answer = memo.get(key);
      if (answer === undefined) {
        accumulator.clear();
        distinct?.clear();
        for (const run of runs) {
          if (distinct !== undefined) for (const index of step.local) registers[index] = NONE;
          run();
        }
        const value = accumulator.result();
        answer = { id: value === undefined ? NONE : interner.intern(value), rows: accumulator.size };
        memo.set(key, answer);
      }
      this.aggregateRows.set(step, answer.rows);
      if (known) return registers[result] === answer.id;
      registers[result] = answer.id;
      return answer.id !== NONE;
    };
  }

  /** Registers with the key; `run` computes those that are terms, and is false when such a term does not exist. */
  private prepareKeys(patterns: readonly Pattern[]): { registers: Int32Array; run: () => boolean } {
    const { registers, machine } = this;
    const computed: { at: number; value: () => number }[] = [];
    const places = patterns.map((pattern) => {
      if (pattern.kind === 'variable') return pattern.index;
      const at = this.free++;
      if (pattern.kind === 'constant') registers[at] = machine.interner.intern(pattern.value);
      else computed.push({ at, value: this.lookup(pattern) });
      return at;
    });
    const run = (): boolean => {
      for (const { at, value } of computed) {
        const id = value();
        if (id === NONE) return false;
        registers[at] = id;
      }
      return true;
    };
    return { registers: Int32Array.from(places), run: computed.length === 0 ? () => true : run };
  }

  /** The id of a term if it exists; no new term is made. */
  private lookup(pattern: Pattern): () => number {
    if (pattern.kind !== 'term') return this.expression(pattern);
    const { interner } = this.machine;
    const tag = interner.tag(pattern.tag);
    const parts = pattern.args.map((arg) => this.lookup(arg));
    const ids: number[] = new Array(parts.length).fill(0);
    return () => {
      for (let i = 0; i < parts.length; i++) {
        const id = parts[i]!();
        if (id === NONE) return NONE;
        ids[i] = id;
      }
      return interner.findTerm(tag, ids);
    };
  }

  /** Fits columns of a row to patterns, binding what is unbound. */
  matchColumns(
    args: readonly Pattern[],
    columns: readonly number[],
    bound: Set<number>,
  ): (data: Int32Array, at: number) => boolean {
    const { registers } = this;
    const bindColumns: number[] = [];
    const bindTo: number[] = [];
    const tests: { column: number; match: (id: number) => boolean }[] = [];
    // Plain variables first: a term beside them may hold the same ones.
    for (const column of columns) {
      const arg = args[column]!;
      if (arg.kind !== 'variable' || bound.has(arg.index)) continue;
      bound.add(arg.index);
      bindColumns.push(column);
      bindTo.push(arg.index);
    }
    const taken = new Set(bindColumns);
    for (const column of columns) {
      const arg = args[column]!;
      if (arg.kind !== 'wildcard' && !taken.has(column))
        tests.push({ column, match: this.match(arg, bound) });
    }
    const count = bindColumns.length;
    if (tests.length === 0 && count === 1) {
      const [column] = bindColumns as [number];
      const [to] = bindTo as [number];
      return (data, at) => {
        registers[to] = data[at + column]!;
        return true;
      };
    }
    return (data, at) => {
      for (let i = 0; i < count; i++) registers[bindTo[i]!] = data[at + bindColumns[i]!]!;
      for (let i = 0; i < tests.length; i++) {
        const test = tests[i]!;
        if (!test.match(data[at + test.column]!)) return false;
      }
      return true;
    };
  }

  private match(pattern: Pattern, bound: Set<number>): (id: number) => boolean {
    const { registers, machine } = this;
    switch (pattern.kind) {
      case 'wildcard':
        return () => true;
      case 'constant': {
        const wanted = machine.interner.intern(pattern.value);
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
        const tag = machine.interner.tag(pattern.tag);
        const parts = pattern.args.map((arg) => this.match(arg, bound));
        return (id) => {
          const shape = machine.interner.shape(id);
          if (shape === undefined || shape.tag !== tag || shape.args.length !== parts.length) return false;
          for (let i = 0; i < parts.length; i++) if (!parts[i]!(shape.args[i]!)) return false;
          return true;
        };
      }
    }
  }
}

function guard(test: () => boolean, next: Run): Run {
  return () => {
    if (test()) next();
  };
}
