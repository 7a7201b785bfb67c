/** A program and facts to a solution: rows, proofs, and reasons for absence. */
import type { CompiledProgram, Program } from './compile.js';
import { EngineError } from './errors.js';
import { Database, type EvaluationOptions } from './evaluation/database.js';
import { evaluate } from './evaluation/evaluate.js';
import { solveNaively } from './evaluation/naive.js';
import type { RuleProfile } from './evaluation/profile.js';
import { Explainer, type Proof } from './explanation/explain.js';
import { type WhyNot, whyNot } from './explanation/why-not.js';
import type { Facts } from './facts.js';
import type { RuleInfo } from './ir.js';
import { compareTuples, type Value } from './value.js';

export interface SolveOptions extends EvaluationOptions {
  /** 'naive' is slow and simple: an oracle for tests. */
  readonly evaluator?: 'semi-naive' | 'naive';
}

export interface Statistics {
  /** Derived tuples. */
  readonly tuples: number;
  /** Ways in which they were derived. */
  readonly derivations: number;
  readonly rounds: number;
}

export interface Solution {
  /** All tuples of a relation, facts and derived, in the order of their values. */
  rows(relation: string): readonly (readonly Value[])[];
  has(relation: string, tuple: readonly Value[]): boolean;
  /** A proof of a tuple; undefined when it does not hold. What a proof rests on is worked out as it is read. */
  why(relation: string, tuple: readonly Value[]): Proof | undefined;
  /** The rule of the stored proof and the values of all its variables; undefined for a fact or an absent tuple. */
  bindings(
    relation: string,
    tuple: readonly Value[],
  ): { rule: RuleInfo; values: ReadonlyMap<string, Value> } | undefined;
  /** Per rule, what is missing for a tuple that fits the pattern (undefined fits everything). */
  whyNot(relation: string, pattern: readonly (Value | undefined)[]): WhyNot;
  readonly statistics: Statistics;
  /** With the option `profile`: what each rule cost, per head and alternative, in the order of the program. */
  readonly profile: readonly RuleProfile[] | undefined;
}

/** Evaluates a program. Throws `EngineError` for facts that do not fit and for limits that are passed. */
export function solve(program: Program, facts: Facts, options: SolveOptions = {}): Solution {
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
  return new Solved(database, rounds);
}

class Solved implements Solution {
  readonly statistics: Statistics;
  readonly profile: readonly RuleProfile[] | undefined;
  private readonly sorted = new Map<string, readonly (readonly Value[])[]>();
  private readonly explainer: Explainer;

  constructor(
    private readonly database: Database,
    rounds: number,
  ) {
    this.statistics = { tuples: database.derived, derivations: database.derivations, rounds };
    this.profile = database.profiles?.map((profile) => profile.result());
    this.explainer = new Explainer(database);
  }

  rows(name: string): readonly (readonly Value[])[] {
    let rows = this.sorted.get(name);
    if (rows === undefined) {
      const relation = this.relation(name);
      rows = Array.from(relation.rows(), (row) => this.database.values(relation.tuple(row))).sort(
        compareTuples,
      );
      this.sorted.set(name, rows);
    }
    return rows;
  }

  has(name: string, tuple: readonly Value[]): boolean {
    return this.find(name, tuple) >= 0;
  }

  why(name: string, tuple: readonly Value[]): Proof | undefined {
    this.needProofs();
    const row = this.find(name, tuple);
    return row < 0 ? undefined : this.explainer.proof(this.relation(name), row);
  }

  bindings(
    name: string,
    tuple: readonly Value[],
  ): { rule: RuleInfo; values: ReadonlyMap<string, Value> } | undefined {
    this.needProofs();
    const row = this.find(name, tuple);
    return row < 0 ? undefined : this.explainer.bindings(this.relation(name), row);
  }

  whyNot(name: string, pattern: readonly (Value | undefined)[]): WhyNot {
    this.needProofs();
    return whyNot(this.database, this.explainer, this.relation(name), pattern);
  }

  private needProofs(): void {
    if (this.database.proofs) return;
    throw new EngineError({
      code: 'dl/no-proofs',
      severity: 'error',
      message: 'The rules were solved without proofs, so nothing says why.',
      fix: { text: 'Solve without `proofs: false`.' },
    });
  }

  private find(name: string, tuple: readonly Value[]): number {
    const relation = this.relation(name);
    if (tuple.length !== relation.arity) return -1;
    const ids = this.database.ids(tuple);
    return ids === undefined ? -1 : relation.find(ids);
  }

  private relation(name: string): ReturnType<Database['relation']> {
    const relation = this.database.relation(name) as ReturnType<Database['relation']> | undefined;
    if (relation === undefined) throw new Error(`there is no relation ${name}`);
    return relation;
  }
}
