/**
 * Values of columns as JSON: what `to_jsonb` prints of them, and JSON Schema for that. NaN and infinities, which JSON does not
 * have, are left out.
 */
import type { ColumnType, EnumModel } from '../model.js';
import type { Digits, JsonRecord } from './json.js';

export interface JsonTypeOptions {
  /** PostgreSQL prints a number; many programs cannot hold it and want a text. */
  readonly bigint: 'number' | 'string';
  readonly numeric: 'number' | 'string';
}

/** The schema of a value that is not null, without what checks say. An empty one accepts everything. */
export function valueSchema(
  type: ColumnType,
  options: JsonTypeOptions,
  enumOf: (type: string) => EnumModel | undefined,
): JsonRecord {
  if (type.under !== undefined) return valueSchema(type.under, options, enumOf);
  const element = elementSchema(type, options, enumOf);
  if (!type.array) return element;
  return { type: 'array', items: type.elementsNotNull === true ? element : withNull(element) };
}

/** The schema with null beside it. */
export function withNull(schema: JsonRecord): JsonRecord {
  if (schema.type === undefined) return schema;
  const { enum: values, ...rest } = schema;
  return {
    ...rest,
    type: [schema.type as string, 'null'],
    ...(Array.isArray(values) ? { enum: [...(values as string[]), null] } : {}),
  };
}

function elementSchema(
  type: ColumnType,
  options: JsonTypeOptions,
  enumOf: (type: string) => EnumModel | undefined,
): JsonRecord {
  const values = type.enum === undefined ? undefined : enumOf(type.enum)?.values;
  if (values !== undefined) return { type: 'string', enum: values.map(({ label }) => label) };
  const [first, second = 0] = type.modifiers;
  switch (type.base) {
    case 'smallint':
      return { type: 'integer', minimum: -32768, maximum: 32767 };
    case 'integer':
      return { type: 'integer', minimum: -2147483648, maximum: 2147483647 };
    case 'oid':
      return { type: 'string', pattern: '^\\d+$' };
    case 'bigint':
      return options.bigint === 'number'
        ? { type: 'integer', minimum: digits('-9223372036854775808'), maximum: digits('9223372036854775807') }
        : { type: 'string', pattern: '^-?\\d{1,19}$' };
    case 'numeric':
      return numericSchema(first, second, options);
    case 'real':
    case 'double precision':
      return { type: 'number' };
    case 'boolean':
      return { type: 'boolean' };
    case 'character varying':
    case 'character':
      return { type: 'string', ...(first === undefined ? {} : { maxLength: first }) };
    case 'uuid':
      return { type: 'string', format: 'uuid' };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'timestamp with time zone':
      return { type: 'string', format: 'date-time' };
    case 'timestamp without time zone':
      return { type: 'string', pattern: '^\\d{4,}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?$' };
    case 'time without time zone':
      return { type: 'string', pattern: '^\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?$' };
    case 'time with time zone':
      return { type: 'string', pattern: '^\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?[+-]\\d\\d(:\\d\\d){0,2}$' };
    case 'bytea':
      return { type: 'string', pattern: '^\\\\x([0-9a-f]{2})*$' };
    case 'bit':
    case 'bit varying':
      return bitSchema(type.base, first);
    default:
      return textTypes.has(type.base) || type.base.startsWith('interval ') ? { type: 'string' } : {};
  }
}

function numericSchema(precision: number | undefined, scale: number, options: JsonTypeOptions): JsonRecord {
  if (options.numeric === 'string') return { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' };
  if (precision === undefined || scale >= precision) return { type: 'number' };
  const limit = `1${'0'.repeat(precision - scale)}`;
  return { type: 'number', exclusiveMinimum: digits(`-${limit}`), exclusiveMaximum: digits(limit) };
}

function bitSchema(base: string, length: number | undefined): JsonRecord {
  if (base === 'bit') return { type: 'string', pattern: `^[01]{${length ?? 1}}$` };
  return { type: 'string', pattern: length === undefined ? '^[01]*$' : `^[01]{0,${length}}$` };
}

function digits(text: string): Digits {
  return { digits: text };
}

/** Types that JSON has as a text of a form that no format names. */
const textTypes = new Set(
  [
    'text name "char" money inet cidr macaddr macaddr8 xml jsonpath tsvector tsquery interval citext ltree',
    'point line lseg box path polygon circle pg_lsn xid xid8 tid regclass pg_snapshot txid_snapshot',
    'int4range int8range numrange tsrange tstzrange daterange',
    'int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange',
  ].flatMap((line) => line.split(' ')),
);
