/** kill -9 at some statements of a run (at all of them: test/matrix/kill.test.ts). */
import { expect, it } from 'vitest';
import { describeOnServers } from '../support/describe.js';
import { handWritten, KillPoints } from './kill-points.js';
import type { Moment } from './proxy.js';

const moments: readonly Moment[] = ['before it is sent', 'after it is sent', 'after its answer'];

describeOnServers([14, 18], 'a runner that is killed', (major, server) => {
  it('leaves a run that can be finished, without doing a step twice', { timeout: 180_000 }, async () => {
    const points = await KillPoints.prepare(await server(), await handWritten(await server()));
    const statements = major === 14 ? [14, 41, 64, 88] : [24, 33, 52, 76];
    for (const [i, statement] of statements.entries()) {
      expect(await points.at(statement, moments[i % 3] ?? 'after it is sent'), `${statement}`).toBe(true);
    }
  });
});
