/** From a wish to a changed database with the commands that a person types, on an embedded PostgreSQL. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/facts/connect/open.js';
import { Workplace } from './command-line.js';

const place = new Workplace();
const database = `pglite:${join(place.folder, 'db')}`;

beforeAll(async () => {
  const db = await openDatabase(database, {});
  await db.exec('CREATE TABLE orders (id bigint PRIMARY KEY, region text, coupon text)');
  await db.exec("INSERT INTO orders SELECT i, 'EU', 'x' FROM generate_series(1, 100) AS i");
  await db.close();
  place.write('after.sql', 'CREATE TABLE orders (id bigint PRIMARY KEY, region text NOT NULL);');
});

afterAll(() => place.remove());

describe('plan, show, verify, apply, status', () => {
  it('plans from a database to a file of SQL, and says what it destroys', async () => {
    const ended = await place.wesley(['plan', '--from', database, '--to', 'after.sql', '-o', 'plan.json']);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toContain('destroys public.orders.coupon');
    expect(ended.out).toContain('written to plan.json');
  });

  it('--exit-code tells that there is something to do', async () => {
    const args = ['plan', '--from', database, '--exit-code'];
    expect((await place.wesley([...args, '--to', 'after.sql'])).code).toBe(2);
    const same = await place.wesley([...args, '--to', database]);
    expect(same).toMatchObject({ code: 0, out: 'nothing to do: both states are the same\n' });
  });

  it('shows a plan as SQL, JSON and Markdown', async () => {
    const show = (as: string) => place.wesley(['show', 'plan.json', '--as', as]);
    expect((await show('sql')).out).toContain('ALTER TABLE public.orders DROP COLUMN coupon;');
    expect(JSON.parse((await show('json')).out).format).toBe('wesley/plan/1');
    expect((await show('markdown')).out).toContain('| S01 |');
  });

  it('rehearses it', async () => {
    const ended = await place.wesley(['verify', 'plan.json']);
    expect(ended.out).toContain('  ok    ends in the wanted state');
    expect(ended.code).toBe(0);
  });

  it('does not run before the destruction is accepted', async () => {
    const ended = await place.wesley(['apply', 'plan.json', '--database', database]);
    expect(ended).toMatchObject({ code: 6, out: 'nothing was changed\n' });
    expect(ended.err).toContain('--unsafe public.orders.coupon');
  });

  it('a dry run changes nothing', async () => {
    const args = ['apply', 'plan.json', '--database', database, '--unsafe', 'orders.coupon'];
    const ended = await place.wesley([...args, '--dry-run']);
    expect(ended.code).toBe(0);
    expect(ended.out).toMatch(/would run \d steps of plan [0-9a-f]{8}; nothing was changed\n$/);
    expect((await place.wesley(['status', '--database', database])).out).toBe(
      'Wesley has not run anything on this database\n',
    );
  });

  it('runs, tells its progress on standard error, and runs no second time', async () => {
    const args = ['migrate', 'execute', 'plan.json', '--database', database, '--unsafe', 'orders.coupon'];
    const ended = await place.wesley(args);
    expect(ended.code).toBe(0);
    expect(ended.out).toMatch(/^done: (\d) of \1 steps done\n$/);
    expect(ended.err).toContain('drop column public.orders.coupon  done');
    const again = await place.wesley(args);
    expect(again.code).toBe(0);
    expect(again.err).toContain('note[exec/already-applied]');
  });

  it('status says what was done, and what Wesley made for itself', async () => {
    const ended = await place.wesley(['status', 'plan.json', '--database', database]);
    expect(ended.code).toBe(0);
    expect(ended.out).toContain(': done, ');
    expect((await place.wesley(['status', '--owned', '--database', database])).out).toContain(
      'DROP SCHEMA wesley',
    );
  });

  it('a snapshot stands in for the database', async () => {
    const ended = await place.wesley(['snapshot', '--database', database, '-o', 'shop.json']);
    expect(ended).toMatchObject({ code: 0 });
    place.write(
      'change.sql',
      "SET lock_timeout = '1s';\nALTER TABLE orders ALTER COLUMN region SET NOT NULL;\n",
    );
    expect((await place.wesley(['check', 'change.sql', '--against', 'shop.json'])).out).toMatch(
      /^no findings/,
    );
  });
});

describe('what is refused', () => {
  it('an edited plan', async () => {
    const text = readFileSync(join(place.folder, 'plan.json'), 'utf8');
    place.write('edited.json', text.replace('DROP COLUMN coupon', 'DROP COLUMN region'));
    for (const command of ['show', 'verify', 'apply']) {
      const ended = await place.wesley([command, 'edited.json']);
      expect(ended).toMatchObject({ code: 78, out: '' });
      expect(ended.err).toContain('error[plan/edited]: edited.json was changed after it was made');
    }
  });

  it.each([
    ['', 'plan/broken', 'it is empty'],
    ['{ "format": "wesl', 'plan/broken', 'cut off'],
    ['{ "format": "wesley/plan/9" }', 'plan/format', 'wesley/plan/9'],
    ['[1]', 'plan/format', 'JSON of another kind'],
  ])('%j is no plan', async (text, code, says) => {
    place.write('bad.json', text);
    const ended = await place.wesley(['show', 'bad.json']);
    expect(ended.code).toBe(78);
    expect(ended.err).toContain(`error[${code}]`);
    expect(ended.err).toContain(says);
  });

  it('an edited snapshot', async () => {
    const text = readFileSync(join(place.folder, 'shop.json'), 'utf8');
    place.write('edited-shop.json', text.replace('region', 'religion'));
    const ended = await place.wesley(['check', 'change.sql', '--against', 'edited-shop.json']);
    expect(ended.code).toBe(78);
    expect(ended.err).toContain('error[snapshot/edited]');
  });

  it('SDL and SQL with mistakes, at their place', async () => {
    place.write('bad.graphql', 'type Order {\n  id: BigInt! @pk\n  total: Moneyy\n}\n');
    const sdl = await place.wesley(['plan', '--from', 'nothing', '--to', 'bad.graphql']);
    expect(sdl.code).toBe(1);
    expect(sdl.err).toContain('bad.graphql:3:');
    place.write('bad.sql', 'CREATE TABLE a (id bigint);\nCREATE TABLE b (id bigint REFERENCES nowhere);\n');
    const sql = await place.wesley(['plan', '--from', 'nothing', '--to', 'bad.sql']);
    expect(sql.code).not.toBe(0);
    expect(sql.err).toContain('bad.sql:2:');
  });

  it('a database that cannot be reached', async () => {
    const url = 'postgres://nobody@127.0.0.1:1/none';
    for (const args of [
      ['plan', '--from', url, '--to', 'after.sql'],
      ['apply', 'plan.json', '--database', url],
      ['status', '--database', url],
      ['snapshot', '--database', url],
    ]) {
      const ended = await place.wesley(args);
      expect(ended).toMatchObject({ code: 69, out: '' });
      expect(ended.err).toContain('error[db/');
    }
  });

  it('flags that are missing or do not fit', async () => {
    const none = await place.wesley(['plan', '--to', 'after.sql']);
    expect(none).toMatchObject({ code: 64 });
    expect(none.err).toContain('--from, the state before is missing');
    const rename = await place.wesley([
      'plan',
      '--from',
      'after.sql',
      '--to',
      'after.sql',
      '--rename',
      'orders.x',
    ]);
    expect(rename).toMatchObject({ code: 64 });
    const unknown = await place.wesley([
      'plan',
      '--from',
      'after.sql',
      '--to',
      'after.sql',
      '--rename',
      'order.x=y',
    ]);
    expect(unknown.err).toContain('error[plan/unknown-name]');
  });
});
