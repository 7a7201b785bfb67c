/** The same run on a PGlite folder: one session, no pool, the same journal. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyPlan, listOwned, type RunEvent, resolveTarget, runStatus } from '../../src/executor/index.js';
import { readCatalog } from '../../src/facts/catalog/read.js';
import { hashCatalog } from '../../src/facts/catalog/snapshot.js';
import { openPglite } from '../../src/facts/connect/pglite.js';
import type { Plan } from '../../src/plan/plan.js';
import { ordersDrafts, ordersSetup, ordersWrong, planOn } from './plans.js';

let plan: Plan;
let folder: string;

beforeAll(async () => {
  const scratch = await openPglite();
  plan = await planOn(scratch, ordersSetup, ordersDrafts);
  await scratch.close();
  folder = mkdtempSync(join(tmpdir(), 'wesley-pglite-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('runs a plan in a folder, stops, and goes on', { timeout: 180_000 }, async () => {
  const dataDir = join(folder, 'data');
  const target = resolveTarget(`pglite:${dataDir}`, {});
  const database = await openPglite({ dataDir });
  await database.exec(ordersSetup);
  await database.close();

  const stop = new AbortController();
  const first = await applyPlan(plan, target, { stop: stop.signal, batch: { size: 500 } }, (event) => {
    if (event.type === 'batch') stop.abort();
  });
  expect(first).toMatchObject({ outcome: 'resumable', exitCode: 4 });
  expect((await runStatus(target))?.steps[3]).toMatchObject({ journal: 'running', backfill: { rows: 500 } });

  const ended: string[] = [];
  const second = await applyPlan(plan, target, { batch: { size: 500 } }, (event: RunEvent) => {
    if (event.type === 'step_done') ended.push(event.step);
  });
  expect(second).toMatchObject({ outcome: 'done', run: first.run, diagnostics: [] });
  expect(ended).toEqual(['S04', 'S05', 'S06', 'S07', 'S08', 'S09', 'S10', 'S11']);
  expect((await listOwned(target))[0]).toMatchObject({ kind: 'schema', id: 'wesley' });

  const after = await openPglite({ dataDir });
  expect(hashCatalog(await readCatalog(after))).toBe(plan.after.hash);
  expect(await after.query(ordersWrong)).toEqual([{ wrong: 0 }]);
  await after.close();
});
