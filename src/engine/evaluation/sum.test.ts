/** Sums are the same whatever the order of what is added: by order of facts, after edits, in every evaluator. */
import { describe, expect, it } from 'vitest';
import { programOf } from '../explanation/explanation.test-helper.js';
import { EngineError, FactSet, open, proofChecker, solve } from '../index.js';
import { sumOf } from './sum.js';

const most = Number.MAX_SAFE_INTEGER;
const tiny = [1e20, 0.1, 1, -1e20, 0.2, 0.3, -0.5];

function orders<T>([first, ...rest]: readonly T[]): T[][] {
  if (first === undefined) return [[]];
  return orders(rest).flatMap((order) =>
    Array.from({ length: rest.length + 1 }, (_, at) => [...order.slice(0, at), first, ...order.slice(at)]),
  );
}

describe('a sum', () => {
  it('of floats is the exact one, rounded once', () => {
    expect(sumOf([0.1, 0.2, 0.3], true)).toBe(0.6);
    expect(sumOf(new Array<number>(10).fill(0.1), true)).toBe(1);
    expect(sumOf([1e300, 1, -1e300], true)).toBe(1);
    expect(sumOf([2 ** 53, 1, 2 ** -53], true)).toBe(2 ** 53 + 2);
    expect(sumOf([2 ** 53, 1, -(2 ** -53)], true)).toBe(2 ** 53);
    expect(sumOf([], true)).toBe(0);
    expect(new Set(orders(tiny).map((one) => sumOf(one, true)))).toEqual(new Set([1.1]));
  });

  it('of integers fails only when it is out of range itself', () => {
    expect(sumOf([most, 1, -2], false)).toBe(most - 1);
    expect(sumOf([most, most, most, -most, -most, -most, 7], false)).toBe(7);
    expect(() => sumOf([most, 1], false)).toThrow('a sum left the range of integers that is exact (2^53)');
    expect(sumOf([most, most, 3], true)).toBe(2 ** 54);
    expect(() => sumOf([1e308, 1e308], true)).toThrow('a sum left the range of floats');
  });
});

const program = programOf(`.decl part(at: number, x: float)
.decl total(x: float)
total(s) :- s = sum x : part(_, x).
.decl count_of(at: number, n: number)
.decl whole(n: number)
whole(s) :- s = sum n : count_of(_, n).
`);

describe('in a program', () => {
  it('a sum does not depend on the order of facts, on edits, or on who evaluates', () => {
    const forth = new FactSet();
    const back = new FactSet();
    for (const [at, x] of tiny.entries()) forth.add('part', at, x);
    for (const [at, x] of [...tiny.entries()].reverse()) back.add('part', at, x);
    const session = open(program, back);
    session.update({ delete: new FactSet().add('part', 0, 1e20) });
    session.update({ insert: new FactSet().add('part', 0, 1e20) });
    const solutions = [
      solve(program, forth),
      solve(program, back),
      solve(program, back, { evaluator: 'naive' }),
      session,
    ];
    for (const solution of solutions) {
      expect(solution.rows('total')).toEqual([[1.1]]);
      const proof = solution.why('total', [1.1]);
      expect(proof && proofChecker(program, forth)(proof)).toEqual({ valid: true, tuples: 8 });
    }
  });

  it('whole floats are floats: nothing overflows before floats do', () => {
    const facts = new FactSet().add('part', 1, most).add('part', 2, most).add('part', 3, 3);
    for (const evaluator of ['semi-naive', 'naive'] as const) {
      const solution = solve(program, facts, { evaluator });
      expect(solution.rows('total')).toEqual([[2 ** 54]]);
      const proof = solution.why('total', [2 ** 54]);
      expect(proof && proofChecker(program, facts)(proof)).toEqual({ valid: true, tuples: 4 });
    }
  });

  it('a sum that is out of range is the same error for every evaluator', () => {
    const facts = new FactSet().add('count_of', 1, most).add('count_of', 2, 1);
    for (const evaluator of ['semi-naive', 'naive'] as const) {
      try {
        solve(program, facts, { evaluator });
        expect.unreachable();
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        expect(error.diagnostic).toMatchObject({
          code: 'dl/overflow',
          message: 'A computation failed, in a rule for `whole` (test.dl:6).',
          why: ['a sum left the range of integers that is exact (2^53).'],
          span: { line: 6 },
        });
      }
    }
    expect(solve(program, facts.add('count_of', 3, -5)).rows('whole')).toEqual([[most - 4]]);
  });
});
