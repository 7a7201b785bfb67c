/**
 * Clauses that are passed over until it is known that somebody needs them: of each, the tokens are there and the names of
 * its heads are known. A clause whose end is not plain to see is left to who reads it at once.
 */
import type { SourceText } from '../../diagnostics/source.js';
import type { Reporter } from '../errors.js';
import type { Clause, ItemNode, Metadata, UnreadClause } from './ast.js';
import type { Cursor } from './cursor.js';
import type { Tokens } from './lexer.js';

/** Reads the clause that begins at a place; undefined when there is a mistake in it, which is reported. */
export type ClauseReader = (
  tokens: Tokens,
  position: number,
  meta: Metadata,
  reporter: Reporter,
) => Clause | undefined;

/** Passes over the clause at the cursor; undefined, and the cursor where it was, when it has to be read to know where it ends. */
export function passOver(cursor: Cursor, meta: Metadata, read: ClauseReader): UnreadClause | undefined {
  const { tokens, position } = cursor;
  const names: string[] = [];
  let at = position;
  do {
    if (at > position) at++;
    const opens = at + 1;
    if (tokens.kind(at) !== 'name' || tokens.texts[opens] !== '(') return undefined;
    names.push(tokens.texts[at]!);
    at = closing(tokens, opens) + 1;
  } while (tokens.texts[at] === ',');
  const last = tokens.texts[at] === '.' ? at : tokens.texts[at] === ':-' ? endOfBody(tokens, at) : undefined;
  if (last === undefined || tokens.kind(last) !== 'symbol') return undefined;
  cursor.moveTo(last + 1);
  return new Passed(names, tokens, position, last, meta, read);
}

/** The place of the `)` for the `(` at a place; that of the last token where there is none. */
function closing({ texts, codes }: Tokens, opens: number): number {
  const parenthesis = codes[opens];
  let depth = 0;
  let at = opens;
  for (; at < texts.length - 1; at++) {
    if (codes[at] !== parenthesis) continue;
    if (texts[at] === '(') depth++;
    else if (texts[at] === ')' && --depth === 0) break;
  }
  return at;
}

/** The place of the `.` that ends a body; undefined where something stands before it that no plain body holds. */
function endOfBody(tokens: Tokens, start: number): number | undefined {
  const { texts, codes } = tokens;
  const symbol = codes[start];
  for (let at = start + 1; at < texts.length - 1; at++) {
    if (codes[at] === symbol) {
      if (texts[at] !== '.') continue;
      return isInName(tokens, at) ? undefined : at;
    }
    const kind = tokens.kind(at);
    if (kind === 'doc' || kind === 'directive') return undefined;
  }
  return undefined;
}

/** Whether a dot may join two names. */
function isInName(tokens: Tokens, dot: number): boolean {
  return (
    tokens.kind(dot - 1) === 'name' &&
    tokens.kind(dot + 1) === 'name' &&
    tokens.ends[dot] === tokens.starts[dot + 1]
  );
}

class Passed implements UnreadClause {
  readonly kind = 'unread';
  private clause: Clause | undefined;

  constructor(
    readonly names: readonly string[],
    private readonly tokens: Tokens,
    private readonly position: number,
    private readonly last: number,
    readonly meta: Metadata,
    private readonly reader: ClauseReader,
  ) {}

  get source(): SourceText {
    return this.tokens.source;
  }

  get start(): number {
    return this.tokens.starts[this.position]!;
  }

  get end(): number {
    return this.tokens.ends[this.last]!;
  }

  read(reporter: Reporter): Clause | undefined {
    this.clause ??= this.reader(this.tokens, this.position, this.meta, reporter);
    return this.clause;
  }
}

/** The item itself, or what was passed over, read; nothing where that has a mistake, which is reported. */
export function readOut<T extends ItemNode>(item: T | UnreadClause, reporter: Reporter): (T | Clause)[] {
  if (item.kind !== 'unread') return [item as T];
  const clause = (item as UnreadClause).read(reporter);
  return clause === undefined ? [] : [clause];
}
