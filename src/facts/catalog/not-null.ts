/** Columns that a CHECK proves to hold no NULL, from PostgreSQL's own text of the constraint. */

/**
 * `CHECK (((a IS NOT NULL) AND (b > 0)))` proves `a`: terms of the conjunction of the form `column IS NOT NULL`.
 * PostgreSQL puts every AND and its terms in parentheses, so the text can be taken apart without a parser.
 */
export function provenNotNull(definition: string): string[] {
  const open = definition.indexOf('(');
  if (open === -1) return [];
  const close = closing(definition, open);
  return close === -1 ? [] : terms(definition.slice(open + 1, close)).flatMap(columnOf);
}

function terms(text: string): string[] {
  const inner = text.trim();
  if (inner.startsWith('(') && closing(inner, 0) === inner.length - 1) return terms(inner.slice(1, -1));
  const parts = splitAnd(inner);
  return parts.length === 1 ? [inner] : parts.flatMap(terms);
}

function columnOf(term: string): string[] {
  const match = /^(?:"((?:[^"]|"")+)"|([^\s()"']+)) IS NOT NULL$/.exec(term);
  const name = match?.[1]?.replaceAll('""', '"') ?? match?.[2];
  return name === undefined ? [] : [name];
}

function splitAnd(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at = next(text, at)) {
    if (!text.startsWith(' AND ', at)) continue;
    parts.push(text.slice(from, at));
    from = at + 5;
  }
  return [...parts, text.slice(from)];
}

/** Offset of the parenthesis that closes the one at `open`, or -1. */
function closing(text: string, open: number): number {
  const end = next(text, open);
  return text[end - 1] === ')' ? end - 1 : -1;
}

/** Offset behind the character, quoted text or parenthesized group at `at`. */
function next(text: string, at: number): number {
  const character = text[at];
  if (character === "'" || character === '"') {
    const end = text.indexOf(character, at + 1);
    return end === -1 ? text.length : end + 1;
  }
  if (character !== '(') return at + 1;
  let inside = at + 1;
  while (inside < text.length && text[inside] !== ')') inside = next(text, inside);
  return inside + 1;
}
