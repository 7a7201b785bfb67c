/**
 * One runner for a project in a database. The runner holds an advisory lock on a connection that never has a snapshot;
 * its workers hold another one shared, so that a new runner begins only when the sessions of the last have ended.
 */
import { createHash } from 'node:crypto';
import { Exit } from '../diagnostics/index.js';
import type { Row } from '../facts/connect/database.js';
import { duration } from './blockers.js';
import type { RunEvents } from './events.js';
import { Refusal } from './refusal.js';
import type { Session } from './session.js';
import type { StopFlag } from './stop.js';

/** A runner that was killed a moment ago may still hold its lock. */
const graceMs = 3000;

/** A session of a dead runner is given this long to end its statement; builds may take their time. */
const orphanMs = 5000;

const pollMs = 100;

/** Becomes the only runner, or refuses. */
export async function takeLead(
  guard: Session,
  project: string,
  stop: StopFlag,
  emit: RunEvents,
): Promise<void> {
  const started = performance.now();
  while (!(await tryLock(guard, lockKey(project, 1)))) {
    if (performance.now() - started > graceMs)
      throw alreadyRunning(await holdersOf(guard, lockKey(project, 1)));
    await pause(pollMs);
  }
  await untilWorkersEnded(guard, project, stop, emit);
}

/** After the guard's connection was lost: the lock again, unless another runner has it. */
export async function retakeLead(guard: Session, project: string): Promise<boolean> {
  const started = performance.now();
  while (!(await tryLock(guard, lockKey(project, 1)))) {
    // The server may still hold the lock for the lost connection.
    if (performance.now() - started > 4 * graceMs) return false;
    await pause(pollMs);
  }
  return true;
}

/** Marks a worker's session as one that a new runner must wait for. False: a new runner is just taking over. */
export async function joinWorkers(session: Session, project: string): Promise<boolean> {
  const [row] = await session.rows(`SELECT pg_try_advisory_lock_shared(${lockKey(project, 2)}) AS got`);
  return row?.got === true;
}

/** Without a lock of its own, without waiting: is a runner at work, and which? */
export async function currentRunner(session: Session, project: string): Promise<string | undefined> {
  const [row] = await holdersOf(session, lockKey(project, 1));
  return row && describe(row);
}

/** Waits until the server has ended a session that was lost, and helps when it does not. */
export async function untilSessionEnded(session: Session, pid: number, backendStart: string): Promise<void> {
  const started = performance.now();
  let terminated = false;
  for (;;) {
    const rows = await session.rows(
      `SELECT 1 FROM pg_stat_activity WHERE pid = ${pid} AND backend_start::text = '${backendStart}'`,
    );
    if (rows.length === 0) return;
    if (!terminated && performance.now() - started > orphanMs) {
      await session.rows(`SELECT pg_terminate_backend(${pid})`);
      terminated = true;
    }
    await pause(pollMs);
  }
}

async function untilWorkersEnded(
  guard: Session,
  project: string,
  stop: StopFlag,
  emit: RunEvents,
): Promise<void> {
  const key = lockKey(project, 2);
  const started = performance.now();
  const told = new Set<number>();
  const terminated = new Set<number>();
  while (!(await tryLock(guard, key))) {
    if (stop.stopped) throw stoppedBefore(told);
    for (const row of await holdersOf(guard, key)) {
      const pid = Number(row.pid);
      const query = String(row.query);
      if (!told.has(pid)) emit({ type: 'orphan', pid, query });
      told.add(pid);
      const building = row.state === 'active' && /\bconcurrently\b/i.test(query);
      if (building || terminated.has(pid) || performance.now() - started < orphanMs) continue;
      await guard.rows(`SELECT pg_terminate_backend(${pid})`);
      terminated.add(pid);
    }
    await pause(pollMs);
  }
  await guard.rows(`SELECT pg_advisory_unlock(${key})`);
}

async function tryLock(session: Session, key: string): Promise<boolean> {
  const [row] = await session.rows(`SELECT pg_try_advisory_lock(${key}) AS got`);
  return row?.got === true;
}

async function holdersOf(session: Session, key: string): Promise<Row[]> {
  const [classId, objectId] = key.split(', ');
  return await session.rows(`
    SELECT l.pid, coalesce(a.application_name, '') AS application, coalesce(a.usename::text, '') AS "user",
      coalesce(host(a.client_addr), 'a local socket') AS address, coalesce(a.query, '') AS query,
      coalesce(a.state, '') AS state, extract(epoch FROM clock_timestamp() - a.backend_start)::float8 AS age
    FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
      AND l.classid = (${classId})::int8::bit(32)::int8::oid AND l.objid = ${objectId}
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND l.pid <> pg_backend_pid()
    ORDER BY l.pid`);
}

function describe(row: Row): string {
  const age = row.age === null || row.age === undefined ? '' : `, connected for ${duration(Number(row.age))}`;
  return `pid ${row.pid} "${row.application}" of ${row.user} from ${row.address}${age}`;
}

function alreadyRunning(rows: readonly Row[]): Refusal {
  const who = rows.map(describe).join('; ') || 'a session that has just ended';
  return new Refusal(
    {
      code: 'exec/already-running',
      severity: 'error',
      message: 'another apply is at work on this database',
      why: [`It is ${who}.`, 'Nothing was changed by this one.'],
      fix: { text: 'Wait until it has ended and apply again, or see how far it is', code: 'wesley status' },
    },
    Exit.resumable,
  );
}

function stoppedBefore(orphans: ReadonlySet<number>): Refusal {
  return new Refusal(
    {
      code: 'exec/stopped',
      severity: 'note',
      message: 'stopped before anything was begun, as asked',
      why: [`Sessions of an earlier run are still at work: pid ${[...orphans].join(', ')}.`],
      fix: { text: 'Apply the plan again when they have ended' },
    },
    Exit.resumable,
  );
}

/** `classid, objid`: advisory locks are per database, the project makes the rest. */
function lockKey(project: string, part: 1 | 2): string {
  return `${createHash('sha256').update(`wesley:${project}`).digest().readInt32BE(0)}, ${part}`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
