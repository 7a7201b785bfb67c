/** Foreign data wrappers, servers and user mappings. */
import { functionName, notMember, ownership, sqlOptions } from '../sql.js';
import type { OtherKind } from './kind.js';

const clause = (options: string) =>
  `coalesce(' OPTIONS (' || nullif(array_to_string(${options}, ', '), '') || ')', '')`;

/** Options that must not reach a snapshot file; a user mapping that has one is reported as unmodelled. */
export const secretOption = `(password|secret|token|access_key)`;

const wrapper: OtherKind = {
  kind: 'foreign data wrapper',
  catalog: 'pg_foreign_data_wrapper',
  sql: () => `
select w.oid::int8 as oid, quote_ident(w.fdwname) as id,
  'CREATE FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname) || coalesce(' HANDLER ' || ${functionName('w.fdwhandler')}, '')
    || coalesce(' VALIDATOR ' || ${functionName('w.fdwvalidator')}, '') || ${clause(sqlOptions('w.fdwoptions'))} as create,
  'DROP FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname) as drop, ${ownership('w.fdwowner', 'w.fdwacl', 'F')}
from pg_foreign_data_wrapper w where ${notMember('pg_foreign_data_wrapper', 'w.oid')}`,
};

const server: OtherKind = {
  kind: 'foreign server',
  catalog: 'pg_foreign_server',
  sql: () => `
select s.oid::int8 as oid, quote_ident(s.srvname) as id,
  'CREATE SERVER ' || quote_ident(s.srvname) || coalesce(' TYPE ' || quote_literal(s.srvtype), '')
    || coalesce(' VERSION ' || quote_literal(s.srvversion), '') || ' FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname)
    || ${clause(sqlOptions('s.srvoptions'))} as create,
  'DROP SERVER ' || quote_ident(s.srvname) as drop, ${ownership('s.srvowner', 's.srvacl', 'S')}
from pg_foreign_server s join pg_foreign_data_wrapper w on w.oid = s.srvfdw where ${notMember('pg_foreign_server', 's.oid')}`,
};

const userMapping: OtherKind = {
  kind: 'user mapping',
  catalog: 'pg_user_mapping',
  sql: () => `
select u.umid::int8 as oid, x.role || ' on ' || quote_ident(u.srvname) as id,
  'CREATE USER MAPPING FOR ' || x.role || ' SERVER ' || quote_ident(u.srvname)
    || ${clause(`array(select quote_ident(o.option_name) || ' ' || quote_literal(o.option_value) from pg_options_to_table(u.umoptions) o where o.option_name !~* '${secretOption}' order by o.option_name)`)} as create,
  'DROP USER MAPPING FOR ' || x.role || ' SERVER ' || quote_ident(u.srvname) as drop
from pg_user_mappings u, lateral (select case when u.umuser = 0 then 'PUBLIC' else quote_ident(u.usename) end as role) x
where ${notMember('pg_foreign_server', 'u.srvid')}`,
};

export const foreignKinds: readonly OtherKind[] = [wrapper, server, userMapping];
