/** The extensions that PGlite brings along. A database must be told at its start which of them it may create. */

export const bundledExtensions: ReadonlySet<string> = new Set(
  `amcheck autoinc bloom btree_gin btree_gist citext cube dict_int dict_xsyn earthdistance file_fdw fuzzystrmatch
  hstore insert_username intarray isn lo ltree moddatetime pageinspect pg_buffercache pg_freespacemap
  pg_logicalinspect pg_stat_statements pg_surgery pg_trgm pg_visibility pg_walinspect pgcrypto refint seg tablefunc
  tcn tsm_system_rows tsm_system_time unaccent uuid-ossp`.split(/\s+/),
);

/**
 * Names in `CREATE EXTENSION` statements, bundled or not, in order of appearance. Reads the text without parsing it,
 * so a name in a comment counts, too: it costs some start time and changes nothing.
 */
export function extensionsNamedIn(sql: string): string[] {
  const names = new Set<string>();
  const statement = /\bcreate\s+extension\s+(?:if\s+not\s+exists\s+)?(?:"((?:[^"]|"")+)"|([a-z_][\w$]*))/gi;
  for (const [, quoted, bare] of sql.matchAll(statement)) {
    names.add(quoted !== undefined ? quoted.replaceAll('""', '"') : bare!.toLowerCase());
  }
  return [...names];
}
