/** The catalog hash of whatever a person names as a state: what `schemaHash` of a generated module is compared with. */

import { Exit, WesleyError } from './diagnostics/index.js';
import { type CatalogHash, hashSql } from './facts/catalog/hash.js';
import { readSqlFile } from './facts/sources/files.js';
import { readStateHash } from './facts/sources/index.js';
import { compileSdl } from './schema/index.js';
import { sdlFiles } from './sdl-files.js';
import { readState, type StateOptions } from './states.js';

export { hashSql };

/** Hashes a database in its server, and every other state in PGlite. */
export async function hashState(
  spec: string,
  options: StateOptions = {},
  schemas?: readonly string[],
): Promise<CatalogHash> {
  const cwd = options.cwd ?? process.cwd();
  const sdl = sdlFiles(spec, cwd);
  if (sdl.length > 0) {
    const sources = sdl.map((path) => readSqlFile(path, cwd));
    const { sql, diagnostics } = await compileSdl(sources, options.sdl);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (sql === undefined || errors.length > 0) throw new WesleyError(errors, Exit.no);
    return readStateHash({ kind: 'sql', name: spec, text: sql }, options, schemas);
  }
  if (!spec.endsWith('.json') && !spec.startsWith('applied')) return readStateHash(spec, options, schemas);
  const [{ catalog }, { buildFromNothing }] = await Promise.all([
    readState(spec, options),
    import('./planning.js'),
  ]);
  const text = `${(await buildFromNothing(catalog)).join(';\n')};\n`;
  return readStateHash({ kind: 'sql', name: spec, text }, options, schemas);
}
