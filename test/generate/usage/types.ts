/** How the generated types are used, and what they refuse. Compiled by types.test.ts. */
import {
  type Customer,
  type CustomerInsert2,
  type CustomerOrder,
  type CustomerOrderInsert,
  type CustomerOrderUpdate,
  type CustomerUpdate,
  OrderState,
  type Spending,
} from '../golden/types/types.js';
import * as split from '../golden/types-per-table/types/index.js';
import type * as rich from '../golden/types-rich/db.js';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Equal<A, B>): void => {};

// Rows are what node-postgres reads.
same<Customer['id'], string>(true);
same<Customer['balance'], string | null>(true);
same<Customer['visits'], string>(true);
same<Customer['born'], Date | null>(true);
same<Customer['scores'], (number | null)[] | null>(true);
same<Customer['past_states'], string | null>(true);
same<Customer['settings'], unknown>(true);
same<CustomerOrder['state'], OrderState>(true);
same<keyof Spending, 'customer_id' | 'total'>(true);

// Enums are constants and unions of their labels.
same<OrderState, 'OPEN' | 'PAID' | 'on its way' | 'LOST'>(true);
same<typeof OrderState.SHIPPED, 'on its way'>(true);
// @ts-expect-error a label that there is not
export const state: OrderState = 'GONE';

// New rows leave out what has a default or may be null.
export const least: CustomerInsert2 = { email: 'ann@example.org', password_hash: '', settings: {} };
export const more: CustomerInsert2 = { ...least, visits: 3n, born: '2000-01-01', region: null };
// @ts-expect-error NOT NULL without a default
export const without: CustomerInsert2 = { password_hash: '', settings: {} };
// @ts-expect-error NOT NULL
export const nothing: CustomerInsert2 = { ...least, email: null };
// @ts-expect-error a JSON column that is NOT NULL
export const noSettings: CustomerInsert2 = { ...least, settings: null };
// @ts-expect-error an identity that PostgreSQL always generates
export const own: CustomerOrderInsert = { id: '1', customer_id: '', total: 1 };
// @ts-expect-error a generated column
export const computed: CustomerOrderInsert = { customer_id: '', total: 1, tax: '2' };

// Changes may leave out everything, and set what is not generated.
export const none: CustomerUpdate = {};
export const some: CustomerOrderUpdate = { state: OrderState.LOST, shipped_at: new Date() };
// @ts-expect-error a generated column
export const changed: CustomerOrderUpdate = { tax: '2' };
// @ts-expect-error a column that there is not
export const unknown: CustomerOrderUpdate = { totall: 2 };

// Keys of one table are not keys of another.
declare const customer: rich.CustomerWithRelations;
declare const order: rich.CustomerOrder;
export const orderOf: rich.CustomerOrderInsert = { customerId: customer.id, total: 1 };
// @ts-expect-error the key of an order
export const wrongKey: rich.CustomerOrderInsert = { customerId: order.id, total: 1 };
// @ts-expect-error any text
export const anyText: rich.CustomerOrderInsert = { customerId: '', total: 1 };
export const profile: rich.ProfileInsert = { customerId: customer.id };
same<rich.Customer['invitedById'], rich.CustomerId | null>(true);

// What was not loaded is not there; what belongs to one may be null.
same<NonNullable<typeof customer.invitedBy>['email'], string>(true);
export const first: string | undefined = customer.orders?.[0]?.lines?.[0]?.sku;
export const noList: rich.CustomerInsert2 = {
  email: '',
  passwordHash: '',
  // @ts-expect-error node-postgres would take the list for an array of SQL
  settings: [1],
};

// Whatever the files, the types are the same.
same<split.OrderState, OrderState>(true);
same<split.CustomerOrder['state'], CustomerOrder['state']>(true);
same<split.OrderLine['order_id'], split.CustomerOrderId>(true);
export const open: 'OPEN' = split.OrderState.OPEN;
