/** Triggers that keep a column at the time of the last change: one function for each name of a column in a schema. */
import type { ColumnModel, SchemaModel, TableModel } from '../model.js';
import { objectName, quote } from '../naming.js';
import type { Script } from './script.js';
import { qualified } from './tables.js';

/** Adds the functions and the triggers of all tables. */
export function updatedAtTriggers(script: Script, model: SchemaModel): void {
  const made = new Set<string>();
  const kept = model.tables.flatMap((table) =>
    table.columns.flatMap((column) => (column.updatedAt ? [{ table, column }] : [])),
  );
  for (const { table, column } of kept) {
    const name = qualified({ schema: table.schema, name: functionName(column) });
    if (made.has(name)) continue;
    made.add(name);
    script.add(
      `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n  NEW.${quote(column.name)} := now();\n  RETURN NEW;\nEND\n$$`,
      column.span,
    );
  }
  for (const { table, column } of kept) script.add(createTrigger(table, column), column.span);
}

/** Name of the function, and of the trigger on each table. */
export function functionName(column: Pick<ColumnModel, 'name'>): string {
  return objectName('wesley_set', [], column.name);
}

function createTrigger(table: TableModel, column: ColumnModel): string {
  const name = functionName(column);
  return `CREATE TRIGGER ${quote(name)} BEFORE UPDATE ON ${qualified(table)} FOR EACH ROW EXECUTE FUNCTION ${qualified({ schema: table.schema, name })}()`;
}
