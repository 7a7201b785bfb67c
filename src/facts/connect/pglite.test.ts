import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WesleyError } from '../../diagnostics/index.js';
import { QueryError } from './database.js';
import { bundledExtensions, extensionsNamedIn } from './extensions.js';
import { openDatabase } from './open.js';
import { openPglite, type PgliteDatabase } from './pglite.js';

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as QueryError,
  );

describe('PGlite in memory', () => {
  let database: PgliteDatabase;
  beforeAll(async () => {
    database = await openPglite();
  });
  afterAll(() => database.close());

  it('is like a real server where a real server matters', async () => {
    expect(await database.serverVersion()).toMatchObject({ major: 18 });
    expect(
      await database.query(
        "select current_setting('search_path') as path, current_setting('default_text_search_config') as search, current_user::text as me",
      ),
    ).toEqual([{ path: '"$user", public', search: 'pg_catalog.english', me: 'postgres' }]);
  });

  it('gives the same values as the driver', async () => {
    expect(
      await database.query(
        "select 1::int8 as a, 1.50 as b, true as c, array['x',null] as d, null as e, '{\"k\":1}'::json as f, 7 as g",
      ),
    ).toEqual([{ a: '1', b: '1.50', c: true, d: ['x', null], e: null, f: { k: 1 }, g: 7 }]);
    expect(await database.query('select $1::int[] as a, $2::text as b', [[1, 2], "it's"])).toEqual([
      { a: [1, 2], b: "it's" },
    ]);
  });

  it('says what a statement did wrong, and undoes the whole text', async () => {
    const error = await failure(database.exec("create table t (id int check (id > 0)); select 'é' from tt"));
    expect(error).toBeInstanceOf(QueryError);
    expect(error).toMatchObject({ code: '42P01', position: 57, connectionLost: false });
    expect(await database.query("select to_regclass('t') as t")).toEqual([{ t: null }]);
    expect(await failure(database.query('select $1::int', ['x']))).toMatchObject({ code: '22P02' });
    await database.exec('');
    await database.exec('-- nothing');
  });

  it('runs out of stack with an error, and lives on', async () => {
    const deep = [
      `select ${Array(20_000).fill('1').join('+')}`,
      'do $$ begin create function f() returns int language plpgsql as $f$ begin return f(); end $f$; perform f(); end $$',
    ];
    for (const sql of deep) expect(await failure(database.exec(sql))).toMatchObject({ code: '54001' });
    expect(await database.query('select 42 as answer')).toEqual([{ answer: 42 }]);
  });

  it('refuses data that does not come', async () => {
    expect(await failure(database.exec('create table c (i int); copy c from stdin'))).toMatchObject({
      code: '57014',
    });
    expect(await database.query('select 42 as answer')).toEqual([{ answer: 42 }]);
  });

  it('is as good as new after a reset', async () => {
    const identity = () => database.query('select pg_postmaster_start_time()::text as id');
    const before = await identity();
    await database.exec(`create role ann; create schema s authorization ann; create table s.a (id bigint primary key);
      create table b (a bigint references s.a); create type s.e as enum ('x'); create view s.v as select * from b;
      create function s.f() returns int language sql as 'select 1'; comment on schema public is 'mine';
      alter default privileges in schema s grant select on tables to ann; grant all on schema public to ann;
      alter database postgres set work_mem = '1MB'; create publication p for all tables;
      create function s.g() returns event_trigger language plpgsql as 'begin end';
      create event trigger t on ddl_command_end execute function s.g(); set search_path = s`);
    await database.exec('begin');
    await database.exec('create table left_open ()');
    await database.reset();
    expect(await identity()).toEqual(before);
    expect(
      await database.query(`select (select count(*) from pg_class where oid >= 16384) as relations,
        current_setting('search_path') as path, obj_description('public'::regnamespace) as comment,
        (select nspacl::text from pg_namespace where nspname = 'public') as acl`),
    ).toEqual([
      {
        relations: '0',
        path: '"$user", public',
        comment: 'standard public schema',
        acl: '{pg_database_owner=UC/pg_database_owner,=U/pg_database_owner}',
      },
    ]);
  });

  it('is replaced when a reset cannot clean it', async () => {
    await database.exec('grant select on pg_catalog.pg_authid to public');
    await database.reset();
    expect(
      await database.query("select relacl::text as acl from pg_class where relname = 'pg_authid'"),
    ).toEqual([{ acl: '{postgres=arwdDxtm/postgres}' }]);
  });
});

it('stops a statement that takes too long by ending the database', async () => {
  const database = await openPglite({ limitMs: 2000 });
  expect(await failure(database.query('select pg_sleep(30)'))).toMatchObject({
    code: '57014',
    connectionLost: true,
  });
  expect(await failure(database.query('select 1'))).toMatchObject({ connectionLost: true });
  await database.reset();
  expect(await database.query('select 1 as one')).toEqual([{ one: 1 }]);
  await database.close();
});

it('has every extension of its list, and loads only what is asked for', async () => {
  const database = await openPglite({
    extensions: [...bundledExtensions, 'no_such'],
    searchPath: 'pg_catalog',
  });
  for (const name of bundledExtensions) await database.exec(`create extension "${name}" schema public`);
  expect(await database.query('show search_path')).toEqual([{ search_path: 'pg_catalog' }]);
  await database.reset();
  expect(await database.query('select extname from pg_extension')).toEqual([{ extname: 'plpgsql' }]);
  await database.close();
});

it('finds extensions in SQL', () => {
  const sql =
    'CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;\ncreate extension PostGIS; create  extension citext';
  expect(extensionsNamedIn(sql)).toEqual(['uuid-ossp', 'postgis', 'citext']);
  expect(extensionsNamedIn('comment on extension citext is 1')).toEqual([]);
});

describe('PGlite in a folder', () => {
  let folder: string;
  beforeAll(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'wesley-folder-')), 'db');
  });
  afterAll(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

  it('keeps what was written, for one at a time', async () => {
    const first = await openDatabase(`pglite:${folder}`, {});
    await first.exec('create table kept (id int); insert into kept values (1)');
    const error = (await failure(openPglite({ dataDir: folder }))) as unknown as WesleyError;
    expect(error).toBeInstanceOf(WesleyError);
    expect(error.diagnostics[0]!.code).toBe('db/pglite-locked');
    await first.close();
    expect(existsSync(join(folder, '.wesley.lock'))).toBe(false);
    const second = await openPglite({ dataDir: folder });
    expect(await second.query('select id from kept')).toEqual([{ id: 1 }]);
    await second.close();
  });

  it('takes the lock of a process that is gone', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const boot = existsSync('/proc/sys/kernel/random/boot_id')
      ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      : '';
    for (const stale of [
      { pid: gone, host: hostname(), boot },
      { pid: process.pid, host: hostname(), boot },
      { pid: 1, host: hostname(), boot: 'earlier' },
    ]) {
      writeFileSync(join(folder, '.wesley.lock'), JSON.stringify(stale));
      await (await openPglite({ dataDir: folder })).close();
    }
    for (const alive of [
      { pid: 1, host: hostname(), boot },
      { pid: 1, host: 'elsewhere', boot },
    ]) {
      writeFileSync(join(folder, '.wesley.lock'), JSON.stringify(alive));
      expect(await failure(openPglite({ dataDir: folder }))).toBeInstanceOf(WesleyError);
    }
  });

  it('does not touch a folder that holds something else', async () => {
    const other = mkdtempSync(join(tmpdir(), 'wesley-other-'));
    writeFileSync(join(other, 'thesis.txt'), '');
    expect(String(await failure(openPglite({ dataDir: other })))).toMatch(/not empty and holds no database/);
    writeFileSync(join(other, 'PG_VERSION'), '15\n');
    expect(String(await failure(openPglite({ dataDir: other })))).toMatch(/of PostgreSQL 15/);
    rmSync(other, { recursive: true });
  });
});

it('nothing is guessed when no database is named', async () => {
  const error = (await failure(openDatabase(undefined, {}))) as unknown as WesleyError;
  expect(error.diagnostics[0]!.code).toBe('db/not-named');
  expect(error.exitCode).toBe(64);
});
