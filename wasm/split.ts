/**
 * A text of SQL into its statements, the way psql does it: a semicolon counts outside quotes, comments, parentheses and
 * BEGIN ATOMIC bodies; a backslash starts a psql command; lines after COPY FROM STDIN up to `\.` are data.
 */
import { isNamePart, skipBlank, skipQuoted } from './lexer.js';

/** Offsets are UTF-16 offsets into the whole text; `end` is exclusive. */
export interface Piece {
  /** `command`: a psql command to the end of its line. `data`: rows of COPY FROM STDIN. */
  readonly kind: 'statement' | 'command' | 'data';
  /** The statement without its semicolon; psql commands inside it are blanked out, so offsets stay true. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Only the statements of a text. */
export function splitStatements(text: string): Piece[] {
  return splitPieces(text).filter((piece) => piece.kind === 'statement');
}

/** Statements, psql commands and COPY data of a text, in order. */
export function splitPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  const masked: { start: number; end: number }[] = [];
  const body = new AtomicBody();
  let depth = 0;
  let start = -1;
  let i = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  const finish = (end: number): Piece | undefined => {
    if (start === -1) return undefined;
    const piece = statement(text, start, end, masked);
    pieces.push(piece);
    start = -1;
    depth = 0;
    masked.length = 0;
    body.reset();
    return piece;
  };

  while (i < text.length) {
    if (start === -1) {
      i = skipBlank(text, i);
      if (i >= text.length) break;
      if (text[i] === ';') {
        i++;
        continue;
      }
    }
    if (text[i] === '\\') {
      const end = commandEnd(text, i);
      pieces.push({ kind: 'command', text: text.slice(i, end), start: i, end });
      if (start !== -1) {
        if (/^\\(?:g|gx|gexec|gset|gdesc|crosstabview|watch)\b/.test(text.slice(i, end))) finish(i);
        else masked.push({ start: i, end });
      }
      i = end;
      continue;
    }
    if (start === -1) start = i;
    const quoted = skipQuoted(text, i);
    if (quoted > i) {
      i = quoted;
      continue;
    }
    const char = text[i];
    if (char === '(') depth++;
    else if (char === ')') depth = Math.max(0, depth - 1);
    else if (char === ';' && depth === 0 && !body.open) {
      const piece = finish(i);
      i++;
      if (piece !== undefined && isCopyFromStdin(piece.text)) i = copyData(text, i, pieces);
      continue;
    } else if (isNamePart(char)) {
      let end = i + 1;
      while (isNamePart(text[end]) && end < text.length) end++;
      // a prefix of a string constant belongs to the quote that follows
      if (text[end] !== "'" || end - i > 2) body.word(text.slice(i, end).toLowerCase());
      i = end;
      continue;
    }
    i++;
  }
  finish(text.length);
  return pieces.sort((a, b) => a.start - b.start);
}

/** Tracks `CREATE [OR REPLACE] FUNCTION|PROCEDURE ... BEGIN ATOMIC ... END`, inside which semicolons do not count. */
class AtomicBody {
  private words: string[] = [];
  private depth = 0;
  private previous = '';

  get open(): boolean {
    return this.depth > 0;
  }

  word(word: string): void {
    if (this.words.length < 4) this.words.push(word);
    if (this.depth > 0) {
      if (word === 'case') this.depth++;
      else if (word === 'end') this.depth--;
    } else if (word === 'atomic' && this.previous === 'begin' && this.createsRoutine()) this.depth = 1;
    this.previous = word;
  }

  reset(): void {
    this.words = [];
    this.depth = 0;
    this.previous = '';
  }

  private createsRoutine(): boolean {
    return /^create (?:or replace )?(?:function|procedure)\b/.test(this.words.join(' '));
  }
}

function statement(
  text: string,
  start: number,
  end: number,
  masked: readonly { start: number; end: number }[],
): Piece {
  let sql = text.slice(start, end);
  for (const part of masked) {
    const blank = ' '.repeat(part.end - part.start);
    sql = sql.slice(0, part.start - start) + blank + sql.slice(part.end - start);
  }
  const trimmed = sql.trimEnd();
  return { kind: 'statement', text: trimmed, start, end: start + trimmed.length };
}

function commandEnd(text: string, at: number): number {
  const line = text.indexOf('\n', at);
  return line === -1 ? text.length : text[line - 1] === '\r' ? line - 1 : line;
}

function isCopyFromStdin(sql: string): boolean {
  return /^copy\b/i.test(sql) && /\bfrom\s+stdin\b/i.test(sql);
}

/** Adds the data piece after COPY FROM STDIN and returns where it ends; without an end mark there is no data. */
function copyData(text: string, from: number, pieces: Piece[]): number {
  const lineEnd = text.indexOf('\n', from);
  if (lineEnd === -1) return from;
  const mark = /^\\\.\r?$/m;
  const found = mark.exec(text.slice(lineEnd + 1));
  if (found === null) return from;
  const start = lineEnd + 1;
  const end = start + found.index + found[0].length;
  pieces.push({ kind: 'data', text: text.slice(start, end), start, end });
  return end;
}
