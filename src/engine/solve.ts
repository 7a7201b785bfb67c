/** A program and facts to a solution: rows, proofs, and reasons for absence. */
import { needFacts, needOptions, needProgram, type Wanted } from './arguments.js';
import type { CompiledProgram, Program } from './compile.js';
import { Database, type EvaluationOptions } from './evaluation/database.js';
import { evaluate } from './evaluation/evaluate.js';
import { solveNaively } from './evaluation/naive.js';
import type { RuleProfile } from './evaluation/profile.js';
import { Answers } from './explanation/answers.js';
import type { Proof } from './explanation/proof.js';
import type { Proofs, ProofsOptions } from './explanation/several.js';
import type { WhyNot, WhyNotOptions } from './explanation/why-not.js';
import type { Facts } from './facts.js';
import type { RuleInfo } from './ir.js';
import type { Value } from './value.js';

export interface SolveOptions extends EvaluationOptions {
  /** 'naive' is slow and simple: an oracle for tests. */
  readonly evaluator?: 'semi-naive' | 'naive';
}

const solveOptions: Readonly<Record<keyof SolveOptions, Wanted>> = {
  limits: 'any',
  code: ['auto', 'closures', 'generated'],
  proofs: 'boolean',
  profile: 'boolean',
  evaluator: ['semi-naive', 'naive'],
};

export interface Statistics {
  /** Derived tuples. */
  readonly tuples: number;
  /** Ways in which they were derived. */
  readonly derivations: number;
  readonly rounds: number;
}

/** What a program says of facts. All functions throw `EngineError` (`dl/unknown-relation`) for a relation that is not declared. */
export interface Solution {
  /**
   * All tuples of a relation, facts and derived, in the order of their values: numbers, texts by code unit, terms.
   * O(n log n) when first asked, then kept.
   */
  rows(relation: string): readonly (readonly Value[])[];
  /** Whether the tuple is in the relation. O(1). A tuple of another length is not. */
  has(relation: string, tuple: readonly Value[]): boolean;
  /**
   * The stored proof of a tuple, that of the earliest round; undefined when it does not hold. O(1): what a proof rests on
   * is worked out as it is read. Throws `EngineError` (`dl/no-proofs`) after `solve` with `proofs: false`.
   */
  why(relation: string, tuple: readonly Value[]): Proof | undefined;
  /** Distinct proofs of a tuple, that of `why` first; none when it does not hold. Searches up to `steps` rows. */
  proofs(relation: string, tuple: readonly Value[], options?: ProofsOptions): Proofs;
  /** The rule of the stored proof and the values of all its variables; undefined for a fact or an absent tuple. */
  bindings(
    relation: string,
    tuple: readonly Value[],
  ): { rule: RuleInfo; values: ReadonlyMap<string, Value> } | undefined;
  /**
   * Per rule, what is missing for a tuple that fits the pattern (undefined fits everything). Looks at no more than
   * `steps` rows per rule; a search that was cut says so. Throws `EngineError` (`dl/fact-arity`) for a pattern of another length.
   */
  whyNot(relation: string, pattern: readonly (Value | undefined)[], options?: WhyNotOptions): WhyNot;
  readonly statistics: Statistics;
  /** With the option `profile`: what each rule cost, per head and alternative, in the order of the program. */
  readonly profile: readonly RuleProfile[] | undefined;
}

/**
 * Evaluates a program: derives everything that follows from the facts, stratum by stratum. Takes time in proportion to the
 * number of derivations (`statistics.derivations`), and per tuple about 4 bytes per column, 4 per premise of its proof, 8
 * to 16 to find it by, and its share of the indexes. The facts are read once, but for the naive evaluator, which reads them again when
 * somebody asks why.
 *
 * Throws `EngineError` for facts that do not fit (`dl/unknown-relation`, `dl/fact-arity`, `dl/fact-type`), computations that
 * fail (`dl/overflow`, `dl/bad-pattern`) and limits that are passed (`dl/limit-...`), with the rule that ran.
 */
export function solve(program: Program, facts: Facts, options: SolveOptions = {}): Solution {
  needProgram(program);
  needFacts(facts);
  needOptions(options, 'The options of `solve`', solveOptions);
  const compiled = program as CompiledProgram;
  if (options.evaluator === 'naive') {
    let explained: Solution | undefined;
    const explain = (): Solution => {
      explained ??= solve(program, facts, { ...options, evaluator: 'semi-naive' });
      return explained;
    };
    return solveNaively(compiled, facts, explain);
  }
  const database = new Database(compiled, options);
  database.load(facts);
  const rounds = evaluate(database);
  database.rule = undefined;
  return new Answers(database, rounds, facts);
}
