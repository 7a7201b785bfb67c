/** What a database may hold and a state cannot say: listed by name, so that nothing is dropped in silence. */
import { secretOption } from './others/foreign.js';
import { notMember, qualified, userSchema } from './sql.js';

export function unmodelledSql(major: number): string {
  const relation = qualified('n.nspname', 'c.relname');
  const parts = [
    `select 'subscription' as kind, quote_ident(s.subname) as id from pg_subscription s where s.subdbid = (select oid from pg_database where datname = current_database())`,
    `select case when t.typisdefined then 'base type' else 'shell type' end, ${qualified('n.nspname', 't.typname')} from pg_type t join pg_namespace n on n.oid = t.typnamespace
      where t.typtype in ('b', 'p') and not exists (select from pg_type e where e.typarray = t.oid) and ${userSchema()} and ${notMember('pg_type', 't.oid')}`,
    `select 'shell operator', quote_ident(n.nspname) || '.' || o.oprname from pg_operator o join pg_namespace n on n.oid = o.oprnamespace where o.oprcode = 0 and ${userSchema()}`,
    `select 'security label', l.objtype || ' ' || l.objname || ' for ' || l.provider from pg_seclabels l where l.objtype not in ('database', 'role', 'tablespace', 'subscription', 'large object')`,
    `select 'user mapping secret', case when u.umuser = 0 then 'PUBLIC' else quote_ident(u.usename) end || ' on ' || quote_ident(u.srvname) from pg_user_mappings u
      where exists (select from pg_options_to_table(u.umoptions) o where o.option_name ~* '${secretOption}')`,
    `select 'relation kind ' || c.relkind::text, ${relation} from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind not in ('r', 'p', 'f', 'v', 'm', 'i', 'I', 'S', 't', 'c') and ${userSchema()}`,
  ];
  if (major >= 14) {
    parts.push(
      `select 'partition with a pending detach', ${relation} from pg_inherits h join pg_class c on c.oid = h.inhrelid join pg_namespace n on n.oid = c.relnamespace where h.inhdetachpending`,
    );
  }
  if (major < 12) {
    parts.push(
      `select 'table with oids', ${relation} from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relhasoids and ${userSchema()} and ${notMember('pg_class', 'c.oid')}`,
    );
  }
  return parts.join('\nunion all\n');
}
