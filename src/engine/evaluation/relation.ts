/**
 * A relation as rows of int32 in one array, only ever appended to. A row's number never changes, so the rows of one
 * round are a range, and a proof may name its parents by row. A removed row stays in its place and is dead: readers skip
 * it. A tuple is entered once: hashes know the rows, or one bit per possible pair knows what is there.
 */
import type { Interner } from '../value.js';
import { hashValues } from './hash.js';
import { enlarged, type Memory, unlimited } from './memory.js';
import { PairBits } from './pair-bits.js';
import { ProofStore } from './proof-store.js';
import { Index, indexKey, type Place, type Shape } from './row-index.js';
import { enterRows } from './slots.js';

export type { Index, Place, Shape };

/** Rows from which on a relation is worth a matrix of bits. */
const fewestForBits = 4096;

const none = new Int32Array(0);
const noRows = new Uint8Array(0);
/** One empty slot, for what was never written to. */
const noSlots = new Int32Array(1);

export class Relation {
  data: Int32Array;
  count = 0;
  /** Rows that rules may read: all of them, or those before the current round. */
  limit = 0;
  /** First row of the last round. */
  deltaStart = 0;
  /** Removed rows. */
  dead = 0;
  proofs: ProofStore;
  /** Knows which tuples are there while its width is not 0; the hashes then follow when they are needed. */
  readonly pairs: PairBits;
  /** 1 for a removed row; shorter than the relation. */
  private deadRows = noRows;
  /** Per slot a row plus 1 in the lower bits, as many as a place among the slots has, and in the others those of its tuple's hash. */
  private slots: Int32Array;
  /** Rows that are in the slots, live or removed. */
  private slotted = 0;
  /** Number of rows at which bits are tried again. */
  private bitsAt = fewestForBits;
  /** Number of rows at which `insert` has to make room, or to try bits. */
  private full = 0;
  private hot = false;
  /** The rows belong to somebody else. */
  private borrowed = false;
  private readonly indexes = new Map<number | string, Index>();

  constructor(
    readonly name: string,
    readonly arity: number,
    private readonly interner: Interner,
    private readonly memory: Memory = unlimited(),
  ) {
    this.data = none;
    this.slots = noSlots;
    this.pairs = new PairBits(memory);
    this.proofs = new ProofStore(memory);
  }

  /**
   * Appends a tuple; its row, or -1 if it was there. Everything is spelled out here: it runs for every derivation, at
   * first in V8's interpreter, where calls cost most, and is then compiled once instead of once per caller.
   */
  insert(tuple: Int32Array): number {
    if (this.pairs.width > 0) return this.insertPair(tuple);
    if (this.slotted !== this.count) this.fillSlots();
    if (this.count >= this.full) {
      // Room for one more row, which may turn out to be there.
      this.widen();
      if (this.pairs.width > 0) return this.insertPair(tuple);
    }
    const { arity, slots, data, count } = this;
    let hash = 0;
    for (let i = 0; i < arity; i++) {
      const mixed = Math.imul(hash ^ tuple[i]!, 0x9e3779b1);
      hash = mixed ^ (mixed >>> 15);
    }
    hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b);
    hash ^= hash >>> 16;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      if (((found ^ hash) & ~mask) === 0) {
        const row = (found & mask) - 1;
        const at = row * arity;
        let i = 0;
        while (i < arity && data[at + i] === tuple[i]) i++;
        if (i === arity && (this.dead === 0 || this.deadRows[row] !== 1)) return -1;
      }
      slot = (slot + 1) & mask;
    }
    const at = count * arity;
    if (at + arity > data.length) this.enlarge(at + arity);
    const rows = this.data;
    for (let i = 0; i < arity; i++) rows[at + i] = tuple[i]!;
    slots[slot] = (hash & ~mask) | (count + 1);
    this.count = count + 1;
    this.slotted = count + 1;
    return count;
  }

  /** Adds a tuple that is known not to be there. */
  private append(tuple: Int32Array): number {
    const { arity } = this;
    const row = this.count++;
    const at = row * arity;
    if (at + arity > this.data.length) this.enlarge(at + arity);
    const { data } = this;
    for (let i = 0; i < arity; i++) data[at + i] = tuple[i]!;
    return row;
  }

  /** Begins an empty relation with distinct rows, which stay the caller's: they are read where they are, and copied before they change. */
  borrow(rows: Int32Array, count: number): void {
    this.data = rows;
    this.memory.take(rows.byteLength);
    this.count = count;
    this.borrowed = true;
    this.preferBits();
  }

  /** Like `insert`, but a removed row with this tuple comes back to life in its place. */
  enter(tuple: Int32Array): number {
    if (this.dead === 0) return this.insert(tuple);
    if (this.pairs.width > 0 && this.has(tuple)) return -1;
    this.fillSlots();
    const { slots } = this;
    const hash = hashValues(tuple, 0, this.arity);
    const mask = slots.length - 1;
    let slot = hash & mask;
    let dead = -1;
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      const row = (found & mask) - 1;
      if (((found ^ hash) & ~mask) === 0 && this.equals(row, tuple)) {
        if (this.isLive(row)) return -1;
        dead = row;
      }
      slot = (slot + 1) & mask;
    }
    if (dead < 0) return this.insert(tuple);
    this.revive(dead);
    return dead;
  }

  /** The row of a tuple, or -1. */
  find(tuple: Int32Array): number {
    const { pairs } = this;
    if (pairs.width > 0) {
      const a = tuple[0]!;
      const b = tuple[1]!;
      if (!pairs.fits(a, b) || !pairs.has(a, b)) return -1;
    }
    this.fillSlots();
    const { slots } = this;
    const hash = hashValues(tuple, 0, this.arity);
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      const row = (found & mask) - 1;
      if (((found ^ hash) & ~mask) === 0 && this.equals(row, tuple) && this.isLive(row)) return row;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /** Whether a live row has this tuple. */
  has(tuple: Int32Array): boolean {
    const { pairs } = this;
    if (pairs.width === 0) return this.find(tuple) >= 0;
    return pairs.fits(tuple[0]!, tuple[1]!) && pairs.has(tuple[0]!, tuple[1]!);
  }

  /**
   * Removes a live row: `find` no longer sees it, and a tuple like it that is inserted again gets a new row at the end.
   * The row keeps its number, values and proof, and `revive` undoes it. O(1).
   */
  remove(row: number): void {
    this.makeMortal(row);
    this.deadRows[row] = 1;
    this.dead++;
    if (this.pairs.width > 0) this.pairs.unset(this.data[row * 2]!, this.data[row * 2 + 1]!);
  }

  /** Removes every live row that `goes`: for many rows, in the order in which they lie. O(rows). */
  removeAll(goes: (row: number) => boolean): void {
    this.makeMortal(this.count - 1);
    const { deadRows, pairs, data } = this;
    for (let row = 0; row < this.count; row++) {
      if (deadRows[row] === 1 || !goes(row)) continue;
      deadRows[row] = 1;
      this.dead++;
      if (pairs.width > 0) pairs.unset(data[row * 2]!, data[row * 2 + 1]!);
    }
  }

  /** Makes a removed row live again, unless a live row has its tuple: then the caller must not ask. O(1). */
  revive(row: number): void {
    this.deadRows[row] = 0;
    this.dead--;
    if (this.pairs.width > 0) this.pairs.set(this.data[row * 2]!, this.data[row * 2 + 1]!);
  }

  /** Makes room to note that rows up to this one are dead. */
  private makeMortal(row: number): void {
    if (row < this.deadRows.length) return;
    const larger = new Uint8Array(Math.max(this.count + (this.count >> 2), row + 1));
    larger.set(this.deadRows);
    this.deadRows = larger;
  }

  /** Whether a row was not removed. */
  isLive(row: number): boolean {
    return this.deadRows[row] !== 1;
  }

  /** Live rows, oldest first. */
  *rows(): Iterable<number> {
    for (let row = 0; row < this.count; row++) if (this.isLive(row)) yield row;
  }

  tuple(row: number): Int32Array {
    return this.data.subarray(row * this.arity, (row + 1) * this.arity);
  }

  /** The body that derived a row, -1 for a fact; `parentAt` gives the row of its n-th positive atom. */
  proofOf(row: number): number {
    return this.proofs.bodyOf(row);
  }

  parentAt(row: number, n: number): number {
    return this.proofs.parentAt(row, n);
  }

  /** For every row the number that it gets when dead rows go: -1 for a dead one. */
  renumbered(): Int32Array {
    const numbers = new Int32Array(this.count);
    let next = 0;
    for (let row = 0; row < this.count; row++) numbers[row] = this.isLive(row) ? next++ : -1;
    return numbers;
  }

  /**
   * Drops dead rows and proofs that are not in use, and gives the other rows the `numbers` from `renumbered`. `parentsOf`
   * gives the new rows of the parents of a proof, from its body and the old ones. Indexes stay valid and fill anew.
   */
  compact(
    numbers: Int32Array,
    parentsOf: (body: number, parentAt: (n: number) => number) => readonly number[],
  ): void {
    this.own();
    const { arity, data, count } = this;
    this.proofs = this.proofs.renumbered(count, (row) => numbers[row]!, parentsOf);
    this.count = count - this.dead;
    for (let row = 0; row < count; row++) {
      const to = numbers[row]!;
      if (to >= 0 && to !== row) data.copyWithin(to * arity, row * arity, (row + 1) * arity);
    }
    this.dead = 0;
    this.deadRows = noRows;
    this.limit = this.count;
    this.rehash(this.slots.length);
    if (this.pairs.width > 0) this.rebuildBits();
    for (const index of this.indexes.values()) index.clear();
  }

  /** Drops proofs that no live row has, and leaves the rows where they are. Marks from before are void. */
  tidyProofs(parentsOf: (body: number, parentAt: (n: number) => number) => readonly number[]): void {
    this.proofs = this.proofs.renumbered(this.count, (row) => (this.isLive(row) ? row : -1), parentsOf);
  }

  /** The index on these places, over the rows with these shapes; complete up to `limit`. */
  index(places: readonly Place[], shapes: readonly Shape[]): Index {
    const key = indexKey(places, shapes);
    let index = this.indexes.get(key);
    if (index === undefined) {
      index = new Index(this, places, shapes, this.interner, this.memory);
      this.indexes.set(key, index);
    }
    index.extend(this.limit);
    return index;
  }

  /** Makes room for at least one more row; gives the rows that fit. */
  reserve(): number {
    const { arity, count } = this;
    if ((count + 1) * arity > this.data.length) this.enlarge((count + 1) * arity);
    return arity === 0 ? 1 : ((this.data.length / arity) | 0) - count;
  }

  /** Makes room for values, for twice as many as there is room for now at least. */
  private enlarge(values: number): void {
    this.data = this.memory.grown(this.data, values);
    this.borrowed = false;
  }

  /** Makes room for about so many rows more in one go, if there is memory for it. */
  expect(rows: number): void {
    const { arity, memory, interner } = this;
    const count = this.count + rows;
    const slots = 2 ** Math.round(Math.log2(count * 2));
    // Where ids are dense, bits will do.
    const dense = arity === 2 && interner.size * interner.size <= 128 * count;
    if (dense || memory.left < 4 * (slots + count * arity)) return;
    if (count * arity > this.data.length) this.enlarge(count * arity);
    if (slots > this.slots.length && this.slotted === this.count) this.rehash(slots);
  }

  /** Takes to bits instead of hashes, if there are enough rows of dense ids or many more are `hot` to come. */
  preferBits(hot = false): void {
    if (this.arity !== 2 || this.pairs.width > 0 || this.count < (hot ? 1 : this.bitsAt)) return;
    if (hot && this.count < this.bitsAt && this.bitsAt !== fewestForBits) return;
    this.bitsAt = Math.max(fewestForBits, this.count) * 2;
    this.hot ||= hot;
    this.rebuildBits();
  }

  private own(): void {
    if (this.borrowed) this.data = this.data.slice();
    this.borrowed = false;
  }

  private rebuildBits(more?: readonly [number, number]): boolean {
    const bytes = Math.max(this.hot ? 1 << 17 : 0, 4096 + 16 * this.count);
    return this.pairs.rebuild(this.data, this.count, this.dead > 0 ? this.deadRows : undefined, bytes, more);
  }

  private insertPair(tuple: Int32Array): number {
    const { pairs } = this;
    const a = tuple[0]!;
    const b = tuple[1]!;
    if (!pairs.fits(a, b)) {
      if (!this.rebuildBits([a, b])) {
        this.bitsAt = this.count * 2;
        this.fillSlots();
        return this.insert(tuple);
      }
    } else if (pairs.has(a, b)) return -1;
    pairs.set(a, b);
    return this.append(tuple);
  }

  private widen(): void {
    this.preferBits();
    if (this.pairs.width > 0) return;
    if ((this.count + 1) * 2 > this.slots.length) this.rehash(enlarged(this.slots.length));
    else this.noteFull();
  }

  private noteFull(): void {
    const fits = this.slots.length >> 1;
    this.full = this.arity === 2 ? Math.min(fits, this.bitsAt) : fits;
  }

  private equals(row: number, tuple: Int32Array): boolean {
    const { arity, data } = this;
    const at = row * arity;
    for (let i = 0; i < arity; i++) if (data[at + i] !== tuple[i]) return false;
    return true;
  }

  /** Brings the hashes up to date. */
  private fillSlots(): void {
    if (this.slotted === this.count) return;
    if (this.count * 2 > this.slots.length) this.rehash(enlarged(this.slots.length));
    else this.enterSlots(this.slotted);
  }

  /** Makes room for at least `least` and for all rows, and enters them anew. */
  private rehash(least: number): void {
    let size = Math.max(least, 16);
    while (this.count * 2 > size) size *= 2;
    const slots = this.memory.array(size);
    this.memory.take(-this.slots.byteLength);
    this.slots = slots;
    this.enterSlots(0);
    this.noteFull();
  }

  private enterSlots(from: number): void {
    enterRows(this.slots, this.data, this.arity, from, this.count);
    this.slotted = this.count;
  }
}
