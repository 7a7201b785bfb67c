/** SDL that was damaged at random: never a crash, and every message points into the file. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatSdl } from '../format/index.js';
import { compile } from './compile.test-helper.js';
import { directives, scalarTypes } from './directives.js';

const sample = `
extend schema @sql(up: "CREATE EXTENSION citext", first: true)
interface Node { id: ID! }
interface Stamped implements Node @index(fields: ["at"]) { id: ID! at: DateTime! @default(expr: "now()") }
enum State @type(name: "state", schema: "shop") { OPEN @label(value: "open") PAID @deprecated }
type Customer implements Stamped @table(name: "customers", schema: "shop") @unique(fields: ["email", "state"], where: "state = 'open'") {
  "who it is" email: String! @unique @pii
  state: State! @default(value: OPEN)
  orders: [Order!]!
  friends: [Customer!]! @manyToMany
  address: Address @hasOne
}
type Address { id: ID! customer: Customer! @fk(onDelete: CASCADE) lines: [String!]! @default(value: ["a"]) }
type Order @primaryKey(fields: ["customer", "number"]) @tenant(by: "customer") @check(expr: "number > 0") {
  customer: Customer! number: BigInt! @identity
  total: Decimal @column(precision: 12, scale: 2) @default(value: 1.5) @renamed(from: "sum")
  twice: Decimal @generated(as: "total * 2") tags: [Tag!]! @manyToMany(through: "order_tags")
}
type Tag { id: ID! code: String @column(type: "varchar(20)") @backfill(expr: "'x'") meta: JSON @index(using: "gin") seen: DateTime @updatedAt ref: ID @fk(ref: "Customer.id") }
type Line @foreignKey(fields: ["a", "b"], references: "Order", onDelete: SET_NULL) { a: ID b: BigInt }
type Event @primaryKey(fields: ["id", "at"]) @partition(by: RANGE, key: ["at"]) @rls(select: "true", roles: ["app"]) { id: ID! at: Date! }
type Busy @view(sql: "SELECT 1") { n: Int }
input Filter { name: String = "x" and: [Filter!] }
extend type Tag { parent: Tag children: [Tag!]! @hasMany(by: "parent") }
`;

const pieces = [
  ...Object.keys(directives).map((name) => `@${name}`),
  ...Object.values(directives).flatMap((spec) => Object.keys(spec.arguments).map((name) => `${name}:`)),
  ...Object.keys(scalarTypes),
  ...['Customer', 'Order', 'Tag', 'Line', 'Address', 'State', 'Node', 'Party', 'Filter', 'Busy'],
  ...[
    'type',
    'enum',
    'extend',
    'interface',
    'implements',
    'union',
    'input',
    'schema',
    'scalar',
    'directive',
    'on',
  ],
  ...[
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '[[',
    ']]',
    '!',
    '&',
    '|',
    '=',
    ':',
    ',',
    '"',
    '"""',
    '#',
    '\\',
    '$',
    '@',
    '...',
  ],
  ...[
    '"id"',
    '["id", "at"]',
    '"); DROP TABLE x; --"',
    '"Customer.id"',
    '""',
    '"\\u0000"',
    '"\ud83d\ude00"',
    "'",
    ';',
  ],
  ...[
    'null',
    'true',
    '-1',
    '1e999',
    '99999999999999999999',
    '{a: {b: [null]}}',
    'OPEN',
    'x'.repeat(70),
    '\0',
    '\ufeff',
    'é',
  ],
];
const words = sample.split(/(\s+|(?<=[(){}[\]:,!@"])|(?=[(){}[\]:,!@"]))/).filter((word) => word !== '');

const edit = fc.record({
  at: fc.nat(words.length - 1),
  kind: fc.constantFrom(
    'drop' as const,
    'insert' as const,
    'replace' as const,
    'move' as const,
    'cut' as const,
  ),
  other: fc.nat(words.length - 1),
  piece: fc.constantFrom(...pieces),
});

test('the sample is right', async () => {
  expect((await compile(sample)).diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
});

test('damaged SDL is refused or read, with places inside the file (WESLEY_SDL_FUZZ)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async (edits) => {
      const text = mutate(edits);
      const { sql, diagnostics } = await compile(text);
      expect(sql !== undefined || diagnostics.some((one) => one.severity === 'error')).toBe(true);
      for (const { span, message } of diagnostics) {
        expect(span?.file, message).toBe('app.graphql');
        const { start, end } = span ?? { start: -1, end: -1 };
        expect(start >= 0 && start <= end && end <= text.length, `${message} at ${start}..${end}`).toBe(true);
      }
      const once = formatSdl({ file: 'app.graphql', text });
      if (once.text !== undefined)
        expect(formatSdl({ file: 'app.graphql', text: once.text }).text).toBe(once.text);
    }),
    { numRuns: Number(process.env.WESLEY_SDL_FUZZ ?? 500), seed: 20 },
  );
});

function mutate(edits: readonly { at: number; kind: string; other: number; piece: string }[]): string {
  const list = [...words];
  for (const { at, kind, other, piece } of edits) {
    if (kind === 'drop') list[at] = '';
    else if (kind === 'insert') list[at] = `${list[at]} ${piece} `;
    else if (kind === 'replace') list[at] = piece;
    else if (kind === 'move') list[at] = list[other] ?? '';
    else if (at % 7 === 0) list.length = Math.max(1, at);
  }
  return list.join('');
}
