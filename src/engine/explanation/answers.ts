/** The answers to questions about an evaluated database: rows, proofs, reasons for absence. */
import { needOptions, needTuple } from '../arguments.js';
import { EngineError, unknownRelation } from '../errors.js';
import type { Database } from '../evaluation/database.js';
import type { RuleProfile } from '../evaluation/profile.js';
import type { Relation } from '../evaluation/relation.js';
import { type Facts, showFact } from '../facts.js';
import type { RuleInfo } from '../ir.js';
import type { Solution, Statistics } from '../solve.js';
import { compareTuples, type Value } from '../value.js';
import { Explainer } from './explain.js';
import type { Proof } from './proof.js';
import { type Proofs, type ProofsOptions, severalProofs } from './several.js';
import { type WhyNot, type WhyNotOptions, whyNot } from './why-not.js';

/** Reads a database. After its rows change, `changed` must be called. */
export class Answers implements Solution {
  readonly profile: readonly RuleProfile[] | undefined;
  private readonly sorted = new Map<string, readonly (readonly Value[])[]>();
  private explainer: Explainer;

  constructor(
    protected database: Database,
    private rounds: number,
    /** Says where facts were read, when a proof is read. */
    private readonly facts: Pick<Facts, 'sourceOf'> = {},
  ) {
    this.profile = database.profiles?.map((profile) => profile.result());
    this.explainer = this.newExplainer();
  }

  get statistics(): Statistics {
    const { derived, derivations } = this.database;
    return { tuples: derived, derivations, rounds: this.rounds };
  }

  /** Forgets what was read of these relations, whose rows are others now. Proofs that were handed out must have been read. */
  protected changed(relations: Iterable<string>, rounds: number): void {
    for (const name of relations) this.sorted.delete(name);
    this.rounds += rounds;
    this.explainer = this.newExplainer();
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

  proofs(name: string, tuple: readonly Value[], options: ProofsOptions = {}): Proofs {
    this.needProofs();
    needOptions(options, 'The options of `proofs`', { limit: 'number', steps: 'number' });
    const row = this.find(name, tuple);
    if (row < 0) return { found: [], complete: true };
    return severalProofs(this.explainer, this.relation(name), row, options);
  }

  bindings(
    name: string,
    tuple: readonly Value[],
  ): { rule: RuleInfo; values: ReadonlyMap<string, Value> } | undefined {
    this.needProofs();
    const row = this.find(name, tuple);
    return row < 0 ? undefined : this.explainer.bindings(this.relation(name), row);
  }

  whyNot(name: string, pattern: readonly (Value | undefined)[], options: WhyNotOptions = {}): WhyNot {
    this.needProofs();
    const relation = this.relation(name);
    needTuple(name, pattern, true);
    needOptions(options, 'The options of `whyNot`', { steps: 'number', depth: 'number' });
    this.needFit(relation, pattern);
    return whyNot(this.explainer, relation, pattern, options);
  }

  private newExplainer(): Explainer {
    return new Explainer(this.database, (relation, tuple) => this.facts.sourceOf?.(relation, tuple));
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

  /** Refuses a pattern that no tuple could ever fit. */
  private needFit({ name, arity }: Relation, pattern: readonly (Value | undefined)[]): void {
    const { relations, types } = this.database.program;
    const { columns, span } = relations.get(name)!;
    const refuse = (code: string, reason: string): never => {
      const message = `\`${showFact(name, pattern)}\` ${reason}.`;
      throw new EngineError({
        code,
        severity: 'error',
        message,
        related: [{ label: 'declared here', span }],
      });
    };
    if (pattern.length !== arity) {
      refuse('dl/fact-arity', `has ${pattern.length} values; \`${name}\` has ${arity} columns`);
    }
    for (const [i, { name: column, type }] of columns.entries()) {
      const value = pattern[i];
      const reason = value === undefined ? undefined : types.misfit(value, type);
      if (reason !== undefined) refuse('dl/fact-type', `does not fit its column \`${column}\`: ${reason}`);
    }
  }

  private find(name: string, tuple: readonly Value[]): number {
    const relation = this.relation(name);
    needTuple(name, tuple);
    if (tuple.length !== relation.arity) return -1;
    const ids = this.database.ids(tuple);
    return ids === undefined ? -1 : relation.find(ids);
  }

  protected relation(name: string): Relation {
    const { relations } = this.database.program;
    if (!relations.has(name)) throw unknownRelation(name, relations.keys());
    return this.database.relation(name);
  }
}
