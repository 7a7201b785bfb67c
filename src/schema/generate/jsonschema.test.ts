/** JSON Schema against PostgreSQL: what `to_jsonb` prints is valid, and what checks refuse is not. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SourceText } from '../../diagnostics/index.js';
import { openPglite, type PgliteDatabase } from '../../facts/connect/pglite.js';
import { compileSdl } from '../index.js';
import type { EnumModel } from '../model.js';
import { jsonschema } from './jsonschema.js';
import { valueSchema } from './jsonschema-types.js';
import { samples, sampleType, sampleTypesSql } from './samples.test-helper.js';

const formats: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
  date: /^\d{4}-\d\d-\d\d$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)$/,
};

function strictAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, formats });
  return ajv;
}

interface Validators {
  readonly row: ValidateFunction;
  readonly insert: ValidateFunction;
  readonly update: ValidateFunction;
}

async function validators(sdl: string, options: Record<string, unknown> = {}): Promise<Validators> {
  const { model, diagnostics } = await compileSdl([new SourceText('t.graphql', sdl)]);
  expect(diagnostics).toEqual([]);
  const [file] = await jsonschema.generate(model, options);
  const ajv = strictAjv();
  ajv.addSchema(JSON.parse(file?.text ?? '') as object, 'table');
  const get = (name: string) => ajv.getSchema(`table#/$defs/${name}`) as ValidateFunction;
  return { row: get('row'), insert: get('insert'), update: get('update') };
}

let db: PgliteDatabase;

beforeAll(async () => {
  db = await openPglite();
  await db.exec(sampleTypesSql);
});

afterAll(() => db.close());

test('what PostgreSQL prints of every type is valid', async () => {
  const mood = { values: [{ label: 'sad' }, { label: 'ok' }] } as unknown as EnumModel;
  const wrong: string[] = [];
  for (const [name, text] of samples) {
    for (const array of [false, true]) {
      const type = sampleType(array ? `${name}[]` : name);
      const schema = valueSchema(type, { bigint: 'number', numeric: 'number' }, () => mood);
      const value = array ? `ARRAY['${text}'::${name}, NULL]` : `'${text}'::${name}`;
      const [row] = await db.query(`SELECT to_jsonb(${value})::text AS json`);
      const validate = strictAjv().compile(JSON.parse(JSON.stringify(schema, digits)) as object);
      const known = Object.keys(schema).length > 0;
      if (!known && !['json', 'jsonb', 'positive'].includes(name)) wrong.push(`${type.sql} is not known`);
      if (!validate(JSON.parse(String(row?.json)))) wrong.push(`${type.sql}: ${row?.json}`);
    }
  }
  expect(wrong).toEqual([]);
});

/** Numbers of many digits, as a parser of JSON reads them. */
function digits(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'digits' in value ? Number(value.digits) : value;
}

/** A check, and values of columns that are tried. */
const checks: readonly (readonly [columns: string, values: readonly Record<string, unknown>[]])[] = [
  ['n: Int @check(expr: "n > 0 AND n <= 10")', [{ n: 0 }, { n: 1 }, { n: 10 }, { n: 11 }, { n: null }, {}]],
  ['n: Int! @check(expr: "n BETWEEN -5 AND 5")', [{ n: -6 }, { n: -5 }, { n: 6 }, { n: null }, {}]],
  ['n: Int @check(expr: "n <> 3")', [{ n: 3 }, { n: 4 }, { n: null }]],
  ['n: Int @check(expr: "n IS NOT NULL AND n <> 3")', [{ n: 3 }, { n: 4 }, { n: null }]],
  ['n: Int @check(expr: "n IN (1, 2)")', [{ n: 1 }, { n: 3 }, { n: null }]],
  ['n: Int @check(expr: "n < 0 OR n > 10")', [{ n: -1 }, { n: 5 }, { n: 11 }, { n: null }]],
  ['n: Int @check(expr: "(n > 0) IS TRUE")', [{ n: 0 }, { n: 1 }, { n: null }]],
  ['b: BigInt @check(expr: "b >= 0")', [{ b: -1 }, { b: 0 }]],
  [
    'd: Decimal @column(type: "numeric(4,2)") @check(expr: "d < 50.5")',
    [{ d: 50.49 }, { d: 50.5 }, { d: -99.99 }, { d: -100 }],
  ],
  ['f: Float @check(expr: "f > 0.5")', [{ f: 0.5 }, { f: 0.75 }]],
  ['ok: Boolean @check(expr: "ok")', [{ ok: true }, { ok: false }, { ok: null }]],
  [
    's: String @check(expr: "length(s) >= 2 AND char_length(s) < 5")',
    [{ s: 'a' }, { s: 'ab' }, { s: '😀😀' }, { s: '😀' }, { s: 'abcde' }, { s: null }],
  ],
  ['s: String @check(expr: "s <> \'\'")', [{ s: '' }, { s: ' ' }, { s: null }]],
  ['s: String @check(expr: "btrim(s) <> \'\'")', [{ s: '' }, { s: '  ' }, { s: ' a ' }]],
  ['s: String @check(expr: "length(trim(s)) > 0")', [{ s: '' }, { s: '  ' }, { s: 'a' }]],
  ["s: String @check(expr: \"s IN ('a', 'b')\")", [{ s: 'a' }, { s: 'c' }, { s: null }]],
  ["s: String @check(expr: \"s NOT IN ('a', 'b')\")", [{ s: 'a' }, { s: 'c' }, { s: null }]],
  ['s: String @check(expr: "s ~ \'^[a-z]+$\'")', [{ s: 'abc' }, { s: 'aBc' }, { s: null }]],
  ['s: String @check(expr: "s !~ \'[0-9]\'")', [{ s: 'abc' }, { s: 'a1' }, { s: null }]],
  ["s: String @check(expr: \"s LIKE 'a%' AND s LIKE '%z'\")", [{ s: 'az' }, { s: 'ab' }, { s: 'bz' }]],
  ['s: String @column(type: "varchar(3)")', [{ s: 'abc' }, { s: 'abcd' }]],
  [
    'list: [Int!] @check(expr: "cardinality(list) BETWEEN 1 AND 2")',
    [{ list: [] }, { list: [1] }, { list: [1, 2, 3] }, { list: [null] }],
  ],
  [
    'n: Int @check(expr: "n > 0 OR m > 0") m: Int',
    [{ n: 1, m: 0 }, { n: 0, m: 1 }, { n: 0, m: 0 }, { n: null, m: 0 }, { n: 0 }],
  ],
  [
    'n: Int @check(expr: "(n IS NULL) = (m IS NULL)") m: Int',
    [{ n: 1, m: 0 }, { n: null, m: null }, { n: 1, m: null }, { n: null, m: 1 }, {}],
  ],
];

describe('new rows are refused as PostgreSQL refuses them', () => {
  test.each(checks)('%s', async (columns, values) => {
    const sdl = `type T { id: ID! ${columns} }`;
    const { sql = '' } = await compileSdl([new SourceText('t.graphql', sdl)]);
    const { insert, update, row } = await validators(sdl);
    await db.exec(`DROP TABLE IF EXISTS t; ${sql}`);
    const seen: [value: string, database: boolean, schema: boolean][] = [];
    for (const value of values) {
      const given = JSON.stringify(value);
      const names = ['id', ...Object.keys(value)].map((name) => `"${name}"`).join(', ');
      const rows = await db
        .query(
          `INSERT INTO t (${names}) SELECT ${names} FROM jsonb_populate_record(NULL::t, $1::jsonb) RETURNING to_jsonb(t)::text AS json`,
          [JSON.stringify({ ...value, id: crypto.randomUUID() })],
        )
        .catch(() => undefined);
      seen.push([given, rows !== undefined, insert(value)]);
      if (rows !== undefined) {
        expect([given, update(value), row(JSON.parse(String(rows[0]?.json)))]).toEqual([given, true, true]);
      }
    }
    expect(seen.filter(([, database, schema]) => database !== schema)).toEqual([]);
    expect(new Set(seen.map(([, database]) => database))).toEqual(new Set([true, false]));
  });
});

test('columns that PostgreSQL alone writes are not written, and what is not there is refused', async () => {
  const { insert, update, row } = await validators(
    'type T { id: BigInt! @pk @identity(always: true) a: Int! b: Int! @default(value: 1) c: Int @generated(as: "a + b") "odd/name" d: Int @column(name: "odd/~ name") }',
  );
  expect([insert({ a: 1 }), insert({ a: 1, b: 2, 'odd/~ name': 3 })]).toEqual([true, true]);
  expect([insert({}), insert({ a: 1, c: 2 }), insert({ a: 1, id: 1 }), insert({ a: 1, x: 1 })]).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect([update({}), update({ b: 1 }), update({ c: 1 }), update({ 'odd/~ name': 'x' })]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect([row({ id: 1, a: 1, b: 1, c: null, 'odd/~ name': 2 }), row({ id: 1 })]).toEqual([true, false]);
});

test('numbers of many digits as texts', async () => {
  const { insert } = await validators('type T { id: ID! b: BigInt d: Decimal @check(expr: "d > 5") }', {
    bigint: 'string',
    numeric: 'string',
  });
  expect([insert({ b: '9007199254740993', d: '1.50' }), insert({ b: 1 }), insert({ d: 'x' })]).toEqual([
    true,
    false,
    false,
  ]);
});
