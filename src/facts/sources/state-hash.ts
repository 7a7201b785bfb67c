/** The hash of a state that has no database yet: it is loaded into PGlite, which hashes it as every server of its version does. */
import { Exit, WesleyError } from '../../diagnostics/index.js';
import { type CatalogHash, readCatalogHash } from '../catalog/hash.js';
import { openDatabase } from '../connect/open.js';
import { type LoadOptions, loadState } from './load-state.js';
import { Scratch } from './scratch.js';
import { parseStateSpec, type StateSpec } from './state-spec.js';

/** Hashes what a person named, all schemas or some. A snapshot has to be made SQL first. */
export async function readStateHash(
  spec: string | StateSpec,
  options: LoadOptions = {},
  schemas?: readonly string[],
): Promise<CatalogHash> {
  const named = typeof spec === 'string' ? parseStateSpec(spec) : spec;
  if (named.kind === 'path' && named.path.endsWith('.json')) throw notSql(named.path);
  const database =
    named.kind === 'database' ? await openDatabase(named.url, options.env ?? process.env) : undefined;
  const scratch = options.scratch ?? new Scratch();
  try {
    if (database !== undefined) return await readCatalogHash(database, { schemas });
    await loadState(named, { ...options, scratch });
    return await readCatalogHash(scratch.current() ?? (await scratch.empty()), { schemas });
  } finally {
    await database?.close();
    if (options.scratch === undefined) await scratch.close();
  }
}

function notSql(path: string): WesleyError {
  return new WesleyError(
    { code: 'state/not-sql', severity: 'error', message: `${path}: only a database or SQL can be hashed` },
    Exit.usage,
  );
}
