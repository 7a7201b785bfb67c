/**
 * From a key, at columns or inside the terms of columns, to the rows that have it, oldest first. The rows of a key lie
 * side by side in one array, so that reading them is reading forward; where only one column is not in the key, its
 * values lie beside them, and the relation itself need not be read.
 */
import type { Interner } from '../value.js';
import { hashOne, hashValues } from './hash.js';
import { enlarged, type Memory } from './memory.js';
import type { Relation } from './relation.js';
import { enterRows } from './slots.js';

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

/** Keys that a directory may have place for without use, per row and at least. */
const sparse = 4;
const fewest = 16;
/** Rows from which on a directory is laid out in one go. */
const manyRows = 32;

const none = new Int32Array(0);
/** Of bucket 0 alone. */
const noBounds = new Int32Array(2);

/** Rows by key. Only rows with the wanted shapes are in it. */
export class Index {
  /** Distinct keys. */
  keys = 0;
  /** Rows in the index. */
  size = 0;
  /** Per bucket where its rows start and end in `rows`. Bucket 0 is empty: it stands for every key that is not there. */
  bounds: Int32Array;
  rows: Int32Array;
  /** The column that is not in the key, -1 when there are several: then `values` is empty. */
  readonly valueColumn: number;
  values: Int32Array;
  /** While it is not 0: the bucket of a key is `(key ^ sign) + 1` if that is at most `width`, else 0. */
  width = 0;
  sign = 0;
  /** Otherwise the bucket of each key and a part of its hash, as `slots.ts` has them of rows. */
  private slots: Int32Array;
  /** Rows that fit into a bucket where it is. */
  private room: Int32Array;
  /** Keys of the buckets, one after another; not for a directory. */
  private keyValues: Int32Array;
  private end = 0;
  private most = 0;
  private largestAt = 0;
  private upTo = 0;
  /** Whether the keys are ids of one column, so that a directory may do. */
  readonly single: boolean;
  private readonly columns: readonly number[] | undefined;
  private readonly scratch: Int32Array;

  constructor(
    private readonly relation: Relation,
    private readonly places: readonly Place[],
    private readonly shapes: readonly Shape[],
    private readonly interner: Interner,
    private readonly memory: Memory,
  ) {
    let plain = shapes.length === 0;
    let column = (relation.arity * (relation.arity - 1)) / 2;
    for (const place of places) {
      plain &&= place.path.length === 0;
      column -= place.column;
    }
    this.columns = plain ? places.map((place) => place.column) : undefined;
    this.single = plain && places.length === 1;
    this.valueColumn = plain && places.length === relation.arity - 1 ? column : -1;
    this.scratch = new Int32Array(places.length);
    this.bounds = noBounds;
    this.rows = none;
    this.values = none;
    this.slots = none;
    this.room = none;
    this.keyValues = none;
  }

  /** The rows whose key is in these registers, oldest first. Some may be dead, or newer than a round's limit. */
  lookup(registers: Int32Array, from: Int32Array): Int32Array {
    const bucket = this.bucket(registers, from);
    return this.rows.subarray(this.bounds[bucket * 2], this.bounds[bucket * 2 + 1]);
  }

  /** The bucket of the key in these registers, 0 when no row has it. */
  bucket(registers: Int32Array, from: Int32Array): number {
    if (this.single) return this.bucketOf(registers[from[0]!]!);
    const { slots, keyValues, scratch } = this;
    const mask = slots.length - 1;
    if (mask < 0) return 0;
    for (let i = 0; i < scratch.length; i++) scratch[i] = registers[from[i]!]!;
    const hash = hashValues(scratch, 0, scratch.length);
    let slot = hash & mask;
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      if (((found ^ hash) & ~mask) === 0) {
        const bucket = found & mask;
        const at = bucket * scratch.length;
        let i = 0;
        while (i < scratch.length && keyValues[at + i] === scratch[i]) i++;
        if (i === scratch.length) return bucket;
      }
      slot = (slot + 1) & mask;
    }
    return 0;
  }

  /** The bucket of a key of one column. */
  bucketOf(id: number): number {
    if (this.width > 0) {
      const key = id ^ this.sign;
      return key >>> 0 < this.width ? key + 1 : 0;
    }
    const { slots, keyValues } = this;
    const mask = slots.length - 1;
    if (mask < 0) return 0;
    const hash = hashOne(id);
    let slot = hash & mask;
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      if (((found ^ hash) & ~mask) === 0 && keyValues[found & mask] === id) return found & mask;
      slot = (slot + 1) & mask;
    }
    return 0;
  }

  /** Rows of the key that has the most. O(keys) after new rows came. */
  largest(): number {
    if (this.largestAt !== this.size) {
      this.largestAt = this.size;
      this.most = 0;
      const { bounds } = this;
      for (let at = 0; at < bounds.length; at += 2)
        this.most = Math.max(this.most, bounds[at + 1]! - bounds[at]!);
    }
    return this.most;
  }

  /** Takes in the rows before `limit` that are not yet in it. */
  extend(limit: number): void {
    if (this.upTo >= limit) return;
    if (this.single && (this.width > 0 || this.slots.length === 0)) this.extendDirect(limit);
    for (let row = this.upTo; row < limit; row++) {
      if (this.read(row)) this.add(row, this.entered());
    }
    this.upTo = limit;
  }

  /** Extends a directory, or empties it and turns to hashing when it would be too sparse. */
  private extendDirect(limit: number): void {
    const { data, arity } = this.relation;
    const column = this.places[0]!.column;
    if (this.width === 0) this.sign = data[column]! >> 31;
    const { sign } = this;
    if (this.end === 0 && limit >= manyRows && this.fill(limit, column)) {
      this.upTo = limit;
      return;
    }
    this.noteRoom();
    for (let row = this.upTo, at = row * arity + column; row < limit; row++, at += arity) {
      const key = data[at]! ^ sign;
      if (key >>> 0 >= this.width) {
        if (!this.widen(key, limit)) return;
        this.noteRoom();
      }
      this.add(row, key + 1);
    }
    this.upTo = limit;
  }

  /** Forgets all rows: they have other numbers now. */
  clear(): void {
    if (this.bounds !== noBounds) this.bounds.fill(0);
    this.memory.take(-this.room.byteLength);
    this.room = none;
    this.slots.fill(0);
    this.keys = 0;
    this.size = 0;
    this.end = 0;
    this.upTo = 0;
  }

  /** Makes the directory wide enough for a key; false when it would be too sparse, and hashes take over. */
  private widen(key: number, limit: number): boolean {
    const most = sparse * limit + fewest;
    // An id of the other sign becomes negative, and is then larger than everything.
    if (key >>> 0 >= most) {
      this.width = 0;
      this.clear();
      this.slots = this.resized(none, 16);
      return false;
    }
    this.width = Math.min(Math.max(key + 1, this.width * 2), most);
    this.bounds = this.resized(this.bounds, (this.width + 1) * 2);
    return true;
  }

  /** Notes the room of all buckets of a directory. One that was laid out has none to spare, and does without until rows come. */
  private noteRoom(): void {
    const { bounds, width } = this;
    const noted = this.room.length;
    if (noted > width) return;
    this.room = this.resized(this.room, width + 1);
    for (let bucket = noted; bucket <= width; bucket++)
      this.room[bucket] = bounds[bucket * 2 + 1]! - bounds[bucket * 2]!;
  }

  private resized(array: Int32Array, length: number): Int32Array {
    const larger = this.memory.array(length);
    larger.set(array);
    this.memory.take(-array.byteLength);
    return larger;
  }

  /** Lays out many rows in an empty directory without a gap: counts, then places them. False when it gets too sparse. */
  private fill(limit: number, column: number): boolean {
    const { sign, valueColumn } = this;
    const { data, arity } = this.relation;
    let largest = 0;
    for (let at = column; at < limit * arity; at += arity) {
      const key = (data[at]! ^ sign) >>> 0;
      if (key > largest) largest = key;
    }
    if (largest >= this.width && !this.widen(largest, limit)) return false;
    const { bounds } = this;
    for (let at = column; at < limit * arity; at += arity) bounds[((data[at]! ^ sign) + 1) * 2 + 1]!++;
    let end = 0;
    for (let at = 2; at < bounds.length; at += 2) {
      const count = bounds[at + 1]!;
      bounds[at] = end;
      bounds[at + 1] = end;
      if (count !== 0) this.keys++;
      end += count;
    }
    this.reserve(end);
    const { rows, values } = this;
    for (let row = 0, at = column; row < limit; row++, at += arity) {
      const place = bounds[((data[at]! ^ sign) + 1) * 2 + 1]!++;
      rows[place] = row;
      if (valueColumn >= 0) values[place] = data[row * arity + valueColumn]!;
    }
    this.end = end;
    this.size = end;
    return true;
  }

  /** Adds a row to its bucket. */
  private add(row: number, bucket: number): void {
    const { bounds, valueColumn } = this;
    const start = bounds[bucket * 2]!;
    let place = bounds[bucket * 2 + 1]!;
    if (place - start === this.room[bucket]) {
      if (start === place) this.keys++;
      place = this.moved(bucket, start, place);
    }
    bounds[bucket * 2 + 1] = place + 1;
    this.rows[place] = row;
    if (valueColumn >= 0) this.values[place] = this.relation.data[row * this.relation.arity + valueColumn]!;
    this.size++;
  }

  /** Moves a full bucket to the end, with room for as many rows again; where its next row goes. */
  private moved(bucket: number, start: number, end: number): number {
    const count = end - start;
    const room = count === 0 ? 1 : count * 2;
    if (end === this.end && count > 0) {
      // It is the last one: it grows where it is.
      this.end = start + room;
      this.reserve(this.end);
      this.room[bucket] = room;
      return end;
    }
    const to = this.end;
    this.end += room;
    this.reserve(this.end);
    this.rows.copyWithin(to, start, end);
    if (this.valueColumn >= 0) this.values.copyWithin(to, start, end);
    this.bounds[bucket * 2] = to;
    this.room[bucket] = room;
    return to + count;
  }

  private reserve(end: number): void {
    if (end <= this.rows.length) return;
    this.rows = this.memory.grown(this.rows, end);
    if (this.valueColumn >= 0) this.values = this.memory.grown(this.values, this.rows.length);
  }

  /** The bucket of the key in the scratch, a new one if need be. */
  private entered(): number {
    const { scratch, places } = this;
    const width = places.length;
    const hash = hashValues(scratch, 0, width);
    if ((this.keys + 1) * 2 > this.slots.length) this.rehash();
    const { slots, keyValues } = this;
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      if (((found ^ hash) & ~mask) === 0) {
        const known = found & mask;
        let i = 0;
        while (i < width && keyValues[known * width + i] === scratch[i]) i++;
        if (i === width) return known;
      }
      slot = (slot + 1) & mask;
    }
    const bucket = this.keys + 1;
    slots[slot] = (hash & ~mask) | bucket;
    if ((bucket + 1) * 2 > this.bounds.length) this.bounds = this.memory.grown(this.bounds);
    if (bucket >= this.room.length) this.room = this.memory.grown(this.room);
    if ((bucket + 1) * width > this.keyValues.length)
      this.keyValues = this.memory.grown(this.keyValues, (bucket + 1) * width);
    this.keyValues.set(scratch, bucket * width);
    this.bounds[bucket * 2] = 0;
    this.bounds[bucket * 2 + 1] = 0;
    this.room[bucket] = 0;
    return bucket;
  }

  private rehash(): void {
    const slots = this.memory.array(Math.max(16, enlarged(this.slots.length)));
    this.memory.take(-this.slots.byteLength);
    this.slots = slots;
    // Bucket 1 is the first, as row 0 is of a relation.
    const { scratch, keyValues } = this;
    enterRows(slots, keyValues.subarray(scratch.length), scratch.length, 0, this.keys);
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
}

/** Names an index within its relation: by bits for columns, by a text for what is inside of terms. */
export function indexKey(places: readonly Place[], shapes: readonly Shape[]): number | string {
  let mask = 0;
  let plain = shapes.length === 0;
  for (let i = 0; i < places.length; i++) {
    const { column, path } = places[i]!;
    plain &&= path.length === 0 && column < 31 && 1 << column > mask;
    mask |= 1 << column;
  }
  if (plain) return mask;
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
