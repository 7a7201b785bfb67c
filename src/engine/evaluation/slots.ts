/**
 * The slots of a relation's hashes, many at once: two entries each, a row plus 1 (negative for a removed row) and the hash
 * of its tuple. Slots of rows that follow one another are far apart, so many rows are first sorted by the part of the
 * array into which they go: then each part is in the cache while it is written.
 */
import { hashValues } from './hash.js';

/** Entries of `slots` (two per slot) that stay in the cache. */
const partSize = 1 << 15;

/**
 * Enters the first `count` rows of `data`. Rows that repeat an earlier
 * one go, and the others move up. Gives how many are left. The slots must be empty and twice as many as rows. O(rows).
 */
export function enterDistinct(slots: Int32Array, data: Int32Array, arity: number, count: number): number {
  if (slots.length <= partSize) return enterInOrder(slots, data, arity, count);
  const mask = slots.length - 1;
  const shift = 31 - Math.clz32(partSize);
  const starts = new Int32Array((slots.length >> shift) + 1);
  const hashes = new Int32Array(count);
  for (let row = 0; row < count; row++) {
    const hash = hashValues(data, row * arity, arity);
    hashes[row] = hash;
    starts[(((hash << 1) & mask) >> shift) + 1]!++;
  }
  for (let part = 1; part < starts.length; part++) starts[part]! += starts[part - 1]!;
  const sorted = new Int32Array(count * 2);
  for (let row = 0; row < count; row++) {
    const hash = hashes[row]!;
    const at = starts[((hash << 1) & mask) >> shift]!++ * 2;
    sorted[at] = row;
    sorted[at + 1] = hash;
  }
  for (let at = 0; at < sorted.length; at += 2) {
    if (enter(slots, mask, data, arity, sorted[at]!, sorted[at + 1]!)) continue;
    // The rows after a repeated one get other numbers.
    slots.fill(0);
    return enterInOrder(slots, data, arity, count);
  }
  return count;
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

function enterInOrder(slots: Int32Array, data: Int32Array, arity: number, count: number): number {
  const mask = slots.length - 1;
  let to = 0;
  for (let row = 0; row < count; row++) {
    if (to !== row) data.copyWithin(to * arity, row * arity, (row + 1) * arity);
    if (enter(slots, mask, data, arity, to, hashValues(data, to * arity, arity))) to++;
  }
  return to;
}

/** False when a row with the same tuple is there. */
function enter(
  slots: Int32Array,
  mask: number,
  data: Int32Array,
  arity: number,
  row: number,
  hash: number,
): boolean {
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
