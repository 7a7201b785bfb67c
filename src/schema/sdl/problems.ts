/** Collects what is wrong with an SDL, with spans, so that one run reports everything. */
import type { ASTNode, ConstValueNode } from 'graphql/language/index.js';
import type { Diagnostic, Fix, Related, Severity, SourceText, Span } from '../../diagnostics/index.js';

/** SQL in an argument of a directive: to be judged once everything is read. */
export interface Fragment {
  /** `@check(expr:)`. */
  readonly what: string;
  readonly kind: 'expression' | 'type' | 'query' | 'sql';
  readonly node: ConstValueNode;
  readonly text: string;
}

/** What a message says besides. */
export interface Told {
  readonly why?: string;
  readonly fix?: Fix;
  readonly related?: Related;
}

export class Problems {
  private readonly found: Diagnostic[] = [];
  private readonly said = new Set<string>();
  readonly fragments: Fragment[] = [];
  private readonly sources: ReadonlyMap<string, SourceText>;

  constructor(sources: readonly SourceText[]) {
    this.sources = new Map(sources.map((source) => [source.file, source]));
  }

  /** What was found, in the order of the text. */
  get diagnostics(): readonly Diagnostic[] {
    const files = [...this.sources.keys()];
    const place = (d: Diagnostic): number => (d.span ? files.indexOf(d.span.file) : -1);
    return [...this.found].sort((a, b) => place(a) - place(b) || (a.span?.start ?? 0) - (b.span?.start ?? 0));
  }

  /** Span of a node of the GraphQL AST. */
  span(node: ASTNode): Span {
    const location = node.loc;
    const source = location && this.sources.get(location.source.name);
    if (!location || !source) throw new Error('internal error: an SDL node without a source');
    return source.span(location.start, location.end);
  }

  /** Span inside the value of a string argument: `offset` counts from the first character after the quote. */
  spanInString(node: ASTNode, offset: number, length: number): Span {
    const whole = this.span(node);
    const source = this.sources.get(whole.file);
    if (!source) return whole;
    const quotes = source.text.startsWith('"""', whole.start) ? 3 : 1;
    const start = Math.min(whole.start + quotes + offset, whole.end - quotes);
    return source.span(start, Math.min(start + length, whole.end - quotes));
  }

  fragment(fragment: Fragment): void {
    this.fragments.push(fragment);
  }

  error(code: string, span: Span, message: string, options: Told = {}): void {
    this.add('error', code, span, message, options);
  }

  warning(code: string, span: Span, message: string, options: Told = {}): void {
    this.add('warning', code, span, message, options);
  }

  note(code: string, span: Span, message: string, options: Told = {}): void {
    this.add('note', code, span, message, options);
  }

  private add(severity: Severity, code: string, span: Span, message: string, options: Told): void {
    const { why, fix, related } = options;
    const said = `${code} ${span.file} ${span.start} ${message}`;
    if (this.said.has(said)) return;
    this.said.add(said);
    this.found.push({
      code,
      severity,
      message,
      span,
      ...(why === undefined ? {} : { why: [why] }),
      ...(fix === undefined ? {} : { fix }),
      ...(related === undefined ? {} : { related: [related] }),
    });
  }
}
