/**
 * The statement that hashes a schema in the server. One text for all versions: what a version lacks is asked for by name
 * in the row as JSON. It reads only the system catalogs and needs no privilege.
 *
 * PostgreSQL prints names and constants as the settings of the session say, so the statement sets them for its own
 * transaction, works, and puts them back: `ready` makes sure of the first, the query at the end of the second.
 */
import { collationName, notMember, ownSchema, qualified, relationName, routineId } from './sql.js';

export interface HashSqlOptions {
  /** Only these schemas; absent: all but those of the system and Wesley's own. */
  readonly schemas?: readonly string[] | undefined;
  /** When the schema has this hash, the objects are left out. */
  readonly expected?: string | undefined;
}

/**
 * One row: `major`, `database`, `hash` (SHA-256, hex), `objects`: JSON text of `[id, shape, text, portable]` sorted by id; null where
 * the hash is the expected one.
 */
export function hashSql(options: HashSqlOptions = {}): string {
  const { expected } = options;
  const row = `id, shape, text, portable and ${portable('whole')}`;
  const objects = `(select coalesce(json_agg(json_build_array(${row}) order by id), '[]')::text from object)`;
  return `with setting as (
  select name, old, pg_catalog.set_config(name, value, true) as now
  from (select name, value, pg_catalog.current_setting(name) as old
    from (values ${settings.map(([name, value]) => `('${name}', '${value}')`).join(', ')}) v (name, value) offset 0) s),
ready as (select pg_catalog.count(now) > 0 as yes from setting),
space as (
  select n.oid, n.nspname from pg_catalog.pg_namespace n, ready
  where ready.yes and ${spaces(options.schemas)}),
${parts.map(([name, sql]) => `${name} as (${sql})`).join(',\n')},
printed as (
  ${unions(options.schemas)
    .map((sql) => `select * from (${sql}) u`)
    .join('\n  union all ')}),
settled as (
  select id collate "C" as id, shape, ${settledText('text')} as text, portable from printed),
object as (
  select id, shape, case when length(text) > 200 then 'sha256:' || encode(sha256(convert_to(text, 'UTF8')), 'hex') else text end as text,
    text as whole, portable
  from settled),
total as (
  select encode(sha256(convert_to(coalesce(string_agg(id || chr(10) || shape || chr(10) || text, repeat(chr(10), 2) order by id), ''), 'UTF8')), 'hex') as hash
  from object)
select pg_catalog.current_setting('server_version_num')::int / 10000 as major, current_database() as database, hash,
  ${expected === undefined ? objects : `case when hash <> '${expected}' then ${objects} end`} as objects,
  (select count(set_config(name, old, true)) from setting where hash is not null) > 0 as restored
from total`.replaceAll('\n\n', '\n');
}

/** Settings that change how names and constants are printed, and what the statement sets them to. */
const settings = [
  ['search_path', 'pg_catalog, pg_temp'],
  ['TimeZone', 'UTC'],
  ['DateStyle', 'ISO, YMD'],
  ['IntervalStyle', 'postgres'],
  ['extra_float_digits', '1'],
  ['bytea_output', 'hex'],
  ['lc_monetary', 'C'],
  ['quote_all_identifiers', 'off'],
  ['standard_conforming_strings', 'on'],
] as const;

function spaces(schemas: readonly string[] | undefined): string {
  const chosen = schemas?.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ');
  const all = `n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '${ownSchema}')`;
  return chosen === undefined ? all : `${all} and n.nspname in (${chosen})`;
}

/** Oids below belong to PostgreSQL itself. Not asked of relations: estimates that are too low make the joins quadratic. */
const firstOfUsers = 16384;

/** Helpers of a running plan are no part of the schema. */
const ours = (name: string): string => `left(${name}, 7) = 'wesley_'`;

/** A field that older versions lack. */
const field = (row: string, name: string): string => `to_jsonb(${row}) ->> '${name}'`;

/** What several kinds of objects need. Partitions come and go on a schedule: they and what they have are left out. */
const parts: readonly (readonly [name: string, sql: string])[] = [
  [
    'relation',
    `select c.oid, n.nspname, c.relkind, c.relname, c.relpersistence, c.relrowsecurity, c.relforcerowsecurity, c.reloptions, c.reloftype,
    ${qualified('n.nspname', 'c.relname')} as id
  from pg_class c join space n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'f', 'v', 'm', 'i', 'I', 'S') and c.relpersistence <> 't' and not c.relispartition
    and not ${ours('c.relname')} and ${notMember('pg_class', 'c.oid')}`,
  ],
  [
    'kind',
    `select t.oid, t.typtype, t.typrelid, t.typbasetype, t.typtypmod, t.typnotnull, t.typdefaultbin, t.typdefault, t.typcollation,
    ${qualified('n.nspname', 't.typname')} as id
  from pg_type t join space n on n.oid = t.typnamespace
  where t.oid >= ${firstOfUsers} and t.typtype in ('e', 'd', 'c', 'r') and (t.typtype <> 'c' or exists (select from pg_class c where c.oid = t.typrelid and c.relkind = 'c'))
    and ${notMember('pg_type', 't.oid')}`,
  ],
];

/** A NOT NULL constraint of which its column says everything (18 and later). */
const saidByColumn = `k.contype = 'n' and k.convalidated and not k.connoinherit and k.conname ~ '_not_null[0-9]*$'`;

/** One query per kind of object: id, shape, text, and whether the text can be the same in all versions. */
function unions(schemas: readonly string[] | undefined): readonly string[] {
  return [
    `select 'schema:' || n.nspname as id, '' as shape, '' as text, true as portable from space n where ${notMember('pg_namespace', 'n.oid')}`,
    ...(schemas === undefined
      ? [`select 'extension:' || e.extname, '', '', true from pg_extension e, ready where ready.yes`]
      : []),
    ...types,
    ...relations,
    ...onRelations,
    routines,
  ];
}

const types = [
  `select 'label:' || t.id || '.' || e.enumlabel, '', '', true from kind t join pg_enum e on e.enumtypid = t.oid`,
  `select 'type:' || t.id, 'enum', coalesce((select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid), ''), true
  from kind t where t.typtype = 'e'`,
  `select 'type:' || t.id, 'domain over ' || format_type(t.typbasetype, t.typtypmod) || case when t.typnotnull then ' not null' else '' end
    || coalesce(' collate ' || (select ${collationName('t.typcollation')} from pg_type b where b.oid = t.typbasetype and b.typcollation <> t.typcollation), ''),
    concat_ws(', ', 'default ' || coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault),
      (select string_agg(k.conname || ' ' || pg_get_constraintdef(k.oid), ', ' order by k.conname::text collate "C") from pg_constraint k where k.contypid = t.oid and k.contype = 'c')), true
  from kind t where t.typtype = 'd'`,
  `select 'type:' || t.id, 'composite (' || coalesce((select string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
      || coalesce(' collate ' || case when a.attcollation <> b.typcollation then ${collationName('a.attcollation')} end, ''), ', ' order by a.attnum)
      from pg_attribute a join pg_type b on b.oid = a.atttypid where a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped), '') || ')', '', true
  from kind t where t.typtype = 'c'`,
  `select 'type:' || t.id, 'range over ' || format_type(r.rngsubtype, null) || coalesce(' collate ' || case when r.rngcollation <> b.typcollation then ${collationName('r.rngcollation')} end, ''),
    concat_ws(', ', nullif(r.rngcanonical, 0)::regproc, nullif(r.rngsubdiff, 0)::regproc), true
  from kind t join pg_range r on r.rngtypid = t.oid join pg_type b on b.oid = r.rngsubtype where t.typtype = 'r'`,
];

const unlogged = `case when c.relpersistence = 'u' then ', unlogged' else '' end`;
/** Options of a view decide what it shows to whom; those of a table only how it is stored. */
const viewOptions = `coalesce(' with (' || (select string_agg(o, ', ' order by o collate "C") from unnest(c.reloptions) o) || ')', '')`;
const isExpression = `k.contype in ('c', 'x')`;

/**
 * To 15 PostgreSQL prints the columns of a query with the name of its relation, later not where it reads only one: the name
 * is taken out where the query is one SELECT from one relation with a plain name. The other forms with one relation are not
 * portable.
 */
const severalSources = '[[:<:]](FROM.*FROM|JOIN|UNION|INTERSECT|EXCEPT|WITH|TABLESAMPLE)[[:>:]]';
const plainName = '([a-z0-9_]+|"[a-zA-Z0-9_ ]+")';
const onlySource = `([[:<:]]FROM) (ONLY )?(${plainName}[.])${plainName}( ${plainName})?($|\n)`;

const relations = [
  `select 'table:' || c.id, case c.relkind when 'r' then 'table' when 'p' then 'partitioned table' else 'foreign table' end || ${unlogged}
    || case when c.relrowsecurity then ', row security' || case when c.relforcerowsecurity then ' forced' else '' end else '' end
    || coalesce(', of ' || case when c.reloftype <> 0 then format_type(c.reloftype, null) end, '')
    || coalesce(', inherits ' || (select string_agg(${relationName('h.inhparent')}, ', ' order by h.inhseqno) from pg_inherits h where h.inhrelid = c.oid), ''),
    case when c.relkind = 'p' then pg_get_partkeydef(c.oid) else '' end, true
  from relation c where c.relkind in ('r', 'p', 'f')`,
  `select 'view:' || c.id, case when c.relkind = 'v' then 'view' || ${viewOptions} else 'materialized view' end,
    case when v.only[5] is null then v.query else regexp_replace(v.query, '([^a-zA-Z0-9_.":])' || coalesce(v.only[7], v.only[5]) || '[.](?![*])', e'\\\\1', 'g') end,
    v.query !~ '(^WITH|[(] *(SELECT|VALUES))[[:>:]]' and (v.only[5] is not null or v.query ~ '[[:<:]](JOIN|UNION|INTERSECT|EXCEPT)[[:>:]]')
  from relation c, lateral (select query, case when query !~ '${severalSources}' then regexp_match(query, '${onlySource}') end as only
    from (select btrim(pg_get_viewdef(c.oid), ' ;' || chr(10)) as query offset 0) q offset 0) v where c.relkind in ('v', 'm')`,
  `select 'column:' || c.id || '.' || a.attname, format_type(a.atttypid, a.atttypmod)
    || coalesce(' collate ' || case when ln.nspname = 'pg_catalog' then quote_ident(l.collname) else ${qualified('ln.nspname', 'l.collname')} end, '')
    || case when a.attnotnull and k.conrelid is null then ' not null' else '' end
    || case a.attidentity when 'a' then ' identity always' when 'd' then ' identity by default' else '' end
    || case when d.adbin is null then '' else case ${field('a', 'attgenerated')} when 's' then ' generated stored' when 'v' then ' generated virtual' else ' default' end end,
    coalesce(pg_get_expr(d.adbin, d.adrelid), ''), true
  from relation c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and not ${ours('a.attname')}
    join pg_type t on t.oid = a.atttypid left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    left join (pg_collation l join pg_namespace ln on ln.oid = l.collnamespace) on l.oid = a.attcollation and a.attcollation <> t.typcollation
    left join pg_constraint k on k.conrelid = a.attrelid and k.contype = 'n' and not k.convalidated and k.conkey[1] = a.attnum
  where c.relkind in ('r', 'p', 'f', 'v', 'm')`,
  `select 'sequence:' || c.id, format_type(s.seqtypid, null) || ' start ' || s.seqstart || ' increment ' || s.seqincrement || ' from ' || s.seqmin || ' to ' || s.seqmax
    || ' cache ' || s.seqcache || case when s.seqcycle then ' cycle' else '' end
    || coalesce((select case d.deptype when 'i' then ', identity of ' else ', owned by ' end || ${qualified('tn.nspname', 't.relname')} || '.' || a.attname
      from pg_depend d join pg_class t on t.oid = d.refobjid join pg_namespace tn on tn.oid = t.relnamespace
        join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0 and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')), ''), '', true
  from relation c join pg_sequence s on s.seqrelid = c.oid`,
  `select 'index:' || c.id, case when i.indisunique then 'unique index' else 'index' end || ' on ' || ${qualified('c.nspname', 't.relname')} || case when i.indisvalid and i.indisready and i.indislive then '' else ', invalid' end,
    regexp_replace(case when c.reloptions is null then pg_get_indexdef(c.oid) else regexp_replace(pg_get_indexdef(c.oid), ' WITH [(][^()]*[)]', '') end, '^.*? USING ', ''), true
  from relation c join pg_index i on i.indexrelid = c.oid join pg_class t on t.oid = i.indrelid and not t.relispartition and not ${ours('t.relname')}
  where ${notMember('pg_class', 't.oid')} and not exists (select from pg_constraint k where k.conindid = c.oid and k.conrelid = i.indrelid and k.contype in ('p', 'u', 'x'))`,
];

const onRelations = [
  `select 'constraint:' || c.id || '.' || k.conname, case when ${isExpression} then case k.contype when 'c' then 'CHECK' else 'EXCLUDE' end else regexp_replace(d.def, ' NOT VALID$', '') end
    || case when k.convalidated then '' else ' NOT VALID' end,
    case when ${isExpression} then regexp_replace(regexp_replace(d.def, ' NOT VALID$', ''), '^(CHECK|EXCLUDE) ', '') else '' end, true
  from relation c join pg_constraint k on k.conrelid = c.oid and k.contype in ('c', 'f', 'u', 'p', 'x', 'n') and k.conparentid = 0, lateral (select pg_get_constraintdef(k.oid) as def) d
  where not ${ours('k.conname')} and not (${saidByColumn}) and ${notMember('pg_constraint', 'k.oid')}`,
  `select 'trigger:' || c.id || '.' || g.tgname, 'trigger calling ' || ${routineId('g.tgfoid')} || case g.tgenabled when 'O' then '' when 'D' then ', disabled' when 'R' then ', on replicas' else ', always' end,
    regexp_replace(regexp_replace(pg_get_triggerdef(g.oid), ' EXECUTE PROCEDURE ', ' EXECUTE FUNCTION '), '^CREATE (CONSTRAINT )?TRIGGER ("([^"]|"")*"|[^ "]+) ', e'\\\\1'), true
  from relation c join pg_trigger g on g.tgrelid = c.oid left join pg_constraint k on k.oid = g.tgconstraint
  where not g.tgisinternal and (g.tgconstraint = 0 or k.contype = 't') and not ${ours('g.tgname')} and ${notMember('pg_trigger', 'g.oid')}`,
  `select 'policy:' || c.id || '.' || p.polname, case when p.polpermissive then 'permissive' else 'restrictive' end
    || case p.polcmd when 'r' then ' select' when 'a' then ' insert' when 'w' then ' update' when 'd' then ' delete' else ' all' end
    || ' to ' || (select string_agg(case when r = 0 then 'public' else quote_ident(pg_get_userbyid(r)) end, ', ' order by pg_get_userbyid(r)::text collate "C") from unnest(p.polroles) r),
    concat_ws(' ', 'USING ' || pg_get_expr(p.polqual, p.polrelid), 'WITH CHECK ' || pg_get_expr(p.polwithcheck, p.polrelid)), true
  from relation c join pg_policy p on p.polrelid = c.oid where not ${ours('p.polname')}`,
  `select 'rule:' || c.id || '.' || w.rulename, 'rule' || case w.ev_enabled when 'O' then '' when 'D' then ', disabled' when 'R' then ', on replicas' else ', always' end, pg_get_ruledef(w.oid), false
  from relation c join pg_rewrite w on w.ev_class = c.oid where w.rulename <> '_RETURN'`,
];

const argumentList = `coalesce((select string_agg(concat_ws(' ', case coalesce(p.proargmodes[x.at], 'i') when 'o' then 'OUT' when 'b' then 'INOUT' when 'v' then 'VARIADIC' when 't' then 'TABLE' end,
      nullif(quote_ident(p.proargnames[x.at]), '""'), format_type(x.type, null)), ', ' order by x.at) from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality x (type, at)), '')`;

const aggregate = `(select concat_ws(' ', a.aggtransfn, format_type(a.aggtranstype, null), nullif(a.aggfinalfn, 0)::regproc, quote_literal(a.agginitval),
      nullif(a.aggsortop, 0)::regoperator, a.aggkind, nullif(a.aggmtransfn, 0)::regproc, nullif(a.aggminvtransfn, 0)::regproc) from pg_aggregate a where a.aggfnoid = p.oid)`;

const hasSqlBody = `(l.lanname = 'sql' and p.prosrc = '' and ${field('p', 'prosqlbody')} is not null)`;

const routines = `select 'routine:' || ${qualified('n.nspname', 'p.proname')} || '(' || oidvectortypes(p.proargtypes) || ')', case p.prokind when 'f' then 'function' when 'p' then 'procedure' when 'a' then 'aggregate' else 'window function' end
    || ' (' || ${argumentList} || ')' || case when p.prokind = 'p' then '' else ' returns ' || case when p.proretset then 'setof ' else '' end || format_type(p.prorettype, null) end
    || case when p.prokind = 'a' then '' else ' language ' || l.lanname end
    || case p.provolatile when 'i' then ' immutable' when 's' then ' stable' else ' volatile' end
    || case when p.proisstrict then ' strict' else '' end || case when p.prosecdef then ' security definer' else '' end
    || case when p.pronargdefaults > 0 then ' ' || p.pronargdefaults || ' defaults' else '' end
    || coalesce((select string_agg(' set ' || s, '' order by s collate "C") from unnest(p.proconfig) s), ''),
    concat_ws(chr(10), pg_get_expr(p.proargdefaults, 0), case when p.prokind = 'a' then ${aggregate} when ${hasSqlBody} then pg_get_functiondef(p.oid) else nullif(p.probin::text, '') end, nullif(p.prosrc, '')),
    not ${hasSqlBody}
  from pg_proc p join space n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
  where p.oid >= ${firstOfUsers} and not ${ours('p.proname')} and ${notMember('pg_proc', 'p.oid')}
    and not exists (select from pg_depend i where i.classid = 'pg_proc'::regclass and i.objid = p.oid and i.refclassid = 'pg_type'::regclass and i.deptype = 'i')`;

/**
 * PostgreSQL reads some of what it prints as another tree, which it prints otherwise: after a dump and a restore
 * `(ARRAY['a'::character varying])::text[]` is `ARRAY[('a'::character varying)::text]`. Both become
 * `ARRAY['a'::character varying]`.
 */
function settledText(text: string): string {
  const list = `[(](ARRAY[[]([^]['"]|'([^']|'')*')*[]])[)]::[a-z ."]+[[][]]`;
  const item = `[(](('([^']|'')*'|NULL)::[a-z ."]+)[)]::[a-z ."]+`;
  const quoted = (pattern: string) => `'${pattern.replaceAll("'", "''")}'`;
  const flat = `regexp_replace(regexp_replace(${text}, ${quoted(list)}, e'\\\\1', 'g'), ${quoted(item)}, e'\\\\1', 'g')`;
  return `case when ${text} like '%ARRAY[%' then ${flat} else ${text} end`;
}

/** Functions with a syntax of their own, which versions began to print at different times. */
const ownSyntax =
  'extract|date_part|timezone|at time zone|at local|overlay|position|substring|trim|btrim|ltrim|rtrim|normalize|normalized|is_normalized|similar_escape|similar_to_escape|xmlserialize|json|json_[a-z]+';

function portable(text: string): string {
  return `${text} !~* '[[:<:]](${ownSyntax})[[:>:]]'`;
}
