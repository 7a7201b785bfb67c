/**
 * From a row to the rows whose stored proof names it as a parent: lists in one array, entered when a row gets a proof
 * and never taken out. An entry whose row has another proof by now is skipped by its reader, so going back to an
 * earlier proof needs no work here.
 */
import { grow } from '../evaluation/hash.js';
import type { BodyNode, Graph, RelationNode } from './graph.js';

export class Supports {
  /** Per relation and row, the newest entry plus 1. */
  private readonly first: Int32Array[];
  /** Per entry: the number of the body, the row that it derived, and the older entry plus 1. */
  private bodies = new Int32Array(64);
  private rows = new Int32Array(64);
  private older = new Int32Array(64);
  private end = 0;
  private built = -1;

  constructor(private readonly graph: Graph) {
    this.first = graph.relations.map(() => new Int32Array(0));
  }

  /** Enters all live rows, if that was not done or if most entries are of no use any more. O(rows × parents). */
  build(): void {
    if (this.built >= 0 && this.end < 2 * this.built + 4096) return;
    this.clear();
    for (const { relation } of this.graph.relations) {
      this.first[this.indexOf(relation.name)] = new Int32Array(relation.count);
    }
    for (const { relation } of this.graph.relations) {
      for (let row = 0; row < relation.count; row++) {
        const number = relation.proofOf(row);
        if (number >= 0 && relation.isLive(row)) this.enter(this.graph.bodies[number]!, row);
      }
    }
    this.built = this.end;
  }

  /** Forgets everything: rows have other numbers. */
  clear(): void {
    this.end = 0;
    this.built = -1;
  }

  /** Enters the present proof of a row. */
  enter(body: BodyNode, row: number): void {
    const { relation } = body.head;
    for (let n = 0; n < body.parents.length; n++) {
      const of = body.parents[n]!.index;
      const parent = relation.parentAt(row, n);
      while (parent >= this.first[of]!.length) this.first[of] = grow(this.first[of]!);
      if (this.end === this.rows.length) {
        this.bodies = grow(this.bodies);
        this.rows = grow(this.rows);
        this.older = grow(this.older);
      }
      this.bodies[this.end] = body.number;
      this.rows[this.end] = row;
      this.older[this.end] = this.first[of]![parent]!;
      this.first[of]![parent] = ++this.end;
    }
  }

  /** Calls with each body and row that a proof through this row may have derived; some may have another proof by now. */
  visit(node: RelationNode, row: number, visit: (body: BodyNode, row: number) => void): void {
    const { bodies } = this.graph;
    for (let entry = this.first[node.index]![row] ?? 0; entry !== 0; entry = this.older[entry - 1]!) {
      visit(bodies[this.bodies[entry - 1]!]!, this.rows[entry - 1]!);
    }
  }

  private indexOf(name: string): number {
    return this.graph.byName.get(name)!.index;
  }
}
