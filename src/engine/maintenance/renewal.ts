/** Tells when values that no row holds any more take so much space that a database is better made anew. */
import type { Database } from '../evaluation/database.js';
import { FactSet, type Facts } from '../facts.js';
import { bytesOf } from '../value.js';
import type { Graph } from './graph.js';
import type { FactEdit } from './maintain.js';

export class Renewal {
  /** Bytes at which it is worth a look again. */
  private enough: number;

  constructor(
    private readonly database: Database,
    private readonly graph: Graph,
    /** KiB that are not worth the work. */
    private readonly little: number,
  ) {
    this.enough = this.later();
  }

  /** Whether a quarter of the memory is such values. A look at everything, once the memory has doubled. */
  isDue(): boolean {
    const { used } = this.database.memory;
    if (used < this.enough) return false;
    this.enough = this.later();
    return this.deadBytes() * 4 > used;
  }

  /** The facts of now, or as they are after an edit. */
  facts(inserts: readonly FactEdit[] = [], deletes: readonly FactEdit[] = []): Facts {
    const { database, graph } = this;
    const facts = new FactSet();
    const gone = new Map<string, Set<number>>();
    for (const { relation, tuple } of deletes) {
      const rows = gone.get(relation) ?? new Set<number>();
      rows.add(database.relation(relation).find(tuple));
      gone.set(relation, rows);
    }
    for (const { name, relation } of graph.relations) {
      const going = gone.get(name);
      for (const row of relation.rows()) {
        if (relation.proofOf(row) >= 0 || going?.has(row)) continue;
        facts.add(name, ...database.values(relation.tuple(row)));
      }
    }
    for (const { relation, tuple } of inserts) facts.add(relation, ...database.values(tuple));
    return facts;
  }

  private later(): number {
    const { memory, limits } = this.database;
    return Math.min(2 * memory.used + 1024 * this.little, memory.used + (limits.memory - memory.used) / 2);
  }

  private deadBytes(): number {
    const { interner } = this.database;
    const live = new Uint8Array(interner.size);
    const mark = (id: number): void => {
      if (id >= 0 || live[~id] === 1) return;
      live[~id] = 1;
      for (const part of interner.shape(id)?.args ?? []) mark(part);
    };
    for (const { relation } of this.graph.relations) {
      for (const row of relation.rows()) for (const id of relation.tuple(row)) mark(id);
    }
    let bytes = 0;
    for (let place = 0; place < live.length; place++) {
      if (live[place] === 1) continue;
      const value = interner.value(~place);
      bytes += bytesOf(typeof value === 'string' ? value : '');
    }
    return bytes;
  }
}
