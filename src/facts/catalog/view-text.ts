/**
 * Queries of views as 16 and later print them. To 15 every column is printed with the name of its relation; later not,
 * where the query reads from one relation only. Nested queries name the relation in all versions.
 */

/** The query with the columns of its only relation unqualified; unchanged when it has another form. */
export function unqualifyColumns(query: string): string {
  const words = topLevelWords(query);
  const from = words.find(({ text }) => text === 'FROM');
  if (from === undefined || words.some(({ text }) => setOperations.has(text))) return query;
  const end = words.find(({ text, start }) => start > from.start && clauses.has(text))?.start ?? query.length;
  const name = onlyRelation(query.slice(from.start + 4, end).trim());
  return name === undefined ? query : withoutPrefix(query, `${name}.`, { from: from.start, end });
}

const setOperations = new Set(['UNION', 'INTERSECT', 'EXCEPT']);
const clauses = new Set(['WHERE', 'GROUP', 'HAVING', 'WINDOW', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH', 'FOR']);

/** Name by which columns refer to the only item of a FROM clause, as it is written; undefined for several or a join. */
function onlyRelation(item: string): string | undefined {
  if (/^\((?!\s*(?:SELECT|WITH|VALUES)\b)/.test(item)) return undefined;
  let parts: string[] = [];
  let comma = false;
  scan(item, (start, stop, kind) => {
    if (kind === 'word' || kind === 'name') parts.push(item.slice(start, stop));
    else if (kind === 'group') parts.push('()');
    else if (item[start] === '.') parts.push('.');
    else if (item[start] === ',') comma = true;
  });
  if (comma || parts.some((part) => part === 'JOIN')) return undefined;
  const sample = parts.indexOf('TABLESAMPLE');
  if (sample !== -1) parts = parts.slice(0, sample);
  const tail = parts.filter((part, at) => !(part === '()' && at === parts.length - 1) && part !== 'ONLY');
  return tail.at(-1);
}

/** Removes the prefix from columns outside nested queries and FROM; `prefix.*` is the whole row and stays. */
function withoutPrefix(query: string, prefix: string, keep: { from: number; end: number }): string {
  let result = '';
  let from = 0;
  const visit = (text: string, offset: number): void => {
    scan(text, (start, stop, kind) => {
      if (kind === 'group') {
        const inner = text.slice(start + 1, stop - 1);
        if (!/^\s*(?:SELECT|WITH|VALUES)\b/.test(inner)) visit(inner, offset + start + 1);
        return;
      }
      const at = offset + start;
      if (kind !== 'word' && kind !== 'name') return;
      if (!query.startsWith(prefix, at) || stop - start !== prefix.length - 1) return;
      if (at >= keep.from && at < keep.end) return;
      if (/[.:]/.test(query[at - 1] ?? '') || query[at + prefix.length] === '*') return;
      // A schema of the same name: a function.
      if (/^(?:\w+|"(?:[^"]|"")+")\(/.test(query.slice(at + prefix.length))) return;
      result += query.slice(from, at);
      from = at + prefix.length;
    });
  };
  visit(query, 0);
  return result + query.slice(from);
}

function topLevelWords(text: string): { text: string; start: number }[] {
  const words: { text: string; start: number }[] = [];
  scan(text, (start, stop, kind) => {
    if (kind === 'word') words.push({ text: text.slice(start, stop), start });
  });
  return words;
}

type Kind = 'word' | 'name' | 'string' | 'group' | 'other';

/** Calls back for each word, quoted name, string, parenthesized group and other character, in order. */
function scan(text: string, visit: (start: number, stop: number, kind: Kind) => void): void {
  let at = 0;
  while (at < text.length) {
    const start = at;
    const character = text[at] ?? '';
    if (character === '(') {
      at = groupEnd(text, at);
      visit(start, at, 'group');
    } else if (character === "'" || character === '"') {
      at = quoteEnd(text, at);
      visit(start, at, character === '"' ? 'name' : 'string');
    } else if (/[\p{L}\p{N}_$]/u.test(character)) {
      while (at < text.length && /[\p{L}\p{N}_$]/u.test(text[at] ?? '')) at += 1;
      visit(start, at, 'word');
    } else {
      at += 1;
      visit(start, at, 'other');
    }
  }
}

function groupEnd(text: string, open: number): number {
  let at = open + 1;
  while (at < text.length && text[at] !== ')') {
    if (text[at] === '(') at = groupEnd(text, at);
    else if (text[at] === "'" || text[at] === '"') at = quoteEnd(text, at);
    else at += 1;
  }
  return at + 1;
}

/** A quote inside is doubled, which reads as two quoted texts next to each other. */
function quoteEnd(text: string, open: number): number {
  const end = text.indexOf(text[open] ?? '', open + 1);
  return end === -1 ? text.length : end + 1;
}
