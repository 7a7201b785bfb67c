import { afterAll, describe, expect, it } from 'vitest';
import { WesleyError } from '../diagnostics/index.js';
import { Scratch } from '../facts/sources/index.js';
import { planId } from './artifact.js';
import { type Change, largeTables, planBetween, runPlan, smallTables } from './plan.test-helper.js';

const scratch = new Scratch();
afterAll(() => scratch.close());

async function refusal(
  change: Change,
  sizes = largeTables,
): Promise<{ codes: string[]; subjects: (string | undefined)[]; exit: number }> {
  try {
    await planBetween(change, scratch, sizes);
  } catch (error) {
    if (!(error instanceof WesleyError)) throw error;
    return {
      codes: error.diagnostics.map(({ code }) => code),
      subjects: error.diagnostics.map(({ subject }) => subject),
      exit: error.exitCode,
    };
  }
  throw new Error('there is a plan');
}

const orders = 'CREATE TABLE orders (id bigint PRIMARY KEY, total numeric, note text);';

describe('makePlan', () => {
  it('makes nothing of equal states', async () => {
    const plan = await planBetween({ before: orders, after: orders }, scratch, largeTables);
    expect([plan.steps, plan.edges, plan.findings]).toEqual([[], [], []]);
  });

  it('is the hash of what it says, and the same every time', async () => {
    const change = { before: orders, after: `${orders} CREATE INDEX orders_note_idx ON orders (note);` };
    const [first, second] = [await planBetween(change, scratch), await planBetween(change, scratch)];
    expect(first.id).toBe(planId(first));
    expect(second).toEqual(first);
  });

  it('says of a step what it locks, scans, blocks and needs', async () => {
    const after = `${orders} ALTER TABLE orders ALTER note SET NOT NULL;`;
    const plan = await planBetween({ before: orders, after, options: { major: 15 } }, scratch, largeTables);
    expect(
      plan.steps.map(({ id, kind, phase, locks, scans }) => [
        id,
        kind,
        phase,
        locks[0]?.mode,
        locks[0]?.blocks,
        scans,
      ]),
    ).toEqual([
      ['S01', 'AddNotNullCheck', 'validate', 'AccessExclusive', 'reads and writes', []],
      ['S02', 'ValidateConstraint', 'validate', 'ShareUpdateExclusive', 'schema changes', ['public.orders']],
      ['S03', 'SetNotNull', 'switch', 'AccessExclusive', 'reads and writes', []],
      ['S04', 'DropConstraint', 'switch', 'AccessExclusive', 'reads and writes', []],
    ]);
    expect(plan.edges).toEqual([
      ['S01', 'S02'],
      ['S02', 'S03'],
      ['S03', 'S04'],
    ]);
  });

  it('builds the indexes of a table one after the other', async () => {
    const after = `${orders} CREATE INDEX a ON orders (note); CREATE INDEX b ON orders (total);`;
    const plan = await planBetween({ before: orders, after }, scratch, largeTables);
    expect(plan.steps.map(({ title, transactional }) => [title, transactional])).toEqual([
      ['build index a on public.orders concurrently', false],
      ['build index b on public.orders concurrently', false],
    ]);
    expect(plan.edges).toEqual([['S01', 'S02']]);
  });

  it('destroys nothing that was not named', async () => {
    const after = 'CREATE TABLE orders (id bigint PRIMARY KEY, total numeric);';
    expect(await refusal({ before: orders, after })).toEqual({
      codes: ['plan/destroys'],
      subjects: ['public.orders.note'],
      exit: 6,
    });
    const options = { accepted: ['orders.note'] };
    const plan = await planBetween({ before: orders, after, options }, scratch, largeTables);
    expect(plan.steps.map(({ kind, destroys, undo }) => [kind, destroys, undo])).toEqual([
      ['DropColumn', ['public.orders.note'], null],
    ]);
  });

  it('asks when a drop and an add look like a rename', async () => {
    const after = 'CREATE TABLE orders (id bigint PRIMARY KEY, amount numeric, note text);';
    expect(await refusal({ before: orders, after })).toEqual({
      codes: ['plan/destroys', 'plan/possible-rename'],
      subjects: ['public.orders.total', 'public.orders.total'],
      exit: 6,
    });
    const renames = [{ kind: 'column', from: 'public.orders.total', to: 'public.orders.amount' }] as const;
    const plan = await planBetween({ before: orders, after, options: { renames } }, scratch, largeTables);
    expect(plan.steps.map(({ kind }) => kind)).toEqual(['RenameColumn']);
  });

  it('refuses by name what has no safe path, unless the table is small', async () => {
    const before = `${orders} CREATE TABLE lines (order_id bigint REFERENCES orders);`;
    const after = before
      .replace('id bigint PRIMARY', 'id numeric PRIMARY')
      .replace('order_id bigint', 'order_id numeric');
    const refused = await refusal({ before, after });
    expect([refused.codes, refused.exit]).toEqual([['plan/no-safe-path', 'plan/no-safe-path'], 1]);
    expect(refused.subjects).toEqual(['public.lines.order_id', 'public.orders.id']);
    const plan = await planBetween({ before, after }, scratch, smallTables);
    expect(plan.steps.find(({ subject }) => subject === 'public.orders.id')?.assumes).toEqual([
      { table: 'public.orders', maxBytes: 1048576 },
    ]);
    expect(await runPlan(plan, before, scratch)).toEqual([]);
  });

  it('needs a value for the rows that are there', async () => {
    const after = orders.replace('note text', 'note text, region text NOT NULL');
    expect((await refusal({ before: orders, after })).codes).toEqual(['plan/no-safe-path']);
    const fills = [{ table: 'public.orders', column: 'region', expression: "'eu'" }];
    const plan = await planBetween({ before: orders, after, options: { fills } }, scratch, largeTables);
    expect(plan.steps.map(({ kind }) => kind)).toEqual([
      'AddBareColumn',
      'FillColumn',
      'AddNotNullNotValid',
      'ValidateConstraint',
    ]);
    expect(plan.steps[1]?.backfill).toEqual({
      table: 'public.orders',
      key: ['id'],
      keyTypes: ['bigint'],
      assignments: "region = ('eu')::text",
      pending: 'region IS NULL',
    });
  });

  it('refuses a rename of what is not there', async () => {
    const renames = [{ kind: 'table', from: 'public.order', to: 'public.purchases' }] as const;
    expect(await refusal({ before: orders, after: orders, options: { renames } })).toEqual({
      codes: ['plan/unknown-rename'],
      subjects: ['public.order'],
      exit: 64,
    });
  });
});

describe('a change of type', () => {
  const before =
    'CREATE TABLE events (id bigint PRIMARY KEY, at bigint); INSERT INTO events VALUES (1, 86400);';
  const after = 'CREATE TABLE events (id bigint PRIMARY KEY, at timestamp);';

  it('is refused where PostgreSQL has no cast', async () => {
    expect((await refusal({ before, after })).codes).toEqual(['plan/no-safe-path']);
  });

  it('takes the value that a person declares', async () => {
    const fills = [{ table: 'public.events', column: 'at', expression: 'to_timestamp(at)' }];
    const plan = await planBetween({ before, after, options: { fills } }, scratch, largeTables);
    expect(plan.steps.map(({ kind }) => kind)).toEqual([
      'AddShadowColumns',
      'CreateSyncTrigger',
      'FillShadowColumns',
      'SwapColumns',
      'DropOldColumns',
    ]);
    expect(plan.steps[1]?.sql[0]).toContain(
      'NEW.wesley_new_at := (to_timestamp(NEW.at))::timestamp without time zone',
    );
    expect(await runPlan(plan, before, scratch)).toEqual([]);
    const rows = await scratch.current()?.query('SELECT at::text AS at FROM public.events');
    expect(rows).toEqual([{ at: '1970-01-02 00:00:00' }]);
  });
});
