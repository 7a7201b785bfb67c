/**
 * Why a tuple does not hold: for each rule, the bindings under which most of its literals hold, the first literal that
 * then fails, the tuples that would almost have done, and why the tuple in the way holds.
 */
import type { Span } from '../../diagnostics/index.js';
import type { Relation } from '../evaluation/relation.js';
import { showFact } from '../facts.js';
import type { Body, RuleInfo } from '../ir.js';
import type { Value } from '../value.js';
import { Attempt } from './attempt.js';
import type { Explainer } from './explain.js';
import { isFact } from './frame.js';
import { fittingTuples, nearMisses, wantedAs } from './near.js';
import type { AggregatePremise, Proof } from './proof.js';

/** The literal at which a rule stops. */
export interface Missing {
  /**
   * 'head': the pattern does not fit the head. 'gives': all literals hold, and a computed head gives another tuple. 'cut': the
   * steps ended before any literal had failed.
   */
  readonly kind: 'head' | 'gives' | 'relation' | 'absent' | 'test' | 'aggregate' | 'cut';
  /** As it is written. */
  readonly text: string;
  readonly span: Span;
  readonly relation: string | undefined;
  /** What was looked for, with the values that are known. */
  readonly pattern: readonly (Value | undefined)[];
  /** One sentence, with the values. */
  readonly message: string;
  /** Tuples that differ from the pattern in one place, nearest first; at most three. */
  readonly nearMisses: readonly (readonly Value[])[];
  /** For `absent`: why the tuple that is in the way holds. */
  readonly blocking: Proof | undefined;
  /** For a comparison with the result of an aggregate, and for an aggregate that has another value: what it ranges over. */
  readonly aggregates: readonly AggregatePremise[];
  /** For a relation that no rule derives: a fact that would make the literal hold. */
  readonly suggestion: readonly Value[] | undefined;
  /** For a relation that rules derive: why they do not derive this, up to three questions deep. Worked out when read. */
  readonly because: WhyNot | undefined;
}

export interface RuleWhyNot {
  readonly rule: RuleInfo;
  /** Literals that hold together, of how many. */
  readonly satisfied: number;
  readonly total: number;
  /** The first literal in the order of the text that fails; one over an empty relation of facts before others. */
  readonly missing: Missing;
  /** Variables that were bound when it stopped. */
  readonly bindings: ReadonlyMap<string, Value>;
  /** Relations of facts that its literals need and that have no tuple at all. */
  readonly emptyInputs: readonly string[];
  /** The search ended before it had seen all bindings: there may be better ones. */
  readonly cut: boolean;
}

export interface WhyNot {
  readonly relation: string;
  readonly pattern: readonly (Value | undefined)[];
  /** Tuples that do fit, at most five: then the question is wrong. */
  readonly holds: readonly (readonly Value[])[];
  /** No rule derives the relation: it holds only what facts say, given or stated in a rule file. */
  readonly factsOnly: boolean;
  /** Relations of facts, with no tuple at all, that this relation or its rules need. */
  readonly emptyInputs: readonly string[];
  /** Per rule, the one that came nearest first. */
  readonly rules: readonly RuleWhyNot[];
  /** Tuples of the relation that differ from the pattern in one place, nearest first; at most three. */
  readonly nearMisses: readonly (readonly Value[])[];
  /** The search through some rule ended before it had seen all bindings. */
  readonly cut: boolean;
}

export interface WhyNotOptions {
  /** Rows and values that are tried per rule; 10,000 unless said otherwise. */
  readonly steps?: number;
  /** How many failed derived literals are asked about in turn; 3 unless said otherwise. */
  readonly depth?: number;
}

/** Explains an absence. `undefined` in the pattern fits everything. */
export function whyNot(
  explainer: Explainer,
  relation: Relation,
  pattern: readonly (Value | undefined)[],
  options: WhyNotOptions = {},
): WhyNot {
  const { steps = 10_000, depth = 3 } = options;
  return new Question(explainer, steps).ask(relation, pattern, depth, []);
}

class Question {
  constructor(
    private readonly explainer: Explainer,
    private readonly steps: number,
  ) {}

  /** `above` are the questions that led to this one. */
  ask(
    relation: Relation,
    pattern: readonly (Value | undefined)[],
    depth: number,
    above: readonly string[],
  ): WhyNot {
    const { database } = this.explainer;
    const holds = fittingTuples(database, relation, pattern, 5);
    const bodies = this.bodiesOf(relation.name);
    const asked = [...above, questionOf(relation.name, pattern)];
    const rules = holds.length > 0 ? [] : this.rules(bodies, pattern, depth, asked);
    const empty = bodies.length === 0 && relation.count === relation.dead ? [relation.name] : [];
    return {
      relation: relation.name,
      pattern,
      holds,
      factsOnly: bodies.length === 0,
      emptyInputs: [...new Set([...empty, ...rules.flatMap((rule) => rule.emptyInputs)])].sort(),
      rules,
      nearMisses: holds.length > 0 ? [] : nearMisses(database, relation, pattern.map(wantedAs)),
      cut: rules.some((rule) => rule.cut),
    };
  }

  /** Of a rule with several alternatives, the one that came nearest. */
  private rules(
    bodies: readonly Body[],
    pattern: readonly (Value | undefined)[],
    depth: number,
    asked: readonly string[],
  ): RuleWhyNot[] {
    const because = (name: string, next: readonly (Value | undefined)[]): WhyNot | undefined => {
      const circular = asked.includes(questionOf(name, next));
      if (depth <= 0 || circular || this.bodiesOf(name).length === 0) return undefined;
      return this.ask(this.explainer.database.relation(name), next, depth - 1, asked);
    };
    const nearest = new Map<RuleInfo, RuleWhyNot>();
    for (const body of bodies) {
      const reason = new Attempt(this.explainer, body, this.steps, because).run(pattern);
      const before = nearest.get(body.rule);
      if (before === undefined || compare(reason, before, asked) < 0) nearest.set(body.rule, reason);
    }
    return [...nearest.values()].sort((a, b) => compare(a, b, asked) || a.rule.index - b.rule.index);
  }

  /** The rules for a relation, without the facts that rule files state. */
  private bodiesOf(relation: string): Body[] {
    return this.explainer.database.program.bodies.filter((body) => body.head === relation && !isFact(body));
  }
}

/**
 * What came nearer first: a head that fits, no question that was asked, fewer literals missing, no empty input, more that
 * hold.
 */
function compare(a: RuleWhyNot, b: RuleWhyNot, asked: readonly string[]): number {
  const rank = ({ missing }: RuleWhyNot): number => {
    if (missing.kind === 'head') return 2;
    const { kind, relation, pattern } = missing;
    return kind === 'relation' && asked.includes(questionOf(relation ?? '', pattern)) ? 1 : 0;
  };
  const empty = ({ emptyInputs }: RuleWhyNot): number => Math.min(1, emptyInputs.length);
  return (
    rank(a) - rank(b) ||
    a.total - a.satisfied - (b.total - b.satisfied) ||
    empty(a) - empty(b) ||
    b.satisfied - a.satisfied
  );
}

function questionOf(relation: string, pattern: readonly (Value | undefined)[]): string {
  return showFact(relation, pattern);
}
