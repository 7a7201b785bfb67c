/**
 * Hashes of many rows at once. A slot of a relation or an index is one entry, so that many fit into the cache: 0 when it is
 * empty, else the number of a row or key, counted from 1, in as many lower bits as a place among the slots has, and in the
 * others those of the hash. At most half of the slots are in use, so the number always fits, and the place of a hash is in
 * the bits that the entry has no room for.
 *
 * Slots of rows that follow one another are far apart. To find repeated rows of very many, they are first sorted by a part
 * of their hash: then what is read and written for each part stays in the cache. There a slot is a row and its hash.
 */
import { hashValues } from './hash.js';

/** Rows whose slots stay in the cache. */
const partRows = 8192;

/** Marks rows of `data` that repeat an earlier one; undefined when none does. O(rows), with up to 20 bytes per row for as long as it runs. */
export function repeatedRows(data: Int32Array, arity: number, count: number): Uint8Array | undefined {
  return count <= partRows ? repeatedOfFew(data, arity, count) : repeatedOfMany(data, arity, count);
}

function repeatedOfFew(data: Int32Array, arity: number, count: number): Uint8Array | undefined {
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, count * 4))));
  let repeated: Uint8Array | undefined;
  for (let row = 0; row < count; row++) {
    if (enter(slots, data, arity, row, hashValues(data, row * arity, arity))) continue;
    repeated ??= new Uint8Array(count);
    repeated[row] = 1;
  }
  return repeated;
}

function repeatedOfMany(data: Int32Array, arity: number, count: number): Uint8Array | undefined {
  const parts = 2 ** Math.ceil(Math.log2(count / partRows));
  const sorted = new Int32Array(count * 2);
  const ends = sortByPart(sorted, data, arity, count, parts);
  let slots = new Int32Array(2);
  let repeated: Uint8Array | undefined;
  for (let part = 0, at = 0; part < parts; part++) {
    const end = ends[part]!;
    const least = Math.max(2, (end - at) * 2);
    if (slots.length < least) slots = new Int32Array(2 ** Math.ceil(Math.log2(least)));
    else slots.fill(0);
    for (; at < end; at += 2) {
      if (enter(slots, data, arity, sorted[at]!, sorted[at + 1]!)) continue;
      repeated ??= new Uint8Array(count);
      repeated[sorted[at]!] = 1;
    }
  }
  return repeated;
}

/** A copy of the rows that are not marked. O(rows). */
export function withoutMarked(
  marked: Uint8Array,
  data: Int32Array,
  arity: number,
): { readonly rows: Int32Array; readonly count: number } {
  const rows = new Int32Array(data.length);
  let count = 0;
  for (let row = 0; row < marked.length; row++) {
    if (marked[row] === 1) continue;
    for (let i = 0; i < arity; i++) rows[count * arity + i] = data[row * arity + i]!;
    count++;
  }
  return { rows: rows.slice(0, count * arity), count };
}

/** Enters what is in some slots into larger, empty ones. */
export function copySlots(old: Int32Array, slots: Int32Array): void {
  const mask = slots.length - 1;
  for (let from = 0; from < old.length; from += 2) {
    if (old[from] === 0) continue;
    const hash = old[from + 1]!;
    let slot = (hash << 1) & mask;
    while (slots[slot] !== 0) slot = (slot + 2) & mask;
    slots[slot] = old[from]!;
    slots[slot + 1] = hash;
  }
}

/** Enters rows that are not there yet, which must fit, into slots of a relation. */
export function enterRows(
  slots: Int32Array,
  data: Int32Array,
  arity: number,
  from: number,
  count: number,
): void {
  const mask = slots.length - 1;
  for (let row = from; row < count; row++) {
    const hash = hashValues(data, row * arity, arity);
    let slot = hash & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = (hash & ~mask) | (row + 1);
  }
}

/** Writes each row and its hash, by parts of their hashes; within a part in order. Gives where each part ends. */
function sortByPart(
  sorted: Int32Array,
  data: Int32Array,
  arity: number,
  count: number,
  parts: number,
): Int32Array {
  const hashes = new Int32Array(count);
  const places = new Int32Array(parts + 1);
  // Slots are chosen by the lower bits.
  const shift = 32 - Math.log2(parts);
  for (let row = 0; row < count; row++) {
    const hash = hashValues(data, row * arity, arity);
    hashes[row] = hash;
    places[(hash >>> shift) + 1]! += 2;
  }
  for (let part = 1; part < parts; part++) places[part]! += places[part - 1]!;
  for (let row = 0; row < count; row++) {
    const hash = hashes[row]!;
    const part = hash >>> shift;
    const at = places[part]!;
    places[part] = at + 2;
    sorted[at] = row;
    sorted[at + 1] = hash;
  }
  return places;
}

/** False when a row with the same tuple is there. */
function enter(slots: Int32Array, data: Int32Array, arity: number, row: number, hash: number): boolean {
  const mask = slots.length - 1;
  let slot = (hash << 1) & mask;
  for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
    if (slots[slot + 1] === hash && same(data, (found - 1) * arity, row * arity, arity)) return false;
    slot = (slot + 2) & mask;
  }
  slots[slot] = row + 1;
  slots[slot + 1] = hash;
  return true;
}

function same(data: Int32Array, a: number, b: number, arity: number): boolean {
  for (let i = 0; i < arity; i++) if (data[a + i] !== data[b + i]) return false;
  return true;
}
