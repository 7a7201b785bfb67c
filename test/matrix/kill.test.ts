/** kill -9 before, during and after the statements of a run. */
import { expect, it } from 'vitest';
import { handWritten, KillPoints, planned } from '../faults/kill-points.js';
import type { Moment } from '../faults/proxy.js';
import { describeOnServers } from '../support/describe.js';

const moments: readonly Moment[] = ['before it is sent', 'after it is sent', 'after its answer'];

describeOnServers([11, 12, 13, 14, 15, 16, 17, 18], 'a runner that is killed', (major, server) => {
  for (const [i, moment] of moments.entries()) {
    // With WESLEY_KILL_ALL every statement; else samples, other ones on every server.
    const stride = process.env.WESLEY_KILL_ALL === undefined ? 29 : 1;
    it(`leaves a run that can be finished (${moment})`, { timeout: 900_000 }, async () => {
      const points = await KillPoints.prepare(await server(), await handWritten(await server()));
      let statement = 1 + ((7 * major + 11 * i) % stride);
      while (await points.at(statement, moment)) statement += stride;
      expect(statement).toBeGreaterThan(60);
    });
  }

  // There is no safe way to NOT NULL on 11.
  it.skipIf(major === 11)(
    'leaves a plan of the planner that can be finished',
    { timeout: 900_000 },
    async () => {
      const points = await KillPoints.prepare(await server(), await planned(await server()));
      const stride = process.env.WESLEY_KILL_ALL === undefined ? 31 : 7;
      for (
        let i = 0;
        await points.at(7 + (major % 7) + i * stride, moments[i % 3] ?? 'after it is sent');
        i++
      );
    },
  );
});
