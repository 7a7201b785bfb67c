/** The setting in which catalogs are read: one snapshot, read only, and output that no session setting changes. */
import type { Database } from '../connect/database.js';

const settings = [
  "search_path = 'pg_catalog', 'pg_temp'",
  "timezone = 'UTC'",
  "datestyle = 'ISO, YMD'",
  "intervalstyle = 'postgres'",
  'extra_float_digits = 1',
  "bytea_output = 'hex'",
  'quote_all_identifiers = off',
  'jit = off',
  "lock_timeout = '5s'",
];

/** Runs reads in a transaction of their own, or inside the open one, which is left as it was. */
export async function inSnapshot<T>(
  database: Database,
  inTransaction: boolean,
  read: () => Promise<T>,
): Promise<T> {
  const set = settings.map((setting) => `SET LOCAL ${setting}`).join('; ');
  const begin = inTransaction
    ? 'SAVEPOINT wesley_read'
    : 'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY';
  const end = inTransaction ? 'ROLLBACK TO SAVEPOINT wesley_read; RELEASE SAVEPOINT wesley_read' : 'ROLLBACK';
  await database.exec(begin);
  try {
    await database.exec(set);
    const result = await read();
    await database.exec(end);
    return result;
  } catch (error) {
    await database.exec(end).catch(() => undefined);
    throw error;
  }
}
