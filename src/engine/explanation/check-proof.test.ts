/** The checker: what it accepts, and the reason for which it refuses a proof that somebody changed. */
import { describe, expect, it } from 'vitest';
import {
  type AggregatePremise,
  checkProof,
  type DerivedProof,
  FactSet,
  type Premise,
  type Proof,
  solve,
} from '../index.js';
import { programOf } from './explanation.test-helper.js';

const program = programOf(`.decl part(p: symbol, n: number)
.decl banned(p: symbol)
.decl good(p: symbol, n: number)
.decl big(p: symbol, total: number)
.decl reach(a: number)
.decl next(a: number, b: number)
good(p, n) :- part(p, n), !banned(p), n > 1.
big(p, t) :- good(p, _), t = sum n : good(p, n), t < 100.
reach(0).
reach(b) :- reach(a), next(a, b).
`);
const facts = new FactSet()
  .add('part', 'x', 3)
  .add('part', 'x', 4)
  .add('part', 'y', 1)
  .add('banned', 'z')
  .add('next', 0, 1)
  .add('next', 1, 0);
const solution = solve(program, facts);

function proved(relation: string, ...tuple: (string | number)[]): DerivedProof {
  const proof = solution.why(relation, tuple);
  if (proof?.kind !== 'derived') throw new Error(`${relation} has no derivation`);
  return proof;
}

/** The proof with something else in it. */
function changed(proof: DerivedProof, change: Partial<DerivedProof>): DerivedProof {
  const { kind, relation, tuple, rule, bindings, premises } = proof;
  return { kind, relation, tuple, rule, bindings, premises, ...change };
}

function replaced(proof: DerivedProof, at: number, premise: Premise): DerivedProof {
  return changed(proof, { premises: proof.premises.map((one, i) => (i === at ? premise : one)) });
}

const fact = (relation: string, ...tuple: (string | number)[]): Proof => ({ kind: 'fact', relation, tuple });
const check = (proof: Proof) => checkProof(program, facts, proof);
const good = proved('good', 'x', 3);
const big = proved('big', 'x', 7);
const sum = big.premises[1] as AggregatePremise;

describe('a proof', () => {
  it('that the engine gives is accepted', () => {
    expect(check(good)).toEqual({ valid: true, tuples: 2 });
    expect(check(big)).toEqual({ valid: true, tuples: 5 });
    expect(check(proved('reach', 1))).toEqual({ valid: true, tuples: 3 });
    expect(check(fact('part', 'x', 3))).toEqual({ valid: true, tuples: 1 });
  });

  it.each<[string, Proof, string, string]>([
    ['a leaf that is no fact', fact('part', 'q', 1), 'part("q", 1)', 'part("q", 1) is not among the facts.'],
    [
      'a premise that is no fact',
      replaced(good, 0, fact('part', 'x', 9)),
      'good("x", 3)',
      'The rule needs part("x", 3), the proof has part("x", 9).',
    ],
    ['another tuple', changed(good, { tuple: ['x', 4] }), 'good("x", 4)', 'The rule gives good("x", 3).'],
    [
      'a tuple that does not fit its relation',
      changed(good, { tuple: ['x'] }),
      'good("x")',
      'dl/fact-arity: The fact `good("x")` has 1 values; `good` has 2 columns.',
    ],
    [
      'another binding',
      changed(good, {
        bindings: new Map<string, string | number>([
          ['p', 'x'],
          ['n', 8],
        ]),
      }),
      'good("x", 3)',
      'The rule needs part("x", 8), the proof has part("x", 3).',
    ],
    [
      'a variable of nobody',
      changed(good, { bindings: new Map([...good.bindings, ['q', 1]]) }),
      'good("x", 3)',
      '`q` is no variable of the rule.',
    ],
    [
      'a premise less',
      changed(good, { premises: good.premises.slice(1) }),
      'good("x", 3)',
      'The rule has 3 literals, the proof 2 premises.',
    ],
    [
      'an absence of what is there',
      changed(proved('good', 'x', 4), {
        tuple: ['z', 4],
        bindings: new Map<string, string | number>([
          ['p', 'z'],
          ['n', 4],
        ]),
        premises: [
          fact('part', 'z', 4),
          { kind: 'absent', relation: 'banned', pattern: ['z'], text: 'banned("z")' },
          { kind: 'holds', text: '4 > 1' },
        ],
      }),
      'good("z", 4)',
      '!banned("z") does not hold.',
    ],
    [
      'a comparison that is false',
      changed(good, {
        tuple: ['y', 1],
        bindings: new Map<string, string | number>([
          ['p', 'y'],
          ['n', 1],
        ]),
        premises: [
          fact('part', 'y', 1),
          { kind: 'absent', relation: 'banned', pattern: ['y'], text: 'banned("y")' },
          { kind: 'holds', text: '1 > 1' },
        ],
      }),
      'good("y", 1)',
      '1 > 1 does not hold.',
    ],
    [
      'a comparison of other values',
      replaced(good, 2, { kind: 'holds', text: '30 > 1' }),
      'good("x", 3)',
      'The rule needs 3 > 1, the proof has 30 > 1.',
    ],
    [
      'an absence of something else',
      replaced(good, 1, { kind: 'absent', relation: 'banned', pattern: ['q'], text: 'banned("q")' }),
      'good("x", 3)',
      'The rule needs the absence of banned("x"), the proof has no banned("q").',
    ],
    [
      'another value of an aggregate',
      replaced(big, 1, { ...sum, value: 8 }),
      'big("x", 7)',
      'sum n : { good("x", n) } is 7, not 8.',
    ],
    [
      'another number of rows',
      replaced(big, 1, { ...sum, rows: 3 }),
      'big("x", 7)',
      'sum n : { good("x", n) } ranges over 2 rows, not 3.',
    ],
    [
      'a row that an aggregate has not',
      replaced(big, 1, { ...sum, from: [{ value: 5, premises: [good] }] }),
      'big("x", 7)',
      'sum n : { good("x", n) } has another row in the place of 5 of good("x", 3).',
    ],
    [
      'a rule of another program',
      changed(good, { rule: { ...good.rule, text: 'good(p, n) :- part(p, n).' } }),
      'good("x", 3)',
      'The rule `good(p, n) :- part(p, n).` is not in the program.',
    ],
    [
      'a rule for another relation',
      changed(good, { relation: 'big' }),
      'big("x", 3)',
      'The rule derives `good`, not `big`.',
    ],
    [
      'a wrong step deep below',
      replaced(big, 0, changed(good, { premises: [] })),
      'good("x", 3)',
      'The rule has 3 literals, the proof 0 premises.',
    ],
  ])('with %s is refused', (_, proof, at, reason) => {
    expect(check(proof)).toEqual({ valid: false, at, reason });
  });

  it('that rests on itself is refused, also by way of a copy', () => {
    const one = proved('reach', 1);
    const zero = changed(proved('reach', 1), {
      tuple: [0],
      bindings: new Map([
        ['a', 1],
        ['b', 0],
      ]),
      premises: [one, fact('next', 1, 0)],
    });
    expect(check(zero)).toMatchObject({ valid: false, at: 'reach(0)', reason: 'reach(0) rests on itself.' });
    const premises: Premise[] = [fact('next', 0, 1)];
    const loop = changed(one, { premises });
    premises.unshift(changed(zero, { premises: [loop, fact('next', 1, 0)] }));
    expect(check(loop)).toMatchObject({ valid: false, reason: 'reach(1) rests on itself.' });
  });

  it('is compared with the rows that are given, or computed', () => {
    const other = new FactSet().add('part', 'x', 3).add('part', 'x', 4).add('banned', 'x');
    expect(checkProof(program, other, good)).toMatchObject({ reason: '!banned("x") does not hold.' });
    expect(checkProof(program, other, good, { solution })).toEqual({ valid: true, tuples: 2 });
  });

  it('may be very deep', () => {
    const chain = new FactSet();
    for (let i = 0; i < 5000; i++) chain.add('next', i, i + 1);
    const proof = solve(program, chain).why('reach', [5000]);
    expect(proof && checkProof(program, chain, proof)).toEqual({ valid: true, tuples: 10_001 });
  });
});
