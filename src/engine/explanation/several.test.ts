/** Several proofs of one tuple. */
import { describe, expect, it } from 'vitest';
import { FactSet, type Proof, type Solution, showFact } from '../index.js';
import { run } from './explanation.test-helper.js';

const paths = `.decl edge(a: symbol, b: symbol) .decl path(a: symbol, b: symbol)
path(a, b) :- edge(a, b).
path(a, c) :- path(a, b), edge(b, c).`;

function edges(...pairs: readonly string[]): FactSet {
  const facts = new FactSet();
  for (const [a = '', b = ''] of pairs.map((pair) => pair.split(''))) facts.add('edge', a, b);
  return facts;
}

/** The facts at the leaves of a proof, from left to right. */
function leaves(proof: Proof): string[] {
  if (proof.kind === 'fact') return [proof.tuple.join('')];
  return proof.premises.flatMap((one) => (one.kind === 'fact' || one.kind === 'derived' ? leaves(one) : []));
}

function ways(solution: Solution, pair: string, limit = 10) {
  const { found, complete } = solution.proofs('path', pair.split(''), { limit });
  return { ways: found.map((proof) => leaves(proof).join(' ')), complete };
}

describe('several proofs', () => {
  it('are all the ways through a graph', () => {
    const solution = run(paths, edges('ab', 'ac', 'bd', 'cd', 'de', 'ae'));
    expect(ways(solution, 'ae')).toEqual({ ways: ['ae', 'ab bd de', 'ac cd de'], complete: true });
    expect(ways(solution, 'ae', 2)).toEqual({ ways: ['ae', 'ab bd de'], complete: false });
    expect(ways(solution, 'ab')).toEqual({ ways: ['ab'], complete: true });
  });

  it('rest on nothing that rests on them', () => {
    const solution = run(paths, edges('ab', 'ba', 'bc', 'ca'));
    expect(ways(solution, 'aa')).toEqual({ ways: ['ab ba', 'ab bc ca'], complete: true });
  });

  it('may be a fact and a rule', () => {
    const solution = run(paths, edges('ab').add('path', 'a', 'b'));
    const { found } = solution.proofs('path', ['a', 'b']);
    expect(found.map((proof) => proof.kind)).toEqual(['fact', 'derived']);
  });

  it('differ in rules, alternatives and premises, not in what an aggregate or a comparison says', () => {
    const solution = run(
      `.decl n(a: number) .decl m(a: number) .decl big(a: number)
      big(a) :- n(a), (a > 3 ; m(a)), k = count : n(_), k > 0. big(a) :- m(a), !n(0).`,
      new FactSet().add('n', 5).add('m', 5),
    );
    const { found, complete } = solution.proofs('big', [5]);
    expect(complete).toBe(true);
    expect(
      found.map((proof) => (proof.kind === 'derived' ? proof.premises.map((one) => one.kind) : [])),
    ).toEqual([
      ['fact', 'holds', 'aggregate', 'holds'],
      ['fact', 'fact', 'aggregate', 'holds'],
      ['fact', 'absent'],
    ]);
  });

  it('are none of what does not hold, and end with the budget', () => {
    const complete = new FactSet();
    const names = [...'abcdefgh'];
    for (const a of names) for (const b of names) if (a !== b) complete.add('edge', a, b);
    const solution = run(paths, complete);
    expect(solution.proofs('path', ['a', 'z'])).toEqual({ found: [], complete: true });
    const first = solution.proofs('path', ['a', 'b'], { limit: 1000, steps: 3000 });
    expect(first.complete).toBe(false);
    expect(first.found.length).toBeGreaterThan(10);
    expect(showFact(first.found[0]!.relation, first.found[0]!.tuple)).toBe('path("a", "b")');
  });

  it('of a long recursion are found without a deep stack', () => {
    const facts = new FactSet();
    for (let i = 0; i < 5000; i++) facts.add('next', i, i + 1).add('jump', i, i + 1);
    const solution = run(
      `.decl next(a: number, b: number) .decl jump(a: number, b: number) .decl seen(a: number)
      seen(0). seen(b) :- seen(a), next(a, b). seen(b) :- seen(a), jump(a, b).`,
      facts,
    );
    const { found, complete } = solution.proofs('seen', [5000], { limit: 4 });
    expect(found).toHaveLength(4);
    expect(complete).toBe(false);
  });
});
