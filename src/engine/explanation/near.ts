/** Tuples that are almost what was looked for: they differ in one column. */
import { editDistance } from '../errors.js';
import type { Database } from '../evaluation/database.js';
import type { Relation } from '../evaluation/relation.js';
import { compareTuples, type Value } from '../value.js';

const mostNearMisses = 3;
/** Rows that are looked at. */
const mostScanned = 200_000;

/** Tuples that fit a pattern, in the order of their values; `undefined` fits everything. */
export function fittingTuples(
  database: Database,
  relation: Relation,
  pattern: readonly (Value | undefined)[],
  most: number,
): (readonly Value[])[] {
  const wanted = idsOf(database, pattern);
  const found: (readonly Value[])[] = [];
  for (const row of relation.rows()) {
    const tuple = relation.tuple(row);
    if (!wanted.every((id, i) => id === undefined || tuple[i] === id)) continue;
    insertSorted(found, database.values(tuple), most, compareTuples);
  }
  return found;
}

/**
 * Tuples that differ in exactly one of the given columns, closest first: texts by edits, then numbers by difference, then
 * the rest by value. With one given column every tuple differs in just that one: only a likely slip counts then.
 */
export function nearMisses(
  database: Database,
  relation: Relation,
  pattern: readonly (Value | undefined)[],
): (readonly Value[])[] {
  const wanted = idsOf(database, pattern);
  const given = wanted.filter((id) => id !== undefined).length;
  if (given === 0) return [];
  const found: Near[] = [];
  let scanned = 0;
  for (const row of relation.rows()) {
    if (++scanned > mostScanned) break;
    const ids = relation.tuple(row);
    const column = onlyDifference(wanted, ids);
    if (column < 0) continue;
    const distance = distanceOf(database.interner.value(ids[column]!), pattern[column]!);
    if (given === 1 && distance > 2) continue;
    if (found.length === mostNearMisses && distance > found.at(-1)!.distance) continue;
    insertSorted(found, { distance, tuple: database.values(ids) }, mostNearMisses, byDistance);
  }
  return found.map(({ tuple }) => tuple);
}

interface Near {
  readonly distance: number;
  readonly tuple: readonly Value[];
}

function byDistance(a: Near, b: Near): number {
  return a.distance - b.distance || compareTuples(a.tuple, b.tuple);
}

function idsOf(database: Database, pattern: readonly (Value | undefined)[]): (number | undefined)[] {
  return pattern.map((value) => (value === undefined ? undefined : database.interner.intern(value)));
}

function onlyDifference(wanted: readonly (number | undefined)[], ids: Int32Array): number {
  let column = -1;
  for (let i = 0; i < wanted.length; i++) {
    if (wanted[i] === undefined || wanted[i] === ids[i]) continue;
    if (column >= 0) return -1;
    column = i;
  }
  return column;
}

/** Up to 2: a likely slip, of a short text only one. Below 4: a near number. Above: another value. */
function distanceOf(is: Value, wanted: Value): number {
  if (typeof is === 'string' && typeof wanted === 'string') {
    const most = Math.min(2, Math.floor(wanted.length / 2));
    const edits = editDistance(is, wanted, most + 1);
    return edits <= most ? edits : 5;
  }
  if (typeof is === 'number' && typeof wanted === 'number') {
    return 4 - 1 / (1 + Math.abs(is - wanted));
  }
  if (typeof is === 'object' && typeof wanted === 'object') return is.tag === wanted.tag ? 4 : 5;
  return 5;
}

/** Enters an item into a short sorted list that keeps the first ones. */
export function insertSorted<T>(list: T[], item: T, most: number, compare: (a: T, b: T) => number): void {
  let at = list.length;
  while (at > 0 && compare(item, list[at - 1]!) < 0) at--;
  if (at >= most) return;
  list.splice(at, 0, item);
  if (list.length > most) list.pop();
}
