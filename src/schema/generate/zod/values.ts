/** Schemas of single values: those that the driver reads, and those that PostgreSQL takes from it. */
import type { ColumnType } from '../../model.js';
import { type Code, flat as flatCode } from '../code.js';
import { type Helper as TypeHelper, type ValueOptions, valueCode } from '../drivers.js';
import { kindOf } from './kinds.js';
import { checked, type Expr, flat, zod } from './layout.js';

export interface ZodOptions extends ValueOptions {
  /** Oldest server that the schemas are for. */
  readonly server: number;
  /** Texts become Date objects. */
  readonly coerce: boolean;
}

/** What the code of values is told about. */
export interface Uses {
  /** Helpers of generated code. */
  helper(name: string): void;
  /** Types that have to be declared. */
  type(name: TypeHelper): void;
  /** Declares a schema once for all columns that have it; the name that it got. */
  share(wanted: string, schema: Expr): string;
  /** Name of the schema of an enum. */
  enum(type: string): string;
  /** Name of the type of an enum's labels in the types target; only for comparing. */
  enumType(type: string): string;
}

export interface ValueSchemas {
  readonly read: Expr;
  readonly write: Expr;
}

/** Schemas of a type, never null by themselves. */
export function valueSchemas(type: ColumnType, options: ZodOptions, uses: Uses): ValueSchemas {
  if (type.under !== undefined) return valueSchemas(type.under, options, uses);
  if (type.under !== undefined) return valueSchemas(type.under, options, uses);
  const codes = valueCode(
    type,
    options,
    (name) => uses.enumType(name),
    () => {},
  );
  if (!type.array) return elementSchemas(type, codes, options, uses);
  const parsed = typeof codes.read === 'object' && 'array' in codes.read;
  const element = elementSchemas(
    { ...type, array: false },
    { read: elementOf(codes.read), write: elementOf(codes.write) },
    options,
    uses,
  );
  const list = (one: Expr): Expr => zod('array', type.elementsNotNull === true ? one : zod('nullable', one));
  if (parsed) return { read: list(element.read), write: list(element.write) };
  uses.helper('arrayText');
  const text: Expr = { call: 'arrayText', args: [element.write] };
  uses.helper('text');
  return { read: 'text', write: zod('union', { list: [list(element.write), text] }) };
}

/** The type of the elements of an array, without null and without the text that stands for the whole. */
function elementOf(code: Code): Code {
  const parts = typeof code === 'object' && 'union' in code ? code.union : [code];
  const array = parts.find((part) => typeof part === 'object' && 'array' in part);
  const element = typeof array === 'object' && 'array' in array ? array.array : code;
  if (typeof element === 'string' || !('union' in element)) return element;
  const rest = element.union.filter((one) => one !== 'null');
  const [only] = rest;
  return rest.length === 1 && only !== undefined ? only : { union: rest };
}

function elementSchemas(
  type: ColumnType,
  codes: { readonly read: Code; readonly write: Code },
  options: ZodOptions,
  uses: Uses,
): ValueSchemas {
  const { read, write } = plainSchemas(type, codes, options, uses);
  const name = sharedNames[type.base];
  if (name === undefined || type.enum !== undefined || kindOf(type) === 'own') return { read, write };
  const base = [name, type.modifiers.join('_').replaceAll('-', 'minus')].join('');
  const shared = (wanted: string, schema: Expr): Expr =>
    isSimple(schema) ? schema : uses.share(wanted, schema);
  return {
    read: shared(base, read),
    write: shared(flat(read) === flat(write) || isSimple(read) ? base : `${base}Input`, write),
  };
}

/** Is it as short as a name would be? */
function isSimple(schema: Expr): boolean {
  return (
    typeof schema === 'string' || ('call' in schema && schema.args.every((one) => typeof one === 'string'))
  );
}

/** Names of schemas that are declared once. */
const sharedNames: Readonly<Record<string, string | undefined>> = {
  smallint: 'smallint',
  bigint: 'int8',
  numeric: 'numeric',
  date: 'date',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
  'time with time zone': 'timetz',
  interval: 'interval',
  bytea: 'bytea',
  inet: 'inet',
  cidr: 'cidr',
  macaddr: 'macaddr',
  macaddr8: 'macaddr8',
  json: 'json',
  jsonb: 'jsonb',
};

function plainSchemas(
  type: ColumnType,
  codes: { readonly read: Code; readonly write: Code },
  options: ZodOptions,
  uses: Uses,
): ValueSchemas {
  if (type.scalar?.zod !== undefined) return same(type.scalar.zod);
  const kind = kindOf(type);
  const read = flatCode(codes.read);
  const [first, second] = type.modifiers;
  const helper = (name: string, ...args: readonly string[]): Expr => {
    uses.helper(name);
    return args.length === 0 ? name : { call: name, args };
  };
  switch (kind) {
    case 'own': {
      const test: Expr = { parameters: 'value', body: 'value !== null && value !== undefined' };
      return same({ call: `z.custom<${type.scalar?.ts ?? 'unknown'}>`, args: [test] });
    }
    case 'enum':
      return same(uses.enum(type.enum ?? ''));
    case 'boolean':
      return same(zod('boolean'));
    case 'integer':
      if (type.base === 'oid') return same(zod('uint32'));
      if (type.base === 'integer') return same(zod('int32'));
      return same(checked(zod('int'), [zod('gte', '-32768'), zod('lte', '32767')]));
    case 'double':
      return same(helper('double'));
    case 'real':
      return same(helper('real'));
    case 'bigint':
      return each(codes, (code) => bigintSchema(code, uses));
    case 'numeric':
      return each(codes, (code) => {
        uses.helper('isNumeric');
        const args = [String(options.server >= 14), ...(first === undefined ? [] : [first, second ?? 0])];
        const what = first === undefined ? 'must be a number' : numericMessage(first, second ?? 0);
        return guarded(
          unionOf(code, { string: zod('string'), number: () => helper('double') }),
          `isNumeric(value, ${args.join(', ')})`,
          what,
        );
      });
    case 'text':
      if (type.base === 'text') return same(helper('text'));
      if (type.base === 'character' && !/^\s*bpchar/i.test(type.sql))
        return same(helper('varchar', String(first ?? 1)));
      return same(first === undefined ? helper('text') : helper('varchar', String(first)));
    case 'bits': {
      const varying = type.base === 'bit varying';
      return same(helper('bits', String(first ?? (varying ? 83886080 : 1)), String(varying)));
    }
    case 'uuid':
      return same(zod('guid'));
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return each(codes, (code) => {
        uses.helper('moment');
        const what = kind === 'date' ? 'must be a date' : 'must be a date and a time';
        const local = options.driver === 'pg';
        const either = options.coerce ? 'Date | string' : code;
        const value = unionOf(either, { Date: zod('date'), string: zod('string') });
        const fine = guarded(value, `!Number.isNaN(moment(value, "${kind}", ${local}))`, what);
        return options.coerce ? toDate(fine, local, uses) : fine;
      });
    case 'time':
      return same(guarded(zod('string'), 'microseconds(value) >= 0', 'must be a time', uses, 'microseconds'));
    case 'timetz':
      return same(
        guarded(
          zod('string'),
          'isTimeWithZone(value)',
          'must be a time with its zone',
          uses,
          'isTimeWithZone',
        ),
      );
    case 'interval':
      return each(codes, (code) => intervalSchema(code, uses));
    case 'bytes':
      return each(codes, (code) => ({
        call: `z.custom<${flatCode(code)}>`,
        args: [{ parameters: 'value', body: `value instanceof ${flatCode(code)}` }, '"must be bytes"'],
      }));
    case 'address':
      return same(
        guarded(
          zod('string'),
          `isAddress(value, ${type.base === 'cidr'})`,
          type.base === 'cidr' ? 'must be a network' : 'must be an address',
          uses,
          'isAddress',
        ),
      );
    case 'mac': {
      const groups = type.base === 'macaddr' ? 5 : 7;
      return same(
        checked(zod('string'), [
          zod('regex', `/^([0-9a-f]{2}:){${groups}}[0-9a-f]{2}$/i`, '"must be a MAC address"'),
        ]),
      );
    }
    case 'json':
      return jsonSchemas(type, codes, options, uses);
    case 'other':
      if (read === 'string') return same(helper('text'));
      return { read: otherRead(read, uses), write: read === 'unknown' ? anyValue : helper('text') };
  }
}

function same(one: Expr): ValueSchemas {
  return { read: one, write: one };
}

function each(codes: { readonly read: Code; readonly write: Code }, of: (code: Code) => Expr): ValueSchemas {
  return { read: of(codes.read), write: of(codes.write) };
}

const anyValue: Expr = {
  call: 'z.custom<NonNullable<unknown>>',
  args: [{ parameters: 'value', body: 'value !== null && value !== undefined' }],
};

/** A schema whose further checks only see values that pass this one. */
function guarded(of: Expr, test: string, message: string, uses?: Uses, helper?: string): Expr {
  if (helper !== undefined) uses?.helper(helper);
  const error: Expr = {
    object: [
      { key: 'error', value: `"${message}"` },
      { key: 'abort', value: 'true' },
    ],
    loose: true,
  };
  return checked(of, [zod('refine', { parameters: 'value', body: test }, error)]);
}

type Member = Expr | (() => Expr);

/** The schema of a union of simple types. */
function unionOf(code: Code, members: Readonly<Record<string, Member>>): Expr {
  const names = flatCode(code).split(' | ');
  const parts = names.flatMap((name) => {
    const member = members[name];
    return member === undefined ? [] : [typeof member === 'function' ? member() : member];
  });
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : zod('union', { list: parts });
}

/** Texts become dates; those that are no Date, such as infinity, are refused. */
function toDate(schema: Expr, local: boolean, uses: Uses): Expr {
  uses.helper('toDate');
  const transform = zod('transform', { parameters: 'value: Date | string', body: `toDate(value, ${local})` });
  return zod('pipe', schema, zod('pipe', transform, zod('date')));
}

function bigintSchema(code: Code, uses: Uses): Expr {
  const text = flatCode(code);
  if (text === 'number') return zod('int');
  if (text === 'bigint') return zod('int64');
  if (text === 'number | bigint') return zod('union', { list: [zod('int'), zod('int64')] });
  uses.helper('isBigint');
  const members = { string: zod('string'), number: zod('number'), bigint: zod('bigint') };
  return guarded(unionOf(code, members), 'isBigint(value)', 'must be an integer of 64 bits');
}

function numericMessage(precision: number, scale: number): string {
  const limit = precision - scale;
  return limit > 0
    ? `must be a number of at most ${limit} digits before the point`
    : `must be below 1e${limit}`;
}

function intervalSchema(code: Code, uses: Uses): Expr {
  uses.helper('isInterval');
  const text = guarded(zod('string'), 'isInterval(value)', 'must be an interval');
  if (flatCode(code) === 'string') return text;
  uses.type('Interval');
  uses.helper('intervalObject');
  return flatCode(code) === 'Interval' ? 'intervalObject' : zod('union', { list: ['intervalObject', text] });
}

function jsonSchemas(
  type: ColumnType,
  codes: { readonly read: Code; readonly write: Code },
  options: ZodOptions,
  uses: Uses,
): ValueSchemas {
  uses.helper('isJson');
  const custom = (code: Code, test: string): Expr => ({
    call: `z.custom<${flatCode(code)}>`,
    args: [{ parameters: 'value', body: test }, '"must be JSON"'],
  });
  const texts = options.driver !== 'postgres';
  const lists = options.driver !== 'pg';
  const write = custom(codes.write, `isJson(value, ${type.base === 'json'}, ${texts}, ${lists})`);
  if (flatCode(codes.read) === 'unknown') return { read: zod('unknown'), write };
  uses.type('JsonValue');
  uses.type('JsonInput');
  return { read: custom(codes.read, 'value === null || isJson(value, true, false, true)'), write };
}

function otherRead(code: string, uses: Uses): Expr {
  if (code === 'unknown') return zod('unknown');
  uses.helper('double');
  const names = [...code.matchAll(/(\w+): number/g)].map((match) => match[1] ?? '');
  return zod('object', `{ ${names.map((name) => `${name}: double`).join(', ')} }`);
}
