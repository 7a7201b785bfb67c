/** Kills a runner at its n-th statement, applies the plan again, and holds the end to what it must be. */
import { expect } from 'vitest';
import type { Server } from '../../bench/support/servers.js';
import { applyPlan } from '../../src/executor/index.js';
import { readCatalog } from '../../src/facts/catalog/read.js';
import { compareCatalogs } from '../../src/facts/catalog/snapshot.js';
import type { Row } from '../../src/facts/connect/database.js';
import type { Plan } from '../../src/plan/plan.js';
import { plannedChange, plannedRows } from '../executor/planned.js';
import { databaseWithPlan, fields, open, ordersDrafts, ordersSetup } from '../executor/plans.js';
import { startRunner } from './child.js';
import { type Moment, startProxy } from './proxy.js';

export interface Scene {
  /** A database that is as the plan wants it to begin. */
  readonly url: string;
  readonly plan: Plan;
  /** What the rows must say at the end. */
  readonly rows: { readonly sql: string; readonly answer: readonly Row[] };
}

/** Every schema change of a user's object that was committed. */
export const ddlLog = `;
  CREATE TABLE public.ddl_log (tag text, object text);
  CREATE FUNCTION public.note_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO public.ddl_log SELECT command_tag, object_identity
        FROM pg_event_trigger_ddl_commands() WHERE schema_name = 'public';
    END $$;
  CREATE EVENT TRIGGER note_ddl ON ddl_command_end EXECUTE FUNCTION public.note_ddl();`;

/** The plan of every step kind that the runner tells apart. */
export async function handWritten(server: Server): Promise<Scene> {
  const rows = {
    sql: `SELECT count(*)::int AS n, sum(total)::int AS total, sum(amount)::int AS amount FROM public.orders`,
    answer: [{ n: 2500, total: 1_124_250, amount: 1_124_250 }],
  };
  return { ...(await databaseWithPlan(server, `${ordersSetup}${ddlLog}`, ordersDrafts)), rows };
}

export async function planned(server: Server): Promise<Scene> {
  return { ...(await plannedChange(server, ddlLog)), rows: plannedRows };
}

const options = { batch: { size: 900 } };

export class KillPoints {
  private runs = 0;
  private uninterrupted: readonly Row[] = [];

  private constructor(
    private readonly server: Server,
    private readonly scene: Scene,
    private readonly template: string,
  ) {}

  static async prepare(server: Server, scene: Scene): Promise<KillPoints> {
    const points = new KillPoints(server, scene, new URL(scene.url).pathname.slice(1));
    const url = await server.createDatabase(`${points.template}_0`, points.template);
    await points.finish(url, 'not killed');
    const database = await open(url);
    points.uninterrupted = await database.query(logged);
    await database.close();
    return points;
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
    const runner = startRunner(this.scene.plan, through, { ...options, concurrency: 1 });
    await runner.ended;
    await proxy.close();
    const point = `statement ${statement}, ${moment}`;
    await this.finish(url, point);
    await this.check(url, point);
    await this.server.dropDatabase(name);
    return killed;
  }

  private async finish(url: string, point: string): Promise<void> {
    const { plan } = this.scene;
    const result = await applyPlan(plan, { kind: 'postgres', connection: fields(url) }, options);
    expect({ point, ...result }).toMatchObject({ point, outcome: 'done', exitCode: 0 });
  }

  private async check(url: string, point: string): Promise<void> {
    const { plan, rows } = this.scene;
    const database = await open(url);
    expect(compareCatalogs(plan.after.catalog, await readCatalog(database)), point).toEqual([]);
    expect(await database.query(rows.sql), point).toEqual(rows.answer);
    expect(await database.query('SELECT indexrelid FROM pg_index WHERE NOT indisvalid'), point).toEqual([]);
    // Nothing was done twice, and nothing was left out.
    expect(await database.query(logged), point).toEqual(this.uninterrupted);
    await database.close();
  }
}

const logged = 'SELECT tag, object, count(*)::int AS times FROM public.ddl_log GROUP BY 1, 2 ORDER BY 1, 2';
