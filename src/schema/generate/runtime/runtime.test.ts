import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  hashInPglite,
  importRuntime,
  noticesDifferences,
  runtimeText,
} from '../../../../test/support/drift-on-servers.js';
import { mutationSchema } from '../../../../test/support/schema-mutations.js';
import { openPglite } from '../../../facts/connect/pglite.js';
import { packageRoot } from '../../../paths.js';

describe('a difference in PGlite', () => {
  noticesDifferences(18, () => openPglite());
});

describe('the module', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wesley-runtime-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('takes the clients of pg, postgres and PGlite, says the types', async () => {
    symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'runtime.ts'), await runtimeText('CREATE TABLE orders (id bigint)'));
    writeFileSync(
      join(folder, 'start.ts'),
      `import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import postgres from 'postgres';
import { assertSchema, compareSchema, SchemaMismatchError, type SchemaDifferences } from './runtime.js';
const sql = postgres('');
for (const client of [new pg.Client(), new pg.Pool(), new PGlite(), sql]) await assertSchema(client);
await assertSchema(await new pg.Pool().connect(), { strict: true, ignore: ['index'] });
await sql.begin((transaction) => assertSchema(transaction));
await new PGlite().transaction((transaction) => assertSchema(transaction));
const differences: SchemaDifferences = await compareSchema(sql);
const error = new SchemaMismatchError(differences);
const names: readonly string[] = [...error.missing, ...error.unexpected, ...error.changed.map((one) => one.object)];
console.log(names);
// @ts-expect-error: a URL is no client
await assertSchema('postgres://');
`,
    );
    const compiler = join(packageRoot, 'node_modules/typescript/bin/tsc');
    const flags = ['--noEmit', '--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes'];
    const { stdout, status } = spawnSync(
      process.execPath,
      [compiler, 'start.ts', ...flags, '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext'],
      { cwd: folder, encoding: 'utf8' },
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  it('is the same for the same schema, and asks for objects only when the hash differs', async () => {
    const [one, two] = [await runtimeText(mutationSchema), await runtimeText(mutationSchema)];
    expect(one).toBe(two);
    const { hash } = await hashInPglite(mutationSchema);
    expect(one).toContain(`case when hash <> '${hash}'`);
  });

  it('has a message that names what is wrong, without the parts of what is missing', async () => {
    const module = await importRuntime(mutationSchema);
    const database = await openPglite();
    try {
      const nothing = await module.assertSchema(database).catch((error: Error) => error.message);
      expect(nothing).toMatch(/None of the expected tables is there: is it the right database\?$/);
      await database.exec(mutationSchema);
      await database.exec(
        `DROP TABLE public.customer CASCADE; DROP MATERIALIZED VIEW public.turnover;
         ALTER TABLE public."order" ALTER note TYPE varchar(9), ADD COLUMN must integer NOT NULL`,
      );
      expect(await module.assertSchema(database).catch((error: Error) => error.message)).toBe(
        `the database "postgres" (PostgreSQL 18) does not have the schema that this build expects: 6 differences

  missing     constraint public."order".order_customer_id_fkey
  missing     table public.customer
  missing     view public.open_order
  missing     view public.turnover
  unexpected  column public."order".must
  changed     column public."order".note
                expected  text
                found     character varying(9)

Apply the migrations that this build needs, or start the build that fits this database.`,
      );
    } finally {
      await database.close();
    }
  });

  it('leaves out what it is told to, at generation or at the call', async () => {
    const sql =
      'CREATE TABLE orders (id bigint); CREATE INDEX tmp_a ON orders (id); CREATE SCHEMA other; CREATE TABLE other.t (id bigint)';
    const database = await openPglite();
    try {
      await database.exec('CREATE TABLE orders (id bigint)');
      const module = await importRuntime(sql);
      expect((await module.compareSchema(database)).missing).toEqual([
        'index:public.tmp_a',
        'schema:other',
        'table:other.t',
      ]);
      expect((await module.compareSchema(database, { ignore: ['index', 'schema:other'] })).missing).toEqual([
        'table:other.t',
      ]);
      const told = await importRuntime(sql, { ignore: ['index:*.tmp_*'], schemas: ['public'] });
      await told.assertSchema(database, {});
      expect((await told.compareSchema(database, { ignore: [] })).missing).toEqual(['index:public.tmp_a']);
    } finally {
      await database.close();
    }
  });

  it('does not judge texts on versions that nobody has measured', async () => {
    const module = await importRuntime(mutationSchema);
    const database = await openPglite();
    try {
      await database.exec(`${mutationSchema}; ALTER POLICY own ON public.customer USING (true)`);
      const client = (major: number) => ({
        query: async (text: string) => (await database.query(text)).map((row) => ({ ...row, major })),
      });
      expect((await module.compareSchema(client(18))).changed).toHaveLength(1);
      expect((await module.compareSchema(client(12))).changed).toHaveLength(1);
      expect((await module.compareSchema(client(19))).changed).toEqual([]);
    } finally {
      await database.close();
    }
  });
});
