/** Columns that SQL expressions of a type name: told when the type has none of that name, before any database is asked. */
import { didYouMean, type Span } from '../../diagnostics/index.js';
import { type Node, parseExpression } from '../../facts/statements/expression.js';
import type { ColumnModel, SchemaModel, TableModel } from '../model.js';
import type { Problems } from './problems.js';

interface Expression {
  readonly sql: string;
  /** Of the directive or the field that says it. */
  readonly span: Span;
}

/** Columns that every table has. */
const systemColumns = ['tableoid', 'ctid', 'xmin', 'xmax', 'cmin', 'cmax'];

/** Reports names in checks, indexes, generated columns, values and policies that are no column of their table. */
export async function reportUnknownColumns(model: SchemaModel, problems: Problems): Promise<void> {
  for (const table of model.tables) {
    const known = new Set([...table.columns.map(({ name }) => name), ...systemColumns, table.name]);
    for (const { sql, span } of expressionsOf(table)) {
      const tree = await parseExpression(sql);
      if (tree === undefined) continue;
      for (const [of, name] of referencesOf(tree)) {
        const own = of === undefined || of === table.name;
        if (own && !known.has(name)) report(table, name, sql, span, problems);
      }
    }
  }
}

function* expressionsOf(table: TableModel): Iterable<Expression> {
  for (const { expression, span } of table.checks) yield { sql: expression, span };
  for (const { expression, where, span } of table.indexes) {
    if (expression !== undefined) yield { sql: expression, span };
    if (where !== undefined) yield { sql: where, span };
  }
  for (const { generated, backfill, span } of table.columns) {
    if (generated !== undefined) yield { sql: generated.expression, span };
    if (backfill !== undefined) yield { sql: backfill, span };
  }
  for (const { using, check, span } of table.rowSecurity?.policies ?? []) {
    if (using !== undefined) yield { sql: using, span };
    if (check !== undefined) yield { sql: check, span };
  }
}

type Reference = readonly [table: string | undefined, column: string];

/** Columns that a tree names; not those in subqueries, which may be of their own tables. Trees are read once. */
function referencesOf(tree: Node): readonly Reference[] {
  const known = references.get(tree);
  if (known !== undefined) return known;
  const found: Reference[] = [];
  collect(tree, found);
  references.set(tree, found);
  return found;
}

const references = new WeakMap<Node, readonly Reference[]>();

function collect(node: unknown, found: Reference[]): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [kind, value] of Object.entries(node)) {
    if (kind === 'SubLink') continue;
    if (kind === 'ColumnRef') {
      const [first, second, third] = partsOf(value);
      if (first === undefined || third !== undefined) continue;
      found.push(second === undefined ? [undefined, first] : [first, second]);
    } else collect(value, found);
  }
}

/** Nothing for `*`. */
function partsOf(reference: unknown): readonly string[] {
  const { fields = [] } = reference as {
    readonly fields?: readonly { readonly String?: { readonly sval?: string } }[];
  };
  const names = fields.map((field) => field.String?.sval);
  return names.every((name) => name !== undefined) ? names : [];
}

function report(table: TableModel, name: string, sql: string, span: Span, problems: Problems): void {
  const field = table.columns.find((column) => column.field.toLowerCase() === name.toLowerCase());
  const columns = table.columns.map((column) => column.name);
  const place = placeOf(name, sql, span, problems);
  const message = `the expression names ${name}, and ${table.type} has no such column.`;
  if (field !== undefined) {
    const fix = { text: 'expressions are SQL: write the name of the column', code: quoted(field) };
    problems.error('sdl/unknown-column', place, message, { fix });
  } else problems.error('sdl/unknown-column', place, `${message}${didYouMean(name, columns)}`);
}

/** The name in the text of the directive, where the text stands there as it is. */
function placeOf(name: string, sql: string, span: Span, problems: Problems): Span {
  const fragments = problems.fragments.filter(
    ({ text, node }) => text === sql && node.loc?.source.name === span.file,
  );
  const inside = fragments.find(({ node }) => {
    const start = node.loc?.start ?? -1;
    return start >= span.start && start <= span.end;
  });
  const fragment = inside ?? (fragments.length === 1 ? fragments[0] : undefined);
  const at = sql.toLowerCase().indexOf(name.toLowerCase());
  return fragment === undefined || at === -1 ? span : problems.spanInString(fragment.node, at, name.length);
}

function quoted({ name }: ColumnModel): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name}"`;
}
