/** Everything in a database that Wesley made for itself: its journal, and helpers that a plan has not removed yet. */
import { openTarget, type Target } from './target.js';

export interface Owned {
  /** `schema`, `table`, `column`, `constraint`, `index`, `trigger`, `function`. */
  readonly kind: string;
  readonly id: string;
  /** Takes it away by hand. Not while a run is unfinished. */
  readonly drop: string;
}

export async function listOwned(target: Target): Promise<Owned[]> {
  const session = await openTarget(target, 'wesley status');
  try {
    const rows = await session.rows(sql);
    return rows.map((row) => ({ kind: String(row.kind), id: String(row.id), drop: String(row.drop) }));
  } finally {
    await session.close();
  }
}

const helper = String.raw`'wesley\_%'`;
const user = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'wesley') AND n.nspname !~ '^pg_'";

const sql = `
  SELECT 1 AS rank, 'schema' AS kind, 'wesley' AS id, 'DROP SCHEMA wesley CASCADE' AS drop
    FROM pg_namespace WHERE nspname = 'wesley'
  UNION ALL
  SELECT 2, 'table', 'wesley.' || quote_ident(relname), 'DROP TABLE wesley.' || quote_ident(relname) || ' CASCADE'
    FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'wesley') AND relkind = 'r'
  UNION ALL
  SELECT 3, 'trigger', t || '.' || quote_ident(tgname), format('DROP TRIGGER %I ON %s', tgname, t)
    FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid JOIN pg_namespace n ON n.oid = relnamespace,
      format('%I.%I', nspname, relname) t
    WHERE tgname LIKE ${helper} AND NOT tgisinternal AND ${user}
  UNION ALL
  SELECT 4, 'constraint', t || '.' || quote_ident(conname), format('ALTER TABLE %s DROP CONSTRAINT %I', t, conname)
    FROM pg_constraint JOIN pg_class c ON c.oid = conrelid JOIN pg_namespace n ON n.oid = relnamespace,
      format('%I.%I', nspname, relname) t
    WHERE conname LIKE ${helper} AND ${user}
  UNION ALL
  SELECT 5, 'index', i, 'DROP INDEX CONCURRENTLY ' || i
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace, format('%I.%I', nspname, relname) i
    WHERE relname LIKE ${helper} AND relkind IN ('i', 'I') AND ${user}
      AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = c.oid)
  UNION ALL
  SELECT 6, 'column', t || '.' || quote_ident(attname), format('ALTER TABLE %s DROP COLUMN %I', t, attname)
    FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace,
      format('%I.%I', nspname, relname) t
    WHERE attname LIKE ${helper} AND NOT attisdropped AND relkind IN ('r', 'p') AND ${user}
  UNION ALL
  SELECT 7, 'function', p.oid::regprocedure::text, 'DROP FUNCTION ' || p.oid::regprocedure::text
    FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE proname LIKE ${helper} AND ${user}
  ORDER BY rank, id`;
