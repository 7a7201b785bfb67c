/** The head of a file: comment lines before its first statement that say something about the whole file, `-- key: value`. */

/** One thing that a head says. */
export interface Header {
  /** In lower case. */
  readonly key: string;
  readonly value: string;
}

/** What the head of a file says: a list with commas is several values. Linear in the length of the head. */
export function readHeaders(text: string): Header[] {
  const headers: Header[] = [];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('\n', at);
    const end = next === -1 ? text.length : next;
    const line = text.slice(at, end).trim();
    at = end + 1;
    if (line === '') continue;
    if (!line.startsWith('--')) break;
    const match = /^--\s*([A-Za-z][A-Za-z0-9_-]*):\s+(\S.*)$/.exec(line);
    if (match === null) continue;
    const [, key = '', values = ''] = match;
    for (const value of values.split(',').map((one) => one.trim())) {
      if (value !== '') headers.push({ key: key.toLowerCase(), value });
    }
  }
  return headers;
}
