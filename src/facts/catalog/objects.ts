/**
 * A state as a flat list of objects, each with the text by which two states are compared. Left out of that text: names,
 * positions of columns, versions of extensions, whether a materialized view holds rows, and what has a place of its own
 * here (comment, grants, owner).
 */
import { canonicalJson } from './canonical.js';
import type { Catalog, Constraint, Described, Index, Table, UserType, View } from './catalog.js';
import { settledCatalog } from './settled.js';

export interface CatalogObject {
  /** `table:public.orders`, `column:public.orders.region`. */
  readonly id: string;
  readonly kind: string;
  /** What is compared, field by field; absent fields are the default. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Objects that it goes with. */
  readonly of: readonly string[];
  readonly comment?: string;
  readonly acl?: readonly string[];
  readonly owner?: string;
}

/** All objects, parents before their parts. */
export function objectsOf(raw: Catalog): CatalogObject[] {
  const catalog = settledCatalog(raw);
  const views = new Set(catalog.views.map((view) => view.id));
  const relation = (id: string): string => `${views.has(id) ? 'view' : 'table'}:${id}`;
  return [
    ...catalog.schemas.map((schema) => object('schema', schema.name, {}, schema)),
    ...catalog.extensions.map(({ name, schema }) => object('extension', name, { schema })),
    ...catalog.types.flatMap(typeObjects),
    ...catalog.sequences.map((sequence) => {
      const {
        id,
        schema: _schema,
        name: _name,
        comment: _comment,
        owner: _owner,
        acl: _acl,
        ...body
      } = sequence;
      const owned = sequence.ownedBy;
      return object('sequence', id, body, sequence, owned && [`column:${owned.table}.${owned.column}`]);
    }),
    ...catalog.routines.map((routine) =>
      object(
        'routine',
        routine.id,
        { kind: routine.kind, signature: routine.signature, definition: routine.definition },
        routine,
      ),
    ),
    ...catalog.tables.flatMap(tableObjects),
    ...catalog.views.flatMap(viewObjects),
    ...catalog.indexes.map((index) => indexObject(index, relation(index.table))),
    ...catalog.triggers.map(({ table, name, definition, enabled, inherited, comment }) =>
      object('trigger', `${table}.${name}`, { definition, enabled, inherited }, { comment }, [
        relation(table),
      ]),
    ),
    ...catalog.policies.map(({ table, name, comment, ...body }) =>
      object('policy', `${table}.${name}`, body, { comment }, [relation(table)]),
    ),
    ...catalog.others.map((other) =>
      object(
        other.kind,
        other.id,
        { create: other.create, more: other.more },
        other,
        other.table === undefined ? [] : [relation(other.table)],
      ),
    ),
  ];
}

/** The text by which an object is compared. */
export function definitionOf(of: CatalogObject): string {
  return canonicalJson(of.body);
}

type Loose<T> = { readonly [K in keyof T]?: T[K] | undefined };

function object(
  kind: string,
  id: string,
  body: Readonly<Record<string, unknown>>,
  described: Loose<Described> = {},
  of: readonly string[] = [],
  prefix = kind,
): CatalogObject {
  const { comment, acl, owner } = described;
  return {
    id: `${prefix}:${id}`,
    kind,
    body: Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)),
    of,
    ...(comment === undefined ? {} : { comment }),
    ...(acl === undefined ? {} : { acl }),
    ...(owner === undefined ? {} : { owner }),
  };
}

function tableObjects(table: Table): CatalogObject[] {
  const {
    id,
    schema: _schema,
    name: _name,
    columns,
    constraints,
    comment: _comment,
    owner: _owner,
    acl: _acl,
    ...body
  } = table;
  const of = [`table:${id}`];
  return [
    object('table', id, body, table),
    ...columns.map(({ name, position: _position, notNullConstraint: _constraint, comment, acl, ...column }) =>
      object('column', `${id}.${name}`, column, { comment, acl }, of),
    ),
    ...constraints.map((constraint) => constraintObject(constraint, id, of)),
  ];
}

function constraintObject(constraint: Constraint, table: string, of: readonly string[]): CatalogObject {
  const { name, comment, columns: _columns, index: _index, references: _references, ...body } = constraint;
  return object('constraint', `${table}.${name}`, body, { comment }, of);
}

function indexObject(index: Index, relation: string): CatalogObject {
  const { definition, valid, parent, tablespace, constraint } = index;
  const of = constraint === undefined ? [relation] : [relation, `constraint:${index.table}.${constraint}`];
  return object('index', index.id, { definition, valid, parent, tablespace, constraint }, index, of);
}

/** Columns of views are objects for their comments and grants. */
function viewObjects(view: View): CatalogObject[] {
  const { id, kind, query, options, tablespace, accessMethod } = view;
  return [
    object('view', id, { kind, query, options, tablespace, accessMethod }, view),
    ...view.columns.map(({ name, type, default: value, comment, acl }) =>
      object(
        'view column',
        `${id}.${name}`,
        { type, default: value },
        { comment, acl },
        [`view:${id}`],
        'column',
      ),
    ),
  ];
}

/** Parts of types are objects where they have a comment. */
function typeObjects(type: UserType): CatalogObject[] {
  const { id, kind, labels, range, domain } = type;
  const of = [`type:${id}`];
  const attributes = type.attributes?.map(({ comment: _comment, ...attribute }) => attribute);
  const constraints = domain?.constraints.map(({ comment: _comment, ...constraint }) => constraint);
  const body = { kind, labels, range, attributes, domain: domain && { ...domain, constraints } };
  return [
    object('type', id, body, type),
    ...(type.attributes ?? [])
      .filter(({ comment }) => comment !== undefined)
      .map(({ name, comment }) => object('attribute', `${id}.${name}`, {}, { comment }, of)),
    ...(domain?.constraints ?? [])
      .filter(({ comment }) => comment !== undefined)
      .map(({ name, comment }) => object('domain constraint', `${id}.${name}`, {}, { comment }, of)),
  ];
}
