/** Pieces of formatted SDL: strings, values, directives in their one form, each on one line or on several. */
import {
  type ConstDirectiveNode,
  type ConstValueNode,
  Kind,
  parseConstValue,
  print,
} from 'graphql/language/index.js';
import { type ArgumentKind, directives, referentialActions } from '../sdl/directives.js';

/** Longest line, where it can be kept. */
export const width = 100;

const order = new Map(Object.keys(directives).map((name, at) => [name, at]));

/** The name without the prefix that ours may have. */
export function bareName(name: string): string {
  const bare = name.replace(/^wes_/, '');
  return order.has(bare) ? bare : name;
}

/** Directives in the order of the table; those of others come first, as they were. */
export function sortedDirectives(
  nodes: readonly ConstDirectiveNode[] | undefined,
): readonly ConstDirectiveNode[] {
  const rank = (node: ConstDirectiveNode): number => order.get(bareName(node.name.value)) ?? -1;
  return [...(nodes ?? [])].sort((a, b) => rank(a) - rank(b));
}

/** A directive as lines: one where it fits into the room, else one for each argument. */
export function directiveLines(node: ConstDirectiveNode, room: number): readonly string[] {
  const name = bareName(node.name.value);
  const spec = directives[name];
  const known = Object.keys(spec?.arguments ?? {});
  const rank = (argument: string): number => {
    const at = known.indexOf(argument);
    return at === -1 ? known.length : at;
  };
  const all = [...(node.arguments ?? [])].sort((a, b) => rank(a.name.value) - rank(b.name.value));
  if (all.length === 0) return [`@${name}`];
  const texts = all.map((argument) => {
    const kind = spec?.arguments[argument.name.value]?.kind;
    return `${argument.name.value}: ${valueText(canonical(argument.value, kind))}`;
  });
  const line = `@${name}(${texts.join(', ')})`;
  if (line.length <= room && !line.includes('\n')) return [line];
  return [`@${name}(`, ...texts.flatMap((text) => indented(text.split('\n'))), ')'];
}

/** Lines two blanks further in; empty ones stay empty. */
export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `  ${line}`));
}

/** A description as lines: quoted where it is short, else a block. */
export function descriptionLines(value: string, room: number): readonly string[] {
  const line = print({ kind: Kind.STRING, value, block: false });
  if (!value.includes('\n') && line.length <= room && !line.includes('\\')) return [line];
  return block(value) ?? [line];
}

/** A value in the form that its kind has: lists of names as lists, words as enums. */
function canonical(value: ConstValueNode, kind: ArgumentKind | undefined): ConstValueNode {
  if (kind === 'names' && value.kind === Kind.STRING) return { kind: Kind.LIST, values: [value] };
  const words = kind === 'action' ? referentialActions : Array.isArray(kind) ? kind : undefined;
  if (words === undefined || (value.kind !== Kind.STRING && value.kind !== Kind.ENUM)) return value;
  const word = value.value.toUpperCase().replace(/\s+/g, '_');
  return words.includes(word as never) ? { kind: Kind.ENUM, value: word } : value;
}

function valueText(value: ConstValueNode): string {
  switch (value.kind) {
    case Kind.STRING:
      return (
        (value.value.includes('\n') ? block(value.value)?.join('\n') : undefined) ??
        print({ kind: Kind.STRING, value: value.value, block: false })
      );
    case Kind.LIST:
      return `[${value.values.map(valueText).join(', ')}]`;
    case Kind.OBJECT:
      return value.fields.length === 0
        ? '{}'
        : `{ ${value.fields.map((field) => `${field.name.value}: ${valueText(field.value)}`).join(', ')} }`;
    default:
      return print(value);
  }
}

/** A block string, where a block can hold the value whatever its indentation is. */
function block(value: string): readonly string[] | undefined {
  const text = print({ kind: Kind.STRING, value, block: true });
  const lines = (text.startsWith('"""\n') ? text : `"""\n${text.slice(3, -3)}\n"""`).split('\n');
  const read = parseConstValue(`[\n${indented(lines).join('\n')}\n]`, { noLocation: true });
  const [first] = read.kind === Kind.LIST ? read.values : [];
  return first?.kind === Kind.STRING && first.value === value ? lines : undefined;
}
