/** Rows that come and go in an update. Keeps in step what is known of them: journal, supports, counts. */
import type { Database } from '../evaluation/database.js';
import type { BodyNode, Graph, RelationNode } from './graph.js';
import { Journal } from './journal.js';
import { Supports } from './supports.js';

export interface RowOf {
  readonly node: RelationNode;
  readonly row: number;
}

export class Rows {
  readonly journal: Journal;
  readonly supports: Supports;
  /** Rows that became live since this was emptied. */
  fresh = new Map<RelationNode, number[]>();
  /** Whether supports are kept. */
  linked = true;

  constructor(
    private readonly database: Database,
    private readonly graph: Graph,
  ) {
    this.journal = new Journal(graph);
    this.supports = new Supports(graph);
  }

  withdraw(node: RelationNode, row: number): void {
    const { relation } = node;
    this.journal.changing(node, row);
    if (relation.proofOf(row) >= 0) this.database.derived--;
    relation.remove(row);
  }

  /** Withdraws all derived rows. */
  withdrawDerived(node: RelationNode): void {
    const { relation } = node;
    relation.removeAll((row) => {
      if (relation.proofOf(row) < 0) return false;
      this.journal.changing(node, row);
      this.database.derived--;
      return true;
    });
  }

  enterFact(node: RelationNode, tuple: Int32Array): void {
    const { relation } = node;
    const row = relation.enter(tuple);
    if (row >= 0) {
      this.journal.entered(node, row);
      relation.proofs.use(row, 0);
      this.becameLive(node, row);
      return;
    }
    const there = relation.find(tuple);
    if (relation.proofOf(there) < 0) return;
    this.journal.changing(node, there);
    relation.proofs.use(there, 0);
    this.database.derived--;
  }

  /** Enters a derived tuple, unless it is there. */
  derive(body: BodyNode, head: Int32Array, parents: Int32Array): void {
    const row = body.head.relation.enter(head);
    if (row >= 0) this.prove(body, row, parents);
  }

  /** Brings a withdrawn row back with another proof. */
  revive(body: BodyNode, row: number, parents: Int32Array): void {
    body.head.relation.revive(row);
    this.prove(body, row, parents);
  }

  /** Gives a live row another proof; a fact becomes a derived tuple. */
  reprove(body: BodyNode, row: number, parents: Int32Array): void {
    const { relation } = body.head;
    this.journal.changing(body.head, row);
    if (relation.proofOf(row) < 0) this.database.counted();
    relation.proofs.prove(row, body.number, parents, body.atoms.length);
    this.supports.enter(body, row);
  }

  /** Whether the stored proof of a live row is of this body and has a parent that is gone. */
  lostParent({ head, number, parents }: BodyNode, row: number): boolean {
    const { relation } = head;
    if (!relation.isLive(row) || relation.proofOf(row) !== number) return false;
    for (let n = 0; n < parents.length; n++) {
      if (!parents[n]!.relation.isLive(relation.parentAt(row, n))) return true;
    }
    return false;
  }

  /**
   * Whether a row of a recursive stratum stands, as far as its proof is looked at, on live rows and not on this one:
   * then the latter may rest on it, and no circle is made. Undefined when more than `steps` rows would have to be seen.
   */
  standsWithout(of: RelationNode, row: number, without: RowOf, steps: number): boolean | undefined {
    const nodes = [of];
    const rows = [row];
    for (let step = 0; nodes.length > 0; step++) {
      const node = nodes.pop()!;
      const at = rows.pop()!;
      if (node === without.node && at === without.row) return false;
      const { relation, stratum } = node;
      if (!relation.isLive(at)) return false;
      if (step > steps) return undefined;
      const number = relation.proofOf(at);
      if (number < 0) continue;
      const { parents } = this.graph.bodies[number]!;
      for (let n = 0; n < parents.length; n++) {
        if (parents[n]!.stratum !== stratum) continue;
        nodes.push(parents[n]!);
        rows.push(relation.parentAt(at, n));
      }
    }
    return true;
  }

  private prove(body: BodyNode, row: number, parents: Int32Array): void {
    this.journal.entered(body.head, row);
    body.head.relation.proofs.prove(row, body.number, parents, body.atoms.length);
    if (this.linked) this.supports.enter(body, row);
    this.database.counted();
    this.becameLive(body.head, row);
  }

  private becameLive(node: RelationNode, row: number): void {
    const rows = this.fresh.get(node);
    if (rows === undefined) this.fresh.set(node, [row]);
    else rows.push(row);
  }
}
