/** Plans that the planner makes, run on real servers: to the end, phase by phase, and with the journal lost in between. */
import { expect, it } from 'vitest';
import { applyPlan, type Target } from '../../src/executor/index.js';
import { compareCatalogs } from '../../src/facts/catalog/compare.js';
import { readCatalog } from '../../src/facts/catalog/read.js';
import type { Phase, Plan } from '../../src/plan/plan.js';
import { describeOnServers } from '../support/describe.js';
import { newestMajor } from './majors.js';
import { plannedChange, plannedRows } from './planned.js';
import { fields, open } from './plans.js';

const at = (url: string): Target => ({ kind: 'postgres', connection: fields(url) });

async function expectDone(url: string, plan: Plan): Promise<void> {
  const database = await open(url);
  expect(compareCatalogs(plan.after.catalog, await readCatalog(database)).map((one) => one.sentence)).toEqual(
    [],
  );
  expect(await database.query(plannedRows.sql)).toEqual(plannedRows.answer);
  await database.close();
}

// There is no safe way to NOT NULL on 11.
const majors = newestMajor.filter((major) => major > 11);

describeOnServers(majors, 'a plan of the planner', (_major, server) => {
  it('runs to the state that was wanted', async () => {
    const { url, plan } = await plannedChange(await server());
    const result = await applyPlan(plan, at(url));
    expect(result.diagnostics).toEqual([]);
    expect(result.outcome).toBe('done');
    await expectDone(url, plan);
  });

  it('runs phase by phase, and without its journal', async () => {
    const { url, plan } = await plannedChange(await server());
    const phases: readonly Phase[] = ['expand', 'backfill', 'validate', 'switch', 'contract'];
    for (const untilPhase of phases) {
      const result = await applyPlan(plan, at(url), { untilPhase });
      expect([untilPhase, result.outcome, ...result.diagnostics.map((one) => one.code)]).toEqual(
        expect.arrayContaining([untilPhase, 'done']),
      );
      const database = await open(url);
      await database.exec('DROP SCHEMA IF EXISTS wesley CASCADE');
      await database.close();
    }
    await expectDone(url, plan);
  });
});
