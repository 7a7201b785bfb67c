/** Where an object stands in the system catalogs: the pieces of which its probes are made. */
import { otherKinds } from '../../../facts/catalog/others/index.js';
import { bareName, literal, schemaOf } from '../../sql.js';
import type { State } from '../../states.js';
import { findWhole, splitId, type Whole } from './find.js';

/** Row of a system catalog. The expressions are over the aliases of `from`. */
export interface Address {
  readonly catalog: string;
  /** FROM and WHERE without the words: exactly one row when the object is there, else none. */
  readonly from: string;
  readonly oid: string;
  /** Column number; absent: the object itself. */
  readonly sub?: string;
  /** Name of the owner. */
  readonly owner?: string;
  /** Grants as aclitem[], the default ones included. */
  readonly acl?: string;
  /** What the grants would be by default. */
  readonly defaultAcl?: string;
}

/** Condition: the object is there (and the condition over its row holds). */
export function exists(address: Address, condition?: string): string {
  return `EXISTS (SELECT 1 FROM ${address.from}${condition === undefined ? '' : ` AND ${condition}`})`;
}

/** Condition over the row: the comment is as given. */
export function commentIs(address: Address, comment: string | undefined): string {
  const text =
    address.sub === undefined
      ? `obj_description(${address.oid}, '${address.catalog}')`
      : `col_description(${address.oid}, ${address.sub})`;
  return comment === undefined ? `${text} IS NULL` : `${text} = ${literal(comment)}`;
}

/** Address of an object of the state; undefined where its kind has no row of its own to look at. */
export function addressOf(state: State, id: string, major: number): Address | undefined {
  const { kind, identity } = splitId(id);
  switch (kind) {
    case 'table':
    case 'view':
      return relation(identity, 'r');
    case 'index':
      return relation(identity);
    case 'sequence':
      return relation(identity, 's');
    case 'column':
      return columnAddress(state, identity);
    case 'constraint':
      return constraintAddress(state, identity);
    case 'attribute':
    case 'domain constraint':
      return partOfType(state, identity);
    default: {
      const found = findWhole(state, id);
      return found && wholeAddress(found, major);
    }
  }
}

/** What the columns of a system catalog say of owner and grants; `kind` is that of acldefault(). */
function held(owner: string, acl?: string, kind?: string): Partial<Address> {
  const defaultAcl = `acldefault('${kind}', ${owner})`;
  const grants = acl === undefined ? {} : { acl: `coalesce(${acl}, ${defaultAcl})`, defaultAcl };
  return { owner: `pg_get_userbyid(${owner})`, ...grants };
}

function relation(id: string, aclKind?: string): Address {
  return {
    catalog: 'pg_class',
    from: `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ${literal(schemaOf(id))} AND c.relname = ${literal(bareName(id))}`,
    oid: 'c.oid',
    ...(aclKind === undefined ? held('c.relowner') : held('c.relowner', 'c.relacl', aclKind)),
  };
}

/** A row of another system catalog that belongs to a relation. */
function partOf(table: string, catalog: string, join: string, condition: string): Address {
  const { from } = relation(table);
  return {
    catalog,
    from: `${from.replace(' WHERE ', ` JOIN ${catalog} x ON ${join} WHERE `)} AND ${condition}`,
    oid: 'x.oid',
  };
}

function columnAddress(state: State, identity: string): Address | undefined {
  for (const owner of [...state.tables.values(), ...state.views.values()]) {
    const name = identity.slice(owner.id.length + 1);
    if (!identity.startsWith(`${owner.id}.`) || !owner.columns.some((c) => c.name === name)) continue;
    const part = partOf(
      owner.id,
      'pg_attribute',
      'x.attrelid = c.oid',
      `x.attname = ${literal(name)} AND NOT x.attisdropped`,
    );
    return { ...part, oid: 'c.oid', sub: 'x.attnum', ...held('c.relowner', 'x.attacl', 'c') };
  }
  return undefined;
}

function constraintAddress(state: State, identity: string): Address | undefined {
  for (const table of state.tables.values()) {
    const name = identity.slice(table.id.length + 1);
    if (!identity.startsWith(`${table.id}.`) || !table.constraints.some((c) => c.name === name)) continue;
    return partOf(table.id, 'pg_constraint', 'x.conrelid = c.oid', `x.conname = ${literal(name)}`);
  }
  return undefined;
}

function partOfType(state: State, identity: string): Address | undefined {
  for (const type of state.types.values()) {
    if (!identity.startsWith(`${type.id}.`)) continue;
    const name = identity.slice(type.id.length + 1);
    if (type.kind === 'composite') {
      const join = 'x.attrelid = c.oid';
      const part = partOf(
        type.id,
        'pg_attribute',
        join,
        `x.attname = ${literal(name)} AND NOT x.attisdropped`,
      );
      return { ...part, catalog: 'pg_class', oid: 'c.oid', sub: 'x.attnum' };
    }
    return {
      catalog: 'pg_constraint',
      from: `pg_constraint x JOIN pg_type t ON t.oid = x.contypid JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = ${literal(schemaOf(type.id))} AND t.typname = ${literal(bareName(type.id))} AND x.conname = ${literal(name)}`,
      oid: 'x.oid',
    };
  }
  return undefined;
}

function named(catalog: string, prefix: string, name: string, extra: Partial<Address> = {}): Address {
  return {
    catalog,
    from: `${catalog} x WHERE x.${prefix}name = ${literal(name)}`,
    oid: 'x.oid',
    ...held(`x.${prefix}owner`),
    ...extra,
  };
}

function inSchema(catalog: string, prefix: string, id: string, extra: Partial<Address> = {}): Address {
  return {
    catalog,
    from: `${catalog} x JOIN pg_namespace n ON n.oid = x.${prefix}namespace WHERE n.nspname = ${literal(schemaOf(id))} AND x.${prefix}name = ${literal(bareName(id))}`,
    oid: 'x.oid',
    ...held(`x.${prefix}owner`),
    ...extra,
  };
}

function wholeAddress({ kind, object }: Whole, major: number): Address | undefined {
  switch (kind) {
    case 'schema':
      return named('pg_namespace', 'nsp', object.name, held('x.nspowner', 'x.nspacl', 'n'));
    case 'extension':
      return named('pg_extension', 'ext', object.name);
    case 'sequence':
      return relation(object.id, 's');
    case 'view':
      return relation(object.id, 'r');
    case 'type':
      return inSchema('pg_type', 'typ', object.id, held('x.typowner', 'x.typacl', 'T'));
    case 'routine':
      return {
        catalog: 'pg_proc',
        from: `pg_proc x WHERE x.oid = to_regprocedure(${literal(object.id)})`,
        oid: 'x.oid',
        ...held('x.proowner', 'x.proacl', 'f'),
      };
    case 'trigger':
      return partOf(object.table, 'pg_trigger', 'x.tgrelid = c.oid', `x.tgname = ${literal(object.name)}`);
    case 'policy':
      return partOf(object.table, 'pg_policy', 'x.polrelid = c.oid', `x.polname = ${literal(object.name)}`);
    case 'other':
      return otherAddress(object.kind, object.id, major);
  }
}

/** The catalog reader's own query stands in for a row: its text is the one that states are compared by. */
function otherAddress(kind: string, id: string, major: number): Address | undefined {
  const other = otherKinds.find((candidate) => candidate.kind === kind);
  if (other === undefined) return undefined;
  const sql = other.sql(major).trim();
  return {
    catalog: other.catalog,
    from: `(${sql}) x WHERE x.id = ${literal(id)}`,
    oid: 'x.oid::oid',
    ...(/ as owner\b/.test(sql) ? { owner: 'x.owner' } : {}),
    ...(/ as default_acl\b/.test(sql) ? { acl: defaultedAcl } : {}),
  };
}

/** Foreign data wrappers and servers: nobody but the owner has grants by default. */
const defaultedAcl = `coalesce(x.acl, '{}')::aclitem[]`;
