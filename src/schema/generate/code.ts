/**
 * A small printer of TypeScript: what it prints is what Prettier prints by default, and Biome with two blanks: 80 columns,
 * double quotes, trailing commas. Only the forms that generated code needs.
 */
import { displayWidth } from '../../diagnostics/index.js';

/** Columns that a line may have. */
export const lineWidth = 80;

/** A type: text that is not broken, a union, a generic with its arguments, or an array of another one. */
export type Code =
  | string
  | { readonly union: readonly Code[] }
  | { readonly generic: string; readonly of: readonly Code[] }
  | { readonly array: Code };

/** The type on one line. */
export function flat(type: Code): string {
  if (typeof type === 'string') return type;
  if ('union' in type) return type.union.map(flat).join(' | ');
  if ('generic' in type) return `${type.generic}<${type.of.map(flat).join(', ')}>`;
  return isOneWord(type.array) ? `${flat(type.array)}[]` : `(${flat(type.array)})[]`;
}

/** A union of the types, without what is there twice; one type alone is itself. */
export function union(...types: readonly Code[]): Code {
  const all = types.flatMap((type) => (typeof type === 'object' && 'union' in type ? type.union : [type]));
  const seen = new Map(all.map((type) => [flat(type), type]));
  const [only, ...others] = seen.values();
  return only !== undefined && others.length === 0 ? only : { union: [...seen.values()] };
}

/** `name: type;` of an interface, or `type name = type;`: the head, the type and a semicolon, broken where it is too long. */
export function statement(head: string, type: Code, indent = ''): string {
  const line = `${indent}${head} ${flat(type)};`;
  if (width(line) <= lineWidth || typeof type === 'string') return line;
  const inner = `${indent}  `;
  if ('union' in type) {
    return `${indent}${head}\n${type.union.map((one) => `${inner}| ${broken(one, inner, 2)}`).join('\n')};`;
  }
  return `${indent}${head} ${broken(type, indent, width(line))};`;
}

/** A type that starts behind `indent` and some columns more. */
function broken(type: Code, indent: string, column: number): string {
  if (typeof type === 'string' || indent.length + column + width(flat(type)) <= lineWidth) return flat(type);
  const inner = `${indent}  `;
  if ('generic' in type) {
    const args = type.of.map((one) => `${inner}${broken(one, inner, 0)}`);
    return `${type.generic}<\n${args.join(',\n')}\n${indent}>`;
  }
  if ('array' in type) {
    if (isOneWord(type.array)) return `${broken(type.array, indent, column)}[]`;
    return `(\n${inner}${broken(type.array, inner, 0)}\n${indent})[]`;
  }
  return type.union.map((one) => `| ${broken(one, `${indent}  `, 2)}`).join(`\n${indent}`);
}

function isOneWord(type: Code): boolean {
  return typeof type === 'object' ? 'generic' in type || 'array' in type : !/[|&]|^typeof /.test(type);
}

/** `import type { A, B } from "./c.js";`, names sorted. */
export function importTypes(names: Iterable<string>, from: string): string {
  const sorted = [...names].sort(byName);
  const line = `import type { ${sorted.join(', ')} } from ${stringLiteral(from)};`;
  if (width(line) <= lineWidth) return line;
  return `import type {\n${sorted.map((name) => `  ${name},\n`).join('')}} from ${stringLiteral(from)};`;
}

/** A text as a literal, in the quotes that need fewer escapes. */
export function stringLiteral(value: string): string {
  const double = value.split('"').length > value.split("'").length ? "'" : '"';
  const escaped = JSON.stringify(value)
    .slice(1, -1)
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  return double === '"' ? `"${escaped}"` : `'${escaped.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** The name of a property in an interface or an object, in quotes where it needs them. */
export function propertyKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : stringLiteral(name);
}

/**
 * Paragraphs as a comment in front of a declaration, with a line break behind; nothing for nothing. Lines stay as they were
 * written. `tags` come last: `@deprecated use total`.
 */
export function docComment(paragraphs: readonly string[], tags: readonly string[] = [], indent = ''): string {
  const lines = [
    ...paragraphs.flatMap((one, i) => [...(i === 0 ? [] : ['']), ...docLines(one)]),
    ...(paragraphs.length > 0 && tags.length > 0 ? [''] : []),
    ...tags.flatMap((one) => docLines(one.slice(1)).map((line, i) => (i === 0 ? `@${line}` : line))),
  ];
  const [first] = lines;
  if (first === undefined) return '';
  const line = `${indent}/** ${first} */`;
  if (lines.length === 1 && width(line) <= lineWidth) return `${line}\n`;
  return `${indent}/**\n${lines.map((one) => `${indent} * ${one}`.trimEnd()).join('\n')}\n${indent} */\n`;
}

/** Text as it may stand in a comment: it does not end it, and starts no tag. */
function docLines(text: string): string[] {
  return text
    .trim()
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) =>
      line
        .trimEnd()
        .replaceAll('*/', '*\\/')
        .replace(/^(\s*)@/, '$1\\@'),
    );
}

/** Columns of a text; wide letters have two, as formatters count them. */
function width(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : displayWidth(text);
}

/** Order of names in which Biome sorts imports: A, a, B, b, and numbers by their value. */
export function byName(a: string, b: string): number {
  const [x, y] = [a, b].map((one) => one.match(/\d+|\D/g) ?? []) as [string[], string[]];
  for (const [i, left] of x.entries()) {
    const right = y[i];
    if (right === undefined) return 1;
    if (left === right) continue;
    const numbers = Number(left) - Number(right);
    if (!Number.isNaN(numbers) && numbers !== 0) return numbers;
    const [low, high] = [left.toLowerCase(), right.toLowerCase()];
    return low === high ? (left < right ? -1 : 1) : low < high ? -1 : 1;
  }
  return x.length - y.length;
}
