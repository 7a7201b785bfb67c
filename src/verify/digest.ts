/** Whether the rows of a table are still the same rows: counts and digests over the columns that survive the plan. */

import type { Catalog, Column, Table } from '../facts/catalog/catalog.js';
import { type Database, QueryError } from '../facts/connect/database.js';
import type { Plan } from '../plan/plan.js';

/** One table that both states have, with the columns that both have, under the names of each state. */
export interface SurvivingTable {
  readonly before: string;
  readonly after: string;
  readonly columns: readonly {
    readonly before: string;
    readonly after: string;
    readonly type: string;
    readonly changed: boolean;
  }[];
}

export interface Digest {
  readonly rows: number;
  readonly digest: string;
}

/** Tables with rows of their own that survive the plan, renames followed. */
export function survivingTables(plan: Plan): readonly SurvivingTable[] {
  return plan.before.catalog.tables.flatMap((table) => {
    if (table.kind !== 'table') return [];
    const renamed = plan.renames.find((r) => r.kind === 'table' && r.from === table.id);
    const target = find(plan.after.catalog, renamed?.to ?? table.id);
    if (target?.kind !== 'table') return [];
    const columns = table.columns.flatMap((column) => {
      if (column.generated) return [];
      const to = plan.renames.find((r) => r.kind === 'column' && r.from === `${table.id}.${column.name}`);
      const name = to ? to.to.slice(target.id.length + 1) : column.name;
      const survivor = target.columns.find((c) => c.name === name);
      return survivor ? [pair(column, survivor)] : [];
    });
    return [{ before: table.id, after: target.id, columns }];
  });
}

/**
 * Counts and digests the rows as they are before the plan. A column that changes its type is read through the new type,
 * so that both digests compare the same text; where that cast does not exist yet, the column is left out and returned.
 */
export async function digestBefore(
  db: Database,
  table: SurvivingTable,
): Promise<{ digest: Digest; uncast: readonly string[] }> {
  const uncast: string[] = [];
  const expressions: string[] = [];
  for (const column of table.columns) {
    const name = quote(column.before);
    const expression = column.changed ? `${name}::${column.type}` : name;
    if (column.changed && !(await runs(db, `SELECT ${expression} FROM ONLY ${table.before}`)))
      uncast.push(column.before);
    else expressions.push(`${expression}::text`);
  }
  return { digest: await digest(db, table.before, expressions), uncast };
}

/** Counts and digests the rows after the plan, over the same columns as `digestBefore` did. */
export function digestAfter(db: Database, table: SurvivingTable, uncast: readonly string[]): Promise<Digest> {
  const columns = table.columns.filter((column) => !uncast.includes(column.before));
  return digest(
    db,
    table.after,
    columns.map((column) => `${quote(column.after)}::text`),
  );
}

async function digest(db: Database, table: string, expressions: readonly string[]): Promise<Digest> {
  const row = expressions.length === 0 ? "''" : `ROW(${expressions.join(', ')})::text`;
  const [result] = await db.query(
    `SELECT count(*)::int AS rows, md5(coalesce(string_agg(r, '' ORDER BY r), '')) AS digest
     FROM (SELECT md5(${row}) AS r FROM ONLY ${table}) AS rows`,
  );
  return { rows: Number(result?.rows ?? 0), digest: String(result?.digest ?? '') };
}

async function runs(db: Database, sql: string): Promise<boolean> {
  try {
    await db.query(sql);
    return true;
  } catch (error) {
    if (error instanceof QueryError) return false;
    throw error;
  }
}

function pair(before: Column, after: Column): SurvivingTable['columns'][number] {
  return { before: before.name, after: after.name, type: after.type, changed: before.type !== after.type };
}

function find(catalog: Catalog, id: string): Table | undefined {
  return catalog.tables.find((table) => table.id === id);
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
