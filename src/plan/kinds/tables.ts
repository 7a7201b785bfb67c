/** Step kinds that make, drop and rename tables. */
import type { Constraint, Table } from '../../facts/catalog/catalog.js';
import { columnHas, doneWhen, relationHas } from '../probes.js';
import { bareName, ident, nameParts, qualified, schemaOf } from '../sql.js';
import {
  columnDefinition,
  columnSettings,
  constraintClause,
  hasOwnNotNull,
  optionList,
} from './column-sql.js';
import type { RenderContext, StepKind } from './kind.js';
import { decorateTable } from './objects/decorate.js';
import { isReplaced, replacedTableKinds } from './replaced-table.js';
import { replicaIdentityClause } from './table-properties.js';

const createTable: StepKind = {
  tag: 'CreateTable',
  render([id = ''], context) {
    const table = context.states.after.table(id);
    return {
      subject: id,
      title: `create table ${id}`,
      sql: [...createTableSql(table, context), ...decorateTable(context.states, id)],
      probe: doneWhen(context.has('replaced_table', id) ? isReplaced(table) : relationHas(id)),
      undo: [`DROP ${foreign(table)}TABLE ${id}`],
    };
  },
};

const dropTable: StepKind = {
  tag: 'DropTable',
  render([id = ''], context) {
    return {
      subject: id,
      title: `drop table ${id}`,
      sql: [`DROP ${foreign(context.states.before.table(id))}TABLE ${id}`],
      probe: doneWhen(
        context.has('replaced_table', id)
          ? `(NOT ${relationHas(id)} OR ${isReplaced(context.states.after.table(id))})`
          : `NOT ${relationHas(id)}`,
      ),
      undo: null,
    };
  },
};

const renameTable: StepKind = {
  tag: 'RenameTable',
  render([from = '', to = '']) {
    const moves = schemaOf(from) !== schemaOf(to);
    const renames = bareName(from) !== bareName(to);
    const between = qualified(schemaOf(to), bareName(from));
    const back = qualified(schemaOf(to), bareName(from));
    return {
      subject: to,
      title: `rename table ${from} to ${to}`,
      sql: [
        ...(moves ? [`ALTER TABLE ${from} SET SCHEMA ${ident(schemaOf(to))}`] : []),
        ...(renames ? [`ALTER TABLE ${between} RENAME TO ${ident(bareName(to))}`] : []),
      ],
      probe: doneWhen(`${relationHas(to)} AND NOT ${relationHas(from)}`),
      undo: [
        ...(renames ? [`ALTER TABLE ${to} RENAME TO ${ident(bareName(from))}`] : []),
        ...(moves ? [`ALTER TABLE ${back} SET SCHEMA ${ident(schemaOf(from))}`] : []),
      ],
    };
  },
};

const renameColumn: StepKind = {
  tag: 'RenameColumn',
  render([from = '', to = '']) {
    const { table, column } = splitColumn(to);
    const old = splitColumn(from).column;
    return {
      subject: to,
      title: `rename column ${from} to ${ident(column)}`,
      sql: [`ALTER TABLE ${table} RENAME COLUMN ${ident(old)} TO ${ident(column)}`],
      probe: doneWhen(`${columnHas(table, column)} AND NOT ${columnHas(table, old)}`),
      undo: [`ALTER TABLE ${table} RENAME COLUMN ${ident(column)} TO ${ident(old)}`],
    };
  },
};

export const tableKinds: readonly StepKind[] = [
  createTable,
  dropTable,
  ...replacedTableKinds,
  renameTable,
  renameColumn,
];

/** `public.orders.total` to the table and the bare name of the column. */
export function splitColumn(path: string): { readonly table: string; readonly column: string } {
  const [schema = '', table = '', column = ''] = nameParts(path);
  return { table: qualified(schema, table), column };
}

function foreign(table: Table): string {
  return table.kind === 'foreign table' ? 'FOREIGN ' : '';
}

function createTableSql(table: Table, context: RenderContext): string[] {
  const state = context.states.after;
  const heir = table.inherits !== undefined;
  const columns = table.columns.filter((column) => !(heir && column.inherited === true));
  const inline = table.constraints.filter((constraint) => isInline(table, constraint, context));
  const later = table.constraints.filter(
    (constraint) => comesLater(constraint) && !isInherited(table, constraint),
  );
  const lines = [
    ...(table.ofType === undefined ? columns.map((column) => columnDefinition(state, table, column)) : []),
    ...(table.ofType === undefined
      ? []
      : columns.flatMap((column) => typedColumn(table, column.name, context))),
    ...inline.map((constraint) => constraintClause(constraint)),
  ];
  const body = lines.length === 0 ? '' : `\n  ${lines.join(',\n  ')}\n`;
  const create = [
    `CREATE ${table.persistence === 'unlogged' ? 'UNLOGGED ' : ''}${foreign(table)}TABLE ${table.id}`,
    ...(table.ofType === undefined
      ? [`(${body})`]
      : [`OF ${table.ofType}`, ...(body === '' ? [] : [`(${body})`])]),
    ...(table.inherits === undefined ? [] : [`INHERITS (${table.inherits.join(', ')})`]),
    ...(table.partitionKey === undefined ? [] : [`PARTITION BY ${table.partitionKey}`]),
    ...(table.accessMethod === undefined ? [] : [`USING ${ident(table.accessMethod)}`]),
    ...(table.options === undefined ? [] : [`WITH (${optionList(table.options)})`]),
    ...(table.tablespace === undefined ? [] : [`TABLESPACE ${ident(table.tablespace)}`]),
    ...(table.foreignServer === undefined ? [] : [`SERVER ${table.foreignServer}`]),
    ...(table.foreignOptions === undefined ? [] : [`OPTIONS (${table.foreignOptions.join(', ')})`]),
  ].join(' ');
  return [
    create,
    ...later.map((constraint) => `ALTER TABLE ${table.id} ADD ${constraintClause(constraint)}`),
    ...columns.flatMap((column) => columnSettings(table, column)),
    ...(heir ? inheritedDefaults(table, context) : []),
    ...(table.rowSecurity === undefined ? [] : [`ALTER TABLE ${table.id} ENABLE ROW LEVEL SECURITY`]),
    ...(table.rowSecurity === 'forced' ? [`ALTER TABLE ${table.id} FORCE ROW LEVEL SECURITY`] : []),
    ...(typeof table.replicaIdentity === 'string'
      ? [`ALTER TABLE ${table.id} REPLICA IDENTITY ${replicaIdentityClause(table)}`]
      : []),
  ];
}

/** A constraint that stands inside CREATE TABLE. Foreign keys only where the rules say that it is possible. */
function isInline(table: Table, constraint: Constraint, context: RenderContext): boolean {
  if (comesLater(constraint)) return false;
  if (constraint.kind === 'foreign key') {
    return context.has('inline_foreign_key', table.id, constraint.name);
  }
  return !isInherited(table, constraint);
}

/** What a new heir gets from its parents. A new partition is made on its own and attached, so it needs everything. */
function isInherited(table: Table, constraint: Constraint): boolean {
  return table.inherits !== undefined && constraint.inherited === true;
}

/** CREATE TABLE knows no NOT VALID: it has no rows to leave unchecked. */
function comesLater(constraint: Constraint): boolean {
  return !constraint.validated && constraint.notEnforced === undefined && constraint.kind !== 'foreign key';
}

/** Columns of a typed table come with the type; only what was added to them is said. */
function typedColumn(table: Table, name: string, context: RenderContext): string[] {
  const column = context.states.after.column(table.id, name);
  const options = [
    ...(column.default === undefined ? [] : [`DEFAULT ${column.default}`]),
    ...(column.notNull && !hasOwnNotNull(table, name) ? ['NOT NULL'] : []),
  ];
  return options.length === 0 ? [] : [`${ident(name)} WITH OPTIONS ${options.join(' ')}`];
}

/** An heir may have other defaults and NOT NULLs on the columns that it inherits. */
function inheritedDefaults(table: Table, context: RenderContext): string[] {
  const state = context.states.after;
  return table.columns.flatMap((column) => {
    if (column.inherited !== true) return [];
    const parents = (table.inherits ?? []).flatMap((parent) => {
      const own = state.tables.get(parent)?.columns.find((other) => other.name === column.name);
      return own === undefined ? [] : [own];
    });
    const alter = `ALTER TABLE ${table.id} ALTER COLUMN ${ident(column.name)}`;
    const sameDefault = parents.some((parent) => parent.default === column.default);
    return [
      ...(sameDefault || column.generated !== undefined
        ? []
        : [
            column.default === undefined ? `${alter} DROP DEFAULT` : `${alter} SET DEFAULT ${column.default}`,
          ]),
      ...(column.notNull && !parents.some((parent) => parent.notNull) ? [`${alter} SET NOT NULL`] : []),
    ];
  });
}
