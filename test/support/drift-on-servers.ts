/** Every difference is noticed by drift, by the hash and by an application at its start; nothing else is. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findDrift } from '../../src/drift.js';
import type { Catalog } from '../../src/facts/catalog/catalog.js';
import { type CatalogHash, readCatalogHash } from '../../src/facts/catalog/hash.js';
import { readCatalog } from '../../src/facts/catalog/read.js';
import type { Database } from '../../src/facts/connect/database.js';
import { readStateHash } from '../../src/facts/sources/index.js';
import { runtime } from '../../src/schema/generate/runtime/index.js';
import type { SchemaModel } from '../../src/schema/index.js';
import type { NamedState } from '../../src/states.js';
import { mutationSchema, mutations, nonMutations, sessionSettings } from './schema-mutations.js';

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
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Generates the module for SQL, as an application would import it. */
export async function importRuntime(
  sql: string,
  options: Record<string, unknown> = {},
): Promise<RuntimeModule> {
  const hash = (schemas?: readonly string[]) =>
    readStateHash({ kind: 'sql', name: 'schema.sql', text: sql }, {}, schemas);
  const model = { tables: [] } as unknown as SchemaModel;
  const [file] = await runtime.generate(model, options, { hash });
  const folder = mkdtempSync(join(tmpdir(), 'wesley-runtime-'));
  folders.push(folder);
  const path = join(folder, 'runtime.ts');
  writeFileSync(path, file?.text ?? '');
  return (await import(pathToFileURL(path).href)) as RuntimeModule;
}

/** Runs all mutations on a database that has the schema. */
export function noticesDifferences(major: number, open: () => Promise<Database>): void {
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
    expect(module.schemaHash).toBe(hash.hash);
  });

  describe('is noticed', () => {
    it.each(mutations.filter(({ since = 11 }) => major >= since))('$sql', async (mutation) => {
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
