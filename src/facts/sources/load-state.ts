/** From what a person named as a state to that state: read from a catalog, whatever stands behind it. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, Exit, SourceText, WesleyError } from '../../diagnostics/index.js';
import type { Catalog, Extension, TableStatistics } from '../catalog/catalog.js';
import { readCatalog } from '../catalog/read.js';
import { readSnapshot } from '../catalog/snapshot.js';
import { compareText } from '../catalog/sorted.js';
import { readStatistics } from '../catalog/statistics.js';
import { describeConnection, type Environment, resolveConnection } from '../connect/conninfo.js';
import { type Database, QueryError } from '../connect/database.js';
import { extensionsNamedIn } from '../connect/extensions.js';
import { openDatabase } from '../connect/open.js';
import { isAvailable } from './aside.js';
import { carryOver } from './carry-over.js';
import { readSqlFiles } from './files.js';
import { type LoadedSql, loadSql } from './load-sql.js';
import { Scratch } from './scratch.js';
import { parseStateSpec, type StateSpec } from './state-spec.js';

export interface LoadedState {
  readonly catalog: Catalog;
  readonly statistics: readonly TableStatistics[];
  /** Where it comes from, for people: `db/schema.sql`, `database "shop" at ...`. */
  readonly source: string;
  /** What was left out on the way. */
  readonly notes: readonly Diagnostic[];
  /** The SQL that makes it, where it came from SQL. */
  readonly sql?: readonly SourceText[];
}

export interface LoadOptions {
  /** Folder that paths are relative to; the working folder when absent. */
  readonly cwd?: string;
  /** For connections; the process's own when absent. */
  readonly env?: Environment;
  /** PGlite to load SQL into; without it one is started and closed. */
  readonly scratch?: Scratch;
}

/** Statements that make a catalog from an empty database, in order: the plan from nothing to it. */
export type Builder = (catalog: Catalog) => Promise<readonly string[]>;

export interface RebuildOptions extends LoadOptions {
  /** Needed for states that did not come from SQL. */
  readonly build: Builder;
}

/** Reads a state. Throws `WesleyError` with what is wrong and where. */
export async function loadState(spec: string | StateSpec, options: LoadOptions = {}): Promise<LoadedState> {
  const named = typeof spec === 'string' ? parseStateSpec(spec) : spec;
  const cwd = options.cwd ?? process.cwd();
  switch (named.kind) {
    case 'database':
      return loadDatabase(named.url, cwd, options.env ?? process.env);
    case 'nothing':
      return loadFiles([], 'an empty database', [], options);
    case 'sql':
      return loadFiles([new SourceText(named.name, named.text)], named.name, [], options);
    case 'path': {
      if (named.path.endsWith('.json')) return loadSnapshot(named.path, cwd);
      const { files, notes } = readSqlFiles(named.path, cwd);
      const many = statSync(resolve(cwd, named.path)).isDirectory();
      const source = many
        ? `${named.path} (${files.length} ${files.length === 1 ? 'file' : 'files'})`
        : named.path;
      return loadFiles(files, source, notes, options);
    }
  }
}

/**
 * The state after a candidate migration: PGlite with the state before, the files run on top of it. What PGlite could not
 * hold of the state before is taken to be as it was. Statistics stay those of the state before.
 */
export async function loadCandidate(
  before: LoadedState,
  files: readonly SourceText[],
  options: RebuildOptions,
): Promise<LoadedState> {
  const names = files.map((file) => file.file).join(', ');
  return withScratch(options, async (scratch) => {
    const wanted = files.flatMap((file) => extensionsNamedIn(file.text));
    const { database, catalog: start } = await put(before, scratch, wanted, options.build);
    scratch.holds = undefined;
    const loaded = await loadSql(database, files, 'candidate', assumedOf(start));
    const end = await readState(database, loaded, leftOutOf(start));
    const catalog = carryOver(before.catalog, start, end);
    if (before.sql !== undefined) scratch.holds = catalog;
    const sql = before.sql === undefined ? {} : { sql: [...before.sql, ...files] };
    return {
      catalog,
      statistics: before.statistics,
      source: `${before.source}, then ${names}`,
      notes: loaded.notes,
      ...sql,
    };
  });
}

/** A PGlite that holds the state, as it stands or made again, and the state as it reads there. */
async function put(
  state: LoadedState,
  scratch: Scratch,
  extensions: readonly string[],
  build: Builder,
): Promise<{ database: Database; catalog: Catalog }> {
  const all = [...extensions, ...state.catalog.extensions.map(({ name }) => name)];
  const current = scratch.current(all);
  if (current !== undefined && scratch.holds === state.catalog) {
    return { database: current, catalog: state.catalog };
  }
  const database = await scratch.empty(all);
  if (state.sql !== undefined) {
    await loadSql(database, state.sql);
    return { database, catalog: state.catalog };
  }
  const text = `${(await build(state.catalog)).join(';\n')};\n`;
  const loaded = await loadSql(database, [new SourceText('<state>', text)]);
  return { database, catalog: await readState(database, loaded) };
}

/** The state of a PGlite, with what it would have besides. */
async function readState(
  database: Database,
  { assumed, leftOut }: LoadedSql,
  earlier: Catalog['unmodelled'] = [],
): Promise<Catalog> {
  const catalog = await readCatalog(database);
  const extensions = [...catalog.extensions, ...assumed].sort((a, b) => compareText(a.name, b.name));
  const unmodelled = [
    ...catalog.unmodelled,
    ...earlier,
    ...leftOut.map((id) => ({ kind: leftOutKind, id })),
  ].sort((a, b) => compareText(`${a.kind} ${a.id}`, `${b.kind} ${b.id}`));
  return { ...catalog, extensions, unmodelled };
}

const leftOutKind = 'library in C for';

function leftOutOf(catalog: Catalog): Catalog['unmodelled'] {
  return catalog.unmodelled.filter(({ kind }) => kind === leftOutKind);
}

function assumedOf(catalog: Catalog): Extension[] {
  return catalog.extensions.filter(({ name }) => !isAvailable(name));
}

async function loadDatabase(url: string, cwd: string, env: Environment): Promise<LoadedState> {
  const folder = /^pglite:(.+)$/s.exec(url)?.[1];
  const database = await openDatabase(folder === undefined ? url : `pglite:${resolve(cwd, folder)}`, env);
  const fields = database.kind === 'postgres' ? resolveConnection(url, env) : undefined;
  const source = fields === undefined ? url : describeConnection(fields);
  try {
    const catalog = await readCatalog(database);
    const statistics = await readStatistics(database);
    return { catalog, statistics, source, notes: [] };
  } catch (error) {
    throw error instanceof QueryError ? unreadable(source, error) : error;
  } finally {
    await database.close();
  }
}

function unreadable(source: string, error: QueryError): WesleyError {
  const locked = error.code === '55P03';
  return new WesleyError(
    {
      code: locked ? 'db/catalog-locked' : 'db/catalog-unreadable',
      severity: 'error',
      message: `the schema of ${source} cannot be read: ${error.message}`,
      ...(locked
        ? {
            why: ['Another session holds a table or view, most likely to change it, for longer than 5 s.'],
            fix: { text: 'Try again when it is done, or find it in pg_stat_activity' },
          }
        : {}),
    },
    Exit.unreachable,
  );
}

function loadSnapshot(path: string, cwd: string): LoadedState {
  const { catalog, statistics, time } = readSnapshot(resolve(cwd, path), path);
  return { catalog, statistics, source: `${path}, taken ${time}`, notes: [] };
}

async function loadFiles(
  files: readonly SourceText[],
  source: string,
  notes: readonly Diagnostic[],
  options: LoadOptions,
): Promise<LoadedState> {
  return withScratch(options, async (scratch) => {
    const database = await scratch.empty(files.flatMap((file) => extensionsNamedIn(file.text)));
    const loaded = await loadSql(database, files);
    const catalog = await readState(database, loaded);
    scratch.holds = catalog;
    return { catalog, statistics: [], source, notes: [...notes, ...loaded.notes], sql: files };
  });
}

async function withScratch<T>(options: LoadOptions, use: (scratch: Scratch) => Promise<T>): Promise<T> {
  if (options.scratch !== undefined) return use(options.scratch);
  const scratch = new Scratch();
  try {
    return await use(scratch);
  } finally {
    await scratch.close();
  }
}
