/** Why a tuple does not hold. */
import { describe, expect, it } from 'vitest';
import {
  FactSet,
  type Missing,
  proofLines,
  renderWhyNot,
  type Term,
  term,
  type WhyNot,
  whyNotToJson,
} from '../index.js';
import { run } from './explanation.test-helper.js';

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
    expect(proofLines(first!.missing.blocking!).map(({ text }) => text)).toEqual([
      'safe("users")',
      'reason("users")',
    ]);
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

  it('finds what is near inside terms, where a part is not known too', () => {
    const rules = `.type Columns = [first: symbol, rest: Columns]
.type Kind = Table { name: symbol, columns: Columns } | View { name: symbol }
.decl thing(id: symbol, kind: Kind)
.decl table(id: symbol, name: symbol)
table(i, n) :- thing(i, $Table(n, [_, _])).
`;
    const columns = (...names: string[]) =>
      names.reduceRight((rest, name) => term('', name, rest), term('nil'));
    const things = new FactSet()
      .add('thing', 'a', term('Table', 'orders', columns('id', 'total')))
      .add('thing', 'b', term('Table', 'items', columns('id')))
      .add('thing', 'c', term('View', 'orders'));
    const solution = run(rules, things);
    const near = (id: string, kind: Term) => solution.whyNot('thing', [id, kind]).nearMisses;
    expect(solution.whyNot('table', ['a', 'order']).rules[0]!.missing.nearMisses).toEqual([
      ['a', term('Table', 'orders', columns('id', 'total'))],
    ]);
    expect(near('a', term('Table', 'orders', columns('id', 'totals')))).toEqual([
      ['a', term('Table', 'orders', columns('id', 'total'))],
    ]);
    expect(near('b', term('Table', 'item', columns('id', 'x')))).toEqual([]);
    expect(near('c', term('Table', 'orders', columns('id')))).toEqual([['c', term('View', 'orders')]]);
    expect(near('d', term('View', 'orders'))).toEqual([['c', term('View', 'orders')]]);
  });

  it('says what an aggregate ranges over that is in the way, or compared', () => {
    const rules = `.decl badge(p: symbol, id: symbol)
.decl person(p: symbol)
.decl lost(id: symbol)
.decl none(p: symbol)
none(p) :- person(p), 0 = count : { badge(p, i), !lost(i) }.
.decl many(p: symbol)
many(p) :- person(p), n = count : { badge(p, _) }, n >= 3.
`;
    const people = new FactSet()
      .add('person', 'ada')
      .add('badge', 'ada', 'A1')
      .add('badge', 'ada', 'A2')
      .add('lost', 'A2');
    const solution = run(rules, people);
    expect(
      renderWhyNot(solution.whyNot('none', ['ada']))
        .split('\n')
        .slice(3),
    ).toEqual([
      '   ╰─ fails: 0 = count : { badge(p, i), !lost(i) }',
      '      ├─ 0 = count : { badge(p, i), !lost(i) } does not hold: count : { badge("ada", i), !lost(i) } is 1, not 0',
      '      ╰─ 1 = count : { badge("ada", i), !lost(i) }   1 row',
      '         ╰─ badge("ada", "A1"), no lost("A1")',
    ]);
    const answer = solution.whyNot('many', ['ada']);
    expect(renderWhyNot(answer).split('\n').slice(3)).toEqual([
      '   ╰─ fails: n >= 3',
      '      ├─ n >= 3 does not hold: 2 >= 3 is false',
      '      ╰─ 2 = count : { badge("ada", _) }   2 rows',
      '         ├─ badge("ada", "A1")   fact',
      '         ╰─ badge("ada", "A2")   fact',
    ]);
    expect(whyNotToJson(answer).rules[0]!.missing.aggregates).toEqual([
      {
        text: '2 = count : { badge("ada", _) }',
        value: 2,
        rows: 2,
        from: ['badge("ada", "A1")', 'badge("ada", "A2")'],
      },
    ]);
  });

  it('names the tuple that a computed head gives instead', () => {
    const solution = run('.decl t(x: symbol) t("a"). .decl p(x: symbol) p(cat(x, "!")) :- t(x).');
    expect(solution.whyNot('p', ['a?']).rules[0]!.missing).toMatchObject({
      kind: 'gives',
      message: 'The body holds, but it gives `p("a!")`.',
    });
    expect(
      renderWhyNot(solution.whyNot('p', ['a?']))
        .split('\n')
        .slice(2),
    ).toEqual([
      '╰─ p(cat(x, "!")) :- t(x).   test.dl:1, 1 of 1 hold',
      '   ├─ with x = "a"',
      '   ╰─ The body holds, but it gives p("a!")',
    ]);
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

  it('says first that an input is empty, whatever else fails', () => {
    const solution = run(
      `.decl a(x: symbol) .decl b(x: symbol) .decl c(x: symbol) .decl d(x: symbol)
      c(x) :- a(x), x != "a", b(x). d(x) :- c(x).`,
      new FactSet().add('a', 'a'),
    );
    const direct = solution.whyNot('c', ['a']);
    expect(direct.emptyInputs).toEqual(['b']);
    expect(direct.rules[0]!.missing.message).toBe('No fact of `b` is given.');
    const [first] = solution.whyNot('d', ['a']).rules;
    expect(first!.missing.message).toBe('`c` has no tuple at all.');
    expect(first!.missing.because?.emptyInputs).toEqual(['b']);
    expect(solution.whyNot('b', ['a'])).toMatchObject({ factsOnly: true, emptyInputs: ['b'] });
  });

  it('prefers the values with which most literals hold, also those after the one that fails', () => {
    const facts = new FactSet();
    for (const x of ['a', 'b', 'c']) facts.add('item', x).add('ready', x === 'c' ? 'c' : 'z');
    facts.add('paid', 'c').add('open', 'q');
    const [first] = run(
      `.decl item(x: symbol) .decl open(x: symbol) .decl ready(x: symbol) .decl paid(x: symbol) .decl go(n: number)
      go(1) :- item(x), open(x), ready(x), paid(x).`,
      facts,
    ).whyNot('go', [1]).rules;
    expect(first).toMatchObject({ satisfied: 3, total: 4, missing: { text: 'open(x)', suggestion: ['c'] } });
    expect(Object.fromEntries(first!.bindings)).toEqual({ x: 'c' });
  });

  it('follows derived literals three questions deep, and never asks the same one again', () => {
    const text = `.decl p0(x: number) .decl p1(x: number) .decl p2(x: number) .decl p3(x: number) .decl p4(x: number)
      .decl f(x: number) f(9). p4(x) :- f(x). p3(x) :- p4(x). p2(x) :- p3(x). p1(x) :- p2(x). p0(x) :- p1(x).
      .decl e(a: number, b: number) e(1, 2). .decl path(a: number, b: number)
      path(a, b) :- e(a, b). path(a, c) :- path(a, b), e(b, c).`;
    const solution = run(text);
    const depths: string[] = [];
    for (let asked: WhyNot | undefined = solution.whyNot('p0', [1]); asked !== undefined; ) {
      depths.push(asked.relation);
      asked = asked.rules[0]?.missing.because;
    }
    expect(depths).toEqual(['p0', 'p1', 'p2', 'p3']);
    const path = solution.whyNot('path', [2, undefined]);
    expect(path.rules.map(({ rule, missing }) => [rule.text, missing.because])).toEqual([
      ['path(a, b) :- e(a, b).', undefined],
      ['path(a, c) :- path(a, b), e(b, c).', undefined],
    ]);
  });

  it('says of an aggregate what its value is', () => {
    const solution = run(
      `.decl p(x: number) p(1). p(2). .decl q(n: number) q(n) :- n = count : p(_).
      .decl r(n: number) r(1) :- 3 = sum x : { p(x), x < 2 }. .decl s(n: number) s(n) :- n = max x : { p(x), x > 7 }.`,
    );
    const message = (relation: string, value: number): string =>
      solution.whyNot(relation, [value]).rules[0]!.missing.message;
    expect(message('q', 5)).toBe('`n = count : p(_)` does not hold: `count : { p(_) }` is 2, not 5.');
    expect(message('r', 1)).toBe(
      '`3 = sum x : { p(x), x < 2 }` does not hold: `sum x : { p(x), x < 2 }` is 1, not 3.',
    );
    expect(message('s', 8)).toBe('`max x : { p(x), x > 7 }` has no value: nothing fits.');
  });

  it('orders what is near: fewest edits, then nearest numbers, and says when there is too much to search', () => {
    const facts = new FactSet().add('n', 'orders', 4);
    for (const name of ['order', 'ordes', 'users', 'odrers']) facts.add('n', name, 7);
    for (const count of [700, 8, 6, 9]) facts.add('n', 'orders', count);
    expect(run('.decl n(t: symbol, k: number)', facts).whyNot('n', ['orders', 7]).nearMisses).toEqual([
      ['odrers', 7],
      ['order', 7],
      ['ordes', 7],
    ]);
    expect(run('.decl n(t: symbol, k: number)', facts).whyNot('n', ['orders', 5]).nearMisses).toEqual([
      ['orders', 4],
      ['orders', 6],
      ['orders', 8],
    ]);
    const many = new FactSet();
    for (let i = 0; i < 50; i++) many.add('x', i);
    const cut = run('.decl x(a: number) .decl y(a: number) y(a) :- x(a), x(b), x(c), a + b + c < 0.', many);
    expect(cut.whyNot('y', [undefined])).toMatchObject({ cut: true, rules: [{ cut: true, satisfied: 3 }] });
    expect(cut.whyNot('y', [1000])).toMatchObject({ cut: false });
    expect(cut.whyNot('y', [undefined], { steps: 2 })).toMatchObject({
      cut: true,
      rules: [
        {
          satisfied: 2,
          missing: {
            kind: 'cut',
            text: 'x(c)',
            message: 'The search was cut before it was known whether `x(c)` holds.',
          },
        },
      ],
    });
  });

  it('computes aggregates whole, however few steps are left, and overflows to nothing', () => {
    const facts = new FactSet();
    for (let i = 0; i < 100; i++) facts.add('x', i);
    const solution = run(
      `.decl x(a: number) .decl y(a: number) y(n) :- n = count : x(_), n > 1000.
      .decl z(a: number) z(b) :- x(b), b > 1000, 9 = sum k * 4503599627370496 : { x(k), k < b }.`,
      facts,
    );
    expect(solution.whyNot('y', [undefined], { steps: 3 }).rules[0]!.missing.message).toBe(
      '`n > 1000` does not hold: 100 > 1000 is false.',
    );
    expect(solution.whyNot('z', [50]).rules[0]!.missing.text).toBe('b > 1000');
  });

  it('suggests a fact for a relation that only facts fill', () => {
    const text = `.type Op = Add { t: symbol, n: number } | Drop {}
      .decl op(s: number, o: Op) .decl w(a: number, b: number, c: symbol) .decl d(a: number)
      .decl out(a: symbol) out(a) :- op(s, $Add(a, 3)), w(s, s, _), d(s). d(1) :- w(1, 2, "").`;
    const missing = (facts: FactSet): Missing => run(text, facts).whyNot('out', ['t']).rules[0]!.missing;
    expect(missing(new FactSet().add('op', 7, term('Drop')).add('w', 1, 1, 'k')).suggestion).toEqual([
      1,
      term('Add', 't', 3),
    ]);
    const withOp = new FactSet().add('op', 2, term('Add', 't', 3));
    expect(missing(withOp).suggestion).toEqual([2, 2, '...']);
    expect(missing(withOp.add('w', 2, 2, 'k'))).toMatchObject({ text: 'd(s)', suggestion: undefined });
  });

  it('refuses a pattern of another length and a relation that is not declared', () => {
    const solution = run('.decl edge(a: symbol, b: symbol)');
    expect(() => solution.whyNot('edge', ['a'])).toThrow('`edge("a")` has 1 values; `edge` has 2 columns.');
    expect(() => solution.whyNot('egde', ['a'])).toThrow('There is no relation `egde`.');
  });
});
