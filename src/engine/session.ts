/** A solution that is kept up to date while facts come and go. */
import { misuse, needFacts, needOptions, needProgram, type Wanted } from './arguments.js';
import type { CompiledProgram, Program } from './compile.js';
import { EngineError } from './errors.js';
import { Database, type EvaluationOptions } from './evaluation/database.js';
import { evaluate } from './evaluation/evaluate.js';
import { FitCheck } from './evaluation/load.js';
import type { Relation } from './evaluation/relation.js';
import { Answers } from './explanation/answers.js';
import { type FactSource, type Facts, showFact } from './facts.js';
import { changesOf, differenceOf } from './maintenance/changes.js';
import { Compactor } from './maintenance/compact.js';
import { canUndo, type FactEdit, Maintainer, type Maintenance } from './maintenance/maintain.js';
import { Renewal } from './maintenance/renewal.js';
import type { Solution } from './solve.js';
import type { Value } from './value.js';

/** Limits hold for the opening and for each update; the limit of tuples is for those that are derived at one time. */
export interface SessionOptions extends Pick<EvaluationOptions, 'limits' | 'code'> {
  /**
   * 'prune' (default) follows stored proofs to what an edit concerns. 'recompute' derives every stratum anew that reads
   * something changed: simple, and there to compare with.
   */
  readonly maintenance?: Maintenance;
  /**
   * Rows too few to bother, to derive a stratum anew when much of it lost its proofs or to renumber rows when most are dead, and
   * KiB too few to forget values that no row holds any more. 1000.
   */
  readonly slack?: number;
}

const sessionOptions: Readonly<Record<keyof SessionOptions, Wanted>> = {
  limits: 'any',
  code: ['auto', 'closures', 'generated'],
  maintenance: ['prune', 'recompute'],
  slack: 'number',
};

/** Facts to take away and facts to enter. What stands in both is in the end there. */
export interface Edit {
  readonly insert?: Facts;
  readonly delete?: Facts;
}

/** Tuples per relation in the order of their values; relations in the order of their declarations. Only those that changed are named. */
export type Tuples = ReadonlyMap<string, readonly (readonly Value[])[]>;

/** What an update changed, facts and derived tuples. A tuple that went and came back in the same update is not named. */
export interface Changes {
  readonly inserted: Tuples;
  readonly deleted: Tuples;
}

/** A solution that can be edited. Its answers are always those of `solve` for the facts of now. */
export interface Session extends Solution {
  /**
   * Takes facts away, enters others, and brings all relations up to date. Deleting what is not a fact (a tuple that only
   * rules derive, too) and inserting what is one already changes nothing; a tuple that rules derive stays when the same
   * tuple goes as a fact. Takes time for what changes, not for what is there: see docs/engine/incremental.md.
   *
   * Throws `EngineError` for a fact that does not fit and for a limit that is passed: then the session is as it was. Only when
   * memory runs out it is of no use any more, and says so (`dl/session-broken`) whatever it is asked.
   * Proofs and reasons that were handed out must be read before the next update.
   */
  update(edit: Edit): Changes;
  /**
   * Makes these the facts, whatever they were: an update with the difference. O(facts) to find it. Throws like `update`.
   */
  replace(facts: Facts): Changes;
}

/** Evaluates a program and keeps what is needed to edit its facts. Throws like `solve`. */
export function open(program: Program, facts: Facts, options: SessionOptions = {}): Session {
  needProgram(program);
  needFacts(facts);
  needOptions(options, 'The options of `open`', sessionOptions);
  const { database, rounds } = evaluated(program as CompiledProgram, facts, options);
  return new OpenSession(database, rounds, new Sources(facts), options);
}

interface Evaluated {
  readonly database: Database;
  readonly rounds: number;
}

function evaluated(program: CompiledProgram, facts: Facts, { limits, code }: SessionOptions): Evaluated {
  const database = new Database(program, { ...(limits && { limits }), ...(code && { code }) });
  database.load(facts);
  const rounds = evaluate(database);
  database.rule = undefined;
  return { database, rounds };
}

class OpenSession extends Answers implements Session {
  private maintainer: Maintainer;
  private compactor: Compactor;
  private renewal: Renewal;
  private broken = false;
  private reading = false;

  constructor(
    database: Database,
    rounds: number,
    private readonly sources: Sources,
    private readonly options: SessionOptions,
  ) {
    super(database, rounds, sources);
    const { maintenance = 'prune', slack = 1000 } = options;
    this.maintainer = new Maintainer(database, maintenance, slack);
    this.compactor = new Compactor(this.maintainer.graph, slack);
    this.renewal = new Renewal(database, this.maintainer.graph, slack);
  }

  update(edit: Edit): Changes {
    this.needWhole();
    needEdit(edit);
    const { database, sources } = this;
    const [inserts, deletes] = this.whileReading(() => [
      this.read(edit.insert, (tuple) => this.intern(tuple)),
      this.read(edit.delete, (tuple) => database.ids(tuple)),
    ]);
    const changes = this.apply(inserts, deletes);
    if (edit.delete !== undefined) sources.forget(edit.delete);
    if (edit.insert !== undefined) sources.learn(edit.insert);
    return changes;
  }

  replace(facts: Facts): Changes {
    this.needWhole();
    needFacts(facts);
    const { database, maintainer } = this;
    const fitting = new FitCheck(database.program);
    const inserts: FactEdit[] = [];
    const staying = new Map<string, Set<number>>();
    for (const name of database.program.relations.keys()) staying.set(name, new Set());
    this.whileReading(() => {
      facts.forEach((relation, tuple) => {
        const row = this.factRow(relation, tuple);
        if (row >= 0) staying.get(relation)?.add(row);
        else {
          fitting.check(relation, tuple);
          inserts.push({ relation, tuple: this.intern(tuple) });
        }
      });
    });
    const deletes: FactEdit[] = [];
    for (const { name, relation } of maintainer.graph.relations) {
      const rows = staying.get(name);
      for (const row of relation.rows()) {
        if (relation.proofOf(row) < 0 && !rows?.has(row))
          deletes.push({ relation: name, tuple: relation.tuple(row).slice() });
      }
    }
    const changes = this.apply(inserts, deletes);
    this.sources.restart(facts);
    return changes;
  }

  /** The row of what is a fact already, or -1. */
  private factRow(name: string, tuple: readonly Value[]): number {
    const node = this.maintainer.graph.byName.get(name);
    if (node === undefined || node.relation.arity !== tuple.length) return -1;
    const ids = this.database.ids(tuple);
    const row = ids === undefined ? -1 : node.relation.find(ids);
    return row >= 0 && node.relation.proofOf(row) < 0 ? row : -1;
  }

  private intern(tuple: readonly Value[]): Int32Array {
    return Int32Array.from(tuple, (value) => this.database.interner.intern(value));
  }

  private apply(inserts: readonly FactEdit[], deletes: readonly FactEdit[]): Changes {
    const { database, maintainer } = this;
    const before = maintainer.rounds;
    database.startClock();
    try {
      const nets = maintainer.update(inserts, deletes);
      if (nets !== undefined) {
        const changes = changesOf(database, nets);
        if (this.compactor.compact()) maintainer.renumbered();
        this.changed(
          Array.from(nets.keys(), ({ name }) => name),
          maintainer.rounds - before,
        );
        if (this.renewal.isDue()) this.renew();
        return changes;
      }
    } catch (error) {
      if (!canUndo(error)) {
        this.broken = true;
        this.changed(database.program.relations.keys(), 0);
      }
      throw error;
    }
    return this.deriveAnew(inserts, deletes);
  }

  /** For an edit that concerns most of what is derived. Where that fails, all stays as it is. */
  private deriveAnew(inserts: readonly FactEdit[], deletes: readonly FactEdit[]): Changes {
    const { database, options, renewal } = this;
    const fresh = evaluated(database.program, renewal.facts(inserts, deletes), options);
    const { changes, relations } = differenceOf(database, fresh.database);
    this.take(fresh);
    this.changed(relations, 0);
    return changes;
  }

  /** Derives everything anew, to forget values that no row holds. Where that fails, all stays as it is. */
  private renew(): void {
    const { database, options, renewal } = this;
    try {
      this.take(evaluated(database.program, renewal.facts(), options));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }

  private take(fresh: Evaluated): void {
    const { database, options } = this;
    const { maintenance = 'prune', slack = 1000 } = options;
    fresh.database.derivations += database.derivations;
    this.database = fresh.database;
    this.maintainer = new Maintainer(this.database, maintenance, slack);
    this.compactor = new Compactor(this.maintainer.graph, slack);
    this.renewal = new Renewal(this.database, this.maintainer.graph, slack);
    this.changed([], fresh.rounds);
  }

  /** While facts are read they are numbers that an update would make void. */
  private whileReading<T>(read: () => T): T {
    if (this.reading) throw misuse('A session cannot be edited while it reads the facts of another edit.');
    this.reading = true;
    try {
      return read();
    } finally {
      this.reading = false;
    }
  }

  protected override relation(name: string): Relation {
    this.needWhole();
    return super.relation(name);
  }

  private needWhole(): void {
    if (!this.broken) return;
    throw new EngineError({
      code: 'dl/session-broken',
      severity: 'error',
      message: 'An update of the session ran out of memory, so that nothing is known of its facts.',
      fix: { text: 'Open a session anew, with fewer facts or a larger limit of `memory`.' },
    });
  }

  private read(
    facts: Facts | undefined,
    idsOf: (tuple: readonly Value[]) => Int32Array | undefined,
  ): FactEdit[] {
    const edits: FactEdit[] = [];
    const fitting = new FitCheck(this.database.program);
    facts?.forEach((relation, tuple) => {
      fitting.check(relation, tuple);
      const ids = idsOf(tuple);
      if (ids !== undefined) edits.push({ relation, tuple: ids });
    });
    return edits;
  }
}

function needEdit(edit: unknown): void {
  const fix = 'Write `update({ insert, delete })`; `replace(facts)` makes these the facts.';
  needOptions(edit, 'The edit', { insert: 'any', delete: 'any' });
  const {
    insert,
    delete: deleted,
    forEach,
  } = edit as { insert?: unknown; delete?: unknown; forEach?: unknown };
  if (typeof forEach === 'function') throw misuse('`update` was given facts, not an edit.', fix);
  if (insert !== undefined) needFacts(insert, 'The facts to insert');
  if (deleted !== undefined) needFacts(deleted, 'The facts to delete');
}

/**
 * Where facts were read: what updates said of them, before what was said at the opening. Keeps no more than facts of now have
 * sources, and a note for each of the opening's that went.
 */
class Sources {
  private readonly later = new Map<string, FactSource | undefined>();

  constructor(private opening: Facts) {}

  sourceOf(relation: string, tuple: readonly Value[]): FactSource | undefined {
    const key = showFact(relation, tuple);
    return this.later.has(key) ? this.later.get(key) : this.opening.sourceOf?.(relation, tuple);
  }

  forget(facts: Facts): void {
    const { later, opening } = this;
    facts.forEach((relation, tuple) => {
      const known = opening.sourceOf?.(relation, tuple) !== undefined;
      if (known) later.set(showFact(relation, tuple), undefined);
      else if (later.size > 0) later.delete(showFact(relation, tuple));
    });
  }

  restart(facts: Facts): void {
    this.opening = facts;
    this.later.clear();
  }

  learn(facts: Facts): void {
    facts.forEach((relation, tuple) => {
      const source = facts.sourceOf?.(relation, tuple);
      if (source !== undefined) this.later.set(showFact(relation, tuple), source);
    });
  }
}
