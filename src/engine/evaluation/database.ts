/** All relations of one evaluation, and its limits. */
import type { Diagnostic } from '../../diagnostics/index.js';
import { limitsOf } from '../arguments.js';
import type { CompiledProgram } from '../compile.js';
import { EngineError, type Limits } from '../errors.js';
import type { Facts } from '../facts.js';
import type { RuleInfo } from '../ir.js';
import { Interner, type Value } from '../value.js';
import type { Host } from './fragments.js';
import { loadFacts } from './load.js';
import type { Machine } from './machine.js';
import { Memory } from './memory.js';
import { BodyProfile } from './profile.js';
import { Relation } from './relation.js';

/** How to evaluate. */
export interface EvaluationOptions {
  readonly limits?: Partial<Limits>;
  /**
   * How rules run: as closures, as JavaScript generated for each, or (default) closures first and generated code for what
   * turns out to be hot. Where code may not be generated from strings, closures run. The results are the same.
   */
  readonly code?: 'auto' | 'closures' | 'generated';
  /** Keep one proof per derived tuple; true unless said otherwise. Without it there is no `why`. */
  readonly proofs?: boolean;
  /** Measure each rule; runs closures. */
  readonly profile?: boolean;
}

/** Steps between two looks at the clock. */
const stepsPerCheck = 200_000;

/** Looks at the start of a run that take no time. */
const earlyChecks = 64;

/** The relations of a program with rows, and what running rules need. */
export class Database implements Machine, Host {
  readonly memory: Memory;
  readonly interner: Interner;
  readonly limits: Limits;
  derivations = 0;
  derived = 0;
  /** The rule that runs now, to be named when a limit is passed. */
  rule: RuleInfo | undefined;
  readonly code: 'auto' | 'closures' | 'generated';
  readonly proofs: boolean;
  /** Per body of the program, when it is measured. */
  readonly profiles: readonly BodyProfile[] | undefined;
  private readonly relations = new Map<string, Relation>();
  private started = performance.now();
  /** Rows visited and other small steps, as far as closures count them. */
  steps = 0;
  private checkAt = 0;
  private early = 0;

  constructor(
    readonly program: CompiledProgram,
    options: EvaluationOptions = {},
  ) {
    this.limits = limitsOf(options.limits);
    this.memory = new Memory(this.limits.memory, () => this.outOfMemory());
    this.interner = new Interner(this.memory);
    this.code = options.profile ? 'closures' : (options.code ?? 'auto');
    this.proofs = options.proofs ?? true;
    this.profiles = options.profile ? program.bodies.map((body) => new BodyProfile(body)) : undefined;
    for (const [name, { columns }] of program.relations) {
      this.relations.set(name, new Relation(name, columns.length, this.interner, this.memory));
    }
  }

  relation(name: string): Relation {
    return this.relations.get(name)!;
  }

  /** Enters the facts to begin with. Throws for a fact of an undeclared relation, or with values that do not fit its columns. */
  load(facts: Facts): void {
    loadFacts(facts, this.program, this.interner, (name) => this.relation(name));
    for (const relation of this.relations.values()) relation.limit = relation.count;
  }

  /** The limit of time counts from here. */
  startClock(): void {
    this.started = performance.now();
  }

  tick(rows: number): void {
    this.steps += rows;
    if (this.steps > this.checkAt) this.look();
  }

  private look(): void {
    // Early and often at first: code that never ran when the JIT compiled the rest would be costly.
    this.checkAt = this.steps + Math.min(stepsPerCheck, this.steps + 1000);
    this.checkTime();
  }

  begin(): number {
    this.early = earlyChecks;
    return 0;
  }

  spent(): number {
    // Each place that calls this is reached early: code that never ran when the JIT compiled the rest would be costly.
    if (this.early > 0) {
      this.early--;
      return 10;
    }
    this.checkTime();
    return stepsPerCheck;
  }

  add(
    relation: Relation,
    fresh: number,
    end: number,
    tuple: Int32Array,
    body: number,
    parents: Int32Array,
  ): void {
    this.entered(fresh);
    if (this.proofs) relation.proofs.filled(end);
    const row = relation.insert(tuple);
    if (row < 0) return;
    if (this.proofs) relation.proofs.prove(row, body, parents, parents.length);
    this.counted();
  }

  room(relation: Relation, fresh: number, end: number, body: number, parents: number): number {
    this.entered(fresh);
    if (this.proofs) relation.proofs.filled(end);
    this.checkTime();
    const left = this.limits.tuples - this.derived;
    if (left <= 0) this.tooManyTuples();
    const rows = Math.min(relation.reserve(), left, 8192);
    return this.proofs ? Math.min(rows, relation.proofs.open(relation.count, body, parents)) : rows;
  }

  entered(fresh: number): void {
    this.derived += fresh;
  }

  checkTime(): void {
    if (performance.now() - this.started > this.limits.milliseconds) {
      this.fail('dl/limit-time', `The rules took longer than ${this.limits.milliseconds} ms`);
    }
  }

  /** Counts a new tuple. */
  counted(): void {
    if (++this.derived > this.limits.tuples) this.tooManyTuples();
    if ((this.derived & 0x3ff) === 0) this.checkTime();
  }

  /** Throws: there is no more memory, or no more that may be taken. */
  outOfMemory(): never {
    const { memory } = this.limits;
    const limit =
      memory < 2 ** 20 ? `${Math.round(memory / 2 ** 10)} KiB` : `${Math.round(memory / 2 ** 20)} MiB`;
    this.fail('dl/limit-memory', `The facts and what was derived took more than ${limit}`);
  }

  private tooManyTuples(): never {
    this.fail('dl/limit-tuples', `The rules derived more than ${this.limits.tuples} tuples`);
  }

  makeTerm(tag: number, args: readonly number[]): number {
    const id = this.interner.makeTerm(tag, args);
    if ((this.interner.shape(id)?.depth ?? 0) > this.limits.termDepth) {
      this.fail('dl/limit-term-depth', `A term was nested more than ${this.limits.termDepth} deep`);
    }
    return id;
  }

  /** Throws, naming the rule that ran. */
  fail(code: string, message: string, why?: string): never {
    const { rule } = this;
    const in_ = rule === undefined ? '' : `, in a rule for \`${rule.head}\` (${rule.file}:${rule.span.line})`;
    const diagnostic: Diagnostic = {
      code,
      severity: 'error',
      message: `${message}${in_}.`,
      ...(why && { why: [why] }),
    };
    throw new EngineError(rule === undefined ? diagnostic : { ...diagnostic, span: rule.span });
  }

  values(ids: Int32Array): Value[] {
    return Array.from(ids, (id) => this.interner.value(id));
  }

  /** The ids of a tuple; undefined when one of its values is nowhere. */
  ids(tuple: readonly Value[]): Int32Array | undefined {
    const ids = new Int32Array(tuple.length);
    for (let i = 0; i < ids.length; i++) {
      const id = this.interner.find(tuple[i]!);
      if (id === -0x80000000) return undefined;
      ids[i] = id;
    }
    return ids;
  }
}
