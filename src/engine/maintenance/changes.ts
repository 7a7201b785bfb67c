/** What changed, kept as ids until somebody reads it: what an update did to rows, or the difference of two databases. */
import type { Database } from '../evaluation/database.js';
import type { Relation } from '../evaluation/relation.js';
import type { Changes, Tuples } from '../session.js';
import { compareTuples, NONE, type Value } from '../value.js';
import type { RelationNode } from './graph.js';
import type { Net } from './journal.js';

/** Tuples of a relation, one after another. */
interface Part {
  readonly name: string;
  readonly arity: number;
  readonly ids: Int32Array;
  readonly count: number;
}

/** What an update did. */
export function changesOf(database: Database, nets: ReadonlyMap<RelationNode, Net>): Changes {
  const declared = [...nets].sort(([a], [b]) => a.index - b.index);
  const inserted = declared.map(([{ relation }, net]) => copy(relation, net.inserted));
  const deleted = declared.map(([{ relation }, net]) => copy(relation, net.deleted));
  return changes(database, inserted, database, deleted);
}

/** The difference of two databases of one program. O(rows). */
export function differenceOf(
  before: Database,
  after: Database,
): { readonly changes: Changes; readonly relations: readonly string[] } {
  const inserted: Part[] = [];
  const deleted: Part[] = [];
  const toBefore = translator(after, before);
  const toAfter = translator(before, after);
  for (const name of before.program.relations.keys()) {
    const old = before.relation(name);
    const now = after.relation(name);
    deleted.push(copy(old, missingIn(now, old, toAfter)));
    inserted.push(copy(now, missingIn(old, now, toBefore)));
  }
  const relations = [...inserted, ...deleted].filter(({ count }) => count > 0).map(({ name }) => name);
  return { changes: changes(after, inserted, before, deleted), relations };
}

function changes(
  now: Database,
  inserted: readonly Part[],
  before: Database,
  deleted: readonly Part[],
): Changes {
  return {
    get inserted() {
      return tuplesOf(now, inserted);
    },
    get deleted() {
      return tuplesOf(before, deleted);
    },
  };
}

function tuplesOf(database: Database, parts: readonly Part[]): Tuples {
  const tuples = new Map<string, (readonly Value[])[]>();
  for (const { name, arity, ids, count } of parts) {
    if (count === 0) continue;
    const rows = Array.from({ length: count }, (_, i) =>
      database.values(ids.subarray(i * arity, (i + 1) * arity)),
    );
    tuples.set(name, rows.sort(compareTuples));
  }
  return tuples;
}

function copy({ name, data, arity }: Relation, rows: readonly number[]): Part {
  const ids = new Int32Array(rows.length * arity);
  for (let i = 0; i < rows.length; i++) {
    for (let column = 0; column < arity; column++) ids[i * arity + column] = data[rows[i]! * arity + column]!;
  }
  return { name, arity, ids, count: rows.length };
}

/** The live rows of a relation whose tuples the other one does not have. */
function missingIn(other: Relation, relation: Relation, translate: (id: number) => number): number[] {
  const { data, arity, count } = relation;
  const tuple = new Int32Array(arity);
  const missing: number[] = [];
  for (let row = 0; row < count; row++) {
    if (!relation.isLive(row)) continue;
    let known = true;
    for (let i = 0; i < arity && known; i++) {
      const id = translate(data[row * arity + i]!);
      known = id !== NONE;
      tuple[i] = id;
    }
    if (!known || !other.has(tuple)) missing.push(row);
  }
  return missing;
}

/** From the ids of one database to those of another: `NONE` for a value that is not there. */
function translator(from: Database, to: Database): (id: number) => number {
  const open = NONE + 1;
  const known = new Int32Array(from.interner.size).fill(open);
  return (id) => {
    if (id >= 0) return id;
    let other = known[~id]!;
    if (other === open) {
      other = to.interner.find(from.interner.value(id));
      known[~id] = other;
    }
    return other;
  };
}
