/** Conditions as JavaScript over the values of a row, as PostgreSQL would find them after it has stored them. */
import { stringLiteral } from '../code.js';
import type {
  CheckedColumn,
  Comparison,
  Condition,
  Constant,
  Operand,
  Operator,
  TextOperand,
} from '../constraints.js';
import { type Kind, kindOf } from './kinds.js';
import type { Expr } from './layout.js';

/** Where a test stands: how it reaches the values of columns. */
export interface Scope {
  /** Undefined for a column that is not there: nothing is known about its value, and it could always be a fine one. */
  value(column: CheckedColumn): Value | undefined;
  /** Is told of each helper that the test calls. */
  use(helper: string): void;
  /** The driver reads and writes times without a zone in that of the process. */
  readonly localTimes: boolean;
}

export interface Value {
  /** An expression that may be written several times. */
  readonly code: string;
  readonly nullable: boolean;
  /** It may be undefined: then nothing is known about it. */
  readonly absent: boolean;
}

/** The condition has no exact form in JavaScript; the message says why, as the end of a sentence. */
export class Unprintable extends Error {}

/** A test that is true for the rows that pass; a boolean where it is the same for all. Throws `Unprintable`. */
export function testOf(condition: Condition, scope: Scope): Expr | boolean {
  switch (condition.kind) {
    case 'known':
      return condition.value;
    case 'and':
    case 'or': {
      const parts = condition.of.map((part) => testOf(part, scope));
      return condition.kind === 'or' ? anyOf(parts) : allOf(parts);
    }
    case 'null': {
      const value = scope.value(condition.column);
      if (value === undefined) return true;
      if (!value.nullable) return condition.negated;
      if (condition.negated) return `${value.code} !== null`;
      return `${value.code} ${value.absent ? '==' : '==='} null`;
    }
    case 'compare':
      return comparison(condition, scope);
    case 'oneOf': {
      const { operand, values, negated } = condition;
      return guarded([operand], condition.whenNull, scope, () => {
        const [side] = sidesOf([operand, ...values], scope);
        if (side?.domain === 'decimal') {
          const sign = negated ? '!==' : '===';
          const tests = values.map(
            (one) => `${compareCall(side, constantSide(one, 'decimal'), scope)} ${sign} 0`,
          );
          return negated ? allOf(tests) : anyOf(tests);
        }
        if (!side) throw new Unprintable('it has no value');
        const list = values.map((one) => constantCode(one, side, '=')).filter((one) => one !== undefined);
        const array = side.enum ? `([${list.join(', ')}] as string[])` : `[${list.join(', ')}]`;
        return `${negated ? '!' : ''}${array}.includes(${side.code})`;
      });
    }
    case 'matches':
      return guarded([condition.operand], condition.whenNull, scope, () => {
        const text = textCode(condition.operand, scope);
        return `${condition.negated ? '!' : ''}/${condition.pattern}/u.test(${text})`;
      });
  }
}

function comparison({ left, right, operator, whenNull }: Comparison, scope: Scope): Expr | boolean {
  const operands = right.kind === 'constant' ? [left] : [left, right];
  return guarded(operands, whenNull, scope, () => {
    const [a, b] = sidesOf([left, right], scope);
    if (!a) throw new Unprintable('it has no value');
    if (a.domain === 'truth' && right.kind === 'constant' && right.type === 'boolean')
      return right.value === (operator === '=') ? a.code : `!${a.code}`;
    const script = operator === '=' ? '===' : operator === '<>' ? '!==' : operator;
    if (a.domain === 'decimal') {
      const other = b ?? constantSide(right as Constant, 'decimal');
      return { left: compareCall(a, other, scope), sign: script, right: '0' };
    }
    if (b) {
      if (a.domain !== 'float') return { left: a.code, sign: script, right: b.code };
      scope.use('compareFloats');
      return `compareFloats(${a.code}, ${b.code}) ${script} 0`;
    }
    return constantTest(a, operator, right as Constant);
  });
}

/** A side of a comparison, in a domain in which JavaScript's operators mean what PostgreSQL's do. */
interface Side {
  readonly code: string;
  readonly domain: 'number' | 'float' | 'bigint' | 'decimal' | 'text' | 'truth' | 'moment';
  readonly kind?: Kind;
  /** Digits behind the point that are kept. */
  readonly scale?: number;
  readonly enum?: boolean;
}

/** The operands among the sides, all in the widest domain of them. */
function sidesOf(all: readonly (Operand | Constant)[], scope: Scope): readonly Side[] {
  const sides = all.flatMap((one) => (one.kind === 'constant' ? [] : [sideOf(one, scope)]));
  const has = (domain: Side['domain']): boolean => sides.some((side) => side.domain === domain);
  if (has('decimal')) return sides.map((side) => ({ ...side, domain: 'decimal' }));
  if (has('bigint'))
    return sides.map((side) =>
      side.domain === 'number' ? { ...side, domain: 'bigint', code: `BigInt(${side.code})` } : side,
    );
  if (has('float')) return sides.map((side) => ({ ...side, domain: 'float' }));
  return sides;
}

function sideOf(operand: Operand, scope: Scope): Side {
  switch (operand.kind) {
    case 'text':
      return {
        code: textCode(operand, scope),
        domain: 'text',
        enum: operand.column.type.enum !== undefined,
      };
    case 'length':
    case 'bytes': {
      const helper = operand.kind === 'length' ? 'characters' : 'bytes';
      scope.use(helper);
      return { code: `${helper}(${textCode(operand.of, scope)})`, domain: 'number' };
    }
    case 'elements':
      return { code: `${codeOf(operand.column, scope)}.length`, domain: 'number' };
    case 'nulls':
    case 'nonNulls': {
      const list = operand.columns.map((column) => codeOf(column, scope)).join(', ');
      const sign = operand.kind === 'nulls' ? '===' : '!==';
      return { code: `[${list}].filter((one) => one ${sign} null).length`, domain: 'number' };
    }
    case 'column':
      return columnSide(operand.column, scope);
  }
}

function columnSide(column: CheckedColumn, scope: Scope): Side {
  const code = codeOf(column, scope);
  const kind = kindOf(column.type);
  const { modifiers } = column.type;
  switch (kind) {
    case 'integer':
      return { code, domain: 'number', kind };
    case 'double':
      return { code, domain: 'float', kind };
    case 'real':
      return { code: `Math.fround(${code})`, domain: 'float', kind };
    case 'bigint':
      // As the driver sends it: 2 ** 63 has fewer digits than it needs.
      return { code: `BigInt(String(${code}))`, domain: 'bigint', kind };
    case 'numeric':
      return { code, domain: 'decimal', kind, ...(modifiers.length > 0 ? { scale: modifiers[1] ?? 0 } : {}) };
    case 'boolean':
      return { code, domain: 'truth', kind };
    case 'uuid':
      return { code: `${code}.toLowerCase()`, domain: 'text', kind };
    case 'enum':
      return { code, domain: 'text', kind, enum: true };
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      if (modifiers.length > 0 && (modifiers[0] ?? 6) < 6) throw new Unprintable('its times are rounded');
      scope.use('moment');
      return { code: `moment(${code}, "${kind}", ${scope.localTimes})`, domain: 'moment', kind };
    case 'time':
      if (modifiers.length > 0 && (modifiers[0] ?? 6) < 6) throw new Unprintable('its times are rounded');
      scope.use('microseconds');
      return { code: `microseconds(${code})`, domain: 'moment', kind };
    default:
      throw new Unprintable(`values of ${column.type.scalar?.name ?? column.type.sql} are not compared`);
  }
}

function textCode({ column, reading }: TextOperand, scope: Scope): string {
  const code = codeOf(column, scope);
  const { base, modifiers } = column.type;
  const helper = (name: string, ...args: readonly (string | number)[]): string => {
    scope.use(name);
    return `${name}(${args.join(', ')})`;
  };
  if (column.type.scalar?.ts !== undefined)
    throw new Unprintable(`values of ${column.type.scalar.name} are no texts`);
  const length =
    base === 'character' && !/^\s*bpchar/i.test(column.type.sql) ? (modifiers[0] ?? 1) : modifiers[0];
  if (reading === 'padded' && length !== undefined) return helper('padded', code, length);
  if (base === 'character' || reading === 'rtrim')
    return reading === 'btrim' || reading === 'ltrim'
      ? helper('trimStart', helper('trimEnd', code))
      : helper('trimEnd', code);
  const kept = base === 'character varying' && length !== undefined ? helper('cut', code, length) : code;
  if (reading === 'btrim') return helper('trimStart', helper('trimEnd', kept));
  return reading === 'ltrim' ? helper('trimStart', kept) : kept;
}

function codeOf(column: CheckedColumn, scope: Scope): string {
  const value = scope.value(column);
  if (value === undefined) throw new Unprintable(`the column ${column.name} is not there`);
  return value.code;
}

function constantTest(side: Side, operator: Operator, constant: Constant): Expr | boolean {
  const script = operator === '=' ? '===' : operator === '<>' ? '!==' : operator;
  if (constant.type !== 'number')
    return `${side.code} ${script} ${constantCode(constant, side, operator) ?? ''}`;
  if (side.domain === 'float') {
    const code = numberLiteral(constant.text);
    if (constant.text === 'NaN') {
      if (operator === '>=' || operator === '=') return `Number.isNaN(${side.code})`;
      return operator === '<=' ? true : operator === '>' ? false : `!Number.isNaN(${side.code})`;
    }
    // NaN is above every number, and below none.
    if (operator === '>') return `!(${side.code} <= ${code})`;
    if (operator === '>=') return `!(${side.code} < ${code})`;
    return `${side.code} ${script} ${code}`;
  }
  const code = constantCode(constant, side, operator);
  // An integer is never equal to a fraction.
  return code === undefined ? operator === '<>' : `${side.code} ${script} ${code}`;
}

/** Undefined for a fraction that would have to be equal to an integer. */
function constantCode(constant: Constant, side: Side, operator: Operator): string | undefined {
  if (constant.type === 'boolean') return String(constant.value);
  if (constant.type === 'text') {
    if (side.domain !== 'moment') return stringLiteral(constant.text);
    if (side.kind === 'time') return `microseconds(${stringLiteral(constant.text)})`;
    return String(momentOf(constant.text));
  }
  if (side.domain !== 'bigint') return numberLiteral(constant.text);
  if (/^-?\d+$/.test(constant.text)) {
    const safe = Number.isSafeInteger(Number(constant.text));
    return `BigInt(${safe ? numberLiteral(constant.text) : `"${constant.text}"`})`;
  }
  if (/^-?\d*\.0*$/.test(constant.text)) return `BigInt(${numberLiteral(constant.text)})`;
  return operator === '=' || operator === '<>' ? undefined : numberLiteral(constant.text);
}

/** Milliseconds as the helper \`moment\` has them. */
function momentOf(text: string): number {
  return Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text.endsWith('Z') ? text : `${text}Z`);
}

function constantSide(constant: Constant, domain: Side['domain']): Side {
  const text = constant.type === 'boolean' ? String(constant.value) : constant.text;
  return { code: `"${text}"`, domain };
}

function compareCall(a: Side, b: Side, scope: Scope): string {
  scope.use('compareNumbers');
  const scales = [a.scale, b.scale].map((scale) => (scale === undefined ? 'undefined' : String(scale)));
  while (scales.at(-1) === 'undefined') scales.pop();
  return `compareNumbers(${[a.code, b.code, ...scales].join(', ')})`;
}

function numberLiteral(text: string): string {
  return String(Number(text));
}

/** The test, for rows in which the operands have values; what NULL makes of it beside it. */
function guarded(
  operands: readonly Operand[],
  whenNull: boolean,
  scope: Scope,
  test: () => Expr | boolean,
): Expr | boolean {
  const passes: string[] = [];
  const needs: string[] = [];
  for (const operand of operands) {
    const counted = operand.kind === 'nulls' || operand.kind === 'nonNulls';
    for (const column of columnsOf(operand)) {
      const value = scope.value(column);
      if (value === undefined) return true;
      const { code, nullable, absent } = value;
      if (counted) {
        if (absent && nullable) passes.push(`${code} === undefined`);
      } else if (nullable && whenNull) passes.push(`${code} ${absent ? '==' : '==='} null`);
      else {
        if (absent) passes.push(`${code} === undefined`);
        if (nullable) needs.push(`${code} !== null`);
      }
      if (operand.kind !== 'elements' || !operand.emptyIsNull) continue;
      if (whenNull) passes.push(`${code}.length === 0`);
      else needs.push(`${code}.length > 0`);
    }
  }
  return anyOf([...unique(passes), allOf([...unique(needs), test()])]);
}

function allOf(parts: readonly (Expr | boolean)[]): Expr | boolean {
  if (parts.includes(false)) return false;
  const tests = parts
    .filter((part) => typeof part !== 'boolean')
    .flatMap((part) => (typeof part === 'object' && 'all' in part ? part.all : [part]));
  const [first] = tests;
  return first === undefined ? true : tests.length === 1 ? first : { all: tests };
}

function anyOf(parts: readonly (Expr | boolean)[]): Expr | boolean {
  if (parts.includes(true)) return true;
  const tests = parts
    .filter((part) => typeof part !== 'boolean')
    .flatMap((part) => (typeof part === 'object' && 'any' in part ? part.any : [part]));
  const [first] = tests;
  return first === undefined ? false : tests.length === 1 ? first : { any: tests };
}

function unique(codes: readonly string[]): readonly string[] {
  return [...new Set(codes)];
}

function columnsOf(operand: Operand): readonly CheckedColumn[] {
  switch (operand.kind) {
    case 'length':
    case 'bytes':
      return [operand.of.column];
    case 'nulls':
    case 'nonNulls':
      return operand.columns;
    default:
      return [operand.column];
  }
}
