/** The outcome of a check, as data: what every renderer is given. */
import type { Diagnostic, Severity, Span } from './diagnostic.js';
import { SourceText } from './source.js';

/** What a person is told of a rule, from its metadata. */
export interface RuleDescription {
  /** Folder name: `set-not-null-scans-table`. */
  readonly id: string;
  readonly severity: Severity;
  /** First sentence of the documentation. */
  readonly title: string;
  readonly doc: string;
  readonly tags: readonly string[];
  readonly since?: string;
}

/** A finding that a comment in the input, or the configuration, accepts. */
export interface Suppressed {
  readonly finding: Diagnostic;
  readonly reason: string;
  readonly by: 'comment' | 'config';
}

export interface Report {
  readonly version: string;
  readonly findings: readonly Diagnostic[];
  readonly suppressed: readonly Suppressed[];
  /** Rules that were applied. */
  readonly rules: readonly RuleDescription[];
  readonly inputs: readonly {
    readonly path: string;
    readonly sha256: string;
    readonly text: string;
    readonly statements: number;
  }[];
  /** What is counted as the statements of an input: `statement` unless said otherwise. */
  readonly unit?: string;
  /** Sentences on what the answer rests on: `no database state: unseen tables are taken as large and busy`. */
  readonly basis: readonly string[];
}

export interface Counts {
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly suppressed: number;
  readonly statements: number;
  readonly files: number;
}

/** Counts for the last line of a report. */
export function countReport(report: Report): Counts {
  const count = (severity: Severity): number => report.findings.filter((f) => f.severity === severity).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    notes: count('note'),
    suppressed: report.suppressed.length,
    statements: report.inputs.reduce((sum, input) => sum + input.statements, 0),
    files: report.inputs.length,
  };
}

/** Texts of a report by name, each made once. */
export class Sources {
  private readonly texts = new Map<string, SourceText>();

  constructor(files: Iterable<{ readonly path: string; readonly text: string }> = []) {
    for (const { path, text } of files) this.texts.set(path, new SourceText(path, text));
  }

  get(file: string): SourceText | undefined {
    return this.texts.get(file);
  }

  /** 1-based line and column behind the last character of a span. */
  endOf(span: Span): { line: number; column: number } {
    const text = this.texts.get(span.file);
    if (text === undefined) return { line: span.line, column: span.column + (span.end - span.start) };
    return text.position(Math.min(span.end, text.text.length));
  }
}

/** `81,000,000`. Not toLocaleString: loading its tables takes longer than a check. */
export function thousands(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 error`, `3 errors`. */
export function plural(count: number, word: string, words = `${word}s`): string {
  return `${thousands(count)} ${count === 1 ? word : words}`;
}
