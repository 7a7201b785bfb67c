/**
 * Brings a solved database up to date when facts come and go, stratum by stratum: withdraws what lost its stored proof,
 * derives again what has another, then derives what is new. A row that is withdrawn and derived again keeps its place, so
 * the strata above do not notice. See docs/engine/incremental.md.
 */
import { EngineError } from '../errors.js';
import type { Database } from '../evaluation/database.js';
import type { Relation } from '../evaluation/relation.js';
import {
  type BodyNode,
  type Graph,
  graphOf,
  type RelationNode,
  type StratumNode,
  type Use,
} from './graph.js';
import { Journal, type Net } from './journal.js';
import { type Groups, Plans } from './plans.js';
import { Supports } from './supports.js';

/** How a stratum is brought up to date: along stored proofs, or by deriving it anew when anything under it changed. */
export type Maintenance = 'prune' | 'recompute';

/** Facts to enter or to take away, as rows of ids. */
export interface FactEdit {
  readonly relation: string;
  readonly tuple: Int32Array;
}

/** What waits for a stratum. */
interface Agenda {
  /** Rows that lost a parent below. */
  readonly shaken: { readonly body: BodyNode; readonly row: number }[];
  readonly uses: Use[];
  readonly inserts: { readonly node: RelationNode; readonly tuple: Int32Array }[];
  readonly deletes: { readonly node: RelationNode; readonly row: number }[];
}

export class Maintainer {
  readonly graph: Graph;
  /** Rounds of all updates. */
  rounds = 0;
  private readonly supports: Supports;
  private readonly journal: Journal;
  private readonly plans: Plans;
  private readonly nets = new Map<RelationNode, Net>();
  private agendas: (Agenda | undefined)[] = [];
  /** Rows that became live in this round, per relation of the stratum. */
  private fresh = new Map<RelationNode, number[]>();
  /** Rows that were withdrawn in this stratum, in order. */
  private withdrawn: { readonly node: RelationNode; readonly row: number }[] = [];
  private found = false;

  constructor(
    private readonly database: Database,
    private readonly mode: Maintenance,
    /** Withdrawn rows that are too few to derive a stratum anew for. */
    private readonly few: number,
  ) {
    this.graph = graphOf(database);
    this.supports = new Supports(this.graph);
    this.journal = new Journal(this.graph);
    this.plans = new Plans(
      database,
      (body, head, parents) => this.derive(body, head, parents),
      (body, places, parents) => this.block(body, places, parents),
      (body, head, parents) => {
        this.found = true;
        this.derive(body, head, parents);
      },
    );
  }

  /**
   * Takes facts away, then enters facts. What changed is returned per relation. When it throws, everything is as it was.
   * Deleting what is not a fact and inserting what is one changes nothing.
   */
  update(inserts: readonly FactEdit[], deletes: readonly FactEdit[]): ReadonlyMap<RelationNode, Net> {
    const { database, graph, journal, nets } = this;
    const { derived } = database;
    journal.begin();
    nets.clear();
    this.agendas = graph.strata.map(() => undefined);
    if (this.mode === 'prune') this.supports.build();
    try {
      this.enterFacts(inserts, deletes);
      for (let place = 0; place < graph.strata.length; place++) {
        const agenda = this.agendas[place];
        if (agenda === undefined) continue;
        const stratum = graph.strata[place]!;
        this.maintain(stratum, agenda);
        for (const node of stratum.relations) this.publish(node);
      }
    } catch (error) {
      for (const node of graph.relations) journal.undo(node);
      database.derived = derived;
      throw error;
    } finally {
      database.rule = undefined;
    }
    return nets;
  }

  /** After rows got other numbers. */
  renumbered(): void {
    this.supports.clear();
  }

  private enterFacts(inserts: readonly FactEdit[], deletes: readonly FactEdit[]): void {
    const plain = new Set<RelationNode>();
    const doomed = new Map<RelationNode, Set<number>>();
    for (const { relation, tuple } of deletes) {
      const node = this.node(relation);
      const row = node.relation.find(tuple);
      if (row < 0 || node.relation.proofOf(row) >= 0) continue;
      const rows = doomed.get(node);
      if (rows === undefined) doomed.set(node, new Set([row]));
      else rows.add(row);
    }
    const entering: Agenda['inserts'] = [];
    for (const { relation, tuple } of inserts) {
      const node = this.node(relation);
      const row = node.relation.find(tuple);
      if (row >= 0 && node.relation.proofOf(row) < 0) doomed.get(node)?.delete(row);
      else entering.push({ node, tuple });
    }
    for (const [node, rows] of doomed) {
      for (const row of rows) {
        if (node.stratum >= 0) this.agenda(node.stratum).deletes.push({ node, row });
        else this.withdraw(node, row);
      }
      if (node.stratum < 0) plain.add(node);
    }
    for (const insert of entering) {
      if (insert.node.stratum >= 0) this.agenda(insert.node.stratum).inserts.push(insert);
      else {
        this.enterFact(insert.node, insert.tuple);
        plain.add(insert.node);
      }
    }
    for (const node of plain) {
      node.relation.limit = node.relation.count;
      this.publish(node);
    }
    this.fresh.clear();
    this.withdrawn = [];
  }

  private enterFact(node: RelationNode, tuple: Int32Array): void {
    const { relation } = node;
    const row = relation.enter(tuple);
    if (row >= 0) {
      this.journal.entered(node, row);
      relation.useProof(row, 0);
      this.enterFresh(node, row);
      return;
    }
    const there = relation.find(tuple);
    if (relation.proofOf(there) < 0) return;
    this.journal.changing(node, there);
    relation.useProof(there, 0);
    this.database.derived--;
  }

  private maintain(stratum: StratumNode, agenda: Agenda): void {
    const { database } = this;
    this.fresh.clear();
    this.withdrawn = [];
    for (const { node, row } of agenda.deletes) this.withdraw(node, row);
    for (const { node, tuple } of agenda.inserts) this.enterFact(node, tuple);
    for (const { relation } of stratum.relations) relation.limit = relation.count;
    try {
      if (this.mode === 'recompute' || !this.prune(stratum, agenda)) this.recompute(stratum);
    } catch (error) {
      // Part of a body was computed for values that the body as a whole does not reach: see whether it really fails.
      if (!(error instanceof EngineError) || !computational.has(error.diagnostic.code)) throw error;
      this.recompute(stratum);
    }
    for (const { relation } of stratum.relations) {
      relation.limit = relation.count;
      relation.deltaStart = 0;
    }
    database.checkTime();
  }

  /** False when so much was withdrawn that the stratum is better derived anew. */
  private prune(stratum: StratumNode, agenda: Agenda): boolean {
    const { plans } = this;
    const bodies = new Set<BodyNode>();
    const touched: {
      readonly groups: Groups;
      readonly keys: readonly number[][];
      readonly body: BodyNode;
    }[] = [];
    for (const { body, row } of agenda.shaken) if (this.lostParent(body, row)) this.withdraw(body.head, row);
    for (const use of agenda.uses) {
      const { inserted, deleted } = this.nets.get(this.node(use.step.relation))!;
      if (use.kind === 'absent') {
        if (inserted.length > 0 && !plans.block(use, inserted)) this.withdrawAll(use.body);
      } else if (use.kind === 'aggregate') {
        const groups = plans.groups(use);
        const keys = [...groups.keys(inserted), ...groups.keys(deleted)];
        if (keys.length === 0) continue;
        if (groups.keyed) touched.push({ groups, keys, body: use.body });
        else bodies.add(use.body);
        if (!groups.keyed || !keys.every((key) => groups.block(key))) this.withdrawAll(use.body);
      }
    }
    const most = Math.max(this.few, 0.3 * sizeOf(stratum));
    if (!this.withdrawDependents(stratum, most)) return false;
    this.rederive();
    for (const use of agenda.uses) {
      const { inserted, deleted } = this.nets.get(this.node(use.step.relation))!;
      if (use.kind === 'atom' && inserted.length > 0) plans.grow(use, inserted);
      if (use.kind === 'absent' && deleted.length > 0) plans.grow(use, deleted);
    }
    for (const body of bodies) plans.all(body);
    for (const { groups, keys, body } of touched) {
      if (!bodies.has(body)) for (const key of keys) groups.derive(key);
    }
    this.saturate(stratum);
    return true;
  }

  private recompute(stratum: StratumNode): void {
    this.fresh.clear();
    for (const node of stratum.relations) {
      const { relation } = node;
      for (let row = 0; row < relation.count; row++) {
        if (relation.isLive(row) && relation.proofOf(row) >= 0) this.withdraw(node, row);
      }
      relation.limit = relation.count;
    }
    for (const body of stratum.bodies) this.plans.all(body);
    this.saturate(stratum);
  }

  /** Derives what follows inside the stratum from the rows that became live, round by round. */
  private saturate(stratum: StratumNode): void {
    const { database } = this;
    const own = new Set(stratum.relations);
    for (let rounds = 1; this.fresh.size > 0; rounds++) {
      const { fresh } = this;
      this.fresh = new Map();
      for (const { relation } of stratum.relations) relation.limit = relation.count;
      this.rounds++;
      if (rounds > database.limits.rounds) {
        database.fail('dl/limit-rounds', `A recursion took more than ${database.limits.rounds} rounds`);
      }
      database.checkTime();
      for (const [node, rows] of fresh) {
        for (const use of node.uses) {
          if (use.kind === 'atom' && own.has(use.body.head)) this.plans.grow(use, rows);
        }
      }
    }
  }

  /** Withdraws what rests on withdrawn rows; false when it would be more than `most`. */
  private withdrawDependents({ relations }: StratumNode, most: number): boolean {
    const place = relations[0]!.stratum;
    for (let next = 0; next < this.withdrawn.length; next++) {
      if (this.withdrawn.length > most) return false;
      const { node, row } = this.withdrawn[next]!;
      this.supports.visit(node, row, (body, dependent) => {
        if (body.stratum === place && this.lostParent(body, dependent)) this.withdraw(body.head, dependent);
      });
    }
    return true;
  }

  /** Looks for another derivation of every withdrawn row. */
  private rederive(): void {
    for (const { node, row } of this.withdrawn) {
      if (node.relation.isLive(row)) continue;
      const tuple = node.relation.tuple(row);
      this.found = false;
      for (const body of node.bodies) {
        this.plans.rederive(body, tuple);
        if (this.found) break;
      }
    }
  }

  private lostParent(body: BodyNode, row: number): boolean {
    const { relation } = body.head;
    if (!relation.isLive(row) || relation.proofOf(row) !== body.number) return false;
    for (let n = 0; n < body.parents.length; n++) {
      if (!body.parents[n]!.relation.isLive(relation.parentAt(row, n))) return true;
    }
    return false;
  }

  private withdraw(node: RelationNode, row: number): void {
    const { relation } = node;
    this.journal.changing(node, row);
    if (relation.proofOf(row) >= 0) this.database.derived--;
    relation.remove(row);
    this.withdrawn.push({ node, row });
  }

  private withdrawAll({ head, number }: BodyNode): void {
    const { relation } = head;
    for (let row = 0; row < relation.count; row++) {
      if (relation.proofOf(row) === number && relation.isLive(row)) this.withdraw(head, row);
    }
  }

  private block(body: BodyNode, places: readonly number[], parents: Int32Array): void {
    const { relation } = body.head;
    const pivot = places[0]!;
    this.supports.visit(body.parents[pivot]!, parents[pivot]!, (of, row) => {
      if (of !== body || !relation.isLive(row) || relation.proofOf(row) !== body.number) return;
      for (const place of places) if (relation.parentAt(row, place) !== parents[place]) return;
      this.withdraw(body.head, row);
    });
  }

  private derive(body: BodyNode, head: Int32Array, parents: Int32Array): void {
    const { relation } = body.head;
    const row = relation.enter(head);
    if (row < 0) return;
    this.journal.entered(body.head, row);
    relation.prove(row, body.number, parents, body.atoms.length);
    if (this.mode === 'prune') this.supports.enter(body, row);
    this.database.counted();
    this.enterFresh(body.head, row);
  }

  private enterFresh(node: RelationNode, row: number): void {
    const rows = this.fresh.get(node);
    if (rows === undefined) this.fresh.set(node, [row]);
    else rows.push(row);
  }

  /** Tells the strata above what became of a relation. */
  private publish(node: RelationNode): void {
    const net = this.journal.net(node);
    const { inserted, deleted } = net;
    if (inserted.length === 0 && deleted.length === 0) return;
    this.nets.set(node, net);
    for (const use of node.uses) {
      if (use.body.stratum === node.stratum) continue;
      if (use.kind !== 'atom' || inserted.length > 0 || this.mode === 'recompute') {
        this.agenda(use.body.stratum).uses.push(use);
      }
    }
    if (this.mode === 'recompute') return;
    for (const row of deleted) {
      this.supports.visit(node, row, (body, dependent) => {
        if (body.stratum !== node.stratum) this.agenda(body.stratum).shaken.push({ body, row: dependent });
      });
    }
  }

  private agenda(stratum: number): Agenda {
    let agenda = this.agendas[stratum];
    if (agenda === undefined) {
      agenda = { shaken: [], uses: [], inserts: [], deletes: [] };
      this.agendas[stratum] = agenda;
    }
    return agenda;
  }

  private node(relation: string): RelationNode {
    return this.graph.byName.get(relation)!;
  }
}

/** Codes of errors that depend on what is computed, and not on how much. */
const computational = new Set(['dl/overflow', 'dl/bad-pattern']);

function sizeOf(stratum: StratumNode): number {
  return stratum.relations.reduce((sum, { relation }) => sum + liveIn(relation), 0);
}

function liveIn(relation: Relation): number {
  return relation.count - relation.dead;
}
