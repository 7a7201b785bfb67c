/** A plan on real servers, from the first step to the last, and what refuses it. */
import { expect, it } from 'vitest';
import { applyPlan, listOwned, type RunEvent, runStatus, type Target } from '../../src/executor/index.js';
import { readCatalog } from '../../src/facts/catalog/read.js';
import { hashCatalog } from '../../src/facts/catalog/snapshot.js';
import { describeOnServers } from '../support/describe.js';
import { someMajors } from './majors.js';
import { databaseWithPlan, fields, open, ordersDrafts, ordersSetup, ordersWrong } from './plans.js';

const at = (url: string): Target => ({ kind: 'postgres', connection: fields(url) });

describeOnServers(someMajors, 'apply', (_major, server) => {
  it('runs every kind of step, and a second time nothing', async () => {
    const { url, plan } = await databaseWithPlan(await server(), ordersSetup, ordersDrafts);
    const events: RunEvent[] = [];
    const result = await applyPlan(plan, at(url), { batch: { size: 400 } }, (event) => events.push(event));
    expect(result.diagnostics).toEqual([]);
    expect(result).toMatchObject({ outcome: 'done', exitCode: 0 });
    expect(result.steps.every((step) => step.state === 'done')).toBe(true);
    const ends = events.flatMap((event) =>
      event.type === 'step_done' ? [`${event.step} ${event.how}`] : [],
    );
    expect(ends).toEqual(plan.steps.map((step) => `${step.id} ran`));
    expect(events.filter((event) => event.type === 'batch').at(-1)).toMatchObject({
      step: 'S04',
      rows: 2500,
    });

    const database = await open(url);
    expect(await database.query(ordersWrong)).toEqual([{ wrong: 0 }]);
    expect(hashCatalog(await readCatalog(database))).toBe(plan.after.hash);
    await database.close();

    const again = await applyPlan(plan, at(url));
    expect(again).toMatchObject({ outcome: 'done', exitCode: 0 });
    expect(again.diagnostics.map((one) => one.code)).toEqual(['exec/already-applied']);

    const status = await runStatus(at(url));
    expect(status).toMatchObject({ run: result.run, plan: plan.id, state: 'done' });
    expect(status?.steps.every((step) => step.journal === 'done' && step.attempts === 1)).toBe(true);
    expect((await listOwned(at(url))).map((one) => `${one.kind} ${one.id}`)).toEqual([
      'schema wesley',
      'table wesley.epoch',
      'table wesley.run',
      'table wesley.state',
      'table wesley.step',
    ]);
  });
});
