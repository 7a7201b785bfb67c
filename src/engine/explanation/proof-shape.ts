/** Whether what somebody hands over looks like a proof at all, before it is asked whether it holds. */
import { misuse } from '../arguments.js';
import type { FactSource } from '../facts.js';
import type { RuleInfo } from '../ir.js';
import { showForeign } from '../value.js';

type Fields = Readonly<Record<string, unknown>>;

/** Refuses what is no proof at all. */
export function needProof(proof: unknown): void {
  if (malformed(proof) === undefined) return;
  throw misuse(
    `A proof is needed, not ${showForeign(proof)}.`,
    '`why` gives undefined for what does not hold: `whyNot` says why.',
  );
}

/** Refuses what `whyNot` did not give. */
export function needWhyNot(whyNot: unknown): void {
  if (isObject(whyNot) && Array.isArray(whyNot.rules) && Array.isArray(whyNot.holds)) return;
  throw misuse(`An answer of \`whyNot\` is needed, not ${showForeign(whyNot)}.`);
}

/** What is wrong with the shape of a proof and its premises; what those rest on is not looked at. */
export function malformed(proof: unknown): string | undefined {
  if (!isObject(proof) || (proof.kind !== 'fact' && proof.kind !== 'derived')) return 'This is no proof.';
  const reason = malformedTuple(proof);
  if (reason !== undefined || proof.kind === 'fact') return reason;
  const { rule, bindings, premises } = proof;
  if (!isObject(rule) || typeof rule.index !== 'number' || typeof rule.text !== 'string') {
    return 'The proof has no rule.';
  }
  if (!(bindings instanceof Map)) return 'The proof has no bindings.';
  return malformedPremises(premises);
}

function malformedTuple({ relation, tuple }: Fields): string | undefined {
  if (typeof relation !== 'string') return 'The proof names no relation.';
  return Array.isArray(tuple) ? undefined : 'The proof has no tuple.';
}

function malformedPremises(premises: unknown): string | undefined {
  if (!Array.isArray(premises)) return 'The proof has no premises.';
  for (const premise of premises) {
    const reason = isObject(premise) ? malformedPremise(premise) : 'A premise is nothing.';
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function malformedPremise(premise: Fields): string | undefined {
  switch (premise.kind) {
    case 'fact':
    case 'derived':
      return malformedTuple(premise);
    case 'absent':
      return Array.isArray(premise.pattern) ? undefined : 'An absence has no pattern.';
    case 'holds':
      return undefined;
    case 'aggregate': {
      if (!Array.isArray(premise.from)) return 'An aggregate has no rows.';
      for (const row of premise.from) {
        const reason = isObject(row) ? malformedPremises(row.premises) : 'A row of an aggregate is nothing.';
        if (reason !== undefined) return reason;
      }
      return undefined;
    }
    default:
      return 'A premise is of no known kind.';
  }
}

/** What a proof says of its rule that is not so. */
export function misquoted(said: RuleInfo, rule: RuleInfo): string | undefined {
  if (said === rule) return undefined;
  const wrong = (Object.keys(rule) as (keyof RuleInfo)[]).find(
    (key) => textOf(said[key]) !== textOf(rule[key]),
  );
  return wrong === undefined ? undefined : `The \`${wrong}\` of the rule is another one.`;
}

/** Whether two places are the same. */
export function samePlace(a: FactSource, b: FactSource | undefined): boolean {
  return b !== undefined && a.file === b.file && a.line === b.line && a.column === b.column;
}

function textOf(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part) => (part instanceof Map ? [...part] : part));
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
