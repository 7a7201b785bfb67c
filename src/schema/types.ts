/** SQL type names: what a type is whatever its spelling, its modifiers and its brackets. */
import type { ColumnType } from './model.js';

/** Spellings that PostgreSQL takes for the name that `format_type` prints. */
const aliases: Readonly<Record<string, string>> = {
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  int2: 'smallint',
  float: 'double precision',
  float8: 'double precision',
  float4: 'real',
  bool: 'boolean',
  decimal: 'numeric',
  dec: 'numeric',
  varchar: 'character varying',
  'char varying': 'character varying',
  char: 'character',
  bpchar: 'character',
  varbit: 'bit varying',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  time: 'time without time zone',
  timetz: 'time with time zone',
};

/**
 * Takes a type name apart: `varchar(20)[]` is an array of `character varying` with the modifier 20. The SQL stays as it is
 * written. A name that is not built in is its own base.
 */
export function readType(sql: string): ColumnType {
  const known = read.get(sql);
  if (known !== undefined) return known;
  const type = takeApart(sql);
  if (read.size >= mostTypes) read.clear();
  read.set(sql, type);
  return type;
}

/** A schema has few types and many columns. */
const read = new Map<string, ColumnType>();
const mostTypes = 2000;

function takeApart(sql: string): ColumnType {
  const text = sql.trim();
  const dimensions = /(?:\s*\[\s*\d*\s*\])+$/.exec(text)?.[0] ?? '';
  const element = text.slice(0, text.length - dimensions.length);
  const parts = /^([^("]*|"(?:[^"]|"")*"(?:\."(?:[^"]|"")*")?)\s*(?:\(([^)]*)\))?\s*(.*)$/s.exec(element);
  const words = [parts?.[1] ?? element, parts?.[3] ?? ''].join(' ').replace(/\s+/g, ' ').trim();
  const name = words.includes('"') ? words : words.toLowerCase().replace(/^pg_catalog\./, '');
  const modifiers = (parts?.[2] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => /^-?\d+$/.test(one))
    .map(Number);
  return { sql: text, base: aliases[name] ?? name, modifiers, array: dimensions !== '' };
}

const short: readonly (readonly [RegExp, string])[] = [
  [/^character varying/, 'varchar'],
  [/^character(?=$|\W)/, 'char'],
  [/^bit varying/, 'varbit'],
  [/^(time|timestamp)(\(\d\))? without time zone/, '$1$2'],
  [/^timestamp(\(\d\))? with time zone/, 'timestamptz$1'],
  [/^time(\(\d\))? with time zone/, 'timetz$1'],
];

/** A type as people write it: `timestamp(6) without time zone` is `timestamp(6)`. */
export function shortType(sql: string): string {
  return short.reduce((text, [long, instead]) => text.replace(long, instead), sql);
}
