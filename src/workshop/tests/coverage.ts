/**
 * What the tests exercised: per clause how often it fired, per literal how often it was reached and held. A negation or a
 * comparison that never made a difference in any test is either untested or needless.
 */
import type { Span } from '../../diagnostics/index.js';
import type { LiteralProfile, RuleProfile, Solution } from '../../engine/index.js';

/**
 * `decided`: a negation or comparison that held for some and failed for others. `always`, `never`: it only held, only
 * failed. `held`: another literal that held at least once. `unreached`: the ones before it never held together.
 */
export type LiteralState = 'decided' | 'always' | 'never' | 'held' | 'unreached';

export interface LiteralCoverage {
  readonly span: Span;
  readonly text: string;
  readonly kind: LiteralProfile['kind'];
  readonly tried: number;
  readonly passed: number;
  readonly state: LiteralState;
}

/** One clause, whatever its heads and alternatives. */
export interface ClauseCoverage {
  readonly head: string;
  readonly span: Span;
  /** How often its body held. */
  readonly fired: number;
  /** Relations that it asks for, of one that was never tried, and that had no row in any test. */
  readonly empty: readonly string[];
  readonly literals: readonly LiteralCoverage[];
}

export interface FileCoverage {
  readonly file: string;
  readonly clauses: readonly ClauseCoverage[];
}

export interface Coverage {
  /** In the order of the program. */
  readonly files: readonly FileCoverage[];
}

export interface CoverageCounts {
  readonly clauses: number;
  readonly fired: number;
  readonly literals: number;
  readonly covered: number;
  /** Negations and comparisons, and those of them that decided. */
  readonly conditions: number;
  readonly decided: number;
}

/** Adds up the profiles of many solves. */
export class CoverageSum {
  private readonly clauses = new Map<
    string,
    { rule: RuleProfile['rule']; fired: number; literals: Map<string, Sum> }
  >();

  /** Relations that had a row in some test, as far as somebody asked. */
  private readonly filled = new Set<string>();

  /** Adds what a solve took. */
  add(profile: readonly RuleProfile[], solution: Pick<Solution, 'rows'>): void {
    for (const { rule, derivations, literals } of profile) {
      // Facts of a rule file have no condition.
      if (literals.length === 0) continue;
      const key = keyOf(rule.span);
      let clause = this.clauses.get(key);
      if (clause === undefined) {
        clause = { rule, fired: 0, literals: new Map() };
        this.clauses.set(key, clause);
      }
      clause.fired += derivations;
      if (clause.fired === 0) for (const name of asked(literals)) this.look(name, solution);
      for (const literal of literals) {
        const place = keyOf(literal.span);
        const sum = clause.literals.get(place);
        if (sum === undefined)
          clause.literals.set(place, { literal, tried: literal.tried, passed: literal.passed });
        else {
          sum.tried += literal.tried;
          sum.passed += literal.passed;
        }
      }
    }
  }

  private look(name: string, solution: Pick<Solution, 'rows'>): void {
    if (!this.filled.has(name) && solution.rows(name).length > 0) this.filled.add(name);
  }

  /** What was added up, for the files that are wanted. */
  result(isWanted: (file: string) => boolean): Coverage {
    const files = new Map<string, ClauseCoverage[]>();
    for (const { rule, fired, literals } of this.clauses.values()) {
      if (!isWanted(rule.span.file)) continue;
      const list = files.get(rule.span.file) ?? [];
      files.set(rule.span.file, list);
      const sums = [...literals.values()].sort((a, b) => a.literal.span.start - b.literal.span.start);
      const isIdle = sums.every(({ tried }) => tried === 0);
      const empty = isIdle
        ? asked(sums.map(({ literal }) => literal)).filter((name) => !this.filled.has(name))
        : [];
      list.push({ head: rule.head, span: rule.span, fired, empty, literals: sums.map(describe) });
    }
    return {
      files: [...files].map(([file, clauses]) => ({
        file,
        clauses: clauses.sort((a, b) => a.span.start - b.span.start),
      })),
    };
  }
}

/** Relations of which a row is needed, each once. */
function asked(literals: readonly Pick<LiteralProfile, 'kind' | 'text'>[]): string[] {
  const names = literals.flatMap(({ kind, text }) =>
    kind === 'atom' ? (/^\w+(?=\()/.exec(text)?.[0] ?? []) : [],
  );
  return [...new Set(names)];
}

/** Sums over files. */
export function countCoverage(files: readonly FileCoverage[]): CoverageCounts {
  const clauses = files.flatMap((file) => file.clauses);
  const literals = clauses.flatMap((clause) => clause.literals);
  const conditions = literals.filter(isCondition);
  return {
    clauses: clauses.length,
    fired: clauses.filter(({ fired }) => fired > 0).length,
    literals: literals.length,
    covered: literals.filter(isCovered).length,
    conditions: conditions.length,
    decided: conditions.filter(({ state }) => state === 'decided').length,
  };
}

/** Whether it can decide an outcome: a negation or a comparison. */
export function isCondition({ kind }: LiteralCoverage): boolean {
  return kind === 'absent' || kind === 'test';
}

/** Whether tests say something of it. */
export function isCovered({ state }: LiteralCoverage): boolean {
  return state === 'decided' || state === 'held';
}

interface Sum {
  readonly literal: LiteralProfile;
  tried: number;
  passed: number;
}

function describe({ literal: { span, text, kind }, tried, passed }: Sum): LiteralCoverage {
  const base = { span, text: text.replace(/\s+/g, ' '), kind, tried, passed };
  return { ...base, state: stateOf(kind, tried, passed) };
}

function stateOf(kind: LiteralProfile['kind'], tried: number, passed: number): LiteralState {
  if (tried === 0) return 'unreached';
  if (passed === 0) return 'never';
  if (kind !== 'absent' && kind !== 'test') return 'held';
  return passed < tried ? 'decided' : 'always';
}

function keyOf({ file, start, end }: Span): string {
  return `${file}:${start}:${end}`;
}
