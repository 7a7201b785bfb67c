/** What CHECK constraints say about single columns, as far as it helps to choose a value. */
import type { TableModel } from '../../model.js';
import { literal } from '../../naming.js';
import { type Comparison, type Condition, type Constant, readCheck } from '../constraints.js';

export interface Bounds {
  min?: number;
  max?: number;
  minLength?: number;
  maxLength?: number;
  /** SQL literals. */
  oneOf?: readonly string[];
  patterns?: { readonly source: string; readonly negated: boolean }[];
  /** How many columns are before it in time. */
  after?: number;
}

export type Limits = ReadonlyMap<string, Bounds>;

/** Limits of the columns of a table; what is not understood limits nothing. */
export async function limitsOf(table: TableModel): Promise<Limits> {
  const limits = new Map<string, Bounds>();
  const of = (name: string): Bounds => {
    const bounds = limits.get(name) ?? {};
    limits.set(name, bounds);
    return bounds;
  };
  for (const { expression } of table.checks) {
    const { conditions } = await readCheck(expression, table.columns);
    for (const condition of conditions) note(condition, of);
  }
  return limits;
}

function note(condition: Condition, of: (column: string) => Bounds): void {
  if (condition.kind === 'compare') compare(condition, of);
  if (condition.kind === 'oneOf' && !condition.negated) {
    const { operand, values } = condition;
    if (operand.kind === 'column' || operand.kind === 'text') of(operand.column.name).oneOf = values.map(sql);
  }
  if (condition.kind === 'matches') {
    const bounds = of(condition.operand.column.name);
    bounds.patterns = [...(bounds.patterns ?? []), { source: condition.pattern, negated: condition.negated }];
  }
}

function compare({ left, operator, right }: Comparison, of: (column: string) => Bounds): void {
  if (left.kind === 'column' && right.kind === 'column') {
    const [first, second] = operator.startsWith('<') && operator !== '<>' ? [left, right] : [right, left];
    if (operator !== '=' && operator !== '<>') {
      of(second.column.name).after = (of(first.column.name).after ?? 0) + 1;
      const { min = 0 } = of(second.column.name);
      of(second.column.name).min = Math.max(min, (of(first.column.name).min ?? 0) + 10);
    }
    return;
  }
  if (right.kind !== 'constant') return;
  if (operator === '=' && (left.kind === 'column' || left.kind === 'text')) {
    of(left.column.name).oneOf = [sql(right)];
    return;
  }
  const value = right.type === 'number' ? Number(right.text) : Number.NaN;
  if (Number.isNaN(value)) return;
  if (left.kind === 'column') bound(of(left.column.name), 'min', 'max', operator, value);
  if (left.kind === 'length' || left.kind === 'bytes') {
    bound(of(left.of.column.name), 'minLength', 'maxLength', operator, value);
  }
}

function bound(
  bounds: Bounds,
  low: 'min' | 'minLength',
  high: 'max' | 'maxLength',
  operator: Comparison['operator'],
  value: number,
): void {
  if (operator === '>' || operator === '>=' || operator === '=') {
    bounds[low] = Math.max(bounds[low] ?? Number.NEGATIVE_INFINITY, operator === '>' ? value + 1 : value);
  }
  if (operator === '<' || operator === '<=' || operator === '=') {
    bounds[high] = Math.min(bounds[high] ?? Number.POSITIVE_INFINITY, operator === '<' ? value - 1 : value);
  }
}

function sql(constant: Constant): string {
  if (constant.type === 'boolean') return String(constant.value);
  return constant.type === 'number' ? constant.text : literal(constant.text);
}
