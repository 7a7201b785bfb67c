/** The rows of a database, as far as two databases can be compared by them. */
import type { Catalog } from '../../../src/facts/catalog/catalog.js';
import type { Database } from '../../../src/facts/connect/database.js';

/** Of a table: how many rows, and a checksum of each column. */
export interface Contents {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, string>;
}

/** Contents of the tables that hold rows themselves. */
export async function contentsOf(database: Database, catalog: Catalog): Promise<Map<string, Contents>> {
  const contents = new Map<string, Contents>();
  for (const table of catalog.tables) {
    if (table.kind !== 'table') continue;
    const sums = table.columns.map(
      ({ name }) =>
        `coalesce(sum(hashtext(${quote(name)}::text)::bigint), 0)::text || '/' || count(${quote(name)})`,
    );
    const [row] = await database.query(
      `SELECT count(*)::int AS rows, ARRAY[${sums.map((sum) => `(${sum})`).join(', ')}]::text[] AS sums FROM ONLY ${table.id}`,
    );
    const list = row?.sums;
    contents.set(table.id, {
      rows: Number(row?.rows),
      columns: new Map(
        table.columns.map(({ name }, i) => [name, String(Array.isArray(list) ? list[i] : '')]),
      ),
    });
  }
  return contents;
}

/** What is lost: rows of a table that stays, or values of a column that stays with its type. */
export function losses(
  before: { readonly catalog: Catalog; readonly contents: ReadonlyMap<string, Contents> },
  after: { readonly catalog: Catalog; readonly contents: ReadonlyMap<string, Contents> },
): string[] {
  const tables = new Map(after.catalog.tables.map((table) => [table.id, table]));
  const found: string[] = [];
  for (const table of before.catalog.tables) {
    const kept = tables.get(table.id);
    const was = before.contents.get(table.id);
    const is = after.contents.get(table.id);
    if (kept === undefined || was === undefined || is === undefined) continue;
    if (was.rows !== is.rows) {
      found.push(`${table.id} had ${was.rows} rows and has ${is.rows}`);
      continue;
    }
    for (const column of table.columns) {
      const same = kept.columns.find(({ name }) => name === column.name);
      if (
        same?.type !== column.type ||
        typeChanged(column.type, before.catalog, after.catalog) ||
        column.generated ||
        same.generated
      )
        continue;
      const values = was.columns.get(column.name);
      // A column that was empty may have been filled.
      if (values === is.columns.get(column.name) || values?.endsWith('/0')) continue;
      if (Number(values?.split('/')[1]) < was.rows) continue;
      found.push(`values of ${table.id}.${column.name} have changed`);
    }
  }
  return found;
}

/** A value of a user-defined type is printed in another way when the type changes. */
function typeChanged(type: string, before: Catalog, after: Catalog): boolean {
  const find = (catalog: Catalog): string =>
    JSON.stringify(catalog.types.find(({ id }) => id === type.replace(/(\[\])+$/, '')) ?? null);
  return find(before) !== find(after);
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
