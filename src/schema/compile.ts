/** GraphQL SDL to the SQL of the desired state. Everything after that is the same path as for SQL. */
import { type Diagnostic, SourceText, type Span } from '../diagnostics/index.js';
import { checkFragment } from '../facts/statements/fragment.js';
import { declaredRenames, type Rename } from './carried.js';
import type { SchemaModel } from './model.js';
import { reportUnknownColumns } from './sdl/expression-columns.js';
import { type Fragment, Problems } from './sdl/problems.js';
import { readModel } from './sdl/read.js';
import { defaultSettings, type SchemaSettings } from './settings.js';
import { emit } from './sql/emit.js';
import type { Place } from './sql/script.js';

export interface ReadSdl {
  /** As far as it could be read; complete when there is no error. */
  readonly model: SchemaModel;
  readonly diagnostics: readonly Diagnostic[];
}

export interface CompiledSdl extends ReadSdl {
  /** Complete script for an empty database; absent when there is an error. */
  readonly sql?: string;
  /** Where each object was written, by object id with plain names. */
  readonly spans: ReadonlyMap<string, Span>;
  /** Which part of the SDL each part of the script comes from. */
  readonly places: readonly Place[];
  /** Declared renames by catalog ids: `from` and `to` are a table or `table.column`, tables by their new name in `to`. */
  readonly renames: readonly Rename[];
}

/** Judges an SQL fragment: exactly one expression, one type, or statements; else what is wrong and where (UTF-16). */
export type FragmentCheck = (
  text: string,
  kind: Fragment['kind'],
) => Promise<{ readonly message: string; readonly offset: number } | undefined>;

/**
 * Reads SDL documents that belong together, and judges the SQL in them. Reports as many mistakes as it can find in one run.
 */
export async function readSdl(
  sources: readonly SourceText[],
  settings: SchemaSettings = defaultSettings,
  check: FragmentCheck = checkFragment,
): Promise<ReadSdl> {
  const problems = new Problems(sources);
  const model = readModel(sources, settings, problems);
  for (const fragment of problems.fragments) await judge(fragment, problems, check);
  if (!hasErrors(problems.diagnostics)) await reportUnknownColumns(model, problems);
  await judgeScalars(model, problems, check);
  const { tables, enums, views, extraSql } = model;
  if (
    tables.length + enums.length + views.length + extraSql.length === 0 &&
    !hasErrors(problems.diagnostics)
  ) {
    const source = sources[0] ?? new SourceText('<sdl>', '');
    problems.error('sdl/empty', source.span(0, 0), 'there is no type in the SDL', {
      why: 'an empty schema would mean: drop every table',
      fix: { text: 'write at least one type' },
    });
  }
  return { model, diagnostics: problems.diagnostics };
}

/** Compiles SDL documents that belong together to SQL. */
export async function compileSdl(
  sources: readonly SourceText[],
  settings: SchemaSettings = defaultSettings,
  check: FragmentCheck = checkFragment,
): Promise<CompiledSdl> {
  const { model, diagnostics } = await readSdl(sources, settings, check);
  const emitted = emit(model);
  return {
    model,
    diagnostics,
    ...(hasErrors(diagnostics) ? {} : { sql: emitted.sql }),
    get spans() {
      return emitted.spans;
    },
    places: emitted.places,
    renames: declaredRenames(model),
  };
}

/** Types of scalars come from the configuration: they are judged where they are used first. */
async function judgeScalars(model: SchemaModel, problems: Problems, check: FragmentCheck): Promise<void> {
  const seen = new Set<string>();
  for (const { columns } of [...model.tables, ...model.views]) {
    for (const { type, span } of columns) {
      if (type.scalar === undefined || seen.has(type.scalar.name)) continue;
      seen.add(type.scalar.name);
      const wrong = await check(type.scalar.sql, 'type');
      if (!wrong) continue;
      const message = `scalar ${type.scalar.name} must be one SQL type, and "${type.scalar.sql}" is not: ${wrong.message}`;
      problems.error('sdl/sql', span, message, {
        fix: {
          text: 'mend it in the configuration',
          code: `"scalars": { "${type.scalar.name}": { "sql": "text" } }`,
        },
      });
    }
  }
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

const wantedOf: Readonly<Record<Fragment['kind'], string>> = {
  sql: 'SQL statements',
  type: 'one SQL type',
  query: 'exactly one query',
  expression: 'exactly one SQL expression',
};

async function judge(fragment: Fragment, problems: Problems, check: FragmentCheck): Promise<void> {
  const wrong = await check(fragment.text, fragment.kind);
  if (!wrong) return;
  const wanted = wantedOf[fragment.kind];
  const span = problems.spanInString(fragment.node, wrong.offset, 1);
  problems.error('sdl/sql', span, `${fragment.what} must be ${wanted}: ${wrong.message}`);
}
