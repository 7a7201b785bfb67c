/** States read from live servers, as a person names them. */
import { afterAll, expect, it } from 'vitest';
import { WesleyError } from '../../src/diagnostics/index.js';
import { compareCatalogs } from '../../src/facts/catalog/snapshot.js';
import { openDatabase } from '../../src/facts/connect/open.js';
import { loadState, Scratch } from '../../src/facts/sources/index.js';
import { describeOnServers } from '../support/describe.js';

const schema = `CREATE TABLE orders (id bigint PRIMARY KEY, note text DEFAULT 'a'); CREATE INDEX ON orders (note);
  CREATE VIEW noted AS SELECT o.id, p.note FROM orders o JOIN orders p ON p.id = o.id;`;

const scratch = new Scratch();
afterAll(() => scratch.close());

describeOnServers([14, 18], 'loadState', (_major, server) => {
  it('reads a database as it reads the SQL that made it, with sizes', async () => {
    const url = await (await server()).createDatabase();
    const database = await openDatabase(url, {});
    await database.exec(`${schema} INSERT INTO orders SELECT n FROM generate_series(1, 100) n; ANALYZE`);
    await database.close();
    const live = await loadState(url, { env: {} });
    const sql = await loadState({ kind: 'sql', name: 'schema.sql', text: schema }, { scratch });
    expect(compareCatalogs(sql.catalog, live.catalog)).toEqual([]);
    expect(live.statistics).toEqual([{ table: 'public.orders', rows: 100, bytes: expect.any(Number) }]);
    expect(live.source).toMatch(/^database ".+" at 127\.0\.0\.1:\d+ as user "postgres"$/);
  });

  it('reads as much as a role without any privilege', async () => {
    const url = await (await server()).createDatabase();
    const database = await openDatabase(url, {});
    await database.exec(
      `${schema} DO $$ BEGIN CREATE ROLE wesley_nobody LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    );
    await database.close();
    const all = await loadState(url, { env: {} });
    const nobody = await loadState(url.replace('//postgres@', '//wesley_nobody@'), { env: {} });
    expect(compareCatalogs(all.catalog, nobody.catalog)).toEqual([]);
    expect(nobody.catalog.tables[0]?.owner).toBe('postgres');
  });
});

describeOnServers([18], 'loadState', (_major, server) => {
  it('says that somebody holds what it must read', async () => {
    const url = await (await server()).createDatabase();
    const holder = await openDatabase(url, {});
    try {
      await holder.exec(schema);
      await holder.exec('BEGIN; LOCK TABLE orders');
      const reading = loadState(url, { env: {} });
      await expect(reading).rejects.toBeInstanceOf(WesleyError);
      await expect(reading).rejects.toMatchObject({
        exitCode: 69,
        diagnostics: [{ code: 'db/catalog-locked' }],
      });
    } finally {
      await holder.close();
    }
  });
});
