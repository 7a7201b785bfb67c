/** What Soufflé has and this language has not: the exact words, the place, and what to write instead. */
import { describe, expect, it } from 'vitest';
import { compile } from '../index.js';

const base = `.type Name <: symbol
.decl p(x: number) .decl s(x: symbol) .decl e(a: number, b: number)
`;

/** Code, underlined text, message and fix of the errors of a text after `base`. */
function said(text: string): string[][] {
  const { diagnostics } = compile([{ file: 'a.dl', text: base + text }]);
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, span, message, fix }) => [
      code,
      (base + text).slice(span?.start, span?.end),
      message,
      [fix?.text, fix?.code].filter((part) => part !== undefined).join(' '),
    ]);
}

const not = (word: string): string => `\`${word}\` is not part of the language.`;
const after = (word: string): string => `\`${word}\` after a declaration is not part of the language.`;
const stored = 'Delete it: how a relation is stored is chosen for you.';
const computed = 'Delete it: what is computed when is chosen for you.';

describe('directives', () => {
  it.each<[string, string, string]>([
    ['.plan 0: (1, 2)', '.plan', 'Delete it: the join order is chosen from the number of facts.'],
    ['.pragma "provenance" "explain"', '.pragma', 'Delete it: options are given on the command line.'],
    ['.lattice L<> { Bottom -> 0 }', '.lattice', 'Use a relation, and a `min` or `max` aggregate over it.'],
    ['.override p', '.override', 'Give the relation another name.'],
    ['.limitsize p(n=5)', '.limitsize', 'Delete it: limits on tuples and time hold for every evaluation.'],
    ['.printsize p', '.printsize', 'Write a relation with a `count` aggregate.'],
    ['.number_type N', '.number_type', 'Write `.type T <: number`.'],
    ['.symbol_type N', '.symbol_type', 'Write `.type T <: symbol`.'],
    ['.once', '.once', 'Delete it: a file is read once.'],
  ])('%s', (text, word, fix) => {
    expect(said(text)).toEqual([['dl/unsupported', word, not(word), fix]]);
  });

  it('.functor and the functors of users', () => {
    expect(said('.functor f(x: number): number\np(@f(1)).')).toEqual([
      ['dl/unsupported', 'f', not('.functor'), 'Derive the values in a relation, or give them as facts.'],
    ]);
    expect(said('p(@f(1)).')).toEqual([
      [
        'dl/unknown-functor',
        '@f',
        'There is no functor `@f`.',
        'Functions of your own are not part of the language: derive the values in a relation, or give them as facts.',
      ],
    ]);
  });

  it('.functor as Soufflé writes it, without names and with words after it', () => {
    const refused = [
      'dl/unsupported',
      'f',
      not('.functor'),
      'Derive the values in a relation, or give them as facts.',
    ];
    expect(said('.functor f(number, symbol): number stateful')).toEqual([refused]);
    expect(said('.functor f(x: number): number stateful')).toEqual([refused]);
    expect(said('.functor f(): number')).toEqual([refused]);
  });

  it.each([
    ['#define X 1', '#define', 'Write the text out, or put it in a relation.'],
    ['#include "x.dl"', '#include', 'Write `.include "file.dl"`.'],
  ])('%s', (text, word, fix) => {
    const message = `There is no preprocessor: \`${word}\` has no meaning.`;
    expect(said(text)).toEqual([['dl/unsupported', word, message, fix]]);
  });
});

describe('tags', () => {
  it.each<[string, string]>([
    ['eqrel', 'Write the rules for symmetry and transitivity.'],
    ['brie', stored],
    ['btree', stored],
    ['btree_delete', stored],
    ['inline', computed],
    ['no_inline', computed],
    ['magic', computed],
    ['no_magic', computed],
    ['overridable', 'Delete it: components have no parents here.'],
    ['choice-domain', 'Keep one row per key with a `min` or `max` aggregate.'],
    ['input', 'Write `.input` with the name of the relation.'],
    ['output', 'Write `.output` with the name of the relation.'],
    ['printsize', 'Write a relation with a `count` aggregate.'],
  ])('%s', (tag, fix) => {
    const rest = tag === 'choice-domain' ? ' a' : '';
    expect(said(`.decl r(a: number, b: number) ${tag}${rest}`)).toEqual([
      ['dl/unsupported', tag, after(tag), fix],
    ]);
  });
});

describe('terms and rules', () => {
  it.each<[string, string, string, string, string]>([
    [
      'p(autoinc()) :- p(_).',
      'dl/unsupported',
      'autoinc',
      not('autoinc()'),
      'Build an identity from the values of the row, for example with a constructor `$Name(...)`.',
    ],
    [
      's(as(x, Name)) :- s(x).',
      'dl/unsupported',
      'as',
      not('as()'),
      'Give the column the type that you need, or use `to_string` or `to_number`.',
    ],
    [
      'p(x) :- p(y), x = to_unsigned(y).',
      'dl/unsupported',
      'to_unsigned',
      not('to_unsigned()'),
      'Use `to_number`: integers are exact up to 2^53.',
    ],
    ['p(x) :- p(y), x = itof(y).', 'dl/unsupported', 'itof', not('itof()'), 'Use `to_float`.'],
    [
      'p($) :- s(_).',
      'dl/unsupported',
      '$',
      not('$'),
      'There is no counter. Build an identity from the values of the row, for example with a constructor `$Name(...)`.',
    ],
    [
      'p(x) :- x = @@f(y) : e(y, _).',
      'dl/unsupported',
      '@@',
      not('@@'),
      'The aggregates are `count`, `sum`, `min` and `max`. Others are derived in relations.',
    ],
    ['p(x) :- x = mean y : p(y).', 'dl/unsupported', 'mean', not('mean'), 'Divide a `sum` by a `count`.'],
    [
      'p(3u).',
      'dl/unsupported',
      '3u',
      'Unsigned numbers are not part of the language.',
      'Integers are exact up to 2^53. 3',
    ],
    [
      'p(x) :- p(x), x bshru 1 = 2.',
      'dl/unsupported',
      'bshru',
      not('bshru'),
      'Use `bshr`: integers have no fixed width here.',
    ],
    [
      'p(x) :- p(x), x land 1 = 1.',
      'dl/unsupported',
      'land',
      not('land'),
      'Write two literals, joined by `,`.',
    ],
    [
      'p(x) :- p(x), x lor 1 = 1.',
      'dl/unsupported',
      'lor',
      not('lor'),
      'Write two alternatives, joined by `;`.',
    ],
    ['p(x) :- p(x), lnot x = 1.', 'dl/unsupported', 'lnot', not('lnot'), 'Compare with 0.'],
    [
      'e(a, b) <= e(a, c) :- b < c.',
      'dl/unsupported',
      '<=',
      'Subsumption is not part of the language.',
      'Keep the best row with a `min` or `max` aggregate.',
    ],
    [
      'p(x) :- x = sum y : { p(z), y = count : p(z) }.',
      'dl/nested-aggregate',
      'count : p(z)',
      'An aggregate may not stand inside another.',
      'Give the inner aggregate a relation of its own.',
    ],
    [
      'p(x) :- m = max a : e(a, x), m > 0.',
      'dl/unbound-variable',
      'x',
      '`x` has no value outside of the aggregate.',
      'Name `x` outside of the aggregate too, in a relation without `!`.',
    ],
    [
      '.decl low(x: symbol) low(x) :- x = min y : s(y).',
      'dl/type',
      'y',
      '`min` takes a number, but `y` is a `symbol`.',
      'For texts derive which have an earlier one beside them, and take one that has none. has_earlier(x) :- r(x), r(y), y < x.',
    ],
    [
      'p(range(1, 3)).',
      'dl/unsupported',
      'range(1, 3)',
      '`range` stands alone on one side of `=`.',
      'Name its value first. x = range(from, to)',
    ],
    [
      'p(x) :- p(x), x != range(1, 3).',
      'dl/unsupported',
      'range(1, 3)',
      '`range` gives many values: only `=` takes them.',
      'Compare with the ends of the range. from <= x, x < to',
    ],
    [
      '.comp C<T> { }',
      'dl/unsupported',
      '<',
      'Components with parents or parameters are not part of the language.',
      'Write the component out for each of its uses, or put what differs in a column.',
    ],
    [
      '.comp C : D { }',
      'dl/unsupported',
      ':',
      'Components with parents or parameters are not part of the language.',
      'Write the component out for each of its uses, or put what differs in a column.',
    ],
    [
      '.comp C { .comp D { } }',
      'dl/unsupported',
      'D',
      'A component may not stand in a component.',
      'Write it beside the other one.',
    ],
    [
      '.comp C { .init d = D }',
      'dl/unsupported',
      '.init d = D',
      '`.init` may not stand in a component.',
      'Write it at the top level.',
    ],
    [
      '.decl t(x: unsigned)',
      'dl/unknown-type',
      'unsigned',
      'There is no type `unsigned`.',
      'Write `number`: integers are exact up to 2^53. number',
    ],
    [
      '.decl count(x: number)',
      'dl/reserved-word',
      'count',
      '`count` is a word of the language: it cannot be the name of a relation.',
      'Take another name. count_',
    ],
    [
      '.decl r(max: number)',
      'dl/reserved-word',
      'max',
      '`max` is a word of the language: it cannot be the name of a column.',
      'Take another name. max_',
    ],
    [
      'p(x) :- p(x), x < ord.',
      'dl/reserved-word',
      'ord',
      '`ord` is a word of the language: it cannot be the name of a variable.',
      'A function has its arguments in parentheses. ord(...)',
    ],
  ])('%s', (text, code, word, message, fix) => {
    expect(said(text)).toEqual([[code, word, message, fix]]);
  });
});

describe('what Soufflé does not read either', () => {
  it.each<[string, string, string, string]>([
    [
      'p(1), p(2).',
      'p(2)',
      'A fact has one head: each fact is a clause of its own.',
      'Close each fact with a `.`. p(1). p(2).',
    ],
    [
      '.type Op = Stop {} .decl o(x: Op) o($Stop).',
      '$Stop',
      'A branch has parentheses, also without arguments.',
      'Write them. $Stop()',
    ],
    ['p(1,).', ')', 'Expected a term, but found `)`.', 'Delete the `,` before it.'],
    ['.decl r(a: number,)', ')', 'Expected the name of a column, but found `)`.', ''],
    [
      '//! about this file\np(1).',
      '//! about this file',
      '`//!` may stand only after `:-` or `{`.',
      'Write `//` for a comment, or `///` to document the item that follows.',
    ],
    [
      '.type R = [x: number] .type Q <: R',
      'R',
      '`R` is a type of records or branches: it has no subtypes.',
      'Another name for it is written with `=`. .type Q = R',
    ],
    [
      '.type R = [x: number] .type Q = R | R',
      'R',
      '`R` is a type of records or branches: it has no unions.',
      'Another name for it is written with `=`. .type Q = R',
    ],
  ])('%s', (text, word, message, fix) => {
    const [first] = said(text);
    expect(first?.slice(1)).toEqual([word, message, fix]);
  });
});
