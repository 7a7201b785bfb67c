/** A place in a token list, the errors raised there, and annotations, which every kind of item may carry. */
import type { SourceText, Span } from '../../diagnostics/index.js';
import type { Reporter } from '../errors.js';
import type { AnnotationValue, Metadata } from './ast.js';
import type { Token } from './lexer.js';

/** Thrown at a syntax error, after it was reported; the parser goes on at the next item. */
export class SyntaxStop extends Error {}

/** Reads tokens one by one. */
export class Cursor {
  position = 0;

  constructor(
    readonly source: SourceText,
    readonly tokens: readonly Token[],
    readonly reporter: Reporter,
  ) {}

  get token(): Token {
    return this.tokens[this.position]!;
  }

  peek(ahead: number): Token {
    return this.tokens[Math.min(this.position + ahead, this.tokens.length - 1)]!;
  }

  get atEnd(): boolean {
    return this.token.kind === 'end';
  }

  /** End of the token before. */
  get lastEnd(): number {
    return this.tokens[this.position - 1]?.end ?? 0;
  }

  is(symbol: string): boolean {
    return this.token.kind === 'symbol' && this.token.text === symbol;
  }

  take(): Token {
    const { token } = this;
    if (token.kind !== 'end') this.position++;
    return token;
  }

  accept(symbol: string): boolean {
    if (!this.is(symbol)) return false;
    this.position++;
    return true;
  }

  expect(symbol: string, where: string): Token {
    if (!this.is(symbol)) this.unexpected(`\`${symbol}\` ${where}`);
    return this.take();
  }

  name(what: string): Token {
    if (this.token.kind !== 'name') this.unexpected(what);
    return this.take();
  }

  /** Reports "expected `what`, found ..." at the token and stops the item. */
  unexpected(what: string): never {
    const { token } = this;
    const found =
      token.kind === 'end'
        ? 'the file ends'
        : token.kind === 'doc'
          ? 'found a `///` comment'
          : `found \`${this.raw(token)}\``;
    const more =
      token.kind === 'doc'
        ? { fix: { text: '`///` documents a whole item and stands before it; inside a clause write `//`.' } }
        : token.first && token.kind !== 'end'
          ? { fix: { text: 'If the clause before ends here, close it with a `.`.' } }
          : {};
    this.fail('dl/syntax', `Expected ${what}, but ${found}.`, token.start, token.end, more);
  }

  fail(
    code: string,
    message: string,
    start: number,
    end: number,
    more: Parameters<Reporter['error']>[3] = {},
  ): never {
    this.reporter.error(code, message, this.source.span(start, end), more);
    throw new SyntaxStop();
  }

  raw(token: Token): string {
    return this.source.text.slice(token.start, token.end);
  }

  /** Goes to the start of what is likely the next item: a line that looks like one, or what follows a `.`. */
  recover(itemStart: number): void {
    const stopped = this.position;
    for (this.position = itemStart + 1; this.position <= stopped; this.position++) {
      if (this.looksLikeItem()) return;
    }
    this.position = stopped;
    while (!this.atEnd && !(stopped < this.position && this.looksLikeItem())) {
      const { kind, text } = this.take();
      if (kind === 'symbol' && text === '.') return;
    }
  }

  private looksLikeItem(): boolean {
    const { token } = this;
    if (!token.first) return false;
    if (token.kind === 'directive' || token.kind === 'doc') return true;
    if (token.kind === 'symbol') return token.text === '@[';
    return token.kind === 'name' && this.source.position(token.start).column === 1;
  }

  /** Documentation and annotations in front of an item. */
  metadata(): Metadata {
    const docs: string[] = [];
    const annotations = new Map<string, AnnotationValue>();
    const spans = new Map<string, Span>();
    while (this.token.kind === 'doc' || this.is('@[')) {
      if (this.token.kind === 'doc') docs.push(this.take().text);
      else {
        const { name, value, span } = this.annotation();
        if (annotations.has(name)) {
          this.reporter.error('dl/duplicate-annotation', `\`@[${name}]\` stands here twice.`, span, {
            related: [{ label: 'the first one', span: spans.get(name)! }],
          });
        }
        annotations.set(name, value);
        spans.set(name, span);
      }
    }
    return { doc: docs.join('\n'), annotations, annotationSpans: spans };
  }

  /** Annotations after `:-` or `{`: legal, without a meaning for us. */
  innerAnnotations(): void {
    while (this.is('@![')) this.annotation();
  }

  private annotation(): { name: string; value: AnnotationValue; span: Span } {
    const start = this.take().start;
    const { text: name } = this.name('the name of an annotation');
    let value: AnnotationValue = true;
    if (this.accept('=')) value = this.annotationValue();
    else if (this.accept('(')) value = this.annotationFields(name);
    this.expect(']', `to close \`@[${name}\``);
    return { name, value, span: this.source.span(start, this.lastEnd) };
  }

  private annotationFields(annotation: string): AnnotationValue {
    const fields: Record<string, AnnotationValue> = {};
    while (!this.is(')')) {
      const key = this.name(`a key of \`@[${annotation}(...)]\``);
      if (Object.hasOwn(fields, key.text)) {
        const span = this.source.span(key.start, key.end);
        this.reporter.error(
          'dl/duplicate-annotation',
          `\`${key.text}\` stands twice in \`@[${annotation}]\`.`,
          span,
        );
      }
      fields[key.text] = this.accept('=') ? this.annotationValue() : true;
      if (!this.accept(',')) break;
    }
    this.expect(')', `to close \`@[${annotation}(\``);
    return fields;
  }

  private annotationValue(): AnnotationValue {
    if (this.accept('[')) {
      const list: AnnotationValue[] = [];
      while (!this.is(']')) {
        list.push(this.annotationValue());
        if (!this.accept(',')) break;
      }
      this.expect(']', 'to close the list');
      return list;
    }
    const negative = this.accept('-');
    const { kind, text } = this.token;
    if (kind === 'number' || kind === 'float') {
      this.take();
      return negative ? -Number(text) : Number(text);
    }
    if (kind === 'string') {
      let joined = this.take().text;
      while (this.token.kind === 'string') joined += this.take().text;
      return joined;
    }
    if (kind === 'name') {
      this.take();
      return text === 'true' ? true : text === 'false' ? false : text;
    }
    return this.unexpected('a text, a number, `true`, `false`, a word or a list');
  }
}
