/** The error of the engine, limits, and "did you mean". */
import { type Diagnostic, Exit, type Span, WesleyError } from '../diagnostics/diagnostic.js';
import { showForeign } from './value.js';

/** A rule set or a fact that cannot be evaluated: a limit was passed, or a fact does not fit its relation. */
export class EngineError extends WesleyError {
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic, Exit.config);
    this.name = 'EngineError';
    this.diagnostic = diagnostic;
  }
}

/** The error for a relation that is not declared. */
export function unknownRelation(name: string, known: Iterable<string>): EngineError {
  if (typeof name !== 'string') {
    const message = `The name of a relation is a text, not ${showForeign(name)}.`;
    return new EngineError({ code: 'dl/argument', severity: 'error', message });
  }
  return new EngineError({
    code: 'dl/unknown-relation',
    severity: 'error',
    message: `There is no relation \`${name}\`.`,
    ...didYouMean(name, known),
  });
}

/** What one evaluation may use. */
export interface Limits {
  /** Derived tuples. */
  readonly tuples: number;
  /** Rounds of one recursive group of relations. */
  readonly rounds: number;
  readonly milliseconds: number;
  /** Nesting of terms: `$S($S($S(x)))` is 3. */
  readonly termDepth: number;
  /** Bytes of rows, indexes, proofs, and the texts and terms that rules made. */
  readonly memory: number;
}

export const defaultLimits: Limits = {
  tuples: 5_000_000,
  rounds: 100_000,
  milliseconds: 60_000,
  termDepth: 32,
  memory: 2 ** 30,
};

/** Thrown by a reporter that has enough: what reads and checks stops there. */
export class TooManyErrors extends Error {}

const maxErrors = 100;
const maxHints = 500;

/**
 * Collects the diagnostics of one compilation; says the same thing at the same place only once. After 100 errors it
 * throws `TooManyErrors`: a file that is no rule file at all is not worth more.
 */
export class Reporter {
  readonly diagnostics: Diagnostic[] = [];
  /** Names whose declarations could not be read: nothing more is said about their use. */
  readonly unread = {
    relations: new Set<string>(),
    types: new Set<string>(),
    functors: new Set<string>(),
  };
  /** How many errors there are. */
  errors = 0;
  private readonly seen = new Set<string>();
  private hints = 0;
  /** Whether it was said that there are more. */
  private isOver = false;

  error(code: string, message: string, span: Span, more: Partial<Diagnostic> = {}): void {
    if (this.errors >= maxErrors) {
      const message = 'There are more problems.';
      if (!this.isOver) this.add({ code: 'dl/too-many-errors', severity: 'error', message, span });
      this.isOver = true;
      throw new TooManyErrors();
    }
    if (this.add({ code, severity: 'error', message, span, ...more })) this.errors++;
  }

  warning(code: string, message: string, span: Span, more: Partial<Diagnostic> = {}): void {
    this.hint({ code, severity: 'warning', message, span, ...more });
  }

  /** A warning or a note: the first 500 are kept. */
  hint(diagnostic: Diagnostic): void {
    if (this.hints < maxHints && this.add(diagnostic)) this.hints++;
  }

  /** Whether more warnings are thrown away: nobody has to think of a fix for them. */
  get isFull(): boolean {
    return this.hints >= maxHints;
  }

  get failed(): boolean {
    return this.errors > 0;
  }

  /** A reporter whose errors are warnings of this one. */
  lenient(): Reporter {
    const lenient = new Reporter();
    lenient.error = (code, message, span, more = {}) => this.warning(code, message, span, more);
    lenient.warning = lenient.error;
    return lenient;
  }

  /** The diagnostics in the order of the sources. */
  sorted(files: readonly string[]): Diagnostic[] {
    const place = new Map(files.map((file, index) => [file, index]));
    return [...this.diagnostics].sort(
      (a, b) =>
        (place.get(a.span?.file ?? '') ?? 0) - (place.get(b.span?.file ?? '') ?? 0) ||
        (a.span?.start ?? 0) - (b.span?.start ?? 0),
    );
  }

  private add(diagnostic: Diagnostic): boolean {
    const key = `${diagnostic.code} ${diagnostic.span?.file} ${diagnostic.span?.start} ${diagnostic.message}`;
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    this.diagnostics.push(diagnostic);
    return true;
  }
}

/** The fix "did you mean `x`?" for the nearest of the known names, or nothing when none is near. */
export function didYouMean(name: string, known: Iterable<string>): Partial<Diagnostic> {
  const near = nearest(name, known);
  return near === undefined ? {} : { fix: { text: `Did you mean \`${near}\`?`, code: near } };
}

const longestSuggested = 64;

/** The known name with the smallest edit distance, if it is small enough to be a slip. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > longestSuggested) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (candidate === name) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Edits (insert, delete, replace, swap of neighbours) from one text to the other; `limit` when not fewer. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, before[j - 2]! + 1);
      }
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return Math.min(previous[b.length]!, limit);
}
