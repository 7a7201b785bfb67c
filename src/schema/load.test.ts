/** What the SQL of a schema does in PostgreSQL: it loads, and it refuses what the SDL says cannot be. */
import { afterAll, describe, expect, test } from 'vitest';
import { type Database, QueryError } from '../facts/connect/database.js';
import { Scratch } from '../facts/sources/index.js';
import { statements } from './sdl/compile.test-helper.js';
import type { SchemaSettings } from './settings.js';

const scratch = new Scratch();
let database: Database;

afterAll(() => scratch.close());

/** Loads the schema into a database that has nothing. */
async function load(text: string, settings: Partial<SchemaSettings> = {}): Promise<void> {
  database = await scratch.empty([]);
  await database.exec((await statements(text, settings)).join(';\n'));
}

/** `ok`, or what PostgreSQL says. */
async function run(sql: string): Promise<string> {
  try {
    await database.exec(sql);
    return 'ok';
  } catch (error) {
    if (error instanceof QueryError) return error.message;
    throw error;
  }
}

describe('lists', () => {
  test('have no NULL in them where the SDL says so, whatever their type and dimensions', async () => {
    await load(
      'type A { id: ID! n: [Int!] j: [JSON!] p: [String!] @column(type: "point[]") x: [String!] @column(type: "xml[]") free: [Int] }',
    );
    expect(await run(`INSERT INTO a (n) VALUES ('{}'), (NULL), ('{1,2}'), ('{{1,2},{3,4}}')`)).toBe('ok');
    expect(await run(`INSERT INTO a (free) VALUES ('{1,NULL}')`)).toBe('ok');
    for (const [column, value] of [
      ['n', `'{1,NULL}'`],
      ['n', `'{{1,NULL},{3,4}}'`],
      ['j', `ARRAY['{}'::jsonb, NULL]`],
      ['p', `ARRAY['(1,2)'::point, NULL]`],
      ['x', 'ARRAY[NULL]::xml[]'],
    ]) {
      expect(await run(`INSERT INTO a (${column}) VALUES (${value})`)).toBe(
        `new row for relation "a" violates check constraint "a_${column}_elements_check"`,
      );
    }
  });

  test('of enums that are text hold their values only', async () => {
    await load('enum E { A B } type T { id: ID! e: E es: [E] }', { enums: 'check' });
    expect(await run(`INSERT INTO t (e, es) VALUES ('A', '{A,NULL,B}'), (NULL, NULL), ('B', '{}')`)).toBe(
      'ok',
    );
    expect(await run(`INSERT INTO t (e) VALUES ('C')`)).toContain('t_e_values_check');
    expect(await run(`INSERT INTO t (es) VALUES ('{A,C}')`)).toContain('t_es_values_check');
  });
});

describe('keys', () => {
  test('of circles can be entered in one transaction', async () => {
    await load('type A { id: ID! b: B } type B { id: ID! a: A! }');
    const [a, b] = ['00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0000-00000000000b'];
    expect(
      await run(
        `BEGIN; INSERT INTO b (id, a_id) VALUES ('${b}', '${a}'); INSERT INTO a (id, b_id) VALUES ('${a}', '${b}'); COMMIT`,
      ),
    ).toBe('ok');
    expect(await run(`INSERT INTO a (b_id) VALUES ('${a}')`)).toContain('a_b_id_fkey');
  });

  test('are unique for the rows that a condition names, and NULL may count', async () => {
    await load(
      'type A @unique(fields: ["a"], where: "live") @unique(fields: ["b"], nullsNotDistinct: true) @unique(fields: ["c"], where: "live", nullsNotDistinct: true) { id: ID! a: Int b: Int c: Int live: Boolean }',
    );
    expect(await run('INSERT INTO a (a, b, c) VALUES (1, 1, 1), (1, 2, 1)')).toBe('ok');
    expect(await run('INSERT INTO a (a, b, live) VALUES (1, 3, true), (1, 4, true)')).toContain('a_a_key');
    expect(await run('INSERT INTO a (b) VALUES (NULL), (NULL)')).toContain('a_b_key');
    expect(await run('INSERT INTO a (a, b, live) VALUES (5, 5, true), (6, 6, true)')).toContain('a_c_key');
  });
});

describe('columns', () => {
  test('keep the time of the last change, and who fills them', async () => {
    await load(
      'type A @table(schema: "shop") { id: ID! n: BigInt! @serial i: Int! @identity(always: true) twice: Int @generated(as: "v * 2") v: Int changedAt: DateTime! @updatedAt on: Date @updatedAt }',
    );
    await database.exec(`INSERT INTO shop.a (v, changed_at) VALUES (4, '2000-01-01')`);
    await database.exec('UPDATE shop.a SET v = 5');
    const rows = await database.query(
      `SELECT n::int, i, twice, changed_at = now() OR changed_at > now() - interval '1 minute' AS now, "on" = current_date AS today FROM shop.a`,
    );
    expect(rows).toEqual([{ n: 1, i: 1, twice: 10, now: true, today: true }]);
    expect(await run('INSERT INTO shop.a (i) VALUES (7)')).toContain('cannot insert a non-DEFAULT value');
  });

  test('are called as words of SQL are', async () => {
    await load(
      'type Select { id: ID! table: Int @index order: Int @unique user: User where: [String!] @check(expr: "cardinality(\\"where\\") < 3 -- few") } type User { id: ID! all: [Select!]! }',
    );
    expect(await run(`INSERT INTO "select" ("table", "order", "where") VALUES (1, 2, '{a}')`)).toBe('ok');
  });
});

describe('tables', () => {
  test('are partitioned, views read them, and SQL says the rest', async () => {
    await load(`
extend schema @sql(up: "CREATE DOMAIN positive AS int CHECK (value > 0); -- numbers", first: true)
extend schema @sql(up: "INSERT INTO event (at, n) VALUES ('2024-05-05', 3)")
type Event @partition(by: RANGE, key: ["at"]) @primaryKey(fields: ["id", "at"]) @index(fields: ["n"], include: ["kind"])
  @sql(up: "CREATE TABLE event_rest PARTITION OF event DEFAULT;") {
  id: ID! at: Date! n: Int @column(type: "positive") kind: String
}
type Total @view(sql: "SELECT sum(n) FROM busy -- all") { n: BigInt }
"Few" type Busy @view(sql: "SELECT id, n FROM event WHERE n > 1;") { id: ID! "how many" n: Int }`);
    const rows = await database.query('SELECT n::int FROM total');
    expect(rows).toEqual([{ n: 3 }]);
    expect(await run(`INSERT INTO event (at, n) VALUES ('2024-05-05', -3)`)).toContain('positive');
  });

  test('have indexes of every kind', async () => {
    await load(`type A @index(expression: "lower(name)", unique: true) @index(fields: ["name", "code"], opclass: "text_pattern_ops") {
      id: ID! name: String code: String data: JSON @index(using: "gin", opclass: "jsonb_path_ops") flag: Boolean @default(expr: "1 IN (1, 2) AND NOT false") at: DateTime @index(using: "brin", where: "at IS NOT NULL -- few")
      "it's" note: String @column(collation: "C") @default(value: "it's \\\\ \\"so\\"") }`);
    const rows = await database.query(`SELECT indexname FROM pg_indexes WHERE tablename = 'a' ORDER BY 1`);
    expect(rows.map((row) => row.indexname)).toEqual([
      'a_at_idx',
      'a_data_idx',
      'a_expr_idx',
      'a_name_code_idx',
      'a_pkey',
    ]);
  });
});
