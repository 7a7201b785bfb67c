/** A type that gets another form under the columns that hold it. */
import type { Column, Table, UserType } from '../../../facts/catalog/catalog.js';
import { bareName, fitting, ident, qualified, schemaOf } from '../../sql.js';
import type { States } from '../../states.js';
import { createStatements } from './create.js';

/** Statements, for one transaction, that put the type of the state after in the place of the one before. */
export function swapType(states: States, type: UserType): string[] {
  const old = fitting(`wesley_old_${bareName(type.id)}`);
  const tables = states.after.catalog.tables
    .map((table) => ({ table, columns: movedColumns(states, table, type) }))
    .filter(({ columns }) => columns.length > 0);
  return [
    `ALTER TYPE ${type.id} RENAME TO ${ident(old)}`,
    ...createStatements({ kind: 'type', object: type }),
    ...tables.flatMap(({ table, columns }) => moveColumns(states, table, columns, type)),
    `DROP TYPE ${qualified(schemaOf(type.id), old)}`,
  ];
}

/** Columns of the type in both states that the table itself declares. */
function movedColumns(states: States, table: Table, type: UserType): Column[] {
  const before = states.before.tables.get(table.id);
  return table.columns.filter((column) => {
    const was = before?.columns.find(({ name }) => name === column.name);
    return was?.type === column.type && !column.inherited && isOf(column.type, type);
  });
}

function isOf(columnType: string, type: UserType): boolean {
  return columnType.replace(/(\[\])+$/, '') === type.id;
}

/** Constraints, indexes and defaults that mention values of the type are made again: their old text means the old type. */
function moveColumns(states: States, table: Table, columns: readonly Column[], type: UserType): string[] {
  const before = states.before.table(table.id);
  const mentions = (text: string): boolean => text.includes(`::${type.id}`);
  const checks = (list: Table): Table['constraints'] =>
    list.constraints.filter((c) => c.kind === 'check' && !c.inherited && mentions(c.definition));
  const indexes = (state: States['after']): { id: string; definition: string }[] =>
    state.indexesOf(table.id).filter((index) => index.constraint === undefined && mentions(index.definition));
  const alter = `ALTER TABLE ${table.id}`;
  return [
    ...checks(before).map(({ name }) => `${alter} DROP CONSTRAINT ${ident(name)}`),
    ...indexes(states.before).map(({ id }) => `DROP INDEX ${id}`),
    ...columns.flatMap((column) => {
      const name = ident(column.name);
      const text = column.type.endsWith('[]') ? 'text[]' : 'text';
      const had = before.columns.some((c) => c.name === column.name && c.default !== undefined);
      return [
        ...(had ? [`${alter} ALTER COLUMN ${name} DROP DEFAULT`] : []),
        `${alter} ALTER COLUMN ${name} TYPE ${column.type} USING ${name}::${text}::${column.type}`,
        ...(column.default === undefined
          ? []
          : [`${alter} ALTER COLUMN ${name} SET DEFAULT ${column.default}`]),
      ];
    }),
    ...checks(table).map(({ name, definition }) => `${alter} ADD CONSTRAINT ${ident(name)} ${definition}`),
    ...indexes(states.after).map(({ definition }) => definition),
  ];
}
