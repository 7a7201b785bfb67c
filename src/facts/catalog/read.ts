/** Reads a state from a database: one snapshot, two round trips, the same queries for every version and for PGlite. */
import type { Database } from '../connect/database.js';
import type { Catalog, OtherObject } from './catalog.js';
import { addConstraints, type ConstraintRow, constraintsSql } from './constraints.js';
import { type CommentRow, Context } from './context.js';
import {
  buildDependencies,
  type DependencyRow,
  defineParts,
  dependenciesSql,
  type PartRow,
  partsSql,
} from './dependencies.js';
import {
  buildIndexes,
  buildSequences,
  type IndexRow,
  indexesSql,
  type SequenceRow,
  sequencesSql,
} from './indexes.js';
import { buildOthers, type OtherRow, otherKinds } from './others/index.js';
import { inSnapshot } from './reading.js';
import { buildRoutines, type RoutineRow, routinesSql } from './routines.js';
import {
  buildExtensions,
  buildSchemas,
  type ExtensionRow,
  extensionsSql,
  type SchemaRow,
  schemasSql,
} from './schemas.js';
import { compareText } from './sorted.js';
import { buildTables, type ColumnRow, columnsSql, type TableRow, tablesSql } from './tables.js';
import {
  buildPolicies,
  buildTriggers,
  type PolicyRow,
  policiesSql,
  type TriggerRow,
  triggersSql,
} from './triggers.js';
import { buildTypes, type TypeRow, typesSql } from './types.js';
import { unmodelledSql } from './unmodelled.js';
import { buildViews, type ViewRow, viewsSql } from './views.js';

export interface ReadOptions {
  /** The connection is inside a transaction, which stays open and sees what was read. */
  readonly inTransaction?: boolean;
}

/** Everything but system schemas, members of extensions, temporary objects and Wesley's own schema. */
export async function readCatalog(database: Database, options: ReadOptions = {}): Promise<Catalog> {
  const { major, text } = await database.serverVersion();
  const rows = await inSnapshot(database, options.inTransaction ?? false, () => readRows(database, major));
  return buildCatalog(rows, major, text);
}

interface Rows {
  readonly reader: readonly { readonly name: string }[];
  readonly comments: readonly CommentRow[];
  readonly schemas: readonly SchemaRow[];
  readonly extensions: readonly ExtensionRow[];
  readonly tables: readonly TableRow[];
  readonly columns: readonly ColumnRow[];
  readonly constraints: readonly ConstraintRow[];
  readonly indexes: readonly IndexRow[];
  readonly sequences: readonly SequenceRow[];
  readonly types: readonly TypeRow[];
  readonly routines: readonly RoutineRow[];
  readonly views: readonly ViewRow[];
  readonly triggers: readonly TriggerRow[];
  readonly policies: readonly PolicyRow[];
  readonly unmodelled: readonly { readonly kind: string; readonly id: string }[];
  readonly parts: readonly { readonly row: PartRow }[];
  readonly dependencies: readonly { readonly row: DependencyRow }[];
  readonly others: readonly (readonly OtherRow[])[];
}

type Area = Exclude<keyof Rows, 'others'>;

function queries(major: number): Record<Area, string> {
  return {
    reader: 'select current_user as name',
    comments: `select classoid::regclass::text as catalog, objoid::int8 as oid, objsubid as sub, description as text from pg_description
      where objoid >= 16384 or classoid = 'pg_namespace'::regclass`,
    schemas: schemasSql(),
    extensions: extensionsSql(),
    tables: tablesSql(major),
    columns: columnsSql(major),
    constraints: constraintsSql(major),
    indexes: indexesSql(major),
    sequences: sequencesSql(major),
    types: typesSql(major),
    routines: routinesSql(),
    views: viewsSql(major),
    triggers: triggersSql(),
    policies: policiesSql(),
    unmodelled: unmodelledSql(major),
    parts: partsSql(major),
    dependencies: dependenciesSql(),
  };
}

/** All areas in one statement, each as one JSON text: values look the same through every driver. */
async function readRows(database: Database, major: number): Promise<Rows> {
  const areas = Object.entries(queries(major));
  const others = otherKinds.map((kind, at) => [`other_${at}`, kind.sql(major)] as const);
  const columns = [...areas, ...others].map(
    ([name, sql]) => `(select coalesce(json_agg(q), '[]')::text from (${sql}) q) as ${name}`,
  );
  const [row] = await database.query(`select ${columns.join(',\n')}`);
  const decode = (name: string): unknown => JSON.parse(String(row?.[name] ?? '[]'));
  return {
    ...Object.fromEntries(areas.map(([name]) => [name, decode(name)])),
    others: others.map(([name]) => decode(name)),
  } as unknown as Rows;
}

function buildCatalog(rows: Rows, major: number, version: string): Catalog {
  const context = new Context(major, rows.reader[0]?.name ?? '', rows.comments);
  const columns = groupColumns(rows.columns);
  const schemas = buildSchemas(rows.schemas, context);
  const extensions = buildExtensions(rows.extensions, context);
  const types = buildTypes(rows.types, columns, rows.constraints, context);
  const bare = buildTables(rows.tables, columns, context);
  const tables = addConstraints(bare, rows.constraints, columns, context);
  const indexes = buildIndexes(rows.indexes, columns, context);
  const sequences = buildSequences(rows.sequences, context);
  const routines = buildRoutines(rows.routines, context);
  const views = buildViews(rows.views, columns, context);
  const triggers = buildTriggers(rows.triggers, columns, context);
  const policies = buildPolicies(rows.policies, context);
  const others: OtherObject[] = buildOthers(
    otherKinds.map((kind, at) => ({ kind, rows: rows.others[at] ?? [] })),
    context,
  );
  defineParts(
    rows.parts.map(({ row }) => row),
    context,
  );
  const { dependencies, unknown } = buildDependencies(
    rows.dependencies.map(({ row }) => row),
    context,
  );
  return {
    format: 'wesley/catalog/1',
    server: { major, version },
    schemas,
    extensions,
    tables,
    indexes,
    sequences,
    types,
    routines,
    views,
    triggers,
    policies,
    others,
    unmodelled: [...rows.unmodelled, ...unknown].sort(
      (a, b) => compareText(a.kind, b.kind) || compareText(a.id, b.id),
    ),
    dependencies,
  };
}

function groupColumns(rows: readonly ColumnRow[]): Map<number, ColumnRow[]> {
  const groups = new Map<number, ColumnRow[]>();
  for (const row of rows) {
    const group = groups.get(row.relation);
    if (group === undefined) groups.set(row.relation, [row]);
    else group.push(row);
  }
  return groups;
}
