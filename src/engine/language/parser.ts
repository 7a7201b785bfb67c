/** Tokens to items: declarations, types, clauses. Recursive descent; goes on after an error at the next item. */
import type { SourceText } from '../../diagnostics/index.js';
import type { Reporter } from '../errors.js';
import { nearest } from '../errors.js';
import type {
  Atom,
  Attribute,
  Branch,
  ComponentItem,
  ItemNode,
  Metadata,
  TypeDefinition,
  TypeName,
} from './ast.js';
import { Cursor, SyntaxStop } from './cursor.js';
import { tokenize } from './lexer.js';
import { parseAlternatives, parseAtom } from './parse-body.js';

/** All items of a source that could be read. What could not is in the reporter. */
export function parse(source: SourceText, reporter: Reporter): ItemNode[] {
  const cursor = new Cursor(source, tokenize(source, reporter), reporter);
  return parseItems(cursor, () => cursor.token.kind === 'end', true);
}

/** Soufflé's directives that we do not take, and what to write instead. */
const dropped: Readonly<Record<string, string>> = {
  plan: 'Delete it: the join order is chosen from the number of facts.',
  pragma: 'Delete it: options are given on the command line.',
  lattice: 'Use a relation and a `min` or `max` aggregate over it.',
  override: 'Give the relation another name.',
  init: 'Write the relations of the component at the top level.',
  limitsize: 'Delete it: limits on tuples and time hold for every evaluation.',
  printsize: 'Write a relation with a `count` aggregate.',
  number_type: 'Write `.type T <: number`.',
  symbol_type: 'Write `.type T <: symbol`.',
  once: 'Delete it: a file is read once.',
};

/** Words that Soufflé allows after a declaration. */
const storageTags = new Set(
  'eqrel brie btree btree_delete inline no_inline magic no_magic choice override'.split(' '),
);

function parseItems(cursor: Cursor, atEnd: () => boolean, top: boolean): ItemNode[] {
  const items: ItemNode[] = [];
  while (!atEnd() && !cursor.atEnd) {
    const start = cursor.position;
    try {
      const meta = cursor.metadata();
      if (atEnd() || cursor.atEnd) break;
      items.push(...parseItem(cursor, meta, top));
    } catch (stop) {
      if (stop instanceof RangeError) {
        const { token } = cursor;
        const span = cursor.source.span(token.start, token.end);
        cursor.reporter.error('dl/too-deep', 'Parentheses are nested too deeply here.', span);
      } else if (!(stop instanceof SyntaxStop)) throw stop;
      cursor.recover(start);
    }
  }
  return items;
}

function parseItem(cursor: Cursor, meta: Metadata, top: boolean): ItemNode[] {
  const { token, source } = cursor;
  const start = token.start;
  if (token.kind !== 'directive') {
    if (token.kind === 'symbol' && token.text === '#') {
      cursor.fail('dl/unsupported', 'There is no preprocessor: `#` has no meaning.', token.start, token.end, {
        fix: { text: 'Write the text out, or put it in a relation.' },
      });
    }
    return [parseClause(cursor, meta)];
  }
  cursor.take();
  const here = (): { start: number; end: number; source: SourceText; meta: Metadata } => ({
    start,
    end: cursor.lastEnd,
    source,
    meta,
  });
  switch (token.text) {
    case 'decl':
      return parseRelation(cursor, meta, start);
    case 'type':
      return [parseType(cursor, meta, start)];
    case 'functor': {
      const name = cursor.name('the name of a functor');
      const parameters = parseAttributes(cursor, '(', ')');
      cursor.expect(':', 'and the type of the result');
      const result = qualified(cursor, 'the type of the result');
      return [{ kind: 'functor', name: name.text, nameStart: name.start, parameters, result, ...here() }];
    }
    case 'input':
    case 'output': {
      const names = [qualified(cursor, 'the name of a relation')];
      while (cursor.accept(',')) names.push(qualified(cursor, 'the name of a relation'));
      if (cursor.is('(')) skipParentheses(cursor);
      return [{ kind: token.text, names, ...here() }];
    }
    case 'include': {
      if (cursor.token.kind !== 'string') cursor.unexpected('the path of a file, in quotes');
      const path = cursor.take().text;
      return [{ kind: 'include', path, ...here() }];
    }
    case 'comp':
      return [parseComponent(cursor, meta, start, top)];
  }
  const help = dropped[token.text];
  if (help !== undefined) {
    cursor.fail('dl/unsupported', `\`.${token.text}\` is not part of the language.`, token.start, token.end, {
      fix: { text: help },
    });
  }
  const near = nearest(token.text, ['decl', 'type', 'input', 'output', 'include', 'comp', 'functor']);
  return cursor.fail('dl/syntax', `There is no directive \`.${token.text}\`.`, token.start, token.end, {
    ...(near === undefined ? {} : { fix: { text: `Did you mean \`.${near}\`?`, code: `.${near}` } }),
  });
}

function parseRelation(cursor: Cursor, meta: Metadata, start: number): ItemNode[] {
  const names = [cursor.name('the name of a relation')];
  while (cursor.accept(',')) names.push(cursor.name('the name of a relation'));
  const attributes = parseAttributes(cursor, '(', ')');
  const end = cursor.lastEnd;
  const tag = cursor.token;
  if (tag.kind === 'name' && storageTags.has(tag.text) && !(cursor.peek(1).text === '(')) {
    const help =
      tag.text === 'eqrel'
        ? 'Write the rules for symmetry and transitivity.'
        : 'Delete it: how a relation is stored is chosen for you.';
    cursor.fail(
      'dl/unsupported',
      `\`${tag.text}\` after a declaration is not part of the language.`,
      tag.start,
      tag.end,
      {
        fix: { text: help },
      },
    );
  }
  return names.map((name) => ({
    kind: 'relation' as const,
    name: name.text,
    nameStart: name.start,
    attributes,
    start,
    end,
    source: cursor.source,
    meta,
  }));
}

function parseAttributes(cursor: Cursor, open: string, close: string): Attribute[] {
  cursor.expect(open, 'to open the list of columns');
  const attributes: Attribute[] = [];
  cursor.innerAnnotations();
  while (!cursor.is(close)) {
    const { doc } = cursor.metadata();
    const name = cursor.name('the name of a column');
    cursor.expect(':', `and a type after \`${name.text}\``);
    const type = qualified(cursor, `the type of \`${name.text}\``);
    attributes.push({
      name: name.text,
      type: type.name,
      typeStart: type.start,
      doc,
      start: name.start,
      end: type.end,
    });
    if (!cursor.accept(',')) break;
  }
  cursor.expect(close, 'to close the list of columns');
  return attributes;
}

function parseType(cursor: Cursor, meta: Metadata, start: number): ItemNode {
  const name = cursor.name('the name of a type');
  let definition: TypeDefinition;
  if (cursor.accept('<:')) definition = { kind: 'subtype', parent: qualified(cursor, 'a type') };
  else {
    cursor.expect('=', `or \`<:\` after \`.type ${name.text}\``);
    if (cursor.is('[')) definition = { kind: 'record', attributes: parseAttributes(cursor, '[', ']') };
    else definition = parseUnion(cursor);
  }
  const { source, lastEnd: end } = cursor;
  return { kind: 'type', name: name.text, nameStart: name.start, definition, start, end, source, meta };
}

function parseUnion(cursor: Cursor): TypeDefinition {
  const members: TypeName[] = [];
  const branches: Branch[] = [];
  do {
    if (cursor.token.kind === 'doc' || cursor.is('@[')) cursor.metadata();
    const name = qualified(cursor, 'a type or a branch');
    if (cursor.is('{')) {
      const attributes = parseAttributes(cursor, '{', '}');
      branches.push({ name: name.name, attributes, start: name.start, end: cursor.lastEnd });
    } else members.push(name);
  } while (cursor.accept('|'));
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

function parseComponent(cursor: Cursor, meta: Metadata, start: number, top: boolean): ComponentItem {
  const name = cursor.name('the name of a component');
  if (!top) cursor.fail('dl/unsupported', 'A component may not stand in a component.', name.start, name.end);
  if (cursor.is(':') || cursor.is('<')) {
    cursor.fail(
      'dl/unsupported',
      'Components with parents or parameters are not part of the language.',
      cursor.token.start,
      cursor.token.end,
    );
  }
  cursor.expect('{', `after \`.comp ${name.text}\``);
  cursor.innerAnnotations();
  const items = parseItems(cursor, () => cursor.is('}'), false);
  cursor.expect('}', `to close \`.comp ${name.text}\``);
  return {
    kind: 'component',
    name: name.text,
    items,
    start,
    end: cursor.lastEnd,
    source: cursor.source,
    meta,
  };
}

function parseClause(cursor: Cursor, meta: Metadata): ItemNode {
  const { source } = cursor;
  const start = cursor.token.start;
  const heads: Atom[] = [];
  do {
    if (heads.length > 0) cursor.metadata();
    if (cursor.token.kind !== 'name') {
      cursor.unexpected('a clause, such as `head(x) :- body(x).`, or a directive, such as `.decl`');
    }
    heads.push(parseAtom(cursor));
  } while (cursor.accept(','));
  let body: ReturnType<typeof parseAlternatives> | undefined;
  if (cursor.accept(':-')) {
    cursor.innerAnnotations();
    body = parseAlternatives(cursor);
  } else if (cursor.is('<=')) {
    const { token } = cursor;
    cursor.fail('dl/unsupported', 'Subsumption is not part of the language.', token.start, token.end, {
      fix: { text: 'Keep the best row with a `min` or `max` aggregate.' },
    });
  }
  if (!cursor.is('.')) {
    cursor.unexpected(
      body === undefined ? '`:-`, `,` or `.` after the head' : '`,`, `;` or `.` after the literal',
    );
  }
  cursor.take();
  const end = cursor.lastEnd;
  return { kind: 'clause', heads, body, start, end, source, meta };
}

function qualified(cursor: Cursor, what: string): TypeName {
  const first = cursor.name(what);
  let name = first.text;
  while (cursor.is('.') && cursor.peek(1).kind === 'name' && cursor.peek(1).start === cursor.token.end) {
    cursor.take();
    name += `.${cursor.take().text}`;
  }
  return { name, start: first.start, end: cursor.lastEnd };
}

function skipParentheses(cursor: Cursor): void {
  let depth = 0;
  do {
    if (cursor.is('(')) depth++;
    if (cursor.is(')')) depth--;
    cursor.take();
  } while (depth > 0 && cursor.token.kind !== 'end');
}
