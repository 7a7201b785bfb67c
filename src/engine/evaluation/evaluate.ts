/**
 * Semi-naive evaluation, stratum by stratum. In a recursive stratum, each round joins what the last round found (the
 * delta, a range of rows) with the rest; a body with several recursive atoms runs once per atom, with the atoms
 * before it reading only older rows, so that no combination of rows is visited twice.
 */
import type { AtomStep, Body } from '../ir.js';
import type { Stratum } from '../language/stratify.js';
import type { Database } from './database.js';
import { positives } from './plan.js';
import { Variant } from './variant.js';

/** Derives everything; returns the number of rounds. */
export function evaluate(database: Database): number {
  let rounds = 0;
  const numbers = new Map<Body, number>();
  for (const body of database.program.bodies) numbers.set(body, numbers.size);
  for (const stratum of database.program.strata) {
    rounds += evaluateStratum(database, stratum, (body) => numbers.get(body)!);
  }
  return rounds;
}

function evaluateStratum(database: Database, stratum: Stratum, numberOf: (body: Body) => number): number {
  const members = stratum.relations.map((name) => database.relation(name));
  const variants: Variant[] = [];
  for (const body of stratum.bodies) {
    const atoms = positives(body);
    const recursive = stratum.recursive
      ? atoms.filter((atom) => stratum.relations.includes(atom.relation))
      : [];
    const variant = (delta: AtomStep | undefined): Variant =>
      new Variant(database, body, numberOf(body), atoms, delta, recursive);
    if (recursive.length === 0) variant(undefined).run();
    for (const atom of recursive) variants.push(variant(atom));
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
