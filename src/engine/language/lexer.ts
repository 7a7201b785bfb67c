/**
 * Text to tokens, in one pass and in time linear in the text. Comments vanish, except `///`, which documents the item that
 * follows, and `//!`, which documents what it stands in.
 */
import type { SourceText } from '../../diagnostics/source.js';
import type { Reporter } from '../errors.js';

export type TokenKind =
  | 'name'
  | 'number'
  | 'float'
  | 'string'
  | 'directive'
  | 'doc'
  | 'inner-doc'
  | 'symbol'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The name, the symbol, the directive without its dot, the text of a string or comment. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** First on its line. */
  readonly first: boolean;
  /** A text that is never closed. */
  readonly isOpen: boolean;
}

/** Splits a source into tokens; the last one has the kind 'end'. */
export function tokenize(source: SourceText, reporter: Reporter): Token[] {
  const { text } = source;
  const tokens: Token[] = [];
  let at = 0;
  let lineStart = true;
  const push = (kind: TokenKind, value: string, end: number, isOpen = false): void => {
    tokens.push({ kind, text: value, start: at, end, first: lineStart, isOpen });
    lineStart = false;
    at = end;
  };
  while (at < text.length) {
    const c = text[at]!;
    if (c === '\n') {
      lineStart = true;
      at++;
    } else if (c === ' ' || c === '\t' || c === '\r' || c === '\ufeff') at++;
    else if (c === '/' && text[at + 1] === '/') {
      const end = lineEnd(text, at);
      if (text[at + 2] === '/' && text[at + 3] !== '/') push('doc', text.slice(at + 3, end).trim(), end);
      else if (text[at + 2] === '!') push('inner-doc', text.slice(at + 3, end).trim(), end);
      else at = end;
    } else if (c === '/' && text[at + 1] === '*') {
      const close = text.indexOf('*/', at + 2);
      if (close < 0) reporter.error('dl/syntax', 'This comment is never closed.', source.span(at, at + 2));
      const end = close < 0 ? text.length : close + 2;
      if (text.slice(at, end).includes('\n')) lineStart = true;
      at = end;
    } else if (c === '"') {
      const { value, end, closed } = readString(text, at);
      if (!closed) {
        reporter.error('dl/syntax', 'This text is never closed: a `"` is missing.', source.span(at, end));
      }
      push('string', value, end, !closed);
    } else if (isDigit(c)) {
      const end = numberEnd(text, at);
      const word = text.slice(at, end);
      push(word.includes('.') ? 'float' : 'number', word, end);
    } else if (isNameStart(c)) {
      const end = nameEnd(text, at);
      if (end - at > longestName) {
        reporter.error('dl/too-long', `A name has at most ${longestName} characters.`, source.span(at, end));
        at = end;
      } else push('name', text.slice(at, end), end);
    } else if (c === '.' && isNameStart(text[at + 1] ?? '') && !isNamePart(text[at - 1] ?? '')) {
      const end = nameEnd(text, at + 1);
      const word = text.slice(at + 1, end);
      if (lineStart || directives.has(word)) push('directive', word, end);
      else push('symbol', '.', at + 1);
    } else {
      const found = symbolsByFirst.get(c)?.find((symbol) => text.startsWith(symbol, at));
      if (found !== undefined) push('symbol', found, at + found.length);
      else {
        const character = String.fromCodePoint(text.codePointAt(at)!);
        const end = at + character.length;
        const message = `The character ${JSON.stringify(character)} has no meaning here.`;
        reporter.error('dl/syntax', message, source.span(at, end));
        at = end;
      }
    }
  }
  tokens.push({ kind: 'end', text: '', start: text.length, end: text.length, first: true, isOpen: false });
  return tokens;
}

const directives = new Set(
  'decl type input output printsize limitsize include comp init functor pragma plan lattice override number_type symbol_type once'.split(
    ' ',
  ),
);

/** Longest first. */
const symbols = [
  '@![',
  '@[',
  ':-',
  '<:',
  '!=',
  '<=',
  '>=',
  '<',
  '>',
  '=',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  ';',
  ':',
  '.',
  '!',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '$',
  '@',
  '|',
  '#',
];

const symbolsByFirst = new Map(
  symbols.map(([first = '']) => [first, symbols.filter((symbol) => symbol.startsWith(first))]),
);

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '"': '"',
  '\\': '\\',
  "'": "'",
  '0': '\0',
};

/** Longer names are refused: no message should have to carry one. */
const longestName = 256;

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from);
  return at < 0 ? text.length : at;
}

const quote = '"'.charCodeAt(0);
const backslash = '\\'.charCodeAt(0);
const newline = '\n'.charCodeAt(0);

function readString(text: string, from: number): { value: string; end: number; closed: boolean } {
  // Most texts are plain: they are taken out of the source as they are.
  let at = from + 1;
  for (let code = text.charCodeAt(at); at < text.length; code = text.charCodeAt(++at)) {
    if (code === quote) return { value: text.slice(from + 1, at), end: at + 1, closed: true };
    if (code === backslash || code === newline) break;
  }
  let value = text.slice(from + 1, at);
  while (at < text.length) {
    const c = text[at]!;
    if (c === '"') return { value, end: at + 1, closed: true };
    if (c === '\n') break;
    if (c === '\\' && at + 1 < text.length) {
      const next = text[at + 1]!;
      value += escapes[next] ?? `\\${next}`;
      at += 2;
    } else {
      value += c;
      at++;
    }
  }
  return { value, end: at, closed: false };
}

function numberEnd(text: string, from: number): number {
  let at = from;
  if (text[at] === '0' && (text[at + 1] === 'x' || text[at + 1] === 'b')) {
    const digits = text[at + 1] === 'x' ? '0123456789abcdefABCDEF' : '01';
    at += 2;
    while (at < text.length && digits.includes(text[at]!)) at++;
    return at;
  }
  while (isDigit(text[at] ?? '')) at++;
  if (text[at] === '.' && isDigit(text[at + 1] ?? '')) {
    at++;
    while (isDigit(text[at] ?? '')) at++;
  }
  return at;
}

function nameEnd(text: string, from: number): number {
  let at = from;
  while (isNameCode[text.charCodeAt(at)] === 1) at++;
  return at;
}

/** 1 for the codes of characters that stand in names. */
const isNameCode = Uint8Array.from({ length: 128 }, (_, code) =>
  isNamePart(String.fromCharCode(code)) ? 1 : 0,
);

function isDigit(c: string): boolean {
  return c >= '0' && c <= '9' && c.length === 1;
}

function isNameStart(c: string): boolean {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c === '_' || c === '?';
}

function isNamePart(c: string): boolean {
  return c !== '' && (isNameStart(c) || isDigit(c));
}
