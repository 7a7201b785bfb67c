/** Probes of the object kinds: is the object there, and in which of its two forms. */
import type { Policy, Sequence, UserType } from '../../../facts/catalog/catalog.js';
import { literal } from '../../sql.js';
import type { State } from '../../states.js';
import { addressOf, commentIs, exists } from './address.js';
import { describe, findWhole, splitId, type Whole } from './find.js';
import { type Acl, type GrantTarget, privilegesByRole } from './grants.js';

/** Condition: the object is there. True where nobody can know. */
export function objectExists(state: State, id: string, major: number): string {
  const address = addressOf(state, id, major);
  return address === undefined ? 'true' : exists(address);
}

/**
 * Condition: the object has the form of the state after. Texts are compared with those of the state before, which were
 * read from this very server: those of the state after may have been printed by another version.
 */
export function hasNewForm(before: State, after: State, id: string, major: number): string {
  const address = addressOf(after, id, major);
  const was = findWhole(before, id);
  const is = findWhole(after, id);
  if (address === undefined || was === undefined || is === undefined) return 'true';
  const condition = formCondition(was, is);
  return condition === undefined ? exists(address) : exists(address, condition);
}

/** Condition: comment, owner or grants are those of the state after. */
export function isDescribed(
  state: State,
  id: string,
  what: 'comment' | 'owner' | 'grants',
  major: number,
): string {
  const address = addressOf(state, id, major);
  const found = describe(state, id);
  if (address === undefined || found === undefined) return 'true';
  if (what === 'comment') return exists(address, commentIs(address, found.comment));
  if (what === 'owner') {
    const owner = found.owner === undefined ? 'current_user' : literal(found.owner);
    return address.owner === undefined ? 'true' : exists(address, `${address.owner} = ${owner}`);
  }
  if (found.grants === undefined || address.acl === undefined) return 'true';
  const own = found.acl?.find((item) => item.startsWith('$owner='));
  const owners = address.defaultAcl === undefined ? [] : [ownGrantsAre(address.acl, address.defaultAcl, own)];
  return exists(address, [grantsAre(address.acl, found.grants.target, found.acl), ...owners].join(' AND '));
}

/** Each role has exactly the privileges of the list, and nobody else has any; the owner's own do not count. */
function grantsAre(acl: string, target: GrantTarget, wanted: Acl): string {
  const items = [...privilegesByRole(target, wanted)].flatMap(([role, privileges]) =>
    role === '$owner' ? [] : privileges.map((privilege) => `${role} ${privilege}`),
  );
  const item = `coalesce(r.rolname, '') || ' ' || e.privilege_type || CASE WHEN e.is_grantable THEN '*' ELSE '' END`;
  const actual = `SELECT DISTINCT ${item} COLLATE "C" FROM aclexplode(${acl}) e LEFT JOIN pg_roles r ON r.oid = e.grantee WHERE e.grantee <> e.grantor`;
  return `ARRAY(${actual} ORDER BY 1) = ARRAY(SELECT u COLLATE "C" FROM unnest(${textArray(items)}) u ORDER BY 1)`;
}

/** The owner has the privileges of the entry, or without one all that owners have by default. */
function ownGrantsAre(acl: string, defaultAcl: string, entry: string | undefined): string {
  const list = (items: string): string =>
    `ARRAY(SELECT e.privilege_type COLLATE "C" FROM aclexplode(${items}) e WHERE e.grantee = e.grantor ORDER BY 1)`;
  if (entry === undefined) return `${list(acl)} = ${list(defaultAcl)}`;
  const wanted = privilegesByRole('TABLE', [entry]).get('$owner') ?? [];
  return `${list(acl)} = ${textArray(wanted.map((word) => word.replace('*', '')))}`;
}

/** Over the aliases of the address. */
function formCondition(was: Whole, is: Whole): string | undefined {
  if (was.kind === 'view' && is.kind === 'view') {
    if (was.object.kind !== is.object.kind) return `c.relkind = '${is.object.kind === 'view' ? 'v' : 'm'}'`;
    if (was.object.query !== is.object.query) {
      return viewChanged(was.object.printed ?? was.object.query, is.object.query);
    }
    const options = textArray(is.object.options ?? []);
    const conditions = [
      `coalesce(c.reloptions, '{}') @> ${options} AND coalesce(c.reloptions, '{}') <@ ${options}`,
    ];
    is.object.columns.forEach(({ name, default: expression }) => {
      if (was.object.columns.find((column) => column.name === name)?.default === expression) return;
      conditions.push(
        `(SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d, pg_attribute a WHERE d.adrelid = c.oid AND a.attrelid = c.oid AND a.attnum = d.adnum AND a.attname = ${literal(name)}) IS NOT DISTINCT FROM ${textOrNull(expression)}`,
      );
    });
    return conditions.join(' AND ');
  }
  if (was.kind === 'routine' && is.kind === 'routine') {
    if (is.object.kind === 'aggregate' || was.object.kind === 'aggregate')
      return aggregateIs(was.object.definition, is.object.definition);
    if (was.object.definition === is.object.definition) return undefined;
    return `btrim(pg_get_functiondef(x.oid), E' \\n') <> ${literal((was.object.printed ?? was.object.definition).trim())}`;
  }
  if (was.kind === 'trigger' && is.kind === 'trigger') {
    const letter = { origin: 'O', disabled: 'D', replica: 'R', always: 'A' }[is.object.enabled];
    const enabled = `x.tgenabled = '${letter}'`;
    return was.object.definition === is.object.definition
      ? enabled
      : `pg_get_triggerdef(x.oid) <> ${literal(was.object.printed ?? was.object.definition)} AND ${enabled}`;
  }
  if (was.kind === 'policy' && is.kind === 'policy') return policyChanged(was.object, is.object);
  if (was.kind === 'sequence' && is.kind === 'sequence') return sequenceIs(is.object);
  if (was.kind === 'extension' && is.kind === 'extension')
    return `x.extversion = ${literal(is.object.version)} AND x.extnamespace = to_regnamespace(${literal(is.object.schema)})`;
  if (was.kind === 'type' && is.kind === 'type') return typeIs(was.object, is.object);
  if (was.kind === 'other' && is.kind === 'other') {
    if (was.object.create !== is.object.create)
      return `rtrim(x.create, ';') <> ${literal(was.object.create)}`;
    const more = textArray(is.object.more ?? []);
    return same(was.object.more, is.object.more) ? undefined : `array_remove(x.more, NULL) = ${more}`;
  }
  return undefined;
}

/**
 * The query is no longer the one of before. States hold queries as the newest version prints them, with fewer qualifiers
 * than an old server, so both sides are compared without any.
 */
function viewChanged(was: string, is: string): string {
  const definition = `btrim(pg_get_viewdef(c.oid), E' ;\\n')`;
  if (bare(was) === bare(is)) return `${definition} <> ${literal(was.trim())}`;
  const stripped = `regexp_replace(regexp_replace(${definition}, ${literal(qualifier.source)}, '', 'g'), ${literal(blanks.source)}, ' ', 'g')`;
  return `${stripped} <> ${literal(bare(was))}`;
}

/** Regular expressions that mean the same in PostgreSQL. */
const qualifier = /("([^"]|"")*"|[^\s"().,;':]+)[.]/g;
const blanks = /\s+/g;

function bare(query: string): string {
  return query.trim().replace(qualifier, '').replace(blanks, ' ');
}

/** Options of an aggregate as expressions over its row `g` of pg_aggregate, in the texts of its definition. */
const aggregateOptions: Readonly<Record<string, string>> = {
  SFUNC: 'g.aggtransfn::oid::regproc::text',
  STYPE: 'format_type(g.aggtranstype, NULL)',
  INITCOND: 'quote_literal(g.agginitval)',
  FINALFUNC: 'nullif(g.aggfinalfn::oid, 0)::regproc::text',
  COMBINEFUNC: 'nullif(g.aggcombinefn::oid, 0)::regproc::text',
};

/** The options that differ have their new values. */
function aggregateIs(was: string, is: string): string | undefined {
  const option = (definition: string, name: string): string | undefined =>
    new RegExp(`^\\s*${name} = (.*?),?$`, 'm').exec(definition)?.[1];
  const conditions = Object.entries(aggregateOptions).flatMap(([name, expression]) =>
    option(was, name) === option(is, name)
      ? []
      : [`${expression} IS NOT DISTINCT FROM ${textOrNull(option(is, name))}`],
  );
  if (conditions.length === 0) return undefined;
  return `EXISTS (SELECT 1 FROM pg_aggregate g WHERE g.aggfnoid = x.oid AND ${conditions.join(' AND ')})`;
}

function policyChanged(was: Policy, is: Policy): string {
  const letter = { all: '*', select: 'r', insert: 'a', update: 'w', delete: 'd' }[is.command];
  const conditions = [
    `x.polcmd = '${letter}'`,
    `x.polpermissive = ${is.permissive}`,
    `ARRAY(SELECT CASE WHEN r = 0 THEN 'public' ELSE pg_get_userbyid(r)::text END FROM unnest(x.polroles) r ORDER BY 1) = ARRAY(SELECT u FROM unnest(${textArray(is.roles)}) u ORDER BY 1)`,
  ];
  if (was.using !== is.using)
    conditions.push(`pg_get_expr(x.polqual, x.polrelid) IS DISTINCT FROM ${textOrNull(was.using)}`);
  if (was.check !== is.check)
    conditions.push(`pg_get_expr(x.polwithcheck, x.polrelid) IS DISTINCT FROM ${textOrNull(was.check)}`);
  return conditions.join(' AND ');
}

function sequenceIs(sequence: Sequence): string {
  return `EXISTS (SELECT 1 FROM pg_sequence s WHERE s.seqrelid = c.oid AND s.seqtypid = ${literal(sequence.type)}::regtype AND s.seqstart = ${sequence.start} AND s.seqincrement = ${sequence.increment} AND s.seqmin = ${sequence.min} AND s.seqmax = ${sequence.max} AND s.seqcache = ${sequence.cache} AND s.seqcycle = ${sequence.cycle})`;
}

/** Condition: OWNED BY is that of the sequence. */
export function sequenceOwnedBy(sequence: Sequence): string {
  const { id, ownedBy } = sequence;
  const link = `pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = to_regclass(${literal(id)}) AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a'`;
  if (ownedBy === undefined) return `NOT EXISTS (SELECT 1 FROM ${link})`;
  return `EXISTS (SELECT 1 FROM ${link} AND d.refobjid = to_regclass(${literal(ownedBy.table)}) AND d.refobjsubid = (SELECT a.attnum FROM pg_attribute a WHERE a.attrelid = d.refobjid AND a.attname = ${literal(ownedBy.column)} AND NOT a.attisdropped))`;
}

function typeIs(was: UserType, is: UserType): string | undefined {
  if (is.kind === 'enum') {
    return `ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = x.oid ORDER BY e.enumsortorder) = ${textArray(is.labels ?? [])}`;
  }
  if (is.kind === 'composite') {
    const names = (is.attributes ?? []).map((attribute) => `${attribute.name} ${attribute.type}`);
    return `ARRAY(SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod) FROM pg_attribute a WHERE a.attrelid = x.typrelid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) = ${textArray(names)}`;
  }
  if (is.kind === 'range') {
    const subtype = /subtype = (.*?)(?:, |$)/.exec(is.range ?? '')?.[1];
    return `EXISTS (SELECT 1 FROM pg_range r WHERE r.rngtypid = x.oid AND format_type(r.rngsubtype, NULL) = ${textOrNull(subtype)})`;
  }
  if (is.domain === undefined || was.domain === undefined) return undefined;
  const conditions = [
    `x.typnotnull = ${is.domain.notNull}`,
    `format_type(x.typbasetype, x.typtypmod) = ${literal(is.domain.type)}`,
  ];
  if (is.domain.default !== was.domain.default)
    conditions.push(
      `pg_get_expr(x.typdefaultbin, 'pg_type'::regclass) IS DISTINCT FROM ${textOrNull(was.domain.default)}`,
    );
  const names = is.domain.constraints.map((constraint) => constraint.name);
  conditions.push(
    `ARRAY(SELECT k.conname::text FROM pg_constraint k WHERE k.contypid = x.oid AND k.contype = 'c' ORDER BY 1) = ARRAY(SELECT u FROM unnest(${textArray(names)}) u ORDER BY 1)`,
  );
  return conditions.join(' AND ');
}

/** Condition: every constraint of the domain is valid. */
export function domainIsValid(state: State, id: string, names: readonly string[], major: number): string {
  const address = addressOf(state, id, major);
  if (address === undefined || splitId(id).kind !== 'type') return 'true';
  return exists(
    address,
    `NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.contypid = x.oid AND NOT k.convalidated AND k.conname = ANY (${textArray(names)}))`,
  );
}

/** Condition: of the constraints that are named, the domain has all or none. */
export function domainHolds(
  state: State,
  id: string,
  names: readonly string[],
  major: number,
  which: 'all' | 'none',
): string {
  const address = addressOf(state, id, major);
  if (address === undefined) return 'true';
  const count = `(SELECT count(*) FROM pg_constraint k WHERE k.contypid = x.oid AND k.conname = ANY (${textArray(names)}))`;
  return exists(address, `${count} = ${which === 'all' ? names.length : 0}`);
}

function textOrNull(text: string | undefined): string {
  return text === undefined ? 'NULL' : literal(text);
}

function textArray(items: readonly string[]): string {
  return `ARRAY[${items.map(literal).join(', ')}]::text[]`;
}

function same(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.join('\n') === b.join('\n');
}
