/** Types and columns: what stands after `.type`, and between the parentheses of a declaration. */
import { parseInnerMetadata, parseMetadata } from './annotations.js';
import type { Attribute, Branch, ItemNode, Metadata, TypeDefinition, TypeName } from './ast.js';
import type { Cursor } from './cursor.js';
import { dotted, qualified } from './parse-body.js';
import { maxArguments } from './parse-term.js';

/** What stands after `.type`. */
export function parseType(cursor: Cursor, meta: Metadata, start: number): ItemNode {
  const { name, start: nameStart, end: nameEnd } = simpleName(cursor, 'the name of a type');
  let definition: TypeDefinition;
  if (cursor.accept('<:')) definition = { kind: 'subtype', parent: qualified(cursor, 'a type') };
  else {
    if (!cursor.accept('=')) failAtType(cursor, name);
    if (cursor.is('[')) definition = parseRecord(cursor, name);
    else definition = parseUnion(cursor, name);
  }
  const { source, lastEnd: end } = cursor;
  return { kind: 'type', name, nameStart, nameEnd, definition, start, end, source, meta };
}

/** Columns between two brackets. */
export function parseAttributes(cursor: Cursor, open: string, close: string): Attribute[] {
  if (!cursor.accept(open)) {
    const form = {
      text: 'The columns stand in parentheses, each with its type.',
      code: '(x: symbol, n: number)',
    };
    cursor.unexpected(`\`${open}\` to open the list of columns`, open === '(' ? form : undefined);
  }
  const attributes: Attribute[] = [];
  if (open === '{') parseInnerMetadata(cursor);
  while (!cursor.is(close) || attributes.length > 0) {
    const { doc } = parseMetadata(cursor);
    const { start, end: nameEnd } = cursor;
    const name = cursor.name('the name of a column');
    if (attributes.length >= maxArguments) {
      cursor.fail('dl/too-large', `There are at most ${maxArguments} columns.`, start, nameEnd);
    }
    if (!cursor.accept(':')) failAtColumn(cursor, name);
    const { start: typeStart } = cursor;
    const type = dotted(cursor, `the type of \`${name}\``);
    const { lastEnd: end } = cursor;
    attributes.push({ name, type, typeStart, typeEnd: end, doc, start, end });
    if (!cursor.accept(',')) break;
  }
  cursor.expect(close, 'to close the list of columns');
  return attributes;
}

/** A name without dots. */
export function simpleName(cursor: Cursor, what: string): TypeName {
  const { start, end } = cursor;
  return { name: cursor.name(what), start, end };
}

function parseUnion(cursor: Cursor, type: string): TypeDefinition {
  const members: TypeName[] = [];
  const branches: Branch[] = [];
  do {
    parseMetadata(cursor);
    if (cursor.kind !== 'name') failAtMember(cursor, type);
    const name = qualified(cursor, 'a type or a branch');
    if (cursor.is('{')) {
      const attributes = parseAttributes(cursor, '{', '}');
      branches.push({
        name: name.name,
        nameEnd: name.end,
        attributes,
        start: name.start,
        end: cursor.lastEnd,
      });
    } else members.push(name);
  } while (cursor.accept('|'));
  if (branches.length > 0 && (cursor.is(',') || cursor.is(';'))) {
    cursor.fail('dl/syntax', 'Branches are separated by `|`.', cursor.start, cursor.end, {
      fix: { text: 'Write `|`.', code: '|' },
    });
  }
  if (branches.length === 0) return { kind: 'union', members };
  const stray = members[0];
  if (stray !== undefined) {
    const message = `\`${stray.name}\` is a type among branches: a branch has braces.`;
    cursor.fail('dl/syntax', message, stray.start, stray.end, {
      fix: { text: 'Write the braces, also when they are empty.', code: `${stray.name} {}` },
    });
  }
  return { kind: 'branches', branches };
}

function parseRecord(cursor: Cursor, name: string): TypeDefinition {
  const attributes = parseAttributes(cursor, '[', ']');
  if (cursor.is('|')) failAtMember(cursor, name);
  return { kind: 'record', attributes };
}

function failAtType(cursor: Cursor, name: string): never {
  if (cursor.kind === 'name' || cursor.is(':')) {
    const parent = cursor.kind === 'name' ? cursor.text : cursor.peek(1).text;
    cursor.fail('dl/syntax', `Expected \`=\` or \`<:\` after \`.type ${name}\`.`, cursor.start, cursor.end, {
      fix: { text: 'A type is a part of another one:', code: `.type ${name} <: ${parent}` },
    });
  }
  return cursor.unexpected(`\`=\` or \`<:\` after \`.type ${name}\``);
}

/** What is no member of a union: a text, a record, or columns without the name of their branch. */
function failAtMember(cursor: Cursor, type: string): never {
  const { start, end } = cursor;
  if (cursor.kind === 'string') {
    cursor.fail('dl/syntax', 'A type does not list its values; an annotation may.', start, end, {
      fix: { text: 'Write it so:', code: `@[values = ["a", "b"]] .type ${type} <: symbol` },
    });
  }
  if (cursor.is('[') || cursor.is('|')) {
    cursor.fail('dl/syntax', 'A record is a type of its own, and no member of a union.', start, end, {
      fix: {
        text: 'Give each part a name: that makes branches.',
        code: `.type ${type} = First { x: number } | Second { y: number }`,
      },
    });
  }
  if (cursor.is('{')) {
    cursor.fail('dl/syntax', 'A branch has a name before its braces.', start, end, {
      fix: { text: 'Name it; a record stands in brackets.', code: `.type ${type} = [x: number]` },
    });
  }
  return cursor.unexpected('a type or a branch');
}

function failAtColumn(cursor: Cursor, name: string): never {
  const isSwapped = primitives.includes(name) && cursor.kind === 'name';
  const isBare = cursor.is(',') || cursor.is(')') || cursor.is(']') || cursor.is('}');
  if (cursor.kind !== 'name' && !isBare) cursor.unexpected(`\`:\` and a type after \`${name}\``);
  const code = isSwapped
    ? `${cursor.text}: ${name}`
    : primitives.includes(name)
      ? `x: ${name}`
      : `${name}: ${isBare ? 'symbol' : cursor.text}`;
  const { start, end } = isBare ? { start: cursor.lastEnd - name.length, end: cursor.lastEnd } : cursor;
  return cursor.fail('dl/syntax', 'A column is a name, a `:` and a type.', start, end, {
    fix: { text: 'Write it so:', code },
  });
}

const primitives = ['symbol', 'number', 'float'];
