import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { describeOnServers, type Server, startServer } from '../../../test/support/describe.js';
import { WesleyError } from '../../diagnostics/index.js';
import { resolveConnection } from './conninfo.js';
import { QueryError } from './database.js';
import { openPostgres, PostgresSession } from './postgres.js';

const open = (spec: string) => openPostgres(resolveConnection(spec, { PGPASSFILE: '/nowhere' })!);

async function refusal(promise: Promise<unknown>): Promise<WesleyError> {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(WesleyError);
  expect(error.message).not.toContain('hunter2');
  expect(error.exitCode).toBe(69);
  return error;
}

it('nothing listens', async () => {
  const probe = createServer().listen(0, '127.0.0.1');
  const { port } = await new Promise<{ port: number }>((ok) =>
    probe.once('listening', () => ok(probe.address() as never)),
  );
  await new Promise((ok) => probe.close(ok));
  const error = await refusal(open(`postgres://ann:hunter2@127.0.0.1:${port}/d`));
  expect(error.diagnostics[0]).toMatchObject({
    code: 'db/unreachable',
    message: `cannot connect to database "d" at 127.0.0.1:${port} as user "ann": nothing listens there (connection refused)`,
  });
});

it('no such socket, no such host', async () => {
  expect((await refusal(open('postgresql:///d?host=/nowhere'))).message).toMatch(/no such socket/);
  expect((await refusal(open('postgres://no-such-host.invalid/d'))).message).toMatch(
    /"no-such-host.invalid" is not known/,
  );
});

it('a server that never answers', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  const { port } = await new Promise<{ port: number }>((ok) =>
    silent.once('listening', () => ok(silent.address() as never)),
  );
  const error = await refusal(open(`host=127.0.0.1 port=${port} user=a connect_timeout=1 sslmode=disable`));
  expect(error.message).toMatch(/no answer within 1 s/);
  silent.close();
});

describeOnServers([14, 18], 'a server', (major) => {
  let server: Server;

  it('refuses for a reason that can be read', async () => {
    server = await startServer(major, {
      hba: ['host all ann 127.0.0.1/32 scram-sha-256', 'host all bob 127.0.0.1/32 reject'],
    });
    const admin = await open(server.url());
    await admin.exec("create role ann login password 'hunter2'; create role bob login");
    await admin.close();
    const at = `127.0.0.1:${server.port}`;

    const ok = await open(`postgres://ann:hunter2@${at}/postgres`);
    expect(await ok.query('select current_user::text as me')).toEqual([{ me: 'ann' }]);
    await ok.close();

    const wrong = await refusal(open(`postgres://ann:hunter2x@${at}/postgres`));
    expect(wrong.diagnostics[0]!.code).toBe('db/authentication');
    const missing = await refusal(open(`postgres://ann@${at}/postgres`));
    expect(missing.message).toMatch(/asks for a password and none is given/);
    expect((await refusal(open(`postgres://bob@${at}/postgres`))).diagnostics[0]!.code).toBe(
      'db/authentication',
    );
    expect((await refusal(open(`postgres://postgres@${at}/shop`))).diagnostics[0]).toMatchObject({
      code: 'db/unknown-database',
      message: `there is no database "shop" at ${at}`,
    });
    const tls = await refusal(open(`postgres://postgres@${at}/postgres?sslmode=require`));
    expect(tls.diagnostics[0]!.code).toBe('db/tls');
    expect(tls.message).toMatch(/the server has no TLS, and sslmode=require needs it/);
    const bound = await refusal(open(`postgres://ann:hunter2@${at}/postgres?channel_binding=require`));
    expect(bound.message).toMatch(/channel_binding=require/);
  });

  it('says what a statement did wrong', async () => {
    const database = await open(server.url());
    const error = await database
      .exec("create table t (id int check (id > 0)); select 'é' from tt")
      .catch((e) => e);
    expect(error).toBeInstanceOf(QueryError);
    expect(error).toMatchObject({ code: '42P01', position: 57, connectionLost: false });
    await database.exec('create table t (id int constraint positive check (id > 0))');
    expect(await database.exec('insert into t values (-1)').catch((e) => e)).toMatchObject({
      code: '23514',
      schema: 'public',
      table: 't',
      constraint: 'positive',
    });
    expect(
      await database.query(
        "select 1::int8 as a, 1.50 as b, true as c, array['x',null] as d, null as e, '{\"k\":1}'::json as f, now()::date - now()::date as g",
      ),
    ).toEqual([{ a: '1', b: '1.50', c: true, d: ['x', null], e: null, f: { k: 1 }, g: 0 }]);
    expect(await database.query('select $1::int[] as a, $2::text as b', [[1, 2], "it's"])).toEqual([
      { a: [1, 2], b: "it's" },
    ]);
    await database.close();
  });

  it('a session knows its process, hears notices, and knows when it is lost', async () => {
    const fields = resolveConnection(server.url(), {})!;
    const session = await PostgresSession.open(fields);
    const notices: string[] = [];
    session.onNotice((notice) => notices.push(notice.message));
    const results = await session.run(
      "do $$ begin raise notice 'hi'; end $$; select 1 as one; create table n ()",
    );
    expect(results.map((result) => result.command)).toEqual(['DO', 'SELECT', 'CREATE']);
    expect(notices).toEqual(['hi']);
    expect((await session.query('select pg_backend_pid() as pid')).rows).toEqual([
      { pid: session.processId },
    ]);

    const lost = new Promise((ok) => session.onLost(ok));
    const admin = await PostgresSession.open(fields);
    const running = session.run('select pg_sleep(10)').catch((e) => e);
    await admin.query('select pg_terminate_backend($1)', [session.processId]);
    expect(await running).toMatchObject({ code: '57P01', connectionLost: true });
    await lost;
    expect(await session.run('select 1').catch((e) => e)).toMatchObject({ connectionLost: true });
    await session.end();
    await admin.end();
    await server.stop();
  });
});
