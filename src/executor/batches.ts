/** The ranges of a backfill: over a unique key, or over the pages of a table that has none. */
import type { Backfill } from '../plan/plan.js';
import type { SizeLimits } from './batch-size.js';
import type { Session } from './session.js';
import { literal, name } from './sql.js';

export interface Batches {
  /** 1 for rows; for pages a guess that only the first batch relies on. */
  readonly rowsPerUnit: number;
  readonly limits: SizeLimits;
  /** The last key of all; null when there is nothing to do. */
  end(session: Session): Promise<string[] | null>;
  estimate(session: Session): Promise<number | null>;
  /** The last key of a batch of `size` that begins after `cursor`. */
  next(
    session: Session,
    cursor: readonly string[] | null,
    bound: readonly string[],
    size: number,
  ): Promise<string[]>;
  /** One statement that returns the number of written rows as `rows`. */
  update(cursor: readonly string[] | null, upTo: readonly string[]): string;
  /** False when the ranges up to `bound` mean something else now: the table was written anew. */
  stillValid(session: Session, bound: readonly string[]): Promise<boolean>;
}

export function keyBatches(backfill: Backfill): Batches {
  const columns = backfill.key.map(name);
  const key = columns.length === 1 ? (columns[0] ?? '') : `(${columns.join(', ')})`;
  const asText = columns.map((column, i) => `${column}::text AS k${i}`).join(', ');
  const value = (values: readonly string[]) => {
    const list = values.map((text, i) => `${literal(text)}::${backfill.keyTypes[i]}`);
    return list.length === 1 ? (list[0] ?? '') : `(${list.join(', ')})`;
  };
  const after = (cursor: readonly string[] | null) =>
    cursor === null ? '' : `${key} > ${value(cursor)} AND `;
  const decode = (row: Record<string, unknown>) => columns.map((_, i) => String(row[`k${i}`]));
  return {
    rowsPerUnit: 1,
    limits: { min: 100, max: 20_000 },
    end: async (session) => {
      const order = columns.map((column) => `${column} DESC`).join(', ');
      const [row] = await session.rows(`SELECT ${asText} FROM ${backfill.table} ORDER BY ${order} LIMIT 1`);
      return row === undefined ? null : decode(row);
    },
    estimate: (session) => estimate(session, backfill.table, 'sum(greatest(c.reltuples, 0))'),
    next: async (session, cursor, bound, size) => {
      const [row] = await session.rows(
        `SELECT ${asText} FROM ${backfill.table} WHERE ${after(cursor)}${key} <= ${value(bound)}
         ORDER BY ${columns.join(', ')} OFFSET ${size - 1} LIMIT 1`,
      );
      return row === undefined ? [...bound] : decode(row);
    },
    update: (cursor, upTo) => updating(backfill, `${after(cursor)}${key} <= ${value(upTo)}`),
    stillValid: async () => true,
  };
}

/**
 * Keys are a page number and the files of the table. A row does not stay on its page, but one that the application
 * moves has the new value, or is found at the end.
 */
export function pageBatches(backfill: Backfill, major: number): Batches {
  const pages = (session: Session) =>
    estimate(session, backfill.table, `max(pg_relation_size(c.oid) / ${blockSize})`);
  return {
    rowsPerUnit: 70,
    limits: { min: 1, max: 300 },
    end: async (session) => {
      const last = await pages(session);
      return last === null ? null : [String(last), await fileNodes(session, backfill.table)];
    },
    estimate: pages,
    next: async (_session, cursor, [last = '0', nodes = ''], size) => [
      String(Math.min(Number(cursor?.[0] ?? 0) + size, Number(last))),
      nodes,
    ],
    update: (cursor, upTo) => {
      const from = Number(cursor?.[0] ?? 0);
      const to = Number(upTo[0]);
      // Servers before 14 read the whole table for a range of ctid, but not for a list.
      return updating(
        backfill,
        major >= 14
          ? `ctid >= '(${from},0)' AND ctid < '(${to},0)'`
          : `ctid = ANY (ARRAY(SELECT format('(%s,%s)', page, item)::tid
               FROM generate_series(${from}, ${to - 1}) page, generate_series(1, ${maxItems}) item))`,
      );
    },
    stillValid: async (session, [, nodes]) => (await fileNodes(session, backfill.table)) === nodes,
  };
}

const blockSize = `current_setting('block_size')::bigint`;

/** The most rows that a page of 32 kB can hold. */
const maxItems = 1169;

function updating(backfill: Backfill, range: string): string {
  return `WITH written AS (UPDATE ${backfill.table} SET ${backfill.assignments}
    WHERE ${range} AND (${backfill.pending}) RETURNING 1) SELECT count(*) AS rows FROM written`;
}

/** Of the table, or of all its partitions together. */
async function estimate(session: Session, table: string, expression: string): Promise<number | null> {
  const [row] = await session.rows(`${family(table)} SELECT ${expression}::bigint AS n
    FROM family JOIN pg_class c ON c.oid = family.oid WHERE c.relkind = 'r'`);
  const n = Number(row?.n ?? 0);
  return n > 0 ? n : null;
}

async function fileNodes(session: Session, table: string): Promise<string> {
  const [row] =
    await session.rows(`${family(table)} SELECT string_agg(pg_relation_filenode(family.oid)::text, ',' ORDER BY family.oid)
    AS nodes FROM family`);
  return String(row?.nodes);
}

function family(table: string): string {
  return `WITH RECURSIVE family (oid) AS (SELECT ${literal(table)}::regclass::oid
    UNION SELECT inhrelid FROM pg_inherits JOIN family ON inhparent = family.oid)`;
}
