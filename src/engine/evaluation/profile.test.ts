/** The numbers of a profile are exact, and a run that is not measured has none. */
import { expect, it } from 'vitest';
import { compile, FactSet, type RuleProfile, solve } from '../index.js';

const text = `
.decl edge(a: number, b: number)
.decl path(a: number, b: number)
.decl far(a: number, b: number)
.decl degree(a: number, n: number)
path(a, b) :- edge(a, b).
path(a, c) :- path(a, b), edge(b, c).
far(a, b) :- path(a, b), !edge(a, b), a != b.
degree(a, n) :- edge(a, _), n = count : { edge(a, _) }.
`;

function profile(facts: FactSet): readonly RuleProfile[] {
  const { program } = compile([{ file: 'rules.dl', text }]);
  const found = solve(program!, facts, { profile: true }).profile;
  expect(found).toBeDefined();
  return found!;
}

const numbers = (one: RuleProfile | undefined): unknown => ({
  derivations: one?.derivations,
  tuples: one?.tuples,
  literals: one?.literals.map(({ text, kind, tried, passed, rows }) => [text, kind, tried, passed, rows]),
});

it('counts what each literal was tried, held and visited, summed over the rounds', () => {
  // 1 → 2 → 3 → 4, and 3 → 1
  const facts = new FactSet().add('edge', 1, 2).add('edge', 2, 3).add('edge', 3, 4).add('edge', 3, 1);
  const found = profile(facts);
  expect(found.map((one) => one.rule.text)).toEqual(text.trim().split('\n').slice(4));
  expect(numbers(found[0])).toEqual({
    derivations: 4,
    tuples: 4,
    literals: [['edge(a, b)', 'atom', 1, 4, 4]],
  });
  // The 12 paths are each read once: 9 of them end where an edge goes on, 3 of those at the node with two edges.
  expect(numbers(found[1])).toEqual({
    derivations: 12,
    tuples: 8,
    literals: [
      ['path(a, b)', 'atom', 3, 12, 12],
      ['edge(b, c)', 'atom', 12, 12, 12],
    ],
  });
  expect(numbers(found[2])).toEqual({
    derivations: 5,
    tuples: 5,
    literals: [
      ['path(a, b)', 'atom', 1, 12, 12],
      ['!edge(a, b)', 'absent', 9, 5, 4],
      ['a != b', 'test', 12, 9, 0],
    ],
  });
  expect(numbers(found[3])).toEqual({
    derivations: 4,
    tuples: 3,
    literals: [
      ['edge(a, _)', 'atom', 1, 4, 4],
      ['n = count : { edge(a, _) }', 'aggregate', 4, 4, 4],
    ],
  });
  expect(found.every((one) => one.milliseconds >= 0)).toBe(true);
});

it('shows a rule that never ran as zero', () => {
  const found = profile(new FactSet());
  expect(found).toHaveLength(4);
  expect(numbers(found[2])).toEqual({
    derivations: 0,
    tuples: 0,
    literals: [
      ['path(a, b)', 'atom', 0, 0, 0],
      ['!edge(a, b)', 'absent', 0, 0, 0],
      ['a != b', 'test', 0, 0, 0],
    ],
  });
});

it('is absent unless asked for', () => {
  const { program } = compile([{ file: 'rules.dl', text }]);
  expect(solve(program!, new FactSet()).profile).toBeUndefined();
});

it('refuses to say why without proofs', () => {
  const { program } = compile([{ file: 'rules.dl', text }]);
  const solution = solve(program!, new FactSet().add('edge', 1, 2), { proofs: false });
  expect(solution.rows('path')).toEqual([[1, 2]]);
  expect(() => solution.why('path', [1, 2])).toThrow('The rules were solved without proofs');
  expect(() => solution.whyNot('path', [2, 1])).toThrow('The rules were solved without proofs');
});

it('shows that a recursion takes the relation that an equation leads to before one that nothing does', () => {
  const { program } = compile([
    {
      file: 'rules.dl',
      text: `.decl n(n: number) .decl f(n: number)
f(0) :- n(0). f(1) :- n(1).
f(N) :- n(N), f(A), A = N-1, f(B), B = N-2.`,
    },
  ]);
  const facts = new FactSet();
  for (let n = 0; n < 100; n++) facts.add('n', n);
  const found = solve(program!, facts, { profile: true }).profile!.at(-1);
  // In each of 100 rounds once per delta, and never for each row of f.
  expect(found?.literals[0]).toMatchObject({ text: 'n(N)', tried: 200, rows: 200 * 100 });
  expect(found?.literals[3]).toMatchObject({ text: 'f(B)', rows: 198 });
});

it('shows that a long range is asked for the values of a relation, and a short one is walked', () => {
  const { program } = compile([
    {
      file: 'rules.dl',
      text: `.decl n(n: number) .decl even(n: number) .decl three(n: number)
even(x) :- n(x), x = range(-9007199254740991, 9007199254740991, 2).
three(x) :- n(x), x = range(1, 4).`,
    },
  ]);
  const facts = new FactSet();
  for (let n = 0; n < 100; n++) facts.add('n', n);
  const solution = solve(program!, facts, { profile: true });
  const rows = solution.profile!.map(({ literals }) =>
    literals.map((one) => [one.kind, one.tried, one.rows]),
  );
  expect(rows).toEqual([
    [
      ['atom', 1, 100],
      ['range', 100, 0],
    ],
    [
      ['atom', 3, 3],
      ['range', 1, 3],
    ],
  ]);
  expect(solution.rows('even')).toHaveLength(50);
});
