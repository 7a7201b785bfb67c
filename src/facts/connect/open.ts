/** From what a person wrote after `--database` to an open database. */
import { Exit, WesleyError } from '../../diagnostics/index.js';
import { type ConnectionFields, type Environment, resolveConnection } from './conninfo.js';
import type { Database } from './database.js';
import { openPglite } from './pglite.js';

const pglitePrefix = 'pglite:';

/** Which database a person means. */
export type DatabaseName =
  | { readonly kind: 'postgres'; readonly connection: ConnectionFields }
  | { readonly kind: 'pglite'; readonly dir: string };

/** `pglite:./folder`, a connection URL, key=value text or a name; without it `DATABASE_URL` and the PG* variables. */
export function resolveDatabase(spec: string | undefined, env: Environment): DatabaseName {
  const named = spec ?? (env.DATABASE_URL || undefined);
  if (named?.startsWith(pglitePrefix)) {
    const dir = named.slice(pglitePrefix.length);
    if (dir !== '') return { kind: 'pglite', dir };
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
  const connection = resolveConnection(spec, env);
  if (connection !== undefined) return { kind: 'postgres', connection };
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

/** Opens what `resolveDatabase` finds. The driver is loaded here: most commands need no server. */
export async function openDatabase(spec: string | undefined, env: Environment): Promise<Database> {
  const name = resolveDatabase(spec, env);
  if (name.kind === 'pglite') return openPglite({ dataDir: name.dir });
  const { openPostgres } = await import('./postgres.js');
  return openPostgres(name.connection);
}
