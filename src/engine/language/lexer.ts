/**
 * Text to tokens, in one pass and in time linear in the text. Comments vanish, except `///`, which documents the item that
 * follows, and `//!`, which documents what it stands in.
 */
import type { SourceText } from '../../diagnostics/source.js';
import type { Reporter } from '../errors.js';
import { endOfForeign, foreignAt } from './foreign.js';

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
  /** A symbol, a directive or a number. */
  const readMark = (c: string): void => {
    const symbolEnd = endOf(symbol, text, at);
    const end = symbolEnd === at ? endOf(number, text, at) : symbolEnd;
    const written = text.slice(at, end);
    if (written === '') {
      const character = String.fromCodePoint(text.codePointAt(at)!);
      const message = `The character ${JSON.stringify(character)} has no meaning here.`;
      const fix = foreignAt(text, at);
      const stop = fix === undefined ? at + character.length : endOfForeign(text, at);
      reporter.error('dl/syntax', message, source.span(at, stop), fix && { fix });
      // What other languages write here cannot be left out: the rest of the item would mean something else.
      if (fix === undefined) at = stop;
      else push('symbol', character, stop, true);
    } else if (symbolEnd === at) push(written.includes('.') ? 'float' : 'number', written, end);
    else {
      const word = c === '.' ? directiveAt(text, at, lineStart) : undefined;
      if (word === undefined) push('symbol', written, end);
      else push('directive', word, end + word.length);
    }
  };
  while (at < text.length) {
    const c = text[at]!;
    if (c === ' ' || c === '\t' || c === '\r' || c === '\ufeff') at++;
    else if (c === '\n') {
      lineStart = true;
      at++;
    } else if (c === '/' && text[at + 1] === '/') {
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
    } else {
      const end = endOf(name, text, at);
      if (end === at) readMark(c);
      else if (end - at <= longestName) push('name', text.slice(at, end), end);
      else {
        reporter.error('dl/too-long', `A name has at most ${longestName} characters.`, source.span(at, end));
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

// What a token looks like; the longest symbols come first.
const name = /[A-Za-z_?][\w?]*/y;
const number = /0x[\da-fA-F]*|0b[01]*|\d+(?:\.\d+)?/y;
const symbol = /@!?\[|:-|<:|[!<>]=|[-+*/%^<>=()[\]{},;:.!$@|#]/y;
const plainString = /"[^"\\\n]*"/y;
const inName = /[\w?]/;

/** Where what fits a pattern at this place ends; the place itself where nothing fits. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** The word of the directive whose dot stands at this place; undefined where the dot is just a dot. */
function directiveAt(text: string, at: number, lineStart: boolean): string | undefined {
  const end = endOf(name, text, at + 1);
  if (end === at + 1 || (at > 0 && inName.test(text[at - 1]!))) return undefined;
  const word = text.slice(at + 1, end);
  return lineStart || directives.has(word) ? word : undefined;
}

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

function readString(text: string, from: number): { value: string; end: number; closed: boolean } {
  // Most texts are plain: they are taken out of the source as they are.
  const plain = endOf(plainString, text, from);
  if (plain > from) return { value: text.slice(from + 1, plain - 1), end: plain, closed: true };
  let at = from + 1;
  let value = '';
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
