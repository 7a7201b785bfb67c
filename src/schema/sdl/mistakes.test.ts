import { describe, expect, test } from 'vitest';
import { compile, messages } from './compile.test-helper.js';

const customer = 'type Customer { id: ID! email: String! name: String }';

describe('every mistake has a code and a place', () => {
  test.each<[what: string, text: string, seen: string[]]>([
    ['a union', 'type A { id: ID! p: P } type B { id: ID! } union P = A | B', ['error sdl/union «P»']],
    [
      'a reference to an interface',
      'interface N { id: ID! } type A implements N { n: N }',
      ['error sdl/interface-reference «N»'],
    ],
    ['a field with arguments', 'type A { id: ID! f(x: Int): Int }', ['error sdl/field-with-arguments «f»']],
    ['an operation', 'type A { id: ID! } query { a }', ['error sdl/unsupported «query { a }»']],
    ['a type without fields', 'type A', ['error sdl/empty-type «A»']],
    ['an enum without values', 'type A { id: ID! } enum E', ['error sdl/empty-enum «E»']],
    [
      'a label twice',
      'type A { id: ID! } enum E { A @label(value: "x") B @label(value: "x") }',
      ['error sdl/name-collision «B»'],
    ],
    [
      'types of keys',
      `${customer} type A { id: ID! c: String @fk(ref: "Customer.id") }`,
      ['error sdl/key-type «@fk(ref: "Customer.id")»'],
    ],
    [
      'a target that is no key',
      `${customer} type A { id: ID! c: String @fk(ref: "Customer.email") }`,
      ['error sdl/target-not-unique «@fk(ref: "Customer.email")»'],
    ],
    [
      'a target that is not there',
      `${customer} type A { id: ID! c: ID @fk(ref: "Custmer.id") d: ID @fk(ref: "Customer.no") }`,
      [
        'error sdl/unknown-target «@fk(ref: "Custmer.id")»',
        'error sdl/unknown-field «@fk(ref: "Customer.no")»',
      ],
    ],
    ['a target without a key', 'type A { a: Int } type B { id: ID! a: A }', ['error sdl/no-key «a»']],
    [
      'SET NULL on what is never null',
      `${customer} type A { id: ID! c: Customer! @fk(onDelete: SET_NULL) }`,
      ['error sdl/set-null «@fk(onDelete: SET_NULL)»'],
    ],
    [
      'a key of another size',
      `type P @primaryKey(fields: ["a", "b"]) { a: Int! b: Int! } type A @foreignKey(fields: ["x"], references: "P") { id: ID! x: Int }`,
      ['error sdl/key-size «@foreignKey(fields: ["x"], references: "P")»'],
    ],
    [
      'one column for two',
      `type P @primaryKey(fields: ["a", "b"]) { a: Int! b: Int! } type A { id: ID! p: P @column(name: "p") }`,
      ['error sdl/composite-reference «@column(name: "p")»'],
    ],
    [
      'defaults of another type',
      'enum E { X } type A { id: ID! a: Int @default(value: "1") b: Boolean @default(value: 1) c: E @default(value: Y) d: [Int!] @default(value: [1, null]) e: Int @default(value: 2147483648) f: String! @default(value: null) g: [Int] @default(value: 1) }',
      [
        'error sdl/default-type «"1"»',
        'error sdl/default-type «1»',
        'error sdl/default-type «Y»',
        'error sdl/default-type «null»',
        'error sdl/default-type «2147483648»',
        'error sdl/default-type «null»',
        'error sdl/default-type «1»',
      ],
    ],
    [
      'two ways to fill',
      'type A { id: BigInt! @pk @identity @default(value: 1) at: DateTime @updatedAt @generated(as: "now()") }',
      [
        'error sdl/conflicting-directives «@identity»',
        'error sdl/conflicting-directives «@generated(as: "now()")»',
      ],
    ],
    [
      'directives on the wrong type',
      'type A { id: ID! a: String @identity b: Int @updatedAt c: Int @column(precision: 3) d: [Int] @column(type: "int") e: Decimal @column(scale: 2) }',
      [
        'error sdl/column-type «@identity»',
        'error sdl/column-type «@updatedAt»',
        'error sdl/column-type «@column(precision: 3)»',
        'error sdl/column-type «@column(type: "int")»',
        'error sdl/column-type «@column(scale: 2)»',
      ],
    ],
    [
      'directives on a field without column',
      `${customer} extend type Customer { as: [A!]! @unique } type A { id: ID! c: Customer n: Int @hasMany }`,
      ['error sdl/misplaced-directive «@unique»', 'error sdl/misplaced-directive «@hasMany»'],
    ],
    [
      'two relations at once',
      `${customer} type A { id: ID! c: Customer @hasOne @belongsTo d: [Customer!] @hasOne }`,
      ['error sdl/conflicting-directives «@belongsTo»', 'error sdl/relation-shape «@hasOne»'],
    ],
    [
      'a view like a table',
      `${customer} type V @view(sql: "DELETE FROM customer") @index(fields: ["id"]) { id: ID! @pk c: Customer }`,
      [
        'error sdl/sql «D»',
        'error sdl/misplaced-directive «@index(fields: ["id"])»',
        'error sdl/misplaced-directive «@pk»',
        'error sdl/view-reference «c»',
      ],
    ],
    [
      'a partition key outside the key',
      'type A @partition(by: RANGE, key: ["at"]) { id: ID! at: Date! @unique }',
      ['error sdl/partition-key «@partition(by: RANGE, key: ["at"])»'],
    ],
    [
      'words that are none',
      `${customer} type A @partition(by: RANGES, key: ["id"]) { id: ID! c: Customer @fk(onDelete: DROP) }`,
      ['error sdl/argument-type «RANGES»', 'error sdl/argument-type «DROP»'],
    ],
    [
      'an index over both',
      'type A @index(fields: ["id"], expression: "1") @index { id: ID! }',
      [
        'error sdl/argument-type «@index(fields: ["id"], expression: "1")»',
        'error sdl/missing-argument «@index»',
      ],
    ],
    [
      'names of every table',
      'type A { id: ID! ctid: Int } type B @table(schema: "pg_x") { id: ID! }',
      ['error sdl/reserved-name «ctid»', 'error sdl/reserved-name «B»'],
    ],
  ])('%s', async (_, text, seen) => {
    expect((await messages(text)).filter((one) => !one.startsWith('note'))).toEqual(seen);
  });

  test('nothing is smuggled in, whichever way', async () => {
    expect(
      await messages(
        'type A @index(fields: ["n"], opclass: "x); DROP TABLE a; --") { id: ID! n: String @default(value: "\\u0000") "\\u0000" m: Money }',
        {
          scalars: { Money: { sql: 'int); DROP TABLE a; --' } },
        },
      ),
    ).toEqual([
      'error sdl/argument-type «"x); DROP TABLE a; --"»',
      'error sdl/nul-byte «"\\u0000"»',
      'error sdl/nul-byte «"\\u0000"»',
      'error sdl/sql «m»',
    ]);
  });

  test('names that two things share, over all tables', async () => {
    expect(
      await messages(
        'type A { id: ID! a: Int @index(name: "x") } type B { id: ID! a: Int @index(name: "x") b: Int @unique(name: "a") } enum Order { X } type Orders @table(name: "order") { id: ID! }',
      ),
    ).toEqual([
      'error sdl/name-collision «@index(name: "x")»',
      'error sdl/name-collision «@unique(name: "a")»',
      'error sdl/name-collision «Orders»',
    ]);
    // The same names in different schemas are different names.
    expect(
      await messages('type A { id: ID! } type B @table(name: "a", schema: "other") { id: ID! }'),
    ).toEqual([]);
  });

  test('a table has 1600 columns at most', async () => {
    const fields = Array.from({ length: 1600 }, (_, i) => `c${i}: Int`).join(' ');
    expect(await messages(`type A { id: ID! ${fields} }`)).toEqual(['error sdl/too-many-columns «A»']);
  });

  test('words of SQL are names like others', async () => {
    expect(
      await messages('type Select { id: ID! table: Int order: Int @index user: String where: Int @unique }'),
    ).toEqual([]);
  });

  test('what was meant is suggested', async () => {
    const said = async (text: string) => (await compile(text)).diagnostics.map((one) => one.message);
    expect(
      await said(
        'type A @tabel { id: ID! a: Strin b: Int @default(vale: 1) } type B { id: ID! x: Int @index(fields: ["y"]) }',
      ),
    ).toEqual([
      'the directive @tabel is not known. Did you mean "@table"?',
      'the type Strin of A.a is not known. Did you mean "String"?',
      '@default has no argument "vale". Did you mean "value"?',
      'type B has no field "y". Did you mean "x"?',
    ]);
  });
});
