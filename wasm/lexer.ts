/** The lexical skin of SQL: where quoted text and comments end. Enough to find semicolons and commas that count. */

/** End of the comment, string, quoted name or dollar-quoted text that starts at `at`; `at` itself where none does. */
export function skipQuoted(text: string, at: number): number {
  const char = text[at];
  if (char === '-' && text[at + 1] === '-') {
    const end = text.indexOf('\n', at);
    return end === -1 ? text.length : end;
  }
  if (char === '/' && text[at + 1] === '*') return skipBlockComment(text, at);
  if (char === "'") return skipString(text, at, isEscapeString(text, at));
  if (char === '"') return skipUntil(text, at + 1, '"');
  if (char === '$' && !isNamePart(text[at - 1])) {
    const tag = /^\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/.exec(
      text.slice(at, at + 130),
    )?.[0];
    if (tag === undefined) return at;
    const end = text.indexOf(tag, at + tag.length);
    return end === -1 ? text.length : end + tag.length;
  }
  return at;
}

/** End of the white space and comments from `at` on. */
export function skipBlank(text: string, at: number, end = text.length): number {
  let i = at;
  while (i < end) {
    if (isBlank(text[i])) i++;
    else if (text.startsWith('--', i) || text.startsWith('/*', i)) i = Math.min(skipQuoted(text, i), end);
    else break;
  }
  return i;
}

/** A letter, digit, underscore, dollar or any non-ASCII character. */
export function isNamePart(char: string | undefined): boolean {
  return char !== undefined && (/[A-Za-z0-9_$]/.test(char) || char > '\u007f');
}

/** A run of pieces between commas at the nesting depth where the walk starts; each without surrounding blanks. */
export function splitAtCommas(text: string, from: number, to: number): { start: number; end: number }[] {
  const parts: { start: number; end: number }[] = [];
  let depth = 0;
  let start = from;
  for (let i = from; i <= to; ) {
    if (i === to || (depth === 0 && text[i] === ',')) {
      parts.push(trim(text, start, i));
      start = ++i;
      continue;
    }
    const end = skipQuoted(text, i);
    if (end > i) {
      i = Math.min(end, to);
      continue;
    }
    if (text[i] === '(' || text[i] === '[') depth++;
    else if (text[i] === ')' || text[i] === ']') depth--;
    i++;
  }
  return parts;
}

/** Offset of the parenthesis that closes the one at `open`; -1 where none does. */
export function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; ) {
    const end = skipQuoted(text, i);
    if (end > i) {
      i = end;
      continue;
    }
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
    i++;
  }
  return -1;
}

function trim(text: string, from: number, to: number): { start: number; end: number } {
  const start = skipBlank(text, from, to);
  let end = start;
  for (let i = start; i < to; ) {
    const comment = text.startsWith('--', i) || text.startsWith('/*', i);
    const next = Math.max(skipQuoted(text, i), i + 1);
    if (!comment && !isBlank(text[i])) end = Math.min(next, to);
    i = next;
  }
  return { start, end };
}

function isBlank(char: string | undefined): boolean {
  return char === ' ' || char === '\n' || char === '\t' || char === '\r' || char === '\f' || char === '\v';
}

function isEscapeString(text: string, quote: number): boolean {
  const prefix = text[quote - 1];
  return (prefix === 'E' || prefix === 'e') && !isNamePart(text[quote - 2]);
}

function skipString(text: string, quote: number, escapes: boolean): number {
  if (!escapes) return skipUntil(text, quote + 1, "'");
  for (let i = quote + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === "'") {
      if (text[i + 1] !== "'") return i + 1;
      i++;
    }
  }
  return text.length;
}

/** A doubled quote is one quote inside. */
function skipUntil(text: string, from: number, quote: string): number {
  for (let end = text.indexOf(quote, from); end !== -1; end = text.indexOf(quote, end + 2)) {
    if (text[end + 1] !== quote) return end + 1;
  }
  return text.length;
}

function skipBlockComment(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text[i] === '/' && text[i + 1] === '*') {
      depth++;
      i++;
    } else if (text[i] === '*' && text[i + 1] === '/') {
      i++;
      if (--depth === 0) return i + 1;
    }
  }
  return text.length;
}
