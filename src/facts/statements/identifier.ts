/** Identifiers as PostgreSQL writes, quotes and truncates them. */

const keywords: ReadonlySet<string> = new Set(
  (
    'all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast ' +
    'char character check coalesce collate collation column concurrently constraint create cross current_catalog ' +
    'current_date current_role current_schema current_time current_timestamp current_user dec decimal default ' +
    'deferrable desc distinct do else end except exists extract false fetch float for foreign freeze from full grant ' +
    'greatest group grouping having ilike in initially inner inout int integer intersect interval into is isnull join ' +
    'json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize ' +
    'json_table json_value lateral leading least left like limit localtime localtimestamp merge_action national ' +
    'natural nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay ' +
    'placing position precision primary real references returning right row select session_user setof similar ' +
    'smallint some substring symmetric system_user table tablesample then time timestamp to trailing treat trim true ' +
    'union unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat ' +
    'xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable'
  ).split(' '),
);

/** Bytes that PostgreSQL keeps of an identifier. */
export const maximumNameBytes = 63;

/** The identifier, in double quotes where PostgreSQL's quote_ident() uses them. */
export function quoteIdentifier(name: string): string {
  if (/^[a-z_][a-z0-9_]*$/.test(name) && !keywords.has(name)) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

/** `public.orders`, `public."Order"`. */
export function qualify(schema: string, name: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
}

/** Schema and name of an id that `qualify` made. */
export function unqualify(id: string): { schema: string; name: string } {
  const parts = id.match(/"(?:[^"]|"")*"|[^."]+/g) ?? [id];
  const [schema = '', name = ''] = parts.map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part,
  );
  return parts.length > 1 ? { schema, name } : { schema: '', name: schema };
}

/** What PostgreSQL keeps of an identifier: 63 bytes, cut at a whole character. */
export function truncateName(name: string): string {
  return clip(name, maximumNameBytes);
}

/** Name of an object that belongs to others, as PostgreSQL's makeObjectName() builds it: `table_column_key`. */
export function objectName(first: string, second: string | undefined, label: string): string {
  const available = maximumNameBytes - (label.length + 1) - (second === undefined ? 0 : 1);
  let firstBytes = bytes(first);
  let secondBytes = second === undefined ? 0 : bytes(second);
  while (firstBytes + secondBytes > available) {
    if (firstBytes > secondBytes) firstBytes--;
    else secondBytes--;
  }
  const parts = [clip(first, firstBytes)];
  if (second !== undefined) parts.push(clip(second, secondBytes));
  return [...parts, label].join('_');
}

function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function clip(text: string, limit: number): string {
  if (bytes(text) <= limit) return text;
  let kept = '';
  let length = 0;
  for (const char of text) {
    length += bytes(char);
    if (length > limit) break;
    kept += char;
  }
  return kept;
}
