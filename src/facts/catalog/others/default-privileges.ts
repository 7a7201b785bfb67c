/** ALTER DEFAULT PRIVILEGES: one object for each grantee, kind of object, schema and role. */
import { ownSchema } from '../sql.js';
import type { OtherKind } from './kind.js';

/**
 * In a schema the entries are added to the defaults; without one they replace the built-in defaults, so only the
 * difference to those is an object: what is granted beyond them, and what is revoked from them.
 */
export const defaultPrivileges: OtherKind = {
  kind: 'default privileges',
  catalog: 'pg_default_acl',
  sql: () => `
with defaults as (
  select d.oid, d.defaclrole, n.nspname, d.defaclacl as acl,
    case when d.defaclnamespace = 0 then acldefault(case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end, d.defaclrole) end as usual,
    case d.defaclobjtype when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'f' then 'ROUTINES' when 'T' then 'TYPES' when 'n' then 'SCHEMAS' else 'LARGE OBJECTS' end as objects
  from pg_default_acl d left join pg_namespace n on n.oid = d.defaclnamespace
  where d.defaclnamespace = 0 or n.nspname <> '${ownSchema}'
), changes as (
  select d.oid, d.defaclrole, d.nspname, d.objects, true as granted, e.grantee, e.privilege_type, e.is_grantable from defaults d, aclexplode(d.acl) e
    where not exists (select from aclexplode(d.usual) u where u.grantee = e.grantee and u.privilege_type = e.privilege_type and u.is_grantable = e.is_grantable)
  union all
  select d.oid, d.defaclrole, d.nspname, d.objects, false, u.grantee, u.privilege_type, u.is_grantable from defaults d, aclexplode(d.usual) u
    where not exists (select from aclexplode(d.acl) e where u.grantee = e.grantee and u.privilege_type = e.privilege_type)
), grouped as (
  select c.oid, c.objects, c.granted, c.is_grantable, string_agg(c.privilege_type, ', ' order by c.privilege_type) as privileges,
    case when c.grantee = 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(c.grantee)) end as grantee,
    case when pg_get_userbyid(c.defaclrole) <> current_user then ' FOR ROLE ' || quote_ident(pg_get_userbyid(c.defaclrole)) else '' end
      || coalesce(' IN SCHEMA ' || quote_ident(c.nspname), '') as scope
  from changes c group by c.oid, c.defaclrole, c.nspname, c.objects, c.granted, c.grantee, c.is_grantable
)
select g.oid::int8 as oid, case when g.granted then '' else 'not ' end || lower(g.objects) || ' to ' || g.grantee || g.scope || case when g.is_grantable then ' WITH GRANT OPTION' else '' end as id,
  'ALTER DEFAULT PRIVILEGES' || g.scope || case when g.granted then ' GRANT ' || g.privileges || ' ON ' || g.objects || ' TO ' || g.grantee || case when g.is_grantable then ' WITH GRANT OPTION' else '' end
    else ' REVOKE ' || g.privileges || ' ON ' || g.objects || ' FROM ' || g.grantee end as create,
  'ALTER DEFAULT PRIVILEGES' || g.scope || case when g.granted then ' REVOKE ' || g.privileges || ' ON ' || g.objects || ' FROM ' || g.grantee
    else ' GRANT ' || g.privileges || ' ON ' || g.objects || ' TO ' || g.grantee end as drop
from grouped g`,
};
