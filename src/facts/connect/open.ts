/** From what a person wrote after `--database` to an open database. */
import { Exit, WesleyError } from '../../diagnostics/index.js';
import { type Environment, resolveConnection } from './conninfo.js';
import type { Database } from './database.js';
import { openPglite } from './pglite.js';
import { openPostgres } from './postgres.js';

const pglitePrefix = 'pglite:';

/** `pglite:./folder`, a connection URL, key=value text or a name; without it `DATABASE_URL` and the PG* variables. */
export async function openDatabase(spec: string | undefined, env: Environment): Promise<Database> {
  const named = spec ?? (env.DATABASE_URL || undefined);
  if (named?.startsWith(pglitePrefix)) {
    const dataDir = named.slice(pglitePrefix.length);
    if (dataDir === '') {
      throw new WesleyError(
        {
          code: 'db/bad-url',
          severity: 'error',
          message: 'pglite: names no folder',
          fix: { text: 'Name the folder of the database', code: '--database pglite:./data' },
        },
        Exit.config,
      );
    }
    return openPglite({ dataDir });
  }
  const fields = resolveConnection(spec, env);
  if (fields === undefined) {
    throw new WesleyError(
      {
        code: 'db/not-named',
        severity: 'error',
        message: 'no database is named',
        fix: {
          text: 'Use --database, or set DATABASE_URL or PGHOST and PGDATABASE',
          code: '--database postgres://user@host:5432/name',
        },
      },
      Exit.usage,
    );
  }
  return openPostgres(fields);
}
