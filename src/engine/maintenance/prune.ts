/**
 * Brings one stratum up to date along stored proofs: finds the rows whose proof no longer holds, gives each another
 * proof or withdraws it, and then derives what is new. See docs/engine/incremental.md.
 */

import type { Database } from '../evaluation/database.js';
import type { Relation } from '../evaluation/relation.js';
import type { Demands } from './demands.js';
import type { BodyNode, RelationNode, StratumNode, Use } from './graph.js';
import type { Net } from './journal.js';
import { type Groups, Plans } from './plans.js';
import type { RowOf, Rows } from './rows.js';

/** What waits for a stratum. */
export interface Agenda {
  /** Rows that lost a parent below. */
  readonly shaken: { readonly bodies: BodyNode[]; readonly rows: number[] };
  /** Places where relations are read that changed. */
  readonly uses: Use[];
  readonly inserts: { readonly node: RelationNode; readonly tuple: Int32Array }[];
  /** Rows that are facts no more. */
  readonly deletes: RowOf[];
}

/** Rows whose proof, named by its mark, holds no more; as columns, since there may be many. */
class Lost {
  readonly nodes: RelationNode[] = [];
  readonly rows: number[] = [];
  readonly marks: number[] = [];

  add(node: RelationNode, row: number): void {
    this.nodes.push(node);
    this.rows.push(row);
    this.marks.push(node.relation.proofs.mark(row));
  }
}

/** Thrown to end an update that concerns most of what is derived. */
export const tooMuch = new Error('end of the update');

/** Rows of a proof that are looked at to see that it makes no circle. */
const lookBack = 256;

/** Part of a stratum for which a search per row costs what deriving all of it anew would. */
const share = 0.15;

/** The same where the stratum is most of all: then all is derived anew, which costs less per row than a stratum in its place. */
const wholeShare = 0.1;

/** Derivations after the one that was taken, before a search is broken off. */
const patience = 8;

export class Pruning {
  /** Rounds so far. */
  rounds = 0;
  /** New tuples that are so many that deriving all of them anew costs less. */
  most = Number.POSITIVE_INFINITY;
  private readonly plans: Plans;
  private stratum: StratumNode | undefined;
  private lost = new Lost();
  /** Per relation, the tuple that is searched for. */
  private readonly tuples: Int32Array[] = [];
  /** The row that a search is for, and whether it is still live, with rows that rest on it. */
  private wanted: RowOf | undefined;
  private inPlace = false;
  private offers = 0;
  private taken = 0;

  constructor(
    private readonly database: Database,
    private readonly rows: Rows,
    private readonly demands: Demands,
    private readonly netOf: (relation: string) => Net,
    /** Lost proofs that are too few to derive a stratum anew for. */
    private readonly few: number,
  ) {
    this.plans = new Plans(
      database,
      (body, head, parents) => rows.derive(body, head, parents),
      (body, places, parents) => this.block(body, places, parents),
      (body, _head, parents) => this.offer(body, parents),
    );
  }

  /** False when so many rows lost their proof that the stratum is better derived anew. */
  prune(stratum: StratumNode, agenda: Agenda): boolean {
    const { rows } = this;
    this.stratum = stratum;
    this.lost = new Lost();
    for (const { node, row } of agenda.deletes) this.lost.add(node, row);
    const { shaken } = agenda;
    for (let i = 0; i < shaken.rows.length; i++) {
      const body = shaken.bodies[i]!;
      const row = shaken.rows[i]!;
      if (rows.lostParent(body, row)) this.lost.add(body.head, row);
    }
    const groups = this.findBlocked(agenda);
    const again = this.repair(stratum);
    if (again === undefined) return false;
    for (const { node, row } of again) if (!node.relation.isLive(row)) this.search(node, row, false);
    this.grow(agenda);
    for (const derive of groups) derive();
    this.saturate(stratum);
    return true;
  }

  /** Derives all of a stratum but its facts anew. */
  recompute(stratum: StratumNode): void {
    const { rows } = this;
    rows.fresh = new Map();
    for (const node of stratum.relations) {
      rows.withdrawDerived(node);
      node.relation.limit = node.relation.count;
    }
    for (const body of stratum.bodies) this.plans.all(body);
    this.saturate(stratum);
  }

  /** Finds proofs that rest on an absence or on an aggregate that is another now; returns how to derive these groups. */
  private findBlocked(agenda: Agenda): (() => void)[] {
    const { plans } = this;
    const derivations: (() => void)[] = [];
    const whole = new Set<BodyNode>();
    for (const use of agenda.uses) {
      const { inserted, deleted } = this.netOf(use.step.relation);
      if (use.kind === 'absent' && inserted.length > 0) {
        if (!plans.block(use, inserted)) this.loseAll(use.body);
      } else if (use.kind === 'aggregate') {
        const groups = plans.groups(use);
        const keys = distinct([...groups.keys(inserted), ...groups.keys(deleted)]);
        if (keys.length === 0) continue;
        if (groups.keyed) derivations.push(() => deriveGroups(groups, keys));
        else whole.add(use.body);
        if (!groups.keyed || !keys.every((key) => groups.block(key))) this.loseAll(use.body);
      }
    }
    return [...derivations, ...[...whole].map((body) => () => plans.all(body))];
  }

  /** Derives what follows from what changed below. */
  private grow({ uses }: Agenda): void {
    for (const use of uses) {
      const { inserted, deleted } = this.netOf(use.step.relation);
      if (use.kind === 'atom' && inserted.length > 0) this.plans.grow(use, inserted);
      if (use.kind === 'absent' && deleted.length > 0) this.plans.grow(use, deleted);
    }
  }

  /** Derives what follows inside the stratum from the rows that became live, round by round. */
  private saturate(stratum: StratumNode): void {
    const { database, rows } = this;
    for (let rounds = 1; rows.fresh.size > 0; rounds++) {
      const { fresh } = rows;
      rows.fresh = new Map();
      for (const { relation } of stratum.relations) relation.limit = relation.count;
      this.rounds++;
      if (rounds > database.limits.rounds) {
        database.fail('dl/limit-rounds', `A recursion took more than ${database.limits.rounds} rounds`);
      }
      database.checkTime();
      if (database.derived > this.most) throw tooMuch;
      for (const [node, became] of fresh) {
        for (const use of node.uses) {
          if (use.kind !== 'atom' || use.body.stratum !== stratum.place) continue;
          if (this.demands.anyFits(use.step.args, node.relation.data, became)) this.plans.grow(use, became);
        }
      }
    }
  }

  /**
   * Gives every row that lost its proof another that makes no circle, or withdraws it, and then looks at what rests on
   * it. Returns the rows that may have a proof all the same; nothing when too many were lost.
   */
  private repair(stratum: StratumNode): RowOf[] | undefined {
    const { rows, lost } = this;
    const again: RowOf[] = [];
    const size = sizeOf(stratum);
    const most = Math.max(this.few, (2 * size > this.most ? wholeShare : share) * size);
    for (let next = 0; next < lost.rows.length; next++) {
      const node = lost.nodes[next]!;
      const row = lost.rows[next]!;
      if (!node.relation.isLive(row) || node.relation.proofs.mark(row) !== lost.marks[next]) continue;
      if (lost.rows.length > most) return undefined;
      if (this.search(node, row, true)) continue;
      if (this.offers > 0) again.push({ node, row });
      rows.withdraw(node, row);
      if (!stratum.recursive) continue;
      rows.supports.visit(node, row, (body, dependent) => {
        if (body.stratum === stratum.place && rows.lostParent(body, dependent))
          lost.add(body.head, dependent);
      });
    }
    return again;
  }

  /** Looks for a proof of a tuple; one that makes no circle when the row is still live. */
  private search(node: RelationNode, row: number, live: boolean): boolean {
    const { data, arity } = node.relation;
    let tuple = this.tuples[node.index];
    if (tuple === undefined) {
      tuple = new Int32Array(arity);
      this.tuples[node.index] = tuple;
    }
    for (let i = 0; i < arity; i++) tuple[i] = data[row * arity + i]!;
    this.wanted = { node, row };
    this.inPlace = live;
    this.offers = 0;
    this.taken = 0;
    for (const body of node.bodies) {
      if (!this.demands.mayFit(body.body.headArgs, tuple, 0)) continue;
      this.plans.search(body, tuple);
      if (this.taken > 0) return true;
    }
    return false;
  }

  /** A derivation of the wanted row; returns whether to end the search. */
  private offer(body: BodyNode, parents: Int32Array): boolean {
    const { rows, wanted, inPlace } = this;
    if (this.taken > 0) return ++this.taken > patience;
    if (wanted === undefined) return true;
    this.offers++;
    if (inPlace && this.stratum?.recursive && !this.makesNoCircle(body, parents, wanted)) return false;
    if (inPlace) rows.reprove(body, wanted.row, parents);
    else rows.revive(body, wanted.row, parents);
    this.taken = 1;
    return false;
  }

  private makesNoCircle(body: BodyNode, parents: Int32Array, wanted: RowOf): boolean {
    for (let n = 0; n < body.parents.length; n++) {
      const parent = body.parents[n]!;
      if (parent.stratum !== body.stratum) continue;
      if (this.rows.standsWithout(parent, parents[n]!, wanted, lookBack) !== true) return false;
    }
    return true;
  }

  private loseAll({ head, number }: BodyNode): void {
    const { relation } = head;
    for (let row = 0; row < relation.count; row++) {
      if (relation.proofOf(row) === number && relation.isLive(row)) this.lost.add(head, row);
    }
  }

  /** The proofs of this body with these parents, at these places, hold no more. */
  private block(body: BodyNode, places: readonly number[], parents: Int32Array): void {
    const { relation } = body.head;
    const pivot = places[0]!;
    this.rows.supports.visit(body.parents[pivot]!, parents[pivot]!, (of, row) => {
      if (of !== body || !relation.isLive(row) || relation.proofOf(row) !== body.number) return;
      for (const place of places) if (relation.parentAt(row, place) !== parents[place]) return;
      this.lost.add(body.head, row);
    });
  }
}

function deriveGroups(groups: Groups, keys: readonly (readonly number[])[]): void {
  for (const key of keys) groups.derive(key);
}

function distinct(keys: readonly number[][]): number[][] {
  return keys.length < 2 ? [...keys] : [...new Map(keys.map((key) => [key.join(), key])).values()];
}

/** Live rows of the relations of a stratum. */
export function sizeOf(stratum: StratumNode): number {
  return stratum.relations.reduce((sum, { relation }) => sum + liveIn(relation), 0);
}

function liveIn(relation: Relation): number {
  return relation.count - relation.dead;
}
