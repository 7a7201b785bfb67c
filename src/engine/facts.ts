/** Facts as callers give them. */
import { needTuple } from './arguments.js';
import { FactStore } from './fact-store.js';
import { showValue, type Value } from './value.js';

/** Where a fact was read. A `Span` of a diagnostic is one. */
export interface FactSource {
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
}

/** Anything that can name its facts one by one. */
export interface Facts {
  forEach(visit: (relation: string, tuple: readonly Value[]) => void): void;
  /** Where a fact was read; asked only for the facts of a proof that somebody looks at. */
  sourceOf?(relation: string, tuple: readonly Value[]): FactSource | undefined;
}

const stores = new WeakMap<Facts, FactStore>();

/** The facts as numbers, where they are kept so: in a `FactSet` itself, not in a class on top of it that may say other facts. */
export function storeOf(facts: Facts): FactStore | undefined {
  return Object.getPrototypeOf(facts) === FactSet.prototype ? stores.get(facts) : undefined;
}

/**
 * A list of facts to fill. It keeps each distinct text once and tuples as numbers, 4 bytes a value; `solve` and `open`
 * take them over as they are, which is several times faster than reading facts one by one.
 */
export class FactSet implements Facts {
  private readonly store = new FactStore();
  private readonly sources = new Map<string, FactSource>();
  private count = 0;

  constructor() {
    stores.set(this, this.store);
  }

  /** How many facts were added, repeated ones included. */
  get size(): number {
    return this.count;
  }

  /** Adds one fact: `facts.add('edge', 'a', 'b')`. Adding it twice does no harm. O(1). */
  add(relation: string, ...values: readonly Value[]): this {
    this.store.add(relation, values);
    this.count++;
    return this;
  }

  /**
   * Adds one fact and says where it was read, for proofs: `facts.addFrom({ file: 'edges.csv', line: 3 }, 'edge', 'a', 'b')`.
   * The first source of a fact is kept. Costs the text of the fact in memory.
   */
  addFrom(source: FactSource, relation: string, ...values: readonly Value[]): this {
    needTuple(relation, values);
    const key = showFact(relation, values);
    if (!this.sources.has(key)) this.sources.set(key, source);
    return this.add(relation, ...values);
  }

  /** Names all facts, relation by relation, each in the order in which they were added. O(facts). */
  forEach(visit: (relation: string, tuple: readonly Value[]) => void): void {
    for (const block of this.store.blocks()) {
      for (let row = 0; row < block.count; row++) visit(block.relation, block.tuple(row));
    }
  }

  sourceOf(relation: string, tuple: readonly Value[]): FactSource | undefined {
    return this.sources.size === 0 ? undefined : this.sources.get(showFact(relation, tuple));
  }
}

/** A fact as a rule file spells it: `edge("a", "b")`; `_` for what is undefined. */
export function showFact(relation: string, tuple: readonly (Value | undefined)[]): string {
  return `${relation}(${tuple.map((value) => (value === undefined ? '_' : showValue(value))).join(', ')})`;
}
