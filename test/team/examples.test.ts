/** The worked rules of examples/team-rules, used as their README says. */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/facts/connect/open.js';
import { packageRoot } from '../../src/paths.js';
import { TeamPlace } from './team.js';

const place = new TeamPlace();

beforeAll(() => cpSync(join(packageRoot, 'examples', 'team-rules'), place.folder, { recursive: true }));
afterAll(() => place.remove());

it('their tests hold, and every clause, literal and condition counts', async () => {
  const { code, out } = await place.wesley(['rules', 'test', '--coverage']);
  expect(out).toBe(`12 examples and 57 expectations of 7 rules: all hold

coverage   clauses fired     literals covered    conditions decided
rules/lib  5 of 5 (100 %)    11 of 11 (100 %)    5 of 5 (100 %)
rules      48 of 48 (100 %)  124 of 124 (100 %)  35 of 35 (100 %)
all        53 of 53 (100 %)  135 of 135 (100 %)  40 of 40 (100 %)
`);
  expect(code).toBe(0);
});

it('each says what it has to say about the migrations', async () => {
  const { code, out } = await place.wesley(['check', '--json']);
  const findings: { code: string; where: { path: string; line: number }; subject: string }[] =
    JSON.parse(out).findings;
  expect(
    findings.map((one) => `${one.where.path}:${one.where.line} ${one.code} ${one.subject}`).sort(),
  ).toEqual([
    'migrations/002_refunds.sql:4 rule/acme/column-comment billing.refunds.id',
    'migrations/002_refunds.sql:4 rule/acme/column-comment billing.refunds.orderId',
    'migrations/002_refunds.sql:4 rule/acme/foreign-key-indexed billing.refunds.refunds_orderId_fkey',
    'migrations/002_refunds.sql:4 rule/acme/naming billing.refunds.orderId',
    'migrations/002_refunds.sql:4 rule/acme/row-security billing.refunds',
    'migrations/002_refunds.sql:5 rule/acme/column-comment public.orders.refunded',
    'migrations/002_refunds.sql:5 rule/acme/two-approvals public.orders',
  ]);
  expect(code).toBe(1);
});

describe('a plan', () => {
  const database = `pglite:${join(place.folder, 'db')}`;
  const registry = async (): Promise<unknown> => {
    const db = await openDatabase(database, {});
    const rows = await db.query('SELECT table_name FROM ops.table_registry');
    await db.close();
    return rows;
  };

  it('has the step of the team after the table that it is for', async () => {
    const { code, out, err } = await place.wesley(['plan', '-o', 'plan.json']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /S01 +expand +everyone +create table billing\.payments\n +S02 +nobody +run acme\/table-registry for billing\.payments\n/,
    );
    expect((await place.wesley(['verify', 'plan.json'])).out).toContain('the plan holds');
  });

  it('runs it, once', async () => {
    const db = await openDatabase(database, {});
    await db.exec(readFileSync(join(place.folder, 'before.sql'), 'utf8'));
    await db.close();
    const args = ['apply', 'plan.json', '--database', database];
    expect(await place.wesley(args)).toMatchObject({ code: 0, out: 'done: 7 of 7 steps done\n' });
    expect(await registry()).toEqual([{ table_name: 'billing.payments' }]);
    expect((await place.wesley(args)).err).toContain('there is nothing to do');
    expect(await registry()).toHaveLength(1);
  });

  it('for a table that two people look at names both', async () => {
    const commented = "ALTER TABLE orders ADD COLUMN region text;\nCOMMENT ON COLUMN orders.region IS 'x';\n";
    place.write('region.sql', commented);
    const args = ['plan', '--migration', 'region.sql'];
    const refused = await place.wesley(args);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('public.orders changes with 0 of 2 approvals [rule/acme/two-approvals]');
    expect((await place.wesley([...args, '--parameter', 'approved_by=alice,bob'])).code).toBe(0);
  });
});
