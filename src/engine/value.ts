/** Values of the language, and the pool that turns each distinct value into one int32. */
import type { Dictionary } from './fact-store.js';

/** A text, a number (integers are exact up to 2^53), or a term. */
export type Value = string | number | Term;

/** A constructed value: `$Tag(args)`; a record `[a, b]` has the tag '', `nil` has the tag 'nil' and no arguments. */
export interface Term {
  readonly tag: string;
  readonly args: readonly Value[];
}

/** Builds a term: `term('AddColumn', 't', 'c')` is `$AddColumn("t", "c")`. */
export function term(tag: string, ...args: Value[]): Term {
  return { tag, args };
}

/**
 * The value as a rule file spells it: `"text"`, `42`, `$AddColumn("t", "c")`, `["a", "b"]`, `nil`. What a terminal would obey
 * instead of showing it, control characters and changes of the direction of writing, is escaped: `"\u001b"`. What is no
 * value (facts come from JavaScript, too) as JavaScript names it: `null`.
 */
export function showValue(value: Value): string {
  if (typeof value === 'string') return showText(value);
  if (!isTerm(value)) return showForeign(value);
  const args = value.args.map(showValue).join(', ');
  if (value.tag === '') return `[${args}]`;
  if (value.tag === 'nil' && value.args.length === 0) return 'nil';
  return `$${value.tag}(${args})`;
}

/** Characters that have no sign of their own, or stand for something in a text. */
const escaped = /["\\\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/gu;

const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
};

function showText(text: string): string {
  return `"${text.replace(escaped, (one) => short[one] ?? `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`;
}

/** Whether something has the form of a term; its arguments may be anything. */
export function isTerm(value: unknown): value is Term {
  const { tag, args } = (value ?? {}) as Partial<Term>;
  return typeof tag === 'string' && Array.isArray(args);
}

/** In a few words what a caller gave, whatever it is. */
export function showForeign(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 37)}...` : value);
  }
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** Total order: numbers, then texts by code unit, then terms by tag, number of arguments and arguments. */
export function compareValues(a: Value, b: Value): number {
  if (a === b) return 0;
  const rank = rankOf(a) - rankOf(b);
  if (rank !== 0) return rank;
  if (typeof a !== 'object' || typeof b !== 'object') return a < b ? -1 : a > b ? 1 : 0;
  if (a.tag !== b.tag) return a.tag < b.tag ? -1 : 1;
  if (a.args.length !== b.args.length) return a.args.length - b.args.length;
  for (let i = 0; i < a.args.length; i++) {
    const order = compareValues(a.args[i]!, b.args[i]!);
    if (order !== 0) return order;
  }
  return 0;
}

/** Order of tuples, column by column. */
export function compareTuples(a: readonly Value[], b: readonly Value[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = compareValues(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** The id that stands for "no value": the result of a partial function where it is not defined. */
export const NONE = -0x80000000;

/** Bytes that a text takes, about. */
export function bytesOf(text: string): number {
  return 64 + 2 * text.length;
}

/** A term inside the pool: its tag's number and the ids of its arguments. */
export interface TermShape {
  readonly tag: number;
  readonly args: readonly number[];
  readonly depth: number;
}

/** Counts the bytes that are taken; throws when there are too many. */
export interface Meter {
  take(bytes: number): void;
}

/**
 * Gives every distinct value one int32. A number from 0 to 2^31-1 is its own id; every other value sits in a pool
 * and its id is the complement of its place there. So equality of values is equality of ids, whatever their type.
 */
export class Interner {
  /** What the pool began with, in the places before the `values`. */
  private dictionary: Dictionary | undefined;
  private adopted = 0;
  private readonly values: Value[] = [];
  /** Of terms, from the first value after the adopted ones; shorter than the values where no term follows. */
  private readonly shapes: (TermShape | undefined)[] = [];
  private readonly strings = new Map<string, number>();
  private readonly numbers = new Map<number, number>();
  private readonly terms = new Map<string, number>();
  private readonly tags = new Map<string, number>();
  private readonly tagNames: string[] = [];

  constructor(private readonly meter: Meter = { take: () => {} }) {}

  /** Texts, terms and other values that are not their own ids. */
  get size(): number {
    return this.adopted + this.values.length;
  }

  /** Begins an empty pool with the texts and numbers that a dictionary has by now, under the ids that they have there. O(1). */
  adopt(dictionary: Dictionary): void {
    this.meter.take(dictionary.bytes);
    this.dictionary = dictionary;
    this.adopted = dictionary.values.length;
  }

  /** The id of a value, entered into the pool if it is new. */
  intern(value: Value): number {
    if (typeof value === 'number') return this.internNumber(value);
    if (typeof value === 'string') {
      const known = this.text(value);
      if (known !== NONE) return known;
      const id = this.enter(value, undefined);
      this.strings.set(value, id);
      return id;
    }
    const args: number[] = [];
    for (const arg of value.args) args.push(this.intern(arg));
    return this.makeTerm(this.tag(value.tag), args);
  }

  internNumber(value: number): number {
    const known = this.number(value);
    if (known !== NONE) return known;
    const id = this.enter(value, undefined);
    this.numbers.set(value, id);
    return id;
  }

  /** The id of a value that is in the pool, `NONE` otherwise. */
  find(value: Value): number {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'number') return this.number(value);
    const args: number[] = [];
    for (const arg of value.args) {
      const id = this.find(arg);
      if (id === NONE) return NONE;
      args.push(id);
    }
    return this.findTerm(this.tag(value.tag), args);
  }

  value(id: number): Value {
    if (id >= 0) return id;
    const place = ~id;
    return place < this.adopted ? this.dictionary!.values[place]! : this.values[place - this.adopted]!;
  }

  /** The parts of a term, undefined for a text or number. */
  shape(id: number): TermShape | undefined {
    const place = ~id - this.adopted;
    return place >= 0 ? this.shapes[place] : undefined;
  }

  tag(name: string): number {
    const known = this.tags.get(name);
    if (known !== undefined) return known;
    this.tags.set(name, this.tagNames.length);
    return this.tagNames.push(name) - 1;
  }

  makeTerm(tag: number, args: readonly number[]): number {
    const key = keyOf(tag, args);
    const known = this.terms.get(key);
    if (known !== undefined) return known;
    let depth = 0;
    const values: Value[] = [];
    for (const arg of args) {
      depth = Math.max(depth, this.shape(arg)?.depth ?? 0);
      values.push(this.value(arg));
    }
    const id = this.enter(
      { tag: this.tagNames[tag]!, args: values },
      { tag, args: [...args], depth: depth + 1 },
    );
    this.terms.set(key, id);
    return id;
  }

  findTerm(tag: number, args: readonly number[]): number {
    return this.terms.get(keyOf(tag, args)) ?? NONE;
  }

  private text(value: string): number {
    return this.strings.get(value) ?? this.dictionary?.find(value, this.adopted) ?? NONE;
  }

  private number(value: number): number {
    if (value >= 0 && value <= 0x7fffffff && Number.isInteger(value)) return value === 0 ? 0 : value;
    return this.numbers.get(value) ?? this.dictionary?.find(value, this.adopted) ?? NONE;
  }

  private enter(value: Value, shape: TermShape | undefined): number {
    this.meter.take(typeof value === 'string' ? bytesOf(value) : 64 + 32 * (shape?.args.length ?? 0));
    if (shape !== undefined) {
      while (this.shapes.length < this.values.length) this.shapes.push(undefined);
      this.shapes.push(shape);
    }
    return ~(this.adopted + this.values.push(value) - 1);
  }
}

function keyOf(tag: number, args: readonly number[]): string {
  let key = `${tag}`;
  for (const arg of args) key += `,${arg}`;
  return key;
}

function rankOf(value: Value): number {
  return typeof value === 'number' ? 0 : typeof value === 'string' ? 1 : 2;
}
