/** Which database a run changes. */
import { Exit, WesleyError } from '../diagnostics/index.js';
import {
  type ConnectionFields,
  describeConnection,
  type Environment,
  resolveConnection,
} from '../facts/connect/conninfo.js';
import { openPglite } from '../facts/connect/pglite.js';
import { fromDatabase, openSession, type Session } from './session.js';

export type Target =
  | { readonly kind: 'postgres'; readonly connection: ConnectionFields }
  | { readonly kind: 'pglite'; readonly dir: string };

const pglitePrefix = 'pglite:';

/** `pglite:./folder`, a URL, key=value text or a name; without it `DATABASE_URL` and the PG* variables. */
export function resolveTarget(spec: string | undefined, env: Environment): Target {
  const named = spec ?? (env.DATABASE_URL || undefined);
  if (named?.startsWith(pglitePrefix) && named.length > pglitePrefix.length) {
    return { kind: 'pglite', dir: named.slice(pglitePrefix.length) };
  }
  const connection = resolveConnection(spec, env);
  if (connection === undefined) {
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
  return { kind: 'postgres', connection };
}

export async function openTarget(target: Target, applicationName: string): Promise<Session> {
  return target.kind === 'postgres'
    ? await openSession(target.connection, applicationName)
    : await fromDatabase(await openPglite({ dataDir: target.dir }));
}

/** For people: never the password. */
export function describeTarget(target: Target): string {
  return target.kind === 'postgres'
    ? describeConnection(target.connection)
    : `the PGlite folder ${target.dir}`;
}
