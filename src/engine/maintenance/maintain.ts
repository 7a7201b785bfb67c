/**
 * Brings a solved database up to date when facts come and go, stratum by stratum. A row that is withdrawn and derived
 * again keeps its place, so the strata above do not notice. See docs/engine/incremental.md.
 */
import { EngineError } from '../errors.js';
import type { Database } from '../evaluation/database.js';
import { Demands } from './demands.js';
import { type Graph, graphOf, type RelationNode, type StratumNode } from './graph.js';
import type { Net } from './journal.js';
import { type Agenda, Pruning, sizeOf, tooMuch } from './prune.js';
import { Rows } from './rows.js';

/** How a stratum is brought up to date: along stored proofs, or by deriving it anew when anything under it changed. */
export type Maintenance = 'prune' | 'recompute';

/** A fact to enter or to take away, as ids. */
export interface FactEdit {
  readonly relation: string;
  readonly tuple: Int32Array;
}

/** Codes of errors that depend on what is computed, and not on how much. */
const computational = new Set(['dl/overflow', 'dl/bad-pattern']);

/** Part of the facts from which on an edit touches so much that following it costs more than deriving anew. */
const share = 0.2;

/** Whether an update that ended with this error was taken back. Memory may run out in the middle of anything. */
export function canUndo(error: unknown): boolean {
  return error instanceof EngineError && error.diagnostic.code !== 'dl/limit-memory';
}

export class Maintainer {
  readonly graph: Graph;
  private readonly rows: Rows;
  private readonly pruning: Pruning;
  private readonly demands: Demands;
  private readonly nets = new Map<RelationNode, Net>();
  private agendas: (Agenda | undefined)[] = [];
  /** Whether this update derives every stratum anew that reads something changed. */
  private anew = false;
  /** Derived tuples before this update. */
  private derived = 0;

  constructor(
    private readonly database: Database,
    private readonly mode: Maintenance,
    /** Lost proofs that are too few to derive a stratum anew for. */
    private readonly few: number,
  ) {
    this.graph = graphOf(database);
    this.rows = new Rows(database, this.graph);
    this.demands = new Demands(database.interner);
    this.pruning = new Pruning(
      database,
      this.rows,
      this.demands,
      (name) => this.nets.get(this.node(name))!,
      few,
    );
  }

  /**
   * Takes facts away, then enters facts. What changed is returned per relation. When it throws, everything is as it was if
   * `canUndo` says so of the error.
   * Deleting what is not a fact and inserting what is one changes nothing. Undefined, and everything as it was, when the
   * edit concerns so much that deriving all of it anew costs less.
   */
  update(
    inserts: readonly FactEdit[],
    deletes: readonly FactEdit[],
  ): ReadonlyMap<RelationNode, Net> | undefined {
    const { database, graph, rows, nets } = this;
    const { derived, limits } = database;
    rows.journal.begin();
    nets.clear();
    this.agendas = graph.strata.map(() => undefined);
    const edits = inserts.length + deletes.length;
    if (this.mode === 'prune' && edits > Math.max(this.few, share * this.facts())) return undefined;
    this.anew = this.mode === 'recompute';
    this.derived = derived;
    this.pruning.most = this.anew ? Number.POSITIVE_INFINITY : Math.max(this.few, derived);
    rows.linked = !this.anew;
    if (rows.linked) rows.supports.build();
    // What will be withdrawn further up still counts: so look at the limit of tuples again at the end.
    database.derived = 0;
    try {
      this.enterFacts(inserts, deletes);
      for (const stratum of graph.strata) {
        const agenda = this.agendas[stratum.place];
        if (agenda === undefined) continue;
        this.maintain(stratum, agenda);
        for (const node of stratum.relations) this.publish(node);
      }
      database.derived += derived;
      if (database.derived > limits.tuples) {
        database.rule = undefined;
        database.fail('dl/limit-tuples', `The rules derived more than ${limits.tuples} tuples`);
      }
    } catch (error) {
      if (error === tooMuch || canUndo(error)) {
        for (const node of graph.relations) rows.journal.undo(node);
        database.derived = derived;
      }
      if (error === tooMuch) return undefined;
      throw error;
    } finally {
      database.rule = undefined;
    }
    if (this.anew) rows.supports.clear();
    return nets;
  }

  /** Rounds of all updates. */
  get rounds(): number {
    return this.pruning.rounds;
  }

  /** After rows got other numbers. */
  renumbered(): void {
    this.rows.supports.clear();
  }

  private enterFacts(inserts: readonly FactEdit[], deletes: readonly FactEdit[]): void {
    const { rows } = this;
    const plain = new Set<RelationNode>();
    const going = new Map<RelationNode, Set<number>>();
    for (const { relation, tuple } of deletes) {
      const node = this.node(relation);
      const row = node.relation.find(tuple);
      if (row < 0 || node.relation.proofOf(row) >= 0) continue;
      const known = going.get(node);
      if (known === undefined) going.set(node, new Set([row]));
      else known.add(row);
    }
    const coming: Agenda['inserts'] = [];
    for (const { relation, tuple } of inserts) {
      const node = this.node(relation);
      const row = node.relation.find(tuple);
      if (row >= 0 && node.relation.proofOf(row) < 0) going.get(node)?.delete(row);
      else coming.push({ node, tuple });
    }
    for (const [node, leaving] of going) {
      for (const row of leaving) {
        if (node.stratum >= 0) this.agenda(node.stratum).deletes.push({ node, row });
        else rows.withdraw(node, row);
      }
      if (node.stratum < 0) plain.add(node);
    }
    for (const insert of coming) {
      if (insert.node.stratum >= 0) this.agenda(insert.node.stratum).inserts.push(insert);
      else {
        rows.enterFact(insert.node, insert.tuple);
        plain.add(insert.node);
      }
    }
    for (const node of plain) {
      node.relation.limit = node.relation.count;
      this.publish(node);
    }
  }

  private maintain(stratum: StratumNode, agenda: Agenda): void {
    const { database, rows, pruning } = this;
    rows.fresh = new Map();
    for (const { node, tuple } of agenda.inserts) rows.enterFact(node, tuple);
    for (const { relation } of stratum.relations) relation.limit = relation.count;
    const anew = (): void => {
      for (const { node, row } of agenda.deletes) {
        if (node.relation.isLive(row) && node.relation.proofOf(row) < 0) rows.withdraw(node, row);
      }
      pruning.recompute(stratum);
    };
    try {
      if (this.anew) anew();
      else if (!pruning.prune(stratum, agenda)) {
        if (2 * sizeOf(stratum) > this.derived) throw tooMuch;
        anew();
      }
    } catch (error) {
      // Part of a body was computed for values that the body as a whole does not reach: see whether it really fails.
      if (!(error instanceof EngineError) || !computational.has(error.diagnostic.code)) throw error;
      anew();
    }
    for (const { relation } of stratum.relations) {
      relation.limit = relation.count;
      relation.deltaStart = 0;
    }
    database.checkTime();
  }

  /** Tells the strata above what became of a relation. */
  private publish(node: RelationNode): void {
    const net = this.rows.journal.net(node);
    const { inserted, deleted } = net;
    if (inserted.length === 0 && deleted.length === 0) return;
    this.nets.set(node, net);
    const { demands } = this;
    const { data } = node.relation;
    for (const use of node.uses) {
      if (use.body.stratum === node.stratum) continue;
      // Whatever rests on a row that is gone, its supports name.
      const concerns =
        demands.anyFits(use.step.args, data, inserted) ||
        ((use.kind !== 'atom' || this.anew) && demands.anyFits(use.step.args, data, deleted));
      if (concerns) this.agenda(use.body.stratum).uses.push(use);
    }
    if (this.anew) return;
    for (const row of deleted) {
      this.rows.supports.visit(node, row, (body, dependent) => {
        if (body.stratum === node.stratum) return;
        const { shaken } = this.agenda(body.stratum);
        shaken.bodies.push(body);
        shaken.rows.push(dependent);
      });
    }
  }

  private agenda(stratum: number): Agenda {
    let agenda = this.agendas[stratum];
    if (agenda === undefined) {
      agenda = { shaken: { bodies: [], rows: [] }, uses: [], inserts: [], deletes: [] };
      this.agendas[stratum] = agenda;
    }
    return agenda;
  }

  private facts(): number {
    let live = 0;
    for (const { relation } of this.graph.relations) live += relation.count - relation.dead;
    return live - this.database.derived;
  }

  private node(relation: string): RelationNode {
    return this.graph.byName.get(relation)!;
  }
}
