import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogFixture, fixtureRolesSql } from '../../../test/support/catalog-fixture.js';
import { FactSet } from '../../engine/index.js';
import { openPglite, type PgliteDatabase } from '../connect/pglite.js';
import { factTypes } from '../relation.js';
import type { Catalog } from './catalog.js';
import { catalogFacts, serverFacts, statisticsFacts } from './facts.js';
import { readCatalog } from './read.js';
import { catalogRelations, statisticsRelations } from './relations.js';
import { compareCatalogs, hashCatalog } from './snapshot.js';
import { readStatistics } from './statistics.js';

let database: PgliteDatabase;
let catalog: Catalog;

beforeAll(async () => {
  database = await openPglite({ extensions: ['citext', 'btree_gist'] });
  await database.exec(fixtureRolesSql());
  await database.exec(catalogFixture(18));
  catalog = await readCatalog(database);
});
afterAll(() => database.close());

const table = (id: string) => catalog.tables.find((one) => one.id === id);
const column = (id: string, name: string) => table(id)?.columns.find((one) => one.name === name);
const constraint = (id: string, name: string) => table(id)?.constraints.find((one) => one.name === name);
const dependenciesOf = (object: string) =>
  catalog.dependencies.filter((one) => one.object === object).map(({ on, how }) => `${how} ${on}`);

describe('readCatalog', () => {
  it('leaves out system objects, members of extensions, temporary objects and our own schema', () => {
    expect(catalog.schemas.map(({ name }) => name)).toEqual(['Odd Schema', 'public', 'shop']);
    expect(table('wesley.journal')).toBeUndefined();
    expect(catalog.tables.filter(({ name }) => name === 'passing')).toEqual([]);
    expect(catalog.routines.filter(({ schema }) => schema === 'public')).toEqual([]);
    expect(catalog.routines.filter(({ name }) => name.startsWith('time_')).map(({ id }) => id)).toEqual([
      'shop.time_difference(time without time zone, time without time zone)',
    ]);
  });

  it('says nothing of the schema public as a new database has it', () => {
    expect(catalog.schemas.find(({ name }) => name === 'public')).toEqual({ name: 'public' });
  });

  it('reads privileges without what every owner has', () => {
    expect(table('shop.customers')?.acl).toEqual(['wesley_app=a*r*', 'wesley_reader=r']);
    expect(column('shop.customers', 'name')?.acl).toEqual(['wesley_reader=w']);
    expect(catalog.routines.find(({ id }) => id === 'shop.touch()')?.acl).toEqual([]);
    expect(
      catalog.routines.find(({ id }) => id === 'shop.same(shop.address, shop.address)')?.acl,
    ).toBeUndefined();
  });

  it('reads columns with what differs from the default of their type', () => {
    expect(column('shop.customers', 'note')).toEqual({
      name: 'note',
      position: 9,
      type: 'character varying(200)',
      notNull: false,
      collation: '"C"',
      storage: 'external',
      statistics: 500,
      acl: ['wesley_reader=w'],
    });
    expect(column('shop.orders', 'total')).toEqual({
      name: 'total',
      position: 9,
      type: 'numeric',
      notNull: false,
      generated: { kind: 'stored', expression: '(net + tax)' },
    });
    expect(column('shop.orders', 'id')).toMatchObject({ notNull: true, identity: 'always' });
    expect(column('shop.events_2026', 'kind')).toMatchObject({ inherited: true });
    expect(column('"Odd Schema"."Order"', 'a.b')).toMatchObject({ type: 'text' });
  });

  it('keeps a NOT NULL constraint only where the column does not say it all', () => {
    expect(column('shop.customers', 'name')).toMatchObject({
      notNull: true,
      notNullConstraint: 'customers_name_not_null',
    });
    expect(constraint('shop.customers', 'customers_name_not_null')).toBeUndefined();
    expect(column('shop.customers', 'born')?.notNull).toBe(false);
    expect(constraint('shop.customers', 'born_known')).toEqual({
      name: 'born_known',
      kind: 'not null',
      definition: 'NOT NULL born NOT VALID',
      validated: false,
      columns: ['born'],
    });
    expect(constraint('shop.orders', 'code_known')).toMatchObject({ kind: 'not null', validated: true });
  });

  it('reads constraints of every kind', () => {
    expect(constraint('shop.orders', 'orders_customer_fkey')).toEqual({
      name: 'orders_customer_fkey',
      kind: 'foreign key',
      definition: 'FOREIGN KEY (customer_id) REFERENCES shop.customers(id) ON DELETE CASCADE DEFERRABLE',
      validated: true,
      deferrable: 'immediate',
      columns: ['customer_id'],
      references: { table: 'shop.customers', columns: ['id'], index: 'shop.customers_pkey' },
    });
    expect(constraint('shop.lines', 'lines_pkey')).toMatchObject({
      kind: 'primary key',
      columns: ['line', 'order_id'],
      index: 'shop.lines_pkey',
    });
    expect(constraint('shop.orders', 'no_overlap')).toMatchObject({
      kind: 'exclusion',
      columns: ['room', 'period'],
    });
    expect(constraint('shop.orders', 'loose')).toMatchObject({ notEnforced: true, validated: false });
    expect(table('shop.event_notes')?.constraints.map(({ name }) => name)).toEqual([
      'event_notes_id_at_fkey',
    ]);
    expect(constraint('shop.events_rest', 'events_kind_check')).toMatchObject({ inherited: true });
  });

  it('reads partitioned tables', () => {
    expect(table('shop.events')).toMatchObject({ kind: 'partitioned table', partitionKey: 'RANGE (at)' });
    expect(table('shop.logs')?.partitionKeyColumns).toEqual(['size', 'kind']);
    expect(table('shop.events_2026')?.partitionOf).toEqual({
      parent: 'shop.events',
      bound: "FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2027-01-01 00:00:00+00')",
    });
    expect(table('shop.cities')?.inherits).toEqual(['shop.places']);
  });

  it('knows every column that an index reads', () => {
    const index = (id: string) => catalog.indexes.find((one) => one.id === id);
    expect(index('shop.orders_state_idx')).toMatchObject({
      keys: ['state'],
      include: ['net'],
      columns: ['state', 'net', 'tax'],
      computes: ['tax'],
      predicate: '(tax > (0)::numeric)',
    });
    expect(index('shop.orders_sum_idx')).toMatchObject({
      keys: ['', 'state'],
      columns: ['state', 'net', 'tax'],
      computes: ['net', 'tax'],
      hasExpression: true,
    });
    expect(index('shop.events_rest_kind_idx')?.parent).toBe('shop.events_kind_idx');
  });

  it('carries other kinds as statements, and lists what it cannot', () => {
    expect([...new Set(catalog.others.map(({ kind }) => kind))]).toEqual([
      'cast',
      'collation',
      'conversion',
      'default privileges',
      'event trigger',
      'foreign data wrapper',
      'foreign server',
      'operator class',
      'operator family',
      'operator',
      'publication',
      'rule',
      'statistics',
      'text search configuration',
      'text search dictionary',
      'user mapping',
    ]);
    expect(catalog.unmodelled).toEqual([
      { kind: 'base type', id: 'shop.counter' },
      { kind: 'user mapping secret', id: 'wesley_app on far' },
    ]);
    expect(JSON.stringify(catalog)).not.toContain("secret'");
  });

  it('resolves dependencies to the objects that people know', () => {
    expect(dependenciesOf('view:shop.open_orders')).toEqual([
      'normal column:shop.customers.id',
      'normal column:shop.customers.name',
      'normal column:shop.orders.customer_id',
      'normal column:shop.orders.id',
      'normal column:shop.orders.net',
      'normal column:shop.orders.state',
      'normal column:shop.orders.tax',
      'normal schema:shop',
    ]);
    expect(dependenciesOf('view:shop.totals')).toEqual([
      'normal column:shop.open_orders.total',
      'normal schema:shop',
      'normal view:shop.open_orders',
    ]);
    expect(dependenciesOf('column:shop.customers.past_moods')).toEqual(['normal type:shop.mood']);
    expect(dependenciesOf('column:shop.customers.nick')).toEqual(['normal extension:citext']);
    expect(dependenciesOf('column:shop.orders.total')).toContain('normal column:shop.orders.net');
    expect(dependenciesOf('index:shop.orders_pkey')).toEqual(['auto constraint:shop.orders.orders_pkey']);
    expect(dependenciesOf('trigger:shop.orders.touch_orders')).toContain('normal routine:shop.touch()');
    expect(dependenciesOf('rule:shop.orders.keep_orders')).toEqual(['auto table:shop.orders']);
    expect(dependenciesOf('routine:shop.order_count()')).toEqual([
      'normal schema:shop',
      'normal table:shop.orders',
    ]);
  });

  it('reads inside an open transaction and leaves it as it was', async () => {
    await database.exec("BEGIN; SET LOCAL timezone = 'Asia/Tokyo'; CREATE TABLE shop.fresh (id integer)");
    try {
      const inside = await readCatalog(database, { inTransaction: true });
      expect(compareCatalogs(catalog, inside)).toEqual(
        [
          {
            object: 'table:shop.fresh',
            change: 'unexpected',
            b: '{"acl":["wesley_reader=r"]}',
            sentence: 'table shop.fresh is there and was not expected',
          },
        ].map((difference) =>
          expect.objectContaining({ object: difference.object, sentence: difference.sentence }),
        ),
      );
      expect(await database.query('SHOW timezone')).toEqual([{ TimeZone: 'Asia/Tokyo' }]);
    } finally {
      await database.exec('ROLLBACK');
    }
    expect(hashCatalog(await readCatalog(database))).toBe(hashCatalog(catalog));
  });

  it('gives statements that make the other objects again', async () => {
    const order = [
      ...[
        'collation',
        'foreign data wrapper',
        'foreign server',
        'user mapping',
        'operator',
        'operator family',
      ],
      ...[
        'operator class',
        'text search dictionary',
        'text search configuration',
        'cast',
        'conversion',
        'rule',
      ],
      ...['statistics', 'publication', 'event trigger', 'default privileges'],
    ];
    // Columns and tables hang on these two.
    const inUse = ['shop.blind', 'elsewhere'];
    const others = order.flatMap((kind) =>
      catalog.others.filter(
        (other) => other.kind === kind && !inUse.includes(other.id) && other.id !== 'far',
      ),
    );
    await database.exec('BEGIN');
    try {
      for (const other of [...others].reverse()) await database.exec(other.drop);
      expect((await readCatalog(database, { inTransaction: true })).others).toHaveLength(3);
      for (const other of others) {
        await database.exec(other.create);
        for (const statement of other.more ?? []) await database.exec(statement);
      }
      const differences = compareCatalogs(catalog, await readCatalog(database, { inTransaction: true }));
      expect(differences.map(({ sentence }) => sentence)).toEqual([
        'rule shop.scratch.quiet differs: comment is not set, expected off',
      ]);
    } finally {
      await database.exec('ROLLBACK');
    }
  });

  it('gives statements that make routines again', async () => {
    const again = catalog.routines.filter(({ name }) =>
      /^(last_text|count_all|middle|my_rank|forget|order_count)$/.test(name),
    );
    expect(again).toHaveLength(6);
    await database.exec('BEGIN');
    try {
      for (const routine of again) await database.exec(routine.drop);
      for (const routine of again) await database.exec(routine.definition);
      const differences = compareCatalogs(catalog, await readCatalog(database, { inTransaction: true }));
      expect(differences.map(({ object }) => object)).toEqual(
        // The default privileges have changed since they were made.
        expect.arrayContaining(['routine:shop.forget(bigint)']),
      );
      expect(differences.filter(({ sentence }) => !/differs: privileges is /.test(sentence))).toEqual([]);
    } finally {
      await database.exec('ROLLBACK');
    }
  });
});

describe('facts of a state', () => {
  it('fill every declared relation with tuples of the declared types', async () => {
    const facts = new FactSet();
    serverFacts(18, facts);
    catalogFacts(catalog, 'before', facts);
    await database.exec(
      "INSERT INTO shop.scratch SELECT '{}' FROM generate_series(1, 1000); ANALYZE shop.scratch",
    );
    const statistics = await readStatistics(database);
    expect(statistics.find(({ table: id }) => id === 'shop.scratch')).toMatchObject({ rows: 1000 });
    statisticsFacts(statistics, facts);
    const declared = new Map([...catalogRelations, ...statisticsRelations].map((one) => [one.name, one]));
    const filled = new Set<string>();
    const wrong: unknown[] = [];
    facts.forEach((relation, tuple) => {
      filled.add(relation);
      const types = declared
        .get(relation)
        ?.columns.map(([, type]) => (factTypes[type].base === 'number' ? 'number' : 'string'));
      const actual = tuple.map((value) => (Number.isInteger(value) ? 'number' : typeof value));
      if (types?.join() !== actual.join()) wrong.push([relation, ...tuple]);
    });
    expect(wrong).toEqual([]);
    expect([...declared.keys()].filter((name) => !filled.has(name))).toEqual([]);
  });
});
