/** Backfills: under the application's writes, over every kind of key, from where they stopped. */
import { expect, it } from 'vitest';
import { applyPlan, type RunEvent, type Target } from '../../src/executor/index.js';
import type { Backfill } from '../../src/plan/plan.js';
import { describeOnServers } from '../support/describe.js';
import { someMajors } from './majors.js';
import {
  databaseWithPlan,
  doneWhen,
  fields,
  lock,
  open,
  ordersDrafts,
  ordersSetup,
  ordersWrong,
  type StepDraft,
} from './plans.js';

const at = (url: string): Target => ({ kind: 'postgres', connection: fields(url) });

function fill(over: Pick<Backfill, 'key' | 'keyTypes'>): StepDraft {
  return {
    kind: 'Backfill',
    subject: 'public.items.label',
    phase: 'backfill',
    transactional: false,
    sql: ["UPDATE public.items SET label = 'n' || n WHERE label IS DISTINCT FROM 'n' || n"],
    probe: doneWhen("NOT EXISTS (SELECT 1 FROM public.items WHERE label IS DISTINCT FROM 'n' || n)"),
    locks: [lock.rowExclusive('public.items')],
    backfill: {
      table: 'public.items',
      ...over,
      assignments: "label = 'n' || n",
      pending: "label IS DISTINCT FROM 'n' || n",
    },
  };
}

const itemsSetup = `
  CREATE TABLE public.items (a integer NOT NULL, b text NOT NULL, n integer NOT NULL, label text, UNIQUE (a, b));
  INSERT INTO public.items SELECT i % 7, 'it''s \\' || i, i, CASE WHEN i % 3 = 0 THEN 'n' || i END
    FROM generate_series(1, 3000) i`;

describeOnServers(someMajors, 'a backfill', (_major, server) => {
  it('loses nothing while the application writes', async () => {
    const { url, plan } = await databaseWithPlan(await server(), ordersSetup, ordersDrafts);
    const writers = await Promise.all([open(url), open(url)]);
    let writing = true;
    const work = writers.map(async (writer, w) => {
      for (let i = w; writing; i += 2) {
        await writer.exec(`UPDATE public.orders SET total = total + 1 WHERE id = ${(i * 37) % 2500};
          INSERT INTO public.orders (total) VALUES (${i}); DELETE FROM public.orders WHERE id = ${(i * 91) % 2500}`);
      }
    });
    // The application still writes the old column alone, so the trigger stays.
    const options = { batch: { size: 100, targetMs: 20 }, untilPhase: 'switch' } as const;
    const result = await applyPlan(plan, at(url), options);
    writing = false;
    await Promise.all(work);
    expect(result.diagnostics.map((one) => one.code)).toEqual(['exec/more-to-do']);
    expect(await writers[0]?.query(ordersWrong)).toEqual([{ wrong: 0 }]);
    const [row] =
      (await writers[0]?.query('SELECT count(*)::int AS n FROM public.orders WHERE id > 2500')) ?? [];
    expect(Number(row?.n)).toBeGreaterThan(0);
    for (const writer of writers) await writer.close();
  });

  it('walks over composite keys, over tables without a key, and over partitions', async () => {
    const running = await server();
    for (const key of [
      { key: ['a', 'b'], keyTypes: ['integer', 'text'] },
      { key: [], keyTypes: [] },
    ]) {
      for (const setup of [itemsSetup, partitioned(itemsSetup)]) {
        const { url, plan } = await databaseWithPlan(running, setup, [fill(key)]);
        const batches: RunEvent[] = [];
        const result = await applyPlan(plan, at(url), { batch: { size: 500 } }, (event) => {
          if (event.type === 'batch') batches.push(event);
        });
        expect(result.diagnostics).toEqual([]);
        expect(batches.at(-1)).toMatchObject({ rows: 2000 });
        expect(batches.length).toBeGreaterThan(key.key.length > 0 ? 3 : 1);
        const database = await open(url);
        expect(
          await database.query(
            "SELECT count(*)::int AS n FROM public.items WHERE label IS DISTINCT FROM 'n' || n",
          ),
        ).toEqual([{ n: 0 }]);
        await database.close();
      }
    }
  });

  it('stops between batches and goes on from its cursor', async () => {
    const { url, plan } = await databaseWithPlan(await server(), itemsSetup, [
      fill({ key: ['a', 'b'], keyTypes: ['integer', 'text'] }),
    ]);
    const stop = new AbortController();
    let seen = 0;
    const database = await open(url);
    // One of the last rows: the run cannot get to the end before it is asked to stop.
    await database.exec('BEGIN; SELECT * FROM public.items WHERE n = 2995 FOR UPDATE');
    const first = await applyPlan(plan, at(url), { batch: { size: 300 }, stop: stop.signal }, (event) => {
      if (event.type !== 'batch') return;
      seen = event.seen;
      stop.abort();
    });
    await database.exec('COMMIT');
    expect(first).toMatchObject({ outcome: 'resumable', exitCode: 4 });
    const rows = await database.query('SELECT batch_seen::int, batch_rows::int FROM wesley.step');
    expect(rows).toEqual([{ batch_seen: seen, batch_rows: expect.any(Number) }]);
    expect(Number(rows[0]?.batch_rows)).toBeLessThan(2000);
    // What is behind the cursor is not looked at again.
    const versions = await database.query(
      "SELECT max(xmin::text::bigint)::text AS last FROM public.items WHERE label = 'n' || n",
    );
    const batches: RunEvent[] = [];
    const second = await applyPlan(plan, at(url), { batch: { size: 300 } }, (event) => {
      if (event.type === 'batch') batches.push(event);
    });
    expect(second).toMatchObject({ outcome: 'done', run: first.run });
    expect(batches[0]).toMatchObject({ type: 'batch', seen: expect.any(Number) });
    expect(batches.at(-1)).toMatchObject({ rows: 2000 });
    const [early] = await database.query(
      `SELECT count(*)::int AS n FROM public.items WHERE xmin::text::bigint <= ${versions[0]?.last}`,
    );
    expect(Number(early?.n)).toBeGreaterThanOrEqual(1000);
    await database.close();
  });

  it('gives way to rows that the application has locked', async () => {
    const { url, plan } = await databaseWithPlan(await server(), itemsSetup, [
      fill({ key: ['a', 'b'], keyTypes: ['integer', 'text'] }),
    ]);
    const application = await open(url);
    await application.exec('BEGIN; SELECT * FROM public.items WHERE n = 100 FOR UPDATE');
    const retries: RunEvent[] = [];
    const result = await applyPlan(plan, at(url), {}, (event) => {
      if (event.type !== 'retry') return;
      retries.push(event);
      if (retries.length === 1) void application.close();
    });
    expect(result).toMatchObject({ outcome: 'done' });
    expect(retries.length).toBeGreaterThan(0);
  });

  it('ends when rows keep coming without the new value', async () => {
    const { url, plan } = await databaseWithPlan(await server(), itemsSetup, [
      { ...fill({ key: ['n'], keyTypes: ['integer'] }), probe: "SELECT 'not done' AS state" },
    ]);
    const result = await applyPlan(plan, at(url));
    expect(result).toMatchObject({ outcome: 'needs person', exitCode: 5 });
    expect(result.diagnostics[0]).toMatchObject({ code: 'exec/backfill-incomplete' });
  });
});

function partitioned(setup: string): string {
  return setup.replace(
    'UNIQUE (a, b));',
    `UNIQUE (a, b)) PARTITION BY LIST (a);
     CREATE TABLE public.items_0 PARTITION OF public.items FOR VALUES IN (0, 1, 2);
     CREATE TABLE public.items_1 PARTITION OF public.items DEFAULT;`,
  );
}
