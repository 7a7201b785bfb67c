/** Facts as callers give them. */
import { showValue, type Value } from './value.js';

/** Anything that can name its facts one by one. */
export interface Facts {
  forEach(visit: (relation: string, tuple: readonly Value[]) => void): void;
}

/** A list of facts to fill. */
export class FactSet implements Facts {
  private readonly tuples = new Map<string, (readonly Value[])[]>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** Adds one fact: `facts.add('edge', 'a', 'b')`. Adding it twice does no harm. */
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

  forEach(visit: (relation: string, tuple: readonly Value[]) => void): void {
    for (const [relation, list] of this.tuples) for (const tuple of list) visit(relation, tuple);
  }
}

/** A fact as a rule file spells it: `edge("a", "b")`. */
export function showFact(relation: string, tuple: readonly (Value | undefined)[]): string {
  return `${relation}(${tuple.map((value) => (value === undefined ? '_' : showValue(value))).join(', ')})`;
}
