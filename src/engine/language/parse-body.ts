/** Literals: what stands after `:-` and in aggregates. Terms are in `parse-term.ts`. */
import type { Aggregate, AggregateName, Alternatives, Atom, CompareName, Literal, TypeName } from './ast.js';
import type { Cursor } from './cursor.js';
import { foreignAt } from './foreign.js';
import { isOperator, isTermName, parseArguments, parseTerm } from './parse-term.js';
import { droppedFunctions } from './words.js';

const compares = new Set<string>(['=', '!=', '<', '<=', '>', '>=']);

/** More literals than this in one clause are refused: what readers of a body do may grow with their square. */
export const maxLiterals = 1000;

/** The body of a clause: `a, b ; c`. */
export function parseBody(cursor: Cursor): Alternatives {
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
  const { token } = cursor;
  const help = Object.hasOwn(droppedFunctions, token.text) ? droppedFunctions[token.text] : undefined;
  if (token.kind === 'name' && help !== undefined && cursor.peek(1).text !== '(') {
    const message = `\`${token.text}\` is not part of the language.`;
    cursor.fail('dl/unsupported', message, token.start, token.end, { fix: { text: help } });
  }
  const { name, start, end } = qualified(cursor, 'the name of a relation');
  if (!cursor.is('(')) cursor.unexpected(`\`(\` after \`${name}\``);
  const args = parseArguments(cursor, '(', ')');
  return { kind: 'atom', name, nameEnd: end, args, start, end: cursor.lastEnd };
}

/** A name that may have dots: `instance.relation`. */
export function qualified(cursor: Cursor, what: string): TypeName {
  const first = cursor.name(what);
  let name = first.text;
  while (cursor.is('.') && cursor.peek(1).kind === 'name' && cursor.peek(1).start === cursor.token.end) {
    cursor.take();
    name += `.${cursor.take().text}`;
  }
  return { name, start: first.start, end: cursor.lastEnd };
}

function parseConjunction(cursor: Cursor): Literal[] {
  const literals = [parseLiteral(cursor)];
  while (cursor.accept(',')) literals.push(parseLiteral(cursor));
  return literals;
}

function parseLiteral(cursor: Cursor): Literal {
  const { token } = cursor;
  const { start } = token;
  if (cursor.literals++ >= maxLiterals) {
    const message = `A clause has at most ${maxLiterals} literals.`;
    cursor.fail('dl/too-large', message, start, token.end, {
      fix: { text: 'Give a part of it a relation of its own.' },
    });
  }
  if (cursor.accept('!')) {
    const body = cursor.nested(() => parseLiteral(cursor));
    return { kind: 'not', body, start, end: cursor.lastEnd };
  }
  if (cursor.is('(') && opensGroup(cursor)) {
    cursor.take();
    const body = cursor.nested(() => parseAlternatives(cursor));
    cursor.expect(')', 'to close the group');
    return { kind: 'group', body, start, end: cursor.lastEnd };
  }
  if (token.kind === 'name') {
    const named = parseNamedLiteral(cursor);
    if (named !== undefined) return named;
  }
  return parseCompare(cursor);
}

/** A truth value, a test of texts or an atom; undefined where the name begins a term. */
function parseNamedLiteral(cursor: Cursor): Literal | undefined {
  const { text, start, end } = cursor.token;
  const opens = cursor.peek(1).kind === 'symbol' && cursor.peek(1).text === '(';
  if ((text === 'true' || text === 'false') && !opens) {
    cursor.take();
    return { kind: 'truth', value: text === 'true', start, end };
  }
  if (opens && (text === 'match' || text === 'contains')) {
    cursor.take();
    const args = parseArguments(cursor, '(', ')');
    if (args.length !== 2) {
      cursor.fail('dl/arity', `\`${text}\` takes 2 arguments, not ${args.length}.`, start, cursor.lastEnd, {
        fix: {
          text: 'The text that is searched comes second.',
          code: text === 'match' ? 'match("pattern", text)' : 'contains("part", text)',
        },
      });
    }
    return { kind: 'text-test', name: text, args, start, end: cursor.lastEnd };
  }
  const dotted =
    cursor.peek(1).text === '.' && cursor.peek(2).kind === 'name' && cursor.peek(2).start === end + 1;
  return (opens || dotted) && !isTermName(text) ? parseAtom(cursor) : undefined;
}

function parseCompare(cursor: Cursor): Literal {
  const { start } = cursor.token;
  const left = parseTerm(cursor);
  const { token: op } = cursor;
  if (op.kind !== 'symbol' || !compares.has(op.text)) {
    if (left.kind === 'variable' && !cursor.is('(')) {
      const { text } = cursor.source;
      cursor.fail('dl/syntax', `\`${left.name}\` alone is not a literal.`, left.start, left.end, {
        fix: foreignAt(text, left.start) ??
          foreignAt(text, op.start) ?? {
            text: 'Write a relation with its arguments, or compare the variable.',
            code: `${left.name} = ...`,
          },
      });
    }
    cursor.unexpected('a comparison (`=`, `!=`, `<`, `<=`, `>`, `>=`) after the term');
  }
  cursor.take();
  const right = parseTerm(cursor);
  return { kind: 'compare', op: op.text as CompareName, left, right, start, end: cursor.lastEnd };
}

/** Whether the parenthesis at the cursor groups literals: what follows it is no comparison and no operator. */
function opensGroup(cursor: Cursor): boolean {
  const close = cursor.closing(cursor.position);
  if (close < 0) return true;
  const after = cursor.tokens[close + 1];
  return after === undefined || !((after.kind === 'symbol' && compares.has(after.text)) || isOperator(after));
}

/** `count : { body }`, `sum term : atom`. Undefined when `min(` or `max(` turns out to be the function of its arguments. */
export function parseAggregate(cursor: Cursor, name: AggregateName, start: number): Aggregate | undefined {
  if ((name === 'min' || name === 'max') && cursor.is('(')) {
    const after = cursor.tokens[cursor.closing(cursor.position) + 1];
    const isTarget =
      after !== undefined && ((after.kind === 'symbol' && after.text === ':') || isOperator(after));
    if (!isTarget || hasSeveralArguments(cursor)) return undefined;
  }
  const { inAggregate } = cursor;
  cursor.inAggregate = true;
  try {
    const target = name === 'count' ? undefined : parseTerm(cursor);
    cursor.expect(':', `after \`${name}\``);
    let body: Alternatives;
    if (cursor.accept('{')) {
      body = cursor.nested(() => parseAlternatives(cursor));
      cursor.expect('}', `to close the body of \`${name}\``);
    } else body = [[parseAtom(cursor)]];
    if (inAggregate) {
      const message = 'An aggregate may not stand inside another.';
      cursor.fail('dl/nested-aggregate', message, start, cursor.lastEnd, {
        fix: { text: 'Give the inner aggregate a relation of its own.' },
      });
    }
    return { kind: 'aggregate', name, target, body, start, end: cursor.lastEnd };
  } finally {
    cursor.inAggregate = inAggregate;
  }
}

/** Whether a comma stands between the parenthesis at the cursor and its partner, outside of brackets in between. */
function hasSeveralArguments(cursor: Cursor): boolean {
  const end = cursor.closing(cursor.position);
  for (let at = cursor.position + 1; at < end; at++) {
    const inner = cursor.closing(at);
    if (inner > at) at = inner;
    else if (cursor.tokens[at]?.kind === 'symbol' && cursor.tokens[at]?.text === ',') return true;
  }
  return false;
}
