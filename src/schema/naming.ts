/** Names: from SDL spelling to SQL identifiers, quoted always, limited to what PostgreSQL keeps. */

/** Bytes of an identifier that PostgreSQL keeps (NAMEDATALEN - 1). */
export const identifierLimit = 63;

/** `OrderItem` and `orderItem` to `order_item`; `HTTPLog` to `http_log`; what has underscores stays. */
export function snakeCase(name: string): string {
  return name
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** `"name"` with embedded quotes doubled. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `'text'` with embedded quotes doubled; backslashes are safe under standard_conforming_strings. */
export function literal(text: string): string {
  return text.includes('\\')
    ? `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${text.replaceAll("'", "''")}'`;
}

/** UTF-8 length of a name in bytes. */
export function byteLength(name: string): number {
  return Buffer.byteLength(name, 'utf8');
}

/** `table_columns_suffix`, shortened like PostgreSQL shortens its own default names when it is too long. */
export function objectName(table: string, columns: readonly string[], suffix: string): string {
  let first = table;
  let second = columns.join('_');
  const overhead = suffix.length + (second === '' ? 1 : 2);
  while (byteLength(first) + byteLength(second) + overhead > identifierLimit) {
    if (byteLength(first) > byteLength(second)) first = [...first].slice(0, -1).join('');
    else second = [...second].slice(0, -1).join('');
  }
  return [first, ...(second === '' ? [] : [second]), suffix].join('_');
}

/** The candidate that is nearest to a misspelt name, when it is near enough to be meant. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length * 0.4)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
