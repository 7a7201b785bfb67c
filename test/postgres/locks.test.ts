/** What the rules say of locks, rewrites and scans is what real servers do: the oldest and the newest that every checkout has. */
import { expect, it } from 'vitest';
import { describeOnServers } from '../support/describe.js';
import { experiment, needsNewer } from '../support/locks/laboratory.js';

describeOnServers([14, 18], 'locks, rewrites and scans', (major, server) => {
  it('are those that the rules predict, for every statement', { timeout: 300_000 }, async () => {
    const { differences, refused, confirmed } = await experiment(await server());
    expect(differences).toEqual([]);
    expect(refused.filter((line) => !needsNewer(line))).toEqual([]);
    expect(confirmed).toBeGreaterThan(major === 18 ? 500 : 475);
  });
});
