/** A schema in SDL on real servers: planned onto an empty database, applied, changed, applied again. */
import { expect, it } from 'vitest';
import { openDatabase } from '../../src/facts/connect/open.js';
import { Workplace } from '../cli/command-line.js';
import { describeOnServers } from './describe.js';

const first = `
interface Stamped @index(fields: ["createdAt"]) {
  createdAt: DateTime! @default(expr: "now()")
  updatedAt: DateTime! @updatedAt
}
enum State { OPEN @label(value: "open") PAID }
"People who buy"
type Customer implements Stamped @table(name: "customers", schema: "shop") @unique(fields: ["email"], where: "live") {
  id: ID!
  email: String! @index(expression: "lower(email)")
  live: Boolean! @default(value: true)
  tags: [String!]! @default(value: ["new"])
  orders: [Order!]!
  likes: [Product!]! @manyToMany
  address: Address @hasOne
}
type Address { id: ID! customer: Customer! @fk(onDelete: CASCADE) best: Order }
type Order @primaryKey(fields: ["customer", "number"]) {
  customer: Customer!
  number: Int!
  state: State! @default(value: OPEN)
  total: Decimal! @column(precision: 12, scale: 2) @check(expr: "total >= 0")
  net: Decimal @generated(as: "total / 1.19")
  shipTo: Address
}
type Product { id: BigInt! @pk @identity likedBy: [Customer!]! @manyToMany }
type Event @partition(by: RANGE, key: ["at"]) @primaryKey(fields: ["id", "at"])
  @sql(up: "CREATE TABLE event_rest PARTITION OF event DEFAULT") { id: ID! at: Date! }
type Open @view(sql: "SELECT customer_id, number FROM \\"order\\" WHERE state = 'open'") { customerId: ID number: Int }
`;

const second = first
  .replace('email: String!', 'mail: String! @renamed(from: "email")')
  .replace('lower(email)', 'lower(mail)')
  .replace('fields: ["email"]', 'fields: ["mail"]')
  .replace('tags:', 'region: String! @backfill(expr: "upper(split_part(mail, \'.\', 1))") @index\n  tags:')
  .replace('OPEN @label(value: "open") PAID', 'OPEN @label(value: "open") PAID SENT')
  .replace(
    'type Product {',
    'type Product @renamed(from: "product") @table(name: "articles") { name: String',
  );

/** Plans and applies both on the majors. */
export function sdlOnServers(majors: readonly number[]): void {
  describeOnServers(majors, 'a schema in SDL', (_, server) => {
    it('is planned, applied, and changed', async () => {
      const place = new Workplace();
      const url = await (await server()).createDatabase('sdl_flow');
      const apply = async (text: string): Promise<void> => {
        place.write('schema.graphql', text);
        const planned = await place.wesley([
          'plan',
          '--from',
          url,
          '--to',
          'schema.graphql',
          '-o',
          'plan.json',
        ]);
        expect(planned).toMatchObject({ code: 0, err: '' });
        const applied = await place.wesley(['apply', 'plan.json', '--database', url]);
        expect(applied).toMatchObject({ code: 0, out: expect.stringMatching(/^done: /) });
        const again = await place.wesley(['plan', '--from', url, '--to', 'schema.graphql', '--exit-code']);
        expect(again).toMatchObject({ code: 0, out: 'nothing to do: both states are the same\n' });
      };
      await apply(first);
      const database = await openDatabase(url, {});
      await database.exec(
        `INSERT INTO shop.customers (email) VALUES ('de.someone@example.org'); INSERT INTO event (at) VALUES ('2024-01-01')`,
      );
      await apply(second);
      await database.exec(`UPDATE shop.customers SET updated_at = '2000-01-01'`);
      expect(
        await database.query(
          "SELECT mail, region, tags::text, updated_at > created_at - interval '1 hour' AS touched FROM shop.customers",
        ),
      ).toEqual([{ mail: 'de.someone@example.org', region: 'DE', tags: '{new}', touched: true }]);
      await expect(
        database.exec(`INSERT INTO shop.customers (mail, region, tags) VALUES ('a', 'b', '{NULL}')`),
      ).rejects.toThrow('customers_tags_elements_check');
      await database.close();
      place.remove();
    });
  });
}
