/** What the SDL says about the way to it: what was renamed, and how rows that are there are filled. */
import { qualify } from '../facts/statements/identifier.js';
import type { SchemaModel, TableModel } from './model.js';

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

/** Tables of a state by catalog id, with the names of their columns. */
export type Existing = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Renames that are to be done on a state, of @renamed, and of @uid where the state comes from SDL too: what has the same
 * identity is the same. What has its new name already, or never was there, is done.
 */
export function pendingRenames(
  model: SchemaModel,
  existing: Existing,
  before: SchemaModel | undefined,
): readonly Rename[] {
  const byId = new Map(before?.tables.map((table) => [idOf(table), table]));
  const byUid = identities(before?.tables ?? []);
  return model.tables.flatMap((table) => {
    const to = idOf(table);
    const same = table.uid === undefined ? undefined : byUid.get(table.uid);
    const said = table.renamedFrom === undefined ? undefined : qualify(table.schema, table.renamedFrom);
    const old = [said, same === undefined ? undefined : idOf(same)].find(
      (id) => id !== undefined && id !== to && existing.has(id),
    );
    const from = old ?? to;
    const columns = existing.get(from);
    const columnsByUid = identities(byId.get(from)?.columns ?? []);
    return [
      ...(old === undefined ? [] : [{ kind: 'table' as const, from, to }]),
      ...table.columns.flatMap(({ name, renamedFrom, uid }) => {
        const was = [renamedFrom, uid === undefined ? undefined : columnsByUid.get(uid)?.name].find(
          (one) => one !== undefined && one !== name && columns?.has(one),
        );
        return was === undefined || columns?.has(name)
          ? []
          : [{ kind: 'column' as const, from: `${from}.${was}`, to: `${to}.${name}` }];
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

function identities<T extends { readonly uid?: string }>(all: readonly T[]): ReadonlyMap<string, T> {
  return new Map(all.flatMap((one) => (one.uid === undefined ? [] : [[one.uid, one] as const])));
}

function idOf({ schema, name }: TableModel): string {
  return qualify(schema, name);
}
