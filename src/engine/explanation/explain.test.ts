/** Why a tuple holds: what a proof says of every construct. */
import { describe, expect, it } from 'vitest';
import {
  FactSet,
  type Premise,
  type Proof,
  type Solution,
  showFact,
  showValue,
  term,
  type Value,
} from '../index.js';
import { run } from './explanation.test-helper.js';

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

  it('of a count lists rows by value, and says how many there are', () => {
    const facts = new FactSet();
    for (let i = 14; i > 0; i--) facts.add('badge', 'ada', i);
    const [count] = premisesOf(
      run('.decl badge(p: symbol, n: number) .decl k(n: number) k(n) :- n = count : badge("ada", _).', facts),
      'k',
      [14],
    );
    expect(count).toMatchObject({
      kind: 'aggregate',
      text: 'n = count : badge("ada", _)',
      shown: 'count : { badge("ada", _) }',
      value: 14,
      rows: 14,
    });
    expect(rowsIn(count)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `badge("ada", ${n})`));
  });

  it('of a minimum or maximum lists the rows with the result first, of a sum the largest', () => {
    const facts = new FactSet()
      .add('part', 'x', 5)
      .add('part', 'y', 9)
      .add('part', 'z', 9)
      .add('part', 'u', 1);
    const solution = run(
      `.decl part(p: symbol, n: number) .decl k(a: number, b: number, c: number)
      k(a, b, c) :- a = min n : part(_, n), b = max n : { part(_, n), n < 100 }, c = sum n : part(_, n).`,
      facts,
    );
    const [min, max, sum] = premisesOf(solution, 'k', [1, 9, 24]);
    expect(rowsIn(min)?.[0]).toBe('part("u", 1)');
    expect(rowsIn(max)).toEqual([
      'part("y", 9), 9 < 100',
      'part("z", 9), 9 < 100',
      'part("x", 5), 5 < 100',
      'part("u", 1), 1 < 100',
    ]);
    expect(rowsIn(sum)).toEqual(['part("y", 9)', 'part("z", 9)', 'part("x", 5)', 'part("u", 1)']);
    expect(sum).toMatchObject({ shown: 'sum n : { part(_, n) }', value: 24, rows: 4 });
  });

  it('of an aggregate that nothing fits says 0 rows; of derived rows gives their proofs', () => {
    const solution = run(
      `.decl e(a: symbol) .decl d(a: symbol) d(cat(a, "!")) :- e(a).
      .decl k(a: number, b: number) k(a, b) :- a = count : { d("none") }, b = count : { d(x), !e(x) ; e(x), x = "b" }.`,
      new FactSet().add('e', 'a').add('e', 'b'),
    );
    const [none, all] = premisesOf(solution, 'k', [0, 3]);
    expect(none).toMatchObject({ value: 0, rows: 0, from: [] });
    expect(rowsIn(all)).toEqual(['d("a!"), no e("a!")', 'e("b"), "b" = "b"', 'd("b!"), no e("b!")']);
    expect(all).toMatchObject({
      shown: 'count : { d(x), !e(x) ; e(x), x = "b" }',
      from: [{ premises: [{ kind: 'derived', premises: [{ kind: 'fact' }] }, {}] }, {}, {}],
    });
  });

  it('of an alternative is about the one that holds', () => {
    const text = `.decl p(x: symbol) .decl q(x: symbol) .decl r(x: symbol)
      r(x) :- p(x), (x = "a" ; q(x) ; !(q(x), p(x))).`;
    const premises = (x: string): string[] => {
      const facts = new FactSet().add('p', 'a').add('p', 'b').add('p', 'c').add('q', 'b');
      return tree(run(text, facts).why('r', [x])!).slice(1);
    };
    expect(premises('a')).toEqual(['  p("a") fact', '  "a" = "a"']);
    expect(premises('b')).toEqual(['  p("b") fact', '  q("b") fact']);
    expect(premises('c')).toEqual(['  p("c") fact', '  no q("c")']);
  });

  it('shows records, terms and functors with their values', () => {
    const text = `.type Pair = [a: number, b: symbol]
      .type Op = Add { t: symbol, at: Pair } | Drop {}
      .decl op(o: Op) .decl seen(o: Op) .decl out(p: Pair, n: number)
      out([n, t], m) :- op($Add(t, [n, _])), !seen($Add(t, _)), !seen($Drop()), m = n + 1, m % 2 = 1,
        substr(t, 0, 1) = "o", match("o.*", t), !contains("x", t), -m < max(n, 2).`;
    const pair = term('', 4, 'x');
    const solution = run(text, new FactSet().add('op', term('Add', 'orders', pair)));
    expect(tree(solution.why('out', [term('', 4, 'orders'), 5])!)).toEqual([
      'out([4, "orders"], 5) by line 4',
      '  op($Add("orders", [4, "x"])) fact',
      '  no seen($Add("orders", _))',
      '  no seen($Drop())',
      '  5 = (4 + 1)',
      '  1 = (5 % 2)',
      '  "o" = substr("orders", 0, 1)',
      '  match("o.*", "orders")',
      '  !contains("x", "orders")',
      '  -5 < max(4, 2)',
    ]);
    expect(solution.why('out', [term('', 4, 'orders'), 4])).toBeUndefined();
  });

  it('of a range says which of its values it was', () => {
    const solution = run(
      '.decl p(x: number) .decl q(x: number, y: number) q(x, y) :- p(x), y = range(x, x * 2, 2), y % 3 = 0.',
      new FactSet().add('p', 5),
    );
    expect(tree(solution.why('q', [5, 9])!)).toEqual([
      'q(5, 9) by line 1',
      '  p(5) fact',
      '  9 = range(5, (5 * 2), 2)',
      '  0 = (9 % 3)',
    ]);
    expect(solution.whyNot('q', [5, 8]).rules[0]!.missing.message).toBe(
      '`y = range(x, x * 2, 2)` does not hold: 8 = range(5, (5 * 2), 2) is false.',
    );
  });

  it('finds what ranges gave to each of very many tuples', () => {
    const text = `.decl s(t: symbol) .decl f(t: symbol)
f(cat(t, to_string(x * y))) :- s(t), x = range(0, 15000), y = range(1, 3), x != 7.`;
    const solution = run(text, new FactSet().add('s', 'a').add('s', 'b'));
    const rows = solution.rows('f');
    expect(rows.length).toBe(2 * 22_499);
    for (const [name] of rows) {
      const values = solution.bindings('f', [name!])?.values;
      const [x, y] = [Number(values?.get('x')), Number(values?.get('y'))];
      expect(`${values?.get('t')}${x * y}`).toBe(name);
    }
    // The first in the order of the ranges, as when only this tuple is asked for.
    const alone = run(text, new FactSet().add('s', 'a').add('s', 'b'));
    for (const name of ['a0', 'a28', 'b14', 'b16000', 'a29998']) {
      expect(solution.bindings('f', [name])?.values).toEqual(alone.bindings('f', [name])?.values);
    }
  });

  it('says where a fact was read, when that is known', () => {
    const facts = new FactSet().addFrom({ file: 'p.csv', line: 3 }, 'p', 1).add('p', 2);
    const solution = run('.decl p(x: number)', facts);
    expect(solution.why('p', [1])).toEqual({
      kind: 'fact',
      relation: 'p',
      tuple: [1],
      source: { file: 'p.csv', line: 3 },
    });
    expect(solution.why('p', [2])).toEqual({ kind: 'fact', relation: 'p', tuple: [2] });
  });
});

function premisesOf(solution: Solution, relation: string, tuple: readonly Value[]): readonly Premise[] {
  const proof = solution.why(relation, tuple);
  return proof?.kind === 'derived' ? proof.premises : [];
}

/** The rows of an aggregate, each as the text of what it consists of. */
function rowsIn(premise: Premise | undefined): string[] | undefined {
  if (premise?.kind !== 'aggregate') return undefined;
  return premise.from.map((one) =>
    one.premises.map((part) => tree(part)[0]!.replace(/ fact$| by line \d+$/, '')).join(', '),
  );
}
