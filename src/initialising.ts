/**
 * SDL for what is there: the catalog is divided into what types say and the rest; the rest becomes SQL, made by the same
 * planner that changes databases, in an order that runs; and what was written is compiled again and compared.
 */
import { type Diagnostic, Exit, SourceText, WesleyError } from './diagnostics/index.js';
import type { Catalog } from './facts/catalog/catalog.js';
import { compareCatalogs, type ObjectDifference } from './facts/catalog/compare.js';
import { type LoadedState, loadState, Scratch } from './facts/sources/index.js';
import { inSql, type SqlPart } from './initialising-sql.js';
import { modelOfCatalog } from './schema/catalog/index.js';
import { compileSdl, defaultSettings, type SchemaModel, type SchemaSettings } from './schema/index.js';
import { printSdl } from './schema/print/index.js';
import { readState, type StateOptions } from './states.js';

export interface Initialised {
  readonly sdl: string;
  /** Where it was read from, for people. */
  readonly source: string;
  readonly model: SchemaModel;
  /** How the SDL is to be read. */
  readonly settings: SchemaSettings;
  /** What stands there as SQL, because SDL has no word for it. */
  readonly parts: readonly SqlPart[];
  /** How what the SDL leads to differs from what was read; empty, unless there is something that Wesley does not understand. */
  readonly differences: readonly ObjectDifference[];
  /** What is wrong with the SDL by itself, and what could not be read. */
  readonly notes: readonly Diagnostic[];
}

export interface InitialiseOptions extends StateOptions {
  /** Instead of `sdl`: settings that follow from what is there. */
  readonly settings?: (catalog: Catalog) => SchemaSettings;
}

/** Writes SDL for a state: `readState` says what may be named. Throws `WesleyError` when it cannot be read. */
export async function initialise(spec: string, options: InitialiseOptions = {}): Promise<Initialised> {
  const scratch = new Scratch();
  try {
    const state = await readState(spec, { ...options, scratch });
    const sdl = options.settings?.(state.catalog) ?? options.sdl ?? defaultSettings;
    return await initialiseState(state, { ...options, sdl, scratch });
  } finally {
    await scratch.close();
  }
}

/** Writes SDL for a state that is read already. */
export async function initialiseState(state: LoadedState, options: StateOptions): Promise<Initialised> {
  const { catalog, source, notes } = state;
  const { model, parts } = await describe(catalog, source, options);
  if (model.tables.length + model.views.length + model.enums.length + model.extraSql.length === 0)
    throw nothing(source);
  const settings = options.sdl ?? defaultSettings;
  const sdl = printSdl(model, settings);
  const { differences, problems } = await judge(sdl, catalog, options);
  return {
    sdl,
    source,
    model,
    settings,
    parts,
    differences,
    notes: [...notes, ...unmodelled(catalog), ...problems],
  };
}

/** The model of what types say, with the SQL for the rest. */
async function describe(
  catalog: Catalog,
  source: string,
  options: StateOptions,
): Promise<Pick<Initialised, 'model' | 'parts'>> {
  const settings = options.sdl ?? defaultSettings;
  const { core, parts } = await inSql(catalog, settings);
  const model = modelOfCatalog(core, settings, source);
  const span = new SourceText(source, '').span(0, 0);
  const sqlOf = (place: string) =>
    parts
      .filter((part) => part.place === place)
      .map(({ statements }) => ({ sql: statements.join(';\n'), span }));
  return {
    parts,
    model: {
      ...model,
      tables: model.tables.map((table, i) => ({
        ...table,
        extraSql: sqlOf(core.tables[i]?.id ?? ''),
      })),
      extraSql: [...sqlOf('first').map((one) => ({ ...one, first: true as const })), ...sqlOf('last')],
    },
  };
}

/** Compiles the SDL, and compares what it leads to with what was read. */
async function judge(
  sdl: string,
  catalog: Catalog,
  options: StateOptions,
): Promise<{ readonly differences: readonly ObjectDifference[]; readonly problems: readonly Diagnostic[] }> {
  const compiled = await compileSdl([new SourceText('schema.graphql', sdl)], options.sdl);
  const errors = compiled.diagnostics.filter(({ severity }) => severity === 'error');
  if (compiled.sql === undefined) return { differences: [], problems: errors };
  try {
    const state = await loadState({ kind: 'sql', name: 'schema.graphql', text: compiled.sql }, options);
    return { differences: compareCatalogs(catalog, state.catalog, { owners: true }), problems: [] };
  } catch (error) {
    if (!(error instanceof WesleyError)) throw error;
    return { differences: [], problems: error.diagnostics };
  }
}

function nothing(source: string): WesleyError {
  return new WesleyError(
    {
      code: 'init/nothing',
      severity: 'error',
      message: `${source}: there is nothing in it that SDL could say`,
      why: ['An empty schema would mean: drop every table.'],
      fix: {
        text: 'name a database or an SQL file with tables, or write the first type yourself',
        code: 'type Customer { id: ID! email: String! @unique }',
      },
    },
    Exit.no,
  );
}

/** What a state cannot say at all. */
function unmodelled(catalog: Catalog): Diagnostic[] {
  return catalog.unmodelled.map(({ kind, id }) => ({
    code: 'init/not-understood',
    severity: 'warning',
    message: `${kind} ${id} is not in the SDL: Wesley does not know what it is made of`,
  }));
}
