/** Random programs: every proof that the engine gives, in every mode, is one that the checker accepts. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { factSet, type RandomCase, randomCase } from '../evaluation/random-program.test-helper.js';
import {
  compile,
  type FactSet,
  type Program,
  type ProofCheck,
  proofChecker,
  proofId,
  type Solution,
  type SolveOptions,
  showFact,
  solve,
} from '../index.js';

const cases = fc.tuple(fc.integer(), fc.integer({ min: 1, max: 6 }));
const seed = Number(process.env.ENGINE_SEED ?? Date.now() & 0x7fffffff);
const numRuns = Number(process.env.ENGINE_RUNS ?? 40);
const valid = { valid: true } as const;

function check(
  examine: (random: RandomCase, program: Program, facts: FactSet) => void,
  runs = numRuns,
): void {
  fc.assert(
    fc.property(cases, ([from, size]) => {
      const random = randomCase(from, size);
      const { program } = compile([{ file: 'random.dl', text: random.text }]);
      if (program === undefined) throw new Error(`does not compile:\n${random.text}`);
      try {
        examine(random, program, factSet(random.facts));
      } catch (error) {
        const facts = random.facts.map(([relation, tuple]) => showFact(relation, tuple));
        throw new Error(`${(error as Error).message}\n${random.text}\n${facts.join('\n')}`);
      }
    }),
    { seed, numRuns: runs },
  );
}

function* tuplesOf(program: Program, solution: Solution) {
  for (const relation of program.relations.keys())
    for (const tuple of solution.rows(relation)) yield { relation, tuple };
}

const modes: readonly (readonly [string, SolveOptions])[] = [
  ['closures', { code: 'closures' }],
  ['generated code', { code: 'generated' }],
  ['naive', { evaluator: 'naive' }],
];

it.each(modes)(`every stored proof of %s replays (seed ${seed})`, (_, options) => {
  let checked = 0;
  check((_random, program, facts) => {
    const solution = solve(program, facts, options);
    const accepts = proofChecker(program, facts);
    for (const { relation, tuple } of tuplesOf(program, solution)) {
      const proof = solution.why(relation, tuple);
      if (proof === undefined) throw new Error(`no proof of ${showFact(relation, tuple)}`);
      const answer: ProofCheck = accepts(proof);
      expect(answer).toMatchObject(valid);
      checked++;
    }
  });
  expect(checked).toBeGreaterThan(numRuns);
});

it(`several proofs are distinct, the stored one first, and all replay (seed ${seed})`, () => {
  let several = 0;
  check((_random, program, facts) => {
    const solution = solve(program, facts);
    const accepts = proofChecker(program, facts, { solution });
    for (const { relation, tuple } of tuplesOf(program, solution)) {
      const { found, complete } = solution.proofs(relation, tuple, { limit: 5, steps: 2000 });
      const ids = found.map((proof) => proofId(proof));
      expect(ids[0]).toBe(proofId(solution.why(relation, tuple)!));
      expect(new Set(ids).size).toBe(ids.length);
      expect(complete || found.length > 0).toBe(true);
      for (const proof of found) expect(accepts(proof)).toMatchObject(valid);
      if (found.length > 1) several++;
    }
  });
  expect(several).toBeGreaterThan(0);
});

it(`names of proofs do not depend on the run, nor several proofs on the order of facts (seed ${seed})`, () => {
  check(
    (random, program, facts) => {
      const solution = solve(program, facts);
      const again = solve(program, factSet(random.facts));
      const turned = solve(program, factSet([...random.facts].reverse()));
      for (const { relation, tuple } of tuplesOf(program, solution)) {
        expect(proofId(again.why(relation, tuple)!)).toBe(proofId(solution.why(relation, tuple)!));
        const all = (of: Solution): string[] | undefined => {
          const { found, complete } = of.proofs(relation, tuple, { limit: 30 });
          return complete ? found.map((proof) => proofId(proof)).sort() : undefined;
        };
        const one = all(solution);
        const other = all(turned);
        if (one !== undefined && other !== undefined) expect(other).toEqual(one);
      }
    },
    Math.ceil(numRuns / 3),
  );
});
