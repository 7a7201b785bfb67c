/**
 * The hash of a schema as the server itself computes it, with one statement that applications can send too: equal for
 * equal schemas, whatever the oids, the order of columns, the settings of the session and the role that asks.
 *
 * In it is everything by which a statement of an application can succeed, fail or give another answer. Not in it: who may
 * (grants, owners), what is said of it (comments), how it is stored or planned (storage parameters, tablespaces,
 * statistics), partitions, and the order of columns. `compareCatalogs` compares those too.
 */
import type { Database } from '../connect/database.js';
import { type HashSqlOptions, hashSql } from './hash-sql.js';

export { hashSql } from './hash-sql.js';

/** One object in the hash. */
export interface HashedObject {
  /** As in a catalog: `column:public.orders.region`; also `label:public.mood.happy`. */
  readonly id: string;
  /** What all versions of PostgreSQL say in the same words: `integer not null default`. */
  readonly shape: string;
  /** An expression, a query or a body, or its SHA-256 where it is long; '' where the shape says it all. */
  readonly text: string;
  /** Versions print the text in the same words. */
  readonly portable: boolean;
}

export interface CatalogHash {
  /** Of the server that computed it: texts that are not portable are only comparable on the same one. */
  readonly major: number;
  /** SHA-256, hex. */
  readonly hash: string;
  /** Sorted by id. */
  readonly objects: readonly HashedObject[];
}

/** Hashes the schema of a database: one statement, which changes nothing. */
export async function readCatalogHash(
  database: Pick<Database, 'query'>,
  options: Pick<HashSqlOptions, 'schemas'> = {},
): Promise<CatalogHash> {
  const [row] = await database.query(hashSql(options));
  const objects = JSON.parse(String(row?.objects)) as [string, string, string, boolean][];
  return {
    major: Number(row?.major),
    hash: String(row?.hash),
    objects: objects.map(([id, shape, text, portable]) => ({ id, shape, text, portable })),
  };
}
