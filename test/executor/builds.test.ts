/** Concurrent builds that fail, are cancelled or are found half done. */
import { expect, it } from 'vitest';
import { applyPlan, type RunEvent, type Target } from '../../src/executor/index.js';
import { startRunner } from '../faults/child.js';
import { describeOnServers } from '../support/describe.js';
import { someMajors } from './majors.js';
import { databaseWithPlan, fields, indexProbe, lock, open, type StepDraft } from './plans.js';

const setup = `CREATE TABLE public.orders (id bigint PRIMARY KEY, total integer);
  INSERT INTO public.orders SELECT i, i FROM generate_series(1, 100) i`;

const build: StepDraft = {
  kind: 'CreateIndexConcurrently',
  subject: 'public.orders_total_key',
  transactional: false,
  sql: ['CREATE UNIQUE INDEX CONCURRENTLY orders_total_key ON public.orders (total)'],
  probe: indexProbe('public.orders_total_key'),
  repair: ['DROP INDEX CONCURRENTLY public.orders_total_key'],
  locks: [lock.shareUpdateExclusive('public.orders')],
  timeouts: { lock: 0, statement: 0 },
};

const at = (url: string): Target => ({ kind: 'postgres', connection: fields(url) });
const validity = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('public.orders_total_key')";

describeOnServers(someMajors, 'a concurrent build', (_major, server) => {
  it('that finds duplicates leaves no invalid index, and tells which key', async () => {
    const { url, plan } = await databaseWithPlan(await server(), setup, [build]);
    const database = await open(url);
    await database.exec('INSERT INTO public.orders VALUES (1000, 7)');
    const result = await applyPlan(plan, at(url));
    expect(result).toMatchObject({ outcome: 'needs person', exitCode: 5 });
    expect(result.diagnostics).toEqual([
      {
        code: 'exec/unique-violation',
        severity: 'error',
        message: `S01 (${build.sql[0]}) stopped: could not create unique index "orders_total_key"`,
        why: [
          'Key (total)=(7) is duplicated.',
          `Statement: ${build.sql[0]}`,
          'SQLSTATE 23505.',
          'Of this step nothing was changed.',
        ],
        fix: { text: 'Correct the rows, then apply the plan again; it goes on with this step' },
        subject: 'public.orders_total_key',
      },
    ]);
    expect(await database.query(validity)).toEqual([]);
    await database.exec('DELETE FROM public.orders WHERE id = 1000');
    expect(await applyPlan(plan, at(url))).toMatchObject({ outcome: 'done', run: result.run });
    expect(await database.query(validity)).toEqual([{ indisvalid: true }]);
    await database.close();
  });

  it('that was left invalid is repaired, never accepted', async () => {
    const { url, plan } = await databaseWithPlan(await server(), setup, [build]);
    const blocker = await open(url);
    await blocker.exec('BEGIN; UPDATE public.orders SET total = total WHERE id = 1');
    const runner = startRunner(plan, url);
    await runner.event((event) => event.type === 'lock_wait');
    runner.kill();
    await runner.ended;
    // Before 14 the orphan goes on until it is done or is cancelled.
    const admin = await open(url);
    await expect
      .poll(
        () =>
          admin.query(
            "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CREATE UNIQUE%' AND state = 'active'",
          ),
        { timeout: 10_000 },
      )
      .toEqual([]);
    expect(await admin.query(validity)).toEqual([{ indisvalid: false }]);
    await blocker.close();

    const events: RunEvent[] = [];
    const result = await applyPlan(plan, at(url), {}, (event) => events.push(event));
    expect(result).toMatchObject({ outcome: 'done' });
    expect(events.filter((event) => event.type === 'repair')).toEqual([
      { type: 'repair', step: 'S01', sql: 'DROP INDEX CONCURRENTLY public.orders_total_key' },
    ]);
    expect(await admin.query(validity)).toEqual([{ indisvalid: true }]);
    await admin.close();
  });

  it('is waited for by the first signal, and cancelled and cleaned up by the second', async () => {
    const { url, plan } = await databaseWithPlan(await server(), setup, [build]);
    const blocker = await open(url);
    // Keeps the last phase of a build waiting, but not the drop of an index.
    await blocker.exec('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
    const stop = new AbortController();
    const cancel = new AbortController();
    const paused: string[] = [];
    const result = await applyPlan(plan, at(url), { stop: stop.signal, cancel: cancel.signal }, (event) => {
      if (event.type === 'paused') paused.push(event.reason);
      if (event.type !== 'lock_wait') return;
      if (stop.signal.aborted) cancel.abort();
      stop.abort();
    });
    expect(paused).toHaveLength(2);
    expect(result).toMatchObject({ outcome: 'resumable', exitCode: 4 });
    expect(result.diagnostics.map((one) => one.code)).toEqual(['exec/stopped']);
    expect(await blocker.query(validity)).toEqual([]);
    await blocker.close();
    expect(await applyPlan(plan, at(url))).toMatchObject({ outcome: 'done', run: result.run });
  });
});
