/** Who holds what a step needs, asked without waiting in any queue. */
import type { Row } from '../facts/connect/database.js';
import type { StepLock } from '../plan/plan.js';
import type { Blocker } from './events.js';
import type { Session } from './session.js';
import { literal } from './sql.js';

/** Sessions and prepared transactions that hold a lock in conflict with one of `locks`, partitions included. */
export async function holders(session: Session, locks: readonly StepLock[]): Promise<Blocker[]> {
  if (locks.length === 0) return [];
  const wanted = locks
    .flatMap(({ relation, conflictsWith }) =>
      conflictsWith.map((mode) => `(${literal(relation)}, ${literal(`${mode}Lock`)})`),
    )
    .join(', ');
  if (wanted === '') return [];
  // Inside a transaction the server would tell what it told the first time.
  const rows = await session.rows(`
    SELECT pg_stat_clear_snapshot();
    WITH RECURSIVE wanted (relation, mode) AS (VALUES ${wanted}),
    family (relation, oid) AS (
      SELECT DISTINCT relation, to_regclass(relation)::oid FROM wanted
      UNION SELECT family.relation, inhrelid FROM pg_inherits JOIN family ON inhparent = family.oid
    )
    SELECT DISTINCT ON (l.pid, l.virtualtransaction) l.pid, replace(l.mode, 'Lock', '') AS mode,
      family.relation, ${activity}, p.gid, extract(epoch FROM clock_timestamp() - p.prepared)::float8 AS prepared_age
    FROM family JOIN wanted USING (relation)
      JOIN pg_locks l ON l.locktype = 'relation' AND l.relation = family.oid AND l.mode = wanted.mode AND l.granted
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      LEFT JOIN pg_stat_activity a ON a.pid = l.pid
      LEFT JOIN pg_prepared_xacts p ON l.pid IS NULL AND l.virtualtransaction = '-1/' || p.transaction::text
    WHERE l.pid IS DISTINCT FROM pg_backend_pid()`);
  return rows.map(decodeBlocker);
}

/** For each of the sessions `pids` that waits: who keeps it waiting, as the lock manager says. */
export async function waiting(session: Session, pids: readonly number[]): Promise<Map<number, Blocker[]>> {
  const found = new Map<number, Blocker[]>();
  if (pids.length === 0) return found;
  const rows = await session.rows(`
    SELECT w.waiter, b.pid, ${activity}
    FROM unnest(ARRAY[${pids.join(', ')}]) AS w (waiter)
      CROSS JOIN LATERAL unnest(pg_blocking_pids(w.waiter)) AS b (pid)
      LEFT JOIN pg_stat_activity a ON a.pid = b.pid`);
  for (const row of rows) {
    const waiter = Number(row.waiter);
    const list = found.get(waiter);
    if (list) list.push(decodeBlocker(row));
    else found.set(waiter, [decodeBlocker(row)]);
  }
  return found;
}

/** Sessions of others at work on one of the relations with a statement that says CONCURRENTLY. */
export async function foreignBuilds(session: Session, relations: readonly string[]): Promise<Blocker[]> {
  if (relations.length === 0) return [];
  const rows = await session.rows(`
    SELECT DISTINCT a.pid, ${activity}
    FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'relation' AND l.granted AND l.pid <> pg_backend_pid()
      AND l.relation IN (${relations.map((relation) => `to_regclass(${literal(relation)})::oid`).join(', ')})
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND a.state = 'active' AND a.query ~* '\\mconcurrently\\M'`);
  return rows.map(decodeBlocker);
}

/** `pid 4711 "nightly-report", in transaction for 6 min, holds RowExclusive on public.orders`. */
export function describeBlocker(blocker: Blocker): string {
  const who =
    blocker.pid === null || blocker.pid === 0
      ? `the prepared transaction ${blocker.prepared ? `"${blocker.prepared}"` : '(see pg_prepared_xacts)'}`
      : `pid ${blocker.pid}${blocker.application ? ` "${blocker.application}"` : ''}${blocker.user ? ` of ${blocker.user}` : ''}`;
  const holds = blocker.mode ? ` holds ${blocker.mode} on ${blocker.relation}` : ' is in the way';
  const since = blocker.age >= 0 ? ` for ${duration(blocker.age)}` : '';
  const state = blocker.state ? `, ${blocker.state}` : '';
  const query = blocker.query ? `: ${blocker.query.replace(/\s+/g, ' ').slice(0, 120)}` : '';
  return `${who}${holds}${since}${state}${query}`;
}

export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

/** The state of others is hidden from a role without pg_read_all_stats: then age is null. */
const activity = `coalesce(a.application_name, '') AS application, coalesce(a.usename::text, '') AS "user",
  coalesce(a.state, '') AS state, left(coalesce(a.query, ''), 500) AS query,
  extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start))::float8 AS age`;

function decodeBlocker(row: Row): Blocker {
  const age = row.prepared_age ?? row.age;
  return {
    pid: row.pid === null ? null : Number(row.pid),
    ...(row.gid ? { prepared: String(row.gid) } : {}),
    application: String(row.application),
    user: String(row.user),
    state: String(row.state),
    age: age === null || age === undefined ? -1 : Number(age),
    query: String(row.query),
    ...(row.mode ? { mode: String(row.mode), relation: String(row.relation) } : {}),
  };
}
