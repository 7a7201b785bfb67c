/** How an in-memory database becomes as good as new: drop what there is, then prove that nothing is left. */

/** Each is sent on its own: some of them must be the only statement of a message. */
export const dropEverything: readonly string[] = [
  'rollback',
  // RESET SESSION AUTHORIZATION does not come back to the superuser in PGlite.
  'set session authorization postgres',
  'discard all',
  `do $$
  declare one record;
  begin
    for one in select evtname as name from pg_event_trigger loop
      execute format('drop event trigger %I', one.name);
    end loop;
    for one in select pubname as name from pg_publication loop
      execute format('drop publication %I', one.name);
    end loop;
    for one in select extname as name from pg_extension where extname <> 'plpgsql' loop
      execute format('drop extension if exists %I cascade', one.name);
    end loop;
    for one in select fdwname as name from pg_foreign_data_wrapper loop
      execute format('drop foreign data wrapper %I cascade', one.name);
    end loop;
    for one in select nspname as name from pg_namespace
               where nspname !~ '^pg_(catalog$|toast|temp_)' and nspname <> 'information_schema' loop
      execute format('drop schema %I cascade', one.name);
    end loop;
    for one in select oid from pg_largeobject_metadata loop
      perform lo_unlink(one.oid);
    end loop;
    for one in select rolname as name from pg_roles where oid >= 16384 loop
      execute format('drop owned by %I cascade', one.name);
      execute format('drop role %I', one.name);
    end loop;
    for one in select r.rolname as role, d.datname as database
               from pg_db_role_setting s left join pg_roles r on r.oid = s.setrole left join pg_database d on d.oid = s.setdatabase loop
      execute case when one.role is null then format('alter database %I reset all', one.database)
                   when one.database is null then format('alter role %I reset all', one.role)
                   else format('alter role %I in database %I reset all', one.role, one.database) end;
    end loop;
    create schema public authorization pg_database_owner;
    comment on schema public is 'standard public schema';
    grant usage on schema public to public;
  end $$`,
  'set search_path to default',
];

const catalogs =
  `pg_class pg_type pg_proc pg_operator pg_opclass pg_opfamily pg_cast pg_conversion pg_language pg_foreign_data_wrapper
  pg_foreign_server pg_extension pg_authid pg_event_trigger pg_publication pg_subscription pg_ts_config pg_ts_dict
  pg_ts_parser pg_ts_template pg_am pg_collation pg_transform pg_policy pg_statistic_ext pg_largeobject_metadata
  pg_default_acl pg_tablespace pg_database pg_parameter_acl pg_trigger pg_rewrite pg_constraint`.split(/\s+/);

/** True when no object of the user is left and the system's own are untouched where a user can touch them. */
export const leftovers = `select
  ${catalogs.map((name) => `not exists (select from ${name} where oid >= 16384)`).join('\n  and ')}
  and (select count(*) from pg_namespace where oid >= 16384 and nspname !~ '^pg_(toast_)?temp_') = 1
  and not exists (select from pg_db_role_setting)
  and not exists (select from pg_seclabel) and not exists (select from pg_shseclabel)
  and not exists (select from pg_auth_members where oid >= 16384)
  and not exists (select from pg_file_settings where sourcefile like '%auto.conf')
  and not exists (select from pg_class c join pg_namespace n on n.oid = relnamespace
                  where c.relacl is distinct from (select initprivs from pg_init_privs p where p.objoid = c.oid and p.classoid = 'pg_class'::regclass and p.objsubid = 0) and n.nspname = 'pg_catalog')
  and not exists (select from pg_proc f
                  where f.proacl is distinct from (select initprivs from pg_init_privs p where p.objoid = f.oid and p.classoid = 'pg_proc'::regclass))
  and not exists (select from pg_shdescription where objoid = (select oid from pg_database where datname = current_database()) and description not like 'default administrative%')
  and (select datacl is null from pg_database where datname = current_database())
  and pg_relation_size('pg_attribute') < 33554432
  as clean`;
