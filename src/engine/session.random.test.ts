/** Random programs under random edits: a session says what a fresh solution says, names what changed, and its proofs hold. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Dice, randomCase } from './evaluation/random-program.test-helper.js';
import {
  type Changes,
  compareTuples,
  compile,
  EngineError,
  open,
  type Program,
  type Proof,
  type Session,
  type SessionOptions,
  type Solution,
  type SolveOptions,
  showFact,
  solve,
  type Value,
} from './index.js';
import { type Fact, type RandomEdit, randomEdits, setOf } from './random-edits.test-helper.js';

const seed = Number(process.env.ENGINE_SEED ?? Date.now() & 0x7fffffff);
const numRuns = Number(process.env.ENGINE_RUNS ?? 40);

type Contents = ReadonlyMap<string, readonly string[]>;

function contents(program: Program, solution: Solution): Contents {
  return new Map(
    [...program.relations.keys()].map((name) => [
      name,
      solution.rows(name).map((tuple) => showFact(name, tuple)),
    ]),
  );
}

/** Edits a session and compares it after each edit with `fresh`; what went wrong is told with the program and the edits. */
function follow(
  text: string,
  facts: readonly Fact[],
  edits: (program: Program) => Iterable<RandomEdit & { readonly facts: readonly Fact[] }>,
  options: SessionOptions,
  fresh: SolveOptions,
): void {
  const { program } = compile([{ file: 'random.dl', text }]);
  if (program === undefined) throw new Error(`the program does not compile:\n${text}`);
  const session = open(program, setOf(facts), options);
  let before = contents(program, session);
  const told: string[] = [];
  for (const edit of edits(program)) {
    told.push(shownEdit(edit));
    try {
      const changes = session.update({ insert: setOf(edit.insert), delete: setOf(edit.delete) });
      const now = contents(program, session);
      const solution = solve(program, setOf(edit.facts), fresh);
      const wanted = contents(program, solution);
      if (textOf(now) !== textOf(wanted)) expect(now).toEqual(wanted);
      expect(session.statistics.tuples).toBe(solution.statistics.tuples);
      expect(named(changes)).toEqual(difference(before, now));
      proofsHold(session, program);
      before = now;
    } catch (error) {
      const start = facts.map(([relation, tuple]) => showFact(relation, tuple)).join('\n');
      throw new Error(`${(error as Error).message}\n${text}\n${start}\n-- edits\n${told.join('\n')}`);
    }
  }
}

function textOf(contents: Contents): string {
  return [...contents.values()].map((rows) => rows.join('\n')).join('\n');
}

function followRandom(options: SessionOptions): void {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), fc.integer(), (from, size, editSeed) => {
      const { text, facts } = randomCase(from, size);
      const edits = (program: Program) => randomEdits(program, facts, editSeed, 8);
      follow(text, facts, edits, options, { evaluator: 'naive' });
    }),
    { seed, numRuns },
  );
}

it(`a session agrees with naive evaluation after every edit (seed ${seed})`, () => {
  followRandom({});
});

it(`whatever is switched or renumbered on the way (seed ${seed})`, () => {
  followRandom({ slack: 0 });
});

it(`also when strata are derived anew (seed ${seed})`, () => {
  followRandom({ maintenance: 'recompute', slack: 3 });
});

it(`what passes a limit changes nothing, and what comes next is right (seed ${seed})`, () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), fc.integer(), (from, size, editSeed) => {
      const { text, facts } = randomCase(from, size);
      const { program } = compile([{ file: 'random.dl', text }]);
      if (program === undefined) throw new Error(`the program does not compile:\n${text}`);
      const tuples = solve(program, setOf(facts)).statistics.tuples + 2;
      const session = open(program, setOf(facts), { limits: { tuples }, slack: editSeed & 1 ? 0 : 1000 });
      let before = contents(program, session);
      for (const edit of randomEdits(program, facts, editSeed, 8)) {
        const fresh = solve(program, setOf(edit.facts));
        try {
          session.replace(setOf(edit.facts));
          before = contents(program, fresh);
        } catch (error) {
          if (!(error instanceof EngineError) || error.diagnostic.code !== 'dl/limit-tuples') throw error;
          expect(fresh.statistics.tuples).toBeGreaterThan(tuples);
          refused++;
        }
        expect(contents(program, session), text).toEqual(before);
        proofsHold(session, program);
      }
    }),
    { seed, numRuns },
  );
  expect(refused).toBeGreaterThan(0);
});

/** Recursion of all kinds, with absences and aggregates above it. */
const graphRules = `.decl edge(x: number, y: number) .decl closed(x: number, y: number) .decl node(x: number)
.decl path(x: number, y: number) .decl odd(x: number, y: number) .decl even(x: number, y: number)
.decl same(x: number, y: number) .decl cut(x: number, y: number) .decl reach(x: number, n: number)
.decl most(n: number) .decl sink(x: number) .decl widest(x: number)
node(x) :- edge(x, _).
node(y) :- edge(_, y).
path(x, y) :- edge(x, y), !closed(x, y).
path(x, z) :- path(x, y), path(y, z).
odd(x, y) :- edge(x, y).
odd(x, z) :- even(x, y), edge(y, z).
even(x, z) :- odd(x, y), edge(y, z).
same(x, y) :- edge(p, x), edge(p, y).
same(x, y) :- edge(p, x), same(p, q), edge(q, y).
cut(x, y) :- node(x), node(y), !path(x, y).
reach(x, n) :- node(x), n = count : { path(x, _) }.
most(n) :- n = max k : { reach(_, k) }.
widest(x) :- most(n), reach(x, n).
sink(x) :- node(x), !edge(x, _).`;

function followGraph(
  nodes: number,
  edges: number,
  count: number,
  from: number,
  options: SessionOptions,
): void {
  const dice = new Dice(from);
  const pair = (relation: string): Fact => [relation, [dice.below(nodes), dice.below(nodes)]];
  const facts = Array.from({ length: edges }, () => pair('edge'));
  function* edits(): Iterable<RandomEdit & { readonly facts: readonly Fact[] }> {
    const now = new Map(facts.map((fact) => [showFact(...fact), fact]));
    for (let i = 0; i < count; i++) {
      const present = [...now.values()];
      const size = dice.chance(20) ? 12 : 1;
      const edit = {
        delete: Array.from({ length: dice.below(size + 1) }, () => dice.pick(present)),
        insert: Array.from({ length: dice.below(size + 1) }, () =>
          pair(dice.pick(['edge', 'edge', 'closed', 'path'])),
        ),
      };
      for (const fact of edit.delete) now.delete(showFact(...fact));
      for (const fact of edit.insert) now.set(showFact(...fact), fact);
      yield { ...edit, facts: [...now.values()] };
    }
  }
  follow(graphRules, facts, edits, options, {});
}

it.each<SessionOptions>([
  {},
  { slack: 0 },
  { slack: 50, code: 'generated' },
  { maintenance: 'recompute', code: 'closures' },
])(`a session follows a graph whose edges come and go (seed ${seed}): %j`, (options) => {
  followGraph(12, 22, 20, seed, options);
});

it(`a session follows a graph with many paths (seed ${seed})`, () => {
  followGraph(30, 70, 6, seed, {});
  followGraph(30, 70, 3, seed, { maintenance: 'recompute' });
});

/** Every stored proof replays, rests on what holds, and is no circle. */
function proofsHold(session: Session, program: Program): void {
  const done = new Set<string>();
  const above = new Set<string>();
  const need = (holds: boolean, fact: string, what: string): void => {
    if (!holds) throw new Error(`${fact} ${what}`);
  };
  const check = (proof: Proof): void => {
    const fact = showFact(proof.relation, proof.tuple);
    need(!above.has(fact), fact, 'rests on itself');
    if (done.has(fact)) return;
    need(session.has(proof.relation, proof.tuple), fact, 'is in a proof and does not hold');
    if (proof.kind === 'derived') {
      above.add(fact);
      need(proof.rule.head === proof.relation, fact, 'has the proof of another relation');
      for (const premise of proof.premises) {
        if (premise.kind === 'fact' || premise.kind === 'derived') check(premise);
        else if (premise.kind === 'absent')
          need(matching(session, premise).length === 0, fact, 'rests on an absence of what is there');
      }
      above.delete(fact);
    }
    done.add(fact);
  };
  for (const name of program.relations.keys()) {
    for (const tuple of session.rows(name)) {
      const proof = session.why(name, tuple);
      if (proof === undefined) throw new Error(`${showFact(name, tuple)} has no proof`);
      check(proof);
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
    [...from]
      .flatMap(([name, rows]) => {
        const others = new Set(without.get(name));
        return rows.filter((row) => !others.has(row));
      })
      .sort();
  return { inserted: all(now, before), deleted: all(before, now) };
}

function shownEdit(edit: { insert: readonly Fact[]; delete: readonly Fact[] }): string {
  const list = (sign: string, facts: readonly Fact[]): string[] =>
    facts.map(([relation, tuple]) => `${sign}${showFact(relation, tuple)}`);
  return `${list('-', edit.delete).join(' ')} ${list('+', edit.insert).join(' ')}`;
}
