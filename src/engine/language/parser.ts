/** Tokens to items: declarations, types, clauses. Recursive descent; goes on after an error at the next item. */
import type { SourceText } from '../../diagnostics/source.js';
import { nearest, type Reporter, TooManyErrors } from '../errors.js';
import { joinMetadata, parseInnerMetadata, parseMetadata } from './annotations.js';
import type { Alternatives, Atom, Clause, ComponentItem, ItemNode, Metadata, TypeName } from './ast.js';
import { Cursor, SyntaxStop } from './cursor.js';
import { comment } from './foreign.js';
import { scan } from './lexer.js';
import { parseAggregate, parseAtom, parseBody, qualified } from './parse-body.js';
import { parseAttributes, parseType, simpleName } from './parse-type.js';
import { type ClauseReader, passOver } from './unread.js';
import { droppedDirectives, droppedSigns, droppedTags } from './words.js';

/**
 * All items of a source that could be read. What could not is in the reporter. Time is linear in the text. With
 * `isPatient`, clauses that are plain to pass over are read when somebody needs them, and their mistakes found then.
 */
export function parse(source: SourceText, reporter: Reporter, isPatient = false): ItemNode[] {
  const items: ItemNode[] = [];
  try {
    parseItems(new Cursor(scan(source, reporter), reporter, parseAggregate), undefined, items, isPatient);
  } catch (error) {
    if (!(error instanceof TooManyErrors)) throw error;
  }
  return items;
}

/** Reads items until the text ends, or until the `}` of what they stand in. */
function parseItems(
  cursor: Cursor,
  close: '}' | undefined,
  items: ItemNode[],
  isPatient = false,
): ItemNode[] {
  const atEnd = (): boolean => cursor.atEnd || (close !== undefined && cursor.is(close));
  while (!atEnd()) {
    const outerStart = cursor.itemStart;
    try {
      cursor.beginItem();
      const meta = parseMetadata(cursor);
      if (atEnd()) {
        reportLoose(cursor, meta);
        break;
      }
      cursor.beginItem();
      if (cursor.kind === 'directive') parseDirective(cursor, meta, close === undefined, items);
      else {
        const unread = isPatient ? passOver(cursor, meta, readClause) : undefined;
        items.push(unread ?? parseClause(cursor, meta));
      }
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

/** A clause that was passed over. */
const readClause: ClauseReader = (tokens, position, meta, reporter) => {
  const cursor = new Cursor(tokens, reporter, parseAggregate);
  cursor.moveTo(position);
  cursor.beginItem();
  try {
    return parseClause(cursor, meta);
  } catch (stop) {
    if (!(stop instanceof SyntaxStop)) throw stop;
    return undefined;
  }
};

/** Remembers what a declaration that could not be read would have declared. */
function noteUnread({ tokens, itemStart, position, reporter }: Cursor): void {
  const first = tokens.at(itemStart);
  if (first.kind !== 'directive') return;
  const { relations, types, functors } = reporter.unread;
  if (first.text === 'functor') functors.add(`@${tokens.texts[itemStart + 1]}`);
  if (first.text !== 'decl' && first.text !== 'type') return;
  for (let at = itemStart + 1; at <= position && tokens.kind(at) === 'name'; at += 2) {
    (first.text === 'decl' ? relations : types).add(tokens.texts[at]!);
    if (tokens.texts[at + 1] !== ',') break;
  }
}

/** Metadata that nothing follows. */
function reportLoose(cursor: Cursor, meta: Metadata): void {
  for (const [name, span] of meta.annotationSpans) {
    if (name.includes('.')) continue;
    cursor.reporter.warning('dl/loose-annotation', `\`@[${name}]\` stands before nothing.`, span);
  }
}

/** Adds the item, or the items, that a directive stands for. */
function parseDirective(cursor: Cursor, meta: Metadata, top: boolean, items: ItemNode[]): void {
  const { start, source, text: word } = cursor;
  cursor.skip();
  switch (word) {
    case 'decl':
      parseRelation(cursor, meta, start, items);
      break;
    case 'type':
      items.push(parseType(cursor, meta, start));
      break;
    case 'functor': {
      const { start: nameStart, end: nameEnd } = cursor;
      const name = cursor.name('the name of a functor');
      // Soufflé takes types without names too.
      if (cursor.peek(1).kind === 'name' && cursor.peek(2).text !== ':') {
        cursor.fail('dl/unsupported', '`.functor` is not part of the language.', nameStart, nameEnd, {
          fix: { text: 'Derive the values in a relation, or give them as facts.' },
        });
      }
      const parameters = parseAttributes(cursor, '(', ')');
      cursor.expect(':', 'and the type of the result');
      const result = qualified(cursor, 'the type of the result');
      if (cursor.text === 'stateful') cursor.skip();
      const end = cursor.lastEnd;
      items.push({ kind: 'functor', name, nameStart, parameters, result, start, end, source, meta });
      break;
    }
    case 'input':
    case 'output': {
      const names = [qualified(cursor, 'the name of a relation')];
      while (cursor.accept(',')) names.push(qualified(cursor, 'the name of a relation'));
      if (cursor.is('(')) parseParameters(cursor);
      items.push({ kind: word, names, start, end: cursor.lastEnd, source, meta });
      break;
    }
    case 'include': {
      if (cursor.kind !== 'string') failAtInclude(cursor);
      const { text: path, start: pathStart, end: pathEnd } = cursor.take();
      items.push({ kind: 'include', path, pathStart, pathEnd, start, end: pathEnd, source, meta });
      break;
    }
    case 'init': {
      const name = cursor.name('the name of an instance');
      if (!cursor.accept('=')) {
        const form = { text: 'Write it so:', code: `.init ${name} = Component` };
        cursor.unexpected(`\`=\` and a component after \`.init ${name}\``, form);
      }
      const component = qualified(cursor, 'the name of a component');
      if (cursor.is('<')) failAtParameters(cursor);
      items.push({ kind: 'init', name, component, start, end: cursor.lastEnd, source, meta });
      break;
    }
    case 'comp':
      items.push(parseComponent(cursor, meta, start, top));
      break;
    default:
      failAtDirective(cursor, word, start);
  }
}

function failAtDirective(cursor: Cursor, word: string, start: number): never {
  const end = cursor.lastEnd;
  const help = Object.hasOwn(droppedDirectives, word) ? droppedDirectives[word] : undefined;
  if (help !== undefined) {
    const message = `\`.${word}\` is not part of the language.`;
    cursor.fail('dl/unsupported', message, start, end, { fix: { text: help } });
  }
  const near = nearest(word, ['decl', 'type', 'input', 'output', 'include', 'comp', 'init']);
  return cursor.fail('dl/syntax', `There is no directive \`.${word}\`.`, start, end, {
    ...(near === undefined ? {} : { fix: { text: `Did you mean \`.${near}\`?`, code: `.${near}` } }),
  });
}

/** Adds a relation for each of the names, which share their columns. */
function parseRelation(cursor: Cursor, meta: Metadata, start: number, items: ItemNode[]): void {
  const names: TypeName[] = [];
  do names.push(simpleName(cursor, 'the name of a relation'));
  while (cursor.accept(','));
  const attributes = parseAttributes(cursor, '(', ')');
  const { lastEnd: end, source } = cursor;
  refuseTags(cursor);
  for (const { name, start: nameStart, end: nameEnd } of names) {
    items.push({ kind: 'relation', name, nameStart, nameEnd, attributes, start, end, source, meta });
  }
}

/** What may follow the columns in Soufflé: a tag, or `choice-domain`. */
function refuseTags(cursor: Cursor): void {
  if (cursor.kind !== 'name' || !Object.hasOwn(droppedTags, cursor.text) || cursor.isNext('(')) return;
  const { token: tag } = cursor;
  const isChoice = tag.text === 'choice' && cursor.peek(1).text === '-' && cursor.peek(2).text === 'domain';
  if (tag.text === 'choice' && !isChoice) return;
  const end = isChoice ? cursor.peek(2).end : tag.end;
  const word = cursor.source.text.slice(tag.start, end);
  const message = `\`${word}\` after a declaration is not part of the language.`;
  cursor.fail('dl/unsupported', message, tag.start, end, { fix: { text: droppedTags[tag.text]! } });
}

function failAtInclude(cursor: Cursor): never {
  if (cursor.kind !== 'name' && !cursor.is('<')) cursor.unexpected('the path of a file, in quotes');
  return cursor.fail('dl/syntax', 'The path of a file stands in quotes.', cursor.start, cursor.end, {
    fix: { text: 'Write it so:', code: '.include "file.dl"' },
  });
}

function failAtPreprocessor(cursor: Cursor): never {
  const { start, end } = cursor;
  const word = cursor.peek(1);
  const help =
    word.kind === 'name' && Object.hasOwn(droppedSigns, word.text) ? droppedSigns[word.text] : undefined;
  if (help === undefined) cursor.failAtForeign({ start, end, fix: comment });
  cursor.skipLine();
  const written = cursor.source.text.slice(start, word.end);
  const message = `There is no preprocessor: \`${written}\` has no meaning.`;
  return cursor.fail('dl/unsupported', message, start, word.end, { fix: { text: help } });
}

function failAtParameters(cursor: Cursor): never {
  const { start, end } = cursor.token;
  const message = 'Components with parents or parameters are not part of the language.';
  return cursor.fail('dl/unsupported', message, start, end, {
    fix: { text: 'Write the component out for each of its uses, or put what differs in a column.' },
  });
}

const alone = { text: 'Write the name of the relation alone: who runs the rules gives and takes the facts.' };

/** `(key=value, ...)` after `.input` and `.output`: accepted, and without a meaning here. */
function parseParameters(cursor: Cursor): void {
  cursor.expect('(', 'to open the parameters');
  while (!cursor.is(')')) {
    if (cursor.kind !== 'name') cursor.unexpected('the name of a parameter', alone);
    const key = cursor.take();
    if (!cursor.accept('=')) cursor.unexpected(`\`=\` and a value after \`${key.text}\``, alone);
    if (!['string', 'name', 'number'].includes(cursor.kind)) cursor.unexpected('a value');
    cursor.skip();
    if (!cursor.accept(',')) break;
  }
  cursor.expect(')', 'to close the parameters');
}

function parseComponent(cursor: Cursor, meta: Metadata, start: number, top: boolean): ComponentItem {
  const { name, start: nameStart, end: nameEnd } = simpleName(cursor, 'the name of a component');
  if (!top) {
    cursor.fail('dl/unsupported', 'A component may not stand in a component.', nameStart, nameEnd, {
      fix: { text: 'Write it beside the other one.' },
    });
  }
  if (cursor.is(':') || cursor.is('<')) failAtParameters(cursor);
  cursor.expect('{', `after \`.comp ${name}\``);
  const inner = parseInnerMetadata(cursor);
  cursor.inComponent = true;
  const items = parseItems(cursor, '}', []);
  cursor.inComponent = false;
  cursor.expect('}', `to close \`.comp ${name}\``);
  return {
    kind: 'component',
    name,
    nameStart,
    nameEnd,
    items,
    start,
    end: cursor.lastEnd,
    source: cursor.source,
    meta: joinMetadata(meta, inner),
  };
}

function parseClause(cursor: Cursor, meta: Metadata): Clause {
  const { source, start, numbering } = cursor;
  if (cursor.is('#')) failAtPreprocessor(cursor);
  numbering.restart();
  cursor.where = 'head';
  const heads: Atom[] = [];
  do {
    if (heads.length > 0) parseMetadata(cursor);
    if (cursor.kind !== 'name') failAtClause(cursor);
    heads.push(parseAtom(cursor));
  } while (cursor.accept(','));
  let body: Alternatives | undefined;
  let joined = meta;
  if (cursor.accept(':-')) {
    joined = joinMetadata(meta, parseInnerMetadata(cursor));
    body = parseBody(cursor);
  }
  if (!cursor.accept('.')) failAtEndOfClause(cursor, body === undefined);
  if (body === undefined && heads.length > 1) reportHeads(cursor, heads);
  const { variables } = numbering;
  const singles = body === undefined ? [] : numbering.singles();
  return {
    kind: 'clause',
    heads,
    body,
    variables,
    singles,
    start,
    end: cursor.lastEnd,
    source,
    meta: joined,
  };
}

function failAtClause(cursor: Cursor): never {
  const { start, end } = cursor;
  if (cursor.is(':-')) {
    cursor.fail('dl/syntax', 'A rule has a head: what follows from its body.', start, end, {
      fix: { text: 'Derive what is wrong, and ask for that.', code: 'wrong(x) :- body(x).' },
    });
  }
  if (cursor.is('.') && cursor.lastEnd > 0 && !cursor.isAfter('.')) {
    cursor.fail('dl/syntax', 'Only clauses end with a `.`.', start, end, { fix: { text: 'Delete it.' } });
  }
  if (cursor.is('@') && cursor.peek(1).kind === 'name') {
    cursor.fail('dl/syntax', 'An annotation stands in brackets.', start, cursor.peek(1).end, {
      fix: { text: 'Write it so:', code: `@[${cursor.peek(1).text}(key = "value")]` },
    });
  }
  if (cursor.is('@![')) {
    cursor.fail('dl/syntax', '`@![` may stand only after `:-` or `{`.', start, end, {
      fix: { text: 'Before an item write `@[`.', code: '@[' },
    });
  }
  const isChoice = cursor.is('{') || (cursor.kind === 'number' && cursor.isNext('{'));
  if (isChoice) {
    cursor.fail('dl/syntax', 'There are no choices: a rule derives whatever follows.', start, end, {
      fix: { text: 'Write the head alone.', code: 'head(x) :- body(x).' },
    });
  }
  return cursor.unexpected('a clause, such as `head(x) :- body(x).`, or a directive, such as `.decl`');
}

function failAtEndOfClause(cursor: Cursor, isFact: boolean): never {
  if (isFact && cursor.is('<=')) {
    const message = 'Subsumption is not part of the language.';
    cursor.fail('dl/unsupported', message, cursor.start, cursor.end, {
      fix: { text: 'Keep the best row with a `min` or `max` aggregate.' },
    });
  }
  if (cursor.is(':') && cursor.isNext('-')) {
    const { end } = cursor.peek(1);
    cursor.fail('dl/syntax', '`:-` is one sign.', cursor.start, end, {
      fix: { text: 'Write it without a space.', code: ':-' },
    });
  }
  const text = cursor.isNext('(')
    ? isFact
      ? 'Close each fact with a `.`.'
      : join
    : 'A clause ends with a `.`.';
  const isLoose = cursor.atEnd || cursor.is(';') || (cursor.kind === 'name' && cursor.isNext('('));
  const what = isFact ? '`:-`, `,` or `.` after the head' : '`,`, `;` or `.` after the literal';
  return cursor.unexpected(what, isLoose ? { text } : undefined);
}

const join = 'Join literals with a `,`, or close the clause with a `.`.';

function reportHeads({ source, reporter }: Cursor, heads: readonly Atom[]): void {
  const { start, end } = heads[1]!;
  const message = 'A fact has one head: each fact is a clause of its own.';
  reporter.error('dl/syntax', message, source.span(start, end), {
    fix: {
      text: 'Close each fact with a `.`.',
      code: heads.map((head) => `${cut(source.text.slice(head.start, head.end))}.`).join(' '),
    },
  });
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
