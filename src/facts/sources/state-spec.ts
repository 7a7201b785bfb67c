/** What a person may name as a state: a database, SQL, a snapshot, or nothing. */

export type StateSpec =
  /** A live database, or `pglite:./folder`. */
  | { readonly kind: 'database'; readonly url: string }
  /** SQL file, folder of SQL files in name order, or snapshot file. */
  | { readonly kind: 'path'; readonly path: string }
  /** SQL text that has no file: a compiled schema, standard input. */
  | { readonly kind: 'sql'; readonly name: string; readonly text: string }
  /** An empty database. */
  | { readonly kind: 'nothing' };

/** `postgres://...`, `pglite:...`, `host=... dbname=...`, `nothing` or `empty`, else a path. */
export function parseStateSpec(text: string): StateSpec {
  if (text === 'nothing' || text === 'empty') return { kind: 'nothing' };
  if (/^(postgres(ql)?:\/\/|pglite:)/i.test(text)) return { kind: 'database', url: text };
  if (/^\s*(host|hostaddr|port|dbname|user|service)\s*=/i.test(text)) return { kind: 'database', url: text };
  return { kind: 'path', path: text };
}
