/** How an object kind without a model of its own is read: one query that returns complete statements. */
import type { OtherObject } from '../catalog.js';
import { type Context, type OwnedRow, present, type SystemCatalog } from '../context.js';
import { sortedBy } from '../sorted.js';

export interface OtherKind {
  readonly kind: string;
  readonly catalog: SystemCatalog;
  /** Returns the columns of `OtherRow`; `owner`, `acl`, `default_acl`, `more` and `table` may be left out. */
  readonly sql: (major: number) => string;
}

export interface OtherRow extends OwnedRow {
  readonly id: string;
  readonly create: string;
  readonly more?: readonly (string | null)[] | null;
  readonly drop: string;
  readonly table?: string | null;
}

export function buildOthers(
  rows: readonly { readonly kind: OtherKind; readonly rows: readonly OtherRow[] }[],
  context: Context,
): OtherObject[] {
  const objects = rows.flatMap(({ kind, rows }) =>
    rows.map((row) => {
      context.define(kind.catalog, row.oid, `${kind.kind}:${row.id}`);
      return {
        kind: kind.kind,
        id: row.id,
        create: row.create.trim().replace(/;$/, ''),
        drop: row.drop,
        ...present({
          more: (row.more ?? []).filter((statement) => statement !== null),
          table: row.table,
        }),
        ...context.described(kind.catalog, row),
      };
    }),
  );
  return sortedBy(objects, (object) => `${object.kind}:${object.id}`);
}
