/** What one update did to rows: what changed on balance, and how to undo it. */
import type { Graph, RelationNode } from './graph.js';

/** Rows that are live now and were not before the update, and the other way round. */
export interface Net {
  readonly inserted: readonly number[];
  readonly deleted: readonly number[];
}

/** In place of a proof: the row was not there. */
const absent = -1;

export class Journal {
  private readonly touched: Touched[];
  private update = 0;

  constructor(graph: Graph) {
    this.touched = graph.relations.map(() => ({ stamps: new Int32Array(0), rows: [], proofs: [] }));
  }

  /** Forgets the last update and begins another. */
  begin(): void {
    this.update++;
    for (const touched of this.touched) {
      if (touched.rows.length === 0) continue;
      touched.rows = [];
      touched.proofs = [];
    }
  }

  /** To be called before a live row is removed or gets another proof. */
  changing(node: RelationNode, row: number): void {
    this.remember(node, row, node.relation.proofs.mark(row));
  }

  /** To be called after a row became live. */
  entered(node: RelationNode, row: number): void {
    this.remember(node, row, absent);
  }

  /** What happened to a relation since `begin`. */
  net(node: RelationNode): Net {
    const { rows, proofs } = this.touched[node.index]!;
    const inserted: number[] = [];
    const deleted: number[] = [];
    for (let i = 0; i < rows.length; i++) {
      const live = node.relation.isLive(rows[i]!);
      if (live && proofs[i] === absent) inserted.push(rows[i]!);
      else if (!live && proofs[i] !== absent) deleted.push(rows[i]!);
    }
    return { inserted, deleted };
  }

  /** Gives every row of a relation the life and proof that it had at `begin`. */
  undo({ index, relation }: RelationNode): void {
    const { rows, proofs } = this.touched[index]!;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const proof = proofs[i]!;
      if (proof === absent) {
        if (relation.isLive(row)) relation.remove(row);
      } else {
        if (!relation.isLive(row)) relation.revive(row);
        relation.proofs.use(row, proof);
      }
    }
    relation.limit = relation.count;
  }

  private remember({ index, relation }: RelationNode, row: number, proof: number): void {
    const touched = this.touched[index]!;
    if (row >= touched.stamps.length) {
      const larger = new Int32Array(Math.max(relation.count, 2 * row + 16));
      larger.set(touched.stamps);
      touched.stamps = larger;
    }
    if (touched.stamps[row] === this.update) return;
    touched.stamps[row] = this.update;
    touched.rows.push(row);
    touched.proofs.push(proof);
  }
}

interface Touched {
  /** Per row, the last update that touched it. */
  stamps: Int32Array;
  rows: number[];
  proofs: number[];
}
