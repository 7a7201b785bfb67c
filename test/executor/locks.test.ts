/** Locks that stop the application are taken without standing in the queue before it for long. */
import { expect, it } from 'vitest';
import { applyPlan, type RunEvent, type Target } from '../../src/executor/index.js';
import { describeOnServers } from '../support/describe.js';
import { someMajors } from './majors.js';
import { databaseWithPlan, doneWhen, fields, hasColumn, lock, open, type StepDraft } from './plans.js';

const setup = `CREATE TABLE public.orders (id bigint PRIMARY KEY, total integer);
  INSERT INTO public.orders VALUES (1, 1)`;

const addColumn: StepDraft = {
  kind: 'AddColumn',
  subject: 'public.orders.region',
  sql: ['ALTER TABLE public.orders ADD COLUMN region text'],
  probe: doneWhen(hasColumn('public.orders', 'region')),
  locks: [lock.accessExclusive('public.orders')],
};

const at = (url: string): Target => ({ kind: 'postgres', connection: fields(url) });

/** Stands in the queue, on any relation. */
const queued = "SELECT mode FROM pg_locks WHERE locktype = 'relation' AND NOT granted";

/** Sessions of ours that keep a snapshot while they wait for better times. */
const snapshots = `SELECT application_name, query FROM pg_stat_activity
  WHERE application_name LIKE 'wesley apply%' AND state LIKE 'idle%' AND backend_xmin IS NOT NULL`;

describeOnServers(someMajors, 'a lock that stops the application', (_major, server) => {
  it('is not even queued for behind an old transaction, and the run ends by naming it', async () => {
    const { url, plan } = await databaseWithPlan(await server(), setup, [addColumn]);
    const report = await open(`${url}&application_name=nightly-report`);
    await report.exec('BEGIN; SELECT * FROM public.orders');
    const application = await open(url);
    const seen: unknown[] = [];
    const waits: RunEvent[] = [];
    let watching = true;
    const watch = (async () => {
      while (watching) {
        seen.push(...(await application.query(queued)));
        // The run starts by reading the catalog in one snapshot; from then on it holds none between statements.
        if (waits.length > 0) seen.push(...(await application.query(snapshots)));
        await application.query('SELECT total FROM public.orders WHERE id = 1');
        await application.exec('UPDATE public.orders SET total = total + 1 WHERE id = 1');
      }
    })();
    const result = await applyPlan(plan, at(url), { patienceMs: 1200 }, (event) => {
      if (event.type === 'lock_wait') waits.push(event);
    });
    watching = false;
    await watch;
    // The update of the application and our ALTER never met in the queue, and no build would have waited for us.
    expect(seen).toEqual([]);
    expect(waits[0]).toMatchObject({
      step: 'S01',
      blockers: [
        {
          application: 'nightly-report',
          state: 'idle in transaction',
          mode: 'AccessShare',
          relation: 'public.orders',
        },
      ],
    });
    expect(result).toMatchObject({ outcome: 'resumable', exitCode: 4 });
    expect(result.diagnostics[0]).toMatchObject({
      code: 'exec/lock-timeout',
      subject: 'public.orders.region',
    });
    expect(result.diagnostics[0]?.why?.[0]).toMatch(
      /^In the way: pid \d+ "nightly-report" of postgres holds AccessShare on public.orders for .*, idle in transaction: BEGIN; SELECT \* FROM public.orders\.$/,
    );
    await report.close();
    await application.close();
    expect(await applyPlan(plan, at(url))).toMatchObject({ outcome: 'done', run: result.run });
  });

  it('is queued for in bursts behind a young transaction, and between them the queue is empty', async () => {
    const { url, plan } = await databaseWithPlan(await server(), setup, [addColumn]);
    const waits: RunEvent[] = [];
    let watching = true;
    // Young for as long as they last: the longest stall that is allowed is longer than their transactions.
    const hold = [1, 1.3].map(async (seconds) => {
      const holder = await open(url);
      while (watching && waits.length === 0) {
        await holder.query(`SELECT pg_sleep(${seconds}) FROM public.orders`);
      }
      await holder.close();
    });
    const application = await open(url);
    const answers: number[] = [];
    const watch = (async () => {
      while (watching) {
        // Fails when our lock keeps it waiting for longer than a burst.
        await application.exec("SET lock_timeout = '4s'; SELECT total FROM public.orders WHERE id = 1");
        answers.push((await application.query(queued)).length);
      }
    })();
    const result = await applyPlan(plan, at(url), { maxStallMs: 3000 }, (event) => {
      if (event.type === 'lock_wait') waits.push(event);
    });
    watching = false;
    await Promise.all([watch, ...hold]);
    expect(result).toMatchObject({ outcome: 'done' });
    expect(waits.length).toBeGreaterThan(0);
    // Whenever a read of the application came through, it was because nobody stood in the queue before it.
    expect(answers.some((count) => count === 0)).toBe(true);
    await application.close();
  });

  it('is won against young transactions that never leave the table alone', async () => {
    const { url, plan } = await databaseWithPlan(await server(), setup, [addColumn]);
    const holders = await Promise.all([open(url), open(url), open(url)]);
    let busy = true;
    const work = holders.map(async (holder) => {
      while (busy) await holder.query('SELECT pg_sleep(0.2) FROM public.orders');
      await holder.close();
    });
    // Who looks once in a transaction sees the same old transactions until it ends, after a minute.
    const result = await applyPlan(plan, at(url), { patienceMs: 50_000 });
    busy = false;
    await Promise.all(work);
    expect(result).toMatchObject({ outcome: 'done' });
  });

  it('waits for a prepared transaction without queueing, and names it', async () => {
    const running = await server();
    const { url, plan } = await databaseWithPlan(running, setup, [addColumn]);
    const other = await open(url);
    const [row] = await other.query("SELECT current_setting('max_prepared_transactions')::int AS n");
    if (Number(row?.n) === 0) return await other.close();
    await other.exec("BEGIN; UPDATE public.orders SET total = 2; PREPARE TRANSACTION 'forgotten'");
    const result = await applyPlan(plan, at(url), { patienceMs: 500 });
    expect(result.diagnostics[0]?.why?.[0]).toMatch(
      /the prepared transaction "forgotten" holds RowExclusive/,
    );
    await other.exec("ROLLBACK PREPARED 'forgotten'");
    await other.close();
  });

  it('keeps to one such step at a time, and runs steps on other tables beside each other', async () => {
    const tables = ['a', 'b', 'c'];
    const drafts = tables.map(
      (table): StepDraft => ({
        kind: 'CreateIndexConcurrently',
        subject: `public.${table}_id_idx`,
        transactional: false,
        sql: [`CREATE INDEX CONCURRENTLY ${table}_id_idx ON public.${table} (id)`],
        probe: doneWhen(`to_regclass('public.${table}_id_idx') IS NOT NULL`),
        locks: [lock.shareUpdateExclusive(`public.${table}`)],
        timeouts: { lock: 0, statement: 0 },
      }),
    );
    const { url, plan } = await databaseWithPlan(
      await server(),
      tables.map((table) => `CREATE TABLE public.${table} (id int)`).join(';'),
      drafts,
      { edges: [] },
    );
    // Every build waits for this one, so both slots are seen in use.
    const writer = await open(url);
    await writer.exec('BEGIN; INSERT INTO public.a VALUES (1); INSERT INTO public.b VALUES (1)');
    const running = new Set<string>();
    let most = 0;
    const result = applyPlan(plan, at(url), { concurrency: 2 }, (event) => {
      if (event.type === 'step_start') running.add(event.step);
      if (event.type === 'step_done') running.delete(event.step);
      most = Math.max(most, running.size);
      if (most === 2) void writer.close();
    });
    expect(await result).toMatchObject({ outcome: 'done' });
    expect(most).toBe(2);
  });
});
