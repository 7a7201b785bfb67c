/** A column that gains or loses a time zone: which zone its values are taken in is said, asked, and done. */
import { afterAll, expect, it } from 'vitest';
import { Scratch } from '../facts/sources/index.js';
import { largeTables, planBetween, runPlan } from './plan.test-helper.js';

const scratch = new Scratch();
afterAll(() => scratch.close());

const before = `CREATE TABLE events (id bigint PRIMARY KEY, at timestamp, seen timestamptz, day date);
  INSERT INTO events VALUES (1, '2026-07-01 12:00', '2026-07-01 12:00+00', '2026-07-01');`;
const after = 'CREATE TABLE events (id bigint PRIMARY KEY, at timestamptz, seen timestamp, day timestamptz);';

it('nobody said: UTC, with a warning for each column', async () => {
  const plan = await planBetween({ before, after }, scratch, largeTables);
  expect(
    plan.findings
      .filter(({ code }) => code === 'plan/assumes-time-zone')
      .map(({ severity, message }) => `${severity}: ${message}`),
  ).toEqual(
    ['at', 'day', 'seen'].map(
      (column) =>
        `warning: public.events.${column} changes between a type with a time zone and one without: its values are taken as UTC`,
    ),
  );
  expect(plan.steps.filter(({ kind }) => kind === 'ChangeType').map(({ subject }) => subject)).toEqual([
    'public.events.at',
    'public.events.seen',
  ]);
});

it.each(['UTC', 'Etc/UTC'])('a person says %s: the same plan, and no question', async (timeZone) => {
  const plan = await planBetween({ before, after, options: { timeZone } }, scratch, largeTables);
  expect(plan.findings.filter(({ code }) => code === 'plan/assumes-time-zone')).toEqual([]);
  expect(plan.steps.some(({ kind }) => kind === 'ChangeType')).toBe(true);
});

it('a person says another zone: the values are turned in it, beside the table', async () => {
  const options = { timeZone: 'Europe/Berlin' };
  const plan = await planBetween({ before, after, options }, scratch, largeTables);
  expect(plan.findings.filter(({ code }) => code === 'plan/assumes-time-zone')).toEqual([]);
  expect(plan.steps.map(({ kind }) => kind)).toContain('FillShadowColumns');
  expect(await runPlan(plan, before, scratch)).toEqual([]);
  const sql =
    "SELECT (at AT TIME ZONE 'UTC')::text AS at, seen::text, (day AT TIME ZONE 'UTC')::text AS day FROM public.events";
  expect(await scratch.current()?.query(sql)).toEqual([
    { at: '2026-07-01 10:00:00', seen: '2026-07-01 14:00:00', day: '2026-06-30 22:00:00' },
  ]);
});

it('what a person declares for the column goes first', async () => {
  const fills = ['at', 'seen', 'day'].map((column) => ({
    table: 'public.events',
    column,
    expression: 'now()',
  }));
  const plan = await planBetween({ before, after, options: { fills } }, scratch, largeTables);
  expect(plan.findings.filter(({ code }) => code === 'plan/assumes-time-zone')).toEqual([]);
});
