/** The sides of a comparison: columns, lengths, constants, and which may be compared without losing PostgreSQL's meaning. */
import type { A_Const, A_Expr, Node, TypeName } from '../../facts/statements/expression.js';
import { readType } from '../types.js';
import type { CheckedColumn, Constant, Operand, Operator, TextOperand } from './constraints.js';

/** The expression, or a part of it, cannot be said exactly in other languages; the message says why: `it calls lower()`. */
export class Unreadable extends Error {}

export type Columns = ReadonlyMap<string, CheckedColumn>;

/** Columns of a text type, without citext, whose equality is another one. */
function isText(column: CheckedColumn): boolean {
  return textTypes.has(column.type.base) && !column.type.array;
}

/** The column that an expression is, looking through casts that change nothing. */
export function columnOf(node: Node, columns: Columns): CheckedColumn | undefined {
  if ('TypeCast' in node) {
    const { arg, typeName } = node.TypeCast;
    const column = arg && columnOf(arg, columns);
    return column && typeName && castKeeps(column, typeName) ? column : undefined;
  }
  if (!('ColumnRef' in node)) return undefined;
  const last = node.ColumnRef.fields?.at(-1);
  return last && 'String' in last ? columns.get(last.String.sval ?? '') : undefined;
}

/** What an expression says about a row; undefined for constants and for what is not understood. */
export function operandOf(node: Node, columns: Columns): Operand | undefined {
  const text = textOf(node, columns, false);
  if (text) return text;
  const column = columnOf(node, columns);
  if (column) return { kind: 'column', column };
  if (!('FuncCall' in node)) return undefined;
  const { name, args } = callOf(node.FuncCall);
  const [first, second] = args;
  switch (name) {
    case 'length':
    case 'char_length':
    case 'character_length': {
      const of = first && textOf(first, columns, false);
      return of && args.length === 1 ? { kind: 'length', of } : undefined;
    }
    case 'octet_length': {
      const of = first && textOf(first, columns, true);
      return of && of.reading !== 'padded' && args.length === 1 ? { kind: 'bytes', of } : undefined;
    }
    case 'cardinality':
    case 'array_length': {
      const array = first && columnOf(first, columns);
      if (!array?.type.array || (name === 'array_length' && (!second || numberOf(second) !== '1')))
        return undefined;
      return { kind: 'elements', column: array, emptyIsNull: name === 'array_length' };
    }
    case 'num_nulls':
    case 'num_nonnulls': {
      const found = args.map((arg) => columnOf(arg, columns));
      if (node.FuncCall.func_variadic === true || found.includes(undefined)) return undefined;
      const all = found.filter((one) => one !== undefined);
      return { kind: name === 'num_nulls' ? 'nulls' : 'nonNulls', columns: all };
    }
    default:
      return undefined;
  }
}

/**
 * A text column, an enum cast to text, or one of them without the spaces around it. `padded`: where it stands, char(n) keeps
 * the spaces that it was filled up with.
 */
export function textOf(node: Node, columns: Columns, padded: boolean): TextOperand | undefined {
  if ('FuncCall' in node) {
    const { name, args } = callOf(node.FuncCall);
    const [first] = args;
    if ((name !== 'btrim' && name !== 'ltrim' && name !== 'rtrim') || args.length !== 1 || !first)
      return undefined;
    const inner = textOf(first, columns, false);
    return inner?.reading === 'plain' ? { ...inner, reading: name } : undefined;
  }
  if ('TypeCast' in node) {
    const { arg, typeName } = node.TypeCast;
    if (!arg || !typeName || !plainText.has(typeOf(typeName)?.base ?? '')) return undefined;
    const column = columnOf(arg, columns);
    if (column?.type.enum !== undefined && !column.type.array)
      return { kind: 'text', column, reading: 'plain' };
    const inner = textOf(arg, columns, false);
    return inner?.reading === 'plain' && inner.column.type.base === 'character'
      ? { ...inner, reading: 'rtrim' }
      : inner;
  }
  const column = columnOf(node, columns);
  if (!column || !isText(column)) return undefined;
  const keepsSpaces = padded && column.type.base === 'character';
  return { kind: 'text', column, reading: keepsSpaces ? 'padded' : 'plain' };
}

/**
 * The constant that an operand is compared with, as the type of the comparison reads it; null is NULL. Throws `Unreadable`
 * when it is no constant, or when the comparison depends on the server's collation, time zone or precision.
 */
export function constantFor(operand: Operand, node: Node, operator: Operator): Constant | null {
  const { value, type } = literalOf(node);
  if (value.isnull === true) return null;
  if (operand.kind === 'text') return textConstant(operand, value, type, operator);
  if (operand.kind !== 'column') return decimal(digits(value, integer));
  const { column } = operand;
  const { base, array } = column.type;
  if (array) throw new Unreadable('it compares a whole array');
  if (column.type.enum !== undefined) return labelConstant(value, operator);
  if (base === 'boolean') {
    if (!value.boolval || !isEquality(operator))
      throw new Unreadable('it compares a boolean with another value');
    return { kind: 'constant', type: 'boolean', value: value.boolval.boolval === true };
  }
  if (numberTypes.has(base)) return numberConstant(base, value, type);
  const text = value.sval?.sval ?? (value.sval ? '' : undefined);
  if (text === undefined || (type !== undefined && type !== base)) throw differentType(base);
  return { kind: 'constant', type: 'text', text: ordinary(base, text, operator) };
}

/** Throws `Unreadable` unless PostgreSQL compares the two as they are. */
export function sameKind(left: Operand, right: Operand, operator: Operator): void {
  if (left.kind === 'text' && right.kind === 'text') {
    if (!isEquality(operator)) throw new Unreadable('the order of texts depends on the collation');
    checkCollation(left.column);
    checkCollation(right.column);
    return;
  }
  const bases = [left, right].map((one) => (one.kind === 'column' ? comparedAs(one.column) : 'integer'));
  const [first = '', second = ''] = bases;
  const exact = (base: string): boolean => exactTypes.has(base);
  const small = (base: string): boolean => base === 'integer' || base === 'smallint';
  const floats = (base: string): boolean => floatTypes.has(base) || small(base);
  if (exact(first) && exact(second)) return;
  if (floats(first) && floats(second)) return;
  if (first === second && (orderedTypes.has(first) || (isEquality(operator) && first === 'uuid'))) return;
  if (
    first === second &&
    left.kind === 'column' &&
    left.column.type.enum !== undefined &&
    isEquality(operator)
  )
    return;
  throw new Unreadable(`it compares ${first} with ${second}`);
}

/** Elements of `ARRAY[...]` or `'{...}'`, casts of the whole looked through. */
export function elementsOf(node: Node): readonly Node[] {
  if ('TypeCast' in node) {
    const { arg, typeName } = node.TypeCast;
    const element = typeName && typeOf({ ...typeName, arrayBounds: [] });
    if (!arg || element === undefined || element.modifiers.length > 0)
      throw new Unreadable('its list is no constant');
    return elementsOf(arg);
  }
  if ('A_ArrayExpr' in node) return node.A_ArrayExpr.elements ?? [];
  const text = stringOf(node);
  if (text !== undefined && /^\{[^{}"\\]*\}$/.test(text)) {
    const inner = text.slice(1, -1).trim();
    const words = inner === '' ? [] : inner.split(',').map((word) => word.trim());
    if (!words.some((word) => word === '' || word.toLowerCase() === 'null'))
      return words.map((sval) => ({ A_Const: { sval: { sval } } }));
  }
  throw new Unreadable('its list is no constant');
}

/** Text of a string constant, whatever text type it is cast to. */
export function stringOf(node: Node): string | undefined {
  if ('TypeCast' in node) {
    const { arg, typeName } = node.TypeCast;
    return arg && typeName && plainText.has(typeOf(typeName)?.base ?? '') ? stringOf(arg) : undefined;
  }
  if (!('A_Const' in node) || !node.A_Const.sval) return undefined;
  return node.A_Const.sval.sval ?? '';
}

/** `=`, `~~`; an operator of another schema than pg_catalog keeps it in front. */
export function operatorName(expression: A_Expr): string {
  const names = (expression.name ?? []).map((one) => ('String' in one ? (one.String.sval ?? '') : ''));
  if (names.length === 2 && names[0] !== 'pg_catalog') return names.join('.');
  return names.at(-1) ?? '';
}

/** What an expression is that cannot be read, as the end of a sentence about the CHECK. */
export function describe(node: Node): string {
  if ('FuncCall' in node) {
    const names = (node.FuncCall.funcname ?? []).map((one) => ('String' in one ? one.String.sval : ''));
    return `it calls ${names.at(-1) ?? 'a function'}()`;
  }
  if ('A_Expr' in node) return `it computes with ${operatorName(node.A_Expr)}`;
  if ('CaseExpr' in node) return 'it uses CASE';
  if ('CoalesceExpr' in node) return 'it uses COALESCE';
  if ('TypeCast' in node) return 'it casts a value to another type';
  if ('ColumnRef' in node) return 'it names what is no column of a type that can be compared';
  return 'it is not a comparison of columns and constants';
}

const textTypes = new Set(['text', 'character varying', 'character', 'name']);
const plainText = new Set(['text', 'character varying']);
const exactTypes = new Set(['smallint', 'integer', 'bigint', 'numeric']);
const floatTypes = new Set(['real', 'double precision']);
const numberTypes = new Set([...exactTypes, ...floatTypes]);
/** Types with one order everywhere. */
const orderedTypes = new Set([
  'date',
  'timestamp without time zone',
  'timestamp with time zone',
  'time without time zone',
]);

/** Widening casts; the value stays what it was. */
function castKeeps(column: CheckedColumn, typeName: TypeName): boolean {
  const { base, array } = column.type;
  const to = typeOf(typeName);
  if (to === undefined || to.modifiers.length > 0 || to.array !== array) return false;
  if (to.base === base) return true;
  const wider: Readonly<Record<string, readonly string[]>> = {
    smallint: ['integer', 'bigint', 'numeric', 'double precision'],
    integer: ['bigint', 'numeric', 'double precision'],
    bigint: ['numeric'],
    text: ['character varying'],
    'character varying': ['text'],
  };
  return wider[base]?.includes(to.base) === true;
}

function typeOf(typeName: TypeName): ReturnType<typeof readType> | undefined {
  const names = (typeName.names ?? []).map((one) => ('String' in one ? (one.String.sval ?? '') : ''));
  const name = names.length > 1 && names[0] === 'pg_catalog' ? names[1] : names.join('.');
  if (name === undefined || name === '') return undefined;
  const modifiers = typeName.typmods?.length ?? 0;
  // char without a length is char(1), and the parser writes that out.
  return {
    ...readType(`${name}${(typeName.arrayBounds ?? []).map(() => '[]').join('')}`),
    modifiers: Array.from({ length: modifiers }, () => 0),
  };
}

/** Name without pg_catalog, in the spelling of functions. */
function callOf(call: Extract<Node, { FuncCall: unknown }>['FuncCall']): {
  name: string;
  args: readonly Node[];
} {
  const names = (call.funcname ?? []).map((one) => ('String' in one ? (one.String.sval ?? '') : ''));
  const foreign = names.length > 1 && names[0] !== 'pg_catalog';
  const plain = !foreign && !call.agg_star && !call.agg_distinct && !call.over;
  return { name: plain ? (names.at(-1) ?? '') : '', args: call.args ?? [] };
}

/** A constant, with the base of the type that it is cast to. */
function literalOf(node: Node): { readonly value: A_Const; readonly type?: string } {
  if ('TypeCast' in node) {
    const { arg, typeName } = node.TypeCast;
    const to = typeName && typeOf(typeName);
    if (!arg || !to || to.modifiers.length > 0 || to.array) throw new Unreadable('it casts a constant');
    const inner = literalOf(arg);
    if (inner.type !== undefined && inner.type !== to.base && !plainText.has(to.base))
      throw new Unreadable('it casts a constant twice');
    return { value: inner.value, type: to.base };
  }
  if ('A_Const' in node) return { value: node.A_Const };
  if ('A_Expr' in node && node.A_Expr.lexpr === undefined && node.A_Expr.rexpr) {
    const inner = literalOf(node.A_Expr.rexpr);
    const text = inner.value.fval?.fval ?? String(inner.value.ival?.ival ?? 0);
    const minus = node.A_Expr.name?.some((one) => 'String' in one && one.String.sval === '-') === true;
    if (minus && (inner.value.fval || inner.value.ival) && !text.startsWith('-'))
      return { ...inner, value: { fval: { fval: `-${text}` } } };
  }
  throw new Unreadable(describe(node));
}

function numberOf(node: Node): string | undefined {
  return 'A_Const' in node && node.A_Const.ival ? String(node.A_Const.ival.ival ?? 0) : undefined;
}

const integer = /^\s*[-+]?\d+\s*$/;
const decimalText = /^\s*[-+]?(\d+\.?\d*|\.\d+)\s*$/;
const floatText = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?\s*$/i;
const special = /^\s*([-+]?inf(inity)?|nan)\s*$/i;

function numberConstant(base: string, value: A_Const, type: string | undefined): Constant {
  const float = floatTypes.has(base);
  if (type !== undefined && !numberTypes.has(type)) throw differentType(base);
  // PostgreSQL compares them as double precision, which keeps 53 bits of the column.
  if (!float && type !== undefined && floatTypes.has(type) && base !== 'integer' && base !== 'smallint')
    throw differentType(base);
  if (!float) {
    if (base === 'numeric' && value.sval && special.test(value.sval.sval ?? ''))
      return decimal(specialName(value));
    const asInteger = value.sval && type === undefined && base !== 'numeric';
    const wholeCast = type !== undefined && exactTypes.has(type) && type !== 'numeric';
    return decimal(digits(value, asInteger || wholeCast ? integer : decimalText));
  }
  if (value.sval && special.test(value.sval.sval ?? '')) return decimal(specialName(value));
  const number = Number(digits(value, floatText));
  // A text, and a cast, become a real first; a number is compared as double precision.
  const narrow = type === 'real' || (base === 'real' && value.sval !== undefined && type === undefined);
  return decimal(String(narrow ? Math.fround(number) : number));
}

function specialName(value: A_Const): string {
  const text = (value.sval?.sval ?? '').trim().toLowerCase();
  if (text === 'nan') return 'NaN';
  return text.startsWith('-') ? '-Infinity' : 'Infinity';
}

function digits(value: A_Const, shape: RegExp): string {
  const text = value.ival ? String(value.ival.ival ?? 0) : (value.fval?.fval ?? value.sval?.sval);
  if (text === undefined || !shape.test(text))
    throw new Unreadable('it compares with a constant of another type');
  return text.trim().replace(/^\+/, '');
}

function decimal(text: string): Constant {
  return { kind: 'constant', type: 'number', text };
}

function textConstant(
  { column, reading }: TextOperand,
  value: A_Const,
  type: string | undefined,
  operator: Operator,
): Constant {
  if (!value.sval) throw new Unreadable('it compares a text with another type');
  if (!isEquality(operator)) throw new Unreadable('the order of texts depends on the collation');
  checkCollation(column);
  const text = value.sval.sval ?? '';
  const fixed =
    column.type.base === 'character' && (type === undefined || type === 'character') && reading === 'plain';
  return { kind: 'constant', type: 'text', text: fixed ? text.replace(/ +$/, '') : text };
}

function labelConstant(value: A_Const, operator: Operator): Constant {
  if (!value.sval) throw new Unreadable('it compares an enum with another type');
  if (!isEquality(operator)) throw new Unreadable('it compares enum values by their order');
  return { kind: 'constant', type: 'text', text: value.sval.sval ?? '' };
}

/** Collations of PostgreSQL's own are deterministic: equal texts have equal bytes. */
function checkCollation({ collation }: CheckedColumn): void {
  if (collation === undefined) return;
  const builtIn =
    /^(default|C|POSIX|ucs_basic|unicode|C\.(UTF-?8|utf8)|[a-z]{2,3}(_[A-Z]{2})?(\.(UTF-?8|utf8))?|[a-z]{2,3}(-\w+)*-x-icu)$/;
  if (builtIn.test(collation)) return;
  throw new Unreadable(`what the collation "${collation}" takes as equal is not known`);
}

function comparedAs({ type }: CheckedColumn): string {
  return type.array ? 'arrays' : type.base;
}

function isEquality(operator: Operator): boolean {
  return operator === '=' || operator === '<>';
}

function differentType(base: string): Unreadable {
  return new Unreadable(`it compares ${base} with a constant of another type`);
}

/** A constant of a type in its one spelling. */
function ordinary(base: string, text: string, operator: Operator): string {
  const trimmed = text.trim();
  switch (base) {
    case 'uuid':
      if (isEquality(operator) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(trimmed))
        return trimmed.toLowerCase();
      break;
    case 'date':
      if (/^\d{4}-\d\d-\d\d$/.test(trimmed)) return trimmed;
      break;
    case 'timestamp without time zone': {
      const parts = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d(?:\.\d{1,3})?)?)?$/.exec(trimmed);
      if (parts) return `${parts[1]}T${parts[2] ?? '00:00'}${parts[3] ?? ':00'}`;
      break;
    }
    case 'timestamp with time zone': {
      const parts =
        /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d(?:\.\d{1,3})?)?(?:Z|([-+]\d\d)(?::?(\d\d))?)$/i.exec(
          trimmed,
        );
      if (!parts) throw new Unreadable('a time without its zone depends on the session');
      const zone = parts[4] === undefined ? 'Z' : `${parts[4]}:${parts[5] ?? '00'}`;
      return new Date(`${parts[1]}T${parts[2]}${parts[3] ?? ':00'}${zone}`).toISOString();
    }
    case 'time without time zone':
      if (/^\d\d:\d\d(:\d\d(\.\d{1,6})?)?$/.test(trimmed))
        return trimmed.length === 5 ? `${trimmed}:00` : trimmed;
      break;
  }
  throw new Unreadable(`it compares ${base} with a constant in a spelling of its own`);
}
