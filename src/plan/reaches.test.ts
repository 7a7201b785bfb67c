/** Whatever the two schemas are: the plan leads from the one to the other, or says by name what it cannot do. */
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { WesleyError } from '../diagnostics/index.js';
import { Scratch } from '../facts/sources/index.js';
import type { Plan } from './plan.js';
import { acceptingAll, type Change, largeTables, runPlan } from './plan.test-helper.js';
import { schema } from './schemas.test-helper.js';

const scratch = new Scratch();
afterAll(() => scratch.close());

async function planOrRefusal(change: Change): Promise<Plan | undefined> {
  try {
    return await acceptingAll(change, scratch, largeTables);
  } catch (error) {
    if (!(error instanceof WesleyError)) throw error;
    expect(error.diagnostics.map(({ code }) => code)).toContain('plan/no-safe-path');
    return undefined;
  }
}

it('leads from one schema to another', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(schema, schema, fc.constantFrom(12, 15, 18), async (before, after, major) => {
      const options = { major, fills: after.fills };
      const plan = await planOrRefusal({ before: before.sql, after: after.sql, options });
      if (plan !== undefined) expect(await runPlan(plan, before.sql, scratch)).toEqual([]);
    }),
    { seed: 20261122, numRuns: 12, endOnFailure: true },
  );
});
