/** Pieces of SQL text: names, literals, and names that Wesley makes up. */
import { createHash } from 'node:crypto';

/** Words that PostgreSQL quotes when they are names: every keyword that is not unreserved, of any version. */
const keywords = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast
  char character check coalesce collate collation column concurrently constraint create cross current_catalog
  current_date current_role current_schema current_time current_timestamp current_user dec decimal default deferrable
  desc distinct do else end except exists extract false fetch float for foreign freeze from full grant greatest group
  grouping having ilike in initially inner inout int integer intersect interval into is isnull join json json_array
  json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize json_table json_value
  lateral leading least left like limit localtime localtimestamp merge_action national natural nchar none normalize
  not notnull null nullif numeric offset on only or order out outer overlaps overlay placing position precision
  primary real references returning right row select session_user setof similar smallint some substring symmetric
  system_user table tablesample then time timestamp to trailing treat trim true union unique user using values
  varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest
  xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable`.split(/\s+/),
);

/** A name, quoted where PostgreSQL would quote it. */
export function ident(name: string): string {
  if (/^[a-z_][a-z0-9_]*$/.test(name) && !keywords.has(name)) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

/** `schema.name`, quoted. */
export function qualified(schema: string, name: string): string {
  return `${ident(schema)}.${ident(name)}`;
}

/** A list of names in parentheses. */
export function identList(names: readonly string[]): string {
  return `(${names.map(ident).join(', ')})`;
}

/** A text as a literal. */
export function literal(text: string): string {
  const quoted = text.replaceAll("'", "''");
  return text.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
}

/** Splits `public."Order"` (or a longer path) into its parts, without the quotes. */
export function nameParts(id: string): string[] {
  const parts: string[] = [];
  for (const match of id.matchAll(/"((?:[^"]|"")*)"|([^.]+)/g)) {
    parts.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
  }
  return parts;
}

/** The last part of a qualified name, without quotes: `Order` of `public."Order"`. */
export function bareName(id: string): string {
  return nameParts(id).at(-1) ?? id;
}

/** The schema of a qualified name, without quotes. */
export function schemaOf(id: string): string {
  return nameParts(id)[0] ?? '';
}

/** The longest name that PostgreSQL keeps, in bytes. */
const longestName = 63;

/** A name of our own that fits: a longer one is cut and made unique by a hash, always in the same way. */
export function fitting(name: string): string {
  if (Buffer.byteLength(name) <= longestName) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  let head = name;
  while (Buffer.byteLength(head) > longestName - 9) head = head.slice(0, -1);
  return `${head}_${hash}`;
}

/** Names of the helpers that a plan makes and removes again; all begin with the same prefix. */
export const helper = {
  notNull: (column: string): string => fitting(`wesley_not_null_${column}`),
  /** What will take the name `name` later. */
  fresh: (name: string): string => fitting(`wesley_new_${name}`),
  /** What had the name `name` and will go. */
  old: (name: string): string => fitting(`wesley_old_${name}`),
  sync: (table: string): string => fitting(`wesley_sync_${bareName(table)}`),
} as const;

/** A token of an SQL expression with its place. */
export interface Token {
  readonly kind: 'name' | 'text' | 'other';
  readonly text: string;
  /** Names only: without quotes, folded to lower case where not quoted. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const tokenPattern =
  /"(?:[^"]|"")*"|[eE]?'(?:[^'\\]|''|\\.)*'|\$([A-Za-z_]*)\$[\s\S]*?\$\1\$|[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*|\d[\d.]*|\S/g;

/** Tokens of an expression as PostgreSQL prints it (no comments). */
export function tokens(sql: string): Token[] {
  return [...sql.matchAll(tokenPattern)].map((match) => {
    const text = match[0];
    const start = match.index;
    const end = start + text.length;
    if (text.startsWith('"')) {
      return { kind: 'name', text, name: text.slice(1, -1).replaceAll('""', '"'), start, end };
    }
    if (/^[A-Za-z_\u0080-\uffff][^']*$/.test(text)) {
      return { kind: 'name', text, name: text.toLowerCase(), start, end };
    }
    return { kind: /['$]/.test(text) ? 'text' : 'other', text, name: '', start, end };
  });
}

/** Replaces columns in an expression over one table; names of functions, types and other tables stay. */
export function replaceColumns(
  sql: string,
  names: ReadonlyMap<string, string>,
  spelled: (name: string) => string = ident,
): string {
  const list = tokens(sql);
  let out = '';
  let at = 0;
  list.forEach((token, i) => {
    if (token.kind !== 'name') return;
    const to = names.get(token.name);
    if (to === undefined) return;
    const previous = list[i - 1]?.text;
    const next = list[i + 1]?.text;
    const beforePrevious = list[i - 2]?.text;
    if (next === '(' || next === '.' || previous === '.') return;
    if (previous === ':' && beforePrevious === ':') return;
    out += sql.slice(at, token.start) + spelled(to);
    at = token.end;
  });
  return out + sql.slice(at);
}
