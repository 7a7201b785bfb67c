/**
 * From a row to the rows whose stored proof names it as a parent: lists in one array, entered when a row gets a proof
 * and never taken out. An entry whose row has another proof by now is skipped by its reader, so going back to an
 * earlier proof needs no work here.
 */
import { grow } from '../evaluation/hash.js';
import type { BodyNode, Graph, RelationNode } from './graph.js';

/** An entry: the number of the body, the row that it derived, and the end of the older entry (0 for none). */
const width = 3;

export class Supports {
  /** Per relation and row, the end of the newest entry. */
  private readonly newest: Int32Array[];
  private entries = new Int32Array(width * 64);
  private end = 0;
  private built = -1;

  constructor(private readonly graph: Graph) {
    this.newest = graph.relations.map(() => new Int32Array(0));
  }

  /** Enters all live rows, if that was not done or if most entries are of no use any more. O(rows × parents). */
  build(): void {
    if (this.built >= 0 && this.end < 2 * this.built + 4096) return;
    const { relations, bodies } = this.graph;
    this.end = 0;
    let entries = 0;
    for (const { relation, index } of relations) {
      this.newest[index] = new Int32Array(relation.count);
      entries += relation.proofs.size;
      relation.proofs.markRows();
    }
    this.entries = new Int32Array(width * (entries + 64));
    for (const { relation } of relations) {
      for (let row = 0; row < relation.count; row++) {
        const number = relation.proofOf(row);
        if (number >= 0 && relation.isLive(row)) this.enter(bodies[number]!, row);
      }
    }
    this.built = this.end;
  }

  /** Forgets everything: rows have other numbers. */
  clear(): void {
    this.built = -1;
  }

  /** Enters the present proof of a row. */
  enter({ number, parents, head }: BodyNode, row: number): void {
    for (let n = 0; n < parents.length; n++) {
      const { index } = parents[n]!;
      const parent = head.relation.parentAt(row, n);
      let newest = this.newest[index]!;
      if (parent >= newest.length) {
        while (parent >= newest.length) newest = grow(newest);
        this.newest[index] = newest;
      }
      if (this.end === this.entries.length) this.entries = grow(this.entries);
      const { entries } = this;
      entries[this.end] = number;
      entries[this.end + 1] = row;
      entries[this.end + 2] = newest[parent]!;
      this.end += width;
      newest[parent] = this.end;
    }
  }

  /** Calls with each body and row that a proof through this row may have derived; some may have another proof by now. */
  visit({ index }: RelationNode, row: number, visit: (body: BodyNode, row: number) => void): void {
    const { bodies } = this.graph;
    for (let end = this.newest[index]![row] ?? 0; end !== 0; end = this.entries[end - 1]!) {
      visit(bodies[this.entries[end - 3]!]!, this.entries[end - 2]!);
    }
  }
}
