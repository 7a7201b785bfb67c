/**
 * A body of a stratum, with the atom that reads the last round if it is recursive. It is planned when it first has rows
 * to read, runs as closures, and as generated code once it has taken enough steps to pay for that.
 */
import { type AbsentStep, type AtomStep, type Body, binds, type Step } from '../ir.js';
import { NONE } from '../value.js';
import { instantiate, mayGenerate, pays } from './code.js';
import type { Database } from './database.js';
import { Executor } from './execute.js';
import { type Code, generate } from './generate.js';
import type { Range } from './machine.js';
import { fanOut, headVariables, order, usedLater } from './plan.js';
import type { Relation } from './relation.js';
import { naming } from './run-body.js';

/** Steps after which it is worth to look whether generated code would pay. */
const warm = 50_000;
/** Rows from which on it is worth to look ahead. */
const manyRows = 10_000;
/** Rows that are too few to matter for the order of steps. */
const few = 3;

export class Variant {
  private ordered: readonly Step[] = [];
  private runner: (() => void) | undefined;
  private generated = false;
  /** Rows of each atom, and of all, when the order was chosen. */
  private readonly sizes: number[] = [];
  private plannedAt = 0;
  /** Steps that the next run will take, as far as one can tell. */
  private expected = 0;
  private stepsTaken = 0;
  /** Of these, those that were not yet counted for its code. */
  private uncounted = 0;
  private code: Code | undefined;

  constructor(
    private readonly database: Database,
    readonly body: Body,
    private readonly number: number,
    private readonly atoms: readonly AtomStep[],
    private readonly delta: AtomStep | undefined,
    private readonly recursive: readonly AtomStep[],
  ) {}

  run(): void {
    const { database, delta } = this;
    if (delta !== undefined) {
      const relation = database.relation(delta.relation);
      if (relation.deltaStart >= relation.limit) return;
    }
    let rows = 0;
    for (let i = 0; i < this.atoms.length; i++) {
      const { limit } = database.relation(this.atoms[i]!.relation);
      if (limit === 0) return;
      rows += limit;
    }
    database.rule = this.body.rule;
    const profile = database.profiles?.[this.number];
    if (profile === undefined) {
      naming(database, this.body, this.prepared(rows));
      return;
    }
    const before = { derivations: database.derivations, derived: database.derived, time: performance.now() };
    naming(database, this.body, this.prepared(rows));
    profile.milliseconds += performance.now() - before.time;
    profile.derivations += database.derivations - before.derivations;
    profile.tuples += database.derived - before.derived;
  }

  /** What to run now that its atoms have so many rows. */
  private prepared(rows: number): () => void {
    const { database, body } = this;
    if (this.runner === undefined || this.outgrown(rows)) {
      const { steps } = body;
      const find = (name: string): Relation => database.relation(name);
      this.ordered = order(steps, [], this.delta, find, database.interner);
      this.runner = undefined;
      this.code = undefined;
      this.plannedAt = rows;
      for (let i = 0; i < this.atoms.length; i++)
        this.sizes[i] = Math.max(few, database.relation(this.atoms[i]!.relation).limit);
      this.expected = 0;
      if (rows > manyRows) {
        const { visited, found } = this.estimate();
        if (database.code === 'auto') this.expected = visited;
        if (this.delta === undefined) database.relation(body.head).expect(Math.min(found, rows));
      }
    }
    const code = this.wantedCode();
    database.relation(body.head).preferBits(code !== undefined);
    if (this.runner === undefined || (code !== undefined) !== this.generated) {
      this.generated = code !== undefined;
      this.runner = code === undefined ? this.closures() : instantiate(code.text, code.parts);
    }
    return this.runner;
  }

  /** Whether the order of steps may no longer be the best: it was for other sizes. */
  private outgrown(rows: number): boolean {
    if (rows > this.plannedAt * 10) return true;
    // With one atom beside the delta there is no other order.
    if (this.atoms.length < 3) return false;
    return this.atoms.some((atom, i) => this.database.relation(atom.relation).limit > this.sizes[i]! * 10);
  }

  /** Generated code, if it may run and pays. */
  private wantedCode(): Code | undefined {
    const { database } = this;
    const auto = database.code === 'auto';
    if (database.code === 'closures' || (auto && this.stepsTaken + this.expected < warm)) return undefined;
    const dead = this.body.steps.some(
      (step) => (step.kind === 'atom' || step.kind === 'absent') && database.relation(step.relation).dead > 0,
    );
    if (dead || !mayGenerate()) return undefined;
    this.code ??= this.generate();
    if (this.code === undefined || !auto || this.generated) return this.code;
    const steps = this.uncounted;
    this.uncounted = 0;
    return pays(this.code.text, steps, this.expected) ? this.code : undefined;
  }

  /** Rows that a run will visit, and how often its last step will hold, if every lookup finds as many as the average one. */
  private estimate(): { readonly visited: number; readonly found: number } {
    const { database, delta } = this;
    const bound = new Set<number>();
    let found = 1;
    let visited = 0;
    for (const step of this.ordered) {
      if (step.kind === 'atom') {
        const relation = database.relation(step.relation);
        found *=
          step === delta
            ? relation.limit - relation.deltaStart
            : fanOut(step, bound, relation, database.interner);
        visited += found;
      }
      for (const index of binds(step)) bound.add(index);
    }
    return { visited, found: Math.ceil(found) };
  }

  private executor(): Executor {
    const { database, body, atoms, number } = this;
    return new Executor(
      database,
      body.variables.length + body.headArgs.length,
      body.steps,
      this.rangeOf,
      (atom) => atoms.indexOf(atom),
      atoms.length,
      { profile: database.profiles?.[number]?.counter },
    );
  }

  private readonly rangeOf = (step: AtomStep | AbsentStep): Range => {
    const { delta, recursive } = this;
    if (delta === undefined || step.kind === 'absent' || !recursive.includes(step)) return 'all';
    if (step === delta) return 'delta';
    return recursive.indexOf(step) < recursive.indexOf(delta) ? 'old' : 'all';
  };

  private generate(): Code | undefined {
    const { database, body, number, ordered, rangeOf, atoms } = this;
    const used = usedLater(ordered, [], headVariables(body.headArgs));
    const executor = this.executor();
    return generate(database, { body, number, ordered, used, rangeOf, atoms, executor });
  }

  private closures(): () => void {
    const { database, body, number, atoms, ordered } = this;
    const executor = this.executor();
    const relation = database.relation(body.head);
    const tuple = new Int32Array(relation.arity);
    const { parents, registers } = executor;
    const { proofs } = database;
    const run = executor.build(ordered, [], headVariables(body.headArgs), () => {
      // What the head does not take from a variable has a register behind those of the variables.
      const own = body.variables.length;
      const from = new Int32Array(relation.arity);
      const makes: (() => number)[] = [];
      const made: number[] = [];
      for (let i = 0; i < from.length; i++) {
        const arg = body.headArgs[i]!;
        from[i] = arg.kind === 'variable' ? arg.index : own + i;
        if (arg.kind === 'constant') registers[own + i] = database.interner.intern(arg.value);
        else if (arg.kind !== 'variable') {
          made.push(own + i);
          makes.push(executor.expression(arg));
        }
      }
      const enter = (): void => {
        for (let i = 0; i < from.length; i++) tuple[i] = registers[from[i]!]!;
        database.derivations++;
        const row = relation.insert(tuple);
        if (row < 0) return;
        if (proofs) relation.proofs.prove(row, number, parents, atoms.length);
        database.counted();
      };
      if (made.length === 0) return enter;
      return () => {
        for (let i = 0; i < made.length; i++) {
          const id = makes[i]!();
          if (id === NONE) return;
          registers[made[i]!] = id;
        }
        enter();
      };
    });
    return () => {
      const before = database.steps;
      run();
      const steps = database.steps - before;
      this.stepsTaken += steps;
      this.uncounted += steps;
    };
  }
}
