/** A place in a token list, the errors raised there, and the way back to the next item. Annotations: `annotations.ts`. */
import type { Fix } from '../../diagnostics/diagnostic.js';
import type { SourceText } from '../../diagnostics/source.js';
import type { Reporter } from '../errors.js';
import type { Aggregate, AggregateName } from './ast.js';
import { comment, type Foreign, foreignAt, foreignOpener, foreignStatement, type Where } from './foreign.js';
import type { Token, TokenKind, Tokens } from './lexer.js';
import { Numbering } from './numbering.js';
import { reservedWords } from './words.js';

const aggregates = new Set<string>(['count', 'sum', 'min', 'max']);

/** Thrown at a syntax error, after it was reported; the parser goes on at the next item. */
export class SyntaxStop extends Error {}

/** Terms, groups and lists may stand in each other this deep: no file can make the readers of the tree run out of stack. */
export const maxDepth = 100;

/** Reads tokens one by one. */
export class Cursor {
  /** The kind and the text of the token to read next. */
  kind: TokenKind;
  text: string;
  private at = 0;
  /** Where the item that is read now begins. */
  itemStart = 0;
  /** Which part of an item is read now. */
  where: Where = 'elsewhere';
  /** Inside the braces of a component: its `}` ends the search for the next item. */
  inComponent = false;
  /** Inside the body of an aggregate. */
  inAggregate = false;
  /** Literals of the clause so far. */
  literals = 0;
  /** How high the composed terms of this item are. */
  readonly heights = new Map<object, number>();
  /** The variables of the clause so far. */
  readonly numbering = new Numbering();
  private depth = 0;
  private matching: Int32Array | undefined;

  constructor(
    readonly tokens: Tokens,
    readonly reporter: Reporter,
    readonly parseAggregate: (cursor: Cursor, name: AggregateName, start: number) => Aggregate | undefined,
  ) {
    this.kind = tokens.kind(0);
    this.text = tokens.texts[0]!;
  }

  get source(): SourceText {
    return this.tokens.source;
  }

  /** The place of the token to read next. */
  get position(): number {
    return this.at;
  }

  /** Where the token to read next begins in the text. */
  get start(): number {
    return this.tokens.starts[this.at]!;
  }

  /** Where it ends. */
  get end(): number {
    return this.tokens.ends[this.at]!;
  }

  /** The token to read next, to speak of it. */
  get token(): Token {
    return this.tokens.at(this.at);
  }

  /** The token so many places further on. */
  peek(ahead: number): Token {
    return this.tokens.at(Math.min(this.at + ahead, this.tokens.texts.length - 1));
  }

  get atEnd(): boolean {
    return this.kind === 'end';
  }

  /** End of the token before. */
  get lastEnd(): number {
    return this.at === 0 ? 0 : this.tokens.ends[this.at - 1]!;
  }

  /** Whether a text ends right before the token. */
  get isAfterText(): boolean {
    return this.at > 0 && this.tokens.kind(this.at - 1) === 'string' && this.touches(this.at - 1);
  }

  /** Whether a symbol stands before the token. */
  isAfter(symbol: string): boolean {
    return this.at > 0 && this.tokens.texts[this.at - 1] === symbol;
  }

  is(symbol: string): boolean {
    return this.text === symbol && this.kind === 'symbol';
  }

  /** Whether what comes after the token to read next is this symbol. */
  isNext(symbol: string): boolean {
    const next = this.at + 1;
    return this.tokens.texts[next] === symbol && this.tokens.kind(next) === 'symbol';
  }

  /** Whether a `--` begins here. */
  isDashes(): boolean {
    return this.is('-') && this.isNext('-') && this.touches(this.at);
  }

  /** Whether a number comes right after the token. */
  isNextNumber(): boolean {
    return this.touches(this.at) && this.tokens.kind(this.at + 1) === 'number';
  }

  /** Whether the token is a dot that joins two names: nothing stands between it and the second. */
  isDotInName(): boolean {
    return this.is('.') && this.touches(this.at) && this.tokens.kind(this.at + 1) === 'name';
  }

  /** Whether the token is a name that a dot joins with another one. */
  isDottedName(): boolean {
    const dot = this.at + 1;
    return (
      this.isNext('.') && this.touches(this.at) && this.touches(dot) && this.tokens.kind(dot + 1) === 'name'
    );
  }

  /** Whether nothing stands between a token and the next one. */
  private touches(at: number): boolean {
    return this.tokens.ends[at] === this.tokens.starts[at + 1];
  }

  /** Goes to the next token; stays at the end. */
  skip(): void {
    if (this.kind !== 'end') this.moveTo(this.at + 1);
  }

  /** As `skip`; gives the token that was read. */
  take(): Token {
    const { token } = this;
    this.skip();
    return token;
  }

  /** Goes to the last token of the line: what stands on it is no part of the language. */
  skipLine(): void {
    while (!this.atEnd && !this.tokens.isFirst(this.at + 1)) this.skip();
  }

  /** Goes to a token further on, or back. */
  moveTo(position: number): void {
    this.at = position;
    this.kind = this.tokens.kind(position);
    this.text = this.tokens.texts[position]!;
  }

  accept(symbol: string): boolean {
    const found = this.is(symbol);
    if (found) this.moveTo(this.at + 1);
    return found;
  }

  expect(symbol: string, where: string): void {
    if (!this.accept(symbol)) this.unexpected(`\`${symbol}\` ${where}`);
  }

  /** Reads a name that is no word of the language; gives its text. */
  name(what: string): string {
    const { text } = this;
    if (this.kind !== 'name') this.unexpected(what);
    if (reservedWords.has(text)) {
      const message = `\`${text}\` is a word of the language: it cannot be ${what}.`;
      this.fail('dl/reserved-word', message, this.start, this.end, {
        fix: { text: 'Take another name.', code: `${text}_` },
      });
    }
    this.moveTo(this.at + 1);
    return text;
  }

  /** Begins with a new item. */
  beginItem(): void {
    this.itemStart = this.at;
    this.where = 'elsewhere';
    this.depth = 0;
    if (this.heights.size > 0) this.heights.clear();
  }

  /** Goes one level deeper, until `leave`; stops the item where that is too deep. */
  enter(): void {
    if (this.depth >= maxDepth) this.tooDeep(this.start, this.end);
    this.depth++;
  }

  leave(): void {
    this.depth--;
  }

  /** Whether `enter` would stop the item. */
  get isDeepest(): boolean {
    return this.depth >= maxDepth;
  }

  tooDeep(start: number, end: number): never {
    this.fail('dl/too-deep', `This is nested more than ${maxDepth} deep.`, start, end, {
      fix: { text: 'Give a part of it a relation of its own.' },
    });
  }

  /** The place of the token that closes the bracket at `position`, -1 where none does. */
  closing(position: number): number {
    this.matching ??= matchBrackets(this.tokens);
    return this.matching[position]!;
  }

  /** Reports "expected `what`, found ..." at the token and stops the item. */
  unexpected(what: string, fix?: Fix): never {
    const { token } = this;
    const foreign = this.foreign();
    if (foreign !== undefined) this.failAtForeign(foreign);
    const found =
      token.kind === 'end'
        ? 'the file ends'
        : token.kind === 'doc' || token.kind === 'inner-doc'
          ? `found a \`${token.kind === 'doc' ? '///' : '//!'}\` comment`
          : `found \`${this.raw(token)}\``;
    this.fail('dl/syntax', `Expected ${what}, but ${found}.`, token.start, token.end, {
      ...(fix !== undefined && { fix }),
      ...this.hint(token),
    });
  }

  /** Says of what another language writes what is written here instead. */
  failAtForeign({ start, end, fix }: Foreign): never {
    const written = this.source.text.slice(start, Math.min(end, start + 40));
    if (fix === comment) this.skipLine();
    const message = aggregates.has(written) ? 'is not written so' : 'has no meaning here';
    return this.fail('dl/syntax', `\`${written}\` ${message}.`, start, end, { fix });
  }

  /** What another language writes at a place. */
  foreignAt(start: number): Foreign | undefined {
    return foreignAt(this.source.text, start, this.where);
  }

  /** What another language writes at the token to read next, before it, or around it. */
  private foreign(): Foreign | undefined {
    const { at, tokens } = this;
    if (this.kind === 'end' || this.kind === 'doc' || this.kind === 'inner-doc') return undefined;
    const here = this.foreignAt(this.start);
    if (here !== undefined) return here;
    if (this.is('#') && tokens.kind(at + 1) === 'name') {
      const fix = foreignOpener(tokens.texts[at + 1]!);
      if (fix !== undefined) return { start: this.start, end: tokens.ends[at + 1]!, fix };
    }
    if (at === this.itemStart || tokens.isFirst(at)) return undefined;
    const before = at - 1 === this.itemStart ? foreignStatement : foreignOpener;
    return this.namedAt(at - 1, before) ?? this.foreignAround();
  }

  /** The word of another language before the parenthesis that is open. */
  foreignAround(): Foreign | undefined {
    let open = 0;
    for (let at = this.at - 1; at > this.itemStart; at--) {
      if (this.tokens.kind(at) !== 'symbol') continue;
      const text = this.tokens.texts[at];
      if (text === ')') open++;
      else if (text === '(' && open-- === 0) return this.namedAt(at - 1, foreignOpener);
    }
    return undefined;
  }

  private namedAt(at: number, fixOf: (name: string) => Fix | undefined): Foreign | undefined {
    const { tokens } = this;
    const fix = tokens.kind(at) === 'name' ? fixOf(tokens.texts[at]!) : undefined;
    return fix && { start: tokens.starts[at]!, end: tokens.ends[at]!, fix };
  }

  private hint(token: Token): Parameters<Reporter['error']>[3] {
    if (token.kind === 'doc') {
      return {
        fix: { text: '`///` documents a whole item and stands before it; inside a clause write `//`.' },
      };
    }
    if (token.kind === 'inner-doc') {
      return { fix: { text: 'Write `//` for a comment, or `///` to document the item that follows.' } };
    }
    if (token.kind === 'end') return {};
    if (!token.first) return {};
    const start = this.tokens.at(this.itemStart);
    if (start.kind !== 'name' || this.itemStart === this.at) return {};
    return {
      fix: { text: 'If the clause before ends here, close it with a `.`.' },
      related: [{ label: 'the clause that is not closed', span: this.source.span(start.start, start.end) }],
    };
  }

  fail(
    code: string,
    message: string,
    start: number,
    end: number,
    more: Parameters<Reporter['error']>[3] = {},
  ): never {
    if (!this.isMisread()) this.reporter.error(code, message, this.source.span(start, end), more);
    throw new SyntaxStop();
  }

  /** Whether something that was reported stands in the item or right after it: nothing else is meant. */
  private isMisread(): boolean {
    const { tokens, position } = this;
    for (let at = this.itemStart; at <= position; at++) if (tokens.isOpen(at)) return true;
    for (let at = position + 1; at < position + 40 && !tokens.isFirst(at); at++) {
      if (tokens.isOpen(at)) return true;
    }
    return false;
  }

  /** The text of a token; a long one is cut. */
  raw(token: Token): string {
    const text = this.source.text.slice(token.start, Math.min(token.end, token.start + 40));
    return token.end - token.start > 40 ? `${text}...` : text;
  }

  /**
   * Goes to the start of what is likely the next item: a line that looks like one, or what follows a `.`. A `}` that closes
   * what the item stands in ends the search.
   */
  recover(): void {
    const stopped = this.position;
    for (let at = this.itemStart + 1; at <= stopped; at++) {
      this.moveTo(at);
      if (this.looksLikeItem()) return;
    }
    this.moveTo(stopped);
    while (!this.atEnd && !(stopped < this.position && this.looksLikeItem())) {
      if (this.inComponent && this.is('}') && this.closing(this.position) < this.itemStart) return;
      const isInName = this.isDotInName() && this.tokens.kind(this.at - 1) === 'name';
      if (this.accept('.')) {
        if (!isInName && this.mayBegin()) return;
      } else this.skip();
    }
  }

  /** Whether an item may begin here: no bracket, comma or operator begins one. */
  private mayBegin(): boolean {
    if (this.kind === 'symbol') return this.is('@[') || this.is('#') || this.is('}');
    return this.kind !== 'number' && this.kind !== 'float' && this.kind !== 'string';
  }

  private looksLikeItem(): boolean {
    const { kind } = this;
    if (!this.tokens.isFirst(this.at)) return false;
    if (kind === 'directive' || kind === 'doc') return true;
    if (kind === 'symbol') return this.text === '@[';
    return kind === 'name' && this.source.position(this.start).column === 1;
  }
}

/** For each bracket the place of its partner, -1 where it has none and for all other tokens. */
function matchBrackets(tokens: Tokens): Int32Array {
  const { texts } = tokens;
  const partners = new Int32Array(texts.length).fill(-1);
  const open: number[] = [];
  const close: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  for (const [place, text] of texts.entries()) {
    if (tokens.kind(place) !== 'symbol') continue;
    if (text === '(' || text === '{' || text.endsWith('[')) open.push(place);
    const wanted = close[text];
    if (wanted === undefined) continue;
    const last = open.at(-1);
    if (last === undefined || !texts[last]!.endsWith(wanted)) continue;
    open.pop();
    partners[place] = last;
    partners[last] = place;
  }
  return partners;
}
