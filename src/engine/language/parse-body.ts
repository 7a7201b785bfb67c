/** Literals: what stands after `:-` and in aggregates. Terms are in `parse-term.ts`. */

import { declarableNames, functorNames } from '../functors.js';
import type {
  Aggregate,
  AggregateName,
  Alternatives,
  Atom,
  CompareName,
  Literal,
  TermNode,
  TextTest,
  TypeName,
} from './ast.js';
import type { Cursor } from './cursor.js';
import { aggregateForm, comment, foreignFunction } from './foreign.js';
import { longestName } from './lexer.js';
import { isOperator, isTermName, parseArguments, parseTerm } from './parse-term.js';
import { droppedFunctions } from './words.js';

const compares = new Set<string>(['=', '!=', '<', '<=', '>', '>=']);

/** More literals than this in one clause are refused: what readers of a body do may grow with their square. */
export const maxLiterals = 1000;

/** Of an instance and a name in it. */
const longestDotted = 2 * longestName + 1;

/** The body of a clause: `a, b ; c`. */
export function parseBody(cursor: Cursor): Alternatives {
  cursor.where = 'body';
  cursor.literals = 0;
  return parseAlternatives(cursor);
}

/** A part of a body. */
export function parseAlternatives(cursor: Cursor): Alternatives {
  const alternatives = [parseConjunction(cursor)];
  while (cursor.accept(';')) alternatives.push(parseConjunction(cursor));
  return alternatives;
}

/** `name(term, ...)`. */
export function parseAtom(cursor: Cursor): Atom {
  const { start } = cursor;
  if (!cursor.isNext('(')) refuseDropped(cursor);
  const name = dotted(cursor, 'the name of a relation');
  const nameEnd = cursor.lastEnd;
  if (!cursor.is('(')) failAtAtom(cursor, name, start);
  const args = parseArguments(cursor, '(', ')');
  return { kind: 'atom', name, nameEnd, args, start, end: cursor.lastEnd };
}

function failAtAtom(cursor: Cursor, name: string, start: number): never {
  const { lastEnd, where } = cursor;
  if (where === 'body' && (cursor.is('.') || cursor.is(',') || cursor.is('}'))) {
    cursor.fail(
      'dl/syntax',
      `\`${name}\` has no parentheses: a relation has its columns in them.`,
      start,
      lastEnd,
      {
        fix: { text: 'Write an argument for each column; `_` is anything.', code: `${name}(_)` },
      },
    );
  }
  if (where === 'body' && name.includes('.') && cursor.kind === 'symbol' && compares.has(cursor.text)) {
    cursor.fail(
      'dl/syntax',
      `\`${name}\` is no value: a column is reached by its place in a relation.`,
      start,
      lastEnd,
      {
        fix: {
          text: 'Name the variable in the place of the column, and compare that.',
          code: `${name.slice(0, name.indexOf('.'))}(x, _), x ${cursor.text} ...`,
        },
      },
    );
  }
  const form = { text: 'A clause is written so:', code: `${name}(x) :- body(x).` };
  return cursor.unexpected(`\`(\` after \`${name}\``, where === 'head' ? form : undefined);
}

function refuseDropped(cursor: Cursor): void {
  const { kind, text, start, end } = cursor;
  const help = Object.hasOwn(droppedFunctions, text) ? droppedFunctions[text] : undefined;
  if (kind !== 'name' || help === undefined) return;
  cursor.fail('dl/unsupported', `\`${text}\` is not part of the language.`, start, end, {
    fix: { text: help },
  });
}

/** A name that may have dots, `instance.relation`, with its place. */
export function qualified(cursor: Cursor, what: string): TypeName {
  const { start } = cursor;
  return { name: dotted(cursor, what), start, end: cursor.lastEnd };
}

/** A name that may have dots. */
export function dotted(cursor: Cursor, what: string): string {
  const { start } = cursor;
  let name = cursor.name(what);
  while (cursor.isDotInName()) {
    cursor.skip();
    name += `.${cursor.text}`;
    cursor.skip();
  }
  if (name.length > longestDotted) {
    cursor.fail('dl/too-long', `A name has at most ${longestName} characters.`, start, cursor.lastEnd);
  }
  return name;
}

function parseConjunction(cursor: Cursor): Literal[] {
  const literals = [parseLiteral(cursor)];
  while (cursor.accept(',')) literals.push(parseLiteral(cursor));
  return literals;
}

function parseLiteral(cursor: Cursor): Literal {
  const { start } = cursor;
  if (cursor.literals++ >= maxLiterals) {
    const message = `A clause has at most ${maxLiterals} literals.`;
    cursor.fail('dl/too-large', message, start, cursor.end, {
      fix: { text: 'Give a part of it a relation of its own.' },
    });
  }
  if (cursor.kind === 'name') return parseNamedLiteral(cursor) ?? parseCompare(cursor);
  if (cursor.accept('!')) {
    if (cursor.is('.') || cursor.is(',') || cursor.is(';')) {
      cursor.fail('dl/syntax', '`!` stands before a literal: there is no cut.', start, cursor.lastEnd, {
        fix: { text: 'Delete it: all rules are applied, in no order.' },
      });
    }
    cursor.enter();
    const body = parseLiteral(cursor);
    cursor.leave();
    return { kind: 'not', body, start, end: cursor.lastEnd };
  }
  if (cursor.is('(') && opensGroup(cursor)) {
    cursor.skip();
    cursor.enter();
    const body = parseAlternatives(cursor);
    cursor.leave();
    cursor.expect(')', 'to close the group');
    return { kind: 'group', body, start, end: cursor.lastEnd };
  }
  if (cursor.isDashes()) cursor.failAtForeign({ start, end: start + 2, fix: comment });
  return parseCompare(cursor);
}

/** An atom, a test of texts or a truth value; undefined where the name begins a term. */
function parseNamedLiteral(cursor: Cursor): Literal | undefined {
  const { text, start } = cursor;
  if (cursor.isNext('(')) {
    if (text === 'match' || text === 'contains') return parseTextTest(cursor, text);
    return isTermName(text) ? undefined : alone(cursor, parseAtom(cursor));
  }
  if (text === 'true' || text === 'false') {
    cursor.skip();
    return { kind: 'truth', value: text === 'true', start, end: cursor.lastEnd };
  }
  return cursor.isDottedName() && !isTermName(text) ? parseAtom(cursor) : undefined;
}

/** Refuses an atom that is compared: it was meant as a function. */
function alone(cursor: Cursor, atom: Atom): Atom {
  if (cursor.kind !== 'symbol' || !compares.has(cursor.text)) return atom;
  const message = `There is no function \`${atom.name}\`, and a relation cannot be compared.`;
  return cursor.fail('dl/unknown-functor', message, atom.start, atom.nameEnd, {
    fix: foreignFunction(atom.name, declarableNames) ?? {
      text: `Name the relation as a literal of its own. Functions: ${[...functorNames].join(', ')}.`,
    },
  });
}

function parseTextTest(cursor: Cursor, name: TextTest['name']): TextTest {
  const { start } = cursor;
  cursor.skip();
  const args = parseArguments(cursor, '(', ')');
  if (args.length !== 2) {
    cursor.fail('dl/arity', `\`${name}\` takes 2 arguments, not ${args.length}.`, start, cursor.lastEnd, {
      fix: {
        text: 'The text that is searched comes second.',
        code: name === 'match' ? 'match("pattern", text)' : 'contains("part", text)',
      },
    });
  }
  return { kind: 'text-test', name, args, start, end: cursor.lastEnd };
}

function parseCompare(cursor: Cursor): Literal {
  const { start } = cursor;
  const left = parseTerm(cursor);
  const { text: op } = cursor;
  if (cursor.kind !== 'symbol' || !compares.has(op)) failAtCompare(cursor, left);
  cursor.skip();
  const right = parseTerm(cursor);
  return { kind: 'compare', op: op as CompareName, left, right, start, end: cursor.lastEnd };
}

function failAtCompare(cursor: Cursor, left: TermNode): never {
  if (left.kind === 'variable' && !cursor.is('(')) {
    const foreign = cursor.foreignAt(left.start) ?? cursor.foreignAt(cursor.start);
    if (foreign !== undefined) cursor.failAtForeign(foreign);
    cursor.fail('dl/syntax', `\`${left.name}\` alone is not a literal.`, left.start, left.end, {
      fix: {
        text: 'Write a relation with its arguments, or compare the variable.',
        code: `${left.name} = ...`,
      },
    });
  }
  return cursor.unexpected('a comparison (`=`, `!=`, `<`, `<=`, `>`, `>=`) after the term');
}

/** Whether the parenthesis at the cursor groups literals: what follows it is no comparison and no operator. */
function opensGroup(cursor: Cursor): boolean {
  const close = cursor.closing(cursor.position);
  if (close < 0) return true;
  const { kind, text } = cursor.tokens.at(close + 1);
  return !((kind === 'symbol' && compares.has(text)) || isOperator(kind, text));
}

/** `count : { body }`, `sum term : atom`. Undefined when `min(` or `max(` turns out to be the function of its arguments. */
export function parseAggregate(cursor: Cursor, name: AggregateName, start: number): Aggregate | undefined {
  if ((name === 'min' || name === 'max') && cursor.is('(')) {
    const { kind, text } = cursor.tokens.at(cursor.closing(cursor.position) + 1);
    const isTarget = (kind === 'symbol' && text === ':') || isOperator(kind, text);
    if (!isTarget || hasSeveralArguments(cursor)) return undefined;
  }
  const { inAggregate } = cursor;
  cursor.inAggregate = true;
  try {
    const target = name === 'count' ? undefined : parseTerm(cursor);
    if (!cursor.accept(':')) failAtAggregate(cursor, name, start);
    let body: Alternatives;
    if (cursor.accept('{')) {
      cursor.enter();
      body = parseAlternatives(cursor);
      cursor.leave();
      cursor.expect('}', `to close the body of \`${name}\``);
    } else body = [[parseAtom(cursor)]];
    if (inAggregate) {
      const message = 'An aggregate may not stand inside another.';
      cursor.fail('dl/nested-aggregate', message, start, cursor.lastEnd, {
        fix: { text: 'Give the inner aggregate a relation of its own.' },
      });
    }
    return { kind: 'aggregate', name, target, body, float: false, start, end: cursor.lastEnd };
  } finally {
    cursor.inAggregate = inAggregate;
  }
}

function failAtAggregate(cursor: Cursor, name: AggregateName, start: number): never {
  return cursor.failAtForeign({ start, end: start + name.length, fix: aggregateForm(name) });
}

/** Whether a comma stands between the parenthesis at the cursor and its partner, outside of brackets in between. */
function hasSeveralArguments(cursor: Cursor): boolean {
  const end = cursor.closing(cursor.position);
  for (let at = cursor.position + 1; at < end; at++) {
    const inner = cursor.closing(at);
    if (inner > at) at = inner;
    else if (cursor.tokens.texts[at] === ',' && cursor.tokens.kind(at) === 'symbol') return true;
  }
  return false;
}
