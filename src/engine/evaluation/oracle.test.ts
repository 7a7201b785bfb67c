/** Random programs: all evaluators agree, the order of facts is of no matter, and every stored proof holds. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  compareTuples,
  compile,
  type Program,
  type Proof,
  type Solution,
  showFact,
  solve,
  type Value,
} from '../index.js';
import { factSet, type RandomCase, randomCase } from './random-program.test-helper.js';

const cases = fc.tuple(fc.integer(), fc.integer({ min: 1, max: 6 }));
const seed = Number(process.env.ENGINE_SEED ?? Date.now() & 0x7fffffff);
const numRuns = Number(process.env.ENGINE_RUNS ?? 300);

function check(examine: (random: RandomCase, program: Program) => void): void {
  fc.assert(
    fc.property(cases, ([from, size]) => {
      const random = randomCase(from, size);
      const { program, diagnostics } = compile([{ file: 'random.dl', text: random.text }]);
      if (program === undefined)
        throw new Error(`${diagnostics.map((d) => d.message).join('\n')}\n${random.text}`);
      try {
        examine(random, program);
      } catch (error) {
        throw new Error(
          `${(error as Error).message}\n${random.text}\n${random.facts.map(([r, t]) => showFact(r, t)).join('\n')}`,
        );
      }
    }),
    { seed, numRuns },
  );
}

function shown(program: Program, solution: Solution): string[] {
  return [...program.relations.keys()].flatMap((name) =>
    solution.rows(name).map((tuple) => showFact(name, tuple)),
  );
}

it(`every way of evaluation derives the same (seed ${seed})`, () => {
  let tuples = 0;
  check((random, program) => {
    const facts = factSet(random.facts);
    const naive = shown(program, solve(program, facts, { evaluator: 'naive' }));
    const closures = solve(program, facts, { code: 'closures' });
    const { derivations } = closures.statistics;
    tuples += closures.statistics.tuples;
    expect(shown(program, closures)).toEqual(naive);
    for (const options of [
      { code: 'generated' },
      { code: 'auto', proofs: false },
      { code: 'generated', proofs: false },
      { profile: true },
    ] as const) {
      const other = solve(program, facts, options);
      expect(shown(program, other), JSON.stringify(options)).toEqual(naive);
      expect(other.statistics.derivations, JSON.stringify(options)).toBe(derivations);
    }
  });
  expect(tuples).toBeGreaterThan(numRuns);
});

it(`the order and repetition of facts are of no matter (seed ${seed})`, () => {
  check((random, program) => {
    const once = shown(program, solve(program, factSet(random.facts)));
    const turned = [...random.facts].reverse().concat(random.facts.slice(0, 3));
    expect(shown(program, solve(program, factSet(turned)))).toEqual(once);
  });
});

it(`every proof holds (seed ${seed})`, () => {
  check((random, program) => {
    const solution = solve(program, factSet(random.facts));
    const given = new Set(random.facts.map(([relation, tuple]) => showFact(relation, tuple)));
    for (const relation of program.relations.keys()) {
      for (const tuple of solution.rows(relation)) {
        const proof = solution.why(relation, tuple);
        expect(proof).toBeDefined();
        checkProof(proof!, relation, tuple, solution, given, new Set());
      }
    }
  });
});

it(`what is absent has a reason, and what holds has none (seed ${seed})`, () => {
  check((random, program) => {
    const solution = solve(program, factSet(random.facts));
    for (const [name, { columns }] of program.relations) {
      const rows = solution.rows(name);
      const [row] = rows;
      if (row !== undefined) expect(solution.whyNot(name, row).holds).toEqual([row]);
      const anything = solution.whyNot(
        name,
        columns.map(() => undefined),
      );
      expect(anything.holds.length > 0).toBe(rows.length > 0);
      if (rows.length > 0) continue;
      const rules = program.rules.filter((rule) => rule.head === name);
      expect(anything.rules.map((reason) => reason.rule.index).sort()).toEqual(
        rules.map((rule) => rule.index).sort(),
      );
      for (const { missing, satisfied, total } of anything.rules) {
        expect(satisfied).toBeLessThanOrEqual(total);
        if (missing.kind === 'relation')
          expect(matching(solution, missing.relation!, missing.pattern)).toEqual([]);
        if (missing.kind === 'absent') expect(missing.blocking).toBeDefined();
      }
    }
  });
});

function checkProof(
  proof: Proof,
  relation: string,
  tuple: readonly Value[],
  solution: Solution,
  given: ReadonlySet<string>,
  above: ReadonlySet<string>,
): void {
  const fact = showFact(relation, tuple);
  expect(proof.relation).toBe(relation);
  expect(compareTuples(proof.tuple, tuple)).toBe(0);
  expect(above.has(fact)).toBe(false);
  if (proof.kind === 'fact') {
    expect(given.has(fact)).toBe(true);
    return;
  }
  const { rule, bindings } = proof;
  expect(rule.head).toBe(relation);
  for (const [i, argument] of rule.headArguments.entries()) {
    const is = tuple[i]!;
    if ('variable' in argument) expect(bindings.get(argument.variable)).toEqual(is);
    if ('constant' in argument) expect(argument.constant).toEqual(is);
  }
  expect(solution.bindings(relation, tuple)?.values).toEqual(bindings);
  for (const name of rule.variables) {
    // Variables of another alternative have no value.
    if (!rule.text.includes(';')) expect(bindings.has(name)).toBe(true);
  }
  for (const premise of proof.premises) {
    if (premise.kind === 'absent') expect(matching(solution, premise.relation, premise.pattern)).toEqual([]);
    else if (premise.kind === 'fact' || premise.kind === 'derived') {
      expect(solution.has(premise.relation, premise.tuple)).toBe(true);
      checkProof(premise, premise.relation, premise.tuple, solution, given, new Set([...above, fact]));
    }
  }
}

/** Tuples that fit; undefined anywhere in the pattern fits everything, also in place of a term with wildcards. */
function matching(
  solution: Solution,
  relation: string,
  pattern: readonly (Value | undefined)[],
): (readonly Value[])[] {
  if (pattern.some((value) => value === undefined)) return [];
  const wanted = pattern as readonly Value[];
  return solution.rows(relation).filter((tuple) => compareTuples(tuple, wanted) === 0);
}
