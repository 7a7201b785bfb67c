/** Turns an ordered body into closures: each step calls the next one for every way in which it holds. */
import { rangeOf } from '../functors.js';
import {
  type AbsentStep,
  type AggregateStep,
  type AtomStep,
  boundsOf,
  type RangeStep,
  type Step,
  variablesOf,
} from '../ir.js';
import { NONE } from '../value.js';
import { Decisions } from './decisions.js';
import { type Counter, type ExecutorOptions, type Machine, type Range, uncounted } from './machine.js';
import { Accumulator } from './operations.js';
import { accessTo, isWhole, order, usedLater } from './plan.js';

type Run = () => void;

/** Builds the closures of one body. */
export class Executor extends Decisions {
  /** Rows of the positive atoms of the body, in the order of its text. */
  readonly parents: Int32Array;
  /** Rows for the step whose range is 'given', and how many of them. */
  given: ArrayLike<number> = [];
  givenCount = 0;
  private readonly memos: Map<string | number, number>[] = [];
  /** Takes the rows visited inside an aggregate. */
  private within: Counter | undefined;

  constructor(
    machine: Machine,
    variables: number,
    steps: readonly Step[],
    rangeOf: (step: AtomStep | AbsentStep) => Range,
    private readonly parentOf: (atom: AtomStep) => number,
    parentCount: number,
    options: ExecutorOptions = {},
  ) {
    super(machine, variables, steps, rangeOf, options);
    this.parents = new Int32Array(parentCount);
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
    const run = this.chain(ordered, given, wanted, done);
    return () => {
      this.refresh();
      run();
    };
  }

  /** Whether a step holds that has at most one way to hold; binds what it binds. */
  decide(step: Exclude<Step, AtomStep | RangeStep>, bound: Set<number>): () => boolean {
    switch (step.kind) {
      case 'absent':
        return this.absent(step, bound, uncounted());
      case 'equal':
        return this.equal(step, bound);
      case 'test':
        return this.test(step);
      case 'aggregate':
        return this.aggregate(step, bound.has(step.result), uncounted());
      case 'never':
        return () => false;
    }
  }

  private chain(
    ordered: readonly Step[],
    given: Iterable<number>,
    wanted: Iterable<number> | 'every',
    done: (bound: Set<number>) => Run,
  ): Run {
    const bound = new Set(given);
    const used = wanted === 'every' ? ordered.map(() => true) : usedLater(ordered, [...given], wanted);
    const at = (i: number): Run => {
      const step = ordered[i];
      if (step === undefined) return done(bound);
      const counter = this.within === undefined ? this.options.profile?.(step) : undefined;
      const following = (): Run => {
        const next = at(i + 1);
        return counter === undefined ? next : counted(counter, 'passed', next);
      };
      const run = this.step(step, bound, used[i] === true, counter, following);
      return counter === undefined ? run : counted(counter, 'tried', run);
    };
    return at(0);
  }

  /** Forgets what aggregates gave: their relations are others now. */
  forget(): void {
    for (const memo of this.memos) memo.clear();
  }

  private step(
    step: Step,
    bound: Set<number>,
    used: boolean,
    counter: Counter | undefined,
    following: () => Run,
  ): Run {
    const rows = this.within ?? counter ?? uncounted();
    switch (step.kind) {
      case 'atom':
        return this.atom(step, bound, !used, rows, following);
      case 'absent':
        return this.rangeOf(step) === 'given'
          ? this.atom(step, bound, false, rows, following)
          : guard(this.absent(step, bound, rows), following());
      case 'equal': {
        const test = this.equal(step, bound);
        return guard(test, following());
      }
      case 'test':
        return guard(this.test(step), following());
      case 'aggregate': {
        const compute = this.aggregate(step, bound.has(step.result), rows);
        bound.add(step.result);
        return guard(compute, following());
      }
      case 'range':
        return this.range(step, bound, rows, following);
      case 'never':
        return () => {};
    }
  }

  private range(step: RangeStep, bound: Set<number>, counter: Counter, following: () => Run): Run {
    const { registers, machine } = this;
    const { interner } = machine;
    const { result } = step;
    const bounds = boundsOf(step).map((part) => this.expression(part));
    const known = bound.has(result);
    bound.add(result);
    const next = following();
    return () => {
      const values: number[] = [];
      for (const part of bounds) {
        const id = part();
        if (id === NONE) return;
        values.push(interner.value(id) as number);
      }
      const [from = 0, to = 0, by] = values;
      const range = rangeOf(from, to, by);
      if (known) {
        if (range.has(interner.value(registers[result]!))) next();
        return;
      }
      for (let i = 0; i < range.count; i++) {
        counter.rows++;
        machine.tick(1);
        registers[result] = interner.internNumber(range.at(i));
        next();
      }
    };
  }

  private atom(
    step: AtomStep | AbsentStep,
    bound: Set<number>,
    once: boolean,
    counter: Counter,
    following: () => Run,
  ): Run {
    const range = this.rangeOf(step);
    if (range === 'given') return this.givenRows(step, bound, counter, following);
    const { registers, parents, machine } = this;
    const relation = machine.relation(step.relation);
    const { arity } = relation;
    const parent = step.kind === 'atom' ? this.parentOf(step) : -1;
    const access = accessTo(step.args, bound, relation, machine.interner);
    const skipDead = this.skipDead(relation);
    const prepare = this.prepareKeys(access.keys);
    const scan = range === 'delta' || (access.keys.length === 0 && access.shapes.length === 0);
    const settle = this.expressions.matchColumns(
      step.args,
      scan ? step.args.map((_, column) => column) : access.open,
      bound,
    );
    const next = following();
    const isOld = range === 'old';
    if (scan) {
      const isDelta = range === 'delta';
      return () => {
        const { data, deltaStart, limit } = relation;
        const start = isDelta ? deltaStart : 0;
        const end = isOld ? deltaStart : limit;
        machine.tick(end - start + 10);
        let row = start;
        for (let found = false; row < end && !(found && once); row++) {
          if ((skipDead && !relation.isLive(row)) || !settle(data, row * arity)) continue;
          if (parent >= 0) parents[parent] = row;
          next();
          found = true;
        }
        counter.rows += row - start;
      };
    }
    const { registers: from, run } = prepare;
    if (isWhole(access, arity)) {
      const tuple = new Int32Array(arity);
      return () => {
        machine.tick(10);
        if (run !== undefined && !run()) return;
        for (let i = 0; i < arity; i++) tuple[i] = registers[from[i]!]!;
        const row = relation.find(tuple);
        if (row < 0) return;
        counter.rows++;
        if (row >= (isOld ? relation.deltaStart : relation.limit)) return;
        if (parent >= 0) parents[parent] = row;
        next();
      };
    }
    const index = this.index(relation, access);
    return () => {
      if (run !== undefined && !run()) return;
      const { data, deltaStart, limit } = relation;
      const end = isOld ? deltaStart : limit;
      const { rows, bounds } = index;
      const bucket = index.bucket(registers, from) * 2;
      const start = bounds[bucket]!;
      const last = bounds[bucket + 1]!;
      machine.tick(last - start + 10);
      let at = start;
      for (let found = false; at < last && !(found && once); at++) {
        const row = rows[at]!;
        if (row >= end) break;
        if ((skipDead && !relation.isLive(row)) || !settle(data, row * arity)) continue;
        if (parent >= 0) parents[parent] = row;
        next();
        found = true;
      }
      counter.rows += at - start;
    };
  }

  /** Reads the rows in `given`, whether they are dead or alive. */
  private givenRows(
    step: AtomStep | AbsentStep,
    bound: Set<number>,
    counter: Counter,
    following: () => Run,
  ): Run {
    const { parents } = this;
    const relation = this.machine.relation(step.relation);
    const { arity } = relation;
    const parent = step.kind === 'atom' ? this.parentOf(step) : -1;
    const settle = this.expressions.matchColumns(
      step.args,
      step.args.map((_, column) => column),
      bound,
    );
    const next = following();
    return () => {
      const { given, givenCount, machine } = this;
      counter.rows += givenCount;
      machine.tick(givenCount + 10);
      const { data } = relation;
      for (let i = 0; i < givenCount; i++) {
        const row = given[i]!;
        if (!settle(data, row * arity)) continue;
        if (parent >= 0) parents[parent] = row;
        next();
      }
    };
  }

  private aggregate(step: AggregateStep, known: boolean, counter: Counter): () => boolean {
    const { registers, machine } = this;
    const { interner } = machine;
    const accumulator = new Accumulator(step);
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
    this.within = counter;
    const runs = step.bodies.map((body) => {
      const ordered = order(body, step.outer, undefined, (name) => machine.relation(name), interner);
      return this.chain(ordered, step.outer, everyRow ? 'every' : wanted, () => collect);
    });
    this.within = undefined;
    const memo = new Map<string | number, number>();
    this.memos.push(memo);
    const { outer, result } = step;
    return () => {
      const key = outer.length === 1 ? registers[outer[0]!]! : outer.map((index) => registers[index]).join();
      let id = memo.get(key);
      if (id === undefined) {
        accumulator.clear();
        distinct?.clear();
        for (let i = 0; i < runs.length; i++) {
          if (distinct !== undefined) for (const index of step.local) registers[index] = NONE;
          runs[i]!();
        }
        const value = accumulator.result();
        id = value === undefined ? NONE : interner.intern(value);
        memo.set(key, id);
      }
      if (known) return registers[result] === id;
      registers[result] = id;
      return id !== NONE;
    };
  }
}

function guard(test: () => boolean, next: Run): Run {
  return () => {
    if (test()) next();
  };
}

function counted(counter: Counter, what: 'tried' | 'passed', run: Run): Run {
  return () => {
    counter[what]++;
    run();
  };
}
