/** Runs that do not begin, and why: nothing is changed by any of them. */
import { describe, expect, it } from 'vitest';
import { applyPlan, type RunOptions, type RunResult, type Target } from '../../src/executor/index.js';
import type { Plan } from '../../src/plan/plan.js';
import { startRunner } from '../faults/child.js';
import { startProxy } from '../faults/proxy.js';
import { describeOnServers } from '../support/describe.js';
import { newestMajor } from './majors.js';
import { databaseWithPlan, doneWhen, fields, hasColumn, lock, open, type StepDraft } from './plans.js';

const setup = 'CREATE TABLE public.orders (id bigint PRIMARY KEY, total integer, note text)';

const addColumn: StepDraft = {
  kind: 'AddColumn',
  subject: 'public.orders.region',
  sql: ['ALTER TABLE public.orders ADD COLUMN region text'],
  probe: doneWhen(hasColumn('public.orders', 'region')),
  locks: [lock.accessExclusive('public.orders')],
};

const dropColumn: StepDraft = {
  kind: 'DropColumn',
  subject: 'public.orders.total',
  phase: 'contract',
  sql: ['ALTER TABLE public.orders DROP COLUMN total'],
  probe: doneWhen(`NOT ${hasColumn('public.orders', 'total')}`),
  locks: [lock.accessExclusive('public.orders')],
  destroys: ['public.orders.total'],
};

const at = (url: string): Target => ({ kind: 'postgres', connection: fields(url) });

async function refused(plan: Plan, url: string, options: RunOptions = {}): Promise<RunResult> {
  const result = await applyPlan(plan, at(url), options);
  const database = await open(url);
  expect(await database.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'wesley'`)).toEqual([]);
  await database.close();
  return result;
}

describeOnServers(newestMajor, 'apply refuses', (major, server) => {
  it('a database in another state, and names what differs', async () => {
    const { url, plan } = await databaseWithPlan(await server(), setup, [addColumn]);
    const database = await open(url);
    await database.exec('ALTER TABLE public.orders ALTER note TYPE varchar(200)');
    await database.exec('CREATE TABLE public.notes (id int)');
    await database.close();
    const result = await refused(plan, url);
    expect(result).toMatchObject({ outcome: 'stale', exitCode: 3 });
    expect(result.diagnostics[0]).toMatchObject({
      code: 'plan/stale',
      why: [
        'Changed since the plan was made:',
        'column public.orders.note differs: type is character varying(200), expected text.',
        'table public.notes is there and was not expected.',
        'Nothing was changed by this run.',
      ],
    });
  });

  it('destructions that nobody has named', async () => {
    const { url, plan } = await databaseWithPlan(await server(), setup, [addColumn, dropColumn]);
    const result = await refused(plan, url);
    expect(result).toMatchObject({ outcome: 'refused', exitCode: 6 });
    expect(result.diagnostics).toEqual([
      {
        code: 'exec/destruction-not-accepted',
        severity: 'error',
        message: 'the plan destroys public.orders.total, and nobody has accepted that',
        why: ['S02: ALTER TABLE public.orders DROP COLUMN total.', 'Nothing was changed.'],
        fix: {
          text: 'If it shall be gone, say so by name',
          code: 'wesley apply --unsafe public.orders.total',
        },
        subject: 'public.orders.total',
      },
    ]);
    expect(await refused(plan, url, { unsafe: ['customers.total'] })).toMatchObject({ exitCode: 6 });

    // What comes before the destruction needs no acceptance.
    const first = await applyPlan(plan, at(url), { untilPhase: 'expand' });
    expect(first).toMatchObject({ outcome: 'done', exitCode: 0 });
    expect(first.diagnostics.map((one) => one.code)).toEqual(['exec/more-to-do']);
    expect(await applyPlan(plan, at(url), { unsafe: ['orders.total'] })).toMatchObject({ exitCode: 0 });
  });

  it('nothing when the plan itself accepts the destruction', async () => {
    const { url, plan } = await databaseWithPlan(await server(), setup, [dropColumn], {
      accepted: ['public.orders.total'],
    });
    expect(await applyPlan(plan, at(url))).toMatchObject({ outcome: 'done' });
  });

  it('a table that has outgrown the plan', async () => {
    const { url, plan } = await databaseWithPlan(await server(), setup, [
      { ...addColumn, assumes: [{ table: 'public.orders', maxBytes: 65_536 }] },
    ]);
    const database = await open(url);
    await database.exec(
      'INSERT INTO public.orders SELECT i, i, repeat(md5(i::text), 9) FROM generate_series(1, 999) i',
    );
    await database.close();
    const result = await refused(plan, url);
    expect(result).toMatchObject({ outcome: 'stale', exitCode: 3 });
    expect(result.diagnostics[0]).toMatchObject({ code: 'plan/outgrown', subject: 'public.orders' });
    expect(result.diagnostics[0]?.message).toMatch(
      /^public\.orders has \d+ kB, and the plan relies on at most 64 kB$/,
    );
  });

  it('a server of another major version', async () => {
    const { url, plan } = await databaseWithPlan(await server(), setup, [addColumn]);
    const other = { ...plan, server: { major: major + 1 } };
    expect((await refused(other, url)).diagnostics[0]).toMatchObject({ code: 'plan/wrong-server' });
  });

  it('a role that does not own the table, and names who does', async () => {
    const { url, plan } = await databaseWithPlan(await server(), setup, [addColumn]);
    const database = await open(url);
    await database.exec(
      `DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    );
    await database.close();
    const result = await refused(plan, url.replace('postgres@', 'guest@'));
    expect(result).toMatchObject({ outcome: 'refused', exitCode: 1 });
    expect(result.diagnostics[0]).toMatchObject({
      code: 'exec/insufficient-rights',
      message: 'the role guest may not change public.orders: it belongs to postgres',
      fix: { code: 'GRANT postgres TO guest' },
    });
  });

  it('a session that is read-only', async () => {
    const { url, plan } = await databaseWithPlan(await server(), setup, [addColumn]);
    const readOnly = `${url}&options=-c%20default_transaction_read_only%3Don`;
    const result = await refused(plan, readOnly);
    expect(result.diagnostics[0]).toMatchObject({ code: 'exec/read-only' });
    expect(result.exitCode).toBe(1);
  });

  it('a connection through a transaction pooler', async () => {
    const running = await server();
    const { url, plan } = await databaseWithPlan(running, setup, [addColumn]);
    const proxy = await startProxy(running.port, undefined, () => {}, { hideProcess: true });
    const pooled = new URL(url);
    pooled.port = String(proxy.port);
    pooled.searchParams.set('sslmode', 'disable');
    const result = await refused(plan, pooled.href);
    expect(result.diagnostics[0]).toMatchObject({ code: 'exec/pooled-connection' });
    await proxy.close();
  });

  it('to run twice at the same time', async () => {
    const { url, plan } = await databaseWithPlan(await server(), setup, [addColumn]);
    const reader = await open(url);
    await reader.exec('BEGIN; SELECT * FROM public.orders');
    const first = startRunner(plan, url);
    await first.event((event) => event.type === 'lock_wait');
    const second = await applyPlan(plan, at(url));
    expect(second).toMatchObject({ outcome: 'refused', exitCode: 4 });
    expect(second.diagnostics[0]?.code).toBe('exec/already-running');
    expect(second.diagnostics[0]?.why?.[0]).toMatch(
      new RegExp(`^It is pid \\d+ "wesley apply ${plan.id.slice(0, 8)} guard" of postgres from 127.0.0.1`),
    );
    await reader.close();
    expect(await first.ended).toMatchObject({ outcome: 'done' });
  });
});

describe('a dry run', () => {
  describeOnServers(newestMajor, 'changes nothing', (_major, server) => {
    it('and says what is not done', async () => {
      const { url, plan } = await databaseWithPlan(await server(), setup, [addColumn]);
      const result = await refused(plan, url, { dryRun: true });
      expect(result).toMatchObject({ outcome: 'done', exitCode: 0 });
      expect(result.steps.map((step) => step.state)).toEqual(['not done']);
    });
  });
});
