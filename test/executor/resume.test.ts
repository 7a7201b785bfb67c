/** Runs that are interrupted, or whose journal does not tell the truth: the database itself decides what is done. */
import { expect, it } from 'vitest';
import { applyPlan, type RunEvent, runStatus, type Target } from '../../src/executor/index.js';
import { readCatalog } from '../../src/facts/catalog/read.js';
import { hashCatalog } from '../../src/facts/catalog/snapshot.js';
import type { Database } from '../../src/facts/connect/database.js';
import { describeOnServers, startServer } from '../support/describe.js';
import { newestMajor } from './majors.js';
import { databaseWithPlan, fields, open, ordersDrafts, ordersSetup, ordersWrong } from './plans.js';

const at = (url: string): Target => ({ kind: 'postgres', connection: fields(url) });

const ran = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'step_done' && event.how === 'ran' ? [event.step] : []));

describeOnServers(newestMajor, 'a run', (major, server) => {
  const prepare = async () => databaseWithPlan(await server(), ordersSetup, ordersDrafts);

  async function expectDone(database: Database, hash: string): Promise<void> {
    expect(hashCatalog(await readCatalog(database))).toBe(hash);
    expect(await database.query(ordersWrong)).toEqual([{ wrong: 0 }]);
  }

  it('stops after a phase, and goes on with the next', async () => {
    const { url, plan } = await prepare();
    const first: RunEvent[] = [];
    await applyPlan(plan, at(url), { untilPhase: 'backfill' }, (event) => first.push(event));
    expect(ran(first)).toEqual(['S01', 'S02', 'S03', 'S04', 'S05']);
    expect((await runStatus(at(url)))?.steps.map((step) => step.journal)).toEqual([
      ...Array(5).fill('done'),
      ...Array(6).fill('planned'),
    ]);
    const second: RunEvent[] = [];
    const result = await applyPlan(plan, at(url), {}, (event) => second.push(event));
    expect(result).toMatchObject({ outcome: 'done', diagnostics: [] });
    expect(ran(second)).toEqual(['S06', 'S07', 'S08', 'S09', 'S10', 'S11']);
  });

  it('does again what was taken back before anything was built on it', async () => {
    const { url, plan } = await prepare();
    await applyPlan(plan, at(url), { untilPhase: 'backfill' });
    const database = await open(url);
    await database.exec('DROP INDEX public.orders_amount_idx');
    const events: RunEvent[] = [];
    const result = await applyPlan(plan, at(url), {}, (event) => events.push(event));
    expect(result.outcome).toBe('done');
    expect(ran(events)).toEqual(['S05', 'S06', 'S07', 'S08', 'S09', 'S10', 'S11']);
    await expectDone(database, plan.after.hash);
    await database.close();
  });

  it('goes on when the journal is lost', async () => {
    for (const untilPhase of ['expand', 'validate', 'switch'] as const) {
      const { url, plan } = await prepare();
      await applyPlan(plan, at(url), { untilPhase });
      const database = await open(url);
      await database.exec('DROP SCHEMA wesley CASCADE');
      const result = await applyPlan(plan, at(url));
      expect(result.outcome).toBe('done');
      expect(result.diagnostics.map((one) => one.code)).toEqual(['exec/journal-lost']);
      await expectDone(database, plan.after.hash);
      await database.exec('DROP SCHEMA wesley CASCADE');
      expect((await applyPlan(plan, at(url))).diagnostics.map((one) => one.code)).toEqual([
        'exec/already-applied',
      ]);
      await database.close();
    }
  });

  it('is refused when the journal is lost and others have changed the schema', async () => {
    const { url, plan } = await prepare();
    await applyPlan(plan, at(url), { untilPhase: 'expand' });
    const database = await open(url);
    await database.exec('DROP SCHEMA wesley CASCADE; CREATE TABLE public.notes (id int)');
    await database.close();
    expect(await applyPlan(plan, at(url))).toMatchObject({ outcome: 'stale', exitCode: 3 });
  });

  it('says what others have changed meanwhile', async () => {
    const { url, plan } = await prepare();
    await applyPlan(plan, at(url), { untilPhase: 'expand' });
    const database = await open(url);
    await database.exec('CREATE TABLE public.notes (id int)');
    const result = await applyPlan(plan, at(url), {});
    expect(result.outcome).toBe('done');
    expect(result.diagnostics.map((one) => [one.code, one.why])).toEqual([
      ['exec/drift', ['table public.notes is there and was not expected.']],
    ]);
    await database.close();
  });

  it('begins anew when everything was taken back', async () => {
    const { url, plan } = await prepare();
    const first = await applyPlan(plan, at(url));
    const database = await open(url);
    await database.exec('ALTER TABLE public.orders DROP COLUMN amount');
    const second = await applyPlan(plan, at(url));
    expect(second.outcome).toBe('done');
    expect(second.run).not.toBe(first.run);
    await expectDone(database, plan.after.hash);
    await database.close();
  });

  it('outlives the loss of a worker and of the guard', async () => {
    const { url, plan } = await prepare();
    const database = await open(url);
    const terminate = (role: string) =>
      database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
         AND application_name LIKE 'wesley apply % ${role}'`,
      );
    const blocker = await open(url);
    await blocker.exec('BEGIN; LOCK TABLE public.orders IN ROW EXCLUSIVE MODE');
    const retries: string[] = [];
    let told = 0;
    const result = await applyPlan(plan, at(url), {}, (event) => {
      if (event.type === 'retry') retries.push(event.step);
      if (event.type !== 'lock_wait') return;
      told++;
      if (told === 1) void terminate('worker');
      if (told === 3) void terminate('guard');
      if (told === 6) void blocker.close();
    });
    expect(result.diagnostics).toEqual([]);
    expect(result.outcome).toBe('done');
    expect(retries).toContain('S01');
    await expectDone(database, plan.after.hash);
    await database.close();
  });

  it('outlives a crash of the server in the middle of a build', async () => {
    // Of its own: everybody who is connected is thrown out.
    const own = await startServer(major);
    const { url, plan } = await databaseWithPlan(own, ordersSetup, ordersDrafts);
    const blocker = await open(url);
    // Locks nothing, but the last phase of a build waits for its snapshot.
    await blocker.exec('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
    const events: RunEvent[] = [];
    let crashed = false;
    const crash = async () => {
      if (crashed) return;
      const [row] = await blocker.query(
        "SELECT pid FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%' AND pid <> pg_backend_pid()",
      );
      if (row === undefined || crashed) return;
      crashed = true;
      process.kill(Number(row.pid), 'SIGKILL');
    };
    const result = await applyPlan(plan, at(url), {}, (event) => {
      events.push(event);
      if (event.type === 'lock_wait' && event.step === 'S05') void crash();
    });
    expect(crashed).toBe(true);
    expect(result.diagnostics).toEqual([]);
    expect(result.outcome).toBe('done');
    expect(events.some((event) => event.type === 'repair')).toBe(true);
    const database = await open(url);
    await expectDone(database, plan.after.hash);
    await database.close();
    await own.stop();
  });
});
