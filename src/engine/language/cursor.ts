/** A place in a token list, the errors raised there, and the way back to the next item. Annotations: `annotations.ts`. */
import type { SourceText } from '../../diagnostics/source.js';
import type { Reporter } from '../errors.js';
import type { Aggregate, AggregateName } from './ast.js';
import { foreignAt } from './foreign.js';
import type { Token } from './lexer.js';
import { reservedWords } from './words.js';

/** Thrown at a syntax error, after it was reported; the parser goes on at the next item. */
export class SyntaxStop extends Error {}

/** Terms, groups and lists may stand in each other this deep: no file can make the readers of the tree run out of stack. */
export const maxDepth = 100;

/** Reads tokens one by one. */
export class Cursor {
  /** The token to read next. */
  token: Token;
  private at = 0;
  /** Where the item that is read now begins. */
  itemStart = 0;
  /** Inside the braces of a component: its `}` ends the search for the next item. */
  inComponent = false;
  /** Inside the body of an aggregate. */
  inAggregate = false;
  /** Literals of the clause so far. */
  literals = 0;
  /** How high the composed terms of this item are. */
  readonly heights = new Map<object, number>();
  private depth = 0;
  private matching: Int32Array | undefined;

  constructor(
    readonly source: SourceText,
    readonly tokens: readonly Token[],
    readonly reporter: Reporter,
    readonly parseAggregate: (cursor: Cursor, name: AggregateName, start: number) => Aggregate | undefined,
  ) {
    this.token = tokens[0]!;
  }

  /** The place of `token`. */
  get position(): number {
    return this.at;
  }

  private goTo(position: number): void {
    this.at = position;
    this.token = this.tokens[position]!;
  }

  peek(ahead: number): Token {
    return this.tokens[this.at + ahead] ?? this.tokens.at(-1)!;
  }

  get atEnd(): boolean {
    return this.token.kind === 'end';
  }

  /** End of the token before. */
  get lastEnd(): number {
    return this.at === 0 ? 0 : this.tokens[this.at - 1]!.end;
  }

  is(symbol: string): boolean {
    const { token } = this;
    return token.text === symbol && token.kind === 'symbol';
  }

  take(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.goTo(this.at + 1);
    return token;
  }

  accept(symbol: string): boolean {
    const found = this.is(symbol);
    if (found) this.goTo(this.at + 1);
    return found;
  }

  expect(symbol: string, where: string): Token {
    if (!this.is(symbol)) this.unexpected(`\`${symbol}\` ${where}`);
    return this.take();
  }

  name(what: string): Token {
    const { token } = this;
    if (token.kind !== 'name') this.unexpected(what);
    if (reservedWords.has(token.text)) {
      const message = `\`${token.text}\` is a word of the language: it cannot be ${what}.`;
      this.fail('dl/reserved-word', message, token.start, token.end, {
        fix: { text: 'Take another name.', code: `${token.text}_` },
      });
    }
    return this.take();
  }

  /** Runs `read` one level deeper; stops the item where it is too deep. */
  nested<T>(read: () => T): T {
    if (this.depth >= maxDepth) this.tooDeep(this.token.start, this.token.end);
    this.depth++;
    try {
      return read();
    } finally {
      this.depth--;
    }
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
  unexpected(what: string): never {
    const { token } = this;
    const found =
      token.kind === 'end'
        ? 'the file ends'
        : token.kind === 'doc' || token.kind === 'inner-doc'
          ? `found a \`${token.kind === 'doc' ? '///' : '//!'}\` comment`
          : `found \`${this.raw(token)}\``;
    this.fail('dl/syntax', `Expected ${what}, but ${found}.`, token.start, token.end, this.hint(token));
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
    const foreign = foreignAt(this.source.text, token.start);
    if (foreign !== undefined) return { fix: foreign };
    if (!token.first) return {};
    const start = this.tokens[this.itemStart] ?? token;
    if (start.kind !== 'name' || start === token) return {};
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

  /** Whether a text that is never closed stands in the item or right after it: that was said, and nothing else is meant. */
  private isMisread(): boolean {
    const { tokens, position } = this;
    for (let at = this.itemStart; at <= position; at++) if (tokens[at]?.isOpen === true) return true;
    for (let at = position + 1; at < position + 40 && tokens[at]?.first === false; at++) {
      if (tokens[at]?.isOpen === true) return true;
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
      this.goTo(at);
      if (this.looksLikeItem()) return;
    }
    this.goTo(stopped);
    while (!this.atEnd && !(stopped < this.position && this.looksLikeItem())) {
      if (this.inComponent && this.is('}') && this.closing(this.position) < this.itemStart) return;
      const { kind, text } = this.take();
      if (kind === 'symbol' && text === '.' && this.mayBegin()) return;
    }
  }

  /** Whether an item may begin here: no bracket, comma or operator begins one. */
  private mayBegin(): boolean {
    return this.token.kind !== 'symbol' || this.is('@[') || this.is('#') || this.is('}');
  }

  private looksLikeItem(): boolean {
    const { token } = this;
    if (!token.first) return false;
    if (token.kind === 'directive' || token.kind === 'doc') return true;
    if (token.kind === 'symbol') return token.text === '@[';
    return token.kind === 'name' && this.source.position(token.start).column === 1;
  }
}

/** For each bracket the place of its partner, -1 where it has none and for all other tokens. */
function matchBrackets(tokens: readonly Token[]): Int32Array {
  const partners = new Int32Array(tokens.length).fill(-1);
  const open: number[] = [];
  const close: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  for (const [place, { kind, text }] of tokens.entries()) {
    if (kind !== 'symbol') continue;
    if (text === '(' || text === '{' || text.endsWith('[')) open.push(place);
    const wanted = close[text];
    if (wanted === undefined) continue;
    const last = open.at(-1);
    if (last === undefined || !tokens[last]!.text.endsWith(wanted)) continue;
    open.pop();
    partners[place] = last;
    partners[last] = place;
  }
  return partners;
}
