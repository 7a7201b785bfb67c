/** The one shape in which Wesley says that something is wrong, whoever says it. */

/** A place in a text: UTF-16 offsets (`end` exclusive) and the 1-based line and column of `start`. */
export interface Span {
  /** Path as the user gave it, or a name in angle brackets for text without a file (`<plan>`). */
  readonly file: string;
  readonly start: number;
  readonly end: number;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;
}

export type Severity = 'error' | 'warning' | 'note';

/** A related place: what it is (`label`) and where. */
export interface Related {
  readonly label: string;
  readonly span: Span;
}

/** One line of a proof, depth first: what holds at this level because of the deeper lines that follow. */
export interface ProofLine {
  readonly depth: number;
  readonly text: string;
  readonly span?: Span;
}

export interface Fix {
  /** One sentence: what to do. */
  readonly text: string;
  /** A command line, or SQL or SDL, that does it. */
  readonly code?: string;
}

/** What is wrong, in the user's own names and numbers; why; and what to do. In that order. */
export interface Diagnostic {
  /** Stable code: `rule/<id>`, `sql/syntax`, `dl/unbound-variable`, `config/unknown-key`, ... */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence: what is wrong. */
  readonly message: string;
  readonly span?: Span;
  /** Sentences: why it matters. */
  readonly why?: readonly string[];
  readonly fix?: Fix;
  readonly related?: readonly Related[];
  /** Why the rules say so, down to the facts. */
  readonly proof?: readonly ProofLine[];
  /** Stable identity of a finding that survives moving lines: hex. */
  readonly fingerprint?: string;
  /** What the finding is about: `public.orders.region`. */
  readonly subject?: string;
}

/**
 * An error that a person caused or can mend. Carries the diagnostics to print and the exit code to end with.
 * Anything else that is thrown is a bug in Wesley (exit 70).
 */
export class WesleyError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: number;

  constructor(diagnostics: Diagnostic | readonly Diagnostic[], exitCode: number) {
    const list = Array.isArray(diagnostics)
      ? (diagnostics as readonly Diagnostic[])
      : [diagnostics as Diagnostic];
    super(list.map((d) => `${d.code}: ${d.message}`).join('\n'));
    this.name = 'WesleyError';
    this.diagnostics = list;
    this.exitCode = exitCode;
  }
}

/** Exit codes of the command line. */
export const Exit = {
  done: 0,
  no: 1,
  changes: 2,
  stale: 3,
  resumable: 4,
  needsPerson: 5,
  declined: 6,
  usage: 64,
  unreachable: 69,
  bug: 70,
  config: 78,
} as const;

/** Throws when our own assumption does not hold: a bug in Wesley, never a mistake of the user. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`internal error: ${message}`);
}
