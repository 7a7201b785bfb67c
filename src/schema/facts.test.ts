import { describe, expect, it } from 'vitest';
import { SourceText } from '../diagnostics/index.js';
import { FactSet } from '../engine/index.js';
import { sdlRelations } from '../facts/sdl/relations.js';
import { compileSdl } from './compile.js';
import { modelFacts } from './facts.js';
import { SchemaPlaces } from './places.js';
import { defaultSettings } from './settings.js';

const shop = `"""Where an order stands."""
enum OrderState {
  "Not paid."
  open
  held @deprecated(reason: "use open")
  paid @label(value: "PAID")
}

interface Timestamps {
  changedAt: DateTime! @updatedAt
}

"""Who sells."""
type Shop {
  id: ID!
  name: String!
  orders: [Order!]!
}

type Customer @owner(column: "userName") @rls(select: "email = current_user", roles: ["app"]) {
  id: ID!
  userName: String! @index
  email: String! @pii @unique
  password: String @sensitive
  tags: [Tag!]! @manyToMany
}

type Tag {
  id: ID!
  word: String! @default(value: "new")
}

type Order implements Timestamps
  @table(name: "orders")
  @tenant(by: "shop")
  @unique(fields: ["shop", "code"], nullsNotDistinct: true)
  @index(fields: ["placedAt"], where: "state = 'open'", include: ["total"])
  @index(expression: "lower(code)", name: "orders_by_code")
  @index(fields: ["code"], opclass: "text_pattern_ops") {
  id: BigInt! @pk @identity
  shop: Shop! @fk(ref: "Shop.id", onDelete: CASCADE)
  code: String
  "Where it stands."
  state: OrderState! @default(value: open)
  labels: [String!]!
  placedAt: DateTime! @backfill(expr: "now()") @renamed(from: "created_at")
  total: Decimal! @column(type: "numeric(12,2)") @check(expr: "total >= 0")
  taxed: Decimal @generated(as: "total * 2")
  coupon: String @deprecated
  fee: Money
  changedAt: DateTime! @updatedAt
}

type Event @partition(by: RANGE, key: ["day"]) @primaryKey(fields: ["id", "day"]) {
  id: UUID!
  day: Date!
}

type OpenOrder @view(sql: "SELECT id, code FROM orders WHERE state = 'open'") {
  id: BigInt!
  code: String
}

"""What a customer sends."""
input NewOrder {
  "Of the shop."
  code: String!
  labels: [String!] = []
}
`;

async function factsOf(sdl: string, writtenAs: 'sdl' | 'sql' = 'sdl') {
  const settings = { ...defaultSettings, scalars: { Money: { sql: 'numeric(12,2)' } } };
  const { model, diagnostics } = await compileSdl([new SourceText('shop.graphql', sdl)], settings);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const facts = new FactSet();
  modelFacts(model, facts, { writtenAs, settings });
  const rows: Record<string, unknown[][]> = {};
  facts.forEach((relation, tuple) => {
    const known = rows[relation] ?? [];
    rows[relation] = [...known, [...tuple]];
  });
  return { rows, model };
}

describe('the facts of a schema', () => {
  it('fill every relation that is declared, with as many columns', async () => {
    const { rows } = await factsOf(shop);
    const widths = new Map(sdlRelations.map(({ name, columns }) => [name, columns.length]));
    expect(Object.keys(rows).filter((name) => !widths.has(name))).toEqual([]);
    expect(
      Object.entries(rows).flatMap(([name, all]) => all.filter((row) => row.length !== widths.get(name))),
    ).toEqual([]);
    expect([...widths.keys()].filter((name) => rows[name] === undefined)).toEqual([]);
  });

  it('say what columns, keys and foreign keys are, by the names of the catalog', async () => {
    const { rows } = await factsOf(shop);
    expect(rows.sdl_column).toContainEqual([
      'public.orders',
      'placed_at',
      'placedAt',
      'timestamp with time zone',
    ]);
    expect(rows.sdl_column_modifier).toContainEqual(['public.orders', 'total', 1, 12]);
    expect(rows.sdl_column_scalar).toEqual([['public.orders', 'fee', 'Money']]);
    expect(rows.sdl_column_renamed).toEqual([['public.orders', 'placed_at', 'created_at']]);
    expect(rows.sdl_index_column?.filter(([, name]) => name === 'orders_shop_id_code_key')).toEqual([
      ['public.orders', 'orders_shop_id_code_key', 1, 'shop_id'],
      ['public.orders', 'orders_shop_id_code_key', 2, 'code'],
    ]);
    expect(rows.sdl_foreign_key_action).toContainEqual([
      'public.orders',
      'orders_shop_id_fkey',
      'delete',
      'CASCADE',
    ]);
    expect(rows.sdl_relation).toContainEqual(['public.shop', 'orders', 'has many', 'public.orders']);
    expect(rows.sdl_tenant).toEqual([['public.orders', 'shop_id']]);
    expect(rows.sdl_owner).toEqual([['public.customer', 'user_name']]);
    expect(rows.sdl_policy_column).toContainEqual(['public.customer', 'rls_app_select', 'email']);
    expect(rows.sdl_view_reads).toEqual([['public.open_order', 'public.orders']]);
    expect(rows.sdl_enum_label).toContainEqual(['OrderState', 'paid', 'PAID']);
    expect(rows.sdl_description).toContainEqual(['enum value', 'OrderState', 'open', 'Not paid.']);
  });

  it('know tables and columns by their SQL names where SQL was read', async () => {
    const { rows } = await factsOf(shop, 'sql');
    expect(rows.sdl_table).toContainEqual(['public.orders', 'orders']);
    expect(rows.sdl_column).toContainEqual([
      'public.orders',
      'placed_at',
      'placed_at',
      'timestamp with time zone',
    ]);
  });

  it('have the place of the part that they are about', async () => {
    const { rows, model } = await factsOf(shop);
    const places = new SchemaPlaces(model);
    const text = (relation: string, row: unknown[] | undefined): string => {
      const span = places.spanOfFact(relation, row ?? []);
      return span === undefined ? '' : shop.slice(span.start, span.end);
    };
    const at = (relation: string, ...names: string[]): string =>
      text(
        relation,
        rows[relation]?.find((row) => names.every((name) => row.includes(name))),
      );
    expect(at('sdl_table', 'Order')).toBe('Order');
    expect(at('sdl_column', 'placed_at')).toBe('placedAt');
    expect(at('sdl_column_default', 'state')).toBe('state');
    expect(at('sdl_index', 'orders_by_code')).toBe(
      '@index(expression: "lower(code)", name: "orders_by_code")',
    );
    expect(at('sdl_enum_value', 'paid')).toBe('paid');
    expect(at('sdl_input_field', 'labels')).toBe('labels');
    expect(text('sdl_written_as', ['sdl'])).toBe('');
  });
});
