/** JSON as formatters print it: objects open, lists of plain values on one line where they fit. */

/** Digits of a number stay as they are written, however many. */
export interface Digits {
  readonly digits: string;
}

export type Json = null | boolean | number | string | Digits | readonly Json[] | JsonRecord;

export interface JsonRecord {
  readonly [key: string]: Json | undefined;
}

const width = 80;

/** A document, with a line break at its end. Keys with the value undefined are left out. */
export function printJson(value: Json): string {
  return `${print(value, '', 0)}\n`;
}

/** `around` columns stand before and behind the value on its line. */
function print(value: Json, indent: string, around: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isDigits(value)) return value.digits;
  const inner = `${indent}  `;
  if (isList(value)) {
    if (value.every(isPlain)) {
      const all = value.map((one) => print(one, inner, 0));
      const line = `[${all.join(', ')}]`;
      if (around + line.length <= width) return line;
      return `[\n${isNumbers(value) ? fill(all, inner) : `${inner}${all.join(`,\n${inner}`)}`}\n${indent}]`;
    }
    const items = value.map((one, i) => `${inner}${print(one, inner, inner.length + comma(i, value))}`);
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const present = Object.entries(value).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  const entries = present.map(([key, one], i) => {
    const head = `${inner}${JSON.stringify(key)}: `;
    return `${head}${print(one, inner, head.length + comma(i, present))}`;
  });
  return entries.length === 0 ? '{}' : `{\n${entries.join(',\n')}\n${indent}}`;
}

/** Columns of what follows an item. */
function comma(i: number, all: readonly unknown[]): number {
  return i + 1 < all.length ? 1 : 0;
}

/** As many on each line as fit. */
function fill(items: readonly string[], indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const [i, item] of items.entries()) {
    const text = `${item}${i + 1 < items.length ? ',' : ''}`;
    if (line === indent) line += text;
    else if (line.length + 1 + text.length <= width) line += ` ${text}`;
    else {
      lines.push(line);
      line = indent + text;
    }
  }
  return [...lines, line].join('\n');
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

function isDigits(value: object): value is Digits {
  return 'digits' in value && typeof value.digits === 'string';
}

function isPlain(value: Json): boolean {
  return typeof value !== 'object' || value === null || isDigits(value);
}

function isNumbers(values: readonly Json[]): boolean {
  return values.every(
    (one) => typeof one === 'number' || (typeof one === 'object' && one !== null && isDigits(one)),
  );
}
