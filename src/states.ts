/** A state from whatever a person names: what src/facts/sources reads, and GraphQL SDL, which becomes SQL first. */
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Diagnostic, Exit, WesleyError } from './diagnostics/index.js';
import { readSqlFile } from './facts/sources/files.js';
import { type LoadedState, type LoadOptions, loadState } from './facts/sources/index.js';
import { type CompiledSdl, compileSdl, type SchemaSettings } from './schema/index.js';

export interface StateOptions extends LoadOptions {
  /** How SDL is read. */
  readonly sdl?: SchemaSettings;
}

export interface NamedState extends LoadedState {
  /** Renames that the SDL declares. */
  readonly renames: CompiledSdl['renames'];
}

/** Reads a state from a database URL, `pglite:folder`, SQL, GraphQL, a folder of either, a snapshot, or `nothing`. */
export async function readState(spec: string, options: StateOptions = {}): Promise<NamedState> {
  const cwd = options.cwd ?? process.cwd();
  const sdl = sdlFiles(spec, cwd);
  if (sdl.length === 0) return { ...(await loadState(spec, options)), renames: [] };
  const sources = sdl.map((path) => readSqlFile(path, cwd));
  const { sql, diagnostics, renames } = await compileSdl(sources, options.sdl);
  const errors = diagnostics.filter((one) => one.severity === 'error');
  if (sql === undefined || errors.length > 0) throw new WesleyError(errors, Exit.no);
  const state = await loadState({ kind: 'sql', name: spec, text: sql }, options).catch((error: unknown) => {
    throw error instanceof WesleyError ? inCompiled(error, spec) : error;
  });
  return { ...state, notes: [...state.notes, ...diagnostics], renames };
}

/** SDL files that a name stands for; none when it is something else. */
export function sdlFiles(spec: string, cwd: string): string[] {
  const found = /^[a-z]+:\/\//i.test(spec)
    ? undefined
    : statSync(resolve(cwd, spec), { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return isSdl(spec) ? [spec] : [];
  return readdirSync(resolve(cwd, spec), { recursive: true, encoding: 'utf8' })
    .filter(isSdl)
    .sort()
    .map((path) => join(spec, path));
}

function isSdl(path: string): boolean {
  return /\.(graphql|gql|graphqls)$/i.test(path);
}

/** What PostgreSQL says about SQL that nobody wrote: the SDL is what a person can mend. */
function inCompiled(error: WesleyError, spec: string): WesleyError {
  const diagnostics = error.diagnostics.map(
    ({ span: _, related: __, ...rest }): Diagnostic => ({
      ...rest,
      message: `${spec}: the schema that it describes cannot be made: ${rest.message}`,
    }),
  );
  return new WesleyError(diagnostics, Exit.no);
}
