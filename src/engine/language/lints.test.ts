/** What is said of programs that are legal and suspicious: the code, the text that is underlined, and what is not said. */
import { describe, expect, it } from 'vitest';
import { compile } from '../index.js';

function said(text: string, lint: 'off' | 'warn' | 'strict' = 'warn'): string[] {
  const { diagnostics, program } = compile([{ file: 'a.dl', text }], { lint });
  expect(program === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'));
  return diagnostics.map(({ code, severity, span }) => {
    const at = text.slice(span?.start, span?.end);
    return `${severity} ${code}: ${at}`;
  });
}

describe('cross products', () => {
  const base = `.decl a(x: number) .decl b(x: number, y: number) .decl out(x: number, y: number) .decl few(x: number)
    .decl one(x: number) few(1). few(2). .input a, b\n`;

  it.each<[string, string[]]>([
    ['out(x, y) :- a(x), a(y).', ['warning dl/cross-product: a(y)']],
    ['out(x, y) :- b(x, _), a(y), b(x, x).', ['warning dl/cross-product: a(y)']],
    ['out(x + y, 1) :- a(x), a(y).', ['warning dl/cross-product: a(y)']],
    ['out(x, y) :- (a(x), a(y) ; b(x, y)).', ['warning dl/cross-product: a(y)']],
    ['out(x, y) :- a(x), a(y), b(x, y).', []],
    ['out(x, y) :- a(x), a(y), x < y.', []],
    ['out(x, y) :- a(x), a(y), x != y.', []],
    ['out(x, y) :- a(x), a(y), !b(x, y).', []],
    ['out(x, y) :- a(x), b(z, y), z = x + 1.', []],
    ['out(x, 1) :- a(x), b(1, _).', []],
    ['out(x, 1) :- a(x), a(y), y > 3.', []],
    ['out(x, y) :- a(x), few(y).', []],
    ['out(x, n) :- a(x), n = count : b(_, _).', []],
    ['@[allow_cross_product] out(x, y) :- a(x), a(y).', []],
    ['@[allow_cross_product] .decl c(x: number) .input c out(x, y) :- a(x), c(y).', []],
  ])('%s', (text, wanted) => {
    expect(said(base + text)).toEqual(wanted);
  });

  it('are errors when lints are strict, and nothing when they are off', () => {
    expect(said(`${base}out(x, y) :- a(x), a(y).`, 'strict')).toEqual(['error dl/cross-product: a(y)']);
    expect(said(`${base}out(x, y) :- a(x), a(y).`, 'off')).toEqual([]);
  });
});

describe('rules that never fire', () => {
  const base = `.decl a(x: number, s: symbol) .decl out(x: number) .decl kind(x: number, k: symbol) .decl empty(x: number)
    .decl loop(x: number) .input a\nkind(x, "table") :- a(x, _). kind(x, "view") :- a(x, "v"). kind(0, "table").\n`;

  it.each<[string, string[]]>([
    ['out(x) :- empty(x).', ['warning dl/never: empty(x)']],
    ['out(x) :- a(x, _), !empty(x).', []],
    ['.input empty out(x) :- empty(x).', []],
    ['@[open] .decl more(x: number) out(x) :- more(x).', []],
    ['loop(x) :- loop(x), a(x, _). out(x) :- loop(x).', ['warning dl/never: loop(x) :- loop(x), a(x, _).']],
    ['loop(x) :- empty(x). out(x) :- loop(x).', ['warning dl/never: empty(x)']],
    ['loop(x) :- a(x, _). loop(x) :- loop(x), a(x, "b").', []],
    ['out(x) :- kind(x, "tabel").', ['warning dl/never: "tabel"']],
    ['out(x) :- kind(x, k), k = "tabel".', ['warning dl/never: "tabel"']],
    ['out(x) :- kind(x, k), k != "tabel".', ['warning dl/always: "tabel"']],
    ['out(x) :- a(x, _), !kind(x, "tabel").', ['warning dl/always: "tabel"']],
    ['out(x) :- a(x, _), 0 = count : { kind(x, k), k = "tabel" }.', ['warning dl/never: "tabel"']],
    [
      '.decl more(x: number, k: symbol) more(x, k) :- kind(x, k), k != "view". out(x) :- more(x, "veiw").',
      ['warning dl/never: "veiw"'],
    ],
    [
      '.decl up(x: number, k: symbol) up(x, k) :- kind(x, k). up(y, k) :- up(x, k), y = x / 2. out(x) :- up(x, "veiw").',
      ['warning dl/never: "veiw"'],
    ],
    ['.decl any(k: symbol) any(s) :- a(_, s). any(k) :- kind(_, k). out(1) :- any("veiw").', []],
    ['.comp t { kind(1, "veiw"). }', ['warning dl/unknown-value: "veiw"']],
    ['out(x) :- kind(x, "view").', []],
    ['out(x) :- a(x, "anything").', []],
    ['out(x) :- a(x, s), s = "a", s = "b".', ['warning dl/never: s = "b"']],
    ['out(x) :- a(x, s), s = t, s = "a", t = "b".', ['warning dl/never: t = "b"']],
    ['out(x) :- a(x, _), x < 3, x > 5.', ['warning dl/never: x > 5']],
    ['out(x) :- a(x, _), x < 3, 3 <= x.', ['warning dl/never: 3 <= x']],
    ['out(x) :- a(x, _), x <= 3, x >= 3.', []],
    ['out(x) :- a(x, _), x = 3, x > 5.', ['warning dl/never: x > 5']],
    ['out(x) :- a(x, _), 1 > 2.', ['warning dl/never: 1 > 2']],
    ['out(x) :- a(x, _), x = x + 1.', ['warning dl/never: x = x + 1']],
    ['out(x) :- a(x, _), x - 1 = x.', ['warning dl/never: x - 1 = x']],
    ['out(x) :- a(x, _), x = x + 0.', []],
    ['out(x) :- a(x, _), false.', ['warning dl/never: false']],
    ['out(x) :- a(x, _), (x < 3, x > 5 ; x = 1).', ['warning dl/never: x > 5']],
  ])('%s', (text, wanted) => {
    expect(said(base + text)).toEqual(wanted);
  });

  it('are not looked for by their relations where no input is named: facts may come for each', () => {
    expect(said('.decl e(x: number) .decl p(x: number) p(x) :- e(x).')).toEqual([]);
  });

  it('name the nearest constant, and all that there are', () => {
    const { diagnostics } = compile([{ file: 'a.dl', text: `${base}out(x) :- kind(x, "tabel").` }]);
    expect(diagnostics[0]?.why).toEqual(['Its rules give "table", "view".']);
    expect(diagnostics[0]?.fix?.code).toBe('"table"');
  });
});

describe('columns that say what they hold', () => {
  const base = `@[values = ["left", "right"]] .type Side <: symbol .type Half <: Side
    @[values(kind = ["table", "view"])] .decl r(n: number, kind: symbol, side: Half) .decl out(n: number) .input r
    @[open] @[values(size = [1, 2])] .decl given(size: number)\n`;

  it.each<[string, string[]]>([
    ['out(n) :- r(n, "view", "left").', []],
    ['out(n) :- r(n, "veiw", _).', ['warning dl/never: "veiw"']],
    ['out(n) :- r(n, _, "rihgt").', ['warning dl/never: "rihgt"']],
    [
      'out(n) :- r(n, k, s), (k = "veiw" ; s != "letf").',
      ['warning dl/never: "veiw"', 'warning dl/always: "letf"'],
    ],
    ['out(n) :- given(n), n = 3.', ['warning dl/never: 3']],
    ['given(3) :- r(_, _, _).', ['warning dl/unknown-value: 3']],
    ['given(2) :- r(_, _, _).', []],
    ['@[values(kidn = ["a"])] .decl s(kind: symbol)', ['error dl/unknown-annotation: kidn']],
    ['@[values(kind = "a")] .decl s(kind: symbol)', ['error dl/bad-annotation: kind']],
    ['@[values = ["a"]] .decl s(kind: symbol)', ['error dl/bad-annotation: @[values = ["a"]]']],
    ['.comp t { r(1, "table", "top"). r(1, _, "left"). }', ['warning dl/unknown-value: "top"']],
  ])('%s', (text, wanted) => {
    expect(said(base + text)).toEqual(wanted);
  });

  it('name the nearest value, and all that there are', () => {
    const { diagnostics } = compile([{ file: 'a.dl', text: `${base}out(n) :- r(n, _, "rigth").` }]);
    expect(diagnostics[0]?.message).toBe('This rule can never fire: `side` of `r` is never "rigth".');
    expect(diagnostics[0]?.why).toEqual(['It is one of "left", "right".']);
    expect(diagnostics[0]?.fix?.code).toBe('"right"');
  });
});

describe('what leads nowhere', () => {
  const base = '.type T <: symbol .decl e(x: T) .decl p(x: T) .input e .output p\np(x) :- e(x).\n';

  it.each<[string, string[]]>([
    ['', []],
    ['.decl q(x: T) q(x) :- e(x).', ['warning dl/unused-relation: q']],
    [
      '.decl q(x: T) .decl r(x: T) q(x) :- e(x). r(x) :- q(x).',
      ['warning dl/unreachable: q', 'warning dl/unused-relation: r'],
    ],
    ['.decl q(x: T) q(x) :- q(x), e(x). q("a").', ['warning dl/unused-relation: q']],
    ['.decl q(x: T) .output q q(x) :- e(x).', []],
    ['.decl i(x: T) .input i', []],
    ['.decl _q(x: T)', []],
    ['@[allow_unused] .decl q(x: T)', []],
    ['.decl q(x: T) q(x) :- e(x). .comp t { q("a"). }', []],
    ['.type U <: number', ['warning dl/unused-type: U']],
    ['.type U <: number .type V = [u: U] .decl i(v: V) .input i', []],
    [
      '.decl q(x: T) @[deprecated = "Use e."] .decl old(x: T) .input old .output q q(x) :- old(x).',
      ['warning dl/deprecated: old'],
    ],
    ['@[loose]', ['warning dl/loose-annotation: @[loose]']],
  ])('%s', (text, wanted) => {
    expect(said(base + text)).toEqual(wanted);
  });

  it('is not told of a program without outputs, nor where goals leave things out', () => {
    expect(said('.decl p(x: number) .decl q(x: number) q(1).')).toEqual([]);
    const text = `${base}.decl q(x: T) q(x) :- e(x).`;
    expect(compile([{ file: 'a.dl', text }], { goals: ['p'] }).diagnostics).toEqual([]);
  });
});

describe('recursion', () => {
  const base =
    '.decl e(x: number, y: number) .decl p(x: number, y: number) .type S = Z {} | N { n: S } .decl n(x: number) .decl t(s: S) .decl s(x: symbol)\n';

  it.each<[string, string[]]>([
    ['p(x, y) :- e(x, y). p(x, z) :- p(x, y), p(y, z).', ['note dl/recursive-twice: p(y, z)']],
    ['p(x, y) :- e(x, y). p(x, z) :- p(x, y), e(y, z).', []],
    ['n(x + 1) :- n(x).', ['warning dl/unbounded-recursion: n(x + 1) :- n(x).']],
    ['n(y) :- n(x), y = x * 2.', ['warning dl/unbounded-recursion: n(y) :- n(x), y = x * 2.']],
    ['n(x + 1) :- n(x), x < 10.', []],
    ['n(y) :- n(x), y = x + 1, e(y, _).', []],
    ['n(x + y) :- n(x), e(y, x).', []],
    ['n(x / 2) :- n(x).', []],
    ['t($N(x)) :- t(x).', ['warning dl/unbounded-recursion: t($N(x)) :- t(x).']],
    ['t(x) :- t($N(x)).', []],
    ['t($N(x)) :- t($N($N(x))).', []],
    ['s(cat(x, "a")) :- s(x).', ['warning dl/unbounded-recursion: s(cat(x, "a")) :- s(x).']],
    ['n(x + 1) :- p(x, _). p(x, x) :- n(x).', ['warning dl/unbounded-recursion: n(x + 1) :- p(x, _).']],
  ])('%s', (text, wanted) => {
    expect(said(base + text)).toEqual(wanted);
  });
});

describe('variables that are named once', () => {
  const base = '.decl e(xyz: number, y: number) .decl p(x: number)\n';

  it.each<[string, string[]]>([
    ['p(x) :- e(x, y).', ['warning dl/singleton-variable: y']],
    ['p(x) :- e(x, _y).', []],
    ['@[message = "{y}"] p(x) :- e(x, y).', []],
    ['@[message = "{y:bytes}"] p(x) :- e(x, y).', []],
    [
      'p(1) :- e(value, 1), e(valeu, 2).',
      ['warning dl/singleton-variable: value', 'warning dl/singleton-variable: valeu'],
    ],
    ['p(z) :- e(x, _).', ['error dl/unbound-variable: z']],
  ])('%s', (text, wanted) => {
    expect(said(base + text)).toEqual(wanted);
  });

  it.each([
    ['p(X) :- e(X, Y), e(Y, some).', '"some"'],
    ['p(x) :- e(x, y), y = NULL.', '!relation(x, _)'],
    ['p(x) :- e(x, valu), e(x, value), p(value).', 'value'],
    ['p(x) :- e(x, other).', '_other'],
  ])('%s: %s is meant', (text, code) => {
    const { diagnostics } = compile([{ file: 'a.dl', text: base + text }]);
    expect(diagnostics.map(({ fix }) => fix?.code)).toEqual([code]);
  });
});
