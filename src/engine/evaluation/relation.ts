/**
 * A relation as rows of int32 in one array, only ever appended to. A row's number never changes, so the rows of one
 * round are a range, and a proof may name its parents by row. A removed row stays in its place and is dead: readers skip
 * it. Indexes are hash chains from the newest row to older ones.
 */
import type { Interner } from '../value.js';

/** Where a key value sits: a column, or an argument inside the term in a column. */
export interface Place {
  readonly column: number;
  readonly path: readonly { readonly tag: number; readonly arity: number; readonly arg: number }[];
}

/** A term with this tag must sit at the place. */
export interface Shape {
  readonly place: Place;
  readonly tag: number;
  readonly arity: number;
}

/** In a slot whose row was removed. */
const removed = -1;

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
    const row = this.count++;
    this.slots[slot] = row + 1;
    if ((row + 1) * arity > this.data.length) this.data = grow(this.data);
    const at = row * arity;
    for (let i = 0; i < arity; i++) this.data[at + i] = tuple[i]!;
    if (this.count * 2 > this.slots.length) this.rehash();
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
   * The row keeps its number, values and proof. O(1).
   */
  remove(row: number): void {
    const mask = this.slots.length - 1;
    let slot = hashTuple(this.tuple(row), this.arity) & mask;
    while (this.slots[slot] !== row + 1) slot = (slot + 1) & mask;
    this.slots[slot] = removed;
    if (row >= this.deadRows.length) {
      const larger = new Uint8Array(Math.max(this.count, row + 1));
      larger.set(this.deadRows);
      this.deadRows = larger;
    }
    this.deadRows[row] = 1;
    this.dead++;
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
  prove(row: number, body: number, parents: Int32Array, parentCount: number): void {
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

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2);
    const mask = slots.length - 1;
    const { arity, data } = this;
    for (let row = 0; row < this.count; row++) {
      if (this.deadRows[row] === 1) continue;
      let hash = 0;
      const at = row * arity;
      for (let i = 0; i < arity; i++) hash = mix(hash, data[at + i]!);
      let slot = finish(hash) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.slots = slots;
  }
}

/** Rows by key. Only rows with the wanted shapes are in it. */
export class Index {
  /** Distinct keys. */
  keys = 0;
  /** Rows in the index. */
  rows = 0;
  /** The next older row with the same key, plus 1. */
  next = new Int32Array(8);
  private slots = new Int32Array(16);
  private upTo = 0;
  private readonly columns: Int32Array | undefined;
  private readonly scratch: Int32Array;

  constructor(
    private readonly relation: Relation,
    private readonly places: readonly Place[],
    private readonly shapes: readonly Shape[],
    private readonly interner: Interner,
  ) {
    const plain = shapes.length === 0 && places.every((place) => place.path.length === 0);
    this.columns = plain ? Int32Array.from(places.map((place) => place.column)) : undefined;
    this.scratch = new Int32Array(places.length);
  }

  /** The newest row whose key is in these registers, plus 1; 0 when there is none. It and older ones may be dead. */
  first(registers: Int32Array, from: Int32Array): number {
    let hash = 0;
    for (let i = 0; i < from.length; i++) hash = mix(hash, registers[from[i]!]!);
    const mask = this.slots.length - 1;
    let slot = finish(hash) & mask;
    for (let found = this.slots[slot]!; found !== 0; found = this.slots[slot]!) {
      if (
        this.columns === undefined
          ? this.sameDeep(found - 1, registers, from)
          : this.same(found - 1, registers, from)
      ) {
        return found;
      }
      slot = (slot + 1) & mask;
    }
    return 0;
  }

  extend(limit: number): void {
    if (this.upTo >= limit) return;
    while (limit > this.next.length) this.next = grow(this.next);
    for (let row = this.upTo; row < limit; row++) {
      if (!this.read(row)) continue;
      this.rows++;
      let slot = finish(this.hashScratch()) & (this.slots.length - 1);
      let found = this.slots[slot]!;
      while (found !== 0 && !this.sameKey(found - 1)) {
        slot = (slot + 1) & (this.slots.length - 1);
        found = this.slots[slot]!;
      }
      this.next[row] = found;
      this.slots[slot] = row + 1;
      if (found === 0 && ++this.keys * 2 > this.slots.length) this.rehash();
    }
    this.upTo = limit;
  }

  private rehash(): void {
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    const mask = this.slots.length - 1;
    for (const found of old) {
      if (found === 0) continue;
      this.read(found - 1);
      let slot = finish(this.hashScratch()) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = found;
    }
  }

  private hashScratch(): number {
    let hash = 0;
    for (let i = 0; i < this.scratch.length; i++) hash = mix(hash, this.scratch[i]!);
    return hash;
  }

  /** Reads the key of a row into the scratch; false when the row has not the shape. */
  private read(row: number): boolean {
    const { scratch, columns } = this;
    const at = row * this.relation.arity;
    const { data } = this.relation;
    if (columns !== undefined) {
      for (let i = 0; i < columns.length; i++) scratch[i] = data[at + columns[i]!]!;
      return true;
    }
    for (const { place, tag, arity } of this.shapes) {
      const id = this.follow(data[at + place.column]!, place);
      const shape = id === undefined ? undefined : this.interner.shape(id);
      if (shape === undefined || shape.tag !== tag || shape.args.length !== arity) return false;
    }
    for (let i = 0; i < scratch.length; i++) {
      const place = this.places[i]!;
      const id = this.follow(data[at + place.column]!, place);
      if (id === undefined) return false;
      scratch[i] = id;
    }
    return true;
  }

  private follow(start: number, place: Place): number | undefined {
    let id = start;
    for (const { tag, arity, arg } of place.path) {
      const shape = this.interner.shape(id);
      if (shape === undefined || shape.tag !== tag || shape.args.length !== arity) return undefined;
      id = shape.args[arg]!;
    }
    return id;
  }

  private sameKey(row: number): boolean {
    const { data, arity } = this.relation;
    for (let i = 0; i < this.scratch.length; i++) {
      const place = this.places[i]!;
      if (this.follow(data[row * arity + place.column]!, place) !== this.scratch[i]) return false;
    }
    return true;
  }

  private same(row: number, registers: Int32Array, from: Int32Array): boolean {
    const { data, arity } = this.relation;
    const columns = this.columns!;
    const at = row * arity;
    for (let i = 0; i < columns.length; i++) if (data[at + columns[i]!] !== registers[from[i]!]) return false;
    return true;
  }

  private sameDeep(row: number, registers: Int32Array, from: Int32Array): boolean {
    const { data, arity } = this.relation;
    for (let i = 0; i < this.places.length; i++) {
      const place = this.places[i]!;
      if (this.follow(data[row * arity + place.column]!, place) !== registers[from[i]!]) return false;
    }
    return true;
  }
}

function indexKey(places: readonly Place[], shapes: readonly Shape[]): string {
  let key = '';
  for (const place of places) key += `${placeKey(place)};`;
  for (const shape of shapes) key += `${placeKey(shape.place)}=${shape.tag}/${shape.arity};`;
  return key;
}

function placeKey(place: Place): string {
  let key = `${place.column}`;
  for (const { tag, arity, arg } of place.path) key += `.${tag}/${arity}/${arg}`;
  return key;
}

function mix(hash: number, value: number): number {
  const mixed = Math.imul(hash ^ value, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function finish(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b);
  return mixed ^ (mixed >>> 16);
}

function hashTuple(tuple: Int32Array, arity: number): number {
  let hash = 0;
  for (let i = 0; i < arity; i++) hash = mix(hash, tuple[i]!);
  return finish(hash);
}

function grow(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(8, array.length * 2));
  larger.set(array);
  return larger;
}
