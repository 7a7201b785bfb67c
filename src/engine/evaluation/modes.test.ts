/** Closures and generated code do the same: the same rows, numbers and proofs, for random programs and for chosen ones. */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { compiled } from '../../paths.js';
import { compile, FactSet, type Program, type Proof, type SolveOptions, showFact, solve } from '../index.js';
import { factSet, type RandomCase, randomCase } from './random-program.test-helper.js';

const seed = Number(process.env.ENGINE_SEED ?? Date.now() & 0x7fffffff);
const numRuns = Number(process.env.ENGINE_RUNS ?? 100);

/** All that a solution says: rows, how many derivations there were, and the proof of each row down to the facts. */
function all(program: Program, facts: FactSet, options: SolveOptions): unknown {
  const solution = solve(program, facts, options);
  const shallow = (proof: Proof | undefined): unknown =>
    proof?.kind === 'derived'
      ? [
          proof.rule.index,
          ...proof.premises.map((one) => ('tuple' in one ? showFact(one.relation, one.tuple) : one.kind)),
        ]
      : proof?.kind;
  const rows = [...program.relations.keys()].flatMap((name) =>
    solution
      .rows(name)
      .map((tuple) => [
        showFact(name, tuple),
        options.proofs === false ? undefined : shallow(solution.why(name, tuple)),
      ]),
  );
  return { rows, statistics: solution.statistics };
}

function programOf(text: string): Program {
  const { program, diagnostics } = compile([{ file: 'random.dl', text }]);
  if (program === undefined) throw new Error(`${diagnostics.map((d) => d.message).join('\n')}\n${text}`);
  return program;
}

function eachCase(examine: (random: RandomCase, program: Program) => void): void {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (from, size) => {
      const random = randomCase(from, size);
      examine(random, programOf(random.text));
    }),
    { seed, numRuns },
  );
}

it(`generated code gives the rows, derivations and proofs of closures (seed ${seed})`, () => {
  eachCase((random, program) => {
    const facts = factSet(random.facts);
    expect(all(program, facts, { code: 'generated' })).toEqual(all(program, facts, { code: 'closures' }));
  });
});

it(`the same without proofs, or measured (seed ${seed})`, () => {
  eachCase((random, program) => {
    const facts = factSet(random.facts);
    const bare = all(program, facts, { code: 'closures', proofs: false });
    expect(all(program, facts, { code: 'generated', proofs: false })).toEqual(bare);
    expect(all(program, facts, { profile: true, proofs: false })).toEqual(bare);
  });
});

const closure = `
.decl edge(a: number, b: number)
.decl path(a: number, b: number)
.decl meet(a: number, b: number, c: number)
path(a, b) :- edge(a, b).
path(a, c) :- path(a, b), path(b, c).
meet(a, b, c) :- path(a, b), path(c, b), a < c, !edge(a, c).
`;

function circle(nodes: number, from = 0): FactSet {
  const facts = new FactSet();
  for (let i = 0; i < nodes; i++) facts.add('edge', from + i, from + ((i + 1) % nodes));
  return facts.add('edge', from, from + 7).add('edge', from + 3, from + (nodes >> 1));
}

it('agrees once bits take over, and where ids are too sparse or too mixed for them', () => {
  const program = programOf(closure);
  for (const from of [0, 1_000_000, -40]) {
    const facts = circle(23, from);
    const closures = all(program, facts, { code: 'closures' });
    expect(all(program, facts, { code: 'generated' })).toEqual(closures);
    expect(all(program, facts, {})).toEqual(closures);
  }
});

it('runs where code may not be generated from strings, with the same result', () => {
  const { code, tuples } = withoutEval();
  expect([code, tuples]).toEqual(['refused', solve(programOf(closure), circle(30)).statistics.tuples]);
});

/** Solves in a Node that forbids `eval` and `new Function`, from the built package. */
function withoutEval(): { code: string; tuples: number } {
  const script = `
    import { compile, FactSet, solve } from ${JSON.stringify(pathToFileURL(compiled('src/engine/index.js')).href)};
    const facts = new FactSet();
    for (const [a, b] of ${JSON.stringify(edges(30))}) facts.add('edge', a, b);
    const { program } = compile([{ file: 'rules.dl', text: ${JSON.stringify(closure)} }]);
    let code = 'allowed';
    try { new Function(''); } catch { code = 'refused'; }
    const { tuples } = solve(program, facts, { code: 'generated' }).statistics;
    console.log(JSON.stringify({ code, tuples }));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--disallow-code-generation-from-strings', '--input-type=module', '--eval', script],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  return JSON.parse(stdout) as { code: string; tuples: number };
}

function edges(nodes: number): (readonly [number, number])[] {
  const list: [number, number][] = [];
  circle(nodes).forEach((_, [a, b]) => {
    list.push([a as number, b as number]);
  });
  return list;
}
