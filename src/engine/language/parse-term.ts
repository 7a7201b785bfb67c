/**
 * Terms, by operator precedence, as in Soufflé: `bor`, `bxor`, `band`, `bshl bshr`, `+ -`, `* / %`, unary `-` and `bnot`, `^`
 * (right to left). Aggregates hold literals; the cursor knows who reads those.
 */
import { functorNames } from '../functors.js';
import type { AggregateName, Call, TermNode } from './ast.js';
import { type Cursor, maxDepth } from './cursor.js';
import type { Token } from './lexer.js';
import { droppedFunctions, droppedOperators, reservedWords } from './words.js';

const aggregates = new Set<string>(['count', 'sum', 'min', 'max']);
const unary = 7;
const power = 8;
const precedence: Readonly<Record<string, number>> = {
  bor: 1,
  bxor: 2,
  band: 3,
  bshl: 4,
  bshr: 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
  '^': power,
};

/** What stands between two terms, in this language or in Soufflé. */
const operators = new Set([...Object.keys(precedence), ...Object.keys(droppedOperators)]);

/** Words that are no variable, also where no parenthesis follows. */
const noVariables = new Set([...aggregates, ...reservedWords, ...Object.keys(droppedOperators), '_']);

/** More columns or arguments than this are refused. */
export const maxArguments = 256;

/** Whether a token stands between two terms and makes one of them. */
export function isOperator(token: Token): boolean {
  return (token.kind === 'symbol' || token.kind === 'name') && operators.has(token.text);
}

/** Whether a name before `(` begins a term, not an atom. */
export function isTermName(name: string): boolean {
  return (
    functorNames.has(name) ||
    aggregates.has(name) ||
    Object.hasOwn(droppedFunctions, name) ||
    name === 'bnot' ||
    name === 'lnot'
  );
}

/** Terms between two brackets, separated by commas. */
export function parseArguments(cursor: Cursor, open: string, close: string): TermNode[] {
  cursor.expect(open, 'to open the arguments');
  const args: TermNode[] = [];
  if (cursor.accept(close)) return args;
  do {
    if (args.length >= maxArguments) {
      const { token } = cursor;
      cursor.fail('dl/too-large', `There are at most ${maxArguments} arguments.`, token.start, token.end);
    }
    args.push(parseTerm(cursor));
  } while (cursor.accept(','));
  if (!cursor.is(close)) cursor.unexpected(`\`,\` or \`${close}\` after the argument`);
  cursor.take();
  return args;
}

/** A term; with `minimum`, only operators that bind at least as strongly are taken. */
export function parseTerm(cursor: Cursor, minimum = 0): TermNode {
  let left = cursor.nested(() => parsePrefix(cursor));
  for (;;) {
    const { token } = cursor;
    if (!isOperator(token)) return left;
    refuseOperator(cursor, token);
    const strength = precedence[token.text] ?? 0;
    if (strength < minimum) return left;
    cursor.take();
    const right = cursor.nested(() => parseTerm(cursor, strength === power ? power : strength + 1));
    left = call(cursor, token.text, token, [left, right], left.start);
  }
}

function refuseOperator(cursor: Cursor, token: Token): void {
  if (Object.hasOwn(droppedOperators, token.text)) {
    unsupported(cursor, token.text, token, droppedOperators[token.text]!);
  }
}

function call(
  cursor: Cursor,
  name: string,
  named: { readonly start: number; readonly end: number },
  args: readonly TermNode[],
  start: number,
): Call {
  const end = Math.max(cursor.lastEnd, named.end);
  const node: Call = {
    kind: 'call',
    name,
    nameStart: named.start,
    nameEnd: named.end,
    args,
    float: false,
    start,
    end,
  };
  return measured(cursor, node);
}

/** Refuses a term that became too high, as a long chain of operators does. */
function measured<T extends TermNode & { readonly args: readonly TermNode[] }>(cursor: Cursor, node: T): T {
  let height = 1;
  for (const arg of node.args) height = Math.max(height, 1 + (cursor.heights.get(arg) ?? 0));
  if (height > maxDepth) cursor.tooDeep(node.start, node.end);
  cursor.heights.set(node, height);
  return node;
}

function parsePrefix(cursor: Cursor): TermNode {
  const { token } = cursor;
  const { start, end } = token;
  if (token.kind === 'string') {
    cursor.take();
    return { kind: 'constant', value: token.text, float: false, start, end };
  }
  if (token.kind === 'number' || token.kind === 'float') return parseNumber(cursor);
  if (token.kind === 'name') return parseNamed(cursor);
  if (cursor.accept('-')) {
    const operand = parseTerm(cursor, unary);
    if (operand.kind === 'constant' && typeof operand.value === 'number') {
      return { ...operand, value: operand.value === 0 ? 0 : -operand.value, start };
    }
    return call(cursor, 'neg', token, [operand], start);
  }
  if (cursor.accept('(')) {
    const inner = parseTerm(cursor);
    cursor.expect(')', 'to close the parenthesis');
    return inner;
  }
  if (cursor.is('[')) {
    const args = parseArguments(cursor, '[', ']');
    const shape = { kind: 'construct', tag: '', shape: 'record' } as const;
    return measured(cursor, { ...shape, args, start, end: cursor.lastEnd });
  }
  if (cursor.accept('$')) return parseBranch(cursor, start);
  if (cursor.accept('@')) {
    if (cursor.is('@')) unsupported(cursor, '@@', { start, end: cursor.token.end }, aggregateOfUsers);
    const name = cursor.name('the name of a functor after `@`');
    const args = parseArguments(cursor, '(', ')');
    return call(cursor, `@${name.text}`, { start, end: name.end }, args, start);
  }
  return cursor.unexpected('a term');
}

const aggregateOfUsers =
  'The aggregates are `count`, `sum`, `min` and `max`. Others are derived in relations.';
const counter = `There is no counter. ${droppedFunctions.autoinc}`;

function parseNumber(cursor: Cursor): TermNode {
  const { kind, text, start, end } = cursor.take();
  const value = Number(text);
  const unit = kind === 'number' && cursor.token.start === end ? cursor.token.text : '';
  if (unit === 'u') {
    cursor.fail('dl/unsupported', 'Unsigned numbers are not part of the language.', start, end + 1, {
      fix: {
        text: 'Integers are exact up to 2^53.',
        code: cursor.raw({ kind, text, start, end, first: false, isOpen: false }),
      },
    });
  }
  if (kind === 'number' && !Number.isSafeInteger(value)) {
    const wrong = Number.isNaN(value) ? 'has no digits' : 'is too large: integers are exact up to 2^53';
    cursor.fail('dl/number', `This number ${wrong}.`, start, end);
  }
  if (!Number.isFinite(value)) cursor.fail('dl/number', 'This number is too large.', start, end);
  return { kind: 'constant', value, float: kind === 'float', start, end };
}

function parseBranch(cursor: Cursor, start: number): TermNode {
  if (cursor.token.kind !== 'name') unsupported(cursor, '$', { start, end: start + 1 }, counter);
  let tag = cursor.name('the name of a branch after `$`').text;
  while (cursor.is('.') && cursor.peek(1).kind === 'name' && cursor.peek(1).start === cursor.token.end) {
    cursor.take();
    tag = cursor.take().text;
  }
  if (!cursor.is('(')) {
    const { lastEnd } = cursor;
    cursor.fail('dl/syntax', `A branch has parentheses, also without arguments.`, start, lastEnd, {
      fix: { text: 'Write them.', code: `$${tag}()` },
    });
  }
  const args = parseArguments(cursor, '(', ')');
  return measured(cursor, { kind: 'construct', tag, shape: 'branch', args, start, end: cursor.lastEnd });
}

function parseNamed(cursor: Cursor): TermNode {
  const name = cursor.take();
  const { start, end, text } = name;
  const isVariable = !cursor.is('(') && !noVariables.has(text);
  return isVariable ? { kind: 'variable', name: text, start, end } : parseSpecial(cursor, name);
}

/** What begins with a word that means something, or with a name and a parenthesis. */
function parseSpecial(cursor: Cursor, name: Token): TermNode {
  const { start, end, text } = name;
  if (aggregates.has(text)) {
    const aggregate = cursor.parseAggregate(cursor, text as AggregateName, start);
    if (aggregate !== undefined) return aggregate;
  }
  const opens = cursor.is('(');
  if (text === 'bnot') return call(cursor, 'bnot', name, [parseTerm(cursor, unary)], start);
  refuseOperator(cursor, name);
  const help = Object.hasOwn(droppedFunctions, text) ? droppedFunctions[text] : undefined;
  if (help !== undefined && (opens || text === 'mean')) {
    unsupported(cursor, opens ? `${text}()` : text, name, help);
  }
  if (opens) {
    if (!functorNames.has(text)) failAtFunction(cursor, name);
    return call(cursor, text, name, parseArguments(cursor, '(', ')'), start);
  }
  if (text === '_') return { kind: 'wildcard', start, end };
  if (text === 'nil') return { kind: 'construct', tag: 'nil', shape: 'nil', args: [], start, end };
  const message = `\`${text}\` is a word of the language: it cannot be the name of a variable.`;
  return cursor.fail('dl/reserved-word', message, start, end, {
    fix: functorNames.has(text)
      ? { text: 'A function has its arguments in parentheses.', code: `${text}(...)` }
      : { text: 'Take another name.', code: `${text}_` },
  });
}

function failAtFunction(cursor: Cursor, { text, start, end }: Token): never {
  const message = `There is no function \`${text}\`; a relation cannot stand inside a term.`;
  return cursor.fail('dl/unknown-functor', message, start, end, {
    fix: { text: `Name the relation as a literal of its own. Functions: ${[...functorNames].join(', ')}.` },
  });
}

function unsupported(
  cursor: Cursor,
  what: string,
  { start, end }: { readonly start: number; readonly end: number },
  help: string,
): never {
  return cursor.fail('dl/unsupported', `\`${what}\` is not part of the language.`, start, end, {
    fix: { text: help },
  });
}
