/** Names of the whole schema: each fits into what PostgreSQL keeps, and no two things share one. */
import type { Span } from '../../diagnostics/index.js';
import type { SchemaModel, TableModel } from '../model.js';
import { checkLength } from './heads.js';
import type { Problems } from './problems.js';

/** Columns that a table may have. */
const mostColumns = 1600;

/** Names of columns that every table has already. */
const systemColumns: ReadonlySet<string> = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** Reports names that are too long, taken, or reserved, and tables with too many columns. */
export function checkNames(model: SchemaModel, problems: Problems): void {
  // Tables, views, indexes and the indexes of keys share one space of names; tables, views and enums another.
  const relations = new Space('name', problems);
  const types = new Space('name', problems);
  for (const { type, schema, name, span, storage } of model.enums) {
    checkLength(schema, span, problems);
    checkLength(name, span, problems);
    if (storage === 'type') types.claim(`${schema}.${name}`, name, `enum ${type}`, span);
  }
  for (const { type, schema, name, span } of [...model.tables, ...model.views]) {
    checkLength(schema, span, problems);
    checkLength(name, span, problems);
    if (schema.startsWith('pg_')) {
      problems.error('sdl/reserved-name', span, `the schema "${schema}" of ${type} is PostgreSQL's own`, {
        fix: { text: 'choose a name that does not begin with pg_' },
      });
    }
    relations.claim(`${schema}.${name}`, name, `type ${type}`, span);
    types.claim(`${schema}.${name}`, name, `type ${type}`, span);
  }
  for (const table of model.tables) {
    checkColumns(table, problems);
    checkConstraints(table, relations, problems);
  }
  for (const { type, columns } of model.views) {
    const space = new Space('column', problems);
    for (const { name, field, span } of columns) {
      checkLength(name, span, problems);
      space.claim(name, name, `${type}.${field}`, span);
    }
  }
}

function checkColumns({ type, columns, span }: TableModel, problems: Problems): void {
  const space = new Space('column', problems);
  for (const column of columns) {
    checkLength(column.name, column.span, problems);
    space.claim(column.name, column.name, `${type}.${column.field}`, column.span);
    if (systemColumns.has(column.name)) {
      problems.error(
        'sdl/reserved-name',
        column.span,
        `every table has a column "${column.name}" already, so ${type}.${column.field} cannot be called so`,
        { fix: { text: 'name it otherwise', code: `@column(name: "${column.name}_value")` } },
      );
    }
  }
  if (columns.length > mostColumns) {
    problems.error(
      'sdl/too-many-columns',
      span,
      `type ${type} has ${columns.length} columns, PostgreSQL has at most ${mostColumns}`,
      {
        fix: { text: 'move some to a type of their own, or into JSON' },
      },
    );
  }
}

function checkConstraints(table: TableModel, relations: Space, problems: Problems): void {
  const { type, schema } = table;
  const own = new Space('name', problems);
  const keys = [...(table.primaryKey ? [table.primaryKey] : []), ...table.uniques];
  for (const { name, span } of [...keys, ...table.foreignKeys, ...table.checks]) {
    checkLength(name, span, problems);
    own.claim(name, name, `a constraint of type ${type}`, span);
  }
  for (const { name, span } of keys)
    relations.claim(`${schema}.${name}`, name, `a key of type ${type}`, span);
  for (const { name, span } of table.indexes) {
    checkLength(name, span, problems);
    relations.claim(`${schema}.${name}`, name, `an index of type ${type}`, span);
  }
}

/** Names that must differ. */
class Space {
  private readonly owners = new Map<string, { owner: string; span: Span }>();

  constructor(
    private readonly what: 'name' | 'column',
    private readonly problems: Problems,
  ) {}

  claim(key: string, name: string, owner: string, span: Span): void {
    const other = this.owners.get(key);
    if (other === undefined) {
      this.owners.set(key, { owner, span });
      return;
    }
    this.problems.error(
      'sdl/name-collision',
      span,
      `the ${this.what} "${name}" of ${owner} is taken by ${other.owner}`,
      {
        fix:
          this.what === 'column'
            ? {
                text: 'name one otherwise, or refer with the field that is there',
                code: '@belongsTo(fields: ["..."])',
              }
            : { text: 'give one of them another name: (name: "...")' },
        related: { label: other.owner, span: other.span },
      },
    );
  }
}
