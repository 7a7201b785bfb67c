/** Collations, conversions, casts, languages, transforms, access methods, event triggers. */
import { functionName, notMember, notOfType, ownership, qualified, routineId, userSchema } from '../sql.js';
import type { OtherKind } from './kind.js';

const collation: OtherKind = {
  kind: 'collation',
  catalog: 'pg_collation',
  sql: (major) => {
    const locale =
      major >= 17
        ? 'l.colllocale'
        : major >= 15
          ? 'l.colliculocale'
          : `case when l.collprovider = 'i' then l.collcollate end`;
    return `
select l.oid::int8 as oid, x.id,
  'CREATE COLLATION ' || x.id || ' (provider = ' || case l.collprovider when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end
    || case when l.collprovider in ('i', 'b') then ', locale = ' || quote_literal(${locale})
      else ', lc_collate = ' || quote_literal(l.collcollate) || ', lc_ctype = ' || quote_literal(l.collctype) end
    ${major >= 12 ? `|| case when l.collisdeterministic then '' else ', deterministic = false' end` : ''}
    ${major >= 16 ? `|| coalesce(', rules = ' || quote_literal(l.collicurules), '')` : ''} || ')' as create,
  'DROP COLLATION ' || x.id as drop, ${ownership('l.collowner', null, 'r')}
from pg_collation l join pg_namespace n on n.oid = l.collnamespace, lateral (select ${qualified('n.nspname', 'l.collname')} as id) x
where ${userSchema()} and ${notMember('pg_collation', 'l.oid')}`;
  },
};

const conversion: OtherKind = {
  kind: 'conversion',
  catalog: 'pg_conversion',
  sql: () => `
select c.oid::int8 as oid, x.id,
  'CREATE ' || case when c.condefault then 'DEFAULT ' else '' end || 'CONVERSION ' || x.id || ' FOR ' || quote_literal(pg_encoding_to_char(c.conforencoding))
    || ' TO ' || quote_literal(pg_encoding_to_char(c.contoencoding)) || ' FROM ' || ${functionName('c.conproc')} as create,
  'DROP CONVERSION ' || x.id as drop, ${ownership('c.conowner', null, 'r')}
from pg_conversion c join pg_namespace n on n.oid = c.connamespace, lateral (select ${qualified('n.nspname', 'c.conname')} as id) x
where ${userSchema()} and ${notMember('pg_conversion', 'c.oid')}`,
};

const cast: OtherKind = {
  kind: 'cast',
  catalog: 'pg_cast',
  sql: () => `
select c.oid::int8 as oid, x.id,
  'CREATE CAST (' || x.id || ')' || case c.castmethod when 'f' then ' WITH FUNCTION ' || ${routineId('c.castfunc')} when 'i' then ' WITH INOUT' else ' WITHOUT FUNCTION' end
    || case c.castcontext when 'i' then ' AS IMPLICIT' when 'a' then ' AS ASSIGNMENT' else '' end as create,
  'DROP CAST (' || x.id || ')' as drop
from pg_cast c, lateral (select format_type(c.castsource, null) || ' AS ' || format_type(c.casttarget, null) as id) x
where c.oid >= 16384 and ${notMember('pg_cast', 'c.oid')} and ${notOfType('pg_cast', 'c.oid')}`,
};

const language: OtherKind = {
  kind: 'language',
  catalog: 'pg_language',
  sql: () => `
select l.oid::int8 as oid, quote_ident(l.lanname) as id,
  'CREATE ' || case when l.lanpltrusted then 'TRUSTED ' else '' end || 'LANGUAGE ' || quote_ident(l.lanname)
    || coalesce(' HANDLER ' || ${functionName('l.lanplcallfoid')}, '') || coalesce(' INLINE ' || ${functionName('l.laninline')}, '')
    || coalesce(' VALIDATOR ' || ${functionName('l.lanvalidator')}, '') as create,
  'DROP LANGUAGE ' || quote_ident(l.lanname) as drop, ${ownership('l.lanowner', 'l.lanacl', 'l')}
from pg_language l where l.lanispl and ${notMember('pg_language', 'l.oid')}`,
};

const transform: OtherKind = {
  kind: 'transform',
  catalog: 'pg_transform',
  sql: () => `
select t.oid::int8 as oid, x.id,
  'CREATE TRANSFORM FOR ' || x.id || ' (' || concat_ws(', ', 'FROM SQL WITH FUNCTION ' || ${routineId('t.trffromsql')}, 'TO SQL WITH FUNCTION ' || ${routineId('t.trftosql')}) || ')' as create,
  'DROP TRANSFORM FOR ' || x.id as drop
from pg_transform t join pg_language l on l.oid = t.trflang, lateral (select format_type(t.trftype, null) || ' LANGUAGE ' || quote_ident(l.lanname) as id) x
where ${notMember('pg_transform', 't.oid')}`,
};

const accessMethod: OtherKind = {
  kind: 'access method',
  catalog: 'pg_am',
  sql: () => `
select a.oid::int8 as oid, quote_ident(a.amname) as id,
  'CREATE ACCESS METHOD ' || quote_ident(a.amname) || ' TYPE ' || case a.amtype when 'i' then 'INDEX' else 'TABLE' end || ' HANDLER ' || ${functionName('a.amhandler')} as create,
  'DROP ACCESS METHOD ' || quote_ident(a.amname) as drop
from pg_am a where a.oid >= 16384 and ${notMember('pg_am', 'a.oid')}`,
};

const eventTrigger: OtherKind = {
  kind: 'event trigger',
  catalog: 'pg_event_trigger',
  sql: () => `
select e.oid::int8 as oid, quote_ident(e.evtname) as id,
  'CREATE EVENT TRIGGER ' || quote_ident(e.evtname) || ' ON ' || quote_ident(e.evtevent)
    || coalesce(' WHEN TAG IN (' || (select string_agg(quote_literal(t), ', ' order by t) from unnest(e.evttags) t) || ')', '')
    || ' EXECUTE FUNCTION ' || ${functionName('e.evtfoid')} || '()' as create,
  array[case e.evtenabled when 'D' then 'ALTER EVENT TRIGGER ' || quote_ident(e.evtname) || ' DISABLE'
    when 'R' then 'ALTER EVENT TRIGGER ' || quote_ident(e.evtname) || ' ENABLE REPLICA'
    when 'A' then 'ALTER EVENT TRIGGER ' || quote_ident(e.evtname) || ' ENABLE ALWAYS' end] as more,
  'DROP EVENT TRIGGER ' || quote_ident(e.evtname) as drop, ${ownership('e.evtowner', null, 'r')}
from pg_event_trigger e where ${notMember('pg_event_trigger', 'e.oid')}`,
};

export const languageKinds: readonly OtherKind[] = [
  collation,
  conversion,
  cast,
  language,
  transform,
  accessMethod,
  eventTrigger,
];
