/** Operators, operator families and operator classes. */
import { functionName, notMember, operatorName, ownership, qualified, userSchema } from '../sql.js';
import type { OtherKind } from './kind.js';

const operator: OtherKind = {
  kind: 'operator',
  catalog: 'pg_operator',
  sql: () => `
select o.oid::int8 as oid, x.name || ' (' || x.sides || ')' as id,
  'CREATE OPERATOR ' || x.name || ' (' || concat_ws(', ', 'FUNCTION = ' || ${functionName('o.oprcode')},
    'LEFTARG = ' || case when o.oprleft <> 0 then format_type(o.oprleft, null) end,
    'RIGHTARG = ' || case when o.oprright <> 0 then format_type(o.oprright, null) end,
    'COMMUTATOR = ' || ${operatorName('o.oprcom')}, 'NEGATOR = ' || ${operatorName('o.oprnegate')},
    'RESTRICT = ' || ${functionName('o.oprrest')}, 'JOIN = ' || ${functionName('o.oprjoin')},
    case when o.oprcanhash then 'HASHES' end, case when o.oprcanmerge then 'MERGES' end) || ')' as create,
  'DROP OPERATOR ' || x.name || ' (' || x.sides || ')' as drop, ${ownership('o.oprowner', null, 'r')}
from pg_operator o join pg_namespace n on n.oid = o.oprnamespace, lateral (select quote_ident(n.nspname) || '.' || o.oprname as name,
  case when o.oprleft = 0 then 'NONE' else format_type(o.oprleft, null) end || ', ' || case when o.oprright = 0 then 'NONE' else format_type(o.oprright, null) end as sides) x
where o.oprcode <> 0 and ${userSchema()} and ${notMember('pg_operator', 'o.oid')}`,
};

const inClass = (catalog: string, oid: string, opclass?: string) =>
  `exists (select from pg_depend d where d.classid = '${catalog}'::regclass and d.objid = ${oid} and d.refclassid = 'pg_opclass'::regclass${opclass === undefined ? '' : ` and d.refobjid = ${opclass}`})`;

/** Members of a family, as they are written in CREATE OPERATOR CLASS and ALTER OPERATOR FAMILY ... ADD. */
function members(family: string, operators: string, functions: string): string {
  return `
    select 1 as part, ao.amopstrategy as number, 'OPERATOR ' || ao.amopstrategy || ' ' || ao.amopopr::regoperator::text
      || coalesce((select ' FOR ORDER BY ' || ${qualified('sn.nspname', 'sf.opfname')} from pg_opfamily sf join pg_namespace sn on sn.oid = sf.opfnamespace where sf.oid = ao.amopsortfamily), '') as member
    from pg_amop ao where ao.amopfamily = ${family} and ${operators}
    union all
    select 2, ap.amprocnum, 'FUNCTION ' || ap.amprocnum || ' (' || format_type(ap.amproclefttype, null) || ', ' || format_type(ap.amprocrighttype, null) || ') ' || ap.amproc::regprocedure::text
    from pg_amproc ap where ap.amprocfamily = ${family} and ${functions}`;
}

const family: OtherKind = {
  kind: 'operator family',
  catalog: 'pg_opfamily',
  sql: () => `
select f.oid::int8 as oid, x.id, 'CREATE OPERATOR FAMILY ' || x.id as create,
  array[(select 'ALTER OPERATOR FAMILY ' || x.id || ' ADD ' || string_agg(m.member, ', ' order by m.part, m.number, m.member)
    from (${members('f.oid', `not ${inClass('pg_amop', 'ao.oid')}`, `not ${inClass('pg_amproc', 'ap.oid')}`)}) m)] as more,
  'DROP OPERATOR FAMILY ' || x.id as drop, ${ownership('f.opfowner', null, 'r')}
from pg_opfamily f join pg_namespace n on n.oid = f.opfnamespace join pg_am a on a.oid = f.opfmethod,
  lateral (select ${qualified('n.nspname', 'f.opfname')} || ' USING ' || quote_ident(a.amname) as id) x
where ${userSchema()} and ${notMember('pg_opfamily', 'f.oid')}`,
};

const operatorClass: OtherKind = {
  kind: 'operator class',
  catalog: 'pg_opclass',
  sql: () => `
select c.oid::int8 as oid, x.name || ' USING ' || x.method as id,
  'CREATE OPERATOR CLASS ' || x.name || case when c.opcdefault then ' DEFAULT' else '' end || ' FOR TYPE ' || format_type(c.opcintype, null)
    || ' USING ' || x.method || ' FAMILY ' || (select ${qualified('fn.nspname', 'f.opfname')} from pg_opfamily f join pg_namespace fn on fn.oid = f.opfnamespace where f.oid = c.opcfamily)
    || ' AS ' || concat_ws(', ', case when c.opckeytype <> 0 then 'STORAGE ' || format_type(c.opckeytype, null) end,
      coalesce((select string_agg(m.member, ', ' order by m.part, m.number, m.member) from (${members('c.opcfamily', inClass('pg_amop', 'ao.oid', 'c.oid'), inClass('pg_amproc', 'ap.oid', 'c.oid'))}) m),
        case when c.opckeytype = 0 then 'STORAGE ' || format_type(c.opcintype, null) end)) as create,
  'DROP OPERATOR CLASS ' || x.name || ' USING ' || x.method as drop, ${ownership('c.opcowner', null, 'r')}
from pg_opclass c join pg_namespace n on n.oid = c.opcnamespace join pg_am a on a.oid = c.opcmethod,
  lateral (select ${qualified('n.nspname', 'c.opcname')} as name, quote_ident(a.amname) as method) x
where ${userSchema()} and ${notMember('pg_opclass', 'c.oid')}`,
};

export const operatorKinds: readonly OtherKind[] = [operator, family, operatorClass];
