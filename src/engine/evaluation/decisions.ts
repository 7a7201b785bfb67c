/** Closures for steps that hold in at most one way, and the lookups that they and atoms share. */
import {
  type AbsentStep,
  type AtomStep,
  direction,
  type EqualStep,
  type Expression,
  type Pattern,
  type Step,
  type TestStep,
} from '../ir.js';
import { matchSteps } from '../match.js';
import { NONE } from '../value.js';
import { Expressions } from './expressions.js';
import type { Counter, ExecutorOptions, Machine, Range } from './machine.js';
import { comparing } from './operations.js';
import { type Access, accessOf, isWhole, type KeyPart, registerCount } from './plan.js';
import type { Index, Relation } from './relation.js';

/** Registers of one body, and closures that read and bind them. */
export class Decisions {
  readonly registers: Int32Array;
  readonly expressions: Expressions;
  private free: number;
  /** Indexes in use: they follow their relations before each run. */
  private readonly indexed: { readonly index: Index; readonly relation: Relation }[] = [];

  constructor(
    protected readonly machine: Machine,
    variables: number,
    steps: readonly Step[],
    protected readonly rangeOf: (step: AtomStep | AbsentStep) => Range,
    protected readonly options: ExecutorOptions,
  ) {
    this.registers = new Int32Array(variables + registerCount(steps));
    this.expressions = new Expressions(machine, this.registers);
    this.free = variables;
  }

  /** Lets the indexes in use follow their relations. */
  refresh(): void {
    const { indexed } = this;
    for (let i = 0; i < indexed.length; i++) indexed[i]!.index.extend(indexed[i]!.relation.limit);
  }

  /** Computes the id of an expression; `NONE` when it has no value. */
  expression(expression: Expression): () => number {
    return this.expressions.expression(expression);
  }

  protected absent(step: AbsentStep, bound: ReadonlySet<number>, counter: Counter): () => boolean {
    const { machine, registers } = this;
    const relation = machine.relation(step.relation);
    const access = accessOf(step.args, bound, machine.interner);
    const old = this.rangeOf(step) === 'old';
    const endOf = (): number => (old ? relation.deltaStart : relation.limit);
    const exact = old || this.skipDead(relation);
    if (access.keys.length === 0 && access.shapes.length === 0) {
      if (!exact) return () => relation.limit === 0;
      return () => {
        const end = endOf();
        for (let row = 0; row < end; row++) if (relation.isLive(row)) return false;
        return true;
      };
    }
    const { registers: from, run } = this.prepareKeys(access.keys);
    if (isWhole(access, relation.arity)) {
      const tuple = new Int32Array(relation.arity);
      return () => {
        machine.tick(10);
        if (run !== undefined && !run()) return true;
        for (let i = 0; i < tuple.length; i++) tuple[i] = registers[from[i]!]!;
        if (!relation.has(tuple) || (exact && relation.find(tuple) >= endOf())) return true;
        counter.rows++;
        return false;
      };
    }
    const index = this.index(relation, access);
    return () => {
      machine.tick(10);
      if (run !== undefined && !run()) return true;
      const bucket = index.bucket(registers, from) * 2;
      let at = index.bounds[bucket]!;
      const last = index.bounds[bucket + 1]!;
      if (exact) {
        const end = endOf();
        while (at < last && !relation.isLive(index.rows[at]!)) at++;
        if (at < last && index.rows[at]! >= end) return true;
      }
      if (at >= last) return true;
      counter.rows++;
      return false;
    };
  }

  protected equal(step: EqualStep, bound: Set<number>): () => boolean {
    const way = direction(step, bound);
    const value = this.expression(way === 'left' ? step.left : step.right);
    const match = this.expressions.match(way === 'left' ? (step.right as Pattern) : step.left, bound);
    return () => {
      const id = value();
      return id !== NONE && match(id);
    };
  }

  protected test(step: TestStep): () => boolean {
    const { machine } = this;
    const { interner } = machine;
    const left = this.expression(step.left);
    const right = this.expression(step.right);
    const holds = comparing(interner, step.op);
    const isMatch = step.op.endsWith('match');
    if (isMatch || step.op.endsWith('contains')) {
      return () => {
        const a = left();
        const b = right();
        if (a === NONE || b === NONE) return false;
        const { length } = interner.value(b) as string;
        machine.tick(10 + (isMatch ? length * matchSteps : length >> 3));
        return holds(a, b);
      };
    }
    return () => {
      const a = left();
      const b = right();
      return a !== NONE && b !== NONE && holds(a, b);
    };
  }

  protected index(relation: Relation, access: Access): Index {
    const index = relation.index(
      access.keys.map((key) => key.place),
      access.shapes,
    );
    for (const one of this.indexed) if (one.index === index) return index;
    this.indexed.push({ index, relation });
    return index;
  }

  protected skipDead(relation: Relation): boolean {
    return relation.dead > 0 || this.options.skipDead === true;
  }

  /** Registers with the key; `run` computes those that are terms, and is false when such a term does not exist. */
  protected prepareKeys(keys: readonly KeyPart[]): {
    registers: Int32Array;
    run: (() => boolean) | undefined;
  } {
    const { registers, machine, expressions } = this;
    const computed: { at: number; value: () => number }[] = [];
    const places = new Int32Array(keys.length);
    for (let i = 0; i < keys.length; i++) {
      const { pattern } = keys[i]!;
      if (pattern.kind === 'variable') {
        places[i] = pattern.index;
        continue;
      }
      const at = this.free++;
      places[i] = at;
      if (pattern.kind === 'constant') registers[at] = machine.interner.intern(pattern.value);
      else computed.push({ at, value: expressions.lookup(pattern) });
    }
    if (computed.length === 0) return { registers: places, run: undefined };
    const run = (): boolean => {
      for (const { at, value } of computed) {
        const id = value();
        if (id === NONE) return false;
        registers[at] = id;
      }
      return true;
    };
    return { registers: places, run };
  }
}
