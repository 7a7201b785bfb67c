/** Reads what PostgreSQL prints: lists, parentheses and identifiers in the text of a definition. */

/** Offset after the parenthesis that closes the one at `start`; -1 when none does. */
export function afterClosing(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (character === "'" || character === '"') at = endOfQuoted(text, at) - 1;
    else if (character === '(' || character === '[') depth += 1;
    else if (character === ')' || character === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** `(a > 0)` to `a > 0`: without the parentheses around all of it. */
export function unwrapped(expression: string): string {
  const text = expression.trim();
  return text.startsWith('(') && afterClosing(text, 0) === text.length ? text.slice(1, -1).trim() : text;
}

/** Splits at the commas that stand in no parentheses and no quotes. */
export function splitList(text: string): string[] {
  const items: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === "'" || character === '"') at = endOfQuoted(text, at) - 1;
    else if (character === '(' || character === '[') at = Math.max(afterClosing(text, at) - 1, at);
    else if (character === ',') {
      items.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  items.push(text.slice(start).trim());
  return items;
}

/** Splits `"a b" rest` into the identifier, without quotes, and what follows it. */
export function leadingIdentifier(
  text: string,
): { readonly name: string; readonly rest: string } | undefined {
  const match = /^(?:"((?:[^"]|"")*)"|([a-z_\u0080-\uffff][\w$\u0080-\uffff]*))(?![\w."(])\s*/.exec(text);
  if (match === null) return undefined;
  return { name: match[1]?.replaceAll('""', '"') ?? match[2] ?? '', rest: text.slice(match[0].length) };
}

function endOfQuoted(text: string, start: number): number {
  const quote = text[start] ?? '';
  const escapes = quote === "'" && /(^|[^\w"])E$/.test(text.slice(Math.max(0, start - 2), start));
  let at = start + 1;
  while (at < text.length) {
    if (escapes && text[at] === '\\') at += 2;
    else if (text[at] !== quote) at += 1;
    else if (text[at + 1] === quote) at += 2;
    else return at + 1;
  }
  return text.length;
}
