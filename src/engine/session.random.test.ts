/** Random programs under random edits: a session says what a fresh solution says, names what changed, and its proofs hold. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { randomCase } from './evaluation/random-program.test-helper.js';
import {
  type Changes,
  compareTuples,
  compile,
  open,
  type Program,
  type Proof,
  type Session,
  type SessionOptions,
  type Solution,
  showFact,
  solve,
  type Value,
} from './index.js';
import { randomEdits, setOf } from './random-edits.test-helper.js';

const seed = Number(process.env.ENGINE_SEED ?? Date.now() & 0x7fffffff);
const numRuns = Number(process.env.ENGINE_RUNS ?? 60);
const edits = 8;

type Contents = ReadonlyMap<string, readonly string[]>;

function contents(program: Program, solution: Solution): Contents {
  return new Map(
    [...program.relations.keys()].map((name) => [
      name,
      solution.rows(name).map((tuple) => showFact(name, tuple)),
    ]),
  );
}

function follow(options: SessionOptions, examine?: (session: Session, program: Program) => void): void {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), fc.integer(), (from, size, editSeed) => {
      const { text, facts } = randomCase(from, size);
      const { program } = compile([{ file: 'random.dl', text }]);
      if (program === undefined) throw new Error(`the program does not compile:\n${text}`);
      const session = open(program, setOf(facts), options);
      let before = contents(program, session);
      const told: string[] = [];
      for (const edit of randomEdits(program, facts, editSeed, edits)) {
        told.push(shownEdit(edit));
        try {
          const changes = session.update({ insert: setOf(edit.insert), delete: setOf(edit.delete) });
          const now = contents(program, session);
          const fresh = solve(program, setOf(edit.facts), { evaluator: 'naive' });
          expect(now).toEqual(contents(program, fresh));
          expect(named(changes)).toEqual(difference(before, now));
          before = now;
          examine?.(session, program);
        } catch (error) {
          const start = facts.map(([relation, tuple]) => showFact(relation, tuple)).join('\n');
          throw new Error(`${(error as Error).message}\n${text}\n${start}\n-- edits\n${told.join('\n')}`);
        }
      }
    }),
    { seed, numRuns },
  );
}

it(`a session agrees with naive evaluation after every edit (seed ${seed})`, () => {
  follow({}, proofsHold);
});

it(`whatever is switched or renumbered on the way (seed ${seed})`, () => {
  follow({ slack: 0 }, proofsHold);
});

it(`also when strata are derived anew (seed ${seed})`, () => {
  follow({ maintenance: 'recompute', slack: 3 }, proofsHold);
});

/** Every stored proof replays, rests on what holds, and is no circle. */
function proofsHold(session: Session, program: Program): void {
  const done = new Set<string>();
  const above = new Set<string>();
  const check = (proof: Proof): void => {
    const fact = showFact(proof.relation, proof.tuple);
    expect(above.has(fact), `${fact} rests on itself`).toBe(false);
    if (done.has(fact)) return;
    expect(session.has(proof.relation, proof.tuple)).toBe(true);
    if (proof.kind === 'derived') {
      above.add(fact);
      expect(proof.rule.head).toBe(proof.relation);
      for (const premise of proof.premises) {
        if (premise.kind === 'fact' || premise.kind === 'derived') check(premise);
        else if (premise.kind === 'absent') expect(matching(session, premise)).toEqual([]);
      }
      above.delete(fact);
    }
    done.add(fact);
  };
  for (const name of program.relations.keys()) {
    for (const tuple of session.rows(name)) {
      const proof = session.why(name, tuple);
      expect(proof, showFact(name, tuple)).toBeDefined();
      check(proof!);
    }
  }
}

function matching(
  solution: Solution,
  { relation, pattern }: { relation: string; pattern: readonly (Value | undefined)[] },
): (readonly Value[])[] {
  if (pattern.some((value) => value === undefined)) return [];
  return solution.rows(relation).filter((tuple) => compareTuples(tuple, pattern as readonly Value[]) === 0);
}

function named({ inserted, deleted }: Changes): { inserted: string[]; deleted: string[] } {
  const all = (tuples: Changes['inserted']): string[] =>
    [...tuples].flatMap(([name, rows]) => rows.map((tuple) => showFact(name, tuple))).sort();
  return { inserted: all(inserted), deleted: all(deleted) };
}

function difference(before: Contents, now: Contents): { inserted: string[]; deleted: string[] } {
  const all = (from: Contents, without: Contents): string[] =>
    [...from].flatMap(([name, rows]) => rows.filter((row) => !without.get(name)!.includes(row))).sort();
  return { inserted: all(now, before), deleted: all(before, now) };
}

function shownEdit(edit: { insert: readonly Fact[]; delete: readonly Fact[] }): string {
  const list = (sign: string, facts: readonly Fact[]): string[] =>
    facts.map(([relation, tuple]) => `${sign}${showFact(relation, tuple)}`);
  return `${list('-', edit.delete).join(' ')} ${list('+', edit.insert).join(' ')}`;
}

type Fact = readonly [string, readonly Value[]];
