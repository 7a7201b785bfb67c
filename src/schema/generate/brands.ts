/** Branded keys: which table's key a column holds, through chains of foreign keys. */
import type { ColumnModel, ForeignKeyModel, SchemaModel, TableModel } from '../model.js';

/** By table, the column whose values name its rows: the primary key, without the tenant before it. */
export type OwnKeys = ReadonlyMap<TableModel, ColumnModel>;

/** The own keys of a schema. A key that is a foreign key is another table's; one of several columns is nobody's. */
export function ownKeys(model: SchemaModel): OwnKeys {
  const keys = new Map<TableModel, ColumnModel>();
  for (const table of model.tables) {
    const names = table.primaryKey?.columns.filter((name) => name !== table.tenant) ?? [];
    const column = table.columns.find(({ name }) => name === names[0]);
    if (column === undefined || names.length > 1 || column.type.array) continue;
    if (foreignKeyOf(table, column.name) === undefined) keys.set(table, column);
  }
  return keys;
}

/** The table whose own key a column holds: its own table, or the one that its foreign keys lead to. */
export function brandOf(
  table: TableModel,
  column: string,
  keys: OwnKeys,
  tables: ReadonlyMap<string, TableModel>,
): TableModel | undefined {
  const seen = new Set<string>();
  let at: TableModel | undefined = table;
  let name: string | undefined = column;
  while (at !== undefined && name !== undefined) {
    if (keys.get(at)?.name === name) return at;
    const place = `${at.schema}.${at.name}.${name}`;
    const key: ForeignKeyModel | undefined = foreignKeyOf(at, name);
    if (key === undefined || seen.has(place)) return undefined;
    seen.add(place);
    name = key.target.columns[key.columns.indexOf(name)];
    at = tables.get(`${key.target.schema}.${key.target.table}`);
  }
  return undefined;
}

/** The foreign key of a column; one of that column alone before those of several. */
function foreignKeyOf(table: TableModel, column: string): ForeignKeyModel | undefined {
  const all = table.foreignKeys.filter(({ columns }) => columns.includes(column));
  return all.find(({ columns }) => columns.length === 1) ?? all[0];
}
