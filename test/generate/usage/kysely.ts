/** How Kysely understands the generated `Database`. Compiled by types.test.ts, run by kysely.test.ts. */
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import type { CustomerInsert2, CustomerOrderUpdate, Database } from '../golden/kysely/kysely.js';
import type * as rich from '../golden/kysely-rich/kysely.js';

const db = new Kysely<Database>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (one) => new PostgresIntrospector(one),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Equal<A, B>): void => {};

const least: CustomerInsert2 = { email: 'ann@example.org', password_hash: '', settings: {} };

/** Queries that Kysely accepts, by name. */
export const queries: Readonly<Record<string, CompiledQuery>> = {
  select: db
    .selectFrom('orders')
    .innerJoin('customer', 'customer.id', 'orders.customer_id')
    .select(['orders.id', 'orders.state', 'customer.email'])
    .where('orders.state', '=', 'on its way')
    .compile(),
  insert: db.insertInto('customer').values(least).returning('id').compile(),
  update: db
    .updateTable('orders')
    .set({ total: 3, shipped_at: new Date(0) })
    .where('id', '=', '1')
    .compile(),
  view: db.selectFrom('spending').selectAll().where('total', '>', '10').compile(),
  schema: db.selectFrom('shop.odd table').select('odd "column"').compile(),
};

export const refused = (): unknown[] => [
  // @ts-expect-error a label that there is not
  db.selectFrom('orders').where('state', '=', 'GONE'),
  // @ts-expect-error NOT NULL without a default
  db.insertInto('customer').values({ email: '' }),
  // @ts-expect-error an identity that PostgreSQL always generates
  db.insertInto('orders').values({ id: '1', customer_id: '', total: 1 }),
  // @ts-expect-error a generated column
  db.updateTable('orders').set({ tax: '1' }),
  // @ts-expect-error a column of a view
  db.updateTable('spending').set({ total: '1' }),
  // @ts-expect-error a table that there is not
  db.selectFrom('order'),
];

type Row<T extends { execute(): unknown }> =
  Awaited<ReturnType<T['execute']>> extends (infer R)[] ? R : never;
const all = db.selectFrom('orders').selectAll();
same<
  Row<typeof all>,
  {
    id: string;
    customer_id: string;
    state: 'OPEN' | 'PAID' | 'on its way' | 'LOST';
    total: string;
    tax: string | null;
    placed_at: Date;
    shipped_at: Date | null;
  }
>(true);

export const change: CustomerOrderUpdate = { placed_at: '2020-01-01' };

// Keys, and values as postgres.js reads them.
same<rich.Customer['past_states'], rich.OrderState[] | null>(true);
same<rich.Customer['created_at'], string>(true);
declare const customer: rich.Customer;
export const order = (): rich.CustomerOrderInsert => ({ customer_id: customer.id, total: '1' });
// @ts-expect-error any text
export const wrong: rich.CustomerOrderInsert = { customer_id: '1', total: '1' };
