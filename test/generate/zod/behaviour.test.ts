/** What generated schemas do that no comparison with PostgreSQL shows: texts of refusals, options, inputs. */

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { WesleyError } from '../../../src/diagnostics/index.js';
import { readSchema } from '../../../src/generating.js';
import { packageRoot } from '../../../src/paths.js';
import { zod } from '../../../src/schema/generate/zod.js';
import type { SchemaModel } from '../../../src/schema/index.js';
import { type Schema, type Schemas, Workbench } from './both.js';
import { columnOf, modelOf } from './random.js';

let workbench: Workbench;
let store: SchemaModel;

beforeAll(async () => {
  workbench = new Workbench();
  const cwd = join(packageRoot, 'test/generate/zod');
  store = (await readSchema('store.graphql', undefined, { cwd })).model;
});

afterAll(() => workbench.close());

/** Paths and messages of what a schema refuses. */
function refusals(schema: Schema | undefined, value: unknown): string[] {
  const issues = (schema?.safeParse(value).error?.issues ?? []) as readonly {
    path: PropertyKey[];
    message: string;
  }[];
  return issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
}

async function schemasOf(model: SchemaModel, options: Record<string, unknown> = {}): Promise<Schemas> {
  return (await workbench.schemas(model, options)).schemas;
}

describe('the store', () => {
  const order = { customer_id: '00000000-0000-0000-0000-000000000001', total: '10.00' };

  test('a refusal names the constraint and what it says', async () => {
    const { customerInsert, customerOrderInsert, customerOrderUpdate } = await schemasOf(store);
    expect(
      refusals(customerInsert, { email: 'nobody', code: '   ', age: 200, nickname: 'x', settings: {} }),
    ).toEqual([
      "email: customer_email_check: email ~ '^[^@ ]+@[^@ ]+$' AND length(email) <= 254",
      "code: customer_code_check: trim(code) <> ''",
      'nickname: customer_nickname_check: length(nickname) >= 2',
      'age: customer_age_check: age BETWEEN 0 AND 150',
    ]);
    expect(refusals(customerOrderInsert, { ...order, total: 'much' })).toEqual([
      'total: must be a number of at most 10 digits before the point',
    ]);
    // The default of state is OPEN, that of paid_with NULL.
    expect(refusals(customerOrderInsert, order)).toEqual([]);
    expect(refusals(customerOrderInsert, { ...order, state: 'PAID' })).toEqual([
      "orders_paid_with: state <> 'PAID' OR paid_with IS NOT NULL",
    ]);
    // A change only speaks of the columns that it has.
    expect(refusals(customerOrderUpdate, { state: 'PAID' })).toEqual([]);
    expect(refusals(customerOrderUpdate, { state: 'PAID', paid_with: null })).toEqual([
      "orders_paid_with: state <> 'PAID' OR paid_with IS NOT NULL",
    ]);
    expect(refusals(customerOrderUpdate, { total: null })).toHaveLength(1);
  });

  test('what PostgreSQL alone writes, and what is no column, is refused', async () => {
    const { customerOrderInsert, customerOrderUpdate, customerOrderRow } = await schemasOf(store);
    expect(refusals(customerOrderInsert, { ...order, id: '1', tax: '1' })).toEqual([
      'Unrecognized keys: "id", "tax"',
    ]);
    expect(refusals(customerOrderUpdate, { id: '1' })).toEqual(['Unrecognized key: "id"']);
    const row = {
      ...order,
      id: '1',
      state: 'OPEN',
      paid_with: null,
      tax: null,
      starts_at: new Date(0),
      ends_at: null,
    };
    // A column that a migration has added is no reason to refuse what is read.
    expect(refusals(customerOrderRow, { ...row, added: 1 })).toEqual([]);
  });

  test('a CHECK that only PostgreSQL can judge is said in the code', async () => {
    const { code } = await workbench.schemas(store, {});
    expect(code).toContain(
      '// deleted_by_is_lower is checked by PostgreSQL alone, for it calls lower(): lower(deleted_by) = deleted_by\n',
    );
  });

  test('inputs: nested, lists, enums by their GraphQL names, defaults', async () => {
    const { newOrder } = await schemasOf(store);
    const input = { customer: order.customer_id, total: 10, lines: [{ sku: 'A' }] };
    expect(refusals(newOrder, { ...input, state: 'SHIPPED', instead: { ...input, instead: null } })).toEqual(
      [],
    );
    expect(refusals(newOrder, { ...input, lines: [{ sku: 'A', count: null }, null] })).toEqual([
      'lines.0.count: Invalid input: expected number, received null',
      'lines.1: Invalid input: expected object, received null',
    ]);
    expect(refusals(newOrder, { ...input, state: 'on its way', instead: {} })).toHaveLength(4);
  });

  test('the same bytes every time', async () => {
    const options = { brand: true, files: 'per-table', describe: true };
    expect(await zod.generate(store, options)).toEqual(await zod.generate(store, options));
  });
});

describe('options', () => {
  const model = modelOf(
    [columnOf('at', 'timestamptz'), columnOf('day', 'date'), columnOf('price', 'numeric')],
    [],
  );

  test('coerce: texts become dates', async () => {
    const { tInsert } = await schemasOf(model, { coerce: true });
    expect(tInsert.safeParse({ at: '2020-01-01 01:00:00+01', day: '2020-06-15' }).data).toEqual({
      at: new Date(Date.UTC(2020, 0, 1)),
      day: new Date(2020, 5, 15),
    });
    expect(refusals(tInsert, { day: 'infinity' })).toHaveLength(1);
    expect(refusals(tInsert, { day: '2021-02-29' })).toEqual(['day: must be a date']);
    expect(refusals(tInsert, { at: 5 })).toHaveLength(1);
  });

  test('server: infinity is a numeric since 14', async () => {
    expect(refusals((await schemasOf(model)).tInsert, { price: 'Infinity' })).toEqual([
      'price: must be a number',
    ]);
    expect(refusals((await schemasOf(model, { server: 14 })).tInsert, { price: 'Infinity' })).toEqual([]);
  });

  test('exactOptional: undefined is no way to leave something out', async () => {
    expect(refusals((await schemasOf(model)).tInsert, { price: undefined })).toEqual([]);
    expect(
      refusals((await schemasOf(model, { exactOptional: true })).tInsert, { price: undefined }),
    ).toHaveLength(1);
  });

  test('the types of values follow the driver', async () => {
    const numbers = modelOf([columnOf('n', 'bigint')], []);
    expect(refusals((await schemasOf(numbers)).tRow, { n: '1' })).toEqual([]);
    expect(refusals((await schemasOf(numbers, { bigint: 'bigint' })).tRow, { n: 1n })).toEqual([]);
    expect(refusals((await schemasOf(numbers, { driver: 'pglite' })).tRow, { n: 1 })).toEqual([]);
    expect(refusals((await schemasOf(numbers, { bigint: 'bigint' })).tRow, { n: '1' })).toHaveLength(1);
  });

  it('says what is wrong with one', async () => {
    const error = (await Promise.resolve()
      .then(() => zod.generate(model, { import: 'valibot', servre: 14 }))
      .catch((thrown: unknown) => thrown)) as WesleyError;
    expect(error.diagnostics.map(({ message }) => message)).toEqual([
      'the target "zod" has no option "servre". Did you mean "server"?',
      'option "import" of the target "zod" must be "zod" or "zod/mini"',
    ]);
  });
});

test('scalars of a team say their own schema, and columns have the strangest names', async () => {
  const email = {
    ...columnOf('class', 'text'),
    type: {
      sql: 'text',
      base: 'text',
      modifiers: [],
      array: false,
      scalar: { name: 'Email', sql: 'text', zod: 'z.email()' },
    },
  };
  const model = modelOf(
    [email, columnOf('z', 'integer'), columnOf('text', 'integer'), columnOf('odd "name"', 'integer')],
    [{ name: 'order', expression: 'z < text AND text < "odd ""name"""', columns: [], span: email.span }],
  );
  const { tInsert } = await schemasOf(model);
  expect(refusals(tInsert, { class: 'x', z: 2, text: 1, 'odd "name"': 3 })).toEqual([
    'class: Invalid email address',
    'order: z < text AND text < "odd ""name"""',
  ]);
  expect(refusals(tInsert, { z: 2, text: 1, 'odd "name"': 3 })).toHaveLength(1);
  expect(refusals(tInsert, { z: 1, text: 2, 'odd "name"': 3 })).toEqual([]);
});
