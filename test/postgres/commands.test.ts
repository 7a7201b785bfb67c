/** The commands on a real server: who may not, who is not let in, and a plan from one database to SQL and back. */
import { afterAll, expect, it } from 'vitest';
import { openDatabase } from '../../src/facts/connect/open.js';
import { Workplace } from '../cli/command-line.js';
import { describeOnServers, type Server, startServer } from '../support/describe.js';

const place = new Workplace();

afterAll(() => place.remove());

async function newDatabase(server: Server, name: string, sql: string): Promise<string> {
  const url = await server.createDatabase(name);
  const db = await openDatabase(url, {});
  await db.exec(sql);
  await db.close();
  return url;
}

describeOnServers([18], 'commands', (major, server) => {
  it('plan, apply and check on the database that a plan made', async () => {
    const url = await newDatabase(
      await server(),
      'commands_flow',
      "CREATE TABLE orders (id bigint PRIMARY KEY, region text); INSERT INTO orders SELECT i, 'EU' FROM generate_series(1, 1000) i",
    );
    place.write(
      'after.sql',
      'CREATE TABLE orders (id bigint PRIMARY KEY, region text NOT NULL); CREATE INDEX orders_region_idx ON orders (region);',
    );
    expect(await place.wesley(['plan', '--from', url, '--to', 'after.sql', '-o', 'plan.json'])).toMatchObject(
      { code: 0 },
    );
    const ended = await place.wesley(['apply', 'plan.json', '--database', url]);
    expect(ended).toMatchObject({ code: 0, out: expect.stringMatching(/^done: /) });
    const same = await place.wesley(['plan', '--from', url, '--to', 'after.sql', '--exit-code']);
    expect(same).toMatchObject({ code: 0, out: 'nothing to do: both states are the same\n' });
    const stale = await place.wesley(['status', 'plan.json', '--database', url]);
    expect(stale).toMatchObject({ code: 0 });
  });

  it('a role that may not change the table: refused, nothing changed', async () => {
    const url = await newDatabase(
      await server(),
      'commands_rights',
      'CREATE TABLE orders (id bigint PRIMARY KEY); DROP ROLE IF EXISTS commands_guest; CREATE ROLE commands_guest LOGIN',
    );
    place.write('wider.sql', 'CREATE TABLE orders (id bigint PRIMARY KEY, note text);');
    await place.wesley(['plan', '--from', url, '--to', 'wider.sql', '-o', 'rights.json']);
    const guest = new URL(url);
    guest.username = 'commands_guest';
    const ended = await place.wesley(['apply', 'rights.json', '--database', guest.href]);
    expect(ended.code).not.toBe(0);
    expect(ended.err).toMatch(/^error\[(exec|db)\//);
    expect(ended.err).toContain('commands_guest');
    const db = await openDatabase(url, {});
    expect(
      await db.query("SELECT attname FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attnum > 0"),
    ).toEqual([{ attname: 'id' }]);
    await db.close();
  });

  it('a database that is not there', async () => {
    const url = (await server()).url('commands_nowhere');
    const ended = await place.wesley(['status', '--database', url]);
    expect(ended.code).toBe(69);
    expect(ended.err).toContain('commands_nowhere');
  });

  it('a wrong password, which is not printed', async () => {
    const locked = await startServer(major, { hba: ['host all commands_locked 127.0.0.1/32 scram-sha-256'] });
    try {
      const admin = await openDatabase(locked.url(), {});
      await admin.exec("CREATE ROLE commands_locked LOGIN PASSWORD 'right'");
      await admin.close();
      const url = new URL(locked.url());
      url.username = 'commands_locked';
      url.password = 'wrong-secret';
      const ended = await place.wesley(['status', '--database', url.href]);
      expect(ended.code).toBe(69);
      expect(ended.err).toMatch(/^error\[db\//);
      expect(ended.err).toContain('commands_locked');
      expect(ended.err + ended.out).not.toContain('wrong-secret');
    } finally {
      await locked.stop();
    }
  });
});
