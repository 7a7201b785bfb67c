/**
 * Terms, by operator precedence, as in Soufflé: `bor`, `bxor`, `band`, `bshl bshr`, `+ -`, `* / %`, unary `-` and `bnot`, `^`
 * (right to left). Aggregates hold literals; the cursor knows who reads those.
 */
import { declarableNames, functorNames } from '../functors.js';
import type { AggregateName, Call, Node, TermNode } from './ast.js';
import { type Cursor, maxDepth } from './cursor.js';
import { foreignFunction } from './foreign.js';
import type { TokenKind } from './lexer.js';
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

/** Words before `(` that begin a term, not an atom. */
const termNames = new Set([...functorNames, ...aggregates, ...Object.keys(droppedFunctions), 'bnot', 'lnot']);

/** More columns or arguments than this are refused. */
export const maxArguments = 256;

/** Whether a token stands between two terms and makes one of them. */
export function isOperator(kind: TokenKind, text: string): boolean {
  return (kind === 'symbol' || kind === 'name') && operators.has(text);
}

/** Whether a name before `(` begins a term, not an atom. */
export function isTermName(name: string): boolean {
  return termNames.has(name);
}

/** Terms between two brackets, separated by commas. */
export function parseArguments(cursor: Cursor, open: string, close: string): TermNode[] {
  cursor.expect(open, 'to open the arguments');
  const args: TermNode[] = [];
  if (cursor.accept(close)) return args;
  do {
    if (args.length >= maxArguments) {
      cursor.fail('dl/too-large', `There are at most ${maxArguments} arguments.`, cursor.start, cursor.end);
    }
    args.push(parseTerm(cursor));
  } while (cursor.accept(','));
  if (!cursor.accept(close)) failAtArgument(cursor, close, args.at(-1));
  return args;
}

function failAtArgument(cursor: Cursor, close: string, last: TermNode | undefined): never {
  const isName = last?.kind === 'variable' && last.end === cursor.lastEnd;
  if (isName && (cursor.is(':') || (cursor.is('=') && !cursor.isNext('=')))) {
    cursor.fail('dl/syntax', 'Arguments have no names.', last.start, cursor.end, {
      fix: {
        text: 'They stand in the order of the columns; a comparison is a literal of its own, after a `,`.',
      },
    });
  }
  return cursor.unexpected(`\`,\` or \`${close}\` after the argument`);
}

/** A term; with `minimum`, only operators that bind at least as strongly are taken. */
export function parseTerm(cursor: Cursor, minimum = 0): TermNode {
  const short = parseShort(cursor);
  if (short !== undefined) return short;
  cursor.enter();
  let left = parsePrefix(cursor);
  cursor.leave();
  while (isOperator(cursor.kind, cursor.text)) {
    const { text, start, end } = cursor;
    refuseOperator(cursor, text, { start, end });
    const strength = precedence[text] ?? 0;
    if (strength < minimum) return left;
    cursor.skip();
    cursor.enter();
    const right = parseTerm(cursor, strength === power ? power : strength + 1);
    cursor.leave();
    left = call(cursor, text, { start, end }, [left, right], left.start);
  }
  if (cursor.is('.') && cursor.isNext('.')) failAtDots(cursor);
  return left;
}

/** `1..5`, as other languages write it. */
function failAtDots(cursor: Cursor): never {
  const { start } = cursor;
  return cursor.fail('dl/syntax', '`..` has no meaning here.', start, start + 2, {
    fix: { text: 'A range ends before its second number.', code: 'x = range(1, 6)' },
  });
}

/** A term of one token that a comma or a parenthesis ends, as most do: no operator has to be looked for. */
function parseShort(cursor: Cursor): TermNode | undefined {
  const { kind, text, start, end } = cursor;
  if (kind !== 'name' && kind !== 'string') return undefined;
  if ((!cursor.isNext(',') && !cursor.isNext(')')) || cursor.isDeepest) return undefined;
  if (kind === 'name' && text !== '_' && noVariables.has(text)) return undefined;
  cursor.skip();
  if (kind === 'string') return { kind: 'constant', value: text, float: false, start, end };
  return text === '_' ? { kind: 'wildcard', start, end } : cursor.numbering.variable(text, start, end);
}

function refuseOperator(cursor: Cursor, name: string, place: Node): void {
  if (Object.hasOwn(droppedOperators, name)) unsupported(cursor, name, place, droppedOperators[name]!);
}

function call(cursor: Cursor, name: string, named: Node, args: readonly TermNode[], start: number): Call {
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
  const { kind, text, start, end } = cursor;
  if (kind === 'string') {
    cursor.skip();
    return { kind: 'constant', value: text, float: false, start, end };
  }
  if (kind === 'number' || kind === 'float') return parseNumber(cursor);
  if (kind === 'name') return parseNamed(cursor);
  if (cursor.accept('-')) {
    const operand = parseTerm(cursor, unary);
    if (operand.kind === 'constant' && typeof operand.value === 'number') {
      return { ...operand, value: operand.value === 0 ? 0 : -operand.value, start };
    }
    return call(cursor, 'neg', { start, end }, [operand], start);
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
    if (cursor.is('@')) unsupported(cursor, '@@', { start, end: cursor.end }, aggregateOfUsers);
    const name = cursor.name('the name of a functor after `@`');
    const named = { start, end: cursor.lastEnd };
    return call(cursor, `@${name}`, named, parseArguments(cursor, '(', ')'), start);
  }
  if (cursor.is('.') && cursor.isNextNumber()) {
    const written = cursor.source.text.slice(start, cursor.tokens.ends[cursor.position + 1]);
    failAtNumber(cursor, written, start);
  }
  if (cursor.is('@[')) {
    cursor.unexpected('a term', {
      text: 'An annotation stands before the clause, or after `:-` as `@![...]`.',
    });
  }
  const isLoose = cursor.isAfter(',') && (cursor.is('.') || cursor.is(',') || cursor.is(')'));
  return cursor.unexpected('a term', isLoose ? { text: 'Delete the `,` before it.' } : undefined);
}

const aggregateOfUsers =
  'The aggregates are `count`, `sum`, `min` and `max`. Others are derived in relations.';
const counter = `There is no counter. ${droppedFunctions.autoinc}`;

function parseNumber(cursor: Cursor): TermNode {
  const { kind, text, start, end } = cursor;
  cursor.skip();
  const value = Number(text);
  const touches = cursor.start === end && (cursor.kind !== 'symbol' || cursor.text === '.');
  const rest = touches ? restOfNumber(cursor) : '';
  if (rest === 'u') {
    cursor.fail('dl/unsupported', 'Unsigned numbers are not part of the language.', start, end + 1, {
      fix: {
        text: 'Integers are exact up to 2^53.',
        code: cursor.raw({ kind, text, start, end, first: false, isOpen: false }),
      },
    });
  }
  if (rest !== '') failAtNumber(cursor, text + rest, start);
  if (kind === 'number' && !Number.isSafeInteger(value)) {
    const wrong = Number.isNaN(value) ? 'has no digits' : 'is too large: integers are exact up to 2^53';
    cursor.fail('dl/number', `This number ${wrong}.`, start, end);
  }
  if (!Number.isFinite(value)) cursor.fail('dl/number', 'This number is too large.', start, end);
  return { kind: 'constant', value, float: kind === 'float', start, end };
}

const wordOfNumber = /(?:\w*[eE][-+]\d+|\w+)(?:\.\d+)?/y;

/** What touches a number and is no sign; also a dot where only digits can be meant to follow. */
function restOfNumber(cursor: Cursor): string {
  const { source, end } = cursor;
  wordOfNumber.lastIndex = cursor.start;
  const [rest = ''] = wordOfNumber.exec(source.text) ?? [];
  if (isOperator(cursor.kind, cursor.text)) return '';
  if (rest !== '' || !cursor.is('.')) return rest;
  return ',)]'.includes(source.text[end] ?? ' ') ? '.' : '';
}

/** A number as other languages write it. */
function failAtNumber(cursor: Cursor, written: string, start: number): never {
  const plain = written.replaceAll('_', '').toLowerCase();
  const value = String(Number(plain));
  const isFloat = plain.includes('.') && !value.includes('.');
  const isPlain = /^\d+(\.\d+)?$/.test(value);
  const shown = written.length > 40 ? `${written.slice(0, 40)}...` : written;
  return cursor.fail(
    'dl/number',
    `\`${shown}\` is not how a number is written.`,
    start,
    start + written.length,
    {
      fix: plain.startsWith('0x')
        ? { text: 'Hexadecimal digits come after `0x`.', code: Number.isNaN(Number(plain)) ? '0xff' : plain }
        : isPlain
          ? { text: 'Write it out.', code: isFloat ? `${value}.0` : value }
          : {
              text: 'An integer has digits only; a float has digits before and after its point.',
              code: '1.5',
            },
    },
  );
}

function parseBranch(cursor: Cursor, start: number): TermNode {
  if (cursor.kind !== 'name') unsupported(cursor, '$', { start, end: start + 1 }, counter);
  let tag = cursor.name('the name of a branch after `$`');
  while (cursor.isDotInName()) {
    cursor.skip();
    tag = cursor.text;
    cursor.skip();
  }
  if (!cursor.is('(')) {
    const { lastEnd } = cursor;
    const inside = cursor.is('{') ? '...' : '';
    cursor.fail('dl/syntax', `A branch has parentheses, also without arguments.`, start, lastEnd, {
      fix: { text: 'Write them.', code: `$${tag}(${inside})` },
    });
  }
  const args = parseArguments(cursor, '(', ')');
  return measured(cursor, { kind: 'construct', tag, shape: 'branch', args, start, end: cursor.lastEnd });
}

function parseNamed(cursor: Cursor): TermNode {
  const { text, start, end } = cursor;
  cursor.skip();
  if (cursor.is('(') || noVariables.has(text)) return parseSpecial(cursor, text, start, end);
  return cursor.numbering.variable(text, start, end);
}

/** What began with a word that means something, or with a name and a parenthesis. */
function parseSpecial(cursor: Cursor, text: string, start: number, end: number): TermNode {
  if (aggregates.has(text)) {
    const aggregate = cursor.parseAggregate(cursor, text as AggregateName, start);
    if (aggregate !== undefined) return aggregate;
  }
  const opens = cursor.is('(');
  const place = { start, end };
  if (text === 'bnot') return call(cursor, 'bnot', place, [parseTerm(cursor, unary)], start);
  refuseOperator(cursor, text, place);
  const help = Object.hasOwn(droppedFunctions, text) ? droppedFunctions[text] : undefined;
  if (help !== undefined && (opens || text === 'mean')) {
    unsupported(cursor, opens ? `${text}()` : text, place, help);
  }
  if (opens) {
    if (!functorNames.has(text)) failAtFunction(cursor, text, place);
    return call(cursor, text, place, parseArguments(cursor, '(', ')'), start);
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

function failAtFunction(cursor: Cursor, text: string, { start, end }: Node): never {
  const around = cursor.foreignAround();
  if (around !== undefined) cursor.failAtForeign(around);
  if (/^[A-Z]/.test(text)) {
    cursor.fail('dl/unknown-functor', `There is no function \`${text}\`.`, start, end, {
      fix: { text: 'If a branch of a type is meant, it begins with `$`.', code: `$${text}(...)` },
    });
  }
  const message = `There is no function \`${text}\`; a relation cannot stand inside a term.`;
  return cursor.fail('dl/unknown-functor', message, start, end, {
    fix: foreignFunction(text, declarableNames) ?? {
      text: `Name the relation as a literal of its own. Functions: ${[...functorNames].join(', ')}.`,
    },
  });
}

function unsupported(cursor: Cursor, what: string, { start, end }: Node, help: string): never {
  return cursor.fail('dl/unsupported', `\`${what}\` is not part of the language.`, start, end, {
    fix: { text: help },
  });
}
