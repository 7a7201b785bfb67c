/** Schemas and extensions. */
import type { Extension, SchemaObject } from './catalog.js';
import { type Context, type OwnedRow, present } from './context.js';
import { parseGrant } from './privileges.js';
import { sortedBy } from './sorted.js';
import { notMember, ownership, userSchema } from './sql.js';

export interface SchemaRow extends OwnedRow {
  readonly name: string;
  /** Owned by the role that made the cluster. */
  readonly initial_owner: boolean;
}

export interface ExtensionRow {
  readonly oid: number;
  readonly name: string;
  readonly version: string;
  readonly schema: string;
  readonly types: readonly string[];
}

export function schemasSql(): string {
  return `
select n.oid::int8 as oid, n.nspname as name, n.nspowner = 10 or pg_get_userbyid(n.nspowner) = 'pg_database_owner' as initial_owner,
  ${ownership('n.nspowner', 'n.nspacl', 'n')}
from pg_namespace n where ${userSchema()} and ${notMember('pg_namespace', 'n.oid')}`;
}

export function extensionsSql(): string {
  return `
select e.oid::int8 as oid, e.extname as name, e.extversion as version, n.nspname as schema,
  array(select format_type(t.oid, null) from pg_depend d join pg_type t on t.oid = d.objid
    where d.classid = 'pg_type'::regclass and d.refclassid = 'pg_extension'::regclass and d.refobjid = e.oid and d.deptype = 'e'
      and t.typtype in ('b', 'e', 'd', 'r', 'c') and not exists (select from pg_type o where o.typarray = t.oid)) as types
from pg_extension e join pg_namespace n on n.oid = e.extnamespace`;
}

/**
 * The schema `public` as a new database has it says nothing, though versions differ in its owner and in whether PUBLIC
 * may create in it; USAGE alone is the usual hardening of old versions and the default of new ones.
 */
export function buildSchemas(rows: readonly SchemaRow[], context: Context): SchemaObject[] {
  return sortedBy(
    rows.map((row) => {
      context.define('pg_namespace', row.oid, `schema:${row.name}`);
      const described = context.described('pg_namespace', row);
      if (row.name !== 'public') return { name: row.name, ...described };
      const { comment, owner } = described;
      const acl = publicGrants(row, context.major);
      return {
        name: row.name,
        ...present({
          comment: comment === 'standard public schema' ? null : comment,
          owner: row.initial_owner ? null : owner,
        }),
        ...(acl === undefined ? {} : { acl }),
      };
    }),
    (schema) => schema.name,
  );
}

function publicGrants(row: SchemaRow, major: number): string[] | undefined {
  if (row.acl === null || row.acl === undefined) return [];
  const items = row.acl.map(parseGrant).filter((grant) => grant.grantee !== row.owner);
  const everyone = items.find((grant) => grant.grantee === '')?.privileges;
  const usual = everyone === 'U' || (everyone === 'UC' && major < 15);
  const others = items.filter((grant) => grant.grantee !== '' || !usual);
  if (usual && others.length === 0) return undefined;
  return items.map(({ grantee, privileges }) => `${grantee}=${privileges}`).sort();
}

export function buildExtensions(rows: readonly ExtensionRow[], context: Context): Extension[] {
  return sortedBy(
    rows.map(({ oid, name, version, schema, types }) => {
      context.define('pg_extension', oid, `extension:${name}`);
      return {
        name,
        version,
        schema,
        ...present({ types: [...types].sort() }),
      };
    }),
    (extension) => extension.name,
  );
}
