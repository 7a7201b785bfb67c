/** What the areas of the catalog reader share while one state is built: names by oid, comments, privileges. */
import type { Described } from './catalog.js';
import { grantsOf } from './privileges.js';

export interface OwnedRow {
  readonly oid: number;
  readonly owner?: string;
  readonly acl?: readonly string[] | null;
  readonly default_acl?: readonly string[] | null;
}

export interface CommentRow {
  readonly catalog: string;
  readonly oid: number;
  readonly sub: number;
  readonly text: string;
}

/** System catalogs whose rows become objects. */
export type SystemCatalog = `pg_${string}`;

export class Context {
  readonly major: number;
  /** Role that reads: its ownership goes without saying. */
  readonly reader: string;
  private readonly comments = new Map<string, string>();
  private readonly objects = new Map<string, string>();
  private readonly columns = new Map<string, string>();

  constructor(major: number, reader: string, comments: readonly CommentRow[]) {
    this.major = major;
    this.reader = reader;
    for (const row of comments) this.comments.set(`${row.catalog}:${row.oid}:${row.sub}`, row.text);
  }

  /** Says which object a row of a system catalog stands for. */
  define(catalog: SystemCatalog, oid: number, object: string): void {
    this.objects.set(`${catalog}:${oid}`, object);
  }

  /** Says which object a column of a relation stands for, where it is not the relation itself. */
  defineColumn(relation: number, position: number, object: string): void {
    this.columns.set(`${relation}:${position}`, object);
  }

  /** Object of a row of a system catalog; of one of its columns when it has an identity of its own. */
  object(catalog: string, oid: number, sub = 0): string | undefined {
    const column = sub !== 0 && catalog === 'pg_class' ? this.columns.get(`${oid}:${sub}`) : undefined;
    return column ?? this.objects.get(`${catalog}:${oid}`);
  }

  comment(catalog: SystemCatalog, oid: number, sub = 0): { comment?: string } {
    const comment = this.comments.get(`${catalog}:${oid}:${sub}`);
    return comment === undefined ? {} : { comment };
  }

  described(catalog: SystemCatalog, row: OwnedRow): Described {
    const grants = grantsOf(row.acl, row.default_acl, row.owner);
    return {
      ...this.comment(catalog, row.oid),
      ...(row.owner === undefined || row.owner === this.reader ? {} : { owner: row.owner }),
      ...(grants === undefined ? {} : { acl: grants }),
    };
  }
}

/** The object without the fields that are undefined, null or false: absent means default. */
export function present<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined || value === null || value === false) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    kept[key] = value;
  }
  return kept as { [K in keyof T]?: NonNullable<T[K]> };
}
