/** Every major that Wesley supports can be started here, and the door opens each. */
import { afterAll, expect, it } from 'vitest';
import { resolveConnection } from '../../src/facts/connect/conninfo.js';
import { openPostgres } from '../../src/facts/connect/postgres.js';
import { describeOnServers } from '../support/describe.js';

describeOnServers([11, 12, 13, 14, 15, 16, 17, 18], 'an embedded server', (major, server) => {
  afterAll(async () => (await server()).stop());

  it('runs DDL and says its version', async () => {
    const url = await (await server()).createDatabase('shop');
    const database = await openPostgres(resolveConnection(url, {})!);
    await database.exec('create table orders (id bigint primary key)');
    expect(await database.query('select count(*) from orders')).toEqual([{ count: '0' }]);
    expect((await database.serverVersion()).major).toBe(major);
    await (await server()).dropDatabase('shop');
    await database.close();
  });
});
