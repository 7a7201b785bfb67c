/** GraphQL SDL to the SQL of the desired state. Everything after that is the same path as for SQL. */
import { type Diagnostic, SourceText, type Span } from '../diagnostics/index.js';
import { emit } from './emit.js';
import type { SchemaModel } from './model.js';
import { Problems } from './problems.js';
import { readModel } from './read.js';
import type { FragmentCheck } from './uses.js';

export interface CompiledSdl {
  /** Complete script for an empty database; absent when there is an error. */
  readonly sql?: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Where each object was written, by object id with plain names. */
  readonly spans: ReadonlyMap<string, Span>;
  /** Declared renames; `from` and `to` are `schema.table` or `schema.table.column`, tables by their new name in `to`. */
  readonly renames: readonly {
    readonly kind: 'table' | 'column';
    readonly from: string;
    readonly to: string;
  }[];
}

/**
 * Compiles SDL documents that belong together. Reports as many mistakes as it can find in one run.
 * `check` judges SQL fragments in directives; without it they are taken as they are.
 */
export function compileSdl(
  sources: readonly SourceText[],
  check: FragmentCheck = () => ({ ok: true }),
): CompiledSdl {
  const problems = new Problems(sources);
  const model = readModel(sources, problems, check);
  const failed = problems.diagnostics.some((d) => d.severity === 'error');
  if (!failed && model.tables.length === 0 && model.enums.length === 0) {
    const source = sources[0] ?? new SourceText('<sdl>', '');
    problems.error('sdl/empty', source.span(0, 0), 'there is no type in the SDL', {
      why: 'an empty schema would mean: drop every table',
      fix: { text: 'write at least one type' },
    });
    return { diagnostics: problems.diagnostics, spans: new Map(), renames: [] };
  }
  const { sql, spans } = emit(model);
  return {
    ...(failed ? {} : { sql }),
    diagnostics: problems.diagnostics,
    spans,
    renames: declaredRenames(model),
  };
}

function declaredRenames(model: SchemaModel): CompiledSdl['renames'] {
  return model.tables.flatMap((table) => {
    const to = `${table.schema}.${table.name}`;
    const from = table.renamedFrom === undefined ? to : `${table.schema}.${table.renamedFrom}`;
    return [
      ...(from === to ? [] : [{ kind: 'table' as const, from, to }]),
      ...table.columns.flatMap((column) =>
        column.renamedFrom === undefined
          ? []
          : [{ kind: 'column' as const, from: `${from}.${column.renamedFrom}`, to: `${to}.${column.name}` }],
      ),
    ];
  });
}
