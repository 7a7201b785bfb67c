/** Names of proofs, and proofs as data. */
import { describe, expect, it } from 'vitest';
import {
  compile,
  FactSet,
  proofDeclarations,
  proofFacts,
  proofId,
  proofToJson,
  showFact,
  solve,
  term,
  tupleId,
  whyNotToJson,
} from '../index.js';
import { run } from './explanation.test-helper.js';

const text = `.type Op = Add { t: symbol } .decl op(o: Op) .decl seen(t: symbol) .decl out(t: symbol, n: number)
out(t, n) :- op($Add(t)), !seen(t), n = count : op(_), n < 2.`;
const facts = new FactSet().addFrom({ file: 'ops.csv', line: 7 }, 'op', term('Add', 'x'));

function proofOf(rules: string, relation: string, ...tuple: (string | number)[]) {
  const proof = run(rules, facts).why(relation, tuple);
  if (proof === undefined) throw new Error('no proof');
  return proof;
}

describe('names', () => {
  it('depend on what is said, not on where and when', () => {
    expect(tupleId('edge', ['a', 'b'])).toBe('96548509d3c390e1');
    expect(tupleId('edge', ['a', 'c'])).not.toBe(tupleId('edge', ['a', 'b']));
    const id = proofId(proofOf(text, 'out', 'x', 1));
    expect(proofId(proofOf(`// moved\n\n${text.replace(', !seen', ',\n  !seen')}`, 'out', 'x', 1))).toBe(id);
    expect(proofId(proofOf(text.replace('n < 2', 'n < 3'), 'out', 'x', 1))).not.toBe(id);
  });

  it('of a hundred thousand tuples are all different', () => {
    const seen = new Set<string>();
    for (let i = 0; i < 100_000; i++) seen.add(tupleId('p', [i % 1000, `${i}`]));
    expect(seen.size).toBe(100_000);
  });

  it('of a long recursion need no deep stack', () => {
    const chain = new FactSet();
    for (let i = 0; i < 5000; i++) chain.add('next', i, i + 1);
    const proof = run(
      '.decl next(a: number, b: number) .decl seen(a: number) seen(0). seen(b) :- seen(a), next(a, b).',
      chain,
    ).why('seen', [5000]);
    if (proof === undefined) throw new Error('no proof');
    expect(proofId(proof)).toMatch(/^[0-9a-f]{16}$/);
    expect(proofToJson(proof)).toMatchObject({ complete: false });
    expect(proofToJson(proof, { steps: 20_000 }).steps).toHaveLength(10_001);
  });
});

describe('as JSON', () => {
  it('a proof is its tuples by name', () => {
    const proof = proofOf(text, 'out', 'x', 1);
    const json = proofToJson(proof);
    const fact = tupleId('op', [term('Add', 'x')]);
    expect(JSON.parse(JSON.stringify(json))).toEqual({
      format: 1,
      root: proofId(proof),
      complete: true,
      steps: [
        {
          id: proofId(proof),
          kind: 'derived',
          relation: 'out',
          tuple: ['x', 1],
          text: 'out("x", 1)',
          rule: {
            file: 'test.dl',
            line: 2,
            text: 'out(t, n) :- op($Add(t)), !seen(t), n = count : op(_), n < 2.',
          },
          bindings: { t: 'x', n: 1 },
          premises: [
            { kind: 'fact', id: fact },
            { kind: 'absent', relation: 'seen', pattern: ['x'], text: 'seen("x")' },
            {
              kind: 'aggregate',
              text: '1 = count : { op(_) }',
              value: 1,
              rows: 1,
              from: [{ value: null, premises: [{ kind: 'fact', id: fact }] }],
            },
            { kind: 'holds', text: '1 < 2' },
          ],
        },
        {
          id: fact,
          kind: 'fact',
          relation: 'op',
          tuple: [{ tag: 'Add', args: ['x'] }],
          text: 'op($Add("x"))',
          source: { file: 'ops.csv', line: 7 },
        },
      ],
    });
  });
});

describe('as JSON', () => {
  it('an absence has the proof of what is in the way, and the reasons in turn', () => {
    const solution = run(
      `.decl p(x: number) .decl q(x: number) .decl d(x: number) .decl out(x: number)
d(x) :- p(x), !q(x).
out(x) :- d(x).`,
      new FactSet().add('p', 1).add('q', 1),
    );
    const json = whyNotToJson(solution.whyNot('out', [undefined]));
    const none = { holds: [], factsOnly: false, emptyInputs: [], nearMisses: [], cut: false };
    const fact = { id: tupleId('q', [1]), kind: 'fact', relation: 'q', tuple: [1], text: 'q(1)' };
    expect(JSON.parse(JSON.stringify(json))).toEqual({
      ...none,
      relation: 'out',
      pattern: [null],
      rules: [
        {
          rule: { file: 'test.dl', line: 3, text: 'out(x) :- d(x).' },
          satisfied: 0,
          total: 1,
          bindings: {},
          emptyInputs: [],
          cut: false,
          missing: {
            kind: 'relation',
            text: 'd(x)',
            line: 3,
            message: '`d` has no tuple at all.',
            relation: 'd',
            pattern: [null],
            nearMisses: [],
            aggregates: [],
            suggestion: null,
            blocking: null,
            because: {
              ...none,
              relation: 'd',
              pattern: [null],
              rules: [
                {
                  rule: { file: 'test.dl', line: 2, text: 'd(x) :- p(x), !q(x).' },
                  satisfied: 1,
                  total: 2,
                  bindings: { x: 1 },
                  emptyInputs: [],
                  cut: false,
                  missing: {
                    kind: 'absent',
                    text: '!q(x)',
                    line: 2,
                    message: '`q(1)` holds.',
                    relation: 'q',
                    pattern: [1],
                    nearMisses: [],
                    aggregates: [],
                    suggestion: null,
                    blocking: { format: 1, root: fact.id, complete: true, steps: [fact] },
                    because: null,
                  },
                },
              ],
            },
          },
        },
      ],
    });
  });
});

describe('as facts', () => {
  it('a proof can be asked with rules', () => {
    const rules = `${proofDeclarations}
      .decl below(id: symbol, premise: symbol) below(i, p) :- proof_premise(i, _, p). below(i, q) :- below(i, p), proof_premise(p, _, q).
      .decl rests_on(text: symbol) rests_on(t) :- below(_, p), proof_tuple(p, _, t), !proof_rule(p, _, _).
      .decl counted(text: symbol) counted(t) :- proof_row(_, _, 0, p), proof_tuple(p, _, t).
      .decl leaf(kind: symbol, text: symbol) leaf(k, t) :- proof_leaf(_, _, k, t).`;
    const { program, diagnostics } = compile([{ file: 'proofs.dl', text: rules }]);
    expect(diagnostics).toEqual([]);
    if (program === undefined) throw new Error('no program');
    const solution = solve(program, proofFacts(proofOf(text, 'out', 'x', 1)));
    expect(solution.rows('rests_on')).toEqual([['op($Add("x"))']]);
    expect(solution.rows('counted')).toEqual([['op($Add("x"))']]);
    expect(solution.rows('leaf').map((row) => showFact('leaf', row))).toEqual([
      'leaf("absent", "seen(\\"x\\")")',
      'leaf("aggregate", "1 = count : { op(_) }")',
      'leaf("holds", "1 < 2")',
    ]);
  });
});
