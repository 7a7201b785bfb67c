/** The other sides of references as fields: they make nothing, and say how to get from a row to others. */
import type { RelationModel, SchemaModel, TableModel } from '../model.js';
import type { Names } from './names.js';
import { directive, string } from './text.js';

/** Fields of a type for what refers to it; left out where SDL could not tell which reference is meant. */
export function relationFields(table: TableModel, model: SchemaModel, names: Names): string[] {
  const taken = new Set(table.columns.map(({ name }) => names.field(table, name)));
  return table.relations.flatMap((relation) => {
    const text = taken.has(relation.field) ? undefined : fieldOf(relation, table, model, names);
    if (text === undefined) return [];
    taken.add(relation.field);
    return [`${relation.field}: ${text}`];
  });
}

function fieldOf(
  { kind, target, foreignKey, through }: RelationModel,
  table: TableModel,
  model: SchemaModel,
  names: Names,
): string | undefined {
  if (kind === 'belongsTo') return undefined;
  if (kind === 'manyToMany') {
    const join = model.tables.find(
      ({ schema, name }) => schema === through?.schema && name === through.table,
    );
    // A table that pairs rows of one type has two sides that look the same.
    if (join === undefined || target === table.type) return undefined;
    return `[${target}!]! ${directive('manyToMany', { through: string(join.type) })}`;
  }
  const other = model.tables.find(({ type }) => type === target);
  if (other === undefined) return undefined;
  const back = other.foreignKeys.filter((key) => names.target(key) === table);
  const key = back.find(({ name }) => name === foreignKey?.name);
  if (key === undefined) return undefined;
  const [column = ''] = key.columns;
  const isClear = back.every((one) => one === key || !one.columns.includes(column));
  if (!isClear) return undefined;
  const by = back.length === 1 ? undefined : string(names.field(other, column));
  return kind === 'hasOne' && isExactlyUnique(other, key.columns)
    ? `${target} ${directive('hasOne', { by })}`
    : `[${target}!]! ${directive('hasMany', { by })}`;
}

/** A key of just these columns: the other side of one that is not would make one. */
function isExactlyUnique({ primaryKey, uniques }: TableModel, columns: readonly string[]): boolean {
  const wanted = [...columns].sort().join('\n');
  return [...(primaryKey ? [primaryKey] : []), ...uniques].some(
    (key) => [...key.columns].sort().join('\n') === wanted,
  );
}
