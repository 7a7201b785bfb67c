/** CHECKs of a table as checks of schemas: those of one column stand on the column, the others on the row. */
import type { CheckModel, ColumnType, TableModel } from '../../model.js';
import { stringLiteral } from '../code.js';
import { type CheckedColumn, type Condition, columnsOf, type Operand, readCheck } from '../constraints.js';
import { type ValueOptions, valueCode } from '../drivers.js';
import { type Scope, testOf, Unprintable } from './conditions.js';
import { kindOf } from './kinds.js';
import { type Expr, zod } from './layout.js';

export interface TableChecks {
  /** By the name of the column: conditions that hold for every row in which it is NULL. */
  readonly columns: ReadonlyMap<string, readonly NamedCondition[]>;
  readonly rows: readonly NamedCondition[];
  /** Sentences about the rest. */
  readonly unread: readonly string[];
}

export interface NamedCondition {
  readonly condition: Condition;
  /** What is told when it does not hold. */
  readonly message: string;
}

/** Reads the CHECKs of a table. */
export async function readChecks(
  table: TableModel,
  notNull: (column: string) => boolean,
  options: ValueOptions,
): Promise<TableChecks> {
  const columns = new Map<string, NamedCondition[]>();
  const rows: NamedCondition[] = [];
  // Values of a domain are compared as those of the type that it is made of.
  const plain = table.columns.map((column) => ({ ...column, type: column.type.under ?? column.type }));
  const unread = table.columns.flatMap(({ name, type }) =>
    type.under === undefined
      ? []
      : [`What the domain ${type.sql} says of ${name} is checked by PostgreSQL alone`],
  );
  for (const check of table.checks) {
    if (isElementCheck(check, table)) continue;
    const expression = check.expression.replace(/\s+/g, ' ').trim();
    const message = `${check.name}: ${expression}`;
    const read = await readCheck(check.expression, plain);
    const reasons = [...read.unread];
    for (const condition of read.conditions) {
      const reason = unprintable(condition, options);
      if (reason !== undefined) {
        reasons.push(reason);
        continue;
      }
      if (isEnumList(condition, table)) continue;
      const names = columnsOf(condition);
      const [name] = names;
      const ofColumn = names.length === 1 && name !== undefined && (notNull(name) || passesNull(condition));
      if (!ofColumn) rows.push({ condition, message });
      else columns.set(name, [...(columns.get(name) ?? []), { condition, message }]);
    }
    if (reasons.length === 0) continue;
    const what = read.conditions.length > 0 ? 'A part of ' : '';
    unread.push(
      `${what}${check.name} is checked by PostgreSQL alone, for ${reasons.join(', and ')}: ${expression}`,
    );
  }
  return { columns, rows, unread };
}

/** The check of a column's schema. Undefined when it says nothing. */
export function columnCheck(
  { condition, message }: NamedCondition,
  use: Scope['use'],
  localTimes: boolean,
): Expr | undefined {
  const text = stringLiteral(message);
  if (
    condition.kind === 'compare' &&
    condition.left.kind === 'column' &&
    condition.right.kind === 'constant'
  ) {
    const name = bounds[condition.operator];
    if (
      name !== undefined &&
      condition.right.type === 'number' &&
      kindOf(condition.left.column.type) === 'integer'
    )
      return zod(name, String(Number(condition.right.text)), text);
  }
  if (condition.kind === 'matches' && !condition.negated && isPlainText(condition.operand.column.type.base))
    if (condition.operand.reading === 'plain') return zod('regex', `/${condition.pattern}/u`, text);
  const value = { code: 'value', nullable: false, absent: false };
  const test = testOf(condition, { value: () => value, use, localTimes });
  if (test === true) return undefined;
  return zod(
    'refine',
    { parameters: test === false ? '' : 'value', body: test === false ? 'false' : test },
    text,
  );
}

const bounds: Readonly<Record<string, string | undefined>> = {
  '<': 'lt',
  '<=': 'lte',
  '>': 'gt',
  '>=': 'gte',
};

function isPlainText(base: string): boolean {
  return base === 'text';
}

function unprintable(condition: Condition, options: ValueOptions): string | undefined {
  if (operandsOf(condition).some((one) => one.kind === 'elements' && !isArray(one.column.type, options)))
    return 'the driver reads its array as a text';
  const value = { code: 'value', nullable: true, absent: true };
  try {
    testOf(condition, { value: () => value, use: () => {}, localTimes: options.driver === 'pg' });
    return undefined;
  } catch (error) {
    if (error instanceof Unprintable) return error.message;
    throw error;
  }
}

/** Is an array of this type one in JavaScript too? */
function isArray(type: ColumnType, options: ValueOptions): boolean {
  const { read } = valueCode(
    type,
    options,
    (name) => name,
    () => {},
  );
  return typeof read === 'object' && 'array' in read;
}

function operandsOf(condition: Condition): readonly Operand[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.of.flatMap(operandsOf);
    case 'compare':
      return [condition.left, condition.right].filter((one) => one.kind !== 'constant');
    case 'oneOf':
    case 'matches':
      return [condition.operand];
    default:
      return [];
  }
}

/** Does it hold whenever its one column is NULL? */
function passesNull(condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.of.every(passesNull);
    case 'or':
      return condition.of.some(passesNull);
    case 'known':
      return condition.value;
    case 'null':
      return !condition.negated;
    case 'compare':
      return isCount(condition.left) || isCount(condition.right) ? false : condition.whenNull;
    case 'oneOf':
      return isCount(condition.operand) ? false : condition.whenNull;
    case 'matches':
      return condition.whenNull;
  }
}

function isCount({ kind }: { readonly kind: string }): boolean {
  return kind === 'nulls' || kind === 'nonNulls';
}

/** That no element of an array is NULL: the schema of the array says it already. */
function isElementCheck(check: CheckModel, table: TableModel): boolean {
  const column = table.columns.find(({ name }) => name === check.columns[0]);
  return (
    column?.type.elementsNotNull === true &&
    /^num_nulls\(variadic \S+\) = 0$/i.test(check.expression.replace(/^\((.*)\)$/, '$1'))
  );
}

/** The list of an enum that is kept as text: its schema says it already. */
function isEnumList(condition: Condition, table: TableModel): boolean {
  if (condition.kind !== 'oneOf' || condition.negated) return false;
  const [name] = columnsOf(condition);
  const column: (CheckedColumn & { readonly type: { readonly enum?: string } }) | undefined =
    table.columns.find((one) => one.name === name);
  return column?.type.enum !== undefined && column.type.base === 'text';
}
