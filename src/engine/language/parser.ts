/** Tokens to items: declarations, types, clauses. Recursive descent; goes on after an error at the next item. */
import type { SourceText } from '../../diagnostics/source.js';
import { nearest, type Reporter, TooManyErrors } from '../errors.js';
import { joinMetadata, parseInnerMetadata, parseMetadata } from './annotations.js';
import type {
  Alternatives,
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
import { parseAggregate, parseAtom, parseBody, qualified } from './parse-body.js';
import { maxArguments } from './parse-term.js';
import { droppedDirectives, droppedTags } from './words.js';

/** All items of a source that could be read. What could not is in the reporter. Time is linear in the text. */
export function parse(source: SourceText, reporter: Reporter): ItemNode[] {
  const items: ItemNode[] = [];
  try {
    const cursor = new Cursor(source, tokenize(source, reporter), reporter, parseAggregate);
    parseItems(cursor, () => cursor.token.kind === 'end', true, items);
  } catch (error) {
    if (!(error instanceof TooManyErrors)) throw error;
  }
  return items;
}

/** Reads items until `atEnd`. */
function parseItems(cursor: Cursor, atEnd: () => boolean, top: boolean, items: ItemNode[]): ItemNode[] {
  while (!atEnd() && !cursor.atEnd) {
    const outerStart = cursor.itemStart;
    try {
      cursor.itemStart = cursor.position;
      const meta = parseMetadata(cursor);
      if (atEnd() || cursor.atEnd) {
        reportLoose(cursor, meta);
        break;
      }
      cursor.itemStart = cursor.position;
      cursor.heights.clear();
      for (const item of parseItem(cursor, meta, top)) items.push(item);
    } catch (stop) {
      if (!(stop instanceof SyntaxStop)) throw stop;
      noteUnread(cursor);
      cursor.recover();
    } finally {
      cursor.itemStart = outerStart;
    }
  }
  return items;
}

/** Remembers what a declaration that could not be read would have declared. */
function noteUnread(cursor: Cursor): void {
  const { tokens, itemStart, position, reporter } = cursor;
  const first = tokens[itemStart];
  if (first?.kind !== 'directive' || (first.text !== 'decl' && first.text !== 'type')) return;
  const { relations, types } = reporter.unread;
  for (let at = itemStart + 1; at <= position && tokens[at]?.kind === 'name'; at += 2) {
    (first.text === 'decl' ? relations : types).add(tokens[at]!.text);
    if (tokens[at + 1]?.text !== ',') break;
  }
}

/** Metadata that nothing follows. */
function reportLoose(cursor: Cursor, meta: Metadata): void {
  for (const [name, span] of meta.annotationSpans) {
    if (name.includes('.')) continue;
    cursor.reporter.warning('dl/loose-annotation', `\`@[${name}]\` stands before nothing.`, span);
  }
}

function parseItem(cursor: Cursor, meta: Metadata, top: boolean): ItemNode[] {
  const { token, source } = cursor;
  const start = token.start;
  if (token.kind !== 'directive') {
    if (cursor.is('#')) failAtPreprocessor(cursor);
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
      // Soufflé takes types without names too.
      if (cursor.peek(1).kind === 'name' && cursor.peek(2).text !== ':') {
        cursor.fail('dl/unsupported', '`.functor` is not part of the language.', name.start, name.end, {
          fix: { text: 'Derive the values in a relation, or give them as facts.' },
        });
      }
      const parameters = parseAttributes(cursor, '(', ')');
      cursor.expect(':', 'and the type of the result');
      const result = qualified(cursor, 'the type of the result');
      if (cursor.token.text === 'stateful') cursor.take();
      return [{ kind: 'functor', name: name.text, nameStart: name.start, parameters, result, ...here() }];
    }
    case 'input':
    case 'output': {
      const names = [qualified(cursor, 'the name of a relation')];
      while (cursor.accept(',')) names.push(qualified(cursor, 'the name of a relation'));
      if (cursor.is('(')) parseParameters(cursor);
      return [{ kind: token.text, names, ...here() }];
    }
    case 'include': {
      if (cursor.token.kind !== 'string') cursor.unexpected('the path of a file, in quotes');
      const { text: path, start: pathStart, end: pathEnd } = cursor.take();
      return [{ kind: 'include', path, pathStart, pathEnd, ...here() }];
    }
    case 'init': {
      const name = cursor.name('the name of an instance');
      cursor.expect('=', `and a component after \`.init ${name.text}\``);
      const component = qualified(cursor, 'the name of a component');
      if (cursor.is('<')) failAtParameters(cursor);
      return [{ kind: 'init', name: name.text, component, ...here() }];
    }
    case 'comp':
      return [parseComponent(cursor, meta, start, top)];
  }
  const help = Object.hasOwn(droppedDirectives, token.text) ? droppedDirectives[token.text] : undefined;
  if (help !== undefined) {
    cursor.fail('dl/unsupported', `\`.${token.text}\` is not part of the language.`, token.start, token.end, {
      fix: { text: help },
    });
  }
  const near = nearest(token.text, ['decl', 'type', 'input', 'output', 'include', 'comp', 'init']);
  return cursor.fail('dl/syntax', `There is no directive \`.${token.text}\`.`, token.start, token.end, {
    ...(near === undefined ? {} : { fix: { text: `Did you mean \`.${near}\`?`, code: `.${near}` } }),
  });
}

function parseRelation(cursor: Cursor, meta: Metadata, start: number): ItemNode[] {
  const names = [cursor.name('the name of a relation')];
  while (cursor.accept(',')) names.push(cursor.name('the name of a relation'));
  const attributes = parseAttributes(cursor, '(', ')');
  const end = cursor.lastEnd;
  refuseTags(cursor);
  return names.map((name) => ({
    kind: 'relation' as const,
    name: name.text,
    nameStart: name.start,
    nameEnd: name.end,
    attributes,
    start,
    end,
    source: cursor.source,
    meta,
  }));
}

/** What may follow the columns in Soufflé: a tag, or `choice-domain`. */
function refuseTags(cursor: Cursor): void {
  const { token: tag } = cursor;
  if (tag.kind !== 'name' || !Object.hasOwn(droppedTags, tag.text) || cursor.peek(1).text === '(') return;
  const isChoice = tag.text === 'choice' && cursor.peek(1).text === '-' && cursor.peek(2).text === 'domain';
  if (tag.text === 'choice' && !isChoice) return;
  const end = isChoice ? cursor.peek(2).end : tag.end;
  const word = cursor.source.text.slice(tag.start, end);
  const message = `\`${word}\` after a declaration is not part of the language.`;
  cursor.fail('dl/unsupported', message, tag.start, end, { fix: { text: droppedTags[tag.text]! } });
}

function failAtPreprocessor(cursor: Cursor): never {
  const { token } = cursor;
  const word = cursor.peek(1).kind === 'name' ? cursor.peek(1) : token;
  const help =
    word.text === 'include'
      ? { text: 'Write `.include "file.dl"`.' }
      : { text: 'Write the text out, or put it in a relation.' };
  const written = cursor.source.text.slice(token.start, word.end);
  const message = `There is no preprocessor: \`${written}\` has no meaning.`;
  return cursor.fail('dl/unsupported', message, token.start, word.end, { fix: help });
}

function failAtParameters(cursor: Cursor): never {
  const { start, end } = cursor.token;
  const message = 'Components with parents or parameters are not part of the language.';
  return cursor.fail('dl/unsupported', message, start, end, {
    fix: { text: 'Write the component out for each of its uses, or put what differs in a column.' },
  });
}

/** `(key=value, ...)` after `.input` and `.output`: accepted, and without a meaning here. */
function parseParameters(cursor: Cursor): void {
  cursor.expect('(', 'to open the parameters');
  while (!cursor.is(')')) {
    if (cursor.token.kind !== 'name') cursor.unexpected('the name of a parameter');
    const key = cursor.take();
    cursor.expect('=', `and a value after \`${key.text}\``);
    if (!['string', 'name', 'number'].includes(cursor.token.kind)) cursor.unexpected('a value');
    cursor.take();
    if (!cursor.accept(',')) break;
  }
  cursor.expect(')', 'to close the parameters');
}

function parseAttributes(cursor: Cursor, open: string, close: string): Attribute[] {
  cursor.expect(open, 'to open the list of columns');
  const attributes: Attribute[] = [];
  if (open === '{') parseInnerMetadata(cursor);
  while (!cursor.is(close) || attributes.length > 0) {
    const { doc } = parseMetadata(cursor);
    const name = cursor.name('the name of a column');
    if (attributes.length >= maxArguments) {
      cursor.fail('dl/too-large', `There are at most ${maxArguments} columns.`, name.start, name.end);
    }
    cursor.expect(':', `and a type after \`${name.text}\``);
    const type = qualified(cursor, `the type of \`${name.text}\``);
    attributes.push({
      name: name.text,
      type: type.name,
      typeStart: type.start,
      typeEnd: type.end,
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
  return {
    kind: 'type',
    name: name.text,
    nameStart: name.start,
    nameEnd: name.end,
    definition,
    start,
    end,
    source,
    meta,
  };
}

function parseUnion(cursor: Cursor): TypeDefinition {
  const members: TypeName[] = [];
  const branches: Branch[] = [];
  do {
    parseMetadata(cursor);
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
  if (!top) {
    cursor.fail('dl/unsupported', 'A component may not stand in a component.', name.start, name.end, {
      fix: { text: 'Write it beside the other one.' },
    });
  }
  if (cursor.is(':') || cursor.is('<')) failAtParameters(cursor);
  cursor.expect('{', `after \`.comp ${name.text}\``);
  const inner = parseInnerMetadata(cursor);
  cursor.inComponent = true;
  const items = parseItems(cursor, () => cursor.is('}'), false, []);
  cursor.inComponent = false;
  cursor.expect('}', `to close \`.comp ${name.text}\``);
  return {
    kind: 'component',
    name: name.text,
    nameStart: name.start,
    nameEnd: name.end,
    items,
    start,
    end: cursor.lastEnd,
    source: cursor.source,
    meta: joinMetadata(meta, inner),
  };
}

function parseClause(cursor: Cursor, meta: Metadata): ItemNode {
  const { source } = cursor;
  const start = cursor.token.start;
  const heads: Atom[] = [];
  do {
    if (heads.length > 0) parseMetadata(cursor);
    if (cursor.token.kind !== 'name') {
      cursor.unexpected('a clause, such as `head(x) :- body(x).`, or a directive, such as `.decl`');
    }
    heads.push(parseAtom(cursor));
  } while (cursor.accept(','));
  let body: Alternatives | undefined;
  let joined = meta;
  if (cursor.accept(':-')) {
    joined = joinMetadata(meta, parseInnerMetadata(cursor));
    body = parseBody(cursor);
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
  const second = heads[1];
  if (body === undefined && second !== undefined) {
    const message = 'A fact has one head: each fact is a clause of its own.';
    cursor.reporter.error('dl/syntax', message, source.span(second.start, second.end), {
      fix: {
        text: 'Close each fact with a `.`.',
        code: heads.map((head) => `${cut(source.text.slice(head.start, head.end))}.`).join(' '),
      },
    });
  }
  return { kind: 'clause', heads, body, start, end: cursor.lastEnd, source, meta: joined };
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
