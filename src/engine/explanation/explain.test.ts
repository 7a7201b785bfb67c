/** Why a tuple holds, and why another does not. */
import { describe, expect, it } from 'vitest';
import {
  compile,
  FactSet,
  type Premise,
  type Proof,
  type Solution,
  showFact,
  showValue,
  solve,
  term,
} from '../index.js';

function run(text: string, facts = new FactSet()): Solution {
  const { program, diagnostics } = compile([{ file: 'test.dl', text }]);
  expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  return solve(program!, facts);
}

/** A proof as an indented tree. */
function tree(proof: Premise, indent = ''): string[] {
  switch (proof.kind) {
    case 'fact':
      return [`${indent}${showFact(proof.relation, proof.tuple)} fact`];
    case 'derived':
      return [
        `${indent}${showFact(proof.relation, proof.tuple)} by line ${proof.rule.span.line}`,
        ...proof.premises.flatMap((premise) => tree(premise, `${indent}  `)),
      ];
    case 'absent':
      return [`${indent}no ${proof.text}`];
    case 'holds':
      return [`${indent}${proof.text}`];
    case 'aggregate':
      return [`${indent}${showValue(proof.value)} = ${proof.shown} of ${proof.rows} rows`];
  }
}

describe('why', () => {
  const text = `.type Op = SetNotNull { t: symbol, c: symbol } | Drop { t: symbol }
.decl operation(s: number, o: Op)
.decl rows(t: symbol, n: number)
.decl checked(t: symbol, c: symbol)
.decl index(t: symbol, i: symbol)
.decl scans(s: number, t: symbol)
.decl bad(s: number, subject: symbol)
scans(s, t) :- operation(s, $SetNotNull(t, c)), !checked(t, c).
bad(s, cat(t, "!")) :- scans(s, t), rows(t, n), n > 1000 * 10, k = count : index(t, _), k >= 2, m = n / 2, m != 7.
`;
  const facts = new FactSet()
    .add('operation', 1, term('SetNotNull', 'orders', 'region'))
    .add('rows', 'orders', 81000000)
    .add('index', 'orders', 'a')
    .add('index', 'orders', 'b');

  it('is the rule with its premises, down to facts', () => {
    const solution = run(text, facts);
    expect(tree(solution.why('bad', [1, 'orders!'])!)).toEqual([
      'bad(1, "orders!") by line 9',
      '  scans(1, "orders") by line 8',
      '    operation(1, $SetNotNull("orders", "region")) fact',
      '    no checked("orders", "region")',
      '  rows("orders", 81000000) fact',
      '  81000000 > (1000 * 10)',
      '  2 = count : { index("orders", _) } of 2 rows',
      '  2 >= 2',
      '  40500000 = (81000000 / 2)',
      '  40500000 != 7',
    ]);
  });

  it('gives the values of all variables of the body', () => {
    const { rule, values } = run(text, facts).bindings('bad', [1, 'orders!'])!;
    expect(rule.head).toBe('bad');
    expect(Object.fromEntries(values)).toEqual({ s: 1, t: 'orders', n: 81000000, k: 2, m: 40500000 });
  });

  it('is undefined for what does not hold, and a fact for a fact', () => {
    const solution = run(text, facts);
    expect(solution.why('bad', [2, 'orders!'])).toBeUndefined();
    expect(solution.why('bad', ['x'])).toBeUndefined();
    expect(solution.bindings('rows', ['orders', 81000000])).toBeUndefined();
    expect(solution.why('rows', ['orders', 81000000])?.kind).toBe('fact');
  });

  it('tells apart a fact that is given and one that a rule file states', () => {
    const solution = run('.decl p(x: number) p(1).', new FactSet().add('p', 2));
    expect(solution.why('p', [2])).toMatchObject({ kind: 'fact' });
    expect(solution.why('p', [1])).toMatchObject({ kind: 'derived', premises: [], rule: { text: 'p(1).' } });
  });

  it('of a long recursion is read step by step', () => {
    const chain = new FactSet();
    const n = 20_000;
    for (let i = 0; i < n; i++) chain.add('next', i, i + 1);
    const solution = run(
      '.decl next(a: number, b: number) .decl seen(a: number) seen(0). seen(b) :- seen(a), next(a, b).',
      chain,
    );
    let proof: Premise | undefined = solution.why('seen', [n]);
    let depth = 0;
    for (; proof?.kind === 'derived' && proof.premises.length > 0; depth++) proof = proof.premises[0];
    expect(depth).toBe(n);
  });

  it('is the derivation of the earliest round', () => {
    const solution = run(`.decl e(a: symbol, b: symbol) e("a","b"). e("b","c"). e("c","d"). e("a","d").
      .decl p(a: symbol, b: symbol) p(x, y) :- e(x, y). p(x, z) :- p(x, y), e(y, z).`);
    const proof = solution.why('p', ['a', 'd']) as Extract<Proof, { kind: 'derived' }>;
    expect(proof.premises).toHaveLength(1);
  });
});

describe('why not', () => {
  const text = `.type Op = Add { t: symbol } | Drop { t: symbol }
.decl operation(s: number, o: Op)
.decl rows(t: symbol, n: number)
.decl safe(t: symbol)
.decl reason(t: symbol)
.decl bad(rule: symbol, t: symbol)
.decl empty(t: symbol)
safe(t) :- reason(t).
bad("drops", t) :- operation(_, $Drop(t)), rows(t, n), n > 100, !safe(t).
bad("adds", t) :- operation(_, $Add(t)), empty(t).
`;
  const facts = new FactSet()
    .add('operation', 1, term('Drop', 'orders'))
    .add('operation', 2, term('Drop', 'users'))
    .add('operation', 3, term('Drop', 'oders'))
    .add('operation', 4, term('Drop', 'small'))
    .add('rows', 'orders', 1000)
    .add('rows', 'users', 1000)
    .add('rows', 'small', 7)
    .add('reason', 'users');

  it('names the literal that blocks, with its own proof', () => {
    const [first, second] = run(text, facts).whyNot('bad', [undefined, 'users']).rules;
    expect(first).toMatchObject({
      rule: { index: 1 },
      satisfied: 3,
      total: 4,
      missing: { kind: 'absent', text: '!safe(t)' },
    });
    expect(tree(first!.missing.blocking!)).toEqual(['safe("users") by line 8', '  reason("users") fact']);
    expect(Object.fromEntries(first!.bindings)).toEqual({ t: 'users', n: 1000 });
    expect(second).toMatchObject({ satisfied: 0, missing: { kind: 'relation' } });
  });

  it('names the comparison that fails, with its values', () => {
    const [first] = run(text, facts).whyNot('bad', ['drops', 'small']).rules;
    expect(first!.missing).toMatchObject({
      kind: 'test',
      text: 'n > 100',
      message: '`n > 100` does not hold: 7 > 100 is false.',
    });
  });

  it('names the tuple that is missing, and those that are near', () => {
    const why = run(text, facts).whyNot('bad', ['drops', 'oders']);
    expect(why.rules[0]!.missing).toMatchObject({
      kind: 'relation',
      text: 'rows(t, n)',
      pattern: ['oders', undefined],
      message: 'No tuple fits `rows("oders", _)`.',
      nearMisses: [
        ['orders', 1000],
        ['users', 1000],
      ],
    });
    expect(why.nearMisses).toEqual([['drops', 'orders']]);
  });

  it('names a relation that is empty, and a head that cannot fit', () => {
    const withAdd = new FactSet().add('operation', 1, term('Add', 'x'));
    const [first, second] = run(text, withAdd).whyNot('bad', ['adds', 'x']).rules;
    expect(first!.missing.message).toBe('No fact of `empty` is given.');
    expect(second!.missing).toMatchObject({
      kind: 'head',
      message: 'The rule gives `"drops"` for `rule` of `bad`, never `"adds"`.',
    });
  });

  it('names the tuple that a computed head gives instead', () => {
    const solution = run('.decl t(x: symbol) t("a"). .decl p(x: symbol) p(cat(x, "!")) :- t(x).');
    expect(solution.whyNot('p', ['a?']).rules[0]!.missing).toMatchObject({
      kind: 'gives',
      message: 'The body holds, but it gives `p("a!")`.',
    });
  });

  it('says when the tuple does hold, and when only facts could make it', () => {
    expect(run(text, facts).whyNot('bad', [undefined, 'orders']).holds).toEqual([['drops', 'orders']]);
    const why = run(text, facts).whyNot('rows', ['order', 1000]);
    expect(why).toMatchObject({
      factsOnly: true,
      rules: [],
      nearMisses: [
        ['orders', 1000],
        ['users', 1000],
      ],
    });
  });
});
