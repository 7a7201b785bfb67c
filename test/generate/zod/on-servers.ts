/** Every sample of every type, tried in a schema for that server and on the server. */
import { expect, it } from 'vitest';
import { openDatabase } from '../../../src/facts/connect/open.js';
import { describeOnServers } from '../../support/describe.js';
import { insert, show, Workbench } from './both.js';
import { columnOf, modelOf, samples } from './random.js';

/** Digits that are cut in front of the point, or more of them behind it than there are. */
const since15 = /^numeric\(2,(-3|4)\)$/;

export function samplesOnServers(majors: readonly number[]): void {
  describeOnServers(majors, 'schemas', (major, server) => {
    it('take what the server takes, value by value', async () => {
      const database = await openDatabase(await (await server()).createDatabase(), {});
      const workbench = new Workbench();
      const usable = samples.filter(({ sql }) => major >= 15 || !since15.test(sql));
      const columns = usable.map(({ sql }, i) => columnOf(`c${i}`, sql));
      const { schemas } = await workbench.schemas(modelOf(columns, []), { server: major });
      const wrong: string[] = [];
      try {
        await database.exec(
          `CREATE TABLE t (${columns.map(({ name, type }) => `${name} ${type.sql}`).join(', ')})`,
        );
        for (const [i, { sql, values }] of usable.entries()) {
          for (const value of values) {
            const row = { [`c${i}`]: value };
            const refusal = await insert(database, row);
            if (schemas.tInsert.safeParse(row).success === (refusal === undefined)) continue;
            wrong.push(`${sql} ${show(row)}: PostgreSQL ${refusal ?? 'accepts'}`);
          }
        }
      } finally {
        await database.close();
        workbench.close();
      }
      expect(wrong).toEqual([]);
    });
  });
}
