/** What a proof is: a tree whose leaves are facts, absences, comparisons and aggregates. */
import { type FactSource, showFact } from '../facts.js';
import type { RuleInfo } from '../ir.js';
import type { AggregateName } from '../language/ast.js';
import { compareTuples, compareValues, showValue, type Value } from '../value.js';

/** Why a tuple holds: it was given, or a rule derives it from premises. */
export type Proof = FactProof | DerivedProof;

/** A tuple that was given as a fact. */
export interface FactProof {
  readonly kind: 'fact';
  readonly relation: string;
  readonly tuple: readonly Value[];
  /** Where it was read, if whoever gave the fact said so. */
  readonly source?: FactSource;
}

/** A tuple that a rule derives. A fact that a rule file states (`p(1).`) is derived without premises. */
export interface DerivedProof {
  readonly kind: 'derived';
  readonly relation: string;
  readonly tuple: readonly Value[];
  readonly rule: RuleInfo;
  /** Values of the named variables of the body; those inside aggregates have none. Worked out when it is read. */
  readonly bindings: ReadonlyMap<string, Value>;
  /** In the order of the text. Of several alternatives (`;`) only the one that holds. Worked out when it is read. */
  readonly premises: readonly Premise[];
}

/** Something that a rule rests on. */
export type Premise = Proof | AbsentPremise | HoldsPremise | AggregatePremise;

/** No tuple of the relation fits. */
export interface AbsentPremise {
  readonly kind: 'absent';
  readonly relation: string;
  /** Undefined where anything would fit, and for a term of which a part is not known. */
  readonly pattern: readonly (Value | undefined)[];
  /** `edge("a", _)`. */
  readonly text: string;
}

/** A comparison or equation that holds. */
export interface HoldsPremise {
  readonly kind: 'holds';
  /** With values in place of variables: `81000000 > (1000 * 10)`. */
  readonly text: string;
}

/** The value of an aggregate, and what it ranged over. */
export interface AggregatePremise {
  readonly kind: 'aggregate';
  /** As it is written: `k = count : index(t, _)`. */
  readonly text: string;
  /** With values in place of variables: `count : { index("orders", _) }`. */
  readonly shown: string;
  readonly name: AggregateName;
  readonly value: Value;
  /** How many rows it ranged over; a combination of several relations counts as one. */
  readonly rows: number;
  /** The first ten of them: by value for `count`, from the largest for `sum` and `max`, from the smallest for `min`. */
  readonly from: readonly Contribution[];
}

/** One row that an aggregate ranged over. */
export interface Contribution {
  /** What it adds: the value after `sum`, `min` or `max`. */
  readonly value: Value | undefined;
  readonly premises: readonly Premise[];
}

/** As many rows of an aggregate are listed in a proof. */
export const mostContributions = 10;

/** What decides the place of a row of an aggregate in a proof. */
export interface Listed {
  readonly value: Value | undefined;
  /** The values of the rows that it joins, one after another. */
  readonly tuple: readonly Value[];
  /** Which of several bodies it comes from. */
  readonly alternative: number;
}

/** The order in which the rows of an aggregate are listed. It does not depend on when they were entered. */
export function listingOrder(name: AggregateName): (a: Listed, b: Listed) => number {
  const sign = name === 'min' ? 1 : name === 'count' ? 0 : -1;
  return (a, b) => {
    const byValue =
      sign === 0 || a.value === undefined || b.value === undefined
        ? 0
        : sign * compareValues(a.value, b.value);
    return byValue || compareTuples(a.tuple, b.tuple) || a.alternative - b.alternative;
  };
}

export function isProof(premise: Premise): premise is Proof {
  return premise.kind === 'fact' || premise.kind === 'derived';
}

/** The proofs in a premise: itself, or those of the rows of an aggregate. */
export function proofsIn(premise: Premise): readonly Proof[] {
  if (isProof(premise)) return [premise];
  return premise.kind === 'aggregate' ? premise.from.flatMap((one) => one.premises.flatMap(proofsIn)) : [];
}

/** A premise in one line, without what it rests on. */
export function premiseText(premise: Premise): string {
  if (isProof(premise)) return showFact(premise.relation, premise.tuple);
  if (premise.kind === 'aggregate') return `${showValue(premise.value)} = ${premise.shown}`;
  return premise.kind === 'absent' ? `no ${premise.text}` : premise.text;
}
