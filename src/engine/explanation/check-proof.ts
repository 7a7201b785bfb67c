/**
 * Checks a proof against the program and the facts, without the state of whoever made it: each rule is applied again on
 * values, leaves must be facts, what is said to be absent must be absent, aggregates are computed anew by trying all
 * combinations, and nothing may rest on itself.
 */
import { needFacts, needProgram } from '../arguments.js';
import type { CompiledProgram, Program } from '../compile.js';
import { FitCheck } from '../evaluation/load.js';
import { solveNaively } from '../evaluation/naive.js';
import { type Facts, showFact } from '../facts.js';
import type { AggregateStep, Body, RuleInfo, Step } from '../ir.js';
import type { Solution } from '../solve.js';
import { compareValues, showForeign, showValue, type Value } from '../value.js';
import { belowOf, circleIn, keyOf } from './circles.js';
import type { SourceOf } from './explain.js';
import {
  type AggregatePremise,
  type Contribution,
  type DerivedProof,
  isProof,
  type Premise,
  type Proof,
  premiseText,
} from './proof.js';
import { malformed, misquoted, samePlace } from './proof-shape.js';
import { type Combination, Replay, type RowsOf } from './replay.js';

export type ProofCheck =
  | {
      readonly valid: true;
      /** Tuples that were checked. */
      readonly tuples: number;
    }
  | {
      readonly valid: false;
      /** The tuple whose step is wrong: `path("a", "c")`. */
      readonly at: string;
      /** What is wrong, as a sentence. */
      readonly reason: string;
    };

export interface CheckProofOptions {
  /**
   * Rows against which absences and aggregates are checked. Without it the naive evaluator computes them from the facts,
   * once, and only if the proof has such a premise.
   */
  readonly solution?: Pick<Solution, 'rows'>;
  /** Steps along paths when one tuple has different proofs inside a proof; 1,000,000 unless said otherwise. */
  readonly steps?: number;
}

/**
 * Whether a proof holds. Never throws for a wrong proof: it says which step is wrong and why. Visits each tuple of the proof
 * once; an absence costs a scan of its relation, an aggregate all combinations of the rows that it ranges over.
 */
export function checkProof(
  program: Program,
  facts: Facts,
  proof: Proof,
  options: CheckProofOptions = {},
): ProofCheck {
  return proofChecker(program, facts, options)(proof);
}

/** Like `checkProof`, for many proofs of the same program and facts: reads the facts and computes the rows once. */
export function proofChecker(
  program: Program,
  facts: Facts,
  options: CheckProofOptions = {},
): (proof: Proof) => ProofCheck {
  needProgram(program);
  needFacts(facts);
  const compiled = program as CompiledProgram;
  const given = new Set<string>();
  facts.forEach((relation, tuple) => {
    given.add(showFact(relation, tuple));
  });
  let { solution } = options;
  const kept = new Map<string, readonly (readonly Value[])[]>();
  const rowsOf: RowsOf = (relation) => {
    solution ??= solveNaively(compiled, facts, () => {
      throw new Error('internal error: rows need no explanation');
    });
    const rows = kept.get(relation) ?? solution.rows(relation);
    kept.set(relation, rows);
    return rows;
  };
  const sourceOf = (relation: string, tuple: readonly Value[]) => facts.sourceOf?.(relation, tuple);
  const checker = new Checker(compiled, given, sourceOf, rowsOf, options.steps ?? 1_000_000);
  return (proof) => checker.check(proof);
}

class Wrong extends Error {
  constructor(
    readonly at: string,
    readonly reason: string,
  ) {
    super(reason);
  }
}

class Checker {
  /** Tuples whose step was found right. */
  private readonly right = new WeakSet<Proof>();
  private readonly fitting: FitCheck;

  constructor(
    private readonly program: CompiledProgram,
    private readonly given: ReadonlySet<string>,
    private readonly sourceOf: SourceOf,
    private readonly rowsOf: RowsOf,
    private readonly steps: number,
  ) {
    this.fitting = new FitCheck(program);
  }

  check(proof: Proof): ProofCheck {
    const shape = malformed(proof);
    if (shape !== undefined) return { valid: false, at: showForeign(proof), reason: shape };
    try {
      const tuples = this.visit(proof);
      const circle = circleIn(proof, this.steps);
      if (circle !== undefined) throw new Wrong(circle.at, circle.reason);
      return { valid: true, tuples };
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      return { valid: false, at: error.at, reason: error.reason };
    }
  }

  /** Checks the step of each tuple; returns how many there are. */
  private visit(proof: Proof): number {
    const seen = new Set<Proof>([proof]);
    const work: Proof[] = [proof];
    for (let one = work.pop(); one !== undefined; one = work.pop()) {
      if (!this.right.has(one)) {
        this.step(one);
        this.right.add(one);
      }
      for (const below of belowOf(one)) {
        if (seen.has(below)) continue;
        seen.add(below);
        work.push(below);
      }
    }
    return seen.size;
  }

  private step(proof: Proof): void {
    const shape = malformed(proof);
    if (shape !== undefined) throw new Wrong(showForeign(proof), shape);
    const at = keyOf(proof);
    const fail = (reason: string): never => {
      throw new Wrong(at, reason);
    };
    try {
      this.fitting.check(proof.relation, proof.tuple);
    } catch (error) {
      fail((error as Error).message);
    }
    if (proof.kind === 'fact') {
      if (!this.given.has(at)) fail(`${at} is not among the facts.`);
      const { source } = proof;
      if (source !== undefined && !samePlace(source, this.sourceOf(proof.relation, proof.tuple))) {
        fail(`${at} was not read there.`);
      }
      return;
    }
    const rule = this.program.rules[proof.rule.index];
    if (rule === undefined || rule.text !== proof.rule.text || rule.head !== proof.rule.head) {
      fail(`The rule \`${oneLine(proof.rule.text)}\` is not in the program.`);
    }
    if (proof.rule.head !== proof.relation) {
      fail(`The rule derives \`${proof.rule.head}\`, not \`${proof.relation}\`.`);
    }
    const reason = misquoted(proof.rule, rule as RuleInfo) ?? this.misfit(proof, rule as RuleInfo);
    if (reason !== undefined) fail(reason);
  }

  /** Why no alternative of the rule gives the tuple from these premises; undefined when one does. */
  private misfit(proof: DerivedProof, rule: RuleInfo): string | undefined {
    let first: string | undefined;
    for (const body of this.program.bodies) {
      if (body.rule !== rule) continue;
      const reason = this.apply(proof, body);
      if (reason === undefined) return undefined;
      first ??= reason;
    }
    return first;
  }

  private apply(proof: DerivedProof, body: Body): string | undefined {
    const replay = new Replay(body, this.rowsOf);
    const { premises } = proof;
    const literals = body.steps.filter(hasPremise);
    if (literals.length !== premises.length) {
      return `The rule has ${literals.length} literals, the proof ${premises.length} premises.`;
    }
    const unknown = bind(replay, body, proof.bindings);
    if (unknown !== undefined) return `\`${unknown}\` is no variable of the rule.`;
    for (const [i, literal] of literals.entries()) {
      const premise = premises[i]!;
      if (literal.kind !== 'atom') continue;
      if (!isProof(premise) || premise.relation !== literal.relation) {
        return `The rule needs ${replay.writer.step(literal)}, the proof has ${premiseText(premise)}.`;
      }
      const needs = replay.writer.step(literal);
      if (!replay.fits(literal.args, premise.tuple)) {
        return `The rule needs ${needs}, the proof has ${keyOf(premise)}.`;
      }
    }
    const failing = replay.failing(body.steps.filter((step) => step.kind !== 'atom'));
    if (failing !== undefined) return `${failing}.`;
    const head = replay.head();
    if (!head.every((value, i) => value !== undefined && compareValues(value, proof.tuple[i]!) === 0)) {
      return `The rule gives ${showFact(body.head, head)}.`;
    }
    for (const [name, value] of replay.bindings()) {
      const said = proof.bindings.get(name);
      if (said === undefined || compareValues(said, value) !== 0)
        return `\`${name}\` is ${showValue(value)}.`;
    }
    for (const [i, literal] of literals.entries()) {
      const reason = literal.kind === 'atom' ? undefined : this.leaf(replay, literal, premises[i]!);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }

  /** Whether the proof says of an absence, comparison or aggregate what is so. */
  private leaf(
    replay: Replay,
    literal: Exclude<Step, { kind: 'atom' }>,
    premise: Premise,
  ): string | undefined {
    const { writer } = replay;
    if (literal.kind === 'absent') {
      const text = writer.fact(literal.relation, literal.args);
      const said =
        premise.kind === 'absent' &&
        premise.relation === literal.relation &&
        premise.text === text &&
        sameValues(
          premise.pattern,
          literal.args.map((arg) => replay.value(arg)),
        );
      return said
        ? undefined
        : `The rule needs the absence of ${text}, the proof has ${premiseText(premise)}.`;
    }
    if (literal.kind === 'aggregate') {
      if (premise.kind !== 'aggregate' || premise.shown !== writer.aggregate(literal)) {
        return `The rule needs ${writer.aggregate(literal)}, the proof has ${premiseText(premise)}.`;
      }
      const { start, end } = literal.origin ?? { start: 0, end: 0 };
      if (premise.text !== replay.body.source.text.slice(start, end) || premise.name !== literal.name) {
        return `The rule has ${writer.aggregate(literal)} in other words.`;
      }
      return this.aggregate(replay, literal, premise);
    }
    const text = writer.step(literal);
    const said = premise.kind === 'holds' && premise.text === text;
    return said ? undefined : `The rule needs ${text}, the proof has ${premiseText(premise)}.`;
  }

  private aggregate(replay: Replay, step: AggregateStep, premise: AggregatePremise): string | undefined {
    const { value, rows, listed } = replay.recompute(step);
    if (value === undefined || compareValues(value, premise.value) !== 0) {
      return `${premise.shown} is ${value === undefined ? 'nothing' : showValue(value)}, not ${showValue(premise.value)}.`;
    }
    if (rows !== premise.rows) return `${premise.shown} ranges over ${rows} rows, not ${premise.rows}.`;
    const { from } = premise;
    for (const [i, one] of from.entries()) {
      const wanted = listed[i];
      if (wanted === undefined || tellsOther(one, wanted)) {
        return `${premise.shown} has another row in the place of ${showRow(one)}.`;
      }
    }
    if (from.length < listed.length) {
      return `${premise.shown} lists ${listed.length} rows, the proof ${from.length}.`;
    }
    return this.rowsOfAggregate(replay, step, premise, listed);
  }

  /** Whether the proof says of what is listed what is so, besides its tuples. */
  private rowsOfAggregate(
    replay: Replay,
    step: AggregateStep,
    { shown, from }: AggregatePremise,
    listed: readonly Combination[],
  ): string | undefined {
    const open = new Set<number>();
    for (const [i, { premises }] of from.entries()) {
      const literals = listed[i]!.steps.filter(hasPremise);
      if (literals.some(({ kind }) => kind !== 'atom')) open.add(i);
      const reason = open.has(i) ? undefined : this.rowOfAggregate(replay, literals, premises);
      if (reason !== undefined) return reason;
    }
    if (open.size === 0) return undefined;
    let first: string | undefined;
    replay.combinations(step, (one) => {
      for (const i of open) {
        if (!sameRow(one, listed[i]!)) continue;
        const reason = this.rowOfAggregate(replay, one.steps.filter(hasPremise), from[i]!.premises);
        if (reason === undefined) {
          open.delete(i);
          return;
        }
        first ??= reason;
      }
    });
    return open.size === 0 ? undefined : (first ?? `${shown} does not range over these rows.`);
  }

  private rowOfAggregate(
    replay: Replay,
    literals: readonly Step[],
    premises: readonly Premise[],
  ): string | undefined {
    if (literals.length !== premises.length) {
      return `The aggregate has ${literals.length} literals, the proof ${premises.length} premises.`;
    }
    for (const [i, literal] of literals.entries()) {
      const premise = premises[i]!;
      if (literal.kind !== 'atom') {
        const reason = this.leaf(replay, literal, premise);
        if (reason !== undefined) return reason;
      } else if (!isProof(premise) || premise.relation !== literal.relation) {
        return `The aggregate needs ${replay.writer.step(literal)}, the proof has ${premiseText(premise)}.`;
      }
    }
    return undefined;
  }
}

/** Which steps of a body a proof has a premise for: those that somebody wrote. */
function hasPremise(step: Step): boolean {
  return step.kind === 'atom' || (step.origin !== undefined && step.kind !== 'never');
}

/** Gives the named variables their values; the name that the body does not have, if there is one. */
function bind(replay: Replay, body: Body, bindings: ReadonlyMap<string, Value>): string | undefined {
  const local = new Set(body.steps.flatMap((step) => (step.kind === 'aggregate' ? step.local : [])));
  for (const [name, value] of bindings) {
    const index = body.variables.findIndex((one, i) => one === name && !local.has(i));
    if (index < 0) return name;
    replay.bind(index, value);
  }
  return undefined;
}

function showRow({ value, premises }: Contribution): string {
  const counted = value === undefined ? '' : `${showValue(value)} of `;
  return `${counted}${premises.map(premiseText).join(', ')}`;
}

/** Whether a listed row has other tuples, or adds something else. */
function tellsOther({ value, premises }: Contribution, wanted: Combination): boolean {
  const tuple = premises.flatMap((one) => (isProof(one) ? one.tuple : []));
  return !sameValues([value], [wanted.value]) || !sameValues(tuple, wanted.tuple);
}

function sameRow(a: Combination, b: Combination): boolean {
  return a.alternative === b.alternative && sameValues([a.value], [b.value]) && sameValues(a.tuple, b.tuple);
}

function sameValues(a: readonly (Value | undefined)[], b: readonly (Value | undefined)[]): boolean {
  return (
    a.length === b.length &&
    a.every((value, i) => {
      const other = b[i];
      return value === undefined || other === undefined ? value === other : compareValues(value, other) === 0;
    })
  );
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
