/** Kills a runner at its n-th statement, applies the plan again, and holds the end to what it must be. */
import { expect } from 'vitest';
import type { Server } from '../../bench/support/servers.js';
import { applyPlan } from '../../src/executor/index.js';
import { readCatalog } from '../../src/facts/catalog/read.js';
import { hashCatalog } from '../../src/facts/catalog/snapshot.js';
import type { Plan } from '../../src/plan/plan.js';
import { databaseWithPlan, fields, open, ordersDrafts, ordersSetup, ordersWrong } from '../executor/plans.js';
import { startRunner } from './child.js';
import { type Moment, startProxy } from './proxy.js';

/** Every schema change of a user's object that was committed, in order. */
const log = `
  CREATE TABLE public.ddl_log (at serial, tag text, object text);
  CREATE FUNCTION public.note_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO public.ddl_log (tag, object) SELECT command_tag, object_identity
        FROM pg_event_trigger_ddl_commands() WHERE schema_name = 'public';
    END $$;
  CREATE EVENT TRIGGER note_ddl ON ddl_command_end EXECUTE FUNCTION public.note_ddl();`;

export class KillPoints {
  private runs = 0;

  private constructor(
    private readonly server: Server,
    private readonly template: string,
    readonly plan: Plan,
  ) {}

  static async prepare(server: Server): Promise<KillPoints> {
    const { url, plan } = await databaseWithPlan(server, `${ordersSetup};${log}`, ordersDrafts);
    return new KillPoints(server, new URL(url).pathname.slice(1), plan);
  }

  /** True while the run was long enough to have such a statement. */
  async at(statement: number, moment: Moment): Promise<boolean> {
    const name = `${this.template}_${++this.runs}`;
    const url = await this.server.createDatabase(name, this.template);
    let killed = false;
    const proxy = await startProxy(this.server.port, { statement, moment }, () => {
      killed = true;
      runner.kill();
      proxy.cut();
    });
    const through = `postgres://postgres@127.0.0.1:${proxy.port}/${name}?sslmode=disable`;
    const runner = startRunner(this.plan, through, { batch: { size: 900 }, concurrency: 1 });
    await runner.ended;
    await proxy.close();
    const point = `statement ${statement}, ${moment}`;
    const result = await applyPlan(
      this.plan,
      { kind: 'postgres', connection: fields(url) },
      { batch: { size: 900 } },
    );
    expect({ point, ...result }).toMatchObject({ point, outcome: 'done', exitCode: 0 });
    await this.check(url, point);
    await this.server.dropDatabase(name);
    return killed;
  }

  private async check(url: string, point: string): Promise<void> {
    const database = await open(url);
    expect(hashCatalog(await readCatalog(database)), point).toBe(this.plan.after.hash);
    expect(await database.query(ordersWrong), point).toEqual([{ wrong: 0 }]);
    expect(
      await database.query('SELECT count(*)::int AS n, sum(total)::int AS sum FROM public.orders'),
    ).toEqual([{ n: 2500, sum: 1124250 }]);
    expect(
      await database.query('SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid'),
    ).toEqual([]);
    const twice = await database.query(
      `SELECT tag, object FROM public.ddl_log WHERE tag <> 'ALTER TABLE' GROUP BY 1, 2 HAVING count(*) > 1`,
    );
    expect(twice, point).toEqual([]);
    const alters = await database.query(
      `SELECT count(*)::int AS n FROM public.ddl_log WHERE tag = 'ALTER TABLE'`,
    );
    expect(alters, point).toEqual([{ n: 5 }]);
    await database.close();
  }
}
