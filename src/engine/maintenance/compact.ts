/** Gives back the space of dead rows and of proofs that no row has any more. */
import type { Graph } from './graph.js';

export class Compactor {
  /** Entries of proofs when nothing was wasted. */
  private proofs: number;

  constructor(
    private readonly graph: Graph,
    /** Waste that is not worth the work, in rows or entries of proofs. */
    private readonly little: number,
  ) {
    this.proofs = this.proofSize();
  }

  /**
   * Gives all rows new numbers when dead rows outnumber live ones or proofs take twice the space; says whether it did.
   * O(rows), which the edits that made the waste have paid for.
   */
  compact(): boolean {
    const { relations, bodies } = this.graph;
    let live = 0;
    let dead = 0;
    for (const { relation } of relations) {
      live += relation.count - relation.dead;
      dead += relation.dead;
    }
    if (dead <= live + this.little && this.proofSize() <= 2 * this.proofs + this.little) return false;
    const numbers = relations.map(({ relation }) => relation.renumbered());
    for (const [place, { relation }] of relations.entries()) {
      relation.compact(numbers[place]!, (number, parentAt) =>
        bodies[number]!.parents.map((parent, n) => numbers[parent.index]![parentAt(n)]!),
      );
    }
    this.proofs = this.proofSize();
    return true;
  }

  private proofSize(): number {
    return this.graph.relations.reduce((sum, { relation }) => sum + relation.proofSize, 0);
  }
}
