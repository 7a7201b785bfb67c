/** Branded keys: which table's key a column holds, through chains of foreign keys. */
import type { ColumnModel, ForeignKeyModel, SchemaModel, TableModel } from '../model.js';

/** By table, the column that makes its primary key its own: the one of the key that is no foreign key. */
export type OwnKeys = ReadonlyMap<TableModel, ColumnModel>;

/** The own keys of a schema. */
export function ownKeys(model: SchemaModel): OwnKeys {
  const keys = new Map<TableModel, ColumnModel>();
  for (const table of model.tables) {
    const own = (table.primaryKey?.columns ?? []).filter((name) => foreignKeyOf(table, name) === undefined);
    const column = table.columns.find(({ name }) => name === own[0]);
    if (own.length === 1 && column !== undefined && !column.type.array) keys.set(table, column);
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
