/**
 * What an edit of facts costs in a session, next to deriving everything that it touches anew: the facts of a statement
 * taken out and put in again, edges of a graph deleted one by one and put in again. In the end all facts are there again,
 * and there must be as many tuples as when they are derived from nothing.
 */
import {
  compile,
  type FactSet,
  open,
  type Session,
  type SessionOptions,
  solve,
} from '../../src/engine/index.js';
import { Random } from './random.js';
import { type Fact, factSet, type Suite } from './suite.js';
import { suites } from './suites.js';

export interface EditSuite {
  readonly name: string;
  /** Name of the suite whose program and facts are edited. */
  readonly of: string;
  /** Facts to take out and to put in again. */
  readonly edits: (facts: readonly Fact[]) => readonly (readonly Fact[])[];
  /** All are taken out, one edit after the other, before they are put in again; else each is put in again at once. */
  readonly gather: boolean;
  /** Milliseconds of CPU time that one edit, out and in again, may take. */
  readonly bar?: number;
}

/** Milliseconds of CPU time per edit: of the first one, out and in again; and of one of those that were made before. */
export interface EditMeasured {
  readonly edits: number;
  readonly first: number;
  readonly out: number;
  readonly back: number;
  readonly tuples: number;
}

export const editSuites: readonly EditSuite[] = [
  { name: 'incremental-migrate-305-11k', of: 'migrate-305-11k', edits: statements, gather: false, bar: 2 },
  { name: 'incremental-migrate-305-108k', of: 'migrate-305-108k', edits: statements, gather: false },
  {
    name: 'incremental-tc-left-chain-1000',
    of: 'tc-left-chain-1000',
    edits: randomEdges,
    gather: true,
  },
  { name: 'incremental-tc-left-random', of: 'tc-left-random', edits: randomEdges, gather: true },
  { name: 'incremental-tc-left-grid-40', of: 'tc-left-grid-40', edits: randomEdges, gather: true },
];

/** Makes all edits of a suite twice to be warm, and then `runs` times, of which the best counts. With 0 makes a few, once. */
export function measureEdits(name: string, runs: number, options: SessionOptions): EditMeasured {
  const { of, edits, gather } = found(editSuites, name);
  const suite = found<Suite>(suites, of);
  const facts = suite.facts();
  const { program } = compile([{ file: 'suite.dl', text: suite.declarations + suite.rules }]);
  if (program === undefined) throw new Error(`${of} does not compile`);
  const session = open(program, factSet(facts), options);
  const all = edits(facts).map(factSet);
  const first = round(all.slice(0, 1), session, true);
  const list = runs > 0 ? all : all.slice(0, 4);
  const times = Array.from({ length: runs > 0 ? runs + 2 : 1 }, () => round(list, session, gather)).slice(
    runs > 0 ? 2 : 0,
  );
  const best = times.reduce((a, b) => (a.out + a.back <= b.out + b.back ? a : b));
  const { tuples } = session.statistics;
  const fresh = solve(program, factSet(facts), { proofs: false }).statistics.tuples;
  if (tuples !== fresh) throw new Error(`${name}: ${tuples} tuples after all edits, not ${fresh}`);
  const per = (ms: number, count: number): number => Math.round((ms / count) * 1000) / 1000;
  return {
    edits: list.length,
    first: per(first.out + first.back, 1),
    out: per(best.out, list.length),
    back: per(best.back, list.length),
    tuples,
  };
}

/** Makes all edits once; milliseconds for taking out and for putting in again. */
function round(list: readonly FactSet[], session: Session, gather: boolean): { out: number; back: number } {
  const time = { out: 0, back: 0 };
  const out = (facts: FactSet): void => {
    time.out += cpu(() => session.update({ delete: facts }));
  };
  const back = (facts: FactSet): void => {
    time.back += cpu(() => session.update({ insert: facts }));
  };
  for (const facts of list) {
    out(facts);
    if (!gather) back(facts);
  }
  if (gather) for (const facts of list) back(facts);
  return time;
}

function cpu(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The facts of each statement. */
function statements(facts: readonly Fact[]): Fact[][] {
  const byStatement = new Map<Fact[1][number], Fact[]>();
  for (const fact of facts) {
    const [relation, tuple] = fact;
    const [stmt] = tuple;
    if (!relation.startsWith('stmt') || stmt === undefined) continue;
    const known = byStatement.get(stmt);
    if (known === undefined) byStatement.set(stmt, [fact]);
    else known.push(fact);
  }
  return [...byStatement.values()];
}

function randomEdges(facts: readonly Fact[]): Fact[][] {
  const random = new Random(7);
  return Array.from({ length: 20 }, () => [random.pick(facts)]);
}

function found<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const one = list.find((candidate) => candidate.name === name);
  if (one === undefined) throw new Error(`there is no suite ${name}`);
  return one;
}
