/** The words of one item as lines: which blanks stand between words, and where a line may end. */
import type { SourceText } from '../../diagnostics/source.js';
import type { Token, TokenKind } from './lexer.js';

/** A token or a comment, as it is written. */
export interface Piece {
  readonly kind: TokenKind | 'comment';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Line breaks in front of it. */
  readonly breaks: number;
}

/** What an item is: it decides where lines may end. */
export type Layout = 'clause' | 'columns' | 'type' | 'annotation' | 'header';

/** Tokens, and the comments between them, without the end. */
export function piecesOf(source: SourceText, tokens: readonly Token[]): Piece[] {
  const { text } = source;
  const pieces: Piece[] = [];
  let from = 0;
  for (const token of tokens) {
    let breaks = 0;
    let at = from;
    while (at < token.start) {
      if (text[at] === '\n') breaks += 1;
      if (text[at] !== '/') {
        at += 1;
        continue;
      }
      const line = text[at + 1] === '/';
      const close = line ? text.indexOf('\n', at) : text.indexOf('*/', at) + 2;
      const end = close < 0 ? text.length : close;
      pieces.push({ kind: 'comment', text: text.slice(at, end).trimEnd(), start: at, end, breaks });
      breaks = 0;
      at = end;
    }
    from = token.end;
    if (token.kind === 'end') break;
    const raw = text.slice(token.start, token.end);
    const isDoc = token.kind === 'doc' || token.kind === 'inner-doc';
    const shown = isDoc ? raw.replace(/^(\/\/[/!])(?=\S)/, '$1 ').trimEnd() : raw;
    pieces.push({ kind: token.kind, text: shown, start: token.start, end: token.end, breaks });
  }
  return pieces;
}

/** Words on one line. */
function flat(words: readonly Piece[], layout: Layout): string {
  return words.map((word, i) => `${i === 0 ? '' : blank(words, i, layout)}${word.text}`).join('');
}

/** The lines of an item, the first at column 0. */
export function layOut(words: readonly Piece[], layout: Layout, width: number): string[] {
  return layout === 'type' ? layOutType(words, width) : layOutParts(words, layout, width);
}

/** Whether a word ends its line: a comment to the end of the line, or documentation. */
function endsLine({ kind, text }: Piece): boolean {
  return (
    kind === 'doc' ||
    kind === 'inner-doc' ||
    (kind === 'comment' && (text.startsWith('//') || text.includes('\n')))
  );
}

const indent = 4;

function layOutParts(words: readonly Piece[], layout: Layout, width: number): string[] {
  const line = flat(words, layout);
  const whole = !words.some(endsLine);
  const body = bodyOf(words, layout);
  const parts = body === undefined ? [] : split(words, body, layout);
  const broken = parts.some(({ from }) => words[from]!.breaks > 0);
  if (whole && (body === undefined || (!broken && line.length <= width))) return [line];
  const kept = new Filler(words, layout, width, true);
  kept.item(body);
  if (!kept.overflowed) return kept.lines;
  const anew = new Filler(words, layout, width, false);
  anew.item(body);
  return anew.lines;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const opening = new Set(['(', '[', '{', '@[', '@![']);
const closing = new Set([')', ']', '}']);

function isSymbol({ kind, text }: Piece, of: ReadonlySet<string>): boolean {
  return kind === 'symbol' && of.has(text);
}

/** What may be broken into parts: what follows `:-`, or what stands in the brackets of a head, of columns, of an annotation. */
function bodyOf(words: readonly Piece[], layout: Layout): Range | undefined {
  const turn =
    layout === 'clause' ? words.findIndex(({ kind, text }) => kind === 'symbol' && text === ':-') : -1;
  if (turn >= 0) return { from: turn + 1, to: words.length };
  if (layout === 'header') return undefined;
  if (layout === 'annotation') {
    // One text, however long, stays beside its key.
    if (words.filter(({ kind }) => kind === 'string').length === 1 && !words.some(({ text }) => text === ','))
      return undefined;
    const at = words.findIndex(({ kind, text }) => kind === 'symbol' && (text === '=' || text === '('));
    return at < 0 ? undefined : { from: at + 1, to: words.length };
  }
  const names = layout === 'columns' ? { from: 1, to: words.length } : undefined;
  return bracketed(words, 0, words.length) ?? names;
}

/** The inside of the first bracket in a range. */
function bracketed(words: readonly Piece[], from: number, to: number): Range | undefined {
  let open = from;
  while (open < to && !isSymbol(words[open]!, opening)) open += 1;
  let depth = 0;
  for (let i = open; i < to; i++) {
    if (isSymbol(words[i]!, opening)) depth += 1;
    if (isSymbol(words[i]!, closing) && --depth === 0) return { from: open + 1, to: i };
  }
  return undefined;
}

/** A range cut behind every `,` and `;` outside of brackets, and between texts of an annotation. */
function split(words: readonly Piece[], { from, to }: Range, layout: Layout): Range[] {
  const parts: Range[] = [];
  let depth = 0;
  let start = from;
  for (let i = from; i < to; i++) {
    const word = words[i]!;
    if (isSymbol(word, opening)) depth += 1;
    if (isSymbol(word, closing)) depth -= 1;
    const ends = word.kind === 'symbol' && (word.text === ',' || word.text === ';');
    const texts = layout === 'annotation' && word.kind === 'string' && words[i + 1]?.kind === 'string';
    if (depth <= 0 && (ends || texts) && i + 1 < to) {
      parts.push({ from: start, to: i + 1 });
      start = i + 1;
    }
  }
  if (start < to) parts.push({ from: start, to });
  return parts;
}

/** Puts the words of an item on lines. */
class Filler {
  readonly lines: string[] = [];
  /** A line that the author ended somewhere else was too long. */
  overflowed = false;
  private line = '';
  private ended = false;

  constructor(
    private readonly words: readonly Piece[],
    private readonly layout: Layout,
    private readonly width: number,
    /** Lines end where the author ended them. */
    private readonly keeping: boolean,
  ) {}

  item(body: Range | undefined): void {
    const all = { from: 0, to: this.words.length };
    if (body === undefined) this.put(all, indent);
    else if (this.layout === 'annotation' || (this.layout === 'columns' && body.to === all.to)) {
      this.put({ from: 0, to: body.from }, indent);
      this.fill(body, indent);
    } else if (body.to < this.words.length) this.block(all, body, 0);
    else {
      const from = this.behindRemarks(body.from);
      this.head({ from: 0, to: from });
      this.next(indent);
      this.fill({ from, to: body.to }, indent);
    }
    this.next(0);
  }

  /** Comments at the end of the line that a word ends stay there. */
  private behindRemarks(from: number): number {
    let at = from;
    while (this.words[at]?.kind === 'comment' && this.words[at]?.breaks === 0) at += 1;
    return at;
  }

  private head(range: Range): void {
    if (flat(this.words.slice(range.from, range.to), this.layout).length <= this.width)
      this.put(range, indent);
    else this.fill(range, indent);
  }

  /** Part after part, each on the line if it fits. */
  private fill(range: Range, depth: number): void {
    for (const part of split(this.words, range, this.layout)) this.part(part, depth);
  }

  private part(range: Range, depth: number): void {
    const words = this.words.slice(range.from, range.to);
    const { length } = flat(words, this.layout);
    const whole = !words.some(endsLine);
    const used = this.line.trim() === '' ? depth : this.line.length + 1;
    if (used > depth && this.line.trim() !== '') {
      const wanted = this.keeping && words[0]!.breaks > 0;
      const over = whole && used + length > this.width;
      if (wanted || over) this.next(depth);
      if (over && !wanted) this.overflowed = true;
    }
    const inner = bracketed(this.words, range.from, range.to);
    const breakable = inner !== undefined && split(this.words, inner, this.layout).length > 1;
    const room = this.line.trim() === '' ? depth : this.line.length + 1;
    if (whole && room + length > this.width && breakable)
      this.block(range, inner, this.line.trim() === '' && this.lines.length === 0 ? 0 : depth);
    else this.put(range, depth);
  }

  /** What stands in a bracket on lines of its own. */
  private block({ from, to }: Range, inner: Range, depth: number): void {
    const start = this.behindRemarks(inner.from);
    this.put({ from, to: start }, depth);
    this.next(depth + indent);
    this.fill({ from: start, to: inner.to }, depth + indent);
    this.next(depth);
    this.put({ from: inner.to, to }, depth);
  }

  private put({ from, to }: Range, depth: number): void {
    for (let i = from; i < to; i++) {
      const word = this.words[i]!;
      const alone =
        (word.kind === 'comment' && word.breaks > 0) || word.kind === 'doc' || word.kind === 'inner-doc';
      if (this.ended || (alone && this.line.trim() !== '')) this.next(depth);
      this.line += this.line.trim() === '' ? word.text : `${blank(this.words, i, this.layout)}${word.text}`;
      this.ended = endsLine(word);
    }
  }

  private next(depth: number): void {
    if (this.line.trim() !== '') this.lines.push(this.line.trimEnd());
    this.line = ' '.repeat(depth);
    this.ended = false;
  }
}

/** `.type T = A {} | B {}`: on one line, or one branch per line. */
function layOutType(words: readonly Piece[], width: number): string[] {
  const line = flat(words, 'type');
  if (!words.some((word, i) => i > 0 && word.breaks > 0) && line.length <= width && !words.some(endsLine))
    return [line];
  const equals = words.findIndex(({ kind, text }) => kind === 'symbol' && text === '=');
  if (equals < 0 || words.slice(0, equals + 1).some(endsLine)) {
    const filler = new Filler(words, 'type', width, true);
    filler.item(undefined);
    return filler.lines;
  }
  const lines = [flat(words.slice(0, equals + 1), 'type')];
  let current = '';
  let depth = 0;
  const end = (): void => {
    if (current.trim() !== '') lines.push(current.trimEnd());
    current = '';
  };
  for (let i = equals + 1; i < words.length; i++) {
    const word = words[i]!;
    if (word.kind === 'symbol' && opening.has(word.text)) depth += 1;
    if (word.kind === 'symbol' && closing.has(word.text)) depth -= 1;
    const branch = depth === 0 && word.kind === 'symbol' && word.text === '|';
    if (branch || (endsLine(word) && word.breaks > 0)) end();
    if (branch) current = '  |';
    else if (current === '') current = `    ${word.text}`;
    else current += `${current === '  |' ? ' ' : blank(words, i, 'type')}${word.text}`;
    if (endsLine(word)) end();
  }
  end();
  return lines;
}

const compares = new Set(['=', '!=', '<', '<=', '>', '>=', '<:', ':-', '|', ';']);
const operators = new Set(['+', '-', '*', '/', '%', '^']);

/** What stands between a word and the one before it on its line. */
function blank(words: readonly Piece[], i: number, layout: Layout): '' | ' ' {
  const left = words[i - 1]!;
  const right = words[i]!;
  if (left.kind === 'comment' || right.kind === 'comment') return ' ';
  const after = left.kind === 'symbol' ? left.text : '';
  const before = right.kind === 'symbol' ? right.text : '';
  if (before === ',' || before === ')' || before === ']' || before === '.') return '';
  if (after === '(' || after === '[' || after === '@[' || after === '@![') return '';
  if (after === '.' || after === '$' || after === '@' || after === '!') return '';
  if (before === '}') return after === '{' ? '' : ' ';
  if (before === ':') return layout === 'clause' ? ' ' : '';
  if (after === '-' && isSign(words, i - 1)) return '';
  if (compares.has(before) || operators.has(before) || compares.has(after) || operators.has(after))
    return ' ';
  return before === '(' && left.kind === 'name' ? '' : ' ';
}

/** Whether a `-` is a sign: nothing stands before it that it could be taken from. */
function isSign(words: readonly Piece[], i: number): boolean {
  const left = words[i - 1];
  if (left === undefined) return true;
  if (left.kind === 'symbol') return !closing.has(left.text);
  return left.kind === 'name' && ['sum', 'min', 'max'].includes(left.text);
}
