/** What a column holds, as generated schemas tell types apart. */
import type { ColumnType } from '../../model.js';

export type Kind =
  | 'boolean'
  | 'integer'
  | 'bigint'
  | 'numeric'
  | 'real'
  | 'double'
  | 'text'
  | 'bits'
  | 'uuid'
  | 'enum'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'time'
  | 'timetz'
  | 'interval'
  | 'bytes'
  | 'json'
  | 'address'
  | 'mac'
  /** A text that only PostgreSQL can judge, or a value that nobody knows. */
  | 'other'
  /** A scalar of the team with a TypeScript type or a schema of its own. */
  | 'own';

/** The kind of a type, or of its elements. */
export function kindOf(type: ColumnType): Kind {
  if (type.enum !== undefined) return 'enum';
  const kind = kinds.get(type.base) ?? (type.base.startsWith('interval ') ? 'interval' : 'other');
  const { ts, zod } = type.scalar ?? {};
  const usual = ts === undefined || usualTypes[kind]?.includes(ts) === true;
  return zod === undefined && usual ? kind : 'own';
}

/** TypeScript types of a scalar that leave it a value of its SQL type, as far as schemas are concerned. */
const usualTypes: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  boolean: ['boolean'],
  integer: ['number'],
  bigint: ['string', 'number', 'bigint'],
  numeric: ['string', 'number'],
  real: ['number'],
  double: ['number'],
  text: ['string'],
  bits: ['string'],
  uuid: ['string'],
  date: ['Date', 'string'],
  timestamp: ['Date', 'string'],
  timestamptz: ['Date', 'string'],
  time: ['string'],
  timetz: ['string'],
  interval: ['string'],
  address: ['string'],
  mac: ['string'],
  other: ['string'],
};

const kinds = new Map<string, Kind>([
  ['boolean', 'boolean'],
  ['smallint', 'integer'],
  ['integer', 'integer'],
  ['oid', 'integer'],
  ['bigint', 'bigint'],
  ['numeric', 'numeric'],
  ['real', 'real'],
  ['double precision', 'double'],
  ['text', 'text'],
  ['character varying', 'text'],
  ['character', 'text'],
  ['bit', 'bits'],
  ['bit varying', 'bits'],
  ['uuid', 'uuid'],
  ['date', 'date'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp with time zone', 'timestamptz'],
  ['time without time zone', 'time'],
  ['time with time zone', 'timetz'],
  ['interval', 'interval'],
  ['bytea', 'bytes'],
  ['json', 'json'],
  ['jsonb', 'json'],
  ['inet', 'address'],
  ['cidr', 'address'],
  ['macaddr', 'mac'],
  ['macaddr8', 'mac'],
]);
