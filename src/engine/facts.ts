/** Facts as callers give them. */
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

/** A list of facts to fill. */
export class FactSet implements Facts {
  private readonly tuples = new Map<string, (readonly Value[])[]>();
  private readonly sources = new Map<string, FactSource>();
  private count = 0;

  /** How many facts were added, repeated ones included. */
  get size(): number {
    return this.count;
  }

  /** Adds one fact: `facts.add('edge', 'a', 'b')`. Adding it twice does no harm. O(1). */
  add(relation: string, ...values: readonly Value[]): this {
    let list = this.tuples.get(relation);
    if (list === undefined) {
      list = [];
      this.tuples.set(relation, list);
    }
    list.push(values);
    this.count++;
    return this;
  }

  /**
   * Adds one fact and says where it was read, for proofs: `facts.addFrom({ file: 'edges.csv', line: 3 }, 'edge', 'a', 'b')`.
   * The first source of a fact is kept. Costs the text of the fact in memory.
   */
  addFrom(source: FactSource, relation: string, ...values: readonly Value[]): this {
    const key = showFact(relation, values);
    if (!this.sources.has(key)) this.sources.set(key, source);
    return this.add(relation, ...values);
  }

  forEach(visit: (relation: string, tuple: readonly Value[]) => void): void {
    for (const [relation, list] of this.tuples) for (const tuple of list) visit(relation, tuple);
  }

  sourceOf(relation: string, tuple: readonly Value[]): FactSource | undefined {
    return this.sources.size === 0 ? undefined : this.sources.get(showFact(relation, tuple));
  }
}

/** A fact as a rule file spells it: `edge("a", "b")`; `_` for what is undefined. */
export function showFact(relation: string, tuple: readonly (Value | undefined)[]): string {
  return `${relation}(${tuple.map((value) => (value === undefined ? '_' : showValue(value))).join(', ')})`;
}
