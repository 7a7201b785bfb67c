/** Identifiers that PostgreSQL cuts: the parser hands them over cut already, so they are looked for in the text. */
import { isNamePart, skipQuoted } from '../../../wasm/index.js';
import { maximumNameBytes, truncateName } from './identifier.js';

/** Every identifier of the text that is too long, and what is kept of it; each once. */
export function longNames(text: string): { readonly written: string; readonly kept: string }[] {
  if (Buffer.byteLength(text) <= maximumNameBytes) return [];
  const found = new Map<string, string>();
  for (let at = 0; at < text.length; ) {
    const quoted = skipQuoted(text, at);
    let end = Math.max(quoted, at + 1);
    let written = '';
    if (quoted > at) {
      if (text[at] === '"') written = text.slice(at + 1, quoted - 1).replaceAll('""', '"');
    } else if (isNamePart(text[at])) {
      while (end < text.length && isNamePart(text[end])) end++;
      written = /^\d/.test(text.slice(at, end)) ? '' : text.slice(at, end);
    }
    if (Buffer.byteLength(written) > maximumNameBytes) found.set(written, truncateName(written));
    at = end;
  }
  return [...found].map(([written, kept]) => ({ written, kept }));
}
