/** Generated pgTAP tests on real servers: they pass on what the SDL makes, and each break of it makes them fail. */
import { beforeAll, expect, it } from 'vitest';
import { SourceText } from '../../src/diagnostics/index.js';
import type { Database } from '../../src/facts/connect/database.js';
import { pgtap } from '../../src/schema/generate/pgtap.js';
import { compileSdl } from '../../src/schema/index.js';
import { newestMajor, someMajors } from '../executor/majors.js';
import { open } from '../executor/plans.js';
import { describeOnServers } from '../support/describe.js';
import { app, ownedDatabase, owner } from './app.js';
import { pgtapSql, runTap, type TapLine } from './pgtap.js';

const sdl = `
enum State { OPEN PAID @label(value: "paid off") }
type Tenant @tenant(by: "id") { id: ID! name: String! }
type Customer @tenant(by: "tenant") @unique(fields: ["tenant", "email"]) {
  id: ID! tenant: Tenant! email: String! @check(expr: "email ~ '^[^@]+@[^@]+$'") note: String }
type Order @table(name: "orders") @tenant(by: "tenant")
  @check(expr: "paid >= placed") @index(fields: ["state", "placed"], where: "state = 'OPEN'") {
  id: BigInt! @pk @identity(always: true) tenant: Tenant! customer: Customer! @belongsTo(onDelete: CASCADE)
  total: Decimal! @column(precision: 12, scale: 2) @check(expr: "total > 0 AND total < 500") state: State! @default(value: OPEN)
  code: String! @column(type: "varchar(6)") @unique tags: [String!]! @default(value: [])
  placed: Date! paid: Date! double: Decimal @generated(as: "total * 2") labels: [Label!]! @manyToMany
  changed: DateTime! @updatedAt }
type Line @tenant(by: "order.tenant") @primaryKey(fields: ["order", "position"]) { order: Order! position: Int! @check(expr: "position > 0") parent: Line }
type Label @tenant(by: "tenant") { id: Int! @pk @serial tenant: Tenant! orders: [Order!]! @manyToMany }
type Post @owner(column: "author") @rls(select: "published") { id: ID! author: BigInt! published: Boolean! }
type Note @owner(column: "post.author") { id: ID! post: Post! }
type Doc @tenant(by: "org") @owner(column: "author") @rls(preset: OWNER_WRITES, delete: "false") { id: ID! org: String! author: BigInt! }
type Event @tenant(by: "org") @partition(by: RANGE, key: ["at"]) @primaryKey(fields: ["id", "at"])
  @sql(up: "CREATE TABLE event_rest PARTITION OF event DEFAULT") { id: Int! at: DateTime! org: UUID! }
type Plain { id: ID! text: String @default(value: "it's") }
type Word @tenant(by: "org") @policy(name: "x", for: SELECT, using: "org LIKE 'a%'") { id: ID! org: String! @column(type: "char(8)") }
type Memo @owner(column: "author") @rls(select: "EXISTS (SELECT FROM plain)") { id: ID! author: UUID! }
type Open @view(sql: "SELECT id FROM orders") { id: BigInt }
`;

async function generated(text: string, options: Record<string, unknown> = {}): Promise<Map<string, string>> {
  const { model, diagnostics } = await compileSdl([new SourceText('app.graphql', text)]);
  expect(diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
  const files = await pgtap.generate(model, options);
  return new Map(files.map((file) => [file.path, file.text]));
}

/** Breaks, and the tests that must see them. */
const breaks: readonly (readonly [sql: string, ...files: string[]])[] = [
  ['DROP POLICY tenant_isolation ON orders', 'isolation/orders', 'tables/orders'],
  ['ALTER TABLE orders DISABLE ROW LEVEL SECURITY', 'isolation/orders', 'tables/orders'],
  ['ALTER TABLE orders NO FORCE ROW LEVEL SECURITY', 'tables/orders'],
  ['DROP POLICY tenant_access ON orders', 'isolation/orders', 'tables/orders'],
  ['ALTER POLICY tenant_isolation ON orders USING (true)', 'isolation/orders', 'tables/orders'],
  ['ALTER POLICY tenant_isolation ON orders WITH CHECK (true)', 'isolation/orders', 'tables/orders'],
  [
    `ALTER POLICY tenant_isolation ON orders USING (current_setting('app.tenant_id', true) IS NULL OR tenant_id::text = current_setting('app.tenant_id', true))`,
    'isolation/orders',
    'tables/orders',
  ],
  ['DROP POLICY tenant_isolation ON line', 'isolation/line', 'tables/line'],
  ['DROP POLICY tenant_isolation ON label_orders', 'isolation/label_orders', 'tables/label_orders'],
  ['CREATE POLICY wide ON note USING (true)', 'isolation/note', 'tables/note'],
  ['CREATE POLICY wide ON post FOR UPDATE USING (true)', 'tables/post'],
  ['ALTER POLICY owner_access ON post USING (true)', 'isolation/post', 'tables/post'],
  ['CREATE POLICY wide ON doc FOR INSERT WITH CHECK (true)', 'isolation/doc', 'tables/doc'],
  ['CREATE POLICY wide ON doc FOR DELETE USING (true)', 'isolation/doc', 'tables/doc'],
  ['ALTER TABLE orders ALTER state DROP DEFAULT', 'tables/orders'],
  ['ALTER TABLE orders ALTER code TYPE varchar(7)', 'tables/orders'],
  ['ALTER TABLE customer ALTER email DROP NOT NULL', 'tables/customer'],
  ['ALTER TABLE orders ADD COLUMN more integer', 'tables/orders'],
  ['ALTER TABLE orders DROP CONSTRAINT orders_code_key', 'tables/orders'],
  ['ALTER TABLE orders DROP CONSTRAINT orders_total_check', 'tables/orders'],
  ['ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey', 'tables/orders'],
  ['DROP INDEX orders_tenant_id_idx', 'tables/orders'],
  ['DROP TRIGGER wesley_set_changed ON orders', 'tables/orders'],
  [`ALTER TYPE state ADD VALUE 'LOST'`, 'types'],
];

describeOnServers(
  // gen_random_uuid() is there from 13 on.
  someMajors.filter((one) => one >= 13),
  'generated pgTAP tests',
  (major, server) => {
    let db: Database;
    let url: string;
    let asOwner: string;
    let files: Map<string, string>;
    beforeAll(async () => {
      const made = await ownedDatabase(await server());
      db = made.db;
      ({ url, asOwner } = made);
      files = await generated(sdl);
      const { sql } = await compileSdl([new SourceText('app.graphql', sdl)]);
      await db.exec(`${pgtapSql()}; SET ROLE ${owner}; ${sql ?? ''} RESET ROLE`);
      // What others have is nobody's business.
      await db.exec(`INSERT INTO post VALUES (gen_random_uuid(), 99, false)`);
      return () => db.close();
    });

    /** In a session of its own, as pg_prove does: a setting that was never set is NULL, later it is empty. */
    async function run(text: string, as = url): Promise<TapLine[]> {
      const session = await open(as);
      try {
        return await runTap(session, text);
      } finally {
        await session.close();
      }
    }

    it('pass', async () => {
      expect([...files.keys()]).toMatchInlineSnapshot(`
        [
          "pgtap/types.sql",
          "pgtap/tables/tenant.sql",
          "pgtap/tables/customer.sql",
          "pgtap/tables/orders.sql",
          "pgtap/tables/line.sql",
          "pgtap/tables/label.sql",
          "pgtap/tables/post.sql",
          "pgtap/tables/note.sql",
          "pgtap/tables/doc.sql",
          "pgtap/tables/event.sql",
          "pgtap/tables/plain.sql",
          "pgtap/tables/word.sql",
          "pgtap/tables/memo.sql",
          "pgtap/tables/label_orders.sql",
          "pgtap/isolation/tenant.sql",
          "pgtap/isolation/customer.sql",
          "pgtap/isolation/orders.sql",
          "pgtap/isolation/line.sql",
          "pgtap/isolation/label.sql",
          "pgtap/isolation/post.sql",
          "pgtap/isolation/note.sql",
          "pgtap/isolation/doc.sql",
          "pgtap/isolation/event.sql",
          "pgtap/isolation/word.sql",
          "pgtap/isolation/memo.sql",
          "pgtap/isolation/label_orders.sql",
        ]
      `);
      for (const [path, text] of files) {
        const tests = await run(text);
        expect([path, tests.filter((test) => !test.ok || test.skipped !== undefined)]).toEqual([path, []]);
      }
      expect(await db.query('SELECT count(*)::int AS n FROM post')).toEqual([{ n: 1 }]);
    });

    it.runIf(newestMajor.includes(major)).each(breaks)('see it: %s', async (sql, ...seenBy) => {
      const failing: string[] = [];
      for (const [path, text] of files) {
        const about = path.replace(/^pgtap\/|\.sql$/g, '');
        const table = /\b(?:ON|TABLE) (\w+)/.exec(sql)?.[1] ?? 'orders';
        if (about !== 'types' && about.split('/')[1] !== table) continue;
        const tests = await run(text.replace('BEGIN;', `BEGIN; ${sql};`));
        if (tests.some((test) => !test.ok)) failing.push(about);
      }
      expect(failing.sort()).toEqual([...seenBy].sort());
    });

    it('run for the owner of the tables, who makes no roles', async () => {
      for (const [path, text] of await generated(sdl, { role: app })) {
        const tests = await run(text, asOwner);
        expect([path, tests.filter((test) => !test.ok || test.skipped !== undefined)]).toEqual([path, []]);
      }
    });

    it('say which rows they cannot make', async () => {
      const odd =
        'type Odd @tenant(by: "org") { id: ID! org: UUID! word: String! @check(expr: "length(word) * 2 = 7") }';
      const files = await generated(odd);
      const { sql } = await compileSdl([new SourceText('app.graphql', odd)]);
      const text = (files.get('pgtap/isolation/odd.sql') ?? '').replace('BEGIN;', `BEGIN; ${sql ?? ''}`);
      const tests = await run(text);
      expect(tests.filter((test) => test.skipped === undefined)).toHaveLength(1);
      expect(tests.at(-1)?.skipped).toBe(
        'there are no rows to ask for: new row for relation "odd" violates check constraint "odd_word_check"',
      );
    });
  },
);
