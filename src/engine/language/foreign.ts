/** What other languages write, and what is written here instead: the fix of a syntax error. */
import type { Fix } from '../../diagnostics/diagnostic.js';

const write = (code: string): Fix => ({ text: `Write \`${code}\`.`, code });
const goal: Fix = {
  text: 'A file holds rules, and no goals: give it a head.',
  code: 'answer(x) :- relation(x, _).',
};
/** What is said of a comment of another language. */
export const comment: Fix = { text: 'A comment begins with `//`.' };
const quotes: Fix = { text: 'A text stands in double quotes.', code: '"..."' };

const pattern: Fix = {
  text: 'A pattern is a regular expression, which the whole text fits.',
  code: 'match(".*_at", x)',
};

const next: Fix = { text: 'A variable has one value. Give the next one a name.', code: 'next = x + 1' };

/** How texts are joined. */
export const joined: Fix = { text: 'Texts are joined with `cat`.', code: 'cat(x, y)' };

const cases: Fix = {
  text: 'There is no if-then: write the cases as alternatives.',
  code: '(x = 1, y = 2 ; x != 1, y = 3)',
};

const signs: Readonly<Record<string, Fix>> = {
  '==': write('='),
  '===': write('='),
  '<>': write('!='),
  '!==': write('!='),
  '=<': write('<='),
  '=>': write('>='),
  '**': write('^'),
  '|': write(';'),
  '||': { text: 'Write `;` between alternatives; texts are joined with `cat(x, y)`.', code: ';' },
  '&': write(','),
  '&&': write(','),
  '<-': write(':-'),
  '<--': write(':-'),
  '<=-': write(':-'),
  ':=': write(':-'),
  '->': cases,
  '–': write('-'),
  '—': write('-'),
  ':–': write(':-'),
  '?-': goal,
  '\\+': write('!'),
  '~': write('!'),
  '¬': write('!'),
  '∧': write(','),
  '∨': write(';'),
  '←': write(':-'),
  '≠': write('!='),
  '≤': write('<='),
  '≥': write('>='),
  '=~': pattern,
  '~=': pattern,
  '++': next,
  '+=': next,
  '-=': next,
  '--': comment,
  '%': comment,
};

const characters: Readonly<Record<string, Fix>> = { "'": quotes, '`': quotes, '“': quotes, '”': quotes };

const grouped = 'n = count : relation(x, _)';
const average: Fix = { text: 'Divide a `sum` by a `count`.', code: '(sum x : r(_, x)) / (count : r(_, _))' };

const words: Readonly<Record<string, Fix>> = {
  not: { text: 'Absence is written with `!`.', code: '!relation(x, _)' },
  exists: {
    text: 'A relation in a body asks whether there is a row; `_` is anything.',
    code: 'relation(x, _)',
  },
  some: {
    text: 'A relation in a body asks whether there is a row; `_` is anything.',
    code: 'relation(x, _)',
  },
  forall: {
    text: 'Say that there is no counterexample, with a relation of its own.',
    code: '!counterexample(x)',
  },
  every: {
    text: 'Say that there is no counterexample, with a relation of its own.',
    code: '!counterexample(x)',
  },
  and: write(','),
  or: write(';'),
  if: write(':-'),
  avg: average,
  average: average,
  is: write('='),
  else: cases,
  where: write(','),
  group: { text: 'An aggregate is taken for each value of the variables outside of it.', code: grouped },
  having: { text: 'Name the value of the aggregate, and compare it.', code: `${grouped}, n > 1` },
  order: { text: 'Delete it: the tuples of a relation are sorted by their values.' },
  limit: { text: 'Delete it, or keep the first with a `min` aggregate.' },
  distinct: { text: 'Delete it: a relation is a set, where each tuple is once.' },
  like: pattern,
  ilike: pattern,
  similar: pattern,
  between: { text: 'Compare twice.', code: 'x >= 1, x <= 9' },
  in: {
    text: 'Write alternatives, ask a relation that holds the values, or write `x = range(from, to)`.',
    code: '(x = "a" ; x = "b")',
  },
};

/** What is meant otherwise in a body. */
const inBody: Readonly<Record<string, Fix>> = { ':=': write('='), if: cases, '->': cases };

/** What may follow a head. */
const afterHead: Readonly<Record<string, Fix>> = {
  if: write(':-'),
  where: write(':-'),
  and: write(','),
  '||': joined,
};

const rule: Fix = { text: 'A rule says what follows from what.', code: 'head(x) :- body(x), !other(x).' };
const declaration: Fix = {
  text: 'Declare the relation, and write rules for it.',
  code: '.decl head(x: symbol) head(x) :- body(x).',
};
const nameless: Fix = { text: 'Delete it: a file needs no name.' };
const directive = (word: string): Fix => ({ text: 'A directive begins with a dot.', code: `.${word}` });

/** Words that begin a statement elsewhere. */
const statements: Readonly<Record<string, Fix>> = {
  select: rule,
  with: rule,
  insert: rule,
  from: rule,
  create: declaration,
  predicate: declaration,
  class: declaration,
  def: declaration,
  define: declaration,
  package: nameless,
  module: nameless,
  import: { text: 'Another file is read with `.include`.', code: '.include "file.dl"' },
  use: { text: 'Another file is read with `.include`.', code: '.include "file.dl"' },
  default: { text: 'Delete it: what no rule derives does not hold.' },
  decl: directive('decl'),
  type: directive('type'),
  include: directive('include'),
  comp: directive('comp'),
  init: directive('init'),
};

/** The fix for a word that begins an item and that no parenthesis follows, if other languages begin a statement with it. */
export function foreignStatement(word: string): Fix | undefined {
  const name = word.toLowerCase();
  return Object.hasOwn(statements, name) ? statements[name] : undefined;
}

/** How an aggregate is written. */
export function aggregateForm(name: string): Fix {
  const code = name === 'count' ? 'n = count : relation(x, _)' : `n = ${name} x : relation(_, x)`;
  return { text: 'An aggregate is written so, or with literals in braces:', code };
}

/** The fix for a word that other languages write before literals, or before parentheses that hold some. */
export function foreignOpener(name: string): Fix | undefined {
  if (aggregates.includes(name)) return aggregateForm(name);
  if (collecting.includes(name)) return aggregateForm('count');
  const lower = name.toLowerCase();
  return openers.includes(lower) ? words[lower] : undefined;
}

const aggregates = ['count', 'sum', 'min', 'max'];
const collecting = ['findall', 'bagof', 'setof', 'aggregate_all'];
const openers = ['not', 'exists', 'some', 'forall', 'every', 'if', 'avg', 'average'];

const functions: Readonly<Record<string, Fix>> = {
  endswith: { text: 'The end of a text is asked for with a pattern.', code: 'match(".*_at", x)' },
  startswith: { text: 'The start of a text is asked for with a pattern.', code: 'match("tmp_.*", x)' },
  like: pattern,
  regex: pattern,
  regexp: pattern,
  matches: pattern,
  rematch: pattern,
  regexmatch: pattern,
  regexpmatch: pattern,
  regexplike: pattern,
  length: write('strlen(x)'),
  len: write('strlen(x)'),
  concat: write('cat(x, y)'),
  substring: write('substr(x, 0, 3)'),
  member: {
    text: 'There are no lists: ask a relation that holds the values, or write alternatives.',
    code: '(x = "a" ; x = "b")',
  },
  memberof: { text: 'There are no lists: ask a relation that holds the values.' },
  strpos: write('contains("part", x)'),
  includes: write('contains("part", x)'),
};

/** The fix for the name of a function of another language, however it is spelled; `known` are functors that begin with `@`. */
export function foreignFunction(name: string, known: ReadonlySet<string>): Fix | undefined {
  const plain = (text: string): string => text.replaceAll('_', '').replaceAll('.', '').toLowerCase();
  const last = name.slice(name.lastIndexOf('.') + 1);
  for (const one of [name, last]) {
    for (const functor of known) if (plain(functor) === plain(one)) return write(`@${functor}(...)`);
    const word = plain(one);
    if (Object.hasOwn(functions, word)) return functions[word];
  }
  return undefined;
}

const sign = /[-=<>!:|&~+*%\\¬∧∨←≠≤≥–—?]/;
const word = /\w/;

/** What another language writes at a place of a text. */
export interface Foreign {
  readonly start: number;
  readonly end: number;
  readonly fix: Fix;
}

/** Where a place is: signs and words of other languages mean something only in a clause. */
export type Where = 'head' | 'body' | 'elsewhere';

/** The sign or word at this place of a text, if another language writes it so. */
export function foreignAt(text: string, at: number, where: Where): Foreign | undefined {
  const character = text[at] ?? '';
  if (Object.hasOwn(characters, character)) {
    const end = endOfQuoted(text, at);
    const fix = characters[character]!;
    const inside = text.slice(at + 1, end - 1);
    const isShort = inside !== '' && inside.length < 40 && !inside.includes('"') && !inside.includes('\\');
    return { start: at, end, fix: isShort ? { ...fix, code: `"${inside}"` } : fix };
  }
  const isWord = word.test(character);
  const part = isWord ? word : sign;
  if (!part.test(character) || where === 'elsewhere') return undefined;
  let start = at;
  let end = at + 1;
  while (start > at - longest && start > 0 && part.test(text[start - 1]!)) start--;
  while (end < at + longest && end < text.length && part.test(text[end]!)) end++;
  // A sign may have another one after it, as in `x ==-1`.
  for (; end > at; end--) {
    const fix = meant(text.slice(start, end), isWord, where, text.slice(end, end + 20));
    if (fix !== undefined) return { start, end, fix };
    if (isWord) return undefined;
  }
  return undefined;
}

const relations = ['group', 'order', 'limit', 'having', 'where'];

function meant(written: string, isWord: boolean, where: Where, after: string): Fix | undefined {
  // Other languages write such words in capitals.
  const name = isWord && written === written.toUpperCase() ? written.toLowerCase() : written;
  // A relation may have such a name.
  if (relations.includes(name) && /^ *\(/.test(after)) return undefined;
  if (name === 'is' && /^ +(not +)?null\b/i.test(after)) return unknown;
  const special = where === 'body' ? inBody : where === 'head' ? afterHead : {};
  if (Object.hasOwn(special, name)) return special[name];
  const known = !isWord ? signs : where === 'body' ? words : {};
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

/** What is said of NULL. */
export const unknown: Fix = {
  text: 'No value is missing in a tuple: what is not known has none. Ask with `!`.',
  code: '!relation(x, _)',
};

/** Where a text in other quotes ends: at its other quote, if that is on the same line. */
function endOfQuoted(text: string, at: number): number {
  const character = text[at]!;
  const line = text.indexOf('\n', at);
  const close = text.indexOf(character === '“' ? '”' : character, at + 1);
  return close < 0 || (line >= 0 && close > line) ? at + 1 : close + 1;
}

/** No sign or word of these is longer. */
const longest = 10;
