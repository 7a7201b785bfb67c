/** The functions of the language: what they take, what they give, and what they do with values. */
import { matches } from './match.js';
import { showValue, type Value } from './value.js';

/** 'numeric' is number or float, the same for all; 'simple' is number, float or symbol; 'any' is every type. */
export type Kind = 'number' | 'float' | 'symbol' | 'numeric' | 'simple' | 'any';

export interface Functor {
  readonly name: string;
  readonly parameters: readonly Kind[];
  /** The last parameter may repeat. */
  readonly variadic?: boolean;
  /** How many of the last parameters may be left out. */
  readonly optional?: number;
  readonly result: Kind;
  /** Reads texts as `match` does. */
  readonly isMatch?: boolean;
  /** The value; undefined where the function has none (then the literal fails). Throws `FunctorError`. */
  apply(args: readonly Value[]): Value | undefined;
}

/** A functor that cannot go on: an integer that is no longer exact. */
export class FunctorError extends Error {}

/** A text that would be longer than the runtime can make it. */
export class TextError extends RangeError {}

const number = (value: Value | undefined): number => value as number;
const text = (value: Value | undefined): string => value as string;

function exact(value: number): number {
  if (!Number.isSafeInteger(value)) throw new FunctorError('an integer left the range that is exact (2^53)');
  return value === 0 ? 0 : value;
}

function arithmetic(name: string, compute: (a: number, b: number) => number | undefined): Functor[] {
  const parameters: Kind[] = ['numeric', 'numeric'];
  const integers = (args: readonly Value[]): Value | undefined => {
    const result = compute(number(args[0]), number(args[1]));
    return result === undefined ? undefined : exact(Math.trunc(result));
  };
  const floats = (args: readonly Value[]): Value | undefined => {
    const result = compute(number(args[0]), number(args[1]));
    return result === undefined || !Number.isFinite(result) ? undefined : result;
  };
  return [
    { name, parameters, result: 'numeric', apply: integers },
    { name: `${name}.`, parameters, result: 'numeric', apply: floats },
  ];
}

/** On integers; what is no longer exact is an error. */
function integral(
  name: string,
  parameters: number,
  compute: (args: readonly Value[]) => number | undefined,
): Functor {
  return {
    name,
    parameters: new Array<Kind>(parameters).fill('number'),
    result: 'number',
    apply: (args) => {
      const result = compute(args);
      return result === undefined ? undefined : exact(result);
    },
  };
}

/** On the bits of integers in two's complement, as wide as they need to be. */
function bitwise(name: string, compute: (a: bigint, b: bigint) => bigint): Functor {
  return integral(name, 2, ([a, b]) => Number(compute(BigInt(number(a)), BigInt(number(b)))));
}

/** By 64 bits at most: no exact integer has more, and 2 to the power of a large number is no number. */
function shifted(
  value: number,
  bits: number,
  shift: (value: number, bits: number) => number,
): number | undefined {
  return bits < 0 ? undefined : shift(value, Math.min(bits, 64));
}

function pick(name: string, better: (a: number, b: number) => boolean): Functor {
  return {
    name,
    parameters: ['numeric', 'numeric'],
    variadic: true,
    result: 'numeric',
    apply: (args) => args.reduce((best, next) => (better(number(next), number(best)) ? next : best)),
  };
}

/** Parts of a text in one array: far more would end the process instead of throwing. */
const mostParts = 2 ** 24;
/** Code units of a text that a function makes: the runtime takes a little more. */
const longestText = 2 ** 29 - 2 ** 10;

/** With each occurrence of a text, which is not empty, replaced by another. */
function replaced(value: string, from: string, to: string): string {
  let count = 0;
  for (let at = value.indexOf(from); at >= 0; at = value.indexOf(from, at + from.length)) count++;
  if (count === 0) return value;
  if (count > mostParts || value.length + count * (to.length - from.length) > longestText) {
    throw new TextError(`${count} occurrences cannot be replaced in a text of ${value.length} characters`);
  }
  return value.split(from).join(to);
}

/** The n-th part, from 1 on, between separators; without a separator each character is a part. */
function partOf(value: string, separator: string, n: number): string | undefined {
  if (separator === '') return value[n - 1];
  let start = 0;
  for (let part = 1; ; part++) {
    const end = value.indexOf(separator, start);
    if (part === n) return value.slice(start, end < 0 ? undefined : end);
    if (end < 0 || part > n) return undefined;
    start = end + separator.length;
  }
}

const unit = (value: string, at: number): number => (at < value.length ? value.charCodeAt(at) + 1 : 0);

const builtins: readonly Functor[] = [
  ...arithmetic('+', (a, b) => a + b),
  ...arithmetic('-', (a, b) => a - b),
  ...arithmetic('*', (a, b) => a * b),
  ...arithmetic('/', (a, b) => (b === 0 ? undefined : a / b)),
  ...arithmetic('%', (a, b) => (b === 0 ? undefined : a % b)),
  ...arithmetic('^', (a, b) => (a === 0 && b < 0 ? undefined : a ** b)),
  bitwise('band', (a, b) => a & b),
  bitwise('bor', (a, b) => a | b),
  bitwise('bxor', (a, b) => a ^ b),
  integral('bnot', 1, ([a]) => -number(a) - 1),
  integral('bshl', 2, ([a, b]) => shifted(number(a), number(b), (value, bits) => value * 2 ** bits)),
  integral('bshr', 2, ([a, b]) =>
    shifted(number(a), number(b), (value, bits) => Math.floor(value / 2 ** bits)),
  ),
  {
    name: 'neg',
    parameters: ['numeric'],
    result: 'numeric',
    apply: ([a]) => (number(a) === 0 ? 0 : -number(a)),
  },
  pick('min', (a, b) => a < b),
  pick('max', (a, b) => a > b),
  {
    name: 'cat',
    parameters: ['symbol', 'symbol'],
    variadic: true,
    result: 'symbol',
    apply: (args) => args.join(''),
  },
  { name: 'strlen', parameters: ['symbol'], result: 'number', apply: ([s]) => text(s).length },
  {
    name: 'substr',
    parameters: ['symbol', 'number', 'number'],
    result: 'symbol',
    apply: ([s, from, length]) => {
      const start = Math.max(0, number(from));
      return text(s).slice(start, start + Math.max(0, number(length)));
    },
  },
  {
    name: 'to_string',
    parameters: ['simple'],
    result: 'symbol',
    apply: ([v]) => (typeof v === 'string' ? v : showValue(v!)),
  },
  {
    name: 'to_number',
    parameters: ['simple'],
    result: 'number',
    apply: ([v]) => {
      if (typeof v === 'number') return exact(Math.trunc(v));
      const value = /^-?\d{1,16}$/.test(text(v)) ? Number(v) : Number.NaN;
      return Number.isSafeInteger(value) ? (value === 0 ? 0 : value) : undefined;
    },
  },
  {
    name: 'to_float',
    parameters: ['simple'],
    result: 'float',
    apply: ([v]) => {
      if (typeof v === 'number') return v;
      if (!/^-?\d{1,20}(\.\d{1,20})?(e[-+]?\d{1,3})?$/.test(text(v))) return undefined;
      const value = Number(v);
      return Number.isFinite(value) ? value + 0 : undefined;
    },
  },
  {
    // Has many values: the compiler turns it into a step of its own.
    name: 'range',
    parameters: ['number', 'number', 'number'],
    optional: 1,
    result: 'number',
    apply: () => undefined,
  },
  {
    // The first three code units as one number: equal for equal texts, ordered as the texts are.
    name: 'ord',
    parameters: ['symbol'],
    result: 'number',
    apply: ([s]) => (unit(text(s), 0) * 65537 + unit(text(s), 1)) * 65537 + unit(text(s), 2),
  },
];

/** Functions that a prelude may declare with `.functor` and rules call as `@name(...)`. Predicates give 1 or 0. */
const declarable: readonly Functor[] = [
  { name: '@lower', parameters: ['symbol'], result: 'symbol', apply: ([s]) => text(s).toLowerCase() },
  { name: '@upper', parameters: ['symbol'], result: 'symbol', apply: ([s]) => text(s).toUpperCase() },
  { name: '@trim', parameters: ['symbol'], result: 'symbol', apply: ([s]) => text(s).trim() },
  {
    name: '@starts_with',
    parameters: ['symbol', 'symbol'],
    result: 'number',
    apply: ([s, prefix]) => (text(s).startsWith(text(prefix)) ? 1 : 0),
  },
  {
    name: '@ends_with',
    parameters: ['symbol', 'symbol'],
    result: 'number',
    apply: ([s, suffix]) => (text(s).endsWith(text(suffix)) ? 1 : 0),
  },
  {
    name: '@matches',
    parameters: ['symbol', 'symbol'],
    result: 'number',
    isMatch: true,
    apply: ([s, pattern]) => (matches(text(pattern), text(s)) ? 1 : 0),
  },
  {
    name: '@replace',
    parameters: ['symbol', 'symbol', 'symbol'],
    result: 'symbol',
    apply: ([s, from, to]) => (from === '' ? text(s) : replaced(text(s), text(from), text(to))),
  },
  {
    // Between two marks, with every mark inside doubled: `a"b` and `"` give `"a""b"`.
    name: '@quoted',
    parameters: ['symbol', 'symbol'],
    result: 'symbol',
    apply: ([s, mark]) => {
      const sign = text(mark);
      return sign === '' ? text(s) : `${sign}${replaced(text(s), sign, sign + sign)}${sign}`;
    },
  },
  {
    // 1-based; no value when there is no such part.
    name: '@split_part',
    parameters: ['symbol', 'symbol', 'number'],
    result: 'symbol',
    apply: ([s, separator, index]) => partOf(text(s), text(separator), number(index)),
  },
  {
    // 0-based place of the first occurrence, -1 when there is none.
    name: '@index_of',
    parameters: ['symbol', 'symbol'],
    result: 'number',
    apply: ([s, part]) => text(s).indexOf(text(part)),
  },
];

/** The integers that `range(from, to, by)` stands for: `count` of them, `at(i)` each. */
export interface IntegerRange {
  readonly count: number;
  at(i: number): number;
  has(value: Value): boolean;
}

/** From `from` to before `to`. Without `by` up or down by 1; with 0 only `from`, unless the range is empty. */
export function rangeOf(from: number, to: number, by = from <= to ? 1 : -1): IntegerRange {
  if (!Number.isSafeInteger(to - from)) return wideRange(BigInt(from), BigInt(to), BigInt(by));
  const count = by === 0 ? Number(from !== to) : Math.max(0, Math.ceil((to - from) / by));
  return {
    count,
    at: (i) => from + i * by,
    has: (value) => {
      if (typeof value !== 'number') return false;
      const place = by === 0 ? value - from : (value - from) / by;
      return Number.isInteger(place) && place >= 0 && place < count;
    },
  };
}

/** A range whose ends are further from each other than integers are exact. */
function wideRange(from: bigint, to: bigint, by: bigint): IntegerRange {
  const towards = to > from ? 1n : -1n;
  const ahead = by === 0n || by > 0n === to > from;
  const count = by === 0n ? 1n : ahead ? (to - from + by - towards) / by : 0n;
  return {
    count: Number(count),
    at: (i) => Number(from + BigInt(i) * by),
    has: (value) => {
      if (typeof value !== 'number' || !Number.isInteger(value)) return false;
      const distance = BigInt(value) - from;
      if (by === 0n) return distance === 0n;
      return distance % by === 0n && distance / by >= 0n && distance / by < count;
    },
  };
}

const all = new Map([...builtins, ...declarable].map((functor) => [functor.name, functor]));

/** Functors that are written as operators, though with letters. */
const operators = ['neg', 'bnot', 'band', 'bor', 'bxor', 'bshl', 'bshr'];

/** Names that a rule may call like a function. */
export const functorNames: ReadonlySet<string> = new Set(
  builtins.map((functor) => functor.name).filter((name) => /^[a-z]/.test(name) && !operators.includes(name)),
);

/** Names that a prelude may declare, without the `@`. */
export const declarableNames: ReadonlySet<string> = new Set(
  declarable.map((functor) => functor.name.slice(1)),
);

/** The functor of a name; arithmetic on floats has a dot after its name. */
export function functorOf(name: string): Functor | undefined {
  return all.get(name);
}
