/** Every difference is noticed by drift, by the hash and by an application at its start; nothing else is. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDrift, readDrift } from '../../src/drift.js';
import type { Catalog } from '../../src/facts/catalog/catalog.js';
import { type CatalogHash, readCatalogHash } from '../../src/facts/catalog/hash.js';
import { readCatalog } from '../../src/facts/catalog/read.js';
import type { Database } from '../../src/facts/connect/database.js';
import { openDatabase } from '../../src/facts/connect/open.js';
import { readStateHash, Scratch } from '../../src/facts/sources/index.js';
import { planSession } from '../../src/plan/session.js';
import { buildFromNothing } from '../../src/planning.js';
import { runtime } from '../../src/schema/generate/runtime/index.js';
import type { SchemaModel } from '../../src/schema/index.js';
import type { NamedState } from '../../src/states.js';
import { fixtureRolesSql, modelledFixture } from './catalog-fixture.js';
import { describeOnServers, type Server } from './describe.js';
import {
  mutationSchema,
  mutations,
  nonMutations,
  printedSchema,
  sessionSettings,
} from './schema-mutations.js';

/** What the tests use of a generated module. */
export interface RuntimeModule {
  readonly schemaHash: string;
  assertSchema(client: object, options?: object): Promise<void>;
  compareSchema(client: object, options?: object): Promise<Differences>;
}

export interface Differences {
  readonly ok: boolean;
  readonly hash: string;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly changed: readonly { readonly object: string; readonly expected: string; readonly found: string }[];
  readonly accepted: readonly string[];
}

const folders: string[] = [];
const scratch = new Scratch();
const hashes = new Map<string, Promise<CatalogHash>>();
afterAll(async () => {
  await scratch.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** The hash of SQL as PGlite has it, loaded once. */
export function hashInPglite(text: string, schemas?: readonly string[]): Promise<CatalogHash> {
  const key = JSON.stringify([schemas, text]);
  const known =
    hashes.get(key) ?? readStateHash({ kind: 'sql', name: 'schema.sql', text }, { scratch }, schemas);
  hashes.set(key, known);
  return known;
}

/** Text of the module for SQL. */
export async function runtimeText(sql: string, options: Record<string, unknown> = {}): Promise<string> {
  const model = { tables: [] } as unknown as SchemaModel;
  const hash = (schemas?: readonly string[]) => hashInPglite(sql, schemas);
  const [file] = await runtime.generate(model, options, { hash });
  return file?.text ?? '';
}

/** Generates the module for SQL, as an application would import it. */
export async function importRuntime(
  sql: string,
  options: Record<string, unknown> = {},
): Promise<RuntimeModule> {
  const folder = mkdtempSync(join(tmpdir(), 'wesley-runtime-'));
  folders.push(folder);
  const path = join(folder, 'runtime.ts');
  writeFileSync(path, await runtimeText(sql, options));
  return (await import(pathToFileURL(path).href)) as RuntimeModule;
}

/** Everything that is noticed on the majors, through the drivers that applications use. */
export function driftOnServers(majors: readonly number[]): void {
  describeOnServers(majors, 'drift', (major, server) => {
    noticesDifferences(major, async () => openDatabase(await (await server()).createDatabase(), {}), 4);

    it('is told by clients of pg and postgres alike, inside a transaction and out of it', async () => {
      const url = await databaseWith(await server(), mutationSchema);
      const module = await importRuntime(mutationSchema);
      const client = new pg.Client(url);
      await client.connect();
      const pool = new pg.Pool({ connectionString: url, max: 1 });
      const sql = postgres(url, { max: 1, onnotice: () => undefined });
      try {
        for (const one of [client, pool, sql]) await module.assertSchema(one, { strict: true });
        await client.query('BEGIN');
        await client.query("SET LOCAL search_path = 'public'");
        await module.assertSchema(client, { strict: true });
        expect((await client.query('SHOW search_path')).rows).toEqual([{ search_path: 'public' }]);
        await client.query('COMMIT');
        expect((await client.query('SHOW search_path')).rows).toEqual([{ search_path: '"$user", public' }]);
        await sql.begin('read only', (transaction) => module.assertSchema(transaction));

        await client.query(
          'DROP TABLE public.customer CASCADE; DROP MATERIALIZED VIEW public.turnover; DROP TRIGGER order_touch ON public."order"; ALTER TABLE public."order" DROP CONSTRAINT total_positive, DROP COLUMN note, ALTER total TYPE text; CREATE TABLE public.extra (id integer)',
        );
        for (const one of [client, pool, sql]) {
          const error = await module.assertSchema(one, { strict: true }).catch((reason: unknown) => reason);
          expect(error).toMatchObject({
            name: 'SchemaMismatchError',
            missing: expect.arrayContaining(['table:public.customer', 'column:public."order".note']),
            unexpected: ['table:public.extra'],
            changed: [
              { object: 'column:public."order".total', expected: expect.stringContaining('numeric(12,2)') },
            ],
          });
        }
      } finally {
        await client.end();
        await pool.end();
        await sql.end();
      }
    });

    it('is found by a role that may only connect, but for what the journal keeps', async () => {
      const url = await databaseWith(await server(), mutationSchema);
      const admin = new pg.Client(url);
      await admin.connect();
      try {
        await admin.query(
          `${createRole('wesley_watcher')} ALTER ROLE wesley_watcher LOGIN;
           CREATE SCHEMA wesley; CREATE TABLE wesley.state (id integer); DROP INDEX public.order_customer_id_idx`,
        );
        const watcher = new URL(url);
        watcher.username = 'wesley_watcher';
        const folder = mkdtempSync(join(tmpdir(), 'wesley-watcher-'));
        folders.push(folder);
        writeFileSync(join(folder, 'schema.sql'), mutationSchema);
        const options = { cwd: folder, env: {}, scratch };
        const { result } = await readDrift({ database: watcher.href, expect: 'schema.sql' }, options);
        expect(result.drift.map(({ object }) => object)).toEqual(['index:public.order_customer_id_idx']);
        const applied = readDrift({ database: watcher.href, expect: `applied:${watcher.href}` }, options);
        await expect(applied).rejects.toThrow('state/not-allowed');
      } finally {
        await admin.end();
      }
    });

    it('is told to a role that may read nothing', async () => {
      const url = await databaseWith(await server(), mutationSchema);
      const module = await importRuntime(mutationSchema);
      const client = new pg.Client(url);
      await client.connect();
      try {
        await client.query(createRole('nobody_much'));
        await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC; SET ROLE nobody_much');
        await module.assertSchema(client, { strict: true });
      } finally {
        await client.end();
      }
    });

    it('hashes a copy that was made of its own definitions as the original', async () => {
      const databases = await Promise.all([
        openDatabase(
          await databaseWith(
            await server(),
            `${fixtureRolesSql()}\n${modelledFixture(major)}\n${printedSchema}`,
          ),
          {},
        ),
        openDatabase(await (await server()).createDatabase(), {}),
      ]);
      const [original, copy] = databases;
      try {
        for (const setting of planSession) await copy.exec(setting);
        for (const statement of await buildFromNothing(await readCatalog(original)))
          await copy.exec(statement);
        const [wanted, made] = [await readCatalogHash(original), await readCatalogHash(copy)];
        expect(made.objects).toEqual(wanted.objects);
        expect(made.hash).toBe(wanted.hash);
      } finally {
        for (const database of databases) await database.close();
      }
    });

    it('has no difference in what the versions print alike', async () => {
      const database = await openDatabase(await databaseWith(await server(), printedSchema), {});
      try {
        const [here, there] = [await readCatalogHash(database), await hashInPglite(printedSchema)];
        const kept = new Set(there.objects.filter(({ portable }) => portable).map(({ id }) => id));
        expect(here.objects.filter(({ id }) => kept.has(id))).toEqual(
          there.objects.filter(({ id }) => kept.has(id)),
        );
        expect(here.objects.map(({ id, shape }) => [id, shape])).toEqual(
          there.objects.map(({ id, shape }) => [id, shape]),
        );
        if (major >= 16) expect(here.hash).toBe(there.hash);
        const module = await importRuntime(printedSchema);
        expect(await module.compareSchema(database, { strict: true })).toMatchObject({ ok: true });
      } finally {
        await database.close();
      }
    });
  });
}

/** Roles belong to the cluster, so another test may have made it. */
function createRole(name: string): string {
  return `DO $$ BEGIN CREATE ROLE ${name}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;`;
}

async function databaseWith(server: Server, sql: string): Promise<string> {
  const url = await server.createDatabase();
  const database = await openDatabase(url, {});
  await database.exec(sql);
  await database.close();
  return url;
}

/** Runs all mutations on a database that has the schema. */
export function noticesDifferences(
  major: number,
  open: () => Promise<Database>,
  /** Of the mutations only every so manieth, others on every major. */
  every = 1,
): void {
  let database: Database;
  let module: RuntimeModule;
  let catalog: Catalog;
  let hash: CatalogHash;

  beforeAll(async () => {
    database = await open();
    await database.exec(mutationSchema);
    catalog = await readCatalog(database);
    hash = await readCatalogHash(database);
    module = await importRuntime(mutationSchema);
  });
  afterAll(() => database.close());

  /** What is noticed after the SQL, which is rolled back. */
  async function after(sql: string) {
    await database.exec('BEGIN');
    try {
      await database.exec(sql);
      const path = await setting('search_path');
      const now = await readCatalogHash(database);
      const compare = (strict: boolean) => module.compareSchema(database, { strict });
      const [byDefault, strict] = [await compare(false), await compare(true)];
      expect(await setting('search_path')).toBe(path);
      const live = await readCatalog(database, { inTransaction: true });
      return { now, byDefault, strict, drift: findDrift(stateOf(live), stateOf(catalog)).drift };
    } finally {
      await database.exec('ROLLBACK');
    }
  }

  async function setting(name: string): Promise<unknown> {
    const [row] = await database.query(`SELECT current_setting('${name}') AS value`);
    return row?.value;
  }

  it('a module generated without the database expects its hash', async () => {
    await module.assertSchema(database, { strict: true });
    if (major >= 14) expect(module.schemaHash).toBe(hash.hash);
  });

  describe('is noticed', () => {
    const sample = mutations.filter((_, at) => at % every === major % every);
    it.each(sample.filter(({ since = 11 }) => major >= since))('$sql', async (mutation) => {
      const { now, byDefault, strict, drift } = await after(mutation.sql);
      const found = drift.find(({ object }) => object === mutation.drift);
      expect(found).toMatchObject({ object: mutation.drift, severity: mutation.severity });
      expect(found?.breaks.length).toBeGreaterThan(0);

      expect(now.hash !== hash.hash).toBe(mutation.start !== '-');
      const named = mutation.names ?? mutation.drift;
      const all = [...strict.missing, ...strict.unexpected, ...strict.changed.map(({ object }) => object)];
      if (mutation.start === '-') expect(all).toEqual([]);
      else expect(all).toContain(named);

      const told = {
        missing: byDefault.missing,
        unexpected: byDefault.unexpected,
        changed: byDefault.changed.map(({ object }) => object),
      };
      if (mutation.start === '-' || mutation.start === 'accepted') {
        expect(told).toEqual({ missing: [], unexpected: [], changed: [] });
      } else expect(told[mutation.start]).toContain(named);
    });
  });

  describe('is not noticed', () => {
    it.each(nonMutations)('%s', async (sql) => {
      const { now, strict, drift } = await after(sql);
      expect(drift).toEqual([]);
      expect(now.hash).toBe(hash.hash);
      expect(strict.ok).toBe(true);
    });

    it.each(sessionSettings)('%s', async (sql) => {
      await database.exec(sql);
      try {
        expect((await readCatalogHash(database)).hash).toBe(hash.hash);
      } finally {
        await database.exec('RESET ALL');
      }
    });
  });
}

function stateOf(catalog: Catalog): NamedState {
  return { catalog, statistics: [], source: 'here', notes: [], renames: [] };
}
