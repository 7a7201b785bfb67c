/**
 * Divides a catalog into what types say, what must be there before the tables (a type of a column, a function of a
 * check), what completes one table, and the rest. A part that needs something which itself needs tables cannot be said
 * inside the type: it completes the table later.
 */
import type { Catalog, Constraint, Table } from '../../facts/catalog/catalog.js';
import { objectName, quoteIdentifier } from '../../facts/statements/identifier.js';
import type { SchemaSettings } from '../settings.js';
import { sayable, sequenceOf } from './said.js';

export interface Split {
  /** Ids of what types say: see `sayable`. */
  readonly said: ReadonlySet<string>;
  /** Ids of what tables need; enums and schemas are there already. */
  readonly first: ReadonlySet<string>;
  /** What completes tables that types say, in an order that runs when nothing else is needed. */
  readonly own: readonly OwnPart[];
  /** What each object needs; a default that is no part of its column has an entry of its own. */
  readonly needs: Needs;
}

export type Needs = ReadonlyMap<string, readonly string[]>;

/** A part of a table that no directive says. */
export interface OwnPart {
  readonly id: string;
  /** Ids that are there when it is: itself, the index of a constraint, the sequence of an identity. */
  readonly makes: readonly string[];
  /** Id of the table. */
  readonly table: string;
  readonly statements: readonly string[];
}

/** Objects that may be made before the tables, when they need none of them. */
const mayBeFirst =
  /^(schema|extension|type|sequence|routine|collation|cast|operator|operator class|operator family|language|foreign data wrapper|foreign server|text search \w+|conversion|access method|transform):/;

/** Divides a catalog. O(objects × depth of dependencies). */
export function split(catalog: Catalog, settings: SchemaSettings): Split {
  const needs = dependencies(catalog);
  const said = sayable(catalog, settings);
  while (demote(catalog, said, needs)) {
    // What hangs on a part that is said no more cannot be said either.
  }
  for (const schema of schemasOf(catalog, said)) said.add(`schema:${schema}`);
  const first = new Set<string>();
  const roots = [...said].filter((id) => !isGround(id, said));
  for (const root of roots) for (const id of reach(root, said, needs)?.first ?? []) first.add(id);
  const own = ownParts(catalog, said);
  const triggers = catalog.triggers.filter(({ table }) => said.has(`table:${table}`));
  const wanted = [
    ...triggers.map(({ routine }) => `routine:${routine}`),
    ...own.flatMap(({ makes }) => makes.flatMap((id) => needs.get(id) ?? [])),
  ];
  for (const id of wanted) {
    if (said.has(id) || isGround(id, said) || !mayBeFirst.test(id)) continue;
    const reached = reach(id, said, needs, true);
    if (reached.fits) for (const one of [id, ...reached.first]) first.add(one);
  }
  return { said, first: withFreeSequences(first), own, needs };
}

/** What each object needs, without the column that owns a sequence: it comes later. */
function dependencies(catalog: Catalog): Map<string, readonly string[]> {
  const needs = new Map<string, string[]>();
  for (const { object, on } of catalog.dependencies) {
    if (object.startsWith('sequence:') && on.startsWith('column:')) continue;
    const list = needs.get(object);
    if (list === undefined) needs.set(object, [on]);
    else list.push(on);
  }
  return needs;
}

/** Enums and schemas that come with types: made before anything else. */
function isGround(id: string, said: ReadonlySet<string>): boolean {
  return /^(schema|type):/.test(id) && said.has(id);
}

/** Schemas that come with what types say, and the one that is there. */
function schemasOf(catalog: Catalog, said: ReadonlySet<string>): string[] {
  const has =
    (kind: string) =>
    (one: { readonly id: string }): boolean =>
      said.has(`${kind}:${one.id}`);
  const all = [
    ...catalog.types.filter(has('type')),
    ...catalog.tables.filter(has('table')),
    ...catalog.views.filter(has('view')),
  ];
  return ['public', ...all.map(({ schema }) => schema)];
}

interface Reached {
  readonly first: readonly string[];
  /** Nothing of it needs a table. */
  readonly fits: boolean;
}

/** What an object needs besides what is said, and whether all of that may come first. */
function reach(root: string, said: ReadonlySet<string>, needs: Needs, isFirst = false): Reached {
  const seen = new Set<string>();
  let fits = true;
  const visit = (id: string): void => {
    for (const on of needs.get(id) ?? []) {
      if (seen.has(on) || isGround(on, said) || on === root) continue;
      if (said.has(on)) {
        // Parts of a table, and views, may need tables; what comes first may not.
        if (isFirst || id !== root || comesLater(root, on)) fits = false;
        continue;
      }
      if (!mayBeFirst.test(on)) fits = false;
      seen.add(on);
      visit(on);
    }
  };
  visit(root);
  return { first: [...seen], fits };
}

/** Said, but not there yet when the root is made. */
function comesLater(root: string, on: string): boolean {
  if (/^(table|column|default|identity|sequence):/.test(root))
    return on.startsWith('table:') && !isPartOf(root, on);
  return on.startsWith('view:') && !root.startsWith('view:');
}

function isPartOf(id: string, table: string): boolean {
  return id.slice(id.indexOf(':')).startsWith(table.slice('table'.length));
}

/** Takes out of `said` what cannot be made with the types. True when something went. */
function demote(catalog: Catalog, said: Set<string>, needs: Map<string, readonly string[]>): boolean {
  const before = said.size;
  for (const table of catalog.tables) {
    if (!said.has(`table:${table.id}`)) continue;
    for (const { name, default: value } of table.columns) {
      const id = `column:${table.id}.${name}`;
      if (reach(id, said, needs).fits) continue;
      const own = `default:${table.id}.${name}`;
      if (value === undefined || !said.has(own)) {
        for (const one of idsOf(catalog, table)) said.delete(one);
        break;
      }
      const all = needs.get(id) ?? [];
      said.delete(own);
      needs.set(
        own,
        all.filter((on) => !isOfType(on)),
      );
      needs.set(id, all.filter(isOfType));
    }
  }
  for (const id of said) {
    if (!/^(constraint|index|policy|view):/.test(id)) continue;
    if (reach(id, said, needs).fits && hasItsTable(id, said, needs)) continue;
    said.delete(id);
  }
  for (const { id, table, constraint } of catalog.indexes) {
    if (constraint !== undefined && !said.has(`constraint:${table}.${constraint}`))
      said.delete(`index:${id}`);
  }
  return said.size < before;
}

/** What the type of a column needs, not its default. */
function isOfType(id: string): boolean {
  return /^(type|collation|extension|schema):/.test(id);
}

function hasItsTable(id: string, said: ReadonlySet<string>, needs: Needs): boolean {
  return (needs.get(id) ?? []).every((on) => !/^(table|view|constraint|index):/.test(on) || said.has(on));
}

/** Ids of a table and of its parts. */
function idsOf(catalog: Catalog, table: Table): string[] {
  return [
    `table:${table.id}`,
    ...table.columns.flatMap(({ name }) =>
      ['column', 'default', 'identity'].map((kind) => `${kind}:${table.id}.${name}`),
    ),
    ...table.constraints.map(({ name }) => `constraint:${table.id}.${name}`),
    ...catalog.indexes.filter((one) => one.table === table.id).map(({ id }) => `index:${id}`),
    ...catalog.sequences
      .filter(({ ownedBy }) => ownedBy?.table === table.id)
      .map(({ id }) => `sequence:${id}`),
    ...catalog.policies
      .filter((one) => one.table === table.id)
      .map(({ name }) => `policy:${table.id}.${name}`),
  ];
}

function withFreeSequences(ids: ReadonlySet<string>): Set<string> {
  return new Set([...ids].map((id) => (id.startsWith('sequence:') ? `free ${id}` : id)));
}

function ownParts(catalog: Catalog, said: ReadonlySet<string>): OwnPart[] {
  const tables = catalog.tables.filter(({ id }) => said.has(`table:${id}`));
  const properties = tables.flatMap(propertyParts);
  const columns = tables.flatMap((table) => columnParts(catalog, table, said));
  const constraints = tables.flatMap((table) => constraintParts(table, said));
  const indexes = catalog.indexes.flatMap((index): OwnPart[] => {
    const id = `index:${index.id}`;
    const isOwn =
      index.constraint === undefined &&
      index.parent === undefined &&
      said.has(`table:${index.table}`) &&
      !said.has(id);
    if (!isOwn || !index.valid) return [];
    const definition = index.definition.replace(` ON ONLY ${index.table} `, ` ON ${index.table} `);
    return [{ id, makes: [id], table: index.table, statements: [definition] }];
  });
  // A foreign key may need a unique index, and a key.
  const isForeign = (one: OwnPart): boolean => one.statements.some((sql) => / FOREIGN KEY /.test(sql));
  return [
    ...properties,
    ...columns,
    ...constraints.filter((one) => !isForeign(one)),
    ...indexes,
    ...constraints.filter(isForeign),
  ];
}

/** What would rewrite a table that has rows. */
function propertyParts(table: Table): OwnPart[] {
  const { persistence, accessMethod, tablespace } = table;
  const alter = `ALTER TABLE ${table.id} SET`;
  const statements = [
    ...(persistence === 'unlogged' ? [`${alter} UNLOGGED`] : []),
    ...(accessMethod === undefined ? [] : [`${alter} ACCESS METHOD ${quoteIdentifier(accessMethod)}`]),
    ...(tablespace === undefined ? [] : [`${alter} TABLESPACE ${quoteIdentifier(tablespace)}`]),
  ];
  const id = `property:${table.id}`;
  return statements.length === 0 ? [] : [{ id, makes: [id], table: table.id, statements }];
}

function columnParts(catalog: Catalog, table: Table, said: ReadonlySet<string>): OwnPart[] {
  return table.columns.flatMap((column): OwnPart[] => {
    const alter = `ALTER TABLE ${table.id} ALTER COLUMN ${quoteIdentifier(column.name)}`;
    const part = `${table.id}.${column.name}`;
    if (column.default !== undefined && !said.has(`default:${part}`)) {
      const id = `default:${part}`;
      return [{ id, makes: [id], table: table.id, statements: [`${alter} SET DEFAULT ${column.default}`] }];
    }
    const sequence = sequenceOf(catalog, table, column);
    if (column.identity === undefined || sequence === undefined || said.has(`identity:${part}`)) return [];
    const id = `identity:${part}`;
    const options = [
      `SEQUENCE NAME ${sequence.id}`,
      `START WITH ${sequence.start}`,
      `INCREMENT BY ${sequence.increment}`,
      `MINVALUE ${sequence.min}`,
      `MAXVALUE ${sequence.max}`,
      `CACHE ${sequence.cache}`,
      ...(sequence.cycle ? ['CYCLE'] : []),
    ];
    return [
      {
        id,
        makes: [id, `sequence:${sequence.id}`],
        table: table.id,
        statements: [
          `${alter} ADD GENERATED ${column.identity.toUpperCase()} AS IDENTITY (${options.join(' ')})`,
        ],
      },
    ];
  });
}

function constraintParts(table: Table, said: ReadonlySet<string>): OwnPart[] {
  return table.constraints.flatMap((constraint): OwnPart[] => {
    const id = `constraint:${table.id}.${constraint.name}`;
    if (said.has(id) || constraint.inherited) return [];
    const index = constraint.index === undefined ? [] : [`index:${constraint.index}`];
    return [
      { id, makes: [id, ...index], table: table.id, statements: constraintStatements(table, constraint) },
    ];
  });
}

function constraintStatements(table: Table, constraint: Constraint): string[] {
  const name = quoteIdentifier(constraint.name);
  const alter = `ALTER TABLE ${table.id}`;
  const column = constraint.columns[0] ?? '';
  if (constraint.kind !== 'not null' || !constraint.validated) {
    return [`${alter} ADD CONSTRAINT ${name} ${constraint.definition}`];
  }
  // The type says that the column is NOT NULL: the constraint is there under the name that PostgreSQL gives it.
  const usual = quoteIdentifier(objectName(table.name, column, 'not_null'));
  return [
    ...(usual === name ? [] : [`${alter} RENAME CONSTRAINT ${usual} TO ${name}`]),
    ...(constraint.noInherit ? [`${alter} ALTER CONSTRAINT ${name} NO INHERIT`] : []),
  ];
}
