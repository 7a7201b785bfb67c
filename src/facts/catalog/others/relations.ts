/** What belongs to relations: rewrite rules, extended statistics, publications. */
import { notMember, ownership, qualified, relationName, userSchema } from '../sql.js';
import type { OtherKind } from './kind.js';

const rule: OtherKind = {
  kind: 'rule',
  catalog: 'pg_rewrite',
  sql: () => `
select r.oid::int8 as oid, x.id || '.' || r.rulename as id, pg_get_ruledef(r.oid) as create, x.id as table,
  array[case r.ev_enabled when 'D' then 'ALTER TABLE ' || x.id || ' DISABLE RULE ' || quote_ident(r.rulename)
    when 'R' then 'ALTER TABLE ' || x.id || ' ENABLE REPLICA RULE ' || quote_ident(r.rulename)
    when 'A' then 'ALTER TABLE ' || x.id || ' ENABLE ALWAYS RULE ' || quote_ident(r.rulename) end] as more,
  'DROP RULE ' || quote_ident(r.rulename) || ' ON ' || x.id as drop
from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace,
  lateral (select ${qualified('n.nspname', 'c.relname')} as id) x
where r.rulename <> '_RETURN' and c.relpersistence <> 't' and ${userSchema()} and ${notMember('pg_class', 'c.oid')} and ${notMember('pg_rewrite', 'r.oid')}`,
};

const statistics: OtherKind = {
  kind: 'statistics',
  catalog: 'pg_statistic_ext',
  sql: (major) => `
select s.oid::int8 as oid, x.id, pg_get_statisticsobjdef(s.oid) as create, ${relationName('s.stxrelid')} as table,
  ${major >= 13 ? `array[case when s.stxstattarget >= 0 then 'ALTER STATISTICS ' || x.id || ' SET STATISTICS ' || s.stxstattarget end]` : 'null'} as more,
  'DROP STATISTICS ' || x.id as drop, ${ownership('s.stxowner', null, 'r')}
from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace,
  lateral (select ${qualified('n.nspname', 's.stxname')} as id) x
where ${userSchema()} and ${notMember('pg_statistic_ext', 's.oid')}`,
};

const publication: OtherKind = {
  kind: 'publication',
  catalog: 'pg_publication',
  sql: (major) => {
    const columns =
      major >= 15
        ? `|| coalesce((select ' (' || string_agg(quote_ident(a.attname), ', ' order by a.attnum) || ')' from pg_attribute a where a.attrelid = r.prrelid and a.attnum = any (r.prattrs::int2[])), '')
        || coalesce(' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', '')`
        : '';
    const schemas =
      major >= 15
        ? `, (select 'TABLES IN SCHEMA ' || string_agg(quote_ident(s.nspname), ', ' order by s.nspname) from pg_publication_namespace pn join pg_namespace s on s.oid = pn.pnnspid where pn.pnpubid = p.oid)`
        : '';
    return `
select p.oid::int8 as oid, quote_ident(p.pubname) as id,
  'CREATE PUBLICATION ' || quote_ident(p.pubname)
    || case when p.puballtables then ' FOR ALL TABLES' else coalesce(' FOR ' || nullif(concat_ws(', ', (select 'TABLE ' || string_agg(member, ', ' order by member) from (
      select 'ONLY ' || ${relationName('r.prrelid')} ${columns} as member from pg_publication_rel r where r.prpubid = p.oid) m)${schemas}), ''), '') end
    || coalesce(' WITH (' || nullif(concat_ws(', ',
      case when not (p.pubinsert and p.pubupdate and p.pubdelete and p.pubtruncate) then 'publish = ''' || concat_ws(', ',
        case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
        case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end) || '''' end
      ${major >= 13 ? `, case when p.pubviaroot then 'publish_via_partition_root = true' end` : ''}
      ${major >= 18 ? `, case when p.pubgencols = 's' then 'publish_generated_columns = stored' end` : ''}), '') || ')', '') as create,
  'DROP PUBLICATION ' || quote_ident(p.pubname) as drop, ${ownership('p.pubowner', null, 'r')}
from pg_publication p where ${notMember('pg_publication', 'p.oid')}`;
  },
};

export const relationKinds: readonly OtherKind[] = [rule, statistics, publication];
