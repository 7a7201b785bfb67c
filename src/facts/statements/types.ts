/** Types as they are written to types as format_type() prints them with an empty search_path. */
import type { Node, TypeName } from '../../../wasm/index.js';
import type { FactSink } from '../relation.js';
import { truncateName } from './identifier.js';
import type { Namespace } from './namespace.js';
import { as, strings, writtenName } from './tree.js';

export interface FormattedType {
  /** `character varying(10)`, `public.mood[]`. */
  readonly text: string;
  /** The user-defined type behind it, arrays included. */
  readonly user?: string;
  /** smallserial, serial or bigserial; `text` is then the integer type. */
  readonly serial?: string;
}

export function formatType(type: TypeName | undefined, namespace: Namespace): FormattedType {
  const names = strings(type?.names);
  const written = writtenName(names);
  const array = type?.arrayBounds !== undefined && type.arrayBounds.length > 0 ? '[]' : '';
  if (written.schema === undefined && array === '') {
    const serial = serials[written.name];
    if (serial !== undefined) return { text: serial.type, serial: serial.name };
  }
  const isBuiltIn =
    written.schema === 'pg_catalog' || (written.schema === undefined && builtIn.has(written.name));
  if (isBuiltIn) return { text: builtInName(written.name, modifiers(type?.typmods)) + array };
  const { id } = namespace.type({ ...written, name: truncateName(written.name) });
  const mods = modifiers(type?.typmods);
  return { text: `${id}${mods.length > 0 ? `(${mods.join(',')})` : ''}${array}`, user: id };
}

/** Facts of a type's text: what it is without its modifiers, and the modifiers. */
export function typeParts(type: string, facts: FactSink): void {
  const match = /\(([\d, -]+)\)/.exec(type);
  facts.add('type_base', type, match === null ? type : type.replace(match[0], ''));
  match?.[1]?.split(',').forEach((value, at) => {
    facts.add('type_modifier', type, at + 1, Number(value));
  });
}

/**
 * A built-in type as facts call it, of what people write for it in SQL: `timestamp with time zone` of `timestamptz`. Undefined for
 * what is not one word of a built-in type, with modifiers and brackets or without.
 */
export function builtInType(written: string): string | undefined {
  const match = /^([a-z_0-9]+)(\([\d, -]+\))?(\[\])?$/i.exec(written.trim());
  if (match === null) return undefined;
  const [, word = '', mods = '', array = ''] = match;
  const name = spelled[word.toLowerCase()] ?? word.toLowerCase();
  // "char" in quotes is another type than char.
  if (!builtIn.has(name) || name === 'char') return undefined;
  const numbers = mods === '' ? [] : mods.slice(1, -1).split(',').map(Number);
  return name === 'interval' ? undefined : builtInName(name, numbers) + array;
}

/** Words of SQL for types that have another name. */
const spelled: Readonly<Record<string, string>> = {
  int: 'int4',
  integer: 'int4',
  smallint: 'int2',
  bigint: 'int8',
  boolean: 'bool',
  real: 'float4',
  float: 'float8',
  decimal: 'numeric',
  dec: 'numeric',
};

/** The integer type of `serial` and its kin. */
export function serialType(written: string): { readonly name: string; readonly type: string } | undefined {
  return Object.hasOwn(serials, written.toLowerCase()) ? serials[written.toLowerCase()] : undefined;
}

function builtInName(name: string, mods: readonly number[]): string {
  const [first, second] = mods;
  const one = first === undefined ? '' : `(${first})`;
  switch (name) {
    case 'bool':
      return 'boolean';
    case 'char':
      return '"char"';
    case 'bpchar':
      return first === undefined ? 'bpchar' : `character${one}`;
    case 'varchar':
      return `character varying${one}`;
    case 'bit':
      return `bit${one}`;
    case 'varbit':
      return `bit varying${one}`;
    case 'int2':
      return 'smallint';
    case 'int4':
      return 'integer';
    case 'int8':
      return 'bigint';
    case 'float4':
      return 'real';
    case 'float8':
      return 'double precision';
    case 'numeric':
      return first === undefined ? 'numeric' : `numeric(${first},${second ?? 0})`;
    case 'timestamp':
    case 'time':
      return `${name}${one} without time zone`;
    case 'timestamptz':
      return `timestamp${one} with time zone`;
    case 'timetz':
      return `time${one} with time zone`;
    case 'interval':
      return intervalName(first, second);
    default:
      return name;
  }
}

const fullRange = 0x7fff;
const fullPrecision = 0xffff;

function intervalName(fields: number | undefined, precision: number | undefined): string {
  const words = fields === undefined || fields === fullRange ? '' : (intervalFields[fields] ?? '');
  const digits = precision === undefined || precision === fullPrecision ? '' : `(${precision})`;
  return `interval${words === '' ? '' : ` ${words}`}${digits}`;
}

/** INTERVAL_MASK of the fields as PostgreSQL numbers them. */
const intervalFields: Readonly<Record<number, string>> = {
  4: 'year',
  2: 'month',
  8: 'day',
  1024: 'hour',
  2048: 'minute',
  4096: 'second',
  6: 'year to month',
  1032: 'day to hour',
  3080: 'day to minute',
  7176: 'day to second',
  3072: 'hour to minute',
  7168: 'hour to second',
  6144: 'minute to second',
};

const serials: Readonly<Record<string, { name: string; type: string }>> = {
  smallserial: { name: 'smallserial', type: 'smallint' },
  serial2: { name: 'smallserial', type: 'smallint' },
  serial: { name: 'serial', type: 'integer' },
  serial4: { name: 'serial', type: 'integer' },
  bigserial: { name: 'bigserial', type: 'bigint' },
  serial8: { name: 'bigserial', type: 'bigint' },
};

const builtIn: ReadonlySet<string> = new Set(
  (
    'aclitem bit bool box bpchar bytea char cid cidr circle date datemultirange daterange float4 float8 inet int2 ' +
    'int2vector int4 int4multirange int4range int8 int8multirange int8range interval json jsonb jsonpath line lseg ' +
    'macaddr macaddr8 money name numeric nummultirange numrange oid oidvector path pg_lsn pg_snapshot point polygon ' +
    'record refcursor regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc ' +
    'regprocedure regrole regtype text tid time timestamp timestamptz timetz tsmultirange tsquery tsrange ' +
    'tstzmultirange tstzrange tsvector txid_snapshot uuid varbit varchar void xid xid8 xml trigger event_trigger'
  ).split(' '),
);

function modifiers(nodes: readonly Node[] | undefined): number[] {
  return (nodes ?? []).map((node) => {
    const constant = as(node, 'A_Const');
    return constant?.ival?.ival ?? 0;
  });
}
