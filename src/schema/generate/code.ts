/**
 * A small printer of TypeScript: what it prints is what Prettier prints by default, and Biome with two blanks: 80 columns,
 * double quotes, trailing commas. Only the forms that generated code needs.
 */
import { displayWidth } from '../../diagnostics/index.js';

/** Columns that a line may have. */
export const lineWidth = 80;

/** A type: text that is not broken, a union, a generic with its arguments, an array, or an object. */
export type Code =
  | string
  | { readonly union: readonly Code[] }
  | { readonly generic: string; readonly of: readonly Code[] }
  | { readonly array: Code }
  | { readonly members: readonly (readonly [name: string, type: Code])[] };

/** The type on one line. */
export function flat(type: Code): string {
  if (typeof type === 'string') return type;
  if ('union' in type) return type.union.map(flat).join(' | ');
  if ('generic' in type) return `${type.generic}<${type.of.map(flat).join(', ')}>`;
  if ('members' in type)
    return `{ ${type.members.map(([name, one]) => `${name}: ${flat(one)}`).join('; ')} }`;
  return isOneWord(type.array) ? `${flat(type.array)}[]` : `(${flat(type.array)})[]`;
}

/** A union of the types, without what is there twice; one type alone is itself. */
export function union(...types: readonly Code[]): Code {
  const all: Code[] = [];
  const add = (type: Code): void => {
    if (typeof type === 'object' && 'union' in type) for (const one of type.union) add(one);
    else if (!all.some((one) => one === type || (typeof type === 'object' && flat(one) === flat(type))))
      all.push(type);
  };
  for (const type of types) add(type);
  const [only, ...others] = all;
  return only !== undefined && others.length === 0 ? only : { union: all };
}

/** Visits the names and other unbroken texts in a type. */
export function visitNames(type: Code, visit: (name: string) => void): void {
  if (typeof type === 'string') visit(type);
  else if ('union' in type) for (const one of type.union) visitNames(one, visit);
  else if ('array' in type) visitNames(type.array, visit);
  else if ('members' in type) for (const [, one] of type.members) visitNames(one, visit);
  else {
    visit(type.generic);
    for (const one of type.of) visitNames(one, visit);
  }
}

/** `name: type;` of an interface, or `type name = type;`: the head, the type and a semicolon, broken where it is too long. */
export function statement(head: string, type: Code, indent = ''): string {
  const line = `${indent}${head} ${flat(type)};`;
  if (width(line) <= lineWidth) return line;
  if (!isBreakable(type)) return head.endsWith('=') ? assignment(head, flat(type), ';', indent) : line;
  const inner = `${indent}  `;
  if ('union' in type && !isObject(type)) return `${indent}${head}\n${members(type.union, inner)};`;
  return `${indent}${head} ${broken(type, indent)};`;
}

/** `head value end` on one line, or what is behind the head on the next one. */
export function assignment(head: string, value: string, end: string, indent = ''): string {
  const line = `${indent}${head} ${value}${end}`;
  return width(line) <= lineWidth ? line : `${indent}${head}\n${indent}  ${value}${end}`;
}

/** A type over several lines, the first behind something that stands at `indent`. */
function broken(type: Code, indent: string): string {
  if (!isBreakable(type)) return flat(type);
  const inner = `${indent}  `;
  if ('union' in type) {
    const one = besideNull(type);
    return one === undefined ? members(type.union, indent).trimStart() : `${broken(one, indent)} | null`;
  }
  if ('members' in type) {
    return `{\n${type.members.map(([name, one]) => statement(`${name}:`, one, inner)).join('\n')}\n${indent}}`;
  }
  if ('generic' in type) {
    const [only, ...others] = type.of;
    if (only !== undefined && others.length === 0 && isObject(only))
      return `${type.generic}<${broken(only, indent)}>`;
    return `${type.generic}<\n${type.of.map((one) => `${inner}${fitting(one, inner, 1)}`).join(',\n')}\n${indent}>`;
  }
  if (isOneWord(type.array)) return `${broken(type.array, indent)}[]`;
  if (isObject(type.array)) return `(${broken(type.array, indent)})[]`;
  return `(\n${members((type.array as Union).union, inner)}\n${indent})[]`;
}

/** Members of a union, each on its line. */
function members(types: readonly Code[], indent: string): string {
  return types.map((one) => `${indent}| ${fitting(one, `${indent}  `, 1)}`).join('\n');
}

/** On the line behind `indent` if it fits there with some columns to spare. */
function fitting(type: Code, indent: string, spare: number): string {
  const line = flat(type);
  return width(indent) + width(line) + spare <= lineWidth ? line : broken(type, indent);
}

type Union = Extract<Code, { readonly union: unknown }>;

/** Formatters leave a name whole, alone, beside null, and as the only argument of a generic. */
function isBreakable(type: Code): type is Exclude<Code, string> {
  if (typeof type === 'string') return false;
  if ('generic' in type) {
    return type.of.length > 1 || type.of.some((one) => isObject(one) || (!isSimple(one) && !isNullable(one)));
  }
  if ('union' in type) return besideNull(type) === undefined || isObject(type);
  return 'members' in type || isBreakable(type.array);
}

function isNullable(type: Code): boolean {
  return besideNull(type) !== undefined;
}

/** A name that is no keyword, a generic or an object, when it is alone with null. */
function besideNull(type: Code): Code | undefined {
  if (typeof type === 'string' || !('union' in type) || !type.union.includes('null')) return undefined;
  const [one, ...others] = type.union.filter((member) => member !== 'null');
  if (one === undefined || others.length > 0) return undefined;
  const hugs =
    typeof one === 'object' ? 'generic' in one || 'members' in one : isSimple(one) && !keywords.has(one);
  return hugs ? one : undefined;
}

/** An object, maybe beside null: formatters break it inside. */
function isObject(type: Code): boolean {
  const one = besideNull(type) ?? type;
  return typeof one === 'object' && 'members' in one;
}

function isSimple(type: Code): boolean {
  return typeof type === 'string' ? /^[\w$.]+$/.test(type) : 'members' in type;
}

const keywords = new Set([
  'string',
  'number',
  'boolean',
  'bigint',
  'unknown',
  'undefined',
  'never',
  'symbol',
]);

function isOneWord(type: Code): boolean {
  return typeof type === 'object' ? !('union' in type) : !/[|&]|^typeof /.test(type);
}

/** `import type { A, B } from "./c.js";`, names sorted. */
export function importTypes(names: Iterable<string>, from: string): string {
  const sorted = [...names].sort(byName);
  const line = `import type { ${sorted.join(', ')} } from ${stringLiteral(from)};`;
  if (sorted.length === 1 || width(line) <= lineWidth) return line;
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
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : stringLiteral(name);
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
  const x: readonly string[] = a.match(/\d+|\D/g) ?? [];
  const y: readonly string[] = b.match(/\d+|\D/g) ?? [];
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
