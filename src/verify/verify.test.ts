import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Catalog } from '../facts/catalog/catalog.js';
import { readCatalog } from '../facts/catalog/read.js';
import { hashCatalog } from '../facts/catalog/snapshot.js';
import { openPglite, type PgliteDatabase } from '../facts/connect/pglite.js';
import type { Plan, Step, StepLock } from '../plan/plan.js';
import { type VerifyReport, verifyPlan } from './index.js';

const beforeSql = `
  CREATE TABLE public.customer (id int PRIMARY KEY, name text NOT NULL);
  CREATE TABLE public.orders (id int PRIMARY KEY, customer_id int, region text);`;
const afterSql = `${beforeSql}
  ALTER TABLE orders ALTER region SET NOT NULL;
  ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer (id);
  CREATE INDEX orders_region_idx ON orders (region);`;

let db: PgliteDatabase;
let before: Catalog;
let after: Catalog;

beforeAll(async () => {
  db = await openPglite();
  before = await catalogOf(beforeSql);
  after = await catalogOf(afterSql);
});
afterAll(() => db.close());

async function catalogOf(sql: string): Promise<Catalog> {
  await db.reset();
  await db.exec(sql);
  return readCatalog(db);
}

const exists = (what: string) => `SELECT CASE WHEN ${what} THEN 'done' ELSE 'not done' END AS state`;

const constraint = `FROM pg_constraint WHERE conname = 'orders_customer_id_fkey'`;

const steps: readonly Step[] = [
  step({
    id: 'S01',
    kind: 'AddForeignKeyNotValid',
    sql: [
      'ALTER TABLE public.orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customer (id) NOT VALID',
    ],
    locks: [lock('public.orders', 'ShareRowExclusive', 5), lock('public.customer', 'ShareRowExclusive', 5)],
    probe: exists(`EXISTS (SELECT ${constraint})`),
    undo: ['ALTER TABLE public.orders DROP CONSTRAINT orders_customer_id_fkey'],
    segment: 1,
  }),
  step({
    id: 'S02',
    kind: 'ValidateConstraint',
    sql: ['ALTER TABLE public.orders VALIDATE CONSTRAINT orders_customer_id_fkey'],
    locks: [lock('public.orders', 'ShareUpdateExclusive', 5), lock('public.customer', 'RowShare', 2)],
    scans: ['public.customer', 'public.orders'],
    probe: exists(`EXISTS (SELECT ${constraint} AND convalidated)`),
    undo: [],
    segment: 2,
  }),
  step({
    id: 'S03',
    kind: 'CreateIndexConcurrently',
    sql: ['CREATE INDEX CONCURRENTLY orders_region_idx ON public.orders (region)'],
    transactional: false,
    probe: exists(`to_regclass('public.orders_region_idx') IS NOT NULL`),
    undo: ['DROP INDEX public.orders_region_idx'],
    segment: 3,
  }),
  step({
    id: 'S04',
    kind: 'SetNotNull',
    sql: ['ALTER TABLE public.orders ALTER COLUMN region SET NOT NULL'],
    locks: [lock('public.orders', 'AccessExclusive', 8)],
    scans: ['public.orders'],
    probe: exists(
      `(SELECT attnotnull FROM pg_attribute WHERE attrelid = 'public.orders'::regclass AND attname = 'region')`,
    ),
    undo: null,
    segment: 4,
  }),
];

function step(parts: Partial<Step> & Pick<Step, 'id' | 'kind' | 'sql' | 'probe' | 'segment'>): Step {
  return {
    subject: 'public.orders',
    title: parts.kind,
    phase: 'expand',
    transactional: true,
    locks: [],
    scans: [],
    rewrites: [],
    timeouts: { lock: 5000, statement: 30000 },
    repair: [],
    undo: null,
    destroys: [],
    why: [],
    ...parts,
  };
}

/** A lock with as many conflicting modes as its strength asks for: that number is what ranks it. */
function lock(relation: string, mode: string, conflicts: number): StepLock {
  return {
    relation,
    mode,
    blocks: 'nothing',
    conflictsWith: Array.from({ length: conflicts }, (_, i) => `mode ${i}`),
  };
}

function verify(changed: readonly Step[]): Promise<VerifyReport> {
  const plan: Plan = {
    format: 'wesley/plan/1',
    id: 'test',
    wesley: '0',
    server: { major: 18 },
    before: { hash: hashCatalog(before), source: 'before', catalog: before },
    after: { hash: hashCatalog(after), source: 'after', catalog: after },
    steps: changed,
    edges: [],
    findings: [],
    accepted: [],
    renames: [],
  };
  return verifyPlan(plan, { build: async () => [beforeSql], rowsPerTable: 10 });
}

function failures(report: VerifyReport): readonly string[] {
  return report.checks
    .filter((check) => !check.ok)
    .flatMap((check) => check.details.map((d) => `${check.name}: ${d}`));
}

const replaced = (id: string, change: Partial<Step>) =>
  steps.map((s) => (s.id === id ? { ...s, ...change } : s));

describe('a rehearsal', () => {
  test('of a plan that keeps its promises', async () => {
    const report = await verify(steps);
    expect(failures(report)).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.rows).toEqual({ tables: 2, rows: 20 });
    expect(report.checks.map((check) => [check.name, ...check.details])).toEqual([
      ['the starting state can be built'],
      ['executes', '4 steps in 4 transactions'],
      ['locks as predicted'],
      ['scans as predicted'],
      ['rewrites as predicted'],
      ['resumes after each step'],
      ['ends in the wanted state'],
      ['every row is kept', '20 rows in 2 tables, compared value by value'],
      ['can be undone up to the point of no return', '3 of 4 steps'],
    ]);
    expect(report.notProven).toEqual([
      'the locks of S03 (CreateIndexConcurrently): it commits inside, so its session cannot see them',
    ]);
  });

  test('of a plan that adds a CHECK has rows that the CHECK accepts', async () => {
    after = await catalogOf(
      `${beforeSql} ALTER TABLE orders ADD CONSTRAINT c CHECK (customer_id >= 0 AND customer_id <> 1)`,
    );
    const check = `FROM pg_constraint WHERE conname = 'c'`;
    const report = await verify([
      step({
        id: 'S01',
        kind: 'AddCheck',
        sql: ['ALTER TABLE public.orders ADD CONSTRAINT c CHECK (customer_id >= 0 AND customer_id <> 1)'],
        locks: [lock('public.orders', 'AccessExclusive', 8)],
        scans: ['public.orders'],
        probe: exists(`EXISTS (SELECT ${check})`),
        segment: 1,
      }),
    ]);
    after = await catalogOf(afterSql);
    expect(failures(report)).toEqual([]);
    expect(report.rows.tables).toBe(2);
  });

  test('sees a lock and a scan that were not predicted', async () => {
    const report = await verify(
      replaced('S04', { locks: [lock('public.orders', 'ShareRowExclusive', 5)], scans: [] }),
    );
    expect(failures(report)).toEqual([
      'locks as predicted: S04 (SetNotNull): it holds AccessExclusive on public.orders, predicted was ShareRowExclusive',
      'scans as predicted: S04 (SetNotNull): it scans public.orders, which was not predicted',
    ]);
  });

  test('sees rows that are lost and values that change', async () => {
    const sql = steps[3]?.sql ?? [];
    const lost = await verify(
      replaced('S04', {
        sql: [...sql, 'DELETE FROM public.orders WHERE id = (SELECT min(id) FROM public.orders)'],
        locks: [lock('public.orders', 'AccessExclusive', 8)],
      }),
    );
    expect(failures(lost).filter((f) => f.startsWith('every row'))).toEqual([
      'every row is kept: public.orders had 10 rows and has 9',
    ]);
    const changed = await verify(replaced('S04', { sql: [...sql, "UPDATE public.orders SET region = 'x'"] }));
    expect(failures(changed).filter((f) => f.startsWith('every row'))).toEqual([
      'every row is kept: values in public.orders changed',
    ]);
  });

  test('sees a probe that would make a resumed run skip or repeat a step', async () => {
    const report = await verify(replaced('S02', { probe: exists(`EXISTS (SELECT ${constraint})`) }));
    expect(failures(report)).toEqual([
      'resumes after each step: S02 (ValidateConstraint) has not run and its probe says "done": a resumed run would skip it',
    ]);
  });

  test('sees a statement that fails, and an end that is not the wanted one', async () => {
    const broken = await verify(
      replaced('S02', { sql: ['ALTER TABLE public.orders VALIDATE CONSTRAINT nothing'] }),
    );
    expect(failures(broken)).toEqual([
      'executes: S02 (ValidateConstraint): constraint "nothing" of relation "orders" does not exist; the statement was: ALTER TABLE public.orders VALIDATE CONSTRAINT nothing',
    ]);
    const short = await verify(steps.slice(0, 3));
    expect(failures(short).map((f) => f.split(':')[0])).toEqual(['ends in the wanted state']);
  });
});
