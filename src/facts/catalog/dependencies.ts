/** Dependencies between the objects of a state, from pg_depend. */
import type { Dependency } from './catalog.js';
import type { Context } from './context.js';
import { compareText } from './sorted.js';

/** catalog, oid, sub, catalog and oid and sub of what it needs, deptype, description of an unknown kind. */
export type DependencyRow = readonly [string, number, number, string, number, number, string, string | null];

/** A row of a system catalog that is a part of another one: catalog, oid, catalog and oid of the whole. */
export type PartRow = readonly [string, number, string, number];

/** System catalogs of which the reader knows what a row stands for. */
const knownCatalogs = [
  'pg_class',
  'pg_type',
  'pg_proc',
  'pg_constraint',
  'pg_attrdef',
  'pg_rewrite',
  'pg_trigger',
  'pg_policy',
  'pg_namespace',
  'pg_extension',
  'pg_cast',
  'pg_collation',
  'pg_conversion',
  'pg_operator',
  'pg_opclass',
  'pg_opfamily',
  'pg_amop',
  'pg_amproc',
  'pg_am',
  'pg_language',
  'pg_transform',
  'pg_ts_config',
  'pg_ts_dict',
  'pg_ts_parser',
  'pg_ts_template',
  'pg_foreign_data_wrapper',
  'pg_foreign_server',
  'pg_user_mapping',
  'pg_event_trigger',
  'pg_default_acl',
  'pg_publication',
  'pg_publication_rel',
  'pg_publication_namespace',
  'pg_statistic_ext',
];

/** Objects that users make have oids from 16384 on. */
export function dependenciesSql(): string {
  const known = knownCatalogs
    .filter((catalog) => catalog !== 'pg_publication_namespace')
    .map((catalog) => `'${catalog}'::regclass`)
    .concat(`to_regclass('pg_publication_namespace')`)
    .join(', ');
  return `
select json_build_array(d.classid::regclass::text, d.objid::int8, d.objsubid, d.refclassid::regclass::text, d.refobjid::int8, d.refobjsubid, d.deptype,
  case when d.classid = any (array_remove(array[${known}], null)) then null else pg_describe_object(d.classid, d.objid, d.objsubid) end) as row
from pg_depend d where d.objid >= 16384 and d.deptype not in ('e', 'p')`;
}

/**
 * Parts without an identity of their own: members of extensions, query rules of views, members of publications and
 * operator classes, constructors and casts of range types.
 */
export function partsSql(major: number): string {
  const parts = [
    `select classid::regclass::text, objid::int8, 'pg_extension', refobjid::int8 from pg_depend where deptype = 'e' and refclassid = 'pg_extension'::regclass`,
    `select 'pg_rewrite', oid::int8, 'pg_class', ev_class::int8 from pg_rewrite where rulename = '_RETURN' and oid >= 16384`,
    `select 'pg_publication_rel', oid::int8, 'pg_publication', prpubid::int8 from pg_publication_rel`,
    `select d.classid::regclass::text, d.objid::int8, d.refclassid::regclass::text, d.refobjid::int8 from pg_depend d where d.classid in ('pg_amop'::regclass, 'pg_amproc'::regclass)
      and d.refclassid in ('pg_opclass'::regclass, 'pg_opfamily'::regclass) and d.objid >= 16384`,
    `select d.classid::regclass::text, d.objid::int8, 'pg_type', d.refobjid::int8 from pg_depend d where d.classid in ('pg_proc'::regclass, 'pg_cast'::regclass)
      and d.refclassid = 'pg_type'::regclass and d.deptype = 'i'`,
  ];
  if (major >= 15) {
    parts.push(
      `select 'pg_publication_namespace', oid::int8, 'pg_publication', pnpubid::int8 from pg_publication_namespace`,
    );
  }
  return `select json_build_array(part.a, part.b, part.c, part.d) as row from (${parts.join('\nunion all\n')}) part(a, b, c, d)`;
}

/** Makes the parts known as the whole that they belong to. */
export function defineParts(rows: readonly PartRow[], context: Context): void {
  for (const [catalog, oid, wholeCatalog, wholeOid] of rows) {
    const whole = context.object(wholeCatalog, wholeOid);
    if (whole !== undefined) context.define(catalog as `pg_${string}`, oid, whole);
  }
}

/** Edges between object ids, sorted; and the objects of kinds that the reader does not know. */
export function buildDependencies(
  rows: readonly DependencyRow[],
  context: Context,
): { readonly dependencies: Dependency[]; readonly unknown: { kind: string; id: string }[] } {
  const edges = new Map<string, Dependency>();
  const unknown = new Map<string, { kind: string; id: string }>();
  const add = (object: string, on: string, how: Dependency['how']): void => {
    if (object === on) return;
    const key = `${object}\n${on}`;
    // An object that goes with what it needs in any way goes with it.
    if (how === 'auto' || !edges.has(key)) edges.set(key, { object, on, how });
  };
  for (const [catalog, oid, sub, onCatalog, onOid, onSub, type, description] of rows) {
    const on = context.object(onCatalog, onOid, onSub);
    if (on === undefined) continue;
    if (description !== null) unknown.set(description, { kind: catalog, id: description });
    const object = description === null ? dependent(context, catalog, oid, sub) : `${catalog}:${description}`;
    if (object === undefined) continue;
    const how = type === 'n' ? 'normal' : 'auto';
    const whole = context.object(onCatalog, onOid);
    if (whole === object) continue;
    add(object, on, how);
    if (whole?.startsWith('view:') && whole !== on) add(object, whole, how);
  }
  const dependencies = [...edges.values()].sort(
    (a, b) => compareText(a.object, b.object) || compareText(a.on, b.on),
  );
  return { dependencies, unknown: [...unknown.values()] };
}

/** A column of a view has no identity of its own as something that depends. */
function dependent(context: Context, catalog: string, oid: number, sub: number): string | undefined {
  const whole = context.object(catalog, oid);
  return whole?.startsWith('view:') ? whole : context.object(catalog, oid, sub);
}
