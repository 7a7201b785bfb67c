/** Random programs: the literal that is reported fails, the fact that is suggested makes it hold, and the order of facts is of no matter. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { factSet, type RandomCase, randomCase } from '../evaluation/random-program.test-helper.js';
import {
  compareValues,
  compile,
  FactSet,
  type Program,
  type RuleWhyNot,
  type Solution,
  showFact,
  showValue,
  solve,
  type Value,
  type WhyNot,
  whyNotLines,
} from '../index.js';

const cases = fc.tuple(fc.integer(), fc.integer({ min: 1, max: 6 }));
const seed = Number(process.env.ENGINE_SEED ?? Date.now() & 0x7fffffff);
const numRuns = Number(process.env.ENGINE_RUNS ?? 40);

/** Questions without an answer: patterns of values that occur, of which no tuple of the relation is one. */
function absences(program: Program, solution: Solution): WhyNot[] {
  const found: WhyNot[] = [];
  for (const [relation, { columns }] of program.relations) {
    const rows = solution.rows(relation);
    const values = (column: number): readonly (Value | undefined)[] => {
      const type = columns[column]?.type;
      return type === 'number' ? [0, 3, undefined] : type === 'symbol' ? ['a', 'ac', undefined] : [undefined];
    };
    for (const first of values(0)) {
      const pattern = columns.map((_, i) => (i === 0 ? first : values(i)[1]));
      const fits = rows.some((row) =>
        pattern.every((value, i) => value === undefined || compareValues(value, row[i]!) === 0),
      );
      const answer = solution.whyNot(relation, pattern);
      expect(answer.holds.length > 0).toBe(fits);
      if (!fits) found.push(answer);
    }
  }
  return found;
}

function check(examine: (random: RandomCase, program: Program, solution: Solution) => void): void {
  fc.assert(
    fc.property(cases, ([from, size]) => {
      const random = randomCase(from, size);
      const { program } = compile([{ file: 'random.dl', text: random.text }]);
      if (program === undefined) throw new Error(`does not compile:\n${random.text}`);
      try {
        examine(random, program, solve(program, factSet(random.facts)));
      } catch (error) {
        const facts = random.facts.map(([relation, tuple]) => showFact(relation, tuple));
        throw new Error(`${(error as Error).message}\n${random.text}\n${facts.join('\n')}`);
      }
    }),
    { seed, numRuns },
  );
}

/** All rules in an answer and in the answers to what it asks in turn. */
function* rulesIn(answer: WhyNot): Iterable<{ readonly asked: WhyNot; readonly rule: RuleWhyNot }> {
  for (const rule of answer.rules) {
    yield { asked: answer, rule };
    if (rule.missing.because !== undefined) yield* rulesIn(rule.missing.because);
  }
}

it(`what is reported does fail, and what blocks does hold (seed ${seed})`, () => {
  let reasons = 0;
  check((_random, program, solution) => {
    for (const answer of absences(program, solution)) {
      for (const { rule } of rulesIn(answer)) {
        const { missing, satisfied, total, bindings } = rule;
        reasons++;
        expect(satisfied).toBeLessThanOrEqual(total);
        if (missing.kind !== 'gives') expect(satisfied < total || missing.kind === 'head').toBe(true);
        for (const name of bindings.keys()) expect(rule.rule.variables).toContain(name);
        if (missing.kind === 'relation') {
          const { relation = '', pattern } = missing;
          // A term of which a part is open, or a variable that stands twice, says more than the pattern.
          const exact = !/[$[]|[(, ]_?l?[a-z]\d/.test(missing.message.slice(missing.message.indexOf('(')));
          if (exact) expect(solution.whyNot(relation, pattern).holds).toEqual([]);
          for (const near of missing.nearMisses) expect(solution.has(relation, near)).toBe(true);
        }
        if (missing.kind === 'absent') {
          expect(solution.has(missing.blocking!.relation, missing.blocking!.tuple)).toBe(true);
        }
      }
      expect(whyNotLines(answer).length).toBeGreaterThan(0);
    }
  });
  expect(reasons).toBeGreaterThan(numRuns);
});

it(`a suggested fact makes its literal hold (seed ${seed})`, () => {
  let suggested = 0;
  check((random, program, solution) => {
    for (const answer of absences(program, solution)) {
      for (const { asked, rule } of rulesIn(answer)) {
        const { relation = '', suggestion } = rule.missing;
        if (suggestion === undefined) continue;
        suggested++;
        const facts = factSet(random.facts).add(relation, ...suggestion);
        const then = solve(program, facts).whyNot(asked.relation, asked.pattern);
        // A rule that looks at absences or aggregates may lose elsewhere what it wins here.
        if (then.holds.length > 0 || /!|:\s*\{/.test(rule.rule.text) || rule.cut) continue;
        const again = then.rules.find((one) => one.rule.index === rule.rule.index);
        const nearer = (again?.satisfied ?? 0) > rule.satisfied;
        expect(nearer || again?.missing.span.start !== rule.missing.span.start).toBe(true);
      }
    }
  });
  expect(suggested).toBeGreaterThan(0);
});

it(`the order of facts is of no matter (seed ${seed})`, () => {
  check((random, program, solution) => {
    const turned = solve(program, factSet([...random.facts].reverse()));
    const shown = (answer: WhyNot): unknown => [
      answer.nearMisses,
      [...rulesIn(answer)].map(({ rule }) => [
        rule.rule.index,
        rule.satisfied,
        rule.missing.message,
        rule.missing.nearMisses,
        rule.missing.suggestion,
        rule.missing.blocking?.tuple,
        [...rule.bindings].map(([name, value]) => `${name}=${showValue(value)}`),
      ]),
    ];
    for (const answer of absences(program, solution)) {
      const other = turned.whyNot(answer.relation, answer.pattern);
      if (answer.cut || other.cut) continue;
      expect(shown(other)).toEqual(shown(answer));
    }
  });
});

it('the order of many facts is of no matter either', () => {
  const { program } = compile([
    {
      file: 'test.dl',
      text: `.decl e(a: number, b: number) .decl n(a: number) .decl z(x: number, y: number) .decl p(a: number) .decl q(a: number, b: number)
p(x) :- n(x), !e(x, _).
q(x, y) :- n(x), z(x, y), e(x, y), e(y, w), w > 3.`,
    },
  ]);
  if (program === undefined) throw new Error('the program does not compile');
  const all = Array.from({ length: 300 }, (_, i) => i);
  for (const order of [all, [...all].reverse()]) {
    const facts = new FactSet().add('n', 1);
    for (const i of order) facts.add('e', 1, i).add('e', i, 0);
    const solution = solve(program, facts);
    expect(solution.whyNot('p', [1]).rules[0]?.missing.blocking?.tuple).toEqual([1, 0]);
    const [rule] = solution.whyNot('q', [undefined, undefined]).rules;
    expect([rule?.missing.suggestion, rule?.cut]).toEqual([[1, 0], false]);
  }
});
