/** Row security of compiled SDL on real servers: two tenants, and what a hostile one tries. */
import { beforeAll, expect, it } from 'vitest';
import type { Database } from '../../src/facts/connect/database.js';
import { someMajors } from '../executor/majors.js';
import { describeOnServers } from '../support/describe.js';
import { app, appDatabase, ask, grantAll, owner } from './app.js';

const sdl = `
type Tenant @tenant(by: "id") { id: Int! @pk name: String! }
type Order @table(name: "orders") @tenant(by: "tenant") {
  id: Int! @pk tenant: Tenant! total: Int! code: String! @unique labels: [Label!]! @manyToMany }
type Line @tenant(by: "order.tenant") { id: Int! @pk order: Order! @index n: Int! }
type Label @tenant(by: "tenant") { id: Int! @pk tenant: Tenant! orders: [Order!]! @manyToMany }
type Post @owner(column: "author") @rls(select: "published") {
  id: Int! @pk author: BigInt! @index published: Boolean! }
type Doc @tenant(by: "org") @owner(column: "author") @rls(preset: OWNER_WRITES, delete: "false") {
  id: Int! @pk org: String! @index author: BigInt! @index }
type Totals @view(sql: "SELECT id, total FROM orders") { id: Int total: Int }
`;

const rows = `
INSERT INTO tenant VALUES (1, 'a'), (2, 'b');
INSERT INTO orders VALUES (10, 1, 5, 'x'), (11, 1, 6, 'y'), (20, 2, 7, 'z');
INSERT INTO line VALUES (100, 10, 1), (101, 11, 1), (200, 20, 1);
INSERT INTO label VALUES (1, 1), (2, 2);
INSERT INTO label_orders VALUES (1, 10), (2, 20);
INSERT INTO post VALUES (1, 7, false), (2, 7, true), (3, 8, false);
INSERT INTO doc VALUES (1, 'a', 7), (2, 'a', 8), (3, 'b', 7);
`;

const a = { tenant: '1' };
const refused = (table: string) =>
  `new row violates row-level security policy "tenant_isolation" for table "${table}"`;

describeOnServers(someMajors, 'row security', (_major, server) => {
  let db: Database;
  beforeAll(async () => {
    db = await appDatabase(await server(), sdl);
    await db.exec(rows);
    return () => db.close();
  });

  const ids = (table: string) => `SELECT id FROM ${table} ORDER BY id`;

  it('shows each tenant its own rows, and those that belong to them', async () => {
    for (const [tenant, seen] of [
      ['1', [['1'], ['10', '11'], ['100', '101'], ['1 10'], ['1']]],
      ['2', [['2'], ['20'], ['200'], ['2 20'], ['2']]],
      ['3', [[], [], [], [], []]],
    ] as const) {
      const asked = ['tenant', 'orders', 'line', 'label'].map((table) => ids(table));
      asked.splice(3, 0, 'TABLE label_orders ORDER BY 1, 2');
      for (const [i, sql] of asked.entries())
        expect([sql, await ask(db, { tenant }, sql)]).toEqual([sql, seen[i]]);
    }
  });

  it('shows and takes nothing when nobody says who asks', async () => {
    for (const nobody of [{}, { tenant: '', user: '' }]) {
      for (const table of ['tenant', 'orders', 'line', 'label_orders', 'label', 'doc']) {
        expect(await ask(db, nobody, `SELECT count(*) FROM ${table}`)).toEqual(['0']);
        expect(await ask(db, nobody, `DELETE FROM ${table} RETURNING 1`)).toEqual([]);
      }
      expect(await ask(db, nobody, ids('post'))).toEqual(['2']);
      expect(await ask(db, nobody, `INSERT INTO orders VALUES (30, 1, 1, 'n')`)).toBe(refused('orders'));
      expect(await ask(db, nobody, 'INSERT INTO line VALUES (300, 10, 1)')).toBe(refused('line'));
      expect(await ask(db, nobody, 'INSERT INTO post VALUES (30, 7, true)')).toMatch(/^new row violates/);
    }
    expect(await ask(db, { tenant: 'nonsense' }, ids('orders'))).toMatch(/^invalid input syntax/);
  });

  it('lets a tenant write its own rows and no others', async () => {
    expect(await ask(db, a, `INSERT INTO orders VALUES (12, 1, 1, 'n') RETURNING id`)).toEqual(['12']);
    expect(await ask(db, a, 'UPDATE orders SET total = 0 RETURNING id')).toEqual(['10', '11']);
    expect(await ask(db, a, 'DELETE FROM line RETURNING id')).toEqual(['100', '101']);
    expect(await ask(db, a, 'INSERT INTO line VALUES (102, 10, 2) RETURNING id')).toEqual(['102']);
    expect(await ask(db, a, 'INSERT INTO label_orders VALUES (1, 11) RETURNING 1')).toEqual(['1']);
    for (const [sql, answer] of [
      [`INSERT INTO orders VALUES (30, 2, 1, 'n')`, refused('orders')],
      ['UPDATE orders SET tenant_id = 2 WHERE id = 10', refused('orders')],
      ['UPDATE orders SET total = 0 WHERE id = 20 RETURNING id', []],
      ['DELETE FROM orders WHERE id = 20 RETURNING id', []],
      ['SELECT id FROM orders WHERE id = 20 FOR UPDATE', []],
      ['INSERT INTO line VALUES (300, 20, 1)', refused('line')],
      ['UPDATE line SET order_id = 20 WHERE id = 100', refused('line')],
      ['INSERT INTO label_orders VALUES (2, 10)', refused('label_orders')],
      ['INSERT INTO label_orders VALUES (1, 20)', refused('label_orders')],
      ['UPDATE label_orders SET label_id = 2', refused('label_orders')],
      ['INSERT INTO tenant VALUES (3, $$c$$)', refused('tenant')],
      ['SET LOCAL row_security = off; SELECT id FROM orders', /would be affected by row-level security/],
      [
        `INSERT INTO orders VALUES (20, 1, 1, 'n') ON CONFLICT (id) DO UPDATE SET total = 0`,
        /violates row-level security policy \(USING expression\) for table "orders"|violates row-level security policy "tenant_isolation" \(USING expression\) for table "orders"/,
      ],
    ] as const) {
      const asked = await ask(db, a, sql);
      if (answer instanceof RegExp) expect([sql, asked]).toEqual([sql, expect.stringMatching(answer)]);
      else expect([sql, asked]).toEqual([sql, answer]);
    }
  });

  it('hides rows from conditions that tell what they see', async () => {
    const tell = `CREATE FUNCTION pg_temp.tell(n int) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS
      $$ BEGIN IF n = 7 THEN RAISE 'saw %', n; END IF; RETURN true; END $$`;
    expect(await ask(db, a, `${tell}; SELECT id FROM orders WHERE pg_temp.tell(total) ORDER BY id`)).toEqual([
      '10',
      '11',
    ]);
  });

  it('holds for the owner of the tables and for views, because it is forced', async () => {
    expect(await ask(db, { role: owner }, 'SELECT count(*) FROM orders')).toEqual(['0']);
    expect(await ask(db, { ...a, role: owner }, ids('orders'))).toEqual(['10', '11']);
    expect(await ask(db, a, ids('totals'))).toEqual(['10', '11']);
    // What FORCE is for: without it a view shows what its owner may see, which is everything.
    await db.exec('ALTER TABLE orders NO FORCE ROW LEVEL SECURITY');
    expect(await ask(db, a, ids('totals'))).toEqual(['10', '11', '20']);
    expect(await ask(db, { role: owner }, 'SELECT count(*) FROM orders')).toEqual(['3']);
    await db.exec('ALTER TABLE orders FORCE ROW LEVEL SECURITY');
  });

  it('is not widened by a permissive policy that somebody adds', async () => {
    await db.exec('CREATE POLICY wide ON orders USING (true) WITH CHECK (true)');
    expect(await ask(db, a, ids('orders'))).toEqual(['10', '11']);
    expect(await ask(db, a, `INSERT INTO orders VALUES (30, 2, 1, 'n')`)).toBe(refused('orders'));
    await db.exec('DROP POLICY wide ON orders');
  });

  it('gives owners their rows and others what is written', async () => {
    const seven = { user: '7', tenant: 'a' };
    expect(await ask(db, seven, ids('post'))).toEqual(['1', '2']);
    expect(await ask(db, { user: '8' }, ids('post'))).toEqual(['2', '3']);
    expect(await ask(db, { user: '8' }, 'UPDATE post SET published = true RETURNING id')).toEqual(['3']);
    expect(await ask(db, { user: '8' }, 'UPDATE post SET author = 7 WHERE id = 3')).toMatch(
      /^new row violates/,
    );
    expect(await ask(db, seven, ids('doc'))).toEqual(['1', '2']);
    expect(await ask(db, seven, 'UPDATE doc SET id = id + 10 RETURNING id')).toEqual(['11']);
    expect(await ask(db, seven, 'DELETE FROM doc RETURNING id')).toEqual([]);
    expect(await ask(db, seven, `INSERT INTO doc VALUES (9, 'a', 8)`)).toMatch(/^new row violates/);
    expect(await ask(db, seven, `INSERT INTO doc VALUES (9, 'b', 7)`)).toBe(refused('doc'));
  });

  it('evaluates who asks once per statement, and finds rows by the index', async () => {
    await db.exec('SET enable_seqscan = off');
    const plan = async (sql: string) => String(await ask(db, a, `EXPLAIN (COSTS OFF) ${sql}`));
    expect(await plan('SELECT * FROM orders')).toMatch(
      /orders_tenant_id_idx.*(tenant_id = \$0|tenant_id = \(InitPlan 1\))/,
    );
    expect(await plan('SELECT * FROM line')).toMatch(
      /hashed SubPlan.*InitPlan.*Bitmap Index Scan on orders_tenant_id_idx/,
    );
    await db.exec('RESET enable_seqscan');
  });
});

describeOnServers(someMajors, 'row security of partitions', (_major, server) => {
  it('holds through the table, and for a partition only when it has row security itself', async () => {
    const db = await appDatabase(
      await server(),
      `type Event @tenant(by: "org") @partition(by: RANGE, key: ["at"]) @primaryKey(fields: ["id", "at"])
         @sql(up: "CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM (0) TO (10)") {
         id: Int! at: Int! org: Int! }`,
    );
    await db.exec('INSERT INTO event VALUES (1, 1, 1), (2, 2, 2)');
    await grantAll(db);
    expect(await ask(db, a, 'SELECT id FROM event')).toEqual(['1']);
    expect(await ask(db, a, 'INSERT INTO event VALUES (3, 3, 2)')).toBe(refused('event'));
    expect(await ask(db, a, 'SELECT id FROM event_1')).toEqual(['1', '2']);
    // Without a policy nobody gets in this way; through the table nothing changes.
    await db.exec('ALTER TABLE event_1 ENABLE ROW LEVEL SECURITY');
    expect(await ask(db, a, 'SELECT id FROM event_1')).toEqual([]);
    expect(await ask(db, a, 'SELECT id FROM event')).toEqual(['1']);
    expect(await ask(db, a, 'INSERT INTO event VALUES (3, 3, 1) RETURNING id')).toEqual(['3']);
    await db.close();
  });
});

describeOnServers(someMajors, 'row security does not hold', (_major, server) => {
  it('for TRUNCATE, nor for the checks of keys', async () => {
    const db = await appDatabase(
      await server(),
      'type A @tenant(by: "org") { id: Int! @pk org: Int! } type B @tenant(by: "org") { id: Int! @pk org: Int! a: A! }',
    );
    await db.exec(`INSERT INTO a VALUES (1, 1), (2, 2); GRANT TRUNCATE ON a, b TO ${app}`);
    // A duplicate key, or a reference that is taken, tells that the row of another tenant is there.
    expect(await ask(db, a, 'INSERT INTO a VALUES (2, 1)')).toMatch(/^duplicate key/);
    expect(await ask(db, a, 'INSERT INTO b VALUES (1, 1, 2) RETURNING id')).toEqual(['1']);
    expect(await ask(db, a, 'TRUNCATE a, b; SELECT 1')).toEqual(['1']);
    await db.close();
  });
});
