/**
 * What statements really did, as the server itself reports it inside their transaction: locks held (pg_locks), relations
 * rewritten (file nodes), tables scanned (scan counters). The truth that the rules' predictions are compared with.
 */
import type { Database } from '../connect/database.js';

/** Only relations that were there before: a new table's locks disturb nobody. Ids as in the catalog, lists sorted. */
export interface Observation {
  /** Strongest mode held on each relation, without the `Lock` of pg_locks. */
  readonly locks: ReadonlyMap<string, string>;
  /** Relations with a new file: heap rewrites, index rebuilds, truncations. */
  readonly rewrites: readonly string[];
  /** Tables and materialized views that were read from end to end. */
  readonly scans: readonly string[];
}

/** State of the user's relations at one moment inside a transaction. */
export type Baseline = ReadonlyMap<
  string,
  { readonly id: string; readonly file: string | null; readonly scans: number }
>;

/** The mode of a reader: opening an index to look at its definition takes it too. */
export const readerMode = 'AccessShare';

/** Modes from weak to strong, as pg_locks spells them. */
const modes = [
  'AccessShareLock',
  'RowShareLock',
  'RowExclusiveLock',
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
];

const relationsSql = `
  SELECT c.oid::text AS oid, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS id,
         pg_catalog.pg_relation_filenode(c.oid)::text AS file,
         CASE WHEN c.relkind IN ('r', 'p', 'm') THEN pg_catalog.pg_stat_get_xact_numscans(c.oid) ELSE 0 END::int AS scans
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'i', 'I', 'm', 'v', 'S', 'f')
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

const locksSql = `
  SELECT relation::text AS oid, array_agg(mode) AS modes FROM pg_catalog.pg_locks
  WHERE locktype = 'relation' AND granted AND pid = pg_catalog.pg_backend_pid()
    AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
  GROUP BY relation`;

/** Notes the relations and their counters; call it inside the transaction, before the statements. */
export async function baseline(db: Database): Promise<Baseline> {
  const rows = await db.query(relationsSql);
  return new Map(
    rows.map((row) => [
      String(row.oid),
      { id: String(row.id), file: row.file === null ? null : String(row.file), scans: Number(row.scans) },
    ]),
  );
}

/** What happened since `before` in this transaction, the locks of the whole transaction included. */
export async function observe(db: Database, before: Baseline): Promise<Observation> {
  const locks = new Map<string, string>();
  for (const row of await db.query(locksSql)) {
    const relation = before.get(String(row.oid));
    if (relation) locks.set(relation.id, strongest(modesOf(row.modes)));
  }
  const rewrites: string[] = [];
  const scans: string[] = [];
  for (const [oid, now] of await baseline(db)) {
    const then = before.get(oid);
    if (then && then.file !== now.file) rewrites.push(then.id);
    if (then && now.scans > then.scans) scans.push(then.id);
  }
  return { locks, rewrites: rewrites.sort(), scans: scans.sort() };
}

function modesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return String(value).replace(/[{}"]/g, '').split(',');
}

function strongest(held: readonly string[]): string {
  const rank = Math.max(...held.map((mode) => modes.indexOf(mode)));
  return (modes[rank] ?? '').replace(/Lock$/, '');
}
