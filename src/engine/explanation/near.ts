/** Tuples that are almost what was looked for: they differ in one place. */
import { editDistance } from '../errors.js';
import type { Database } from '../evaluation/database.js';
import type { Relation } from '../evaluation/relation.js';
import { compareTuples, type Interner, NONE, type Value } from '../value.js';

const mostNearMisses = 3;
/** Rows that are looked at. */
const mostScanned = 200_000;

/** What is wanted at a place: this value, a term with such parts, or anything. */
export type Wanted =
  | { readonly kind: 'value'; readonly value: string | number }
  | { readonly kind: 'term'; readonly tag: string; readonly parts: readonly Wanted[] }
  | { readonly kind: 'any' };

/** Exactly this value; anything where it is undefined. */
export function wantedAs(value: Value | undefined): Wanted {
  if (value === undefined) return { kind: 'any' };
  if (typeof value !== 'object') return { kind: 'value', value };
  return { kind: 'term', tag: value.tag, parts: value.args.map(wantedAs) };
}

/** Tuples that fit a pattern, in the order of their values; `undefined` fits everything. */
export function fittingTuples(
  database: Database,
  relation: Relation,
  pattern: readonly (Value | undefined)[],
  most: number,
): (readonly Value[])[] {
  const wanted = pattern.map((value) => (value === undefined ? undefined : database.interner.find(value)));
  const found: (readonly Value[])[] = [];
  if (wanted.includes(NONE)) return found;
  for (const row of relation.rows()) {
    const tuple = relation.tuple(row);
    if (!wanted.every((id, i) => id === undefined || tuple[i] === id)) continue;
    insertSorted(found, database.values(tuple), most, compareTuples);
  }
  return found;
}

/**
 * Tuples that differ from what is wanted in exactly one place, be it inside a term, closest first: texts by edits, then
 * numbers by difference, then the rest by value. With one given place every tuple differs in just that one: only a likely
 * slip counts then.
 */
export function nearMisses(
  database: Database,
  relation: Relation,
  wanted: readonly Wanted[],
): (readonly Value[])[] {
  const { interner } = database;
  const places = wanted.map((one) => distanceIn(interner, one));
  const given = wanted.reduce((sum, one) => sum + placesIn(one), 0);
  if (given === 0) return [];
  const found: Near[] = [];
  let scanned = 0;
  for (const row of relation.rows()) {
    if (++scanned > mostScanned) break;
    const ids = relation.tuple(row);
    let distance = 0;
    for (let i = 0; i < places.length && distance < manyPlaces; i++) {
      distance = together(distance, places[i]!(ids[i]!));
    }
    if (distance === 0 || distance >= manyPlaces || (given === 1 && distance > 2)) continue;
    if (found.length === mostNearMisses && distance > found.at(-1)!.distance) continue;
    insertSorted(found, { distance, tuple: database.values(ids) }, mostNearMisses, byDistance);
  }
  return found.map(({ tuple }) => tuple);
}

/** The distance of what differs in more than one place. */
const manyPlaces = 100;

function together(a: number, b: number): number {
  return a === 0 || b === 0 ? a + b : manyPlaces;
}

/** How many given places there are. */
function placesIn(wanted: Wanted): number {
  if (wanted.kind !== 'term') return wanted.kind === 'any' ? 0 : 1;
  return Math.max(
    1,
    wanted.parts.reduce((sum, part) => sum + placesIn(part), 0),
  );
}

/** Says of an id how far its value is from what is wanted; 0 when it fits. */
function distanceIn(interner: Interner, wanted: Wanted): (id: number) => number {
  if (wanted.kind === 'any') return () => 0;
  if (wanted.kind === 'value') {
    const { value } = wanted;
    const same = interner.find(value);
    return (id) => (id === same ? 0 : distanceOf(interner.value(id), value));
  }
  const tag = interner.tag(wanted.tag);
  const parts = wanted.parts.map((part) => distanceIn(interner, part));
  return (id) => {
    const shape = interner.shape(id);
    if (shape?.tag !== tag || shape.args.length !== parts.length) return otherValue;
    return parts.reduce((sum, part, i) => together(sum, part(shape.args[i]!)), 0);
  };
}

interface Near {
  readonly distance: number;
  readonly tuple: readonly Value[];
}

function byDistance(a: Near, b: Near): number {
  return a.distance - b.distance || compareTuples(a.tuple, b.tuple);
}

const otherValue = 5;

/** Up to 2: a likely slip, of a short text only one. Below 4: a near number. Above: another value. */
function distanceOf(is: Value, wanted: string | number): number {
  if (typeof is === 'string' && typeof wanted === 'string') {
    const most = Math.min(2, Math.floor(wanted.length / 2));
    const edits = editDistance(is, wanted, most + 1);
    return edits <= most ? edits : otherValue;
  }
  if (typeof is === 'number' && typeof wanted === 'number') {
    return 4 - 1 / (1 + Math.abs(is - wanted));
  }
  return otherValue;
}

/** Enters an item into a short sorted list that keeps the first ones. */
export function insertSorted<T>(list: T[], item: T, most: number, compare: (a: T, b: T) => number): void {
  let at = list.length;
  while (at > 0 && compare(item, list[at - 1]!) < 0) at--;
  if (at >= most) return;
  list.splice(at, 0, item);
  if (list.length > most) list.pop();
}
