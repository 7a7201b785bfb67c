/** Pieces of SDL text: strings and directives. How they are laid out is for the formatter. */
import { Kind, parseConstValue, print } from 'graphql/language/index.js';

/** A use of a directive as text: `@table(name: "orders")`. Arguments without a value are left out. */
export function directive(name: string, given: Readonly<Record<string, string | undefined>> = {}): string {
  const list = Object.entries(given).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${value}`],
  );
  return list.length === 0 ? `@${name}` : `@${name}(${list.join(', ')})`;
}

/** A string as GraphQL reads it: a block where there are several lines and a block can hold it. */
export function string(value: string): string {
  const block = print({ kind: Kind.STRING, value, block: true });
  return value.includes('\n') && reads(block, value)
    ? block
    : print({ kind: Kind.STRING, value, block: false });
}

/** A description: a block, where a block can hold it. */
export function description(value: string): string {
  const block = print({ kind: Kind.STRING, value, block: true });
  return reads(block, value) ? block : print({ kind: Kind.STRING, value, block: false });
}

/** `["a", "b"]` */
export function strings(values: readonly string[]): string {
  return `[${values.map(string).join(', ')}]`;
}

function reads(text: string, value: string): boolean {
  try {
    const node = parseConstValue(text);
    return node.kind === Kind.STRING && node.value === value;
  } catch {
    return false;
  }
}
