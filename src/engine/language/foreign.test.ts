/** What other languages write: one error at the right place, with what is written here instead. */
import { expect, it } from 'vitest';
import { compile } from '../index.js';

const base = '.decl p(x: number) .decl s(x: symbol) .decl e(a: number, b: number)\np(1). s("a"). e(1, 2).\n';

/** Code, underlined text and fix of the errors of a text after `base`. */
function said(text: string): string[][] {
  const { diagnostics } = compile([{ file: 'a.dl', text: base + text }]);
  return diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, span, fix }) => [code, (base + text).slice(span?.start, span?.end), fix?.text ?? '']);
}

it.each<[string, string, string]>([
  ['p(x) :- e(x, _), x == 1.', '==', 'Write `=`.'],
  ['p(x) :- e(x, _), x <> 1.', '<>', 'Write `!=`.'],
  ['p(x) :- e(x, _), x =< 1.', '=<', 'Write `<=`.'],
  ['p(x) :- e(x, _), x ≤ 1.', '≤', 'Write `<=`.'],
  ['p(x) :- e(x, _) && s("a").', '&&', 'Write `,`.'],
  ['p(x) :- e(x, _) || s("a").', '||', 'Write `;` between alternatives; texts are joined with `cat(x, y)`.'],
  ['p(x) <- e(x, _).', '<-', 'Write `:-`.'],
  ['p(x) := e(x, _).', ':=', 'Write `:-`.'],
  ['p(x) if e(x, _).', 'if', 'Write `:-`.'],
  ['p(x) :- e(x, _), not s("b").', 'not', 'Absence is written with `!`.'],
  ['p(x) :- e(x, _), \\+ s("b").', '\\+', 'Write `!`.'],
  ['p(x) :- e(x, _), ¬s("b").', '¬', 'Write `!`.'],
  ['p(y) :- e(x, _), y is x.', 'is', 'Write `=`.'],
  ['p(1) :- s(x) AND s("b").', 'AND', 'Write `,`.'],
  ['p(1) :- s(x), NOT s("b").', 'NOT', 'Absence is written with `!`.'],
  ['p(1) :- s(x), x LIKE "%a".', 'LIKE', 'A pattern is a regular expression, which the whole text fits.'],
  ['p(x) :- e(x, _), x BETWEEN 1 AND 2.', 'BETWEEN', 'Compare twice.'],
  [
    'p(x) :- e(x, _), forall y : e(x, y).',
    'forall',
    'Say that there is no counterexample, with a relation of its own.',
  ],
  ["s('a, b').", "'a, b'", 'A text stands in double quotes.'],
  ['s(“a”).', '“a”', 'A text stands in double quotes.'],
  ['-- a comment', '--', 'A comment begins with `//`.'],
  ['% a comment', '%', 'A comment begins with `//`.'],
])('%s', (text, word, fix) => {
  expect(said(text)).toEqual([['dl/syntax', word, fix]]);
});

it.each<[string, string]>([
  ['integer', 'Write `number`: integers are exact up to 2^53.'],
  ['string', 'Write `symbol`: a text.'],
  ['double', 'Write `float`.'],
  ['bool', 'Use a relation that holds what is true, or `number` with 0 and 1.'],
])('the type %s', (type, fix) => {
  expect(said(`.decl r(a: ${type})`)).toEqual([['dl/unknown-type', type, fix]]);
});

it.each<[string, string, string]>([
  ['p(1) :- s(x), endswith(x, "a").', 'dl/unknown-relation', 'match(".*_at", x)'],
  ['p(1) :- s(x), x.startsWith("a").', 'dl/unknown-relation', 'match("tmp_.*", x)'],
  ['p(1) :- s(x), regex.match("a", x).', 'dl/unknown-relation', 'match(".*_at", x)'],
  ['p(1) :- s(x), lower(x) = "a".', 'dl/unknown-functor', '@lower(...)'],
  ['p(1) :- s(x), "a" = lower(x).', 'dl/unknown-functor', '@lower(...)'],
  ['p(1) :- s(x), length(x) > 3.', 'dl/unknown-functor', 'strlen(x)'],
  ['p(length(x)) :- s(x).', 'dl/unknown-functor', 'strlen(x)'],
])('%s', (text, code, fix) => {
  const { diagnostics } = compile([{ file: 'a.dl', text: `${base}${text}` }]);
  expect(diagnostics.map((one) => [one.code, one.fix?.code])).toEqual([[code, fix]]);
});

it('a declared type that is near comes first', () => {
  expect(said('.type Double <: float .decl r(a: double)')).toEqual([
    ['dl/unknown-type', 'double', 'Did you mean `Double`?'],
  ]);
});

it('the next item is read as it stands', () => {
  expect(said("s('a').\ns('b').\np(x) :- other(x).")).toEqual([
    ['dl/syntax', "'a'", 'A text stands in double quotes.'],
    ['dl/syntax', "'b'", 'A text stands in double quotes.'],
    ['dl/unknown-relation', 'other', 'Declare it, with the names and types of its columns.'],
  ]);
});
