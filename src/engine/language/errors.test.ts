/** What is said about a rule file that is wrong: the code, the text that is underlined, and the suggestion. */
import { describe, expect, it } from 'vitest';
import { compile, type Source } from '../index.js';

/** `code: underlined text` of every diagnostic. */
function complaints(...texts: (string | Source)[]): string[] {
  const sources = texts.map((text, i) => (typeof text === 'string' ? { file: `${i}.dl`, text } : text));
  const { diagnostics, program } = compile(sources);
  expect(program === undefined).toBe(diagnostics.some((d) => d.severity === 'error'));
  return diagnostics.map((d) => {
    const text = sources.find((source) => source.file === d.span?.file)?.text ?? '';
    return `${d.code}: ${text.slice(d.span?.start, d.span?.end)}`;
  });
}

function only(text: string): ReturnType<typeof compile>['diagnostics'][number] {
  const { diagnostics } = compile([{ file: 'a.dl', text }]);
  expect(diagnostics).toHaveLength(1);
  return diagnostics[0]!;
}

const base = `.type Table <: symbol
.type Column <: symbol
.type Op = Add { t: Table, c: Column } | Drop { t: Table }
.decl column(t: Table, c: Column, n: number)
.decl op(o: Op)
.decl out(t: Table)
`;

describe('names', () => {
  it.each([
    ['out(t) :- colunm(t, _, _).', 'dl/unknown-relation: colunm', '`column`'],
    ['out(t) :- op($Ad(t, _)).', 'dl/unknown-branch: $Ad', '`Add`'],
    ['.decl x(a: Tabel)', 'dl/unknown-type: Tabel', '`Table`'],
    ['.decl x(a: unsigned)', 'dl/unknown-type: unsigned', '`number`'],
    ['out(t) :- column(t, c, _), @lowr(c) = "x".', 'dl/unknown-functor: @lowr', 'in a relation'],
    ['out(t) :- column(t, c, _), x = foo(c), x = x.', 'dl/unknown-functor: foo', 'literal of its own'],
    ['.decx y(a: number)', 'dl/syntax: .decx', '`.decl`'],
  ])('%s', (text, complaint, fix) => {
    expect(complaints(base + text)).toEqual([complaint]);
    expect(only(base + text).fix?.text).toContain(fix);
  });

  it('declared twice', () => {
    const text = `${base}.decl out(x: number)\n.type Op = [a: number]\n.type Q = Add {}`;
    expect(complaints(text)).toEqual([
      'dl/duplicate-declaration: out',
      'dl/duplicate-declaration: Op',
      'dl/duplicate-declaration: Add',
    ]);
  });

  it('of included files', () => {
    expect(complaints('.include "lib/pg.dl"', { file: 'rules/lib/pg.dl', text: '' })).toEqual([]);
    expect(complaints('.include "lib/pg.dl"')).toEqual(['dl/unknown-include: "lib/pg.dl"']);
  });
});

describe('arity and types', () => {
  it.each([
    ['out(t) :- column(t, _).', 'dl/arity: column'],
    ['out(t) :- op($Drop(t, _)).', 'dl/arity: $Drop(t, _)'],
    ['out(t) :- column(t, c, _), strlen(c, c) > 1.', 'dl/arity: strlen'],
    ['out(c) :- column(_, c, _).', 'dl/type: c'],
    ['out(t) :- column(t, t, _).', 'dl/type: t'],
    ['out(t) :- column(t, _, t).', 'dl/type: t'],
    ['out(t) :- column(t, _, "x").', 'dl/type: "x"'],
    ['out(t) :- column(t, _, n), n = "x".', 'dl/type: n'],
    ['out(t) :- column(t, _, n), n < "x".', 'dl/type: n < "x"'],
    ['out(t) :- column(t, _, n), cat(t, n) != "".', 'dl/type: n'],
    ['out(t) :- column(t, _, _), !op(t).', 'dl/type: t'],
    ['out(t) :- column(t, c, _), !op($Add(c, c)).', 'dl/type: c'],
    ['out(t) :- column(t, c, _), 1 < sum c : column(_, c, _).', 'dl/type: c'],
    ['out(1).', 'dl/type: 1'],
    ['op($Drop(1)).', 'dl/type: 1'],
    ['op("x").', 'dl/type: "x"'],
    ['op(["x"]).', 'dl/type: ["x"]'],
    ['out(t) :- column(t, _, _), op(a), op(b), a < b.', 'dl/type: a < b'],
    ['out(t) :- column(t, c, _), match("[", c).', 'dl/bad-pattern: "["'],
  ])('%s', (text, complaint) => {
    expect(complaints(base + text)).toContain(complaint);
  });

  it('lets constants, results of functions and subtypes pass', () => {
    expect(
      complaints(`${base}out("x"). out(cat(t, "_new")) :- column(t, _, n), n + 1 > 2, !op($Drop(t)).
        .type Any = Table | Column
        .decl any(a: Any) any(t) :- out(t). any(c) :- column(_, c, _).
        .decl text(s: symbol) text(x) :- any(x). out(x) :- any(x), out(x).`),
    ).toEqual([]);
  });
});

describe('variables', () => {
  it.each([
    ['out(t) :- column(_, _, _).', 'dl/unbound-variable: t'],
    ['out(t) :- !column(t, _, _).', 'dl/unbound-variable: t'],
    ['out(t) :- column(t, _, _), x > 3.', 'dl/unbound-variable: x'],
    ['out(t) :- column(t, _, _), x = y, y = x.', 'dl/unbound-variable: x'],
    ['out(_) :- column(_, _, _).', 'dl/unbound-variable: _'],
    ['out(t) :- 1 < count : column(t, _, _).', 'dl/unbound-variable: t'],
    ['out(t) :- column(t, _, _) ; op(_).', 'dl/unbound-variable: t'],
    ['out(t).', 'dl/unbound-variable: t'],
  ])('%s', (text, complaint) => {
    expect(complaints(base + text)).toContain(complaint);
  });

  it.each([
    ['p(x) :- p(x), x < _.', '<'],
    ['p(x) :- p(x), x != _.', '!='],
    ['p(x) :- p(x), !(x = _).', '!='],
    ['p(x) :- p(x), _ = _.', '='],
    ['p(x) :- p(x), r(y), y != [_, 1].', '!='],
    ['p(x) :- p(x), r(y), !(y = [_, 1]).', '!='],
    ['p(x) :- p(x), [_, 1] = [x, _].', '='],
    ['p(x) :- x = count : { r(y), y != [_, 1] }.', '!='],
    ['p(x) :- p(x), -_ = x.', '-'],
  ])('`_` where a value is wanted: %s', (text, by) => {
    const found = only(`.type R = [a: number, b: number] .decl r(r: R) .decl p(x: number)\n${text}`);
    expect([found.code, found.message]).toEqual(['dl/unbound-variable', `\`_\` has no value for \`${by}\`.`]);
  });

  it('`_` in one side of `=` matches anything', () => {
    expect(
      complaints(
        '.type R = [a: number, b: number] .decl r(r: R) .decl p(x: number) p(x) :- r(y), y = [x, _], _ = x.',
      ),
    ).toEqual([]);
  });

  it('named once', () => {
    expect(complaints(`${base}out(t) :- column(t, c, _n).`)).toEqual(['dl/singleton-variable: c']);
    expect(complaints(`${base}@[message = "{c} of {t}"]\nout(t) :- column(t, c, _).`)).toEqual([]);
    expect(complaints(`${base}out(t) :- column(t, _, _), 1 < count : column(t, c, _).`)).toEqual([
      'dl/singleton-variable: c',
    ]);
  });
});

describe('cycles', () => {
  it('through absence', () => {
    const found = only('.decl p(x: number) .decl q(x: number) p(1). p(x) :- q(x). q(x) :- p(x), !q(x).');
    expect(found.code).toBe('dl/unstratified');
    expect(found.message).toContain('`q` → `q`');
  });

  it('through an aggregate, with every step', () => {
    const text =
      '.decl p(x: number) .decl q(x: number) .decl r(x: number) p(x) :- q(x). q(x) :- r(x). r(n) :- n = count : p(_).';
    const found = only(text);
    expect(found.message).toContain('`r` → `p` → `q` → `r`');
    expect(found.related?.map((r) => text.slice(r.span.start, r.span.end))).toEqual(['p(_)', 'q(x)', 'r(x)']);
  });

  it('of types', () => {
    expect(complaints('.type A <: B .type B <: A')).toContain('dl/type: A');
  });
});

describe('syntax', () => {
  it.each([
    ['out(t) :- column(t, _, _)\nout(t) :- op($Drop(t)).', 'dl/syntax: out'],
    ['out(t) :- column(t, _, _),.', 'dl/syntax: .'],
    ['out(t) :- t.', 'dl/syntax: t'],
    ['out(t :- op($Drop(t)).', 'dl/syntax: :-'],
    ['out("x).', 'dl/syntax: "x).'],
    ['out(t) :- column(t, _, 99999999999999999).', 'dl/number: 99999999999999999'],
    ['@[rule(severity = )] out("x").', 'dl/syntax: )'],
    ['//! about this file', 'dl/syntax: //! about this file'],
    ['out(t) :- /// why\n op($Drop(t)).', 'dl/syntax: /// why'],
    ['@[a] @[a] out("x").', 'dl/duplicate-annotation: @[a]'],
    ['out("a")?', 'dl/syntax: ?'],
  ])('%s', (text, complaint) => {
    expect(complaints(base + text)).toContain(complaint);
  });

  it('goes on after an error', () => {
    const text = `${base}out(t) :- column(t, _ _).
out(t) :- colum(t, _, _).
out(t) :- column(t, , _).
.decl bad(
out(t) :- colum(t, _, _), op($Drp(t)).`;
    expect(complaints(text).map((complaint) => complaint.split(':')[0])).toEqual([
      'dl/syntax',
      'dl/unknown-relation',
      'dl/syntax',
      'dl/syntax',
      'dl/unknown-relation',
      'dl/unknown-branch',
    ]);
  });
});

describe('what is not in the language', () => {
  it.each([
    ['.plan 0: (1,2)', '.plan'],
    ['.pragma "x"', '.pragma'],
    ['.lattice L', '.lattice'],
    ['.functor f(x: symbol): symbol', 'f'],
    ['.decl e(a: number, b: number) eqrel', 'eqrel'],
    ['.decl e(a: number) inline', 'inline'],
    ['.decl e(a: number) brie', 'brie'],
    ['out(t) :- column(t, _, n), n = autoinc().', 'autoinc'],
    ['out(t) :- column(t, c, _), as(c, Table) = t.', 'as'],
    ['out(t) :- column(t, _, n), n land 1 = 1.', 'land'],
    ['out(t) <= out(u) :- out(t), out(u).', '<='],
    ['#define X 1', '#define'],
    ['.comp A<T> {}', '<'],
  ])('%s', (text, underlined) => {
    const { diagnostics } = compile([{ file: 'a.dl', text: base + text }]);
    const found = diagnostics.find((d) => d.code === 'dl/unsupported');
    expect((base + text).slice(found?.span?.start, found?.span?.end)).toBe(underlined);
    if (underlined !== '<') expect(found?.fix?.text).toBeTruthy();
  });

  it('an aggregate in an aggregate', () => {
    const text = '.decl p(n: number) .decl q(n: number) q(n) :- n = sum m : { p(k), m = count : p(k) }.';
    expect(complaints(text)).toContain('dl/nested-aggregate: count : p(k)');
  });

  it('a body with too many alternatives', () => {
    const pairs = Array.from({ length: 11 }, () => '(column(t, _, 1) ; column(t, _, 2))').join(', ');
    expect(complaints(`${base}out(t) :- ${pairs}.`)[0]).toMatch(/^dl\/too-many-alternatives/);
  });
});

describe('metadata', () => {
  it('is kept with its clause, and only with that', () => {
    const { program } = compile([
      {
        file: 'a.dl',
        text: `/// A table.
@[key]
.decl t(/// Its name.
  a: symbol)
/// First.
/// Second.
@[rule(severity = "error", tags = ["x", "y"], since = 1.5, on = true, level = high)]
@[message = "a {x}"] @[test]
t(x) :- t(x).
t("y").`,
      },
    ]);
    const [first, second] = program!.rules;
    expect(first!.doc).toBe('First.\nSecond.');
    expect(Object.fromEntries(first!.annotations)).toEqual({
      rule: { severity: 'error', tags: ['x', 'y'], since: 1.5, on: true, level: 'high' },
      message: 'a {x}',
      test: true,
    });
    expect(first!.text).toBe('t(x) :- t(x).');
    expect(first!.headArguments).toEqual([{ variable: 'x' }]);
    expect(second!.annotations.size).toBe(0);
    expect(second!.doc).toBe('');
    expect(second!.headArguments).toEqual([{ constant: 'y' }]);
    expect(program!.relations.get('t')).toMatchObject({
      doc: 'A table.',
      columns: [{ name: 'a', type: 'symbol', doc: 'Its name.' }],
    });
  });

  it('of components, which are read but not evaluated', () => {
    const { program, diagnostics } = compile([
      {
        file: 'a.dl',
        text: '.decl t(a: symbol)\n@[test(rule = "x")]\n.comp test_x {\n  t("a").\n  @[expect]\n  other("b", 1).\n}',
      },
    ]);
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ['dl/unknown-relation', 'warning'],
    ]);
    expect(program!.rules).toEqual([]);
    expect(program!.components[0]).toMatchObject({
      name: 'test_x',
      clauses: [
        { relation: 't', tuple: ['a'] },
        { relation: 'other', tuple: ['b', 1], annotations: new Map([['expect', true]]) },
      ],
    });
  });
});
