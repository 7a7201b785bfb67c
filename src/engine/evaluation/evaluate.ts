/**
 * Semi-naive evaluation, stratum by stratum. In a recursive stratum, each round joins what the last round found (the
 * delta, a range of rows) with the rest; a body with several recursive atoms runs once per atom, with the atoms
 * before it reading only older rows, so that no combination of rows is visited twice.
 */

import type { AtomStep, Body } from '../ir.js';
import type { Stratum } from '../language/stratify.js';
import type { Database } from './database.js';
import { Executor } from './execute.js';
import { headVariables, order } from './plan.js';
import { naming } from './run-body.js';

/** Derives everything; returns the number of rounds. */
export function evaluate(database: Database): number {
  let rounds = 0;
  const numbers = new Map(database.program.bodies.map((body, index) => [body, index]));
  for (const stratum of database.program.strata) {
    rounds += evaluateStratum(database, stratum, (body) => numbers.get(body)!);
  }
  return rounds;
}

/** The positive atoms of a body, whose rows are its parents. */
export function positives(body: Body): AtomStep[] {
  return body.steps.filter((step) => step.kind === 'atom');
}

function evaluateStratum(database: Database, stratum: Stratum, numberOf: (body: Body) => number): number {
  const members = stratum.relations.map((name) => database.relation(name));
  const own = new Set(stratum.relations);
  const variants: Variant[] = [];
  for (const body of stratum.bodies) {
    const atoms = positives(body);
    const recursive = stratum.recursive ? atoms.filter((atom) => own.has(atom.relation)) : [];
    if (recursive.length === 0) new Variant(database, body, numberOf(body), undefined, []).run();
    for (const atom of recursive) variants.push(new Variant(database, body, numberOf(body), atom, recursive));
  }
  let rounds = 1;
  for (const relation of members) {
    relation.deltaStart = 0;
    relation.limit = relation.count;
  }
  while (variants.length > 0 && members.some((relation) => relation.deltaStart < relation.limit)) {
    if (++rounds > database.limits.rounds) {
      database.rule = variants[0]!.body.rule;
      database.fail('dl/limit-rounds', `A recursion took more than ${database.limits.rounds} rounds`);
    }
    database.checkTime();
    for (const variant of variants) variant.run();
    for (const relation of members) {
      relation.deltaStart = relation.limit;
      relation.limit = relation.count;
    }
  }
  return rounds;
}

/** A body, with the atom that reads the delta if it is recursive. Planned when it first has rows to read. */
class Variant {
  private runner: (() => void) | undefined;
  private plannedAt = 0;
  private readonly atoms: readonly AtomStep[];

  constructor(
    private readonly database: Database,
    readonly body: Body,
    private readonly number: number,
    private readonly delta: AtomStep | undefined,
    private readonly recursive: readonly AtomStep[],
  ) {
    this.atoms = positives(body);
  }

  run(): void {
    const { database, delta } = this;
    if (delta !== undefined) {
      const relation = database.relation(delta.relation);
      if (relation.deltaStart >= relation.limit) return;
    }
    let rows = 0;
    for (const atom of this.atoms) {
      const { limit } = database.relation(atom.relation);
      if (limit === 0) return;
      rows += limit;
    }
    const profile = database.profiles?.[this.number];
    const before = { derivations: database.derivations, derived: database.derived, time: performance.now() };
    naming(database, this.body, () => {
      // The order was the best for the sizes then; look again when they are others.
      if (this.runner === undefined || rows > this.plannedAt * 10) {
        this.runner = this.plan();
        this.plannedAt = rows;
      }
      database.relation(this.body.head).preferBits();
      this.runner();
    });
    if (profile === undefined) return;
    profile.milliseconds += performance.now() - before.time;
    profile.derivations += database.derivations - before.derivations;
    profile.tuples += database.derived - before.derived;
  }

  private plan(): () => void {
    const { database, body, delta, recursive, atoms, number } = this;
    const { steps } = body;
    const ordered = order(steps, [], delta, (name) => database.relation(name), database.interner);
    const executor = new Executor(
      database,
      body.variables.length,
      steps,
      (atom) => {
        if (delta === undefined || atom.kind === 'absent' || !recursive.includes(atom)) return 'all';
        if (atom === delta) return 'delta';
        return recursive.indexOf(atom) < recursive.indexOf(delta) ? 'old' : 'all';
      },
      (atom) => atoms.indexOf(atom),
      atoms.length,
      { profile: database.profiles?.[number]?.counter },
    );
    const relation = database.relation(body.head);
    const tuple = new Int32Array(relation.arity);
    const { parents } = executor;
    const { proofs } = database;
    return executor.build(ordered, [], headVariables([...body.headArgs]), () => {
      const values = body.headArgs.map((arg) => executor.expression(arg));
      return () => {
        for (let i = 0; i < values.length; i++) {
          const id = values[i]!();
          if (id === -0x80000000) return;
          tuple[i] = id;
        }
        database.derivations++;
        const row = relation.insert(tuple);
        if (row < 0) return;
        if (proofs) relation.prove(row, number, parents, atoms.length);
        database.counted();
      };
    });
  }
}
