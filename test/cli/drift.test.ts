/** `wesley drift` as a person types it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/facts/connect/open.js';
import { Workplace } from './command-line.js';

const place = new Workplace();
const database = `pglite:${join(place.folder, 'db')}`;

async function execute(sql: string): Promise<void> {
  const db = await openDatabase(database, {});
  await db.exec(sql);
  await db.close();
}

beforeAll(async () => {
  place.write('schema.sql', 'CREATE TABLE orders (id bigint PRIMARY KEY, total integer NOT NULL);');
  await place.wesley(['plan', '--from', 'nothing', '--to', 'schema.sql', '-o', 'plan.json']);
});

afterAll(() => place.remove());

describe('wesley drift', () => {
  it('says that nothing is known to have been applied', async () => {
    await execute('SELECT 1');
    const ended = await place.wesley(['drift', '--database', database]);
    expect(ended.code).toBe(64);
    expect(ended.err).toContain('no plan is known to have been applied');
  });

  it('is silent after a run, whatever it is compared with', async () => {
    expect((await place.wesley(['apply', 'plan.json', '--database', database])).code).toBe(0);
    for (const expect_ of [
      [],
      ['--expect', 'applied'],
      ['--expect', 'schema.sql'],
      ['--expect', 'plan.json'],
    ]) {
      const ended = await place.wesley(['drift', '--database', database, ...expect_]);
      expect(ended).toMatchObject({ code: 0, err: '' });
      expect(ended.out).toMatch(/\nno drift\n$/);
    }
  });

  it('has one hash for the SQL, the database and the plan', async () => {
    const hashes = [
      await place.wesley(['snapshot', 'schema.sql', '--hash']),
      await place.wesley(['snapshot', '--database', database, '--hash']),
      await place.wesley(['snapshot', 'plan.json', '--hash']),
    ].map(({ out }) => out);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}\n$/);
    expect(new Set(hashes).size).toBe(1);
  });

  it('ends with 3 where somebody has changed the database, and says how to end it', async () => {
    await execute('ALTER TABLE orders ALTER total DROP NOT NULL; CREATE INDEX late ON orders (total)');
    const ended = await place.wesley(['drift', '--database', database]);
    expect(ended).toMatchObject({ code: 3, err: '' });
    expect(ended.out.split('\n').slice(3)).toEqual([
      '~ error    column public.orders.total has changed',
      '           not null  expected  true',
      '                     found     false',
      '           NULL may be written, and is then read',
      '',
      '+ note     index public.late is not expected',
      '           every write keeps it up to date',
      '',
      '2 differences: 1 error, 0 warnings, 1 note',
      '',
      `to end it: wesley plan --from ${database} --to applied:${database} -o plan.json`,
      '',
    ]);
    const planned = await place.wesley([
      'plan',
      '--from',
      database,
      '--to',
      `applied:${database}`,
      '--as',
      'sql',
    ]);
    expect(planned.out).toContain('DROP INDEX CONCURRENTLY public.late');
  });

  it('shows the plan, as text and in the JSON', async () => {
    const args = ['drift', '--database', database, '--expect', 'schema.sql', '--plan'];
    expect((await place.wesley(args)).out).toMatch(/S0\d .* drop index late concurrently/);
    const { schema, drift, plan } = JSON.parse((await place.wesley([...args, '--json'])).out);
    expect(schema).toBe('wesley/drift/1');
    expect(drift.map((one: { object: string }) => one.object)).toEqual([
      'column:public.orders.total',
      'index:public.late',
    ]);
    expect(drift[0].fields).toEqual([{ name: 'not null', expected: 'true', found: 'false' }]);
    expect(plan.format).toBe('wesley/plan/1');
  });

  it('writes reports in the formats of all reports', async () => {
    const args = [
      'drift',
      '--database',
      database,
      '--report',
      'sarif=drift.sarif,junit=drift.xml,markdown=drift.md',
    ];
    expect((await place.wesley(args)).code).toBe(3);
    const sarif = JSON.parse(readFileSync(join(place.folder, 'drift.sarif'), 'utf8'));
    expect(sarif.runs[0].results.map((one: { ruleId: string }) => one.ruleId)).toEqual([
      'drift/changed',
      'drift/unexpected',
    ]);
    expect(readFileSync(join(place.folder, 'drift.md'), 'utf8')).toContain('column public.orders.total');
  });

  it('leaves out what the configuration says, with the reason', async () => {
    place.write(
      'wesley.config.json',
      JSON.stringify({
        schema: 'schema.sql',
        against: database,
        drift: { ignore: [{ objects: 'index:public.l*', reason: 'made by the analysts' }] },
      }),
    );
    const ended = await place.wesley(['drift', '--json']);
    expect(ended.code).toBe(3);
    const { drift, ignored } = JSON.parse(ended.out);
    expect(drift).toHaveLength(1);
    expect(ignored).toMatchObject([
      { object: 'index:public.late', by: 'index:public.l*', reason: 'made by the analysts' },
    ]);
    expect((await place.wesley(['drift', '--ignore', 'column:public.orders.total'])).code).toBe(0);
  });

  it.each([
    [{ ignore: ['index'] }, 'needs a "reason"'],
    [{ ignore: [{ reason: 'x' }] }, '"objects" must be a pattern'],
    [{ ignore: [{ objects: 'index', because: 'x' }] }, '"because" is not a key'],
    [{ ignored: [] }, '"ignored" is not a key'],
    [[], '"drift" must be an object'],
  ])('refuses %j in the configuration', async (drift, message) => {
    place.write('wesley.config.json', JSON.stringify({ drift }));
    const ended = await place.wesley(['drift', '--database', database]);
    expect(ended.code).toBe(78);
    expect(ended.err).toContain(message);
  });
});
