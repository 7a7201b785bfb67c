/** Checks that follow from the type of a column: what GraphQL promises and the SQL type does not. */
import type { CheckModel, ColumnModel, EnumModel } from './model.js';
import { literal, objectName, quote } from './naming.js';

/** Checks of one column, made of `[T!]` and of enums that are kept as text. */
export function impliedChecks(
  table: string,
  column: ColumnModel,
  enums: ReadonlyMap<string, EnumModel>,
): readonly CheckModel[] {
  const { name, type, span } = column;
  const checks: CheckModel[] = [];
  if (type.elementsNotNull) {
    checks.push({
      name: objectName(table, [name], 'elements_check'),
      expression: elementsNotNull(name),
      columns: [name],
      implied: true,
      span,
    });
  }
  const model = type.enum === undefined ? undefined : enums.get(type.enum);
  if (model?.storage === 'check' && type.base === 'text') {
    checks.push({
      name: objectName(table, [name], 'values_check'),
      expression: isMember(name, type.array, model),
      columns: [name],
      implied: true,
      span,
    });
  }
  return checks;
}

/**
 * No element is NULL: in arrays of any type, those without equality (json, point, xml) among them, and of any number of
 * dimensions. Where there is no array, there is nothing to hold.
 */
export function elementsNotNull(column: string): string {
  return `num_nulls(VARIADIC ${quote(column)}) = 0`;
}

function isMember(column: string, array: boolean, model: EnumModel): string {
  const labels = model.values.map(({ label }) => literal(label)).join(', ');
  if (!array) return `${quote(column)} IN (${labels})`;
  return `array_remove(${quote(column)}, NULL) <@ ARRAY[${labels}]::text[]`;
}
