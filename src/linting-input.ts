/** What a person names to be linted: SDL files that make one schema, or a state whose catalog is read as a schema. */

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Exit, SourceText, WesleyError } from './diagnostics/index.js';
import { readSqlFile, readSqlFiles } from './facts/sources/files.js';
import { type LintOptions, type LintResult, lintSchema, lintSdl } from './linting.js';
import { defaultSettings } from './schema/index.js';
import { sdlFiles } from './sdl-files.js';
import type { StateOptions } from './states.js';

export interface LintInput extends LintOptions {
  /** SDL files and folders that belong together; or one state as `readState` takes it. */
  readonly from: readonly string[];
  /** Texts of SDL besides them. */
  readonly files?: readonly { readonly path: string; readonly text: string }[];
}

/** Reads the schema and judges it. Throws `WesleyError` for what cannot be read; what is wrong in SDL is a finding. */
export async function lint(input: LintInput, options: StateOptions = {}): Promise<LintResult> {
  const cwd = options.cwd ?? process.cwd();
  const texts = (input.files ?? []).map(({ path, text }) => new SourceText(path, text));
  const named = input.from.map((spec) => ({ spec, files: sdlFiles(spec, cwd) }));
  const states = named.filter(({ files }) => files.length === 0);
  const [state] = states;
  if (state !== undefined && named.length + texts.length > 1) throw oneState(state.spec);
  if (state === undefined) {
    const paths = [...new Set(named.flatMap(({ files }) => files))];
    return lintSdl([...texts, ...paths.map((path) => readSqlFile(path, cwd))], input);
  }
  // SDL alone needs none of what reads a state.
  const [{ readState }, { modelOfCatalog }, { readPlaces }] = await Promise.all([
    import('./states.js'),
    import('./schema/catalog/index.js'),
    import('./linting-places.js'),
  ]);
  const settings = input.settings ?? defaultSettings;
  const { catalog, source, notes } = await readState(state.spec, { ...options, sdl: settings });
  const sources = sqlSources(state.spec, cwd);
  return lintSchema(
    {
      model: modelOfCatalog(catalog, settings),
      diagnostics: notes,
      sources: sources ?? [new SourceText(state.spec, '')],
      writtenAs: 'sql',
      ...(sources === undefined ? {} : { sql: await readPlaces(sources) }),
      basis: [`the schema of ${source ?? state.spec}`],
    },
    input,
  );
}

/** SQL files that a state is read from; undefined where it is something else. */
function sqlSources(spec: string, cwd: string): readonly SourceText[] | undefined {
  const found = statSync(resolve(cwd, spec), { throwIfNoEntry: false });
  if (found === undefined || !(found.isDirectory() || /\.sql$/i.test(spec))) return undefined;
  return readSqlFiles(spec, cwd).files;
}

function oneState(spec: string): WesleyError {
  return new WesleyError(
    {
      code: 'cli/usage',
      severity: 'error',
      message: `${spec} is a schema of its own: it is linted alone`,
      fix: { text: 'name GraphQL files that make one schema, or one state', code: `wesley lint ${spec}` },
    },
    Exit.usage,
  );
}
