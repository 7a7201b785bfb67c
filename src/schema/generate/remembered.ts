/**
 * What a generator made of one table, kept for the next time: a schema of 300 tables in which one changed costs one table.
 * It is good as long as the table is the same object and what other tables know of it says the same.
 */
import type { SchemaModel, TableModel, ViewModel } from '../model.js';

/** Tells what else a piece of code uses: replayed when the code is taken from memory. */
type Use<U extends readonly unknown[]> = (...used: U) => void;

interface Kept {
  readonly around: string;
  readonly value: unknown;
  readonly uses: readonly (readonly unknown[])[];
}

const kept = new WeakMap<TableModel | ViewModel, Map<string, Kept>>();
const surroundings = new WeakMap<SchemaModel, string>();
let lastSurroundings = '';

/**
 * `make` of the table, or what it made before. `key` names the generator with its options. `make` may look at the table
 * and at names, keys, types of keys, enums and interfaces of the schema, and at nothing else.
 */
export function remembered<T, U extends readonly unknown[]>(
  model: SchemaModel,
  table: TableModel | ViewModel,
  key: string,
  use: Use<U>,
  make: (use: Use<U>) => T,
): T {
  const around = aroundOf(model);
  const ofTable = kept.get(table) ?? new Map<string, Kept>();
  const old = ofTable.get(key);
  if (old !== undefined && old.around === around) {
    for (const used of old.uses) use(...(used as U));
    return old.value as T;
  }
  const uses: U[] = [];
  const value = make((...used) => {
    uses.push(used);
    use(...used);
  });
  ofTable.set(key, { around, value, uses });
  kept.set(table, ofTable);
  return value;
}

/** What the code of a table may depend on besides the table, as one text. */
function aroundOf(model: SchemaModel): string {
  const known = surroundings.get(model);
  if (known !== undefined) return known;
  const text = JSON.stringify([
    model.enums.map(({ span: _, ...one }) => ({
      ...one,
      values: one.values.map(({ span: __, ...value }) => value),
    })),
    model.tables.map((table) => [table.type, table.schema, table.name, keyOf(table)]),
    model.views.map(({ type, schema, name }) => [type, schema, name]),
    model.inputs.map(({ name }) => name),
  ]);
  // One text for all that are equal: comparing it is then comparing two pointers.
  if (text !== lastSurroundings) lastSurroundings = text;
  surroundings.set(model, lastSurroundings);
  return lastSurroundings;
}

/** What the code of other tables says of a table: its key and whose key that is, for brands, and whether it leads further. */
function keyOf({ primaryKey, tenant, columns, foreignKeys, relations }: TableModel): unknown {
  return [
    columns
      .filter(({ name }) => primaryKey?.columns.includes(name) === true)
      .map(({ field, name, type }) => [field, name, type]),
    foreignKeys.map((key) => [key.columns, key.target]),
    tenant,
    relations.length > 0,
  ];
}
