/** Objects that PGlite can hold: each change is planned, run with its probes, and compared with what was wanted. */
import { afterAll, describe, expect, it } from 'vitest';
import { Scratch } from '../../../facts/sources/index.js';
import { acceptingAll, runPlan, smallTables } from '../../plan.test-helper.js';

const scratch = new Scratch();
afterAll(() => scratch.close());

/** Kinds of the steps, in order, once the plan has led to the wanted state. */
async function stepsOf(before: string, after: string): Promise<string[]> {
  const plan = await acceptingAll({ before, after }, scratch, smallTables);
  expect(await runPlan(plan, before, scratch)).toEqual([]);
  return plan.steps.map(({ kind, sql }) => `${kind}: ${sql[0]?.split('\n')[0]}`);
}

describe('objects', () => {
  it('adds enum values where they belong, outside the transaction of who uses them', async () => {
    expect(
      await stepsOf(
        "CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE TABLE people (id bigint PRIMARY KEY);",
        "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy', 'elated'); CREATE TABLE people (id bigint PRIMARY KEY, mood mood DEFAULT 'ok');",
      ),
    ).toEqual([
      "AlterObject: ALTER TYPE public.mood ADD VALUE IF NOT EXISTS 'ok' BEFORE 'happy'",
      "AddColumn: ALTER TABLE public.people ADD COLUMN mood public.mood DEFAULT 'ok'::public.mood",
    ]);
  });

  it('turns a view into a materialized one, with its reader around it', async () => {
    expect(
      await stepsOf(
        'CREATE VIEW a AS SELECT 1 AS n; CREATE VIEW b AS SELECT n FROM a;',
        'CREATE MATERIALIZED VIEW a AS SELECT 1 AS n; CREATE VIEW b AS SELECT n FROM a;',
      ),
    ).toEqual([
      'DropObject: DROP VIEW public.b',
      'DropObject: DROP VIEW public.a',
      'CreateObject: CREATE MATERIALIZED VIEW public.a AS',
      'AlterObject: REFRESH MATERIALIZED VIEW public.a',
      'CreateObject: CREATE VIEW public.b AS',
    ]);
  });

  it('replaces a view that no longer reads a column before the column goes', async () => {
    const steps = await stepsOf(
      'CREATE TABLE t (id bigint PRIMARY KEY, a text, b text); CREATE VIEW v AS SELECT id, coalesce(a, b) AS word FROM t;',
      'CREATE TABLE t (id bigint PRIMARY KEY, a text); CREATE VIEW v AS SELECT id, a AS word FROM t;',
    );
    expect(steps).toEqual([
      'ReplaceObject: CREATE OR REPLACE VIEW public.v AS',
      'DropColumn: ALTER TABLE public.t DROP COLUMN b',
    ]);
  });

  it('alters a foreign server that a foreign table needs', async () => {
    const table = 'CREATE FOREIGN TABLE far (id bigint) SERVER there;';
    expect(
      await stepsOf(
        `CREATE FOREIGN DATA WRAPPER w; CREATE SERVER there FOREIGN DATA WRAPPER w OPTIONS (host 'a', port '1'); ${table}`,
        `CREATE FOREIGN DATA WRAPPER w; CREATE SERVER there VERSION '2' FOREIGN DATA WRAPPER w OPTIONS (host 'b', name 'c'); ${table}`,
      ),
    ).toEqual([`AlterObject: ALTER SERVER there VERSION '2'`]);
  });

  it('gives new objects what they have beyond the default privileges', async () => {
    const roles =
      'CREATE ROLE reader; CREATE ROLE writer; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader;';
    expect(
      await stepsOf(
        roles,
        `${roles} CREATE TABLE t (id bigint PRIMARY KEY); REVOKE ALL ON t FROM reader; GRANT INSERT ON t TO writer;`,
      ).catch((error: unknown) => error),
    ).toEqual(['CreateTable: CREATE TABLE public.t (']);
  });
});
