/** Schemas agree with the types of the types target, in and out. Compiled by schemas.test.ts. */
import type * as z from 'zod';
import type * as types from '../golden/rich/types.js';
import type * as zod from '../golden/rich/zod.js';
import { type Plain, same } from './same.js';

same<z.output<typeof zod.customerRow>, Plain<types.Customer>>(true);
same<z.input<typeof zod.customerRow>, Plain<types.Customer>>(true);
same<z.output<typeof zod.customerInsert>, Plain<types.CustomerInsert>>(true);
same<z.input<typeof zod.customerInsert>, Plain<types.CustomerInsert>>(true);
same<z.output<typeof zod.customerUpdate>, Plain<types.CustomerUpdate>>(true);
same<z.input<typeof zod.customerUpdate>, Plain<types.CustomerUpdate>>(true);
same<z.output<typeof zod.customerOrderRow>, Plain<types.CustomerOrder>>(true);
same<z.output<typeof zod.customerOrderInsert>, Plain<types.CustomerOrderInsert>>(true);
same<z.input<typeof zod.customerOrderInsert>, Plain<types.CustomerOrderInsert>>(true);
same<z.output<typeof zod.customerOrderUpdate>, Plain<types.CustomerOrderUpdate>>(true);
same<z.output<typeof zod.totalsRow>, Plain<types.Totals>>(true);
same<z.output<typeof zod.orderState>, types.OrderState>(true);
same<
  z.output<typeof zod.newLine>,
  { sku: string; count?: number | undefined; notes?: (string | null)[] | null | undefined }
>(true);
same<z.output<typeof zod.newOrder>['instead'], z.output<typeof zod.newOrder> | null | undefined>(true);
// What PostgreSQL alone writes is nowhere.
same<'id' extends keyof z.input<typeof zod.customerOrderInsert> ? true : false, false>(true);
