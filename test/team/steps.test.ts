/** Steps of a team on real servers: run once whatever happens, found by their probes, and taken back by their undo. */
import { afterAll, expect, it } from 'vitest';
import { applyPlan } from '../../src/executor/index.js';
import { fields, open } from '../executor/plans.js';
import { ddlLog, KillPoints } from '../faults/kill-points.js';
import type { Moment } from '../faults/proxy.js';
import { describeOnServers } from '../support/describe.js';
import { TeamPlace } from './team.js';
import { teamScene } from './team-steps.js';

const place = new TeamPlace();
afterAll(() => place.remove());

const moments: readonly Moment[] = ['after it is sent', 'after its answer', 'before it is sent'];

describeOnServers([14, 18], 'steps of a team', (_, server) => {
  it('are done once by a runner that is killed and started again', { timeout: 180_000 }, async () => {
    const points = await KillPoints.prepare(await server(), await teamScene(await server(), place, ddlLog));
    for (const [i, statement] of [30, 36, 42, 48].entries()) {
      expect(await points.at(statement, moments[i % 3] ?? 'after it is sent'), `${statement}`).toBe(true);
    }
  });

  it('are asked for by their probes when the catalog says that all is done, and the journal is lost', async () => {
    const { url, plan, rows } = await teamScene(await server(), place);
    const target = { kind: 'postgres' as const, connection: fields(url) };
    expect(await applyPlan(plan, target)).toMatchObject({ outcome: 'done' });
    const database = await open(url);
    await database.exec(`DROP SCHEMA wesley CASCADE; DELETE FROM ops.seen WHERE name = 'public.refunds'`);
    const again = await applyPlan(plan, target);
    expect(again).toMatchObject({ outcome: 'done', diagnostics: [{ code: 'exec/journal-lost' }] });
    expect(await database.query(rows.sql)).toEqual(rows.answer);
    await database.exec('DROP SCHEMA wesley CASCADE');
    expect(await applyPlan(plan, target)).toMatchObject({ diagnostics: [{ code: 'exec/already-applied' }] });
    for (const step of [...plan.steps].reverse()) for (const sql of step.undo ?? []) await database.exec(sql);
    expect(await database.query(rows.sql)).toEqual([]);
    await database.close();
  });
});
