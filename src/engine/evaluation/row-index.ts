/** Hash chains over a relation: from a key, at columns or inside the terms of columns, to the rows that have it, newest first. */
import type { Interner } from '../value.js';
import { finish, grow, mix } from './hash.js';
import type { Relation } from './relation.js';

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

  /** Forgets all rows; `extend` enters them anew. */
  clear(): void {
    this.keys = 0;
    this.rows = 0;
    this.upTo = 0;
    this.slots.fill(0);
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

/** Tells indexes of one relation apart. */
export function indexKey(places: readonly Place[], shapes: readonly Shape[]): string {
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
