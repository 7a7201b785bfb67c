/** What the SDL says about the way to it: what was renamed, and how rows that are there are filled. */
import { qualify } from '../facts/statements/identifier.js';
import type { ColumnModel, SchemaModel, TableModel } from './model.js';

/** By catalog ids; tables by their new name in `to`. */
export interface Rename {
  readonly kind: 'table' | 'column';
  readonly from: string;
  readonly to: string;
}

/** A value for the rows that are there, of a column by catalog id and name. */
export interface Fill {
  readonly table: string;
  readonly column: string;
  readonly expression: string;
}

/** Renames of @renamed. */
export function declaredRenames(model: SchemaModel): readonly Rename[] {
  return model.tables.flatMap((table) => {
    const to = idOf(table);
    const from = table.renamedFrom === undefined ? to : qualify(table.schema, table.renamedFrom);
    return [
      ...(from === to ? [] : [{ kind: 'table' as const, from, to }]),
      ...table.columns.flatMap(({ name, renamedFrom }) =>
        renamedFrom === undefined
          ? []
          : [{ kind: 'column' as const, from: `${from}.${renamedFrom}`, to: `${to}.${name}` }],
      ),
    ];
  });
}

/** Renames between two schemas that follow from @uid: what has the same identity is the same. */
export function renamesByUid(before: SchemaModel, after: SchemaModel): readonly Rename[] {
  const tables = byUid(before.tables);
  return after.tables.flatMap((table) => {
    const old = (table.uid === undefined ? undefined : tables.get(table.uid)) ?? sameName(before, table);
    if (old === undefined) return [];
    const [from, to] = [idOf(old), idOf(table)];
    const columns = byUid<ColumnModel>(old.columns);
    return [
      ...(from === to ? [] : [{ kind: 'table' as const, from, to }]),
      ...table.columns.flatMap(({ uid, name }) => {
        const column = uid === undefined ? undefined : columns.get(uid);
        return column === undefined || column.name === name
          ? []
          : [{ kind: 'column' as const, from: `${from}.${column.name}`, to: `${to}.${name}` }];
      }),
    ];
  });
}

/** Values of @backfill. */
export function declaredFills(model: SchemaModel): readonly Fill[] {
  return model.tables.flatMap((table) =>
    table.columns.flatMap(({ name, backfill }) =>
      backfill === undefined ? [] : [{ table: idOf(table), column: name, expression: backfill }],
    ),
  );
}

function sameName(model: SchemaModel, { schema, name }: TableModel): TableModel | undefined {
  return model.tables.find((table) => table.schema === schema && table.name === name);
}

function byUid<T extends { readonly uid?: string }>(all: readonly T[]): ReadonlyMap<string, T> {
  return new Map(all.flatMap((one) => (one.uid === undefined ? [] : [[one.uid, one] as const])));
}

function idOf({ schema, name }: TableModel): string {
  return qualify(schema, name);
}
