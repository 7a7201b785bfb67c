/** The logic of an expression: AND, OR, NOT and NULL worked out, comparisons and patterns read. */
import type { A_Expr, Node } from '../../facts/statements/expression.js';
import type { CheckedColumn, Condition, Operator } from './constraints.js';
import { likePattern, regexPattern } from './constraints-patterns.js';
import {
  type Columns,
  columnOf,
  constantFor,
  describe,
  elementsOf,
  operandOf,
  operatorName,
  sameKind,
  stringOf,
  textOf,
  Unreadable,
} from './constraints-values.js';

export { Unreadable } from './constraints-values.js';

/** A condition that holds for a row when the expression is true or NULL. Throws `Unreadable` where there is none. */
export function readCondition(node: Node, columns: Columns): Condition {
  return read(node, { negate: false, whenNull: true }, columns);
}

/** Wanted: that the expression is true (negated: false), or also that it is NULL. */
interface Mode {
  readonly negate: boolean;
  readonly whenNull: boolean;
}

const isTrue: Mode = { negate: false, whenNull: false };
const isFalse: Mode = { negate: true, whenNull: false };
const notFalse: Mode = { negate: false, whenNull: true };
const notTrue: Mode = { negate: true, whenNull: true };

function read(node: Node, mode: Mode, columns: Columns): Condition {
  if ('BoolExpr' in node) {
    const { boolop, args = [] } = node.BoolExpr;
    const [first] = args;
    if (boolop === 'NOT_EXPR' && first) return read(first, { ...mode, negate: !mode.negate }, columns);
    const parts = args.map((one) => read(one, mode, columns));
    return (boolop === 'AND_EXPR') === mode.negate ? or(parts) : and(parts);
  }
  if ('NullTest' in node) {
    const { arg, nulltesttype } = node.NullTest;
    const column = arg && columnOf(arg, columns);
    if (!column) throw new Unreadable('it asks whether an expression is NULL');
    return { kind: 'null', column, negated: (nulltesttype === 'IS_NOT_NULL') !== mode.negate };
  }
  if ('BooleanTest' in node) return readBooleanTest(node.BooleanTest, mode, columns);
  if ('A_Expr' in node) return readOperator(node.A_Expr, mode, columns);
  if ('A_Const' in node) {
    const { boolval, isnull } = node.A_Const;
    if (isnull === true) return { kind: 'known', value: mode.whenNull };
    if (boolval) return { kind: 'known', value: (boolval.boolval === true) !== mode.negate };
  }
  const column = columnOf(node, columns);
  if (column && isBoolean(column)) return truth(column, mode);
  throw new Unreadable(describe(node));
}

type BooleanTest = Extract<Node, { BooleanTest: unknown }>['BooleanTest'];

function readBooleanTest({ arg, booltesttype }: BooleanTest, { negate }: Mode, columns: Columns): Condition {
  if (!arg) throw new Unreadable('it is not complete');
  switch (booltesttype) {
    case 'IS_TRUE':
      return read(arg, negate ? notTrue : isTrue, columns);
    case 'IS_NOT_TRUE':
      return read(arg, negate ? isTrue : notTrue, columns);
    case 'IS_FALSE':
      return read(arg, negate ? notFalse : isFalse, columns);
    case 'IS_NOT_FALSE':
      return read(arg, negate ? isFalse : notFalse, columns);
    default: {
      const column = columnOf(arg, columns);
      if (!column) throw new Unreadable('it asks whether an expression is unknown');
      return { kind: 'null', column, negated: (booltesttype === 'IS_NOT_UNKNOWN') !== negate };
    }
  }
}

function readOperator(expression: A_Expr, mode: Mode, columns: Columns): Condition {
  const { kind, lexpr, rexpr } = expression;
  const name = operatorName(expression);
  if (!lexpr || !rexpr) throw new Unreadable(`it uses the operator ${name}`);
  switch (kind) {
    case 'AEXPR_OP':
      return readBinary(name, lexpr, rexpr, mode, columns);
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
      return readBinary(name, lexpr, rexpr, mode, columns);
    case 'AEXPR_IN': {
      const items = 'List' in rexpr ? (rexpr.List.items ?? []) : [];
      const alike = asOfReal(items, lexpr, columns);
      return readAny('=', lexpr, alike, name === '=' ? mode : flip(mode), columns);
    }
    case 'AEXPR_OP_ANY':
      return readAny(name, lexpr, elementsOf(rexpr), mode, columns);
    case 'AEXPR_OP_ALL': {
      const opposite = opposites[name];
      if (opposite === undefined) throw new Unreadable(`it uses ${name} ALL`);
      return readAny(opposite, lexpr, elementsOf(rexpr), flip(mode), columns);
    }
    case 'AEXPR_BETWEEN':
    case 'AEXPR_NOT_BETWEEN': {
      const [low, high] = 'List' in rexpr ? (rexpr.List.items ?? []) : [];
      if (!low || !high) throw new Unreadable('it is not complete');
      const inner = kind === 'AEXPR_BETWEEN' ? mode : flip(mode);
      const parts = [
        readBinary('>=', lexpr, low, inner, columns),
        readBinary('<=', lexpr, high, inner, columns),
      ];
      return inner.negate ? or(parts) : and(parts);
    }
    case 'AEXPR_DISTINCT':
      return readDistinct(lexpr, rexpr, !mode.negate, columns);
    case 'AEXPR_NOT_DISTINCT':
      return readDistinct(lexpr, rexpr, mode.negate, columns);
    default:
      throw new Unreadable(kind === 'AEXPR_SIMILAR' ? 'it uses SIMILAR TO' : `it uses ${name}`);
  }
}

const opposites: Readonly<Record<string, string>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '~': '!~',
  '!~': '~',
  '~*': '!~*',
  '!~*': '~*',
  '~~': '!~~',
  '!~~': '~~',
  '~~*': '!~~*',
  '!~~*': '~~*',
};
const mirrored: Readonly<Record<Operator, Operator>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function isComparison(name: string): name is Operator {
  return Object.hasOwn(mirrored, name);
}

function readBinary(name: string, left: Node, right: Node, mode: Mode, columns: Columns): Condition {
  const operator = mode.negate ? opposites[name] : name;
  if (operator === undefined) throw new Unreadable(`it uses the operator ${name}`);
  if (!isComparison(operator)) return readMatch(operator, left, right, mode.whenNull, columns);
  if ((operator === '=' || operator === '<>') && (isLogic(left, columns) || isLogic(right, columns))) {
    return readEquivalence(operator === '=', left, right, mode.whenNull, columns);
  }
  const leftOperand = operandOf(left, columns);
  const rightOperand = operandOf(right, columns);
  const { whenNull } = mode;
  if (leftOperand && rightOperand) {
    sameKind(leftOperand, rightOperand, operator);
    return { kind: 'compare', operator, left: leftOperand, right: rightOperand, whenNull };
  }
  if (leftOperand) {
    const constant = constantFor(leftOperand, right, operator);
    if (constant === null) return { kind: 'known', value: whenNull };
    return { kind: 'compare', operator, left: leftOperand, right: constant, whenNull };
  }
  if (rightOperand) {
    const turned = mirrored[operator];
    const constant = constantFor(rightOperand, left, turned);
    if (constant === null) return { kind: 'known', value: whenNull };
    return { kind: 'compare', operator: turned, left: rightOperand, right: constant, whenNull };
  }
  throw new Unreadable(describe(left));
}

function readMatch(
  operator: string,
  left: Node,
  right: Node,
  whenNull: boolean,
  columns: Columns,
): Condition {
  const negated = operator.startsWith('!');
  const base = negated ? operator.slice(1) : operator;
  if (base === '~~*') throw new Unreadable('what ILIKE takes as equal depends on the locale of the database');
  const operand = textOf(left, columns, true);
  if (!operand) throw new Unreadable(describe(left));
  const like = base === '~~' ? likeOf(right) : undefined;
  const text = like?.pattern ?? stringOf(right);
  if (text === undefined) throw new Unreadable('the pattern is not a constant');
  const translated = like
    ? likePattern(like.pattern, like.sign)
    : regexPattern(text, { ignoreCase: base === '~*', negated });
  if ('reason' in translated) throw new Unreadable(translated.reason);
  return { kind: 'matches', operand, pattern: translated.source, negated, whenNull };
}

function likeOf(node: Node): { pattern: string; sign: string } | undefined {
  if ('FuncCall' in node && node.FuncCall.args?.length === 2) {
    const [pattern, sign] = node.FuncCall.args.map(stringOf);
    return pattern === undefined || sign === undefined ? undefined : { pattern, sign };
  }
  const pattern = stringOf(node);
  return pattern === undefined ? undefined : { pattern, sign: '\\' };
}

/** `left operator ANY (items)`. */
function readAny(
  operator: string,
  left: Node,
  items: readonly Node[],
  mode: Mode,
  columns: Columns,
): Condition {
  const operand = operator === '=' ? operandOf(left, columns) : undefined;
  if (operand) {
    const values = items.map((item) => constantFor(operand, item, '='));
    if (values.length > 0 && !values.includes(null)) {
      return {
        kind: 'oneOf',
        operand,
        values: values.filter((value) => value !== null),
        negated: mode.negate,
        whenNull: mode.whenNull,
      };
    }
  }
  if (items.length === 0) throw new Unreadable('its list is empty');
  const parts = items.map((item) => readBinary(operator, left, item, mode, columns));
  return mode.negate ? and(parts) : or(parts);
}

/** Numbers in a list with a real beside it become reals, as texts do; a single one is compared as it is. */
function asOfReal(items: readonly Node[], left: Node, columns: Columns): readonly Node[] {
  if (items.length < 2 || columnOf(left, columns)?.type.base !== 'real') return items;
  return items.map((item) => {
    if (!('A_Const' in item)) throw new Unreadable('its list has values of other types than its column');
    const { ival, fval } = item.A_Const;
    const text = fval?.fval ?? (ival === undefined ? undefined : String(ival.ival ?? 0));
    return text === undefined ? item : { A_Const: { sval: { sval: text } } };
  });
}

/** `left IS [NOT] DISTINCT FROM right`, which is never NULL. */
function readDistinct(left: Node, right: Node, distinct: boolean, columns: Columns): Condition {
  if (distinct) return negation(readDistinct(left, right, false, columns));
  const first = columnOf(left, columns);
  const second = columnOf(right, columns);
  const same = readBinary('=', left, right, isTrue, columns);
  if (first && second) {
    const bothNull = and(
      [first, second].map((column) => ({ kind: 'null' as const, column, negated: false })),
    );
    return or([bothNull, same]);
  }
  const only = first ?? second;
  if (same.kind === 'known' && only) return { kind: 'null', column: only, negated: false };
  return same;
}

/** The opposite of a condition that knows no NULL any more. */
function negation(condition: Condition): Condition {
  switch (condition.kind) {
    case 'and':
      return or(condition.of.map(negation));
    case 'or':
      return and(condition.of.map(negation));
    case 'known':
      return { kind: 'known', value: !condition.value };
    case 'compare': {
      const operator = opposites[condition.operator];
      if (operator === undefined || !isComparison(operator))
        throw new Unreadable('it cannot be turned around');
      return { ...condition, operator, whenNull: !condition.whenNull };
    }
    case 'null':
      return { ...condition, negated: !condition.negated };
    case 'oneOf':
    case 'matches':
      return { ...condition, negated: !condition.negated, whenNull: !condition.whenNull };
  }
}

/** `left = right` of two truth values. */
function readEquivalence(
  equal: boolean,
  left: Node,
  right: Node,
  whenNull: boolean,
  columns: Columns,
): Condition {
  const a = (mode: Mode): Condition => read(left, mode, columns);
  const b = (mode: Mode): Condition => read(right, equal ? mode : flip(mode), columns);
  return whenNull
    ? and([or([a(notTrue), b(notFalse)]), or([a(notFalse), b(notTrue)])])
    : or([and([a(isTrue), b(isTrue)]), and([a(isFalse), b(isFalse)])]);
}

function isLogic(node: Node, columns: Columns): boolean {
  return (
    'BoolExpr' in node ||
    'NullTest' in node ||
    'BooleanTest' in node ||
    ('A_Expr' in node && Object.hasOwn(opposites, operatorName(node.A_Expr))) ||
    ('A_Const' in node && node.A_Const.boolval !== undefined) ||
    isBoolean(columnOf(node, columns))
  );
}

function isBoolean(column: CheckedColumn | undefined): boolean {
  return column?.type.base === 'boolean' && !column.type.array;
}

function truth(column: CheckedColumn, { negate, whenNull }: Mode): Condition {
  const right = { kind: 'constant' as const, type: 'boolean' as const, value: !negate };
  return { kind: 'compare', operator: '=', left: { kind: 'column', column }, right, whenNull };
}

function flip(mode: Mode): Mode {
  return { ...mode, negate: !mode.negate };
}

function and(parts: readonly Condition[]): Condition {
  return join('and', parts);
}

function or(parts: readonly Condition[]): Condition {
  return join('or', parts);
}

/** Flat, without what decides nothing; known when one part decides everything. */
function join(kind: 'and' | 'or', parts: readonly Condition[]): Condition {
  const neutral = kind === 'and';
  const flat = parts.flatMap((part) => (part.kind === kind ? part.of : [part]));
  const kept = flat.filter((part) => part.kind !== 'known' || part.value !== neutral);
  const decided = kept.find((part) => part.kind === 'known');
  if (decided) return decided;
  const [first] = kept;
  if (!first) return { kind: 'known', value: neutral };
  return kept.length === 1 ? first : { kind, of: kept };
}
