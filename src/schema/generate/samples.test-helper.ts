import type { ColumnType } from '../model.js';
import { readType } from '../types.js';

/** A value of every type, and of some that tests make. */
export const sampleTypesSql = `
  CREATE TYPE mood AS ENUM ('sad', 'ok');
  CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
  CREATE DOMAIN words AS text[];
`;

const domains: Readonly<Record<string, string>> = { positive: 'integer', words: 'text[]' };

/** The type as the model has it. */
export function sampleType(name: string): ColumnType {
  const type = readType(name);
  const under = domains[name];
  return {
    ...type,
    ...(type.base === 'mood' ? { enum: 'Mood' } : {}),
    ...(under === undefined ? {} : { under: readType(under) }),
  };
}

/** A type and the text of a value of it. */
export const samples: readonly (readonly [type: string, text: string])[] = [
  ['smallint', '1'],
  ['integer', '-1'],
  ['bigint', '9007199254740993'],
  ['oid', '1'],
  ['real', '1.5'],
  ['double precision', '1.5'],
  ['numeric(20,2)', '12345678901234567.50'],
  ['money', '1.50'],
  ['boolean', 'true'],
  ['text', 'x'],
  ['varchar(3)', 'x'],
  ['char(3)', 'x'],
  ['name', 'x'],
  ['"char"', 'x'],
  ['bytea', '\\x01ff'],
  ['date', '2020-01-02'],
  ['timestamp', '2020-01-02 03:04:05'],
  ['timestamptz(3)', '2020-01-02 03:04:05+00'],
  ['time', '03:04'],
  ['time with time zone', '03:04+01'],
  ['interval', '1 day 2 hours'],
  ['interval day to second', '1 day 2 hours'],
  ['json', '{"a":[1]}'],
  ['jsonb', '{"a": [1]}'],
  ['jsonpath', '$.a'],
  ['uuid', '00000000-0000-0000-0000-000000000001'],
  ['inet', '1.2.3.4'],
  ['cidr', '1.2.3.0/24'],
  ['macaddr', '08:00:2b:01:02:03'],
  ['macaddr8', '08:00:2b:01:02:03:04:05'],
  ['bit(3)', '101'],
  ['varbit(3)', '101'],
  ['point', '(1,2)'],
  ['line', '{1,2,3}'],
  ['lseg', '((1,2),(3,4))'],
  ['box', '((1,2),(3,4))'],
  ['path', '((1,2),(3,4))'],
  ['polygon', '((1,2),(3,4))'],
  ['circle', '<(1,2),3>'],
  ['tsvector', 'a b'],
  ['tsquery', 'a & b'],
  ['int4range', '[1,2)'],
  ['int8range', '[1,2)'],
  ['numrange', '[1,2)'],
  ['tsrange', '[2020-01-01,2020-01-02)'],
  ['tstzrange', '[2020-01-01,2020-01-02)'],
  ['daterange', '[2020-01-01,2020-01-02)'],
  ['int4multirange', '{[1,2)}'],
  ['pg_lsn', '0/1'],
  ['xid8', '1'],
  ['regclass', 'pg_class'],
  ['pg_snapshot', '10:20:10'],
  ['mood', 'sad'],
  ['positive', '3'],
];
