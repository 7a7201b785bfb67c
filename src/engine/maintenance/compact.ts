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
   * Gives all rows new numbers when dead rows outnumber live ones, and says whether it did; drops unused proofs when
   * proofs take twice the space. O(rows), which the edits that made the waste have paid for.
   */
  compact(): boolean {
    const { relations } = this.graph;
    let live = 0;
    let dead = 0;
    for (const { relation } of relations) {
      live += relation.count - relation.dead;
      dead += relation.dead;
    }
    const renumber = dead > live + this.little;
    if (renumber) this.renumber();
    else if (this.proofSize() > 2 * this.proofs + this.little) this.tidy();
    else return false;
    this.proofs = this.proofSize();
    return renumber;
  }

  private renumber(): void {
    const { relations, bodies } = this.graph;
    const numbers = relations.map(({ relation }) => relation.renumbered());
    for (const [place, { relation }] of relations.entries()) {
      relation.compact(numbers[place]!, (number, parentAt) =>
        bodies[number]!.parents.map((parent, n) => numbers[parent.index]![parentAt(n)]!),
      );
    }
  }

  private tidy(): void {
    const { relations, bodies } = this.graph;
    for (const { relation } of relations) {
      relation.tidyProofs((number, parentAt) => bodies[number]!.parents.map((_, n) => parentAt(n)));
    }
  }

  private proofSize(): number {
    return this.graph.relations.reduce((sum, { relation }) => sum + relation.proofs.size, 0);
  }
}
