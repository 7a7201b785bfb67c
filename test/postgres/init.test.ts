/** SDL of a live database: the plan from the database to it is empty, on old and new servers. */
import { afterAll, expect, it } from 'vitest';
import { openDatabase } from '../../src/facts/connect/open.js';
import { Workplace } from '../cli/command-line.js';
import { fixtureRolesSql, modelledFixture } from '../support/catalog-fixture.js';
import { describeOnServers } from '../support/describe.js';

const place = new Workplace();
afterAll(() => place.remove());

describeOnServers([14, 18], 'wesley init', (major, server) => {
  it('writes SDL to which there is nothing to plan', async () => {
    const url = await (await server()).createDatabase();
    const database = await openDatabase(url, {});
    await database.exec(fixtureRolesSql());
    await database.exec(modelledFixture(major));
    await database.close();
    const folder = `on-${major}/`;
    const written = await place.wesley(['init', '--from-db', url, '-o', folder]);
    expect(written.err).not.toMatch(/does not lead back|error\[/);
    expect(written.code).toBe(0);
    const planned = await place.wesley(['plan', '--from', url, '--to', `${folder}schema.graphql`]);
    expect(planned.out).toBe('nothing to do: both states are the same\n');
    expect(planned.code).toBe(0);
  });
});
