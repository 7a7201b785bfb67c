/** What the rules say of locks, rewrites and scans is what real servers do: every major from 11 to 18. */
import { expect, it } from 'vitest';
import { describeOnServers } from '../support/describe.js';
import { experiment, needsNewer } from '../support/locks/laboratory.js';

describeOnServers([11, 12, 13, 14, 15, 16, 17, 18], 'locks, rewrites and scans', (major, server) => {
  it('are those that the rules predict, for every statement', { timeout: 300_000 }, async () => {
    const { differences, refused, confirmed } = await experiment(await server());
    expect(differences).toEqual([]);
    expect(refused.filter((line) => !needsNewer(line))).toEqual([]);
    expect(confirmed).toBeGreaterThan(major === 18 ? 500 : 475);
  });
});
