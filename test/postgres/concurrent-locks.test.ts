/** Locks of the commands that run outside a transaction: seen from another session while they wait for an old snapshot. */
import { expect, it } from 'vitest';
import { forecast, loadLockRules, readStart } from '../../bench/support/forecast.js';
import { resolveConnection } from '../../src/facts/connect/conninfo.js';
import type { Database } from '../../src/facts/connect/database.js';
import { openPostgres } from '../../src/facts/connect/postgres.js';
import { describeOnServers } from '../support/describe.js';

const fixture = `
  CREATE TABLE t (a int, b int); CREATE INDEX t_a ON t (a); CREATE INDEX t_b ON t (b);
  CREATE TABLE other (x int);`;

const statements = [
  'CREATE INDEX CONCURRENTLY t_ab ON t (a, b)',
  'CREATE UNIQUE INDEX CONCURRENTLY t_ub ON t (b)',
  'REINDEX INDEX CONCURRENTLY t_b',
  'DROP INDEX CONCURRENTLY t_a',
];

const locksSql = `
  SELECT relation::regclass::text AS relation, mode FROM pg_locks
  WHERE locktype = 'relation' AND granted AND pid = $1 AND relation::regclass::text !~ '^pg_|_ccnew|^t_(ab|ub)$'`;

describeOnServers([14, 18], 'locks of concurrent commands', (major, server) => {
  it('are those that the rules predict', async () => {
    const url = await (await server()).createDatabase();
    const connect = async (): Promise<Database> => {
      const fields = resolveConnection(url, {});
      if (fields === undefined) throw new Error('internal error: a server without an address');
      return openPostgres(fields);
    };
    const [reader, runner, watcher] = [await connect(), await connect(), await connect()];
    const program = loadLockRules();
    try {
      await runner.exec(fixture);
      const pid = Number((await runner.query('SELECT pg_backend_pid() AS pid'))[0]?.pid);
      for (const sql of statements) {
        await watcher.exec('BEGIN');
        const start = await readStart(watcher);
        await watcher.exec('COMMIT');
        const { locks } = await forecast(sql, start, major, program);
        await reader.exec('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM other, t');
        const done = runner.exec(sql);
        const seen = await waiting(watcher, pid);
        await reader.exec('COMMIT');
        await done;
        expect([sql, ...seen]).toEqual([sql, ...[...locks].map(([id, mode]) => `${id} ${mode}`).sort()]);
      }
    } finally {
      await Promise.all([reader, runner, watcher].map((one) => one.close()));
    }
  });
});

/** Locks on tables and indexes of a session that waits for a transaction. */
async function waiting(watcher: Database, pid: number): Promise<string[]> {
  const waits = 'SELECT 1 AS one FROM pg_locks WHERE pid = $1 AND NOT granted';
  while ((await watcher.query(waits, [pid])).length === 0)
    await new Promise((resolve) => setImmediate(resolve));
  const rows = await watcher.query(locksSql, [pid]);
  return rows
    .map(({ relation, mode }) => `public.${String(relation)} ${String(mode).replace(/Lock$/, '')}`)
    .sort();
}
