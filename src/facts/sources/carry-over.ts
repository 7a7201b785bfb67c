/** What a state cannot say because of where it was loaded comes from the state that it is compared with. */
import { canonicalJson } from '../catalog/canonical.js';
import type { Catalog } from '../catalog/catalog.js';
import { objectsOf } from '../catalog/objects.js';
import { compareText } from '../catalog/sorted.js';

/**
 * The state after: `live` with the changes from `start` (the same state, as far as it could be made again) to `end`. An
 * object that the migration did not touch is as it was in `live`.
 */
export function carryOver(live: Catalog, start: Catalog, end: Catalog): Catalog {
  if (live === start) return end;
  return {
    format: end.format,
    server: live.server,
    schemas: merge(live.schemas, start.schemas, end.schemas, byName),
    extensions: merge(live.extensions, start.extensions, end.extensions, byName),
    tables: merge(live.tables, start.tables, end.tables, byId),
    indexes: merge(live.indexes, start.indexes, end.indexes, byId),
    sequences: merge(live.sequences, start.sequences, end.sequences, byId),
    types: merge(live.types, start.types, end.types, byId),
    routines: merge(live.routines, start.routines, end.routines, byId),
    views: merge(live.views, start.views, end.views, byId),
    triggers: merge(live.triggers, start.triggers, end.triggers, byTable),
    policies: merge(live.policies, start.policies, end.policies, byTable),
    others: merge(live.others, start.others, end.others, byKind),
    unmodelled: merge(live.unmodelled, start.unmodelled, end.unmodelled, byKind),
    dependencies: merge(live.dependencies, start.dependencies, end.dependencies, byEdge),
  };
}

const byId = (one: { readonly id: string }) => one.id;
const byName = (one: { readonly name: string }) => one.name;
const byTable = (one: { readonly table: string; readonly name: string }) => `${one.table}\n${one.name}`;
const byKind = (one: { readonly kind: string; readonly id: string }) => `${one.kind}:${one.id}`;
const byEdge = (one: { readonly object: string; readonly on: string }) => `${one.object}\n${one.on}`;

function merge<T>(live: readonly T[], start: readonly T[], end: readonly T[], key: (one: T) => string): T[] {
  const lived = new Map(live.map((one) => [key(one), one]));
  const started = new Map(start.map((one) => [key(one), one]));
  const ended = new Set(end.map(key));
  const kept = live.filter((one) => !started.has(key(one)) && !ended.has(key(one)));
  const now = end.map((one) => {
    const before = started.get(key(one));
    const untouched = before !== undefined && canonicalJson(before) === canonicalJson(one);
    return untouched ? (lived.get(key(one)) ?? one) : one;
  });
  return [...now, ...kept].sort((a, b) => compareText(key(a), key(b)));
}

/** A state in which extensions that are only taken to be there are those of another state, where it has them. */
function withExtensionsOf(other: Catalog, catalog: Catalog): Catalog {
  const known = new Map(other.extensions.map((extension) => [extension.name, extension]));
  const extensions = catalog.extensions.map((extension) =>
    extension.assumed ? (known.get(extension.name) ?? extension) : extension,
  );
  return { ...catalog, extensions };
}

/**
 * Two states as they can be compared: extensions that the second only takes to be there are those of the first, and where
 * the second is SQL that names no owner, it says nothing of owners. Otherwise whoever reads a database as another role than
 * its owner would be told to take all of it over.
 */
export function comparable(
  before: { readonly catalog: Catalog },
  after: { readonly catalog: Catalog; readonly sql?: readonly unknown[] },
): { readonly before: Catalog; readonly after: Catalog } {
  const wanted = withExtensionsOf(before.catalog, after.catalog);
  const isSilent = after.sql !== undefined && !objectsOf(wanted).some(({ owner }) => owner !== undefined);
  return { before: isSilent ? withoutOwners(before.catalog) : before.catalog, after: wanted };
}

function withoutOwners(catalog: Catalog): Catalog {
  const bare = <T extends { readonly owner?: string }>(all: readonly T[]): T[] =>
    all.map(({ owner: _, ...rest }) => rest as T);
  const { schemas, tables, sequences, types, routines, views, others } = catalog;
  return {
    ...catalog,
    schemas: bare(schemas),
    tables: bare(tables),
    sequences: bare(sequences),
    types: bare(types),
    routines: bare(routines),
    views: bare(views),
    others: bare(others),
  };
}
