/** A state from whatever a person names: what src/facts/sources reads, and GraphQL SDL, which becomes SQL first. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, Exit, type Fix, type Span, WesleyError } from './diagnostics/index.js';
import type { Catalog } from './facts/catalog/catalog.js';
import { QueryError } from './facts/connect/database.js';
import { readSqlFile } from './facts/sources/files.js';
import { type LoadedState, type LoadOptions, loadState } from './facts/sources/index.js';
import { planFormat } from './plan/artifact.js';
import { readPlanFile } from './plan-file.js';
import {
  type CompiledSdl,
  compileSdl,
  placeAt,
  type SchemaModel,
  type SchemaSettings,
} from './schema/index.js';
import { sdlFiles } from './sdl-files.js';

export interface StateOptions extends LoadOptions {
  /** How SDL is read. */
  readonly sdl?: SchemaSettings;
}

export interface NamedState extends LoadedState {
  /** Renames that the SDL declares. */
  readonly renames: CompiledSdl['renames'];
  /** Of SDL: where each object is written, by its id with plain names. */
  readonly spans?: CompiledSdl['spans'];
  /** Of SDL: what it says. */
  readonly model?: SchemaModel;
}

/**
 * Reads a state from a database URL, `pglite:folder`, SQL, GraphQL, a folder of either, a snapshot, a plan file (the state
 * that it leads to), `applied:URL` (that of the last plan that was applied to the database), or `nothing`.
 */
export async function readState(spec: string, options: StateOptions = {}): Promise<NamedState> {
  const cwd = options.cwd ?? process.cwd();
  const planned = /^applied(:|$)/.test(spec)
    ? await appliedState(spec.slice('applied:'.length), options)
    : stateOfPlanFile(spec, cwd);
  if (planned !== undefined) return planned;
  const sdl = sdlFiles(spec, cwd);
  if (sdl.length === 0) return { ...(await loadState(spec, options)), renames: [] };
  const sources = sdl.map((path) => readSqlFile(path, cwd));
  const compiled = await compileSdl(sources, options.sdl);
  const { sql, diagnostics, renames, spans, model } = compiled;
  const errors = diagnostics.filter((one) => one.severity === 'error');
  if (sql === undefined || errors.length > 0) throw new WesleyError(errors, Exit.no);
  const state = await loadState({ kind: 'sql', name: spec, text: sql }, options).catch((error: unknown) => {
    throw error instanceof WesleyError ? inCompiled(error, spec, compiled) : error;
  });
  return { ...state, notes: [...state.notes, ...diagnostics], renames, spans, model };
}

/** Where a plan leads; undefined for what is no plan file. */
function stateOfPlanFile(spec: string, cwd: string): NamedState | undefined {
  const path = resolve(cwd, spec);
  if (!spec.endsWith('.json') || statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    return undefined;
  if (!readFileSync(path, 'utf8').includes(`"${planFormat}"`)) return undefined;
  const { id, after } = readPlanFile(spec, cwd);
  return stateOf(after.catalog, `${spec}: the end of plan ${id.slice(0, 8)}`);
}

/** Where the last plan leads that was applied to a database. */
async function appliedState(database: string, options: StateOptions): Promise<NamedState> {
  const { describeTarget, lastState, resolveTarget } = await import('./executor/index.js');
  const target = resolveTarget(database === '' ? undefined : database, options.env ?? process.env);
  const state = await lastState(target).catch((error: unknown) => {
    throw error instanceof QueryError && error.code === '42501' ? notAllowed(error) : error;
  });
  if (state !== undefined) {
    const when = state.finished.replace(/\.\d+/, '');
    return stateOf(state.catalog, `the last applied plan (run ${state.run}, ${when})`);
  }
  throw new WesleyError(
    {
      code: 'state/nothing-applied',
      severity: 'error',
      message: `no plan is known to have been applied to ${describeTarget(target)}`,
      why: [
        'The state that a plan leads to is kept in the schema wesley of the database when a run is done.',
      ],
      fix: {
        text: 'name the expected state, or the plan file',
        code: 'wesley drift --expect schema.graphql',
      },
    },
    Exit.usage,
  );
}

function notAllowed(error: QueryError): WesleyError {
  return new WesleyError(
    {
      code: 'state/not-allowed',
      severity: 'error',
      message: `where the last applied plan leads cannot be read: ${error.message}`,
      fix: {
        text: 'let the role read it, or name the expected state with --expect',
        code: 'GRANT USAGE ON SCHEMA wesley TO <role>; GRANT SELECT ON wesley.state TO <role>',
      },
    },
    Exit.no,
  );
}

function stateOf(catalog: Catalog, source: string): NamedState {
  return { catalog, statistics: [], source, notes: [], renames: [] };
}

/** Where PostgreSQL names no place inside a statement, it names the column. */
function placeOf(at: Span, message: string, { places, sql = '' }: CompiledSdl): Span | undefined {
  const found = placeAt(places, at.start);
  const column = /^column ("(?:[^"]|"")+")/.exec(message)?.[1];
  if (found === undefined || column === undefined) return found?.span;
  const line = places.find(
    ({ start, end }) => start > found.start && end <= found.end && sql.startsWith(`${column} `, start),
  );
  return (line ?? found).span;
}

const makeIt: Fix = {
  text: 'mend the name, or make it before the tables',
  code: 'extend schema @sql(up: "CREATE EXTENSION ...", first: true)',
};

/** What PostgreSQL says about SQL that nobody wrote: the SDL is what a person can mend. */
function inCompiled(error: WesleyError, spec: string, compiled: CompiledSdl): WesleyError {
  const diagnostics = error.diagnostics.map(({ span: at, related: _, ...rest }): Diagnostic => {
    const span = at === undefined ? undefined : placeOf(at, rest.message, compiled);
    return {
      ...rest,
      message: `${spec}: the schema that it describes cannot be made: ${rest.message}`,
      ...(span === undefined ? {} : { span }),
      ...(rest.code === 'sql/missing-object' ? { fix: makeIt } : {}),
    };
  });
  return new WesleyError(diagnostics, Exit.no);
}
