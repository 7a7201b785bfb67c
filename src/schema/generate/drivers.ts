/**
 * TypeScript types of values, as a driver gives and takes them. Every line is measured: drivers.test.ts reads a value of every
 * type through every driver and compares what comes with what is claimed here.
 */
import type { ColumnType } from '../model.js';
import { type Code, union, visitNames } from './code.js';
import { flag, type Option, oneOf, readOptions } from './options.js';

/** What a team says about its driver; absent means as the driver does without configuration. */
export interface ValueOptions {
  /** node-postgres, postgres.js or PGlite. */
  readonly driver: Driver;
  /** Dates and timestamps. */
  readonly dates: 'Date' | 'string' | 'driver';
  readonly bigint: 'string' | 'bigint' | 'number' | 'driver';
  readonly numeric: 'string' | 'number' | 'driver';
  readonly json: 'unknown' | 'JsonValue';
  readonly bytes: 'Buffer' | 'Uint8Array' | 'driver';
  readonly interval: 'object' | 'string' | 'driver';
  /** Arrays of enums and of other types that a driver may hand over as text. */
  readonly enumArrays: 'array' | 'string' | 'driver';
  /** Keys have types of their own: `CustomerId`. */
  readonly brand: boolean;
  /** Names of properties: those of the columns, or of the fields in GraphQL. */
  readonly keys: 'column' | 'field';
}

export type Driver = 'pg' | 'postgres' | 'pglite';

/** Options that every target with types of values has. */
export const valueOptions: { readonly [K in keyof ValueOptions]: Option<ValueOptions[K]> } = {
  driver: oneOf('pg', 'postgres', 'pglite'),
  dates: oneOf('driver', 'Date', 'string'),
  bigint: oneOf('driver', 'string', 'bigint', 'number'),
  numeric: oneOf('driver', 'string', 'number'),
  json: oneOf('unknown', 'JsonValue'),
  bytes: oneOf('driver', 'Buffer', 'Uint8Array'),
  interval: oneOf('driver', 'object', 'string'),
  enumArrays: oneOf('driver', 'array', 'string'),
  brand: flag(false),
  keys: oneOf('column', 'field'),
};

/** node-postgres as it is, columns by their names. */
export const defaultValueOptions: ValueOptions = readOptions<ValueOptions & Record<string, unknown>>(
  'types',
  {},
  valueOptions,
);

/** A value as it is read, and as it may be written. Never null by itself. */
export interface ValueCode {
  readonly read: Code;
  readonly write: Code;
}

/** What a type may need to be declared beside it, in the order of declarations. */
export const helpers = ['Brand', 'Interval', 'JsonValue', 'JsonInput'] as const;

export type Helper = (typeof helpers)[number];

/**
 * The types of values of a column. `enumName` names the union of an enum's labels; names of helpers stand in the types, and
 * `use` is told of each.
 */
export function valueCode(
  type: ColumnType,
  options: ValueOptions,
  enumName: (type: string) => string,
  use?: (helper: Helper) => void,
): ValueCode {
  const code = typeCode(type, options, enumName);
  if (use === undefined) return code;
  const visit = (name: string): void => {
    const helper = helpers.find((one) => one === name);
    if (helper !== undefined) use(helper);
  };
  visitNames(code.read, visit);
  visitNames(code.write, visit);
  return code;
}

function typeCode(type: ColumnType, options: ValueOptions, enumName: (type: string) => string): ValueCode {
  // Servers say of a domain what it is made of, but not of an array of domains.
  if (type.under !== undefined) return typeCode(type.under, options, enumName);
  const element = elementCode(type, options, enumName);
  if (!type.array) return element;
  const nullable = (code: Code): Code =>
    type.elementsNotNull === true || code === 'unknown' ? code : union(code, 'null');
  // Elements of a box[] have semicolons between them, which node-postgres does not know.
  const plain = options.driver === 'pg' && type.base === 'box';
  const write: Code = plain ? 'string' : { array: nullable(element.write) };
  if (!isParsedArray(type, options)) return { read: 'string', write: union(write, 'string') };
  return { read: { array: nullable(element.read) }, write };
}

function elementCode(type: ColumnType, options: ValueOptions, enumName: (type: string) => string): ValueCode {
  if (type.scalar?.ts !== undefined) return both(type.scalar.ts);
  if (type.enum !== undefined) return both(enumName(type.enum));
  const driver = drivers[options.driver];
  switch (kindOf(type.base)) {
    case 'boolean':
    case 'number':
    case 'string':
      return both(kindOf(type.base));
    case 'bigint': {
      const read: Code = options.bigint === 'driver' ? driver.bigint : options.bigint;
      return { read, write: union('string', 'number', 'bigint') };
    }
    case 'numeric': {
      const own = type.array ? driver.numericArray : 'string';
      return { read: options.numeric === 'driver' ? own : options.numeric, write: union('string', 'number') };
    }
    case 'date':
      return { read: options.dates === 'driver' ? 'Date' : options.dates, write: union('Date', 'string') };
    case 'bytes':
      return { read: options.bytes === 'driver' ? driver.bytes : options.bytes, write: 'Uint8Array' };
    case 'json':
      if (options.json === 'unknown') return { read: 'unknown', write: notNull };
      return { read: 'JsonValue', write: 'JsonInput' };
    case 'interval': {
      const own = options.interval === 'driver' ? driver.interval : options.interval;
      if (own === 'string') return both('string');
      return { read: 'Interval', write: union('Interval', 'string') };
    }
    case 'point':
      return { read: driver.point, write: 'string' };
    case 'circle':
      return { read: driver.circle, write: 'string' };
    case 'unknown':
      return { read: 'unknown', write: notNull };
  }
}

/** Anything but null. */
const notNull: Code = { generic: 'NonNullable', of: ['unknown'] };

function both(code: Code): ValueCode {
  return { read: code, write: code };
}

/** Does the driver make an array of it, or hand over the text? */
function isParsedArray(type: ColumnType, options: ValueOptions): boolean {
  const parsed = drivers[options.driver].parsedArrays;
  if (parsed === 'all' || (type.enum === undefined && parsed.has(baseOf(type.base)))) return true;
  return options.enumArrays === 'array';
}

/** Declarations of helpers, each without the word `export`. */
export function helperCode(helper: Helper, options: ValueOptions): string {
  switch (helper) {
    case 'Brand':
      return `/** A value that only counts as one of its kind. */
type Brand<Value, Name extends string> = Value & {
  readonly __brand: Name;
};`;
    case 'Interval':
      return `/** An interval as node-postgres reads it. Parts that are zero are absent. */
interface Interval {
  years?: number;
  months?: number;
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
  toPostgres(): string;
}`;
    case 'JsonValue':
      return `/** What JSON can hold. */
type JsonValue =
  | string
  | number
  | boolean
  | null
  | JsonValue[]
  | JsonObject;

/** An object of JSON. */
interface JsonObject {
  [key: string]: JsonValue | undefined;
}`;
    case 'JsonInput':
      return options.driver === 'pg'
        ? `/** JSON to write. node-postgres takes an array for one of SQL, and a text for JSON. */
type JsonInput = string | number | boolean | JsonObject;`
        : `/** JSON to write. */
type JsonInput = Exclude<JsonValue, null>;`;
  }
}

interface DriverTypes {
  readonly bigint: Code;
  /** Elements of an array of numeric; alone it is text everywhere. */
  readonly numericArray: 'string' | 'number';
  readonly bytes: 'Buffer' | 'Uint8Array';
  readonly interval: 'object' | 'string';
  readonly point: Code;
  readonly circle: Code;
  readonly parsedArrays: ReadonlySet<string> | 'all';
}

const point = {
  members: [
    ['x', 'number'],
    ['y', 'number'],
  ],
} as const;

const drivers: Readonly<Record<Driver, DriverTypes>> = {
  pg: {
    bigint: 'string',
    numericArray: 'number',
    bytes: 'Buffer',
    interval: 'object',
    point,
    circle: { members: [...point.members, ['radius', 'number']] },
    parsedArrays: new Set([
      ...['boolean', 'smallint', 'integer', 'bigint', 'oid', 'real', 'double precision', 'numeric', 'money'],
      ...['text', 'character varying', 'character', 'uuid', 'bytea', 'json', 'jsonb', 'point', 'numrange'],
      ...['date', 'timestamp without time zone', 'timestamp with time zone', 'interval'],
      ...['time without time zone', 'time with time zone', 'inet', 'cidr', 'macaddr'],
    ]),
  },
  postgres: {
    bigint: 'string',
    numericArray: 'string',
    bytes: 'Buffer',
    interval: 'string',
    point: 'string',
    circle: 'string',
    parsedArrays: 'all',
  },
  pglite: {
    bigint: union('number', 'bigint'),
    numericArray: 'string',
    bytes: 'Uint8Array',
    interval: 'string',
    point: 'string',
    circle: 'string',
    parsedArrays: 'all',
  },
};

type Kind =
  | 'boolean'
  | 'number'
  | 'bigint'
  | 'numeric'
  | 'date'
  | 'bytes'
  | 'json'
  | 'interval'
  | 'point'
  | 'circle'
  | 'string'
  | 'unknown';

/** `interval day to second` is an interval. */
function baseOf(base: string): string {
  return base.startsWith('interval ') ? 'interval' : base;
}

function kindOf(base: string): Kind {
  return (
    kinds.get(baseOf(base)) ??
    (texts.has(base.replace(/^.*\./, '').replaceAll('"', '')) ? 'string' : 'unknown')
  );
}

const kinds = new Map<string, Kind>([
  ['boolean', 'boolean'],
  ['smallint', 'number'],
  ['integer', 'number'],
  ['oid', 'number'],
  ['real', 'number'],
  ['double precision', 'number'],
  ['bigint', 'bigint'],
  ['numeric', 'numeric'],
  ['date', 'date'],
  ['timestamp without time zone', 'date'],
  ['timestamp with time zone', 'date'],
  ['bytea', 'bytes'],
  ['json', 'json'],
  ['jsonb', 'json'],
  ['interval', 'interval'],
  ['point', 'point'],
  ['circle', 'circle'],
]);

/** Types that every driver hands over as the text that PostgreSQL prints, of PostgreSQL and of known extensions. */
const texts = new Set(
  [
    'text name char character bpchar uuid xml jsonpath money inet cidr macaddr macaddr8 bit tsvector tsquery',
    'line lseg box path polygon pg_lsn xid xid8 cid tid txid_snapshot pg_snapshot',
    'regclass regtype regproc regprocedure regoper regoperator regrole regnamespace regconfig regdictionary regcollation',
    'int4range int8range numrange tsrange tstzrange daterange',
    'int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange',
    'citext hstore ltree lquery ltxtquery cube seg isbn isbn13 issn ean13 vector halfvec sparsevec geometry geography',
  ]
    .flatMap((line) => line.split(' '))
    .concat('character varying', 'bit varying', 'time without time zone', 'time with time zone'),
);
