/** A connection as the runner needs it: simple protocol only, so that no snapshot stays open between statements. */
import { invariant } from '../diagnostics/index.js';
import type { ConnectionFields } from '../facts/connect/conninfo.js';
import { type Database, decodeServerVersion, type Row } from '../facts/connect/database.js';
import { PostgresSession } from '../facts/connect/postgres.js';
import { planSession } from '../plan/session.js';

export interface Session {
  readonly kind: 'postgres' | 'pglite';
  /** The server's process; 0 in PGlite. */
  readonly pid: number;
  /** Rows of one statement. */
  rows(sql: string): Promise<Row[]>;
  exec(sql: string): Promise<void>;
  isLost(): boolean;
  close(): Promise<void>;
}

/** Opens a direct connection that no timeout of the role or the database can end or hold up. */
export async function openSession(fields: ConnectionFields, applicationName: string): Promise<Session> {
  const session = fromPostgres(await PostgresSession.open({ ...fields, applicationName }));
  try {
    await session.exec(`${settings};\n${planSession.join(';\n')}`);
    // Ends an orphaned statement when this process dies. Not on every platform, so a refusal is no error.
    await session
      .rows(
        `SELECT set_config(name, '500ms', false) FROM pg_settings WHERE name = 'client_connection_check_interval'`,
      )
      .catch((error: unknown) => {
        if (session.isLost()) throw error;
      });
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Rows that a policy would hide from a backfill or a probe are an error, not silence. */
const settings = `
  SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED, NOT DEFERRABLE;
  SET row_security = off;
  SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('statement_timeout', 'lock_timeout',
    'idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')`;

export function fromPostgres(session: PostgresSession): Session {
  return {
    kind: 'postgres',
    pid: session.processId,
    rows: async (sql) => (await session.run(sql)).at(-1)?.rows ?? [],
    exec: async (sql) => {
      await session.run(sql);
    },
    isLost: () => session.lost !== undefined,
    close: () => session.end(),
  };
}

export async function fromDatabase(database: Database): Promise<Session> {
  await database.exec(planSession.join(';\n'));
  return {
    kind: database.kind,
    pid: 0,
    rows: (sql) => database.query(sql),
    exec: (sql) => database.exec(sql),
    isLost: () => false,
    close: () => database.close(),
  };
}

/** The same session for code that reads through the common interface (the catalog reader). Does not close it. */
export function asDatabase(session: Session): Database {
  return {
    kind: session.kind,
    query: (sql, params = []) => {
      invariant(params.length === 0, 'the runner sends no parameters');
      return session.rows(sql);
    },
    exec: (sql) => session.exec(sql),
    serverVersion: async () => {
      const [row] = await session.rows(
        "SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS text",
      );
      return decodeServerVersion(row?.number ?? '', row?.text ?? '');
    },
    close: async () => {},
  };
}
