/** The suites: programs, facts, what must come out, and how much CPU time that may take. */
import { assignments, chain, grid, type Pair, parents, randomGraph } from './graphs.js';
import * as migrate from './migrate.js';
import type { Fact, Suite } from './suite.js';

const left = 'path(X, Y) :- edge(X, Y).\npath(X, Z) :- path(X, Y), edge(Y, Z).';
const right = 'path(X, Y) :- edge(X, Y).\npath(X, Z) :- edge(X, Y), path(Y, Z).';
const double = 'path(X, Y) :- edge(X, Y).\npath(X, Z) :- path(X, Y), path(Y, Z).';

const sameGeneration = `same(X, X) :- parent(X, _).
same(X, X) :- parent(_, X).
same(X, Y) :- parent(X, P), same(P, Q), parent(Y, Q).`;

const andersen = `points(V, O) :- addr(V, O).
points(V, O) :- assign(V, W), points(W, O).
points(V, O) :- load(V, W), points(W, X), points(X, O).
points(X, O) :- store(V, W), points(V, X), points(W, O).`;

const cspa = `flow(X, Y) :- assign(X, Y).
flow(X, Y) :- assign(X, Z), memory(Z, Y).
flow(X, Y) :- flow(X, Z), flow(Z, Y).
flow(X, X) :- assign(X, _).
flow(X, X) :- assign(_, X).
memory(X, W) :- dereference(Y, X), alias(Y, Z), dereference(Z, W).
memory(X, X) :- assign(_, X).
memory(X, X) :- assign(X, _).
alias(X, Y) :- flow(Z, X), flow(Z, Y).
alias(X, Y) :- flow(Z, X), memory(Z, W), flow(W, Y).`;

const growth = `big(T) :- rows(T, N), N > 100000.
indexed(T, C) :- index(I, T), index_column(I, 1, C).
columns(T, N) :- relation(T, _), N = count : { column(T, _, _, _) }.
wide(T) :- columns(T, N), N > 18.
bare(T, C) :- reference(T, C, _), !indexed(T, C).
needs(T, U) :- reference(T, _, U).
grand(T, V) :- needs(T, U), needs(U, V), !needs(T, V).
finding(T, C) :- bare(T, C), big(T), column(T, C, _, _).
finding(T, C) :- wide(T), indexed(T, C), !big(T).`;

const growthDeclarations = `.decl relation(t: symbol, s: symbol) .decl rows(t: symbol, n: number)
.decl column(t: symbol, c: symbol, y: symbol, r: number) .decl index(i: symbol, t: symbol)
.decl index_column(i: symbol, p: number, c: symbol) .decl constraint(t: symbol, k: symbol, c: symbol)
.decl reference(t: symbol, c: symbol, u: symbol) .decl stmt(s: number, k: symbol) .decl stmt_on(s: number, t: symbol)
.decl stmt_column(s: number, c: symbol) .decl stmt_type(s: number, y: symbol) .decl next(s: number, t: number)
.decl mode_rank(m: symbol, n: number) .decl conflict(m: symbol, o: symbol) .decl widens(y: symbol, z: symbol)
.decl big(t: symbol) .decl indexed(t: symbol, c: symbol) .decl columns(t: symbol, n: number) .decl wide(t: symbol)
.decl bare(t: symbol, c: symbol) .decl needs(t: symbol, u: symbol) .decl grand(t: symbol, u: symbol)
.decl finding(t: symbol, c: symbol)`;

/** Per step of growth, relations of the catalog (10,000 to 1,000,000 facts) and the tuples that are derived. */
const growthSteps: readonly [string, number, number][] = [
  ['10k', 343, 4_240],
  ['30k', 1_102, 14_006],
  ['100k', 3_740, 47_810],
  ['300k', 11_300, 145_023],
  ['1m', 37_700, 484_087],
];

function facts(relation: string, pairs: readonly Pair[]): Fact[] {
  return pairs.map((pair) => [relation, pair]);
}

function closure(
  name: string,
  rules: string,
  edges: () => readonly Pair[],
  expected: Suite['expected'],
  more: Partial<Suite> = {},
): Suite {
  return {
    name,
    declarations: pairs('edge', 'path'),
    rules,
    facts: () => facts('edge', edges()),
    expected,
    goals: ['path/2'],
    ...more,
  };
}

function pairs(...names: string[]): string {
  return names.map((name) => `.decl ${name}(x: number, y: number)`).join('\n');
}

const randomEdges = (): Pair[] => randomGraph(1000, 2000, 1);

export const suites: readonly Suite[] = [
  closure(
    'tc-left-chain-1000',
    left,
    () => chain(1000),
    { tuples: 500_500, derivations: 500_500 },
    { bar: { cold: 133, warm: 110 } },
  ),
  closure(
    'tc-left-random',
    left,
    randomEdges,
    { tuples: 623_602, derivations: 1_246_555 },
    { bar: { cold: 277, warm: 248 } },
  ),
  closure(
    'tc-left-grid-40',
    left,
    () => grid(40),
    { tuples: 670_800, derivations: 1_279_200 },
    { bar: { cold: 221, warm: 211 } },
  ),
  closure('tc-right-chain-1000', right, () => chain(1000), { tuples: 500_500, derivations: 500_500 }),
  closure('tc-right-random', right, randomEdges, { tuples: 623_602, derivations: 1_237_117 }),
  closure('tc-right-grid-40', right, () => grid(40), { tuples: 670_800, derivations: 1_279_200 }),
  closure(
    'tc-double-chain-300',
    double,
    () => chain(300),
    { tuples: 45_150, derivations: 4_500_250 },
    { bar: { cold: 168, warm: 130 } },
  ),
  closure('tc-double-random', double, () => randomGraph(200, 400, 1), {
    tuples: 24_388,
    derivations: 3_049_604,
  }),
  closure('tc-double-grid-20', double, () => grid(20), { tuples: 43_700, derivations: 2_284_560 }),
  {
    name: 'same-generation-10',
    declarations: pairs('parent', 'same'),
    rules: sameGeneration,
    facts: () => facts('parent', parents(10)),
    expected: { tuples: 349_525, derivations: 351_568 },
    bar: { cold: 102, warm: 77 },
    goals: ['same/2'],
  },
  {
    name: 'andersen-2000',
    declarations: pairs('addr', 'assign', 'load', 'store', 'points'),
    rules: andersen,
    facts: () => assignments(2000, { addr: 500, store: 300, load: 300, assign: 2000 }, 1),
    expected: { tuples: 294_774, derivations: 18_188_580 },
    bar: { cold: 1105, warm: 1105 },
    goals: ['points/2'],
  },
  {
    name: 'cspa-800',
    declarations: pairs('assign', 'dereference', 'flow', 'memory', 'alias'),
    rules: cspa,
    facts: () => [
      ...facts('assign', randomGraph(800, 340, 2)),
      ...facts('dereference', randomGraph(800, 300, 3)),
    ],
    expected: { tuples: 77_176, derivations: 6_111_663 },
    bar: { cold: 270, warm: 215 },
    goals: ['flow/2', 'memory/2', 'alias/2'],
  },
  {
    name: 'migrate-305-11k',
    declarations: migrate.declarations,
    rules: migrate.rules,
    facts: () => migrate.facts(390),
    expected: { tuples: 21_425, derivations: 38_463 },
    bar: { cold: 145, warm: 12 },
  },
  {
    name: 'migrate-305-108k',
    declarations: migrate.declarations,
    rules: migrate.rules,
    facts: () => migrate.facts(4050),
    expected: { tuples: 414_514, derivations: 812_076 },
    bar: { cold: 321, warm: 100 },
  },
];

/** The same rules over more and more facts: the time per fact must stay the same. */
export const growthSuites: readonly Suite[] = growthSteps.map(([label, relations, tuples]) => ({
  name: `growth-${label}`,
  declarations: growthDeclarations,
  rules: growth,
  facts: () => migrate.facts(relations),
  expected: { tuples },
}));
