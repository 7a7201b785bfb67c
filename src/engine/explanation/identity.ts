/** Names of tuples and proofs that are the same in every run, and proofs as data for tools. */
import { FactSet, type FactSource, showFact } from '../facts.js';
import { showValue, type Value } from '../value.js';
import { isProof, type Premise, type Proof, proofsIn } from './proof.js';
import { needProof } from './proof-shape.js';

/** A proof as plain JSON: every tuple once, by its id. */
export interface ProofJson {
  readonly format: 1;
  /** Id of the tuple that is proved. */
  readonly root: string;
  /** The root first, then what it rests on. */
  readonly steps: readonly ProofStepJson[];
  /** False when there were more steps than asked for: then some ids have no step. */
  readonly complete: boolean;
}

export interface ProofStepJson {
  /** `proofId` of this step. */
  readonly id: string;
  readonly kind: 'fact' | 'derived';
  readonly relation: string;
  readonly tuple: readonly Value[];
  /** As a rule file spells it: `edge("a", "b")`. */
  readonly text: string;
  /** Of a fact, where known. */
  readonly source?: FactSource;
  readonly rule?: { readonly file: string; readonly line: number; readonly text: string };
  readonly bindings?: Readonly<Record<string, Value>>;
  readonly premises?: readonly PremiseJson[];
}

export type PremiseJson =
  | { readonly kind: 'fact' | 'derived'; readonly id: string }
  | {
      readonly kind: 'absent';
      readonly text: string;
      readonly relation: string;
      readonly pattern: readonly (Value | null)[];
    }
  | { readonly kind: 'holds'; readonly text: string }
  | {
      readonly kind: 'aggregate';
      readonly text: string;
      readonly value: Value;
      readonly rows: number;
      /** The first rows that it ranged over. */
      readonly from: readonly { readonly value: Value | null; readonly premises: readonly PremiseJson[] }[];
    };

/** Declarations of the relations that `proofFacts` fills. */
export const proofDeclarations = `/// A tuple of a proof. The first is the one that is proved.
.decl proof_tuple(id: symbol, relation: symbol, text: symbol)
/// The rule that derives it.
.decl proof_rule(id: symbol, file: symbol, line: number)
/// A tuple that it rests on; "at" is the place among its premises.
.decl proof_premise(id: symbol, at: number, premise: symbol)
/// A tuple of one of the rows that an aggregate lists: the place of the aggregate, of the row, and the tuple.
.decl proof_row(id: symbol, at: number, row: number, premise: symbol)
/// Something else that it rests on: an absence, a comparison or an aggregate.
.decl proof_leaf(id: symbol, at: number, kind: symbol, text: symbol)
`;

/** A name of a tuple: 16 hexadecimal digits of its text, the same in every run and for every program. */
export function tupleId(relation: string, tuple: readonly Value[]): string {
  return hash(showFact(relation, tuple));
}

/**
 * A name of a premise or proof: 16 hexadecimal digits of the tuple, the text of the rule and the names of its premises. The
 * same derivation has the same name in every run, wherever the rule stands in its file. Reads the whole proof once.
 */
export function proofId(premise: Premise): string {
  const known = new Map<Premise, string>();
  const work = [premise];
  for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
    const missing =
      top.kind === 'derived' ? top.premises.filter((one) => !ids.has(one) && !known.has(one)) : [];
    if (missing.length > 0 && !known.has(top)) {
      work.push(...missing);
      continue;
    }
    work.pop();
    if (ids.has(top) || known.has(top)) continue;
    const id = idOf(top);
    known.set(top, id);
    ids.set(top, id);
  }
  return ids.get(premise)!;
}

/** A proof as JSON, as a graph of its tuples. Ends after `steps` tuples (10,000 unless said otherwise). */
export function proofToJson(
  proof: Proof,
  { steps: most = 10_000 }: { readonly steps?: number } = {},
): ProofJson {
  needProof(proof);
  const steps: ProofStepJson[] = [];
  const complete = visit(proof, most, (one) => {
    steps.push(stepJson(one));
  });
  return { format: 1, root: proofId(proof), steps, complete };
}

/** A proof as facts of the relations in `proofDeclarations`, to be asked with rules. */
export function proofFacts(proof: Proof): FactSet {
  needProof(proof);
  const facts = new FactSet();
  visit(proof, Number.POSITIVE_INFINITY, (one) => {
    const id = proofId(one);
    facts.add('proof_tuple', id, one.relation, showFact(one.relation, one.tuple));
    if (one.kind === 'fact') return;
    facts.add('proof_rule', id, one.rule.file, one.rule.span.line);
    for (const [at, premise] of one.premises.entries()) {
      if (isProof(premise)) facts.add('proof_premise', id, at, proofId(premise));
      else facts.add('proof_leaf', id, at, premise.kind, leafText(premise));
      if (premise.kind !== 'aggregate') continue;
      for (const [row, { premises }] of premise.from.entries()) {
        for (const below of premises.flatMap(proofsIn)) facts.add('proof_row', id, at, row, proofId(below));
      }
    }
  });
  return facts;
}

/** Each tuple of a proof once, what rests on others before them; false when there are more than `most`. */
function visit(proof: Proof, most: number, each: (proof: Proof) => void): boolean {
  const seen = new Set<string>([proofId(proof)]);
  const work: Proof[] = [proof];
  for (let count = 0; work.length > 0; count++) {
    if (count >= most) return false;
    const one = work.pop()!;
    each(one);
    if (one.kind === 'fact') continue;
    for (const premise of one.premises.flatMap(proofsIn).reverse()) {
      const id = proofId(premise);
      if (seen.has(id)) continue;
      seen.add(id);
      work.push(premise);
    }
  }
  return true;
}

function stepJson(proof: Proof): ProofStepJson {
  const { kind, relation, tuple } = proof;
  const base = { id: proofId(proof), kind, relation, tuple, text: showFact(relation, tuple) };
  if (proof.kind === 'fact') return { ...base, ...(proof.source !== undefined && { source: proof.source }) };
  const { rule, bindings, premises } = proof;
  return {
    ...base,
    rule: { file: rule.file, line: rule.span.line, text: rule.text },
    bindings: Object.fromEntries(bindings),
    premises: premises.map(premiseJson),
  };
}

function premiseJson(premise: Premise): PremiseJson {
  switch (premise.kind) {
    case 'fact':
    case 'derived':
      return { kind: premise.kind, id: proofId(premise) };
    case 'absent': {
      const { kind, text, relation, pattern } = premise;
      return { kind, text, relation, pattern: pattern.map((value) => value ?? null) };
    }
    case 'holds':
      return { kind: 'holds', text: premise.text };
    case 'aggregate': {
      const from = premise.from.map((one) => ({
        value: one.value ?? null,
        premises: one.premises.map(premiseJson),
      }));
      return { kind: 'aggregate', text: leafText(premise), value: premise.value, rows: premise.rows, from };
    }
  }
}

function leafText(premise: Exclude<Premise, Proof>): string {
  return premise.kind === 'aggregate' ? `${showValue(premise.value)} = ${premise.shown}` : premise.text;
}

const ids = new WeakMap<Premise, string>();

/** From the ids of the premises, which are known. */
function idOf(premise: Premise): string {
  if (premise.kind === 'fact') return tupleId(premise.relation, premise.tuple);
  if (premise.kind !== 'derived') return hash(`${premise.kind} ${leafText(premise)}`);
  const own = `${showFact(premise.relation, premise.tuple)} :- ${premise.rule.text.replace(/\s+/g, ' ')}`;
  return hash([own, ...premise.premises.map((one) => ids.get(one))].join('\n'));
}

/** 64 bits of a text, as hexadecimal digits (two multiplicative hashes that stir each other). */
function hash(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  const digits = (part: number): string => (part >>> 0).toString(16).padStart(8, '0');
  return digits(a) + digits(b);
}
