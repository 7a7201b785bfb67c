/** What CHECKs say, as JSON Schema: on one property where it can be, else on the object. What JSON Schema cannot say is left out. */
import {
  type Comparison,
  type Condition,
  type Constant,
  columnsOf,
  type Match,
  type OneOf,
  type Operand,
  type TextOperand,
} from './constraints.js';
import type { Json, JsonRecord } from './json.js';

/** A column as a property: its key, and the schema of its values that are not null. */
export interface CheckedProperty {
  readonly key: string;
  readonly schema: JsonRecord;
  readonly nullable: boolean;
}

/** Keywords for a condition: on the values of one property, or on the object. */
export type Said =
  | { readonly on: 'property'; readonly column: string; readonly schema: JsonRecord }
  | { readonly on: 'object'; readonly schema: JsonRecord };

/** JSON Schema for a condition; undefined when it has no words for it. */
export function sayCondition(
  condition: Condition,
  properties: ReadonlyMap<string, CheckedProperty>,
): Said | undefined {
  const [column, ...others] = columnsOf(condition);
  if (column === undefined) return undefined;
  if (others.length === 0) {
    const property = properties.get(column);
    const schema = property === undefined ? undefined : onValue(condition, property);
    return schema === undefined ? undefined : { on: 'property', column, schema };
  }
  const schema = onObject(condition, properties);
  return schema === undefined ? undefined : { on: 'object', schema };
}

function onObject(
  condition: Condition,
  properties: ReadonlyMap<string, CheckedProperty>,
): JsonRecord | undefined {
  if ('of' in condition) {
    const parts = condition.of.map((one) => onObject(one, properties));
    const said = parts.filter((one) => one !== undefined);
    // Of an "and" every part is true alone; of an "or" all must be known.
    if (condition.kind === 'and') return said.length === 0 ? undefined : { allOf: said };
    return said.length === parts.length ? { anyOf: said } : undefined;
  }
  const [column, ...others] = columnsOf(condition);
  const property = column === undefined || others.length > 0 ? undefined : properties.get(column);
  if (property === undefined) return undefined;
  const schema = onValue(condition, property);
  // A property that is not there is NULL, a default, or as it was: nobody knows.
  return schema === undefined ? undefined : { properties: { [property.key]: schema } };
}

/** The schema of all values of a column that the condition accepts, null among them where it accepts that. */
function onValue(condition: Condition, property: CheckedProperty): JsonRecord | undefined {
  const { type } = property.schema;
  if (typeof type !== 'string') return undefined;
  if ('of' in condition) {
    const parts = condition.of.map((one) => onValue(one, property));
    const said = parts.filter((one) => one !== undefined);
    if (condition.kind === 'and') return said.length === 0 ? undefined : { allOf: said };
    return said.length === parts.length ? { anyOf: said } : undefined;
  }
  if (condition.kind === 'known') return undefined;
  if (condition.kind === 'null') return { type: condition.negated ? type : 'null' };
  const keywords = keywordsOf(condition, type);
  if (keywords === undefined) return undefined;
  const acceptsNull = condition.whenNull && property.nullable;
  if (!acceptsNull) return { type, ...keywords };
  const { enum: values } = keywords;
  return {
    type: [type, 'null'],
    ...keywords,
    ...(Array.isArray(values) ? { enum: [...(values as Json[]), null] } : {}),
  };
}

/** Keywords that hold for null, and for the values that are not null and pass. */
function keywordsOf(condition: Comparison | OneOf | Match, type: string): JsonRecord | undefined {
  switch (condition.kind) {
    case 'compare':
      return condition.right.kind === 'constant'
        ? compareKeywords(condition, condition.right, type)
        : undefined;
    case 'oneOf': {
      if (!isPlain(condition.operand, type)) return undefined;
      const values = condition.values.map((one) => constantJson(one, type));
      if (values.some((one) => one === undefined)) return undefined;
      return condition.negated ? { not: { enum: values as Json[] } } : { enum: values as Json[] };
    }
    case 'matches': {
      const fits =
        type === 'string' && (isPlain(condition.operand, type) || condition.operand.reading === 'padded');
      if (!fits) return undefined;
      return condition.negated
        ? { not: { type: 'string', pattern: condition.pattern } }
        : { pattern: condition.pattern };
    }
  }
}

function compareKeywords(
  { operator, left }: Comparison,
  right: Constant,
  type: string,
): JsonRecord | undefined {
  if (left.kind === 'length' && type === 'string') {
    if (isPlain(left.of, type)) return boundKeywords(operator, right, 'minLength', 'maxLength');
    return isTrimmed(left.of) && saysNotEmpty(operator, right) ? { pattern: '[^ ]' } : undefined;
  }
  if (left.kind === 'elements' && type === 'array' && !left.emptyIsNull) {
    return boundKeywords(operator, right, 'minItems', 'maxItems');
  }
  if (
    left.kind === 'text' &&
    isTrimmed(left) &&
    operator === '<>' &&
    right.type === 'text' &&
    right.text === ''
  ) {
    return { pattern: '[^ ]' };
  }
  if (!isPlain(left, type)) return undefined;
  const value = constantJson(right, type);
  if (value === undefined) return undefined;
  if (operator === '=') return { enum: [value] };
  if (operator === '<>') return value === '' ? { minLength: 1 } : { not: { enum: [value] } };
  if (type !== 'integer' && type !== 'number') return undefined;
  const keyword = { '<': 'exclusiveMaximum', '<=': 'maximum', '>': 'exclusiveMinimum', '>=': 'minimum' }[
    operator
  ];
  return { [keyword]: value };
}

/** Bounds of a length, which is a whole number. */
function boundKeywords(
  operator: Comparison['operator'],
  right: Constant,
  least: string,
  most: string,
): JsonRecord | undefined {
  const bound = right.type === 'number' ? Number(right.text) : Number.NaN;
  if (!Number.isSafeInteger(bound)) return undefined;
  const at = (keyword: string, value: number): JsonRecord | undefined =>
    value < 0 ? undefined : { [keyword]: value };
  switch (operator) {
    case '>':
      return at(least, bound + 1);
    case '>=':
      return at(least, bound);
    case '<':
      return at(most, bound - 1);
    case '<=':
      return at(most, bound);
    case '=':
      return bound < 0 ? undefined : { [least]: bound, [most]: bound };
    case '<>':
      return bound === 0 ? at(least, 1) : undefined;
  }
}

/** Is the operand the value as JSON has it? */
function isPlain(operand: Operand, type: string): boolean {
  if (operand.kind === 'text') return type === 'string' && operand.reading === 'plain' && isText(operand);
  return operand.kind === 'column' && operand.column.type.enum === undefined
    ? type !== 'string'
    : operand.kind === 'column';
}

/** JSON has the blanks behind char(n), which comparisons do not see. */
function isText({ column }: TextOperand): boolean {
  return column.type.base !== 'character';
}

function isTrimmed(operand: TextOperand): boolean {
  return operand.reading === 'btrim' || operand.reading === 'ltrim' || operand.reading === 'rtrim';
}

function saysNotEmpty(operator: Comparison['operator'], right: Constant): boolean {
  if (right.type !== 'number') return false;
  return right.text === '0' ? operator === '>' || operator === '<>' : right.text === '1' && operator === '>=';
}

function constantJson(constant: Constant, type: string): Json | undefined {
  if (constant.type === 'boolean') return type === 'boolean' ? constant.value : undefined;
  if (constant.type === 'text') return type === 'string' ? constant.text : undefined;
  const isNumber = (type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(constant.text);
  return isNumber ? { digits: constant.text.replace(/^(-?)0+(?=\d)/, '$1') } : undefined;
}
