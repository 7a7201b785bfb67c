/** Literals and terms. Terms by operator precedence: `^` (right), unary `-`, `* / %`, `+ -`. */

import { functorNames } from '../functors.js';
import type { Aggregate, AggregateName, Alternatives, Atom, CompareName, Literal, TermNode } from './ast.js';
import type { Cursor } from './cursor.js';

const compares = new Set<string>(['=', '!=', '<', '<=', '>', '>=']);
const aggregates = new Set<string>(['count', 'sum', 'min', 'max']);
const precedence: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '%': 2, '^': 4 };

/** Functions of Soufflé that we do not take, and what to write instead. */
const dropped: Readonly<Record<string, string>> = {
  autoinc: 'Build an identity from the values of the row, for example with a constructor `$Name(...)`.',
  as: 'Give the column the type that you need, or use `to_string` or `to_number`.',
  range: 'Put the numbers in a relation.',
  mean: 'Divide a `sum` by a `count`.',
  to_float: 'Use `to_number`.',
  to_unsigned: 'Use `to_number`.',
  itof: 'Use the number as it is.',
  ftoi: 'Divide integers: the quotient is an integer.',
};
const droppedOperators = new Set('band bor bxor bshl bshr bshru land lor lxor bnot lnot'.split(' '));

/** `a, b ; c`. */
export function parseAlternatives(cursor: Cursor): Alternatives {
  const alternatives = [parseConjunction(cursor)];
  while (cursor.accept(';')) alternatives.push(parseConjunction(cursor));
  return alternatives;
}

/** `name(term, ...)`. */
export function parseAtom(cursor: Cursor): Atom {
  const name = cursor.name('the name of a relation');
  const word = dropped[name.text];
  if (word !== undefined && !cursor.is('(')) unsupported(cursor, name.text, name.start, name.end, word);
  let text = name.text;
  while (cursor.is('.') && cursor.peek(1).kind === 'name' && cursor.peek(1).start === cursor.token.end) {
    cursor.take();
    text += `.${cursor.take().text}`;
  }
  const nameEnd = cursor.lastEnd;
  if (!cursor.is('(')) cursor.unexpected(`\`(\` after \`${text}\``);
  const args = parseArguments(cursor, '(', ')');
  return { kind: 'atom', name: text, nameEnd, args, start: name.start, end: cursor.lastEnd };
}

function parseConjunction(cursor: Cursor): Literal[] {
  const literals = [parseLiteral(cursor)];
  while (cursor.accept(',')) literals.push(parseLiteral(cursor));
  return literals;
}

function parseLiteral(cursor: Cursor): Literal {
  const { token } = cursor;
  const start = token.start;
  if (cursor.accept('!')) {
    const body = parseLiteral(cursor);
    return { kind: 'not', body, start, end: cursor.lastEnd };
  }
  if (cursor.is('(')) {
    // A parenthesis opens a group of literals or a term; only what follows tells.
    const position = cursor.position;
    if (opensGroup(cursor)) {
      cursor.take();
      const body = parseAlternatives(cursor);
      cursor.expect(')', 'to close the group');
      return { kind: 'group', body, start, end: cursor.lastEnd };
    }
    cursor.position = position;
  }
  if (token.kind === 'name') {
    const opens = cursor.peek(1).kind === 'symbol' && cursor.peek(1).text === '(';
    if ((token.text === 'true' || token.text === 'false') && !opens) {
      cursor.take();
      return { kind: 'truth', value: token.text === 'true', start, end: token.end };
    }
    if (opens && (token.text === 'match' || token.text === 'contains')) {
      cursor.take();
      const args = parseArguments(cursor, '(', ')');
      if (args.length !== 2) {
        cursor.fail(
          'dl/arity',
          `\`${token.text}\` takes 2 arguments, not ${args.length}.`,
          start,
          cursor.lastEnd,
        );
      }
      return { kind: 'text-test', name: token.text, args, start, end: cursor.lastEnd };
    }
    const isRelation =
      opens || (cursor.peek(1).text === '.' && cursor.peek(2).kind === 'name' && !cursor.peek(2).first);
    if (
      isRelation &&
      !functorNames.has(token.text) &&
      !aggregates.has(token.text) &&
      !(token.text in dropped)
    ) {
      return parseAtom(cursor);
    }
  }
  const left = parseTerm(cursor, 0);
  const { token: op } = cursor;
  if (op.kind !== 'symbol' || !compares.has(op.text)) {
    if (left.kind === 'variable' && !cursor.is('(')) {
      cursor.fail('dl/syntax', `\`${left.name}\` alone is not a literal.`, left.start, left.end, {
        fix: {
          text: 'Write a relation with its arguments, or compare the variable.',
          code: `${left.name} = ...`,
        },
      });
    }
    cursor.unexpected('a comparison (`=`, `!=`, `<`, `<=`, `>`, `>=`) after the term');
  }
  cursor.take();
  const right = parseTerm(cursor, 0);
  return { kind: 'compare', op: op.text as CompareName, left, right, start, end: cursor.lastEnd };
}

/** Looks whether the parenthesis at the cursor closes before a comparison or an operator. */
function opensGroup(cursor: Cursor): boolean {
  let depth = 0;
  for (let i = 0; ; i++) {
    const token = cursor.peek(i);
    if (token.kind === 'end') return true;
    if (token.kind !== 'symbol') continue;
    if ('([{'.includes(token.text)) depth++;
    if (')]}'.includes(token.text) && --depth === 0) {
      const after = cursor.peek(i + 1);
      return !(after.kind === 'symbol' && (compares.has(after.text) || after.text in precedence));
    }
  }
}

function parseArguments(cursor: Cursor, open: string, close: string): TermNode[] {
  cursor.expect(open, 'to open the arguments');
  const args: TermNode[] = [];
  while (!cursor.is(close)) {
    args.push(parseTerm(cursor, 0));
    if (!cursor.accept(',')) break;
  }
  if (!cursor.is(close)) cursor.unexpected(`\`,\` or \`${close}\` after the argument`);
  cursor.take();
  return args;
}

function parseTerm(cursor: Cursor, minimum: number): TermNode {
  let left = parsePrefix(cursor);
  for (;;) {
    const { token } = cursor;
    if (token.kind === 'name' && droppedOperators.has(token.text)) {
      unsupported(cursor, token.text, token.start, token.end, 'Use arithmetic: `+ - * / % ^`.');
    }
    const power = token.kind === 'symbol' ? precedence[token.text] : undefined;
    if (power === undefined || power < minimum) return left;
    cursor.take();
    const right = parseTerm(cursor, token.text === '^' ? power : power + 1);
    left = {
      kind: 'call',
      name: token.text,
      nameStart: token.start,
      nameEnd: token.end,
      args: [left, right],
      float: false,
      start: left.start,
      end: right.end,
    };
  }
}

function parsePrefix(cursor: Cursor): TermNode {
  const { token } = cursor;
  const { start, end } = token;
  if (token.kind === 'string') {
    cursor.take();
    return { kind: 'constant', value: token.text, float: false, start, end };
  }
  if (token.kind === 'number' || token.kind === 'float') {
    cursor.take();
    const value = Number(token.text);
    if (token.kind === 'number' && !Number.isSafeInteger(value)) {
      cursor.fail('dl/number', `${token.text} is too large: integers are exact up to 2^53.`, start, end);
    }
    return { kind: 'constant', value, float: token.kind === 'float', start, end };
  }
  if (token.kind === 'name') return parseNamed(cursor);
  if (cursor.accept('-')) {
    const operand = parseTerm(cursor, 3);
    if (operand.kind === 'constant' && typeof operand.value === 'number') {
      return { ...operand, value: -operand.value, start };
    }
    return {
      kind: 'call',
      name: 'neg',
      nameStart: start,
      nameEnd: end,
      args: [operand],
      float: false,
      start,
      end: operand.end,
    };
  }
  if (cursor.accept('(')) {
    const inner = parseTerm(cursor, 0);
    cursor.expect(')', 'to close the parenthesis');
    return inner;
  }
  if (cursor.is('[')) {
    const args = parseArguments(cursor, '[', ']');
    return { kind: 'construct', tag: '', shape: 'record', args, start, end: cursor.lastEnd };
  }
  if (cursor.accept('$')) {
    let tag = cursor.name('the name of a branch after `$`').text;
    while (cursor.is('.') && cursor.peek(1).kind === 'name' && cursor.peek(1).start === cursor.token.end) {
      cursor.take();
      tag = cursor.take().text;
    }
    const args = cursor.is('(') ? parseArguments(cursor, '(', ')') : [];
    return { kind: 'construct', tag, shape: 'branch', args, start, end: cursor.lastEnd };
  }
  if (cursor.accept('@')) {
    const name = cursor.name('the name of a functor after `@`');
    const args = parseArguments(cursor, '(', ')');
    return {
      kind: 'call',
      name: `@${name.text}`,
      nameStart: start,
      nameEnd: name.end,
      args,
      float: false,
      start,
      end: cursor.lastEnd,
    };
  }
  return cursor.unexpected('a term');
}

function parseNamed(cursor: Cursor): TermNode {
  const name = cursor.take();
  const { start, end, text } = name;
  if (aggregates.has(text)) {
    const aggregate = parseAggregate(cursor, text as AggregateName, start);
    if (aggregate !== undefined) return aggregate;
  }
  const help = dropped[text];
  if (help !== undefined && cursor.is('(')) unsupported(cursor, `${text}()`, start, end, help);
  if (text === 'mean' && !cursor.is(',') && !cursor.is(')')) unsupported(cursor, text, start, end, help!);
  if (droppedOperators.has(text)) unsupported(cursor, text, start, end, 'Use arithmetic: `+ - * / % ^`.');
  if (cursor.is('(')) {
    if (!functorNames.has(text)) {
      cursor.fail(
        'dl/unknown-functor',
        `There is no function \`${text}\`; a relation cannot stand inside a term.`,
        start,
        end,
        {
          fix: {
            text: 'Name the relation as a literal of its own. Functions that a file declares with `.functor` start with `@`.',
          },
        },
      );
    }
    const args = parseArguments(cursor, '(', ')');
    return {
      kind: 'call',
      name: text,
      nameStart: start,
      nameEnd: end,
      args,
      float: false,
      start,
      end: cursor.lastEnd,
    };
  }
  if (text === '_') return { kind: 'wildcard', start, end };
  if (text === 'nil') return { kind: 'construct', tag: 'nil', shape: 'nil', args: [], start, end };
  return { kind: 'variable', name: text, start, end };
}

/** `count : { body }`, `sum term : atom`. Undefined when `min(` or `max(` turns out to be the function of its arguments. */
function parseAggregate(cursor: Cursor, name: AggregateName, start: number): Aggregate | undefined {
  const position = cursor.position;
  if ((name === 'min' || name === 'max') && cursor.is('(')) {
    const args = parseArguments(cursor, '(', ')');
    const single = args.length === 1;
    const goesOn =
      cursor.token.kind === 'symbol' && (cursor.token.text === ':' || cursor.token.text in precedence);
    cursor.position = position;
    if (!single || !goesOn) return undefined;
  }
  const target = name === 'count' ? undefined : parseTerm(cursor, 0);
  cursor.expect(':', `after \`${name}\``);
  let body: Alternatives;
  if (cursor.accept('{')) {
    body = parseAlternatives(cursor);
    cursor.expect('}', `to close the body of \`${name}\``);
  } else body = [[parseAtom(cursor)]];
  return { kind: 'aggregate', name, target, body, start, end: cursor.lastEnd };
}

function unsupported(cursor: Cursor, what: string, start: number, end: number, help: string): never {
  return cursor.fail('dl/unsupported', `\`${what}\` is not part of the language.`, start, end, {
    fix: { text: help },
  });
}
