/** Pieces of SDL text: strings, directives, and how they are laid out. */
import { Kind, parseConstValue, print } from 'graphql';

/** Longest line, where it can be kept. */
const width = 100;

/** A use of a directive as text: `@table(name: "orders")`. Arguments without a value are left out. */
export function directive(name: string, given: Readonly<Record<string, string | undefined>> = {}): string {
  const list = Object.entries(given).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${value}`],
  );
  return list.length === 0 ? `@${name}` : `@${name}(${list.join(', ')})`;
}

/** A string as GraphQL reads it: a block where there are several lines and a block can hold it. */
export function string(value: string): string {
  if (value.includes('\n')) {
    const block = print({ kind: Kind.STRING, value, block: true });
    const framed = block.startsWith('"""\n') ? block : `"""\n${block.slice(3, -3)}\n"""`;
    if (reads(framed, value)) return framed;
  }
  return print({ kind: Kind.STRING, value, block: false });
}

/** A description: always a block, where a block can hold it. */
export function description(value: string): string {
  const block = print({ kind: Kind.STRING, value, block: true });
  return reads(block, value) ? block : print({ kind: Kind.STRING, value, block: false });
}

/** `["a", "b"]` */
export function strings(values: readonly string[]): string {
  return `[${values.map(string).join(', ')}]`;
}

/** A head with directives after it: in one line where they fit, else each on its own. */
export function withDirectives(head: string, directives: readonly string[], end = ''): string {
  const line = [head, ...directives].join(' ') + end;
  if (directives.length === 0 || (line.length <= width && !line.includes('\n'))) return line;
  return `${head}\n${directives.map((one) => indented(one)).join('\n')}${end === '' ? '' : `\n${end.trim()}`}`;
}

/** Every line two spaces further in. Blocks read the same wherever they stand. */
export function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

function reads(text: string, value: string): boolean {
  try {
    const node = parseConstValue(text);
    return node.kind === Kind.STRING && node.value === value;
  } catch {
    return false;
  }
}
