/**
 * Why a tuple does not hold: for each rule, how far its body can be satisfied, the literal that then fails, and the
 * tuples that would almost have done.
 */
import type { Span } from '../../diagnostics/index.js';
import { editDistance } from '../errors.js';
import type { Database } from '../evaluation/database.js';
import type { Relation } from '../evaluation/relation.js';
import { showFact } from '../facts.js';
import { type Body, binds, isReady, type RuleInfo, type Step } from '../ir.js';
import { showValue, type Value } from '../value.js';
import type { Explainer, Proof } from './explain.js';
import { Fitting } from './fitting.js';

/** The literal at which a rule stops. */
export interface Missing {
  /** 'head': the pattern does not fit the head. */
  readonly kind: 'head' | 'relation' | 'absent' | 'test' | 'aggregate';
  /** As it is written. */
  readonly text: string;
  readonly span: Span;
  readonly relation: string | undefined;
  /** What was looked for, with the values that are known. */
  readonly pattern: readonly (Value | undefined)[];
  /** One sentence. */
  readonly message: string;
  /** Tuples that differ from the pattern in one place, nearest first. */
  readonly nearMisses: readonly (readonly Value[])[];
  /** For `absent`: why the tuple that is in the way holds. */
  readonly blocking: Proof | undefined;
}

export interface RuleWhyNot {
  readonly rule: RuleInfo;
  /** Literals that hold together, of how many. */
  readonly satisfied: number;
  readonly total: number;
  readonly missing: Missing;
  /** Variables that were bound when it stopped. */
  readonly bindings: ReadonlyMap<string, Value>;
}

export interface WhyNot {
  readonly relation: string;
  readonly pattern: readonly (Value | undefined)[];
  /** Tuples that do fit: then the question is wrong. */
  readonly holds: readonly (readonly Value[])[];
  /** No rule derives the relation: it holds only what facts say. */
  readonly factsOnly: boolean;
  /** Per rule, the one that came nearest first. */
  readonly rules: readonly RuleWhyNot[];
  /** Tuples of the relation that differ from the pattern in one place. */
  readonly nearMisses: readonly (readonly Value[])[];
}

/** Literals tried per body before the search ends with the best that it has. */
const budget = 10_000;
const mostNearMisses = 3;

/** Explains an absence. `undefined` in the pattern fits everything. */
export function whyNot(
  database: Database,
  explainer: Explainer,
  relation: Relation,
  pattern: readonly (Value | undefined)[],
): WhyNot {
  const holds = fittingTuples(database, relation, pattern, 5);
  const bodies = database.program.bodies.filter((body) => body.head === relation.name);
  const rules = new Map<RuleInfo, RuleWhyNot>();
  if (holds.length === 0) {
    for (const body of bodies) {
      const reason = new Attempt(database, explainer, body).run(pattern);
      const before = rules.get(body.rule);
      if (
        before === undefined ||
        reason.satisfied / (reason.total || 1) > before.satisfied / (before.total || 1)
      ) {
        rules.set(body.rule, reason);
      }
    }
  }
  const ranked = [...rules.values()].sort(
    (a, b) =>
      Number(a.missing.kind === 'head') - Number(b.missing.kind === 'head') ||
      a.total - a.satisfied - (b.total - b.satisfied) ||
      b.satisfied - a.satisfied ||
      a.rule.index - b.rule.index,
  );
  return {
    relation: relation.name,
    pattern,
    holds,
    factsOnly: bodies.length === 0,
    rules: ranked,
    nearMisses: holds.length > 0 ? [] : nearMisses(database, relation, pattern),
  };
}

interface Best {
  readonly depth: number;
  readonly step: Step;
  readonly ids: Int32Array;
  readonly bound: ReadonlySet<number>;
}

/** The search through one body. */
class Attempt {
  private readonly fitting: Fitting;
  private left = budget;
  private best: Best | undefined;

  constructor(
    private readonly database: Database,
    private readonly explainer: Explainer,
    private readonly body: Body,
  ) {
    this.fitting = new Fitting(database, body);
  }

  run(pattern: readonly (Value | undefined)[]): RuleWhyNot {
    const { body, fitting, database } = this;
    const total = body.steps.filter((step) => step.origin !== undefined).length;
    for (const [i, arg] of body.headArgs.entries()) {
      const wanted = pattern[i];
      if (wanted === undefined || arg.kind === 'call') continue;
      if (!fitting.fit(arg, database.interner.intern(wanted))) {
        const text = body.source.text.slice(body.rule.span.start, body.rule.span.end);
        return this.report(0, total, {
          kind: 'head',
          text,
          span: body.rule.span,
          relation: body.head,
          pattern,
          message: `The rule never derives ${showValue(wanted)} in column ${i + 1} of \`${body.head}\`.`,
          nearMisses: [],
          blocking: undefined,
        });
      }
    }
    const ordered = inOrderOfText(body.steps, fitting.bound);
    this.search(ordered, 0);
    const best = this.best!;
    fitting.restore(best.ids, best.bound);
    const satisfied = ordered.slice(0, best.depth).filter((step) => step.origin !== undefined).length;
    return this.report(satisfied, total, this.describe(best.step));
  }

  private search(ordered: readonly Step[], depth: number): void {
    const step = ordered[depth];
    // At the end the body holds: then it is a computed part of the head that does not fit.
    const reached = step ?? { kind: 'never', origin: this.body.rule.span };
    if (this.best === undefined || depth > this.best.depth)
      this.best = { depth, step: reached, ...this.fitting.save() };
    if (step === undefined) return;
    for (const _ of this.fitting.solutions(step)) {
      if (--this.left < 0) return;
      this.search(ordered, depth + 1);
    }
  }

  private describe(step: Step): Missing {
    const { body, database, fitting } = this;
    const origin = step.origin ?? body.rule.span;
    const text = body.source.text.slice(origin.start, origin.end);
    const span = body.source.span(origin.start, origin.end);
    const base = { text, span, relation: undefined, pattern: [], nearMisses: [], blocking: undefined };
    if (step.kind === 'atom' || step.kind === 'absent') {
      const relation = database.relation(step.relation);
      const pattern = step.args.map((arg) => fitting.value(arg));
      const shown = showFact(step.relation, pattern);
      if (step.kind === 'absent') {
        const row = fitting.firstRow(step);
        const blocking = row < 0 ? undefined : this.explainer.proof(relation, row);
        return {
          ...base,
          kind: 'absent',
          relation: step.relation,
          pattern,
          message: `\`${shown}\` holds.`,
          blocking,
        };
      }
      const message =
        relation.count === relation.dead
          ? `\`${step.relation}\` has no tuple at all.`
          : `No tuple fits \`${shown}\`.`;
      return {
        ...base,
        kind: 'relation',
        relation: step.relation,
        pattern,
        message,
        nearMisses: nearMisses(database, relation, pattern),
      };
    }
    if (step.kind === 'aggregate') {
      return {
        ...base,
        kind: 'aggregate',
        message: `\`${text}\` has no value, or not the one that is wanted.`,
      };
    }
    if (step.kind === 'never') {
      if (step.origin !== body.rule.span)
        return { ...base, kind: 'test', message: `\`${text}\` never holds.` };
      const given = showFact(
        body.head,
        body.headArgs.map((arg) => fitting.value(arg)),
      );
      return { ...base, kind: 'head', message: `The body holds, but it gives \`${given}\`.` };
    }
    return { ...base, kind: 'test', message: `\`${text}\` does not hold${fitting.explain(step)}.` };
  }

  private report(satisfied: number, total: number, missing: Missing): RuleWhyNot {
    return { rule: this.body.rule, satisfied, total, missing, bindings: this.fitting.bindings() };
  }
}

/** As the author wrote it, each step as soon as it can be taken: 'the first literal that fails' is then the reader's first. */
function inOrderOfText(steps: readonly Step[], given: ReadonlySet<number>): Step[] {
  const bound = new Set(given);
  const ordered: Step[] = [];
  let rest = [...steps];
  for (;;) {
    const next = rest.find((step) => isReady(step, bound));
    if (next === undefined) return ordered;
    ordered.push(next);
    for (const index of binds(next)) bound.add(index);
    rest = rest.filter((step) => step !== next);
  }
}

function fittingTuples(
  database: Database,
  relation: Relation,
  pattern: readonly (Value | undefined)[],
  most: number,
): (readonly Value[])[] {
  const wanted = pattern.map((value) => (value === undefined ? undefined : database.interner.intern(value)));
  const found: (readonly Value[])[] = [];
  for (let row = 0; row < relation.count && found.length < most; row++) {
    const tuple = relation.tuple(row);
    if (!relation.isLive(row)) continue;
    if (wanted.every((id, i) => id === undefined || tuple[i] === id)) found.push(database.values(tuple));
  }
  return found;
}

/** Tuples that differ in exactly one of the given columns: texts by edit distance, then the first ones. */
function nearMisses(
  database: Database,
  relation: Relation,
  pattern: readonly (Value | undefined)[],
): (readonly Value[])[] {
  const wanted = pattern.map((value) => (value === undefined ? undefined : database.interner.intern(value)));
  const given = wanted.filter((id) => id !== undefined).length;
  if (given === 0) return [];
  const found: { tuple: readonly Value[]; distance: number }[] = [];
  const scanned = Math.min(relation.count, 50_000);
  for (let row = 0; row < scanned; row++) {
    if (!relation.isLive(row)) continue;
    const ids = relation.tuple(row);
    const differs = wanted.flatMap((id, i) => (id !== undefined && ids[i] !== id ? [i] : []));
    if (differs.length !== 1) continue;
    const [column] = differs as [number];
    const tuple = database.values(ids);
    const is = tuple[column];
    const want = pattern[column];
    const close = typeof is === 'string' && typeof want === 'string' ? editDistance(is, want, 3) : 3;
    // With one given column every tuple differs in just that one: only a likely slip is worth a word.
    if (given === 1 && close > 2) continue;
    found.push({ tuple, distance: close });
  }
  return found
    .sort((a, b) => a.distance - b.distance)
    .slice(0, mostNearMisses)
    .map(({ tuple }) => tuple);
}
