/**
 * A relation as rows of int32 in one array, only ever appended to. A row's number never changes, so the rows of one
 * round are a range, and a proof may name its parents by row. A removed row stays in its place and is dead: readers skip
 * it. Indexes are hash chains from the newest row to older ones.
 */
import type { Interner } from '../value.js';
import { finish, grow, hashTuple, mix } from './hash.js';
import { Index, indexKey, type Place, type Shape } from './row-index.js';

export type { Index, Place, Shape };

export class Relation {
  data: Int32Array;
  count = 0;
  /** Rows that rules may read: all of them, or those before the current round. */
  limit = 0;
  /** First row of the last round. */
  deltaStart = 0;
  /** Removed rows. */
  dead = 0;
  /** 1 for a removed row; shorter than the relation. */
  private deadRows = new Uint8Array(0);
  /** A live row plus 1, or a removed row plus 1, negative. */
  private slots = new Int32Array(16);
  private readonly indexes = new Map<string, Index>();
  /** Per row, where its proof starts in `proofs`, plus 1; 0 for a fact. */
  private proofAt = new Int32Array(8);
  private proofs = new Int32Array(32);
  private proofEnd = 0;

  constructor(
    readonly name: string,
    readonly arity: number,
    private readonly interner: Interner,
  ) {
    this.data = new Int32Array(8 * arity);
  }

  /** Appends a tuple; its row, or -1 if it was there. */
  insert(tuple: Int32Array): number {
    const { arity } = this;
    const mask = this.slots.length - 1;
    let slot = hashTuple(tuple, arity) & mask;
    for (let found = this.slots[slot]!; found !== 0; found = this.slots[slot]!) {
      if (found > 0 && this.equals(found - 1, tuple)) return -1;
      slot = (slot + 1) & mask;
    }
    return this.append(tuple, slot);
  }

  /** Like `insert`, but a removed row with this tuple comes back to life in its place. */
  enter(tuple: Int32Array): number {
    const mask = this.slots.length - 1;
    let slot = hashTuple(tuple, this.arity) & mask;
    let dead = -1;
    for (let found = this.slots[slot]!; found !== 0; found = this.slots[slot]!) {
      if (this.equals(Math.abs(found) - 1, tuple)) {
        if (found > 0) return -1;
        dead = slot;
      }
      slot = (slot + 1) & mask;
    }
    if (dead < 0) return this.append(tuple, slot);
    const row = -this.slots[dead]! - 1;
    this.slots[dead] = row + 1;
    this.deadRows[row] = 0;
    this.dead--;
    return row;
  }

  /** The row of a tuple, or -1. */
  find(tuple: Int32Array): number {
    const mask = this.slots.length - 1;
    let slot = hashTuple(tuple, this.arity) & mask;
    for (let found = this.slots[slot]!; found !== 0; found = this.slots[slot]!) {
      if (found > 0 && this.equals(found - 1, tuple)) return found - 1;
      slot = (slot + 1) & mask;
    }
    return -1;
  }

  /**
   * Removes a live row: `find` no longer sees it, and a tuple like it that is inserted again gets a new row at the end.
   * The row keeps its number, values and proof, and `revive` undoes it. O(1).
   */
  remove(row: number): void {
    const mask = this.slots.length - 1;
    let slot = this.hashRow(row) & mask;
    while (this.slots[slot] !== row + 1) slot = (slot + 1) & mask;
    this.slots[slot] = -row - 1;
    if (row >= this.deadRows.length) {
      const larger = new Uint8Array(Math.max(this.count, row + 1));
      larger.set(this.deadRows);
      this.deadRows = larger;
    }
    this.deadRows[row] = 1;
    this.dead++;
  }

  /** Makes a removed row live again, unless a live row has its tuple: then the caller must not ask. O(1). */
  revive(row: number): void {
    const mask = this.slots.length - 1;
    let slot = this.hashRow(row) & mask;
    while (this.slots[slot] !== -row - 1) slot = (slot + 1) & mask;
    this.slots[slot] = row + 1;
    this.deadRows[row] = 0;
    this.dead--;
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

  /** Keeps how a row was derived: the body, and the rows of its positive atoms. */
  prove(row: number, body: number, parents: ArrayLike<number>, parentCount: number): void {
    while (row >= this.proofAt.length) this.proofAt = grow(this.proofAt);
    while (this.proofEnd + 1 + parentCount > this.proofs.length) this.proofs = grow(this.proofs);
    this.proofAt[row] = this.proofEnd + 1;
    this.proofs[this.proofEnd++] = body;
    for (let i = 0; i < parentCount; i++) this.proofs[this.proofEnd++] = parents[i]!;
  }

  /** The body that derived a row, -1 for a fact; `parentAt` gives the row of its n-th positive atom. */
  proofOf(row: number): number {
    const at = this.proofAt[row] ?? 0;
    return at === 0 ? -1 : this.proofs[at - 1]!;
  }

  parentAt(row: number, n: number): number {
    return this.proofs[this.proofAt[row]! + n]!;
  }

  /** Names the proof that a row has now; 0 for a fact. `useProof` gives it back later. */
  proofMark(row: number): number {
    return this.proofAt[row] ?? 0;
  }

  /** Gives a row a proof that it had before, or with 0 makes it a fact. */
  useProof(row: number, mark: number): void {
    while (row >= this.proofAt.length) this.proofAt = grow(this.proofAt);
    this.proofAt[row] = mark;
  }

  /** Entries of the array that holds the proofs, those that no row has any more among them. */
  get proofSize(): number {
    return this.proofEnd;
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
    const { arity, data } = this;
    const old = { proofAt: this.proofAt, proofs: this.proofs, count: this.count };
    this.proofAt = new Int32Array(8);
    this.proofs = new Int32Array(32);
    this.proofEnd = 0;
    this.count = old.count - this.dead;
    for (let row = 0; row < old.count; row++) {
      const to = numbers[row]!;
      if (to < 0) continue;
      if (to !== row) data.copyWithin(to * arity, row * arity, (row + 1) * arity);
      const at = old.proofAt[row] ?? 0;
      if (at === 0) continue;
      const body = old.proofs[at - 1]!;
      const parents = parentsOf(body, (n) => old.proofs[at + n]!);
      this.prove(to, body, parents, parents.length);
    }
    this.dead = 0;
    this.deadRows = new Uint8Array(0);
    this.limit = this.count;
    this.rehash(this.slots.length);
    for (const index of this.indexes.values()) index.clear();
  }

  /** The index on these places, over the rows with these shapes; complete up to `limit`. */
  index(places: readonly Place[], shapes: readonly Shape[]): Index {
    const key = indexKey(places, shapes);
    let index = this.indexes.get(key);
    if (index === undefined) {
      index = new Index(this, places, shapes, this.interner);
      this.indexes.set(key, index);
    }
    index.extend(this.limit);
    return index;
  }

  private equals(row: number, tuple: Int32Array): boolean {
    const { arity, data } = this;
    const at = row * arity;
    for (let i = 0; i < arity; i++) if (data[at + i] !== tuple[i]) return false;
    return true;
  }

  private append(tuple: Int32Array, slot: number): number {
    const { arity } = this;
    const row = this.count++;
    this.slots[slot] = row + 1;
    if ((row + 1) * arity > this.data.length) this.data = grow(this.data);
    const at = row * arity;
    for (let i = 0; i < arity; i++) this.data[at + i] = tuple[i]!;
    if (this.count * 2 > this.slots.length) this.rehash(this.slots.length * 2);
    return row;
  }

  private hashRow(row: number): number {
    const { arity, data } = this;
    const at = row * arity;
    let hash = 0;
    for (let i = 0; i < arity; i++) hash = mix(hash, data[at + i]!);
    return finish(hash);
  }

  private rehash(size: number): void {
    const slots = new Int32Array(size);
    const mask = slots.length - 1;
    for (let row = 0; row < this.count; row++) {
      let slot = this.hashRow(row) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = this.isLive(row) ? row + 1 : -row - 1;
    }
    this.slots = slots;
  }
}
