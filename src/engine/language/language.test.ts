/** What the language can say, one construct at a time, with the rows that it gives. */
import { describe, expect, it } from 'vitest';
import { compile, EngineError, FactSet, solve, term, type Value } from '../index.js';
import { rows, run } from './run.test-helper.js';

const edges =
  '.decl edge(a: symbol, b: symbol)\nedge("a","b"). edge("b","c"). edge("c","d"). edge("d","b").\n';

describe('rules', () => {
  it('joins and recurs', () => {
    const text = `${edges}.decl path(a: symbol, b: symbol)
      path(x, y) :- edge(x, y).
      path(x, z) :- path(x, y), edge(y, z).`;
    expect(rows(text, 'path')).toHaveLength(12);
  });

  it('counts every derivation of a doubly recursive closure once', () => {
    const facts = new FactSet();
    const n = 60;
    for (let i = 0; i < n; i++) facts.add('edge', i, i + 1);
    const solution = run(
      `.decl edge(a: number, b: number)
       .decl path(a: number, b: number)
       path(x, y) :- edge(x, y).
       path(x, z) :- path(x, y), path(y, z).`,
      facts,
    );
    expect(solution.rows('path')).toHaveLength((n * (n + 1)) / 2);
    expect(solution.statistics.derivations).toBe(((n + 1) * n * (n - 1)) / 6 + n);
  });

  it('recurs through several relations', () => {
    const text = `.decl next(a: number, b: number)
      next(0, 1). next(1, 2). next(2, 3). next(3, 4).
      .decl even(n: number) .decl odd(n: number)
      even(0).
      odd(b) :- even(a), next(a, b).
      even(b) :- odd(a), next(a, b).`;
    expect(rows(text, 'even')).toEqual(['0', '2', '4']);
  });

  it('takes several heads, alternatives and groups', () => {
    const text = `${edges}.decl p(x: symbol) .decl q(x: symbol)
      p(x), q(x) :- edge(x, y), (y = "b" ; y = "d").`;
    expect(rows(text, 'p')).toEqual(['"a"', '"c"', '"d"']);
    expect(rows(text, 'q')).toEqual(rows(text, 'p'));
  });

  it('denies relations, with wildcards, and groups', () => {
    const text = `${edges}.decl p(x: symbol) .decl q(x: symbol)
      p(x) :- edge(x, _), !edge(_, x).
      q(x) :- edge(x, y), !(edge(y, "d") ; x = "b").`;
    expect(rows(text, 'p')).toEqual(['"a"']);
    expect(rows(text, 'q')).toEqual(['"a"', '"c"', '"d"']);
  });

  it('matches a variable that stands twice in an atom', () => {
    const text = `.decl e(a: number, b: number, c: number) e(1,1,2). e(1,2,2). e(3,3,3).
      .decl p(a: number) p(x) :- e(x, x, x). .decl q(a: number) q(x) :- e(x, x, _).`;
    expect(rows(text, 'p')).toEqual(['3']);
    expect(rows(text, 'q')).toEqual(['1', '3']);
  });

  it('takes relations without columns', () => {
    const text = `${edges}.decl any() .decl none() .decl p(x: number)
      any() :- edge(_, _). none() :- edge("z", _). p(1) :- any(), !none().`;
    expect(rows(text, 'p')).toEqual(['1']);
    expect(run(text).has('any', [])).toBe(true);
  });

  it('starts from facts of derived relations too', () => {
    const text = '.decl p(x: number) .decl q(x: number) p(x) :- q(x). q(x + 1) :- p(x), x < 5.';
    expect(rows(text, 'p', new FactSet().add('p', 3))).toEqual(['3', '4', '5']);
  });
});

describe('terms', () => {
  const types = `.type Op = AddColumn { t: symbol, c: symbol } | Drop { t: symbol } | Nothing {}
    .type Name = [schema: symbol, name: symbol]
    .decl operation(s: number, o: Op)
    .decl at(s: number, n: Name)
    operation(1, $AddColumn("t", "c")). operation(2, $Drop("t")). operation(3, $Nothing()).
    operation(4, $AddColumn("u", "c")). at(1, ["public", "t"]). at(2, nil).
    `;

  it('fits patterns and binds their variables', () => {
    expect(
      rows(`${types}.decl p(s: number, t: symbol) p(s, t) :- operation(s, $AddColumn(t, _)).`, 'p'),
    ).toEqual(['1, "t"', '4, "u"']);
    expect(
      rows(`${types}.decl p(s: number) p(s) :- operation(s, $AddColumn(t, _)), operation(_, $Drop(t)).`, 'p'),
    ).toEqual(['1']);
    expect(rows(`${types}.decl p(s: number) p(s) :- operation(s, o), o = $AddColumn("u", _).`, 'p')).toEqual([
      '4',
    ]);
    expect(rows(`${types}.decl p(s: number) p(s) :- operation(s, $Nothing()).`, 'p')).toEqual(['3']);
    expect(rows(`${types}.decl p(n: symbol) p(n) :- at(_, [_, n]).`, 'p')).toEqual(['"t"']);
    expect(rows(`${types}.decl p(n: number) p(s) :- at(s, nil).`, 'p')).toEqual(['2']);
    expect(
      rows(
        `${types}.decl p(s: number) p(s) :- operation(s, o), !operation(s, $AddColumn(_, _)), o != $Nothing().`,
        'p',
      ),
    ).toEqual(['2']);
  });

  it('looks a term up when its variables are bound', () => {
    const text = `${types}.decl in(t: symbol) in("t"). in("x").
      .decl p(s: number) p(s) :- in(t), operation(s, $Drop(t)).
      .decl q(t: symbol) q(t) :- in(t), !operation(_, $Drop(t)).`;
    expect(rows(text, 'p')).toEqual(['2']);
    expect(rows(text, 'q')).toEqual(['"x"']);
  });

  it('builds terms in heads, the same term once', () => {
    const text = `${types}.decl step(o: Op) step($Drop(t)) :- operation(_, $AddColumn(t, _)). step($Drop(cat(t, "!"))) :- operation(_, $Drop(t)).`;
    expect(rows(text, 'step')).toEqual(['$Drop("t")', '$Drop("t!")', '$Drop("u")']);
  });

  it('takes facts with terms', () => {
    const facts = new FactSet()
      .add('operation', 9, term('AddColumn', 'x', 'y'))
      .add('at', 9, term('', 'a', 'b'));
    expect(
      rows(
        `${types}.decl p(t: symbol, n: Name) p(t, n) :- operation(s, $AddColumn(t, _)), at(s, n).`,
        'p',
        facts,
      ),
    ).toEqual(['"t", ["public", "t"]', '"x", ["a", "b"]']);
  });
});

describe('computing', () => {
  const value = (expression: string, type = 'symbol'): string =>
    rows(`.decl p(x: ${type}) p(x) :- x = ${expression}.`, 'p').join();

  it('calculates', () => {
    expect(value('1 + 2 * 3 - 4', 'number')).toBe('3');
    expect(value('2 ^ 3 ^ 2', 'number')).toBe('512');
    expect(value('-7 / 2', 'number')).toBe('-3');
    expect(value('-7 % 2', 'number')).toBe('-1');
    expect(value('7.0 / 2.0', 'float')).toBe('3.5');
    expect(value('max(1, 5, 3) - min(4, 2)', 'number')).toBe('3');
    expect(value('9007199254740991', 'number')).toBe('9007199254740991');
    expect(value('1 / 0', 'number')).toBe('');
    expect(value('0x10', 'number')).toBe('16');
  });

  it('works on texts', () => {
    expect(value('cat("a", "b", "c")')).toBe('"abc"');
    expect(value('substr("hello", 1, 3)')).toBe('"ell"');
    expect(value('strlen("hello")', 'number')).toBe('5');
    expect(value('to_string(42)')).toBe('"42"');
    expect(value('to_number("42")', 'number')).toBe('42');
    expect(value('to_number("x")', 'number')).toBe('');
    expect(value('"a\\"b\\n"')).toBe('"a\\"b\\n"');
  });

  it('tests texts', () => {
    const base = '.decl s(x: symbol) s("orders"). s("order_items"). s("users"). .decl p(x: symbol) ';
    expect(rows(`${base}p(x) :- s(x), contains("order", x).`, 'p')).toEqual(['"order_items"', '"orders"']);
    expect(rows(`${base}p(x) :- s(x), match("order.*s", x), !match("[a-z]+", x).`, 'p')).toEqual([
      '"order_items"',
    ]);
    expect(rows(`${base}p(x) :- s(x), x < "orders".`, 'p')).toEqual(['"order_items"']);
  });

  it('calls the functors of the prelude', () => {
    const prelude = `.functor lower(s: symbol): symbol
      .functor starts_with(s: symbol, p: symbol): number`;
    const text = '.decl p(x: symbol) p(@lower("ABC")) :- @starts_with("abc", "ab") = 1.';
    const { program, diagnostics } = compile([
      { file: 'lib/prelude.dl', text: prelude },
      { file: 'a.dl', text },
    ]);
    expect(diagnostics).toEqual([]);
    expect(solve(program!, new FactSet()).rows('p')).toEqual([['abc']]);
  });
});

describe('aggregates', () => {
  const base = `.decl size(t: symbol, n: number) size("a", 1). size("b", 5). size("c", 5).
    .decl ref(f: symbol, t: symbol) ref("a","b"). ref("a","c"). ref("b","c").
    .decl p(x: number) .decl q(t: symbol, n: number)
    `;

  it('count, sum, min and max', () => {
    expect(rows(`${base}p(n) :- n = count : size(_, _).`, 'p')).toEqual(['3']);
    expect(rows(`${base}p(n) :- n = sum x : size(_, x).`, 'p')).toEqual(['11']);
    expect(rows(`${base}p(n) :- n = min x : { size(_, x) }.`, 'p')).toEqual(['1']);
    expect(rows(`${base}p(n) :- n = max x + 1 : { size(_, x) }.`, 'p')).toEqual(['6']);
  });

  it('counts combinations of rows, also for wildcards', () => {
    expect(rows(`${base}p(n) :- n = count : { size(_, x), size(_, x) }.`, 'p')).toEqual(['5']);
    expect(rows(`${base}q(t, n) :- size(t, _), n = count : ref(t, _).`, 'q')).toEqual([
      '"a", 2',
      '"b", 1',
      '"c", 0',
    ]);
  });

  it('of nothing: 0, or no value', () => {
    expect(rows(`${base}p(n) :- n = count : size("z", _).`, 'p')).toEqual(['0']);
    expect(rows(`${base}p(n) :- n = sum x : size("z", x).`, 'p')).toEqual(['0']);
    expect(rows(`${base}p(n) :- n = min x : size("z", x).`, 'p')).toEqual([]);
    expect(rows(`${base}p(1) :- size(_, _), !ref(_, "a"), 0 = count : ref("c", _).`, 'p')).toEqual(['1']);
  });

  it('uses outer variables, several literals, negation and alternatives', () => {
    expect(rows(`${base}q(t, n) :- size(t, _), n = sum x : { ref(t, u), size(u, x) }.`, 'q')).toEqual([
      '"a", 10',
      '"b", 5',
      '"c", 0',
    ]);
    expect(rows(`${base}q(t, n) :- size(t, _), n = count : { size(u, _), !ref(t, u) }.`, 'q')).toEqual([
      '"a", 1',
      '"b", 2',
      '"c", 3',
    ]);
    expect(rows(`${base}p(n) :- n = count : { ref(t, _) ; ref(_, t) }.`, 'p')).toEqual(['3']);
    expect(rows(`${base}p(x) :- size("a", x), 2 < count : { size(u, y), y >= x }.`, 'p')).toEqual(['1']);
  });

  it('compares a result with a value that is known before', () => {
    expect(rows(`${base}p(n) :- n = count : size(_, _), n = 1.`, 'p')).toEqual([]);
    expect(rows(`${base}p(n) :- n = count : size(_, _), n = 3.`, 'p')).toEqual(['3']);
  });

  it('keeps local names apart', () => {
    expect(rows(`${base}p(a + b) :- a = count : ref("a", x), b = count : ref(x, "c").`, 'p')).toEqual(['4']);
  });
});

describe('facts that do not fit', () => {
  const text = '.type T <: symbol .type R = [a: T, n: number] .decl p(x: T, n: number) .decl r(r: R)';
  it.each<[string, Value[], string, string]>([
    ['q', [1], 'dl/unknown-relation', 'q(1)'],
    ['p', ['x'], 'dl/fact-arity', 'p("x")'],
    ['p', ['x', 'y'], 'dl/fact-type', 'column `n`'],
    ['p', ['x', 1.5], 'dl/fact-type', 'column `n`'],
    ['r', [term('', 'x', 'y')], 'dl/fact-type', 'in `n`'],
    ['r', [term('Foo')], 'dl/fact-type', 'no branch'],
  ])('%s%j', (relation, tuple, code, message) => {
    for (const evaluator of ['semi-naive', 'naive'] as const) {
      try {
        run(text, new FactSet().add(relation, ...tuple), { evaluator });
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(EngineError);
        expect((error as EngineError).diagnostic.code).toBe(code);
        expect((error as EngineError).message).toContain(message);
      }
    }
  });
});
