/** Types that are views: a query, and fields that say what its columns are. */
import type { ViewModel } from '../model.js';
import type { TypeTable, TypeTables } from './tables.js';

/** What may stand on a view and its fields; everything else is about tables. */
const onViews: ReadonlySet<string> = new Set(['view', 'table', 'column', 'uid', 'sensitive', 'pii']);

/** Reads the view of a type with @view. */
export function readView(table: TypeTable, tables: TypeTables): ViewModel {
  const { head, fields } = table;
  const { problems } = tables.types;
  for (const use of [...head.uses, ...fields.flatMap((field) => field.text.uses)]) {
    if (onViews.has(use.name)) continue;
    problems.error(
      'sdl/misplaced-directive',
      use.span,
      `@${use.name} is about tables, and ${head.type} is a view`,
      {
        fix: { text: 'leave it out, or say it in the query' },
      },
    );
  }
  const columns = fields.flatMap((field) => {
    if (field.kind === 'scalar') return [field.column];
    problems.error(
      'sdl/view-reference',
      field.text.span,
      `${head.type}.${field.text.name} refers to ${field.target}, and columns of a view refer to nothing`,
      { fix: { text: 'name the key as a scalar', code: `${field.text.name}Id: ID` } },
    );
    return [];
  });
  if (columns.length === 0) {
    problems.error('sdl/empty-type', head.span, `type ${head.type} has no columns`, {
      fix: { text: 'write a field for each column of the query' },
    });
  }
  return {
    type: head.type,
    schema: head.schema,
    name: head.table,
    sql: (head.view?.string('sql') ?? '').trim().replace(/;\s*$/, ''),
    columns,
    ...(head.description === undefined ? {} : { comment: head.description }),
    span: head.span,
  };
}
