/** What SDL has words for: of every object of a catalog, the part that a type says; the rest is for SQL. */
import { SourceText } from '../../diagnostics/index.js';
import type {
  Catalog,
  Column,
  Constraint,
  Index,
  Policy,
  Sequence,
  Table,
  UserType,
  View,
} from '../../facts/catalog/catalog.js';
import type { SchemaSettings } from '../settings.js';
import { readType } from '../types.js';
import { readCheck, readForeignKey, readIndex, readPrimaryKey, readUnique } from './constraints.js';
import { isSerial, isUsual } from './model.js';

const nowhere = new SourceText('<catalog>', '').span(0, 0);

/** Ids of the objects that SDL can say, as far as each can be judged by itself. Defaults are `default:table.column`. */
export function sayable(catalog: Catalog, settings: SchemaSettings): Set<string> {
  const said = new Set<string>();
  const tables = new Map(catalog.tables.map((table) => [table.id, table]));
  for (const type of catalog.types) {
    const isEnum = type.kind === 'enum' && (type.labels ?? []).length > 0 && !type.labels?.includes('');
    if (isEnum && settings.enums === 'type') said.add(`type:${type.id}`);
  }
  for (const table of catalog.tables) {
    if (!isSayableTable(table)) continue;
    said.add(`table:${table.id}`);
    for (const column of table.columns) {
      said.add(`column:${table.id}.${column.name}`);
      if (column.default !== undefined) said.add(`default:${table.id}.${column.name}`);
      const sequence = sequenceOf(catalog, table, column);
      if (sequence === undefined) continue;
      const isIdentity = isUsualIdentity(sequence, table, column);
      if (isIdentity) said.add(`identity:${table.id}.${column.name}`);
      if (isIdentity || isSerial(catalog, table, column)) said.add(`sequence:${sequence.id}`);
    }
    for (const constraint of table.constraints) {
      if (isSayableConstraint(constraint, table, tables))
        said.add(`constraint:${table.id}.${constraint.name}`);
    }
  }
  for (const index of catalog.indexes) {
    if (!said.has(`table:${index.table}`)) continue;
    const isSaid =
      index.constraint === undefined
        ? index.parent === undefined && readIndex(index, nowhere).whole
        : said.has(`constraint:${index.table}.${index.constraint}`);
    if (isSaid) said.add(`index:${index.id}`);
  }
  for (const policy of catalog.policies) {
    const table = tables.get(policy.table);
    if (table?.rowSecurity === undefined || !said.has(`table:${table.id}`)) continue;
    if (isSayablePolicy(policy)) said.add(`policy:${policy.table}.${policy.name}`);
  }
  for (const view of catalog.views) {
    if (view.kind === 'view' && view.columns.length > 0) said.add(`view:${view.id}`);
  }
  return said;
}

/** A sequence that serial or identity columns take their values from. */
export function sequenceOf(catalog: Catalog, table: Table, column: Column): Sequence | undefined {
  return catalog.sequences.find(
    ({ ownedBy }) => ownedBy?.table === table.id && ownedBy.column === column.name,
  );
}

function isUsualIdentity(sequence: Sequence, table: Table, column: Column): boolean {
  return column.identity !== undefined && sequence.identity === true && isUsual(sequence, table, column);
}

function isSayableTable(table: Table): boolean {
  return (
    table.kind !== 'foreign table' &&
    table.partitionOf === undefined &&
    table.inherits === undefined &&
    table.ofType === undefined &&
    table.columns.length > 0 &&
    (table.partitionKey === undefined || isPlainKey(table))
  );
}

/** Columns only: no expressions, operator classes or collations. */
function isPlainKey({ partitionKey = '', partitionKeyColumns = [] }: Table): boolean {
  const key = /^(?:RANGE|LIST|HASH) \((.*)\)$/.exec(partitionKey)?.[1] ?? '';
  const names = key.split(', ').map((name) => name.replace(/^"(.*)"$/, '$1').replaceAll('""', '"'));
  return names.join('\n') === partitionKeyColumns.join('\n');
}

function isSayableConstraint(
  constraint: Constraint,
  table: Table,
  tables: ReadonlyMap<string, Table>,
): boolean {
  if (constraint.inherited) return false;
  switch (constraint.kind) {
    case 'primary key':
      return readPrimaryKey(constraint, nowhere).whole;
    case 'unique':
      return readUnique(constraint, nowhere).whole;
    case 'foreign key':
      return readForeignKey(constraint, nowhere).whole && fits(constraint, table, tables);
    case 'check':
      return readCheck(constraint, nowhere).whole;
    default:
      return false;
  }
}

/** SDL asks more of a foreign key than PostgreSQL: the same types, and no SET NULL where that would fail. */
function fits(
  { columns, definition, references }: Constraint,
  table: Table,
  tables: ReadonlyMap<string, Table>,
): boolean {
  const other = tables.get(references?.table ?? '');
  // Types say permanent tables: those that refer to an unlogged one must be unlogged before they do.
  if (other?.persistence === 'unlogged' && other !== table) return false;
  const find = (of: Table | undefined, name: string | undefined): Column | undefined =>
    of?.columns.find((column) => column.name === name);
  return columns.every((name, i) => {
    const own = find(table, name);
    const to = find(other, references?.columns[i]);
    if (own === undefined || to === undefined || (own.notNull && /SET NULL/.test(definition))) return false;
    const types = [readType(own.type), readType(to.type)] as const;
    return types[0].base === types[1].base && types[0].array === types[1].array;
  });
}

function isSayablePolicy({ command, using, check }: Policy): boolean {
  if (using === undefined && check === undefined) return false;
  return command !== 'insert' || using === undefined;
}

/**
 * The part of a catalog that consists of the objects in `ids`, each as SDL says it (`bare`) or, where `whole` has it, as it
 * is. `free sequence:` is a sequence that no column owns yet. Dependencies stay as they are.
 */
export function part(catalog: Catalog, ids: ReadonlySet<string>, whole: ReadonlySet<string>): Catalog {
  const keep = <T>(list: readonly T[], id: (one: T) => string, bare: (one: T) => T): T[] =>
    list.flatMap((one) => (whole.has(id(one)) ? [one] : ids.has(id(one)) ? [bare(one)] : []));
  return {
    ...catalog,
    schemas: keep(
      catalog.schemas,
      (one) => `schema:${one.name}`,
      ({ name }) => ({ name }),
    ),
    extensions: keep(
      catalog.extensions,
      (one) => `extension:${one.name}`,
      (one) => one,
    ),
    types: keep(catalog.types, (one) => `type:${one.id}`, bareType),
    tables: catalog.tables.flatMap((table) => {
      if (whole.has(`table:${table.id}`)) return [table];
      return ids.has(`table:${table.id}`) ? [bareTable(table, ids, whole)] : [];
    }),
    indexes: keep(catalog.indexes, (one) => `index:${one.id}`, bareIndex),
    sequences: catalog.sequences.flatMap((one) => {
      if (whole.has(`sequence:${one.id}`)) return [one];
      if (ids.has(`sequence:${one.id}`)) return [bareSequence(one, ids)];
      return ids.has(`free sequence:${one.id}`) ? [freeSequence(one)] : [];
    }),
    routines: keep(
      catalog.routines,
      (one) => `routine:${one.id}`,
      (one) => one,
    ),
    views: keep(catalog.views, (one) => `view:${one.id}`, bareView),
    triggers: keep(
      catalog.triggers,
      (one) => `trigger:${one.table}.${one.name}`,
      (one) => one,
    ),
    policies: keep(catalog.policies, (one) => `policy:${one.table}.${one.name}`, withoutComment),
    others: keep(
      catalog.others,
      (one) => `${one.kind}:${one.id}`,
      (one) => one,
    ),
    unmodelled: [],
  };
}

function bareType({ owner: _owner, acl: _acl, ...type }: UserType): UserType {
  return type;
}

function bareTable(table: Table, ids: ReadonlySet<string>, whole: ReadonlySet<string>): Table {
  const { id, schema, name, kind, partitionKey, partitionKeyColumns, comment } = table;
  const { persistence, accessMethod, tablespace } = table;
  const at = (what: string, part: string): string => `${what}:${id}.${part}`;
  const has = (object: string): boolean => ids.has(object) || whole.has(object);
  return {
    id,
    schema,
    name,
    kind,
    ...(ids.has(`property:${id}`)
      ? {
          persistence,
          ...(accessMethod === undefined ? {} : { accessMethod }),
          ...(tablespace === undefined ? {} : { tablespace }),
        }
      : { persistence: 'permanent' as const }),
    columns: table.columns.map((column) =>
      bareColumn(column, has(at('default', column.name)), has(at('identity', column.name))),
    ),
    constraints: table.constraints
      .filter((one) => has(at('constraint', one.name)))
      .map((one) => (whole.has(at('constraint', one.name)) ? one : withoutComment(one))),
    ...(partitionKey === undefined ? {} : { partitionKey }),
    ...(partitionKeyColumns === undefined ? {} : { partitionKeyColumns }),
    ...(table.rowSecurity === undefined ? {} : { rowSecurity: table.rowSecurity }),
    ...(comment === undefined ? {} : { comment }),
  };
}

function bareColumn(column: Column, hasDefault: boolean, hasIdentity: boolean): Column {
  const { name, position, type, notNull, identity, generated, collation, comment } = column;
  return {
    name,
    position,
    type,
    notNull,
    ...(column.default === undefined || !hasDefault ? {} : { default: column.default }),
    ...(identity === undefined || !hasIdentity ? {} : { identity }),
    ...(generated === undefined ? {} : { generated }),
    ...(collation === undefined ? {} : { collation }),
    ...(comment === undefined ? {} : { comment }),
  };
}

function bareIndex({ comment: _, clustered: _clustered, ...index }: Index): Index {
  return index;
}

/** A sequence is logged as the table of the column that owns it. */
function bareSequence(
  { comment: _c, owner: _o, acl: _a, unlogged, ...sequence }: Sequence,
  ids: ReadonlySet<string>,
): Sequence {
  const follows = unlogged === true && ids.has(`property:${sequence.ownedBy?.table}`);
  return follows ? { ...sequence, unlogged } : sequence;
}

/** As it is before the column that owns it is there. */
function freeSequence({ ownedBy: _, ...sequence }: Sequence): Sequence {
  return sequence;
}

function bareView({ id, schema, name, kind, query, columns, comment }: View): View {
  return {
    id,
    schema,
    name,
    kind,
    query,
    columns: columns.map(({ name: column, type, comment: text }) => ({
      name: column,
      type,
      ...(text === undefined ? {} : { comment: text }),
    })),
    ...(comment === undefined ? {} : { comment }),
  };
}

function withoutComment<T extends { readonly comment?: string }>({
  comment: _,
  ...one
}: T): Omit<T, 'comment'> {
  return one;
}

/** The catalog without some defaults, identities, constraints, indexes, and whole objects. */
export function without(catalog: Catalog, ids: ReadonlySet<string>): Catalog {
  const keep = <T>(list: readonly T[], id: (one: T) => string): T[] =>
    list.filter((one) => !ids.has(id(one)));
  return {
    ...catalog,
    types: keep(catalog.types, (one) => `type:${one.id}`),
    tables: keep(catalog.tables, (one) => `table:${one.id}`).map((table) => ({
      ...table,
      columns: table.columns.map((column) => {
        const { default: value, identity, ...rest } = column;
        const has = (kind: string): boolean => !ids.has(`${kind}:${table.id}.${column.name}`);
        return {
          ...rest,
          ...(value === undefined || !has('default') ? {} : { default: value }),
          ...(identity === undefined || !has('identity') ? {} : { identity }),
        };
      }),
      constraints: keep(table.constraints, (one) => `constraint:${table.id}.${one.name}`),
    })),
    indexes: keep(catalog.indexes, (one) => `index:${one.id}`),
    sequences: keep(catalog.sequences, (one) => `sequence:${one.id}`),
    routines: keep(catalog.routines, (one) => `routine:${one.id}`),
    views: keep(catalog.views, (one) => `view:${one.id}`),
    triggers: keep(catalog.triggers, (one) => `trigger:${one.table}.${one.name}`),
    policies: keep(catalog.policies, (one) => `policy:${one.table}.${one.name}`),
    others: keep(catalog.others, (one) => `${one.kind}:${one.id}`),
  };
}
