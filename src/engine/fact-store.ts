/**
 * Facts as numbers: a dictionary has each distinct text and number once, and a tuple is a row of int32. An evaluation
 * takes the dictionary and the rows over as they are, so that a text is looked up when its fact is made and then no more.
 */
import { grow } from './evaluation/hash.js';
import { repeatedRows, withoutMarked } from './evaluation/slots.js';
import { bytesOf, NONE, type Value } from './value.js';

/** What a value of a dictionary is; an integer is one that is exact. */
export const kinds = { other: 0, text: 1, integer: 2 } as const;

/**
 * Gives every distinct text and number one int32, by the convention of the `Interner`: a number from 0 to 2^31-1 is its own
 * id, and the id of another value is the complement of its place. Terms, and what is no value at all, are only kept:
 * each gets a new id, and has the kind `other`.
 */
export class Dictionary {
  readonly values: Value[] = [];
  /** Per value in `values`; longer than these. */
  kinds = new Uint8Array(64);
  /** Bytes that the values take, about. */
  bytes = 0;
  private readonly places = new Map<string | number, number>();

  id(value: Value): number {
    if (typeof value === 'string') {
      const place = this.places.get(value);
      return place === undefined ? this.enter(value, kinds.text, bytesOf(value)) : ~place;
    }
    if (typeof value !== 'number') return this.enter(value, kinds.other, 64);
    if (value >= 0 && value <= 0x7fffffff && Number.isInteger(value)) return value === 0 ? 0 : value;
    const place = this.places.get(value);
    if (place !== undefined) return ~place;
    return this.enter(value, Number.isSafeInteger(value) ? kinds.integer : kinds.other, 64);
  }

  /** The id of a value that is among the first `size`, `NONE` otherwise. */
  find(value: string | number, size: number): number {
    const place = this.places.get(value);
    return place === undefined || place >= size ? NONE : ~place;
  }

  value(id: number): Value {
    return id >= 0 ? id : this.values[~id]!;
  }

  private enter(value: Value, of: number, bytes: number): number {
    const place = this.values.push(value) - 1;
    if (place === this.kinds.length) {
      const larger = new Uint8Array(place * 2);
      larger.set(this.kinds);
      this.kinds = larger;
    }
    this.kinds[place] = of;
    this.bytes += bytes;
    if (typeof value === 'string' || typeof value === 'number') this.places.set(value, place);
    return ~place;
  }
}

/** The tuples of one relation that have the same number of values, as rows of ids one after another. */
export class Block {
  rows: Int32Array = new Int32Array(16);
  count = 0;
  /** Without repeated ones: rows, and how many of `rows` had been there when they were looked through. */
  private once = { rows: this.rows, count: 0, of: 0 };

  constructor(
    readonly relation: string,
    readonly arity: number,
    readonly dictionary: Dictionary,
  ) {}

  add(values: readonly Value[]): void {
    const { arity, dictionary } = this;
    const at = this.count++ * arity;
    while (at + arity > this.rows.length) this.rows = grow(this.rows);
    const { rows } = this;
    for (let i = 0; i < arity; i++) rows[at + i] = dictionary.id(values[i]!);
  }

  /** The tuples without repeated ones, in a list that never changes. O(rows) when first asked after more came. */
  distinct(): { readonly rows: Int32Array; readonly count: number } {
    const { arity, count } = this;
    if (this.once.of < count) {
      const rows = this.rows.subarray(0, count * arity);
      const repeated = repeatedRows(rows, arity, count);
      this.once =
        repeated === undefined
          ? { rows, count, of: count }
          : { ...withoutMarked(repeated, rows, arity), of: count };
    }
    return this.once;
  }

  tuple(row: number): Value[] {
    const { arity, rows, dictionary } = this;
    const tuple = new Array<Value>(arity);
    for (let i = 0; i < arity; i++) tuple[i] = dictionary.value(rows[row * arity + i]!);
    return tuple;
  }
}

/** Blocks over one dictionary. */
export class FactStore {
  readonly dictionary = new Dictionary();
  /** Per relation, the block of its first tuple, and others when its tuples are not all of one length. */
  private readonly relations = new Map<string, Block[]>();
  /** The one that was added to last: facts of a relation often come together. */
  private last: Block | undefined;

  add(relation: string, values: readonly Value[]): void {
    let block = this.last;
    if (block === undefined || block.relation !== relation || block.arity !== values.length) {
      block = this.block(relation, values.length);
      this.last = block;
    }
    block.add(values);
  }

  *blocks(): Iterable<Block> {
    for (const blocks of this.relations.values()) yield* blocks;
  }

  private block(relation: string, arity: number): Block {
    const blocks = this.relations.get(relation);
    const known = blocks?.find((block) => block.arity === arity);
    if (known !== undefined) return known;
    const block = new Block(relation, arity, this.dictionary);
    if (blocks === undefined) this.relations.set(relation, [block]);
    else blocks.push(block);
    return block;
  }
}
