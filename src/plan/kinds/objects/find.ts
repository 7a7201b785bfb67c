/** From an object id to the object of a state, with the words that SQL uses for its kind. */
import { invariant } from '../../../diagnostics/index.js';
import type {
  Described,
  Extension,
  OtherObject,
  Policy,
  Routine,
  SchemaObject,
  Sequence,
  Trigger,
  UserType,
  View,
} from '../../../facts/catalog/catalog.js';
import { bareName, ident } from '../../sql.js';
import type { State } from '../../states.js';
import type { GrantTarget } from './grants.js';

/** An object that is made and dropped as a whole. */
export type Whole =
  | { readonly kind: 'schema'; readonly object: SchemaObject }
  | { readonly kind: 'extension'; readonly object: Extension }
  | { readonly kind: 'sequence'; readonly object: Sequence }
  | { readonly kind: 'type'; readonly object: UserType }
  | { readonly kind: 'routine'; readonly object: Routine }
  | { readonly kind: 'view'; readonly object: View }
  | { readonly kind: 'trigger'; readonly object: Trigger }
  | { readonly kind: 'policy'; readonly object: Policy }
  | { readonly kind: 'other'; readonly object: OtherObject };

/** What can be said about any object, parts of tables included. */
export interface Description extends Described {
  /** As it stands after COMMENT ON: `TABLE public.orders`. */
  readonly words: string;
  /** The same for ALTER ... OWNER TO; absent where the kind has no owner. */
  readonly ownerWords?: string;
  readonly grants?: { readonly target: GrantTarget; readonly name: string; readonly column?: string };
  /** Schema that holds it, not quoted. */
  readonly schema?: string;
}

/** Kind and identity of an object id. */
export function splitId(id: string): { kind: string; identity: string } {
  const at = id.indexOf(':');
  return { kind: id.slice(0, at), identity: id.slice(at + 1) };
}

/** The object, when the state has it and it is made as a whole. */
export function findWhole(state: State, id: string): Whole | undefined {
  const { kind, identity } = splitId(id);
  const as = <K extends Whole['kind']>(
    found: K,
    object: Extract<Whole, { kind: K }>['object'] | undefined,
  ): Whole | undefined => (object === undefined ? undefined : ({ kind: found, object } as Whole));
  switch (kind) {
    case 'schema':
      return as(
        'schema',
        state.catalog.schemas.find((schema) => schema.name === identity),
      );
    case 'extension':
      return as(
        'extension',
        state.catalog.extensions.find((extension) => extension.name === identity),
      );
    case 'sequence':
      return as('sequence', state.sequences.get(identity));
    case 'type':
      return as('type', state.types.get(identity));
    case 'routine':
      return as('routine', state.routines.get(identity));
    case 'view':
      return as('view', state.views.get(identity));
    case 'trigger':
      return as('trigger', state.triggers.get(identity));
    case 'policy':
      return as('policy', state.policies.get(identity));
    default:
      return as('other', state.others.get(id));
  }
}

/** The object; a bug when the state does not have it. */
export function whole(state: State, id: string): Whole {
  const found = findWhole(state, id);
  invariant(found !== undefined, `the planner asked for ${id}, which its state does not have`);
  return found;
}

/** What the state says about any object: its comment, owner, grants, and the words for it. */
export function describe(state: State, id: string): Description | undefined {
  const { kind, identity } = splitId(id);
  if (kind === 'table') {
    const table = state.tables.get(identity);
    if (table === undefined) return undefined;
    const words = `${table.kind === 'foreign table' ? 'FOREIGN TABLE' : 'TABLE'} ${identity}`;
    return { ...table, words, ownerWords: words, grants: { target: 'TABLE', name: identity } };
  }
  if (kind === 'column') return describeColumn(state, identity);
  if (kind === 'constraint') {
    for (const table of state.tables.values()) {
      if (!identity.startsWith(`${table.id}.`)) continue;
      const name = identity.slice(table.id.length + 1);
      const constraint = table.constraints.find((c) => c.name === name);
      if (constraint)
        return { comment: constraint.comment, words: `CONSTRAINT ${ident(name)} ON ${table.id}` };
    }
    return undefined;
  }
  if (kind === 'index') {
    const index = state.indexes.get(identity);
    return index && { comment: index.comment, words: `INDEX ${identity}` };
  }
  if (kind === 'attribute' || kind === 'domain constraint') return describePartOfType(state, identity);
  const found = findWhole(state, id);
  return found && describeWhole(found);
}

function describePartOfType(state: State, identity: string): Description | undefined {
  for (const type of state.types.values()) {
    if (!identity.startsWith(`${type.id}.`)) continue;
    const name = identity.slice(type.id.length + 1);
    const attribute = type.attributes?.find((a) => a.name === name);
    if (attribute) return { comment: attribute.comment, words: `COLUMN ${type.id}.${ident(name)}` };
    const constraint = type.domain?.constraints.find((c) => c.name === name);
    if (constraint)
      return { comment: constraint.comment, words: `CONSTRAINT ${ident(name)} ON DOMAIN ${type.id}` };
  }
  return undefined;
}

function describeColumn(state: State, identity: string): Description | undefined {
  for (const owner of [...state.tables.values(), ...state.views.values()]) {
    if (!identity.startsWith(`${owner.id}.`)) continue;
    const name = identity.slice(owner.id.length + 1);
    const column = owner.columns.find((c) => c.name === name);
    if (column === undefined) continue;
    return {
      comment: column.comment,
      ...(owner.owner === undefined ? {} : { owner: owner.owner }),
      acl: column.acl ?? [],
      words: `COLUMN ${owner.id}.${ident(name)}`,
      grants: { target: 'COLUMN', name: owner.id, column: ident(name) },
    };
  }
  return undefined;
}

function describeWhole({ kind, object }: Whole): Description {
  switch (kind) {
    case 'schema': {
      const name = ident(object.name);
      const words = `SCHEMA ${name}`;
      return { ...object, words, ownerWords: words, grants: { target: 'SCHEMA', name } };
    }
    case 'extension':
      return { words: `EXTENSION ${ident(object.name)}` };
    case 'sequence': {
      const words = `SEQUENCE ${object.id}`;
      return { ...object, words, ownerWords: words, grants: { target: 'SEQUENCE', name: object.id } };
    }
    case 'type': {
      const words = `${object.kind === 'domain' ? 'DOMAIN' : 'TYPE'} ${object.id}`;
      return { ...object, words, ownerWords: words, grants: { target: 'TYPE', name: object.id } };
    }
    case 'routine': {
      // DROP names every kind of routine in the one form that COMMENT and ALTER accept too.
      const words = object.drop.replace(/^DROP /, '');
      return { ...object, words, ownerWords: words, grants: { target: 'ROUTINE', name: object.id } };
    }
    case 'view': {
      const words = `${object.kind === 'view' ? 'VIEW' : 'MATERIALIZED VIEW'} ${object.id}`;
      return { ...object, words, ownerWords: words, grants: { target: 'TABLE', name: object.id } };
    }
    case 'trigger':
      return { comment: object.comment, words: `TRIGGER ${ident(object.name)} ON ${object.table}` };
    case 'policy':
      return { comment: object.comment, words: `POLICY ${ident(object.name)} ON ${object.table}` };
    case 'other':
      return describeOther(object);
  }
}

/** Kinds of the objects that are carried as a definition and have an owner. */
const owned = new Set([
  'aggregate',
  'collation',
  'conversion',
  'event trigger',
  'foreign data wrapper',
  'foreign server',
  'language',
  'operator',
  'operator class',
  'operator family',
  'publication',
  'statistics',
  'subscription',
  'text search configuration',
  'text search dictionary',
]);

const granted: Readonly<Record<string, GrantTarget>> = {
  'foreign data wrapper': 'FOREIGN DATA WRAPPER',
  'foreign server': 'FOREIGN SERVER',
};

function describeOther(object: OtherObject): Description {
  const words = object.drop.replace(/^DROP /, '').replace(/^IF EXISTS /, '');
  const target = granted[object.kind];
  return {
    ...object,
    words,
    ...(owned.has(object.kind) ? { ownerWords: words } : {}),
    ...(target === undefined ? {} : { grants: { target, name: object.id } }),
  };
}

/** Name part of an id for titles. */
export function shortName(id: string): string {
  const { kind, identity } = splitId(id);
  return kind === 'routine' ? identity : bareName(identity);
}
