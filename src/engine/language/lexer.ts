/**
 * Text to tokens, in one pass and in time linear in the text. Comments vanish, except `///`, which documents the item that
 * follows, and `//!`, which documents what it stands in.
 */
import type { SourceText } from '../../diagnostics/source.js';
import type { Reporter } from '../errors.js';
import { comment, foreignAt } from './foreign.js';

const tokenKinds = [
  'name',
  'number',
  'float',
  'string',
  'directive',
  'doc',
  'inner-doc',
  'symbol',
  'end',
] as const;

export type TokenKind = (typeof tokenKinds)[number];

export interface Token {
  readonly kind: TokenKind;
  /** The name, the symbol, the directive without its dot, the text of a string or comment. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** First on its line. */
  readonly first: boolean;
  /** A text that is never closed, or something else that was reported. */
  readonly isOpen: boolean;
}

/** Splits a source into tokens; the last one has the kind 'end'. */
export function tokenize(source: SourceText, reporter: Reporter): Token[] {
  const tokens = scan(source, reporter);
  return tokens.texts.map((_, at) => tokens.at(at));
}

/** The tokens of a text side by side: a reader makes objects only of those that it speaks of. */
export class Tokens {
  readonly texts: string[] = [];
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Places in `tokenKinds`. */
  readonly codes: Uint8Array;
  private readonly open = new Set<number>();
  /** Where the last comment of another language ends. */
  foreignCommentEnd = -1;

  constructor(readonly source: SourceText) {
    const most = source.text.length + 1;
    this.starts = new Int32Array(most);
    this.ends = new Int32Array(most);
    this.codes = new Uint8Array(most);
  }

  add(kind: TokenKind, text: string, start: number, end: number, isOpen = false): void {
    const at = this.texts.push(text) - 1;
    this.codes[at] = tokenKinds.indexOf(kind);
    this.starts[at] = start;
    this.ends[at] = end;
    if (isOpen) this.open.add(at);
  }

  /** What was reported. It cannot be left out: the rest of the item would mean something else, and nothing is said of that. */
  addUnread(start: number, end: number): void {
    this.add('symbol', unread, start, end, true);
  }

  at(at: number): Token {
    return {
      kind: this.kind(at),
      text: this.texts[at]!,
      start: this.starts[at]!,
      end: this.ends[at]!,
      first: this.isFirst(at),
      isOpen: this.isOpen(at),
    };
  }

  kind(at: number): TokenKind {
    return tokenKinds[this.codes[at]!]!;
  }

  /** Whether a token is the first on its line. */
  isFirst(at: number): boolean {
    return at >= this.texts.length - 1 || this.isLineStart(at, this.starts[at]!);
  }

  /** Whether nothing stands before a place on its line, where `at` tokens stand before it in all. */
  isLineStart(at: number, place: number): boolean {
    return at === 0 || this.source.text.slice(this.ends[at - 1], place).includes('\n');
  }

  /** Whether a token was reported. */
  isOpen(at: number): boolean {
    return this.open.size > 0 && this.open.has(at);
  }
}

/** The text of what could not be read: no symbol is written so. */
const unread = '\0';

/** As `tokenize`. Names that are equal share one text: looking them up is faster then. */
export function scan(source: SourceText, reporter: Reporter): Tokens {
  const { text } = source;
  const tokens = new Tokens(source);
  const { texts, starts, ends, codes } = tokens;
  const names = new Map<string, string>();
  for (let start = 0; start < text.length; ) {
    const sign = signs[text.charCodeAt(start)];
    if (sign === blank) start++;
    else if (sign === letter) {
      const end = endOfName(text, start);
      if (end - start > longestName) refuseLongName(tokens, start, end, reporter);
      else {
        const written = text.slice(start, end);
        const known = names.get(written);
        if (known === undefined) names.set(written, written);
        const at = texts.push(known ?? written) - 1;
        codes[at] = name;
        starts[at] = start;
        ends[at] = end;
      }
      start = end;
    } else if (sign === dash && isForeignComment(tokens, start)) {
      start = readForeignComment(tokens, start, reporter);
    } else if (sign === single || sign === dash) {
      const at = texts.push(text[start]!) - 1;
      codes[at] = symbol;
      starts[at] = start++;
      ends[at] = start;
    } else if (sign === quote) start = readString(tokens, start, reporter);
    else if (sign === slash && text[start + 1] === '/') start = readLine(tokens, start);
    else if (sign === slash && text[start + 1] === '*') start = readComment(tokens, start, reporter);
    else start = readMark(tokens, start, reporter);
  }
  tokens.add('end', '', text.length, text.length);
  return tokens;
}

const name = tokenKinds.indexOf('name');
const symbol = tokenKinds.indexOf('symbol');

// What a character begins.
const letter = 1;
const digit = 2;
const blank = 3;
const single = 4;
const slash = 5;
const quote = 6;
/** A symbol that begins a comment elsewhere. */
const dash = 7;

/** By the code of a character; what is not here begins a longer symbol, or nothing. */
const signs = new Uint8Array(128);
for (const [characters, sign] of [
  ['abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_?', letter],
  ['0123456789', digit],
  [' \t\r\n', blank],
  ['(),;{}[]=+*^|$', single],
  ['-%#', dash],
  ['/', slash],
  ['"', quote],
] as const) {
  for (const character of characters) signs[character.charCodeAt(0)] = sign;
}

function endOfName(text: string, start: number): number {
  let end = start + 1;
  for (let sign = signs[text.charCodeAt(end)]; sign === letter || sign === digit; ) {
    sign = signs[text.charCodeAt(++end)];
  }
  return end;
}

/** Longer names are refused: no message should have to carry one. */
export const longestName = 256;

function refuseLongName(tokens: Tokens, start: number, end: number, reporter: Reporter): void {
  const message = `A name has at most ${longestName} characters.`;
  reporter.error('dl/too-long', message, tokens.source.span(start, end));
  tokens.addUnread(start, end);
}

// What follows reads what begins at `start`, and gives its end.

/** A comment between `/*` and its end. */
function readComment(tokens: Tokens, start: number, reporter: Reporter): number {
  const { source } = tokens;
  const { text } = source;
  const close = text.indexOf('*/', start + 2);
  if (close >= 0) return close + 2;
  reporter.error('dl/syntax', 'This comment is never closed.', source.span(start, start + 2));
  tokens.addUnread(start, start + 2);
  return text.length;
}

/** Symbols after which no term goes on. */
const closed = new Set(['.', ',', ';', ':-', '{', '}']);

/** Whether a `--`, `%` or `#` here can only begin a comment, as it does in other languages. */
function isForeignComment(tokens: Tokens, start: number): boolean {
  const { texts, source } = tokens;
  const { text } = source;
  const sign = text[start];
  const next = text[start + 1] ?? '\n';
  if (sign === '-' && next !== '-') return false;
  if (sign === '#' && !' \t\r\n#!'.includes(next)) return false;
  const last = texts.length - 1;
  const isAlone = sign === '#' || (sign === '-' && text[start - 1] === '\n');
  if (last < 0 || isAlone) return true;
  return tokens.kind(last) === 'symbol' && closed.has(texts[last]!);
}

/** Such a comment; one is enough to be told of those on lines that follow each other. */
function readForeignComment(tokens: Tokens, start: number, reporter: Reporter): number {
  const { source, foreignCommentEnd } = tokens;
  const { text } = source;
  const lineEnd = text.indexOf('\n', start);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const between = foreignCommentEnd < 0 ? 'x' : text.slice(foreignCommentEnd + 1, start);
  if (between.trim() !== '' || between.includes('\n')) {
    const place = source.span(start, start + (text[start] === '-' ? 2 : 1));
    const message = `\`${text.slice(place.start, place.end)}\` has no meaning here.`;
    reporter.error('dl/syntax', message, place, { fix: comment });
  }
  tokens.foreignCommentEnd = end;
  return end;
}

/** A `//`, `///` or `//!`. */
function readLine(tokens: Tokens, start: number): number {
  const { text } = tokens.source;
  const lineEnd = text.indexOf('\n', start);
  const end = lineEnd < 0 ? text.length : lineEnd;
  const isDoc = text[start + 2] === '/' && text[start + 3] !== '/';
  if (isDoc || text[start + 2] === '!') {
    tokens.add(isDoc ? 'doc' : 'inner-doc', text.slice(start + 3, end).trim(), start, end);
  }
  return end;
}

const longSymbol = /@!?\[|:-|<:|[!<>]=|[/<>:.!@]/y;
const number = /0x[\da-fA-F]*|0b[01]*|\d+(?:\.\d+)?/y;

/** A symbol that may be a longer one, a directive or a number. */
function readMark(tokens: Tokens, start: number, reporter: Reporter): number {
  const { text } = tokens.source;
  const end = endOf(longSymbol, text, start);
  if (end > start) {
    const word = text[start] === '.' ? directiveAt(tokens, start) : undefined;
    if (word === undefined) tokens.add('symbol', text.slice(start, end), start, end);
    else tokens.add('directive', word, start, end + word.length);
    return end + (word?.length ?? 0);
  }
  const numberEnd = endOf(number, text, start);
  if (numberEnd === start) return readUnknown(tokens, start, reporter);
  const written = text.slice(start, numberEnd);
  tokens.add(written.includes('.') ? 'float' : 'number', written, start, numberEnd);
  return numberEnd;
}

/** Where what fits a pattern at this place ends; the place itself where nothing fits. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

const directives = new Set(
  'decl type input output printsize limitsize include comp init functor pragma plan lattice override number_type symbol_type once'.split(
    ' ',
  ),
);

/** The word of the directive whose dot stands at this place; undefined where the dot is just a dot. */
function directiveAt(tokens: Tokens, start: number): string | undefined {
  const { text } = tokens.source;
  if (signs[text.charCodeAt(start + 1)] !== letter) return undefined;
  const before = signs[text.charCodeAt(start - 1)];
  if (before === letter || before === digit) return undefined;
  const word = text.slice(start + 1, endOfName(text, start + 1));
  return directives.has(word) || tokens.isLineStart(tokens.texts.length, start) ? word : undefined;
}

/** A character that has no meaning; a byte order mark is nothing at all. */
function readUnknown(tokens: Tokens, start: number, reporter: Reporter): number {
  const { source } = tokens;
  const { text } = source;
  const character = String.fromCodePoint(text.codePointAt(start)!);
  if (character === '\ufeff') return start + 1;
  const foreign = foreignAt(text, start, 'body');
  const wordEnd = endOf(foreignWord, text, start);
  if (foreign === undefined && wordEnd > start) return readForeignWord(tokens, start, wordEnd, reporter);
  if (foreign === undefined) return readMeaningless(tokens, start, character, reporter);
  const { end, fix } = foreign;
  const message = `\`${text.slice(start, Math.min(end, start + 40))}\` has no meaning here.`;
  reporter.error('dl/syntax', message, source.span(start, end), { fix });
  tokens.addUnread(start, end);
  return end;
}

/** A character that no language is known to write here. */
function readMeaningless(tokens: Tokens, start: number, character: string, reporter: Reporter): number {
  const { source } = tokens;
  let end = start + character.length;
  while (source.text.startsWith(character, end)) end += character.length;
  const plain = character.normalize('NFKC');
  const isBlank = character.trim() === '';
  const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
  const shown = isBlank ? `U+${code}` : JSON.stringify(character);
  reporter.error('dl/syntax', `The character ${shown} has no meaning here.`, source.span(start, end), {
    ...(isBlank && { fix: { text: 'Write a blank.' } }),
    ...(!isBlank && /^[!-~]$/.test(plain) && { fix: { text: `Write \`${plain}\`.`, code: plain } }),
  });
  if (!isBlank) tokens.addUnread(start, end);
  return end;
}

const foreignWord = /[\p{L}\p{M}][\p{L}\p{M}\p{N}_?]*/uy;

/** A name with letters of other alphabets; it may have begun before `start`. */
function readForeignWord(tokens: Tokens, start: number, end: number, reporter: Reporter): number {
  const { source, texts } = tokens;
  const last = texts.length - 1;
  const isInside = last >= 0 && tokens.kind(last) === 'name' && tokens.ends[last] === start;
  const from = isInside ? tokens.starts[last]! : start;
  const written = source.text.slice(from, Math.min(end, from + 40));
  const plain = written.normalize('NFD').replaceAll(/\p{M}/gu, '');
  const message = `\`${written}\` is not a name: a name has letters from a to z.`;
  reporter.error('dl/syntax', message, source.span(from, end), {
    fix: { text: 'Write it with these.', ...(/^\w+$/.test(plain) && { code: plain }) },
  });
  tokens.addUnread(start, end);
  return end;
}

const plainString = /"[^"\\\n]*"/y;

/** As proofs and answers spell what has no sign. */
const unicodeEscape = /\\u[0-9a-fA-F]{4}/y;

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '"': '"',
  '\\': '\\',
  "'": "'",
  '0': '\0',
};

function readString(tokens: Tokens, start: number, reporter: Reporter): number {
  const { source } = tokens;
  const { text } = source;
  // Most texts are plain: they are taken out of the source as they are.
  const plain = endOf(plainString, text, start);
  if (plain > start) {
    tokens.add('string', text.slice(start + 1, plain - 1), start, plain);
    return plain;
  }
  let end = start + 1;
  let value = '';
  let isOpen = true;
  while (isOpen && end < text.length && text[end] !== '\n') {
    const c = text[end]!;
    const next = text[end + 1];
    if (c === '"') isOpen = false;
    else if (c === '\\' && next !== undefined) {
      const code = next === 'u' ? endOf(unicodeEscape, text, end) : end;
      if (code > end) value += String.fromCharCode(Number.parseInt(text.slice(end + 2, code), 16));
      else value += escapes[next] ?? `\\${next}`;
      end = Math.max(end + 1, code - 1);
    } else value += c;
    end++;
  }
  if (isOpen) {
    const message = 'This text is never closed: a `"` is missing.';
    const isFirst = text.lastIndexOf('"', start - 1) <= text.lastIndexOf('\n', start - 1) || start === 0;
    reporter.error('dl/syntax', message, source.span(start, end), {
      ...(!isFirst && {
        why: ['A text before it on the line may lack its own, and end where this one begins.'],
      }),
    });
  }
  tokens.add('string', value, start, end, isOpen);
  return end;
}
