/** What other languages write, and what is written here instead: the fix of a syntax error. */
import type { Fix } from '../../diagnostics/diagnostic.js';

const write = (code: string): Fix => ({ text: `Write \`${code}\`.`, code });
const comment: Fix = { text: 'A comment begins with `//`.' };
const quotes: Fix = { text: 'A text stands in double quotes.', code: '"..."' };

const signs: Readonly<Record<string, Fix>> = {
  '==': write('='),
  '===': write('='),
  '<>': write('!='),
  '!==': write('!='),
  '=<': write('<='),
  '=>': write('>='),
  '**': write('^'),
  '|': write(';'),
  '||': write(';'),
  '&': write(','),
  '&&': write(','),
  '<-': write(':-'),
  '<--': write(':-'),
  '<=-': write(':-'),
  ':=': write(':-'),
  '\\+': write('!'),
  '~': write('!'),
  '¬': write('!'),
  '∧': write(','),
  '∨': write(';'),
  '←': write(':-'),
  '≠': write('!='),
  '≤': write('<='),
  '≥': write('>='),
  '++': { text: 'A variable has one value. Give the next one a name.', code: 'next = x + 1' },
  '--': comment,
  '%': comment,
};

const characters: Readonly<Record<string, Fix>> = { "'": quotes, '`': quotes, '“': quotes, '”': quotes };

const pattern: Fix = {
  text: 'A pattern is a regular expression, which the whole text fits.',
  code: 'match(".*_at", x)',
};

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
  avg: { text: 'Divide a `sum` by a `count`.' },
  is: write('='),
  like: pattern,
  ilike: pattern,
  similar: pattern,
  between: { text: 'Compare twice.', code: 'x >= 1, x <= 9' },
  in: { text: 'Ask a relation that holds the values, or write `x = range(from, to)`.' },
};

const functions: Readonly<Record<string, Fix>> = {
  endswith: { text: 'The end of a text is asked for with a pattern.', code: 'match(".*_at", x)' },
  startswith: { text: 'The start of a text is asked for with a pattern.', code: 'match("tmp_.*", x)' },
  like: pattern,
  regex: pattern,
  regexp: pattern,
  rematch: pattern,
  regexmatch: pattern,
  regexpmatch: pattern,
  regexplike: pattern,
  length: write('strlen(x)'),
  len: write('strlen(x)'),
  concat: write('cat(x, y)'),
  substring: write('substr(x, 0, 3)'),
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

const sign = /[-=<>!:|&~+*%\\¬∧∨←≠≤≥]/;
const word = /\w/;

/** The fix for the sign or word at this place of a text, if another language writes it so. */
export function foreignAt(text: string, at: number): Fix | undefined {
  const character = text[at] ?? '';
  if (Object.hasOwn(characters, character)) return characters[character];
  const isWord = word.test(character);
  const part = isWord ? word : sign;
  if (!part.test(character)) return undefined;
  let start = at;
  let end = at + 1;
  while (start > at - longest && start > 0 && part.test(text[start - 1]!)) start--;
  while (end < at + longest && end < text.length && part.test(text[end]!)) end++;
  const written = text.slice(start, end);
  const known = isWord ? words : signs;
  // Other languages write such words in capitals.
  const name = isWord && written === written.toUpperCase() ? written.toLowerCase() : written;
  return Object.hasOwn(known, name) ? known[name] : undefined;
}

/** Where what stands at such a place ends: a text in other quotes with its other quote, if that is on the same line. */
export function endOfForeign(text: string, at: number): number {
  const character = text[at]!;
  if (character === '&') return text[at + 1] === '&' ? at + 2 : at + 1;
  if (!Object.hasOwn(characters, character)) return at + 1;
  const line = text.indexOf('\n', at);
  const close = text.indexOf(character === '“' ? '”' : character, at + 1);
  return close < 0 || (line >= 0 && close > line) ? at + 1 : close + 1;
}

/** No sign or word of these is longer. */
const longest = 10;
