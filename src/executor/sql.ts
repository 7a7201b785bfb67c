/** Values and names as SQL text: the runner speaks the simple protocol, which has no parameters. */

/** A string constant, whatever `standard_conforming_strings` says. */
export function literal(text: string | number | null): string {
  if (text === null) return 'NULL';
  if (typeof text === 'number') return String(text);
  const quoted = text.replace(/'/g, "''");
  return quoted.includes('\\') ? ` E'${quoted.replace(/\\/g, '\\\\')}'` : `'${quoted}'`;
}

/** A quoted name. */
export function name(text: string): string {
  return `"${text.replace(/"/g, '""')}"`;
}

/** `ARRAY['a','b']::text[]`. */
export function textArray(items: readonly (string | null)[]): string {
  return `ARRAY[${items.map(literal).join(',')}]::text[]`;
}
