/** An absence as plain JSON, for tools. */
import type { Value } from '../value.js';
import { type ProofJson, proofToJson } from './identity.js';
import { premiseText } from './proof.js';
import type { Missing, RuleWhyNot, WhyNot } from './why-not.js';

/** Null stands for "anything". */
type PatternJson = readonly (Value | null)[];

export interface WhyNotJson {
  readonly relation: string;
  readonly pattern: PatternJson;
  readonly holds: readonly (readonly Value[])[];
  readonly factsOnly: boolean;
  readonly emptyInputs: readonly string[];
  readonly nearMisses: readonly (readonly Value[])[];
  readonly cut: boolean;
  /** The nearest first. */
  readonly rules: readonly RuleWhyNotJson[];
}

export interface RuleWhyNotJson {
  readonly rule: { readonly file: string; readonly line: number; readonly text: string };
  readonly satisfied: number;
  readonly total: number;
  readonly bindings: Readonly<Record<string, Value>>;
  readonly emptyInputs: readonly string[];
  readonly cut: boolean;
  readonly missing: MissingJson;
}

export interface MissingJson {
  readonly kind: Missing['kind'];
  readonly text: string;
  readonly line: number;
  readonly message: string;
  readonly relation: string | null;
  readonly pattern: PatternJson;
  readonly nearMisses: readonly (readonly Value[])[];
  /** What aggregates give that the literal is or compares, over how many rows, and the first of these. */
  readonly aggregates: readonly {
    readonly text: string;
    readonly value: Value;
    readonly rows: number;
    readonly from: readonly string[];
  }[];
  readonly suggestion: readonly Value[] | null;
  /** The proof of the tuple in the way. */
  readonly blocking: ProofJson | null;
  readonly because: WhyNotJson | null;
}

/**
 * An absence as plain JSON, with the proofs of what is in the way and the reasons for what is missing in turn. `rules` limits
 * how many rules of each relation are told (3 unless said otherwise): each may ask in turn.
 */
export function whyNotToJson(whyNot: WhyNot, { rules = 3 }: { readonly rules?: number } = {}): WhyNotJson {
  const { relation, pattern, holds, factsOnly, emptyInputs, nearMisses, cut } = whyNot;
  return {
    relation,
    pattern: patternJson(pattern),
    holds,
    factsOnly,
    emptyInputs,
    nearMisses,
    cut,
    rules: whyNot.rules.slice(0, rules).map((one) => ruleJson(one, rules)),
  };
}

function ruleJson(one: RuleWhyNot, rules: number): RuleWhyNotJson {
  const { rule, satisfied, total, bindings, emptyInputs, cut } = one;
  const { kind, text, span, message, relation, pattern, nearMisses, suggestion, blocking, because } =
    one.missing;
  return {
    rule: { file: rule.file, line: rule.span.line, text: rule.text },
    satisfied,
    total,
    bindings: Object.fromEntries(bindings),
    emptyInputs,
    cut,
    missing: {
      kind,
      text,
      line: span.line,
      message,
      relation: relation ?? null,
      pattern: patternJson(pattern),
      nearMisses,
      aggregates: one.missing.aggregates.map((premise) => ({
        text: premiseText(premise),
        value: premise.value,
        rows: premise.rows,
        from: premise.from.map(({ premises }) => premises.map(premiseText).join(', ')),
      })),
      suggestion: suggestion ?? null,
      blocking: blocking === undefined ? null : proofToJson(blocking),
      because: because === undefined ? null : whyNotToJson(because, { rules }),
    },
  };
}

function patternJson(pattern: readonly (Value | undefined)[]): PatternJson {
  return pattern.map((value) => value ?? null);
}
