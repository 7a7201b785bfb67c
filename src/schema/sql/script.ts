/** A script that remembers where each part of it was written: what PostgreSQL says about it is said about the SDL. */
import type { Span } from '../../diagnostics/index.js';

/** A part of the script, and what it was made of. UTF-16 offsets; `end` is exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
  readonly span: Span;
}

/** A line of a statement with its place in the SDL. */
export interface Line {
  readonly text: string;
  readonly span: Span;
}

export class Script {
  private text = '';
  private readonly found: Place[] = [];
  private readonly starts: number[] = [];

  get sql(): string {
    return this.text;
  }

  /** The statements one by one, each with its semicolon and line break. */
  get statements(): readonly string[] {
    return this.starts.map((start, i) => this.text.slice(start, this.starts[i + 1] ?? this.text.length));
  }

  /** Statements first, then the lines inside them, each group in the order of the script. */
  get places(): readonly Place[] {
    return this.found;
  }

  /** One statement, without its semicolon. */
  add(statement: string, span?: Span): void {
    const start = this.text.length;
    this.starts.push(start);
    this.text += `${statement};\n`;
    if (span !== undefined) this.found.push({ start, end: this.text.length, span });
  }

  /** One statement that is a list of lines in parentheses. */
  addList(head: string, lines: readonly Line[], tail: string, span: Span): void {
    const start = this.text.length;
    this.starts.push(start);
    let at = start + head.length + 3;
    this.found.push({
      start,
      end: at + lines.reduce((sum, line) => sum + line.text.length + 4, 0) + tail.length + 3,
      span,
    });
    for (const line of lines) {
      this.found.push({ start: at + 2, end: at + line.text.length + 2, span: line.span });
      at += line.text.length + 4;
    }
    this.text += `${head} (\n${lines.map((line) => `  ${line.text}`).join(',\n')}\n)${tail};\n`;
  }
}

/** The innermost place around an offset. */
export function placeAt(places: readonly Place[], offset: number): Place | undefined {
  let best: Place | undefined;
  for (const place of places) {
    if (offset < place.start || offset >= place.end) continue;
    if (best === undefined || place.end - place.start <= best.end - best.start) best = place;
  }
  return best;
}

/** A comment at the end of SQL that a person wrote must not swallow what follows. */
export function closed(sql: string): string {
  return sql.includes('--') ? `${sql}\n` : sql;
}
