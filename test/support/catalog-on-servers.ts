/** The same state read from several servers: what every major must agree on. */
import { expect, it } from 'vitest';
import type { Catalog } from '../../src/facts/catalog/catalog.js';
import { readCatalog } from '../../src/facts/catalog/read.js';
import { compareCatalogs, hashCatalog } from '../../src/facts/catalog/snapshot.js';
import { readStatistics } from '../../src/facts/catalog/statistics.js';
import type { Database } from '../../src/facts/connect/database.js';
import { openDatabase } from '../../src/facts/connect/open.js';
import { openPglite } from '../../src/facts/connect/pglite.js';
import { planSession } from '../../src/plan/session.js';
import { buildFromNothing } from '../../src/planning.js';
import { catalogFixture, fixtureRolesSql, modelledFixture } from './catalog-fixture.js';
import { describeOnServers, type Server } from './describe.js';

/** Reads the fixture on each major, and the fixture of the same major in PGlite, and compares. */
export function catalogsOnServers(majors: readonly number[]): void {
  describeOnServers(majors, 'catalog', (major, server) => {
    it('is read as PGlite reads it, but for the texts that PostgreSQL prints otherwise', async () => {
      const here = await withFixture(await server(), major, readCatalog);
      const there = await inPglite(major);
      const differences = compareCatalogs(there, here).filter(({ object }) => !otherwise(major, object));
      expect(differences.map(({ sentence }) => sentence)).toEqual([]);
      expect(here.dependencies.filter(({ object }) => object.startsWith('view:'))).toEqual(
        there.dependencies.filter(({ object }) => object.startsWith('view:')),
      );
      expect(here.unmodelled).toEqual(there.unmodelled);
    });

    it('has a hash that does not depend on oids', async () => {
      const one = await withFixture(await server(), major, readCatalog);
      const two = await withFixture(await server(), major, readCatalog, {
        before: 'CREATE TABLE gone (id integer); DROP TABLE gone',
      });
      expect(hashCatalog(two)).toBe(hashCatalog(one));
      expect(two.dependencies).toEqual(one.dependencies);
    });

    it('is made again by the plan from nothing', async () => {
      const [from, to] = await Promise.all([
        (await server()).createDatabase(),
        (await server()).createDatabase(),
      ]);
      const original = await openDatabase(from, {});
      const copy = await openDatabase(to, {});
      try {
        await original.exec(`${fixtureRolesSql()}\n${modelledFixture(major)}`);
        const wanted = await readCatalog(original);
        for (const setting of planSession) await copy.exec(setting);
        for (const statement of await buildFromNothing(wanted)) await copy.exec(statement);
        const differences = compareCatalogs(wanted, await readCatalog(copy), { owners: true });
        expect(differences.map(({ sentence }) => sentence)).toEqual([]);
      } finally {
        await original.close();
        await copy.close();
      }
    });

    it('has sizes of tables, partitioned ones included', async () => {
      const statistics = await withFixture(await server(), major, readStatistics, {
        after: `CREATE TABLE shop.logs_all PARTITION OF shop.logs FOR VALUES FROM (MINVALUE, MINVALUE) TO (MAXVALUE, MAXVALUE);
         INSERT INTO shop.logs SELECT 'a', n FROM generate_series(1, 500) n; ANALYZE shop.logs_all;
         CREATE TABLE shop.unknown AS SELECT n FROM generate_series(1, 10) n`,
      });
      const rows = Object.fromEntries(statistics.map((one) => [one.table, one.rows]));
      expect(rows).toMatchObject({ 'shop.logs': 500, 'shop.logs_all': 500, 'shop.lonely': 0 });
    });
  });
}

/** Texts that depend on the version, with the same meaning. */
function otherwise(major: number, object: string): boolean {
  // In 11 the default name of a foreign key holds its first column only.
  return major < 12 && object.startsWith('constraint:shop.lines.lines_parent_line');
}

async function withFixture<T>(
  server: Server,
  major: number,
  read: (database: Database) => Promise<T>,
  extra: { readonly before?: string; readonly after?: string } = {},
): Promise<T> {
  const url = await server.createDatabase();
  const database = await openDatabase(url, {});
  try {
    await database.exec(fixtureRolesSql());
    for (const sql of [extra.before, catalogFixture(major), extra.after]) {
      if (sql !== undefined) await database.exec(sql);
    }
    return await read(database);
  } finally {
    await database.close();
    await server.dropDatabase(new URL(url).pathname.slice(1));
  }
}

async function inPglite(major: number): Promise<Catalog> {
  const database = await openPglite({ extensions: ['citext', 'btree_gist'] });
  try {
    await database.exec(fixtureRolesSql());
    await database.exec(catalogFixture(major));
    return await readCatalog(database);
  } finally {
    await database.close();
  }
}
