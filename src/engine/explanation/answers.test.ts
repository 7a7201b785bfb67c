/** The three kinds of solutions answer alike: solved fast, solved naively, and opened for edits. */
import { describe, expect, it } from 'vitest';
import {
  EngineError,
  FactSet,
  open,
  proofId,
  renderProof,
  renderWhyNot,
  type Solution,
  solve,
  whyNotLines,
} from '../index.js';
import { programOf } from './explanation.test-helper.js';

const program =
  programOf(`.decl e(a: symbol, b: symbol) .decl p(a: symbol, b: symbol) .decl n(k: number) .decl lone(a: symbol)
p(a, b) :- e(a, b). p(a, c) :- p(a, b), e(b, c). n(k) :- k = count : p(_, _). lone(a) :- e(a, _), !e(_, a).`);
const facts = new FactSet()
  .addFrom({ file: 'e.csv', line: 1 }, 'e', 'aa', 'bb')
  .add('e', 'bb', 'cc')
  .add('e', 'aa', 'cc');

const kinds: readonly (readonly [string, () => Solution])[] = [
  ['solved', () => solve(program, facts)],
  ['solved with closures', () => solve(program, facts, { code: 'closures' })],
  ['solved naively', () => solve(program, facts, { evaluator: 'naive' })],
  ['opened', () => open(program, facts)],
];
const solved = solve(program, facts);

describe.each(kinds)('what is %s', (_, make) => {
  const solution = make();

  it('has the same rows', () => {
    for (const relation of program.relations.keys())
      expect(solution.rows(relation)).toEqual(solved.rows(relation));
    expect(solution.has('p', ['aa', 'cc'])).toBe(true);
    expect(solution.has('p', ['cc', 'aa'])).toBe(false);
    expect(solution.has('p', ['aa'])).toBe(false);
    expect(solution.statistics.tuples).toBe(5);
  });

  it('has the same proofs and bindings', () => {
    for (const relation of program.relations.keys()) {
      for (const tuple of solved.rows(relation)) {
        const [proof, same] = [solution.why(relation, tuple), solved.why(relation, tuple)];
        expect(proof && renderProof(proof)).toEqual(same && renderProof(same));
        const names = (of: Solution): string[] => of.proofs(relation, tuple).found.map((one) => proofId(one));
        expect(names(solution)).toEqual(names(solved));
        expect(solution.bindings(relation, tuple)?.values).toEqual(solved.bindings(relation, tuple)?.values);
      }
    }
    expect(solution.why('p', ['cc', 'aa'])).toBeUndefined();
    expect(solution.proofs('p', ['cc', 'aa'])).toEqual({ found: [], complete: true });
    expect(solution.bindings('p', ['cc', 'aa'])).toBeUndefined();
  });

  it('has the same reasons for absence', () => {
    for (const tuple of [
      ['cc', 'aa'],
      ['ab', 'cc'],
      [undefined, 'aa'],
    ] as const) {
      const [answer, same] = [solution.whyNot('p', tuple), solved.whyNot('p', tuple)];
      expect(renderWhyNot(answer)).toBe(renderWhyNot(same));
    }
    expect(whyNotLines(solution.whyNot('lone', ['bb'], { steps: 5, depth: 0 })).length).toBeGreaterThan(1);
  });

  it.each<[string, (of: Solution) => unknown, string]>([
    ['rows', (of) => of.rows('q'), 'dl/unknown-relation'],
    ['has', (of) => of.has('q', []), 'dl/unknown-relation'],
    ['why', (of) => of.why('q', []), 'dl/unknown-relation'],
    ['proofs', (of) => of.proofs('q', []), 'dl/unknown-relation'],
    ['bindings', (of) => of.bindings('q', []), 'dl/unknown-relation'],
    ['whyNot', (of) => of.whyNot('q', []), 'dl/unknown-relation'],
    ['whyNot', (of) => of.whyNot('p', ['a']), 'dl/fact-arity'],
  ])('refuses in %s what is not there', (__, ask, code) => {
    let found: string | undefined;
    try {
      ask(solution);
    } catch (error) {
      found = error instanceof EngineError ? error.diagnostic.code : String(error);
    }
    expect(found).toBe(code);
  });
});

it('without proofs there are rows, and an error for why', () => {
  const bare = solve(program, facts, { proofs: false });
  expect(bare.rows('p')).toEqual(solved.rows('p'));
  expect(() => bare.why('p', ['aa', 'cc'])).toThrow('dl/no-proofs');
  expect(() => bare.proofs('p', ['aa', 'cc'])).toThrow('dl/no-proofs');
  expect(() => bare.whyNot('p', ['cc', 'aa'])).toThrow('dl/no-proofs');
});
