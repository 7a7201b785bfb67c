/** kill -9 at some statements of a run (at all of them: test/matrix/kill.test.ts). */
import { expect, it } from 'vitest';
import { describeOnServers } from '../support/describe.js';
import { KillPoints } from './kill-points.js';
import type { Moment } from './proxy.js';

const moments: readonly Moment[] = ['before it is sent', 'after it is sent', 'after its answer'];

describeOnServers([14, 18], 'a runner that is killed', (_major, server) => {
  it('leaves a run that can be finished, without doing a step twice', async () => {
    const points = await KillPoints.prepare(await server());
    for (const [i, statement] of [12, 24, 33, 41, 52, 64, 76, 88].entries()) {
      expect(await points.at(statement, moments[i % 3] ?? 'after it is sent'), `${statement}`).toBe(true);
    }
  });
});
