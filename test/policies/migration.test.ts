/** Row security and migrations: how it is turned on while an application runs, and that no backfill leaves out a row. */
import { expect, it } from 'vitest';
import type { Server } from '../../bench/support/servers.js';
import { applyPlan, type Target } from '../../src/executor/index.js';
import { readCatalog } from '../../src/facts/catalog/read.js';
import type { Database } from '../../src/facts/connect/database.js';
import { makePlan, type PlanRequest } from '../../src/plan/make.js';
import type { Plan } from '../../src/plan/plan.js';
import { planRules } from '../../src/planning.js';
import { someMajors } from '../executor/majors.js';
import { fields, open } from '../executor/plans.js';
import { describeOnServers } from '../support/describe.js';
import { app, ask, compiled, ownedDatabase, owner } from './app.js';

const at = (url: string): Target => ({ kind: 'postgres', connection: fields(url) });
const granted = `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${app}`;

interface Change {
  readonly db: Database;
  /** Connects as the owner of the tables, whom policies hold for when they are forced. */
  readonly asOwner: string;
  readonly plan: Plan;
}

/** A database with the tables of one SDL, `rows` in them, and the plan to another SDL for large tables. */
async function change(
  server: Server,
  [before, after]: readonly [string, string],
  rows: string,
  request: Partial<PlanRequest> = {},
): Promise<Change> {
  const made = await Promise.all(
    [before, after].map(async (sdl) => {
      const database = await ownedDatabase(server);
      await database.db.exec(`SET ROLE ${owner}; ${await compiled(sdl)} RESET ROLE; ${granted}`);
      const session = await open(database.asOwner);
      const catalog = await readCatalog(session);
      await session.close();
      return { ...database, catalog };
    }),
  );
  const [here, wanted] = made;
  if (here === undefined || wanted === undefined) throw new Error('two databases are needed');
  await here.db.exec(rows);
  await wanted.db.close();
  await server.dropDatabase(wanted.url.replace(/^.*\/|\?.*$/g, ''));
  const plan = await makePlan({
    before: { catalog: here.catalog, source: 'before' },
    after: { catalog: wanted.catalog, source: 'after' },
    statistics: ['public.orders', 'public.lines'].map((table) => ({
      table,
      rows: 50_000_000,
      bytes: 9_000_000_000,
    })),
    mayDestroy: true,
    rules: planRules(),
    version: '0.0.0',
    ...request,
  });
  return { db: here.db, asOwner: here.asOwner, plan };
}

const order = (directives: string, fields: string) =>
  `type Order @table(name: "orders") ${directives} { id: Int! @pk total: Int! ${fields} }`;
const plain = order('', 'tenantId: Int!');
const secured = order('@tenant(by: "tenantId")', 'tenantId: Int!');
const rows = 'INSERT INTO orders SELECT i, i, 1 + i % 2 FROM generate_series(1, 10) i';

describeOnServers(someMajors, 'row security and migrations', (_major, server) => {
  it('is turned on when all is ready: nobody sees less than his own rows on the way', async () => {
    const { db, asOwner, plan } = await change(await server(), [plain, secured], rows);
    const session = await open(asOwner);
    const seen: string[] = [];
    for (const step of plan.steps) {
      for (const sql of step.sql) await session.exec(sql);
      const counts: string[] = [];
      for (const who of [{ tenant: '1' }, { tenant: '2' }, {}]) {
        counts.push(String(await ask(db, who, 'SELECT count(*) FROM orders')));
      }
      seen.push(`${step.phase} ${step.kind}: ${counts.join(' ')}`);
    }
    expect(seen).toEqual([
      'expand CreateObject: 10 10 10',
      'expand CreateObject: 10 10 10',
      'expand CreateIndexConcurrently: 10 10 10',
      'switch SetTableProperty: 5 5 0',
    ]);
    await session.close();
    await db.close();
  });

  it('changes the policies of a table in one transaction', async () => {
    const owned = order(
      '@tenant(by: "tenantId") @owner(column: "clerk") @rls(preset: OWNER_WRITES)',
      'tenantId: Int! clerk: Int',
    );
    const before = order('@tenant(by: "tenantId")', 'tenantId: Int! clerk: Int');
    const { db, asOwner, plan } = await change(await server(), [before, owned], '');
    const policies = plan.steps.filter((step) => /policy/.test(step.title));
    expect(policies.map((step) => step.title)).toEqual([
      'create policy rls_delete',
      'create policy rls_insert',
      'create policy rls_select',
      'create policy rls_update',
      'drop policy tenant_access',
    ]);
    expect(new Set(policies.map((step) => step.segment)).size).toBe(1);
    expect((await applyPlan(plan, at(asOwner))).diagnostics).toEqual([]);
    await db.close();
  });

  it('waits for the rows to be filled', async () => {
    const { db, asOwner, plan } = await change(
      await server(),
      [order('', ''), order('@tenant(by: "tenantId")', 'tenantId: Int')],
      'INSERT INTO orders SELECT i, i FROM generate_series(1, 3000) i',
      { fills: [{ table: 'public.orders', column: 'tenant_id', expression: '1 + id % 2' }] },
    );
    expect((await applyPlan(plan, at(asOwner))).diagnostics).toEqual([]);
    expect(await ask(db, { tenant: '1' }, 'SELECT count(*) FROM orders')).toEqual(['1500']);
    expect(await ask(db, { role: owner }, 'SELECT count(*) FROM orders')).toEqual(['0']);
    await db.close();
  });

  it('is no reason to leave out rows: a role that does not see them is refused', async () => {
    const { db, asOwner, plan } = await change(
      await server(),
      [secured, order('@tenant(by: "tenantId")', 'tenantId: Int! more: Int')],
      rows,
      { fills: [{ table: 'public.orders', column: 'more', expression: 'total * 2' }] },
    );
    const refused = await applyPlan(plan, at(asOwner));
    expect(refused).toMatchObject({ outcome: 'refused', exitCode: 1 });
    expect(refused.diagnostics).toEqual([
      expect.objectContaining({
        code: 'exec/rows-hidden',
        message: `the role ${owner} does not see all rows of public.orders: its policies hold for it`,
        why: [
          'FORCE ROW LEVEL SECURITY holds the owner to them, too.',
          expect.stringMatching(
            /^S\d\d fills rows, and would leave out those that are hidden\. Nothing was changed\.$/,
          ),
        ],
        fix: expect.objectContaining({ code: `ALTER ROLE ${owner} BYPASSRLS` }),
      }),
    ]);
    // What would have happened: the setting of the session makes an error of what would be silence.
    const session = await open(asOwner);
    const update = 'UPDATE orders SET total = total RETURNING id';
    expect(await session.query(update)).toEqual([]);
    await expect(session.exec(`SET row_security = off; ${update}`)).rejects.toThrow(/row-level security/);
    await session.close();
    // The way out.
    await db.exec(`ALTER ROLE ${owner} BYPASSRLS`);
    try {
      expect((await applyPlan(plan, at(asOwner))).diagnostics).toEqual([]);
    } finally {
      await db.exec(`ALTER ROLE ${owner} NOBYPASSRLS`);
    }
    expect(await db.query('SELECT count(more)::int AS n, sum(more)::int AS sum FROM orders')).toEqual([
      { n: 10, sum: 110 },
    ]);
    await db.close();
  });

  it('hides no row from the validation of a key', async () => {
    const lines = (of: string) => `${secured} type Line @table(name: "lines") @tenant(by: "tenantId") {
      id: Int! @pk tenantId: Int! orderId: Int! @index ${of} }`;
    const { db, asOwner, plan } = await change(
      await server(),
      [lines(''), lines('@fk(ref: "Order.id")')],
      `${rows}; INSERT INTO lines VALUES (1, 1, 2), (2, 2, 999)`,
    );
    // The owner, held to policies, finds no orphan and takes the key for valid.
    const session = await open(asOwner);
    const orphan = 'FOREIGN KEY (order_id) REFERENCES orders';
    await session.exec(
      `ALTER TABLE lines ADD CONSTRAINT silent ${orphan} NOT VALID; ALTER TABLE lines VALIDATE CONSTRAINT silent`,
    );
    expect(await session.query("SELECT convalidated FROM pg_constraint WHERE conname = 'silent'")).toEqual([
      { convalidated: true },
    ]);
    await session.exec('ALTER TABLE lines DROP CONSTRAINT silent');
    await session.close();
    const refused = await applyPlan(plan, at(asOwner));
    expect(refused.diagnostics.map(({ code, subject }) => [code, subject])).toEqual([
      ['exec/rows-hidden', 'public.lines'],
      ['exec/rows-hidden', 'public.orders'],
    ]);
    expect(refused.diagnostics[0]?.why?.[1]).toMatch(
      /^S\d\d checks rows, and would leave out those that are hidden\./,
    );
    await db.exec(`ALTER ROLE ${owner} BYPASSRLS`);
    try {
      expect((await applyPlan(plan, at(asOwner))).diagnostics[0]).toMatchObject({
        code: 'exec/foreign-key-violation',
      });
      await db.exec('DELETE FROM lines WHERE id = 2');
      expect((await applyPlan(plan, at(asOwner))).diagnostics).toEqual([]);
    } finally {
      await db.exec(`ALTER ROLE ${owner} NOBYPASSRLS`);
    }
    await db.close();
  });

  it('names roles that the server must have', async () => {
    const role = 'wesley_policy_gone';
    const running = await server();
    const admin = await open(running.url());
    await admin.exec(`CREATE ROLE ${role}`);
    const { db, asOwner, plan } = await change(
      running,
      [plain, order(`@rls(select: "true", roles: ["${role}"])`, 'tenantId: Int!')],
      rows,
    );
    await admin.exec(`DROP ROLE ${role}`);
    const refused = await applyPlan(plan, at(asOwner));
    expect(refused).toMatchObject({ outcome: 'refused', exitCode: 1 });
    expect(refused.diagnostics).toEqual([
      expect.objectContaining({
        code: 'exec/unknown-role',
        message: `the plan names the role ${role}, and the server has none of that name`,
        why: [
          'The policy rls_wesley_policy_gone_select of public.orders is for it.',
          'Roles belong to the whole server. Nothing was changed.',
        ],
        fix: { text: 'Make the role, then apply the plan again', code: `CREATE ROLE ${role}` },
      }),
    ]);
    await admin.exec(`CREATE ROLE ${role}`);
    expect((await applyPlan(plan, at(asOwner))).diagnostics).toEqual([]);
    await db.exec('DROP TABLE orders');
    await db.close();
    await admin.exec(`DROP ROLE ${role}`);
    await admin.close();
  });
});
