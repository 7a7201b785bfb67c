import fc from 'fast-check';
import { Lexer, Source, TokenKind } from 'graphql';
import { describe, expect, test } from 'vitest';
import { SourceText } from '../../diagnostics/index.js';
import { compileSdl } from '../index.js';
import { formatSdl } from './index.js';

function format(text: string): string | undefined {
  return formatSdl({ file: 'app.graphql', text }).text;
}

describe('formatSdl', () => {
  test('directives without prefix, in one order, with arguments in one order and form', () => {
    expect(
      format(`type Order @wes_index(where: "open", fields: "customer") @table(name:"orders"){ customer:Customer! @fk(onDelete:"set null",ref:"Customer.id")
  sum: Decimal! @check(expr: "sum > 0") @column(scale: 2, precision: 12) @deprecated(reason: "no") }
type Customer @partition(key: ["id"], by: "hash"){id:ID!}`),
    ).toBe(`type Order @table(name: "orders") @index(fields: ["customer"], where: "open") {
  customer: Customer! @fk(ref: "Customer.id", onDelete: SET_NULL)
  sum: Decimal! @deprecated(reason: "no") @column(precision: 12, scale: 2) @check(expr: "sum > 0")
}

type Customer @partition(by: HASH, key: ["id"]) {
  id: ID!
}
`);
  });

  test('long lines are wrapped at directives, then at arguments', () => {
    expect(
      format(`type Order @index(fields: ["customer", "placedAt", "state"], where: "state = 'OPEN'") @unique(fields: ["number"]) {
  total: Decimal! @column(precision: 12, scale: 2) @check(expr: "total >= 0 AND total < 1000000000", name: "sane_total")
  other: String @check(expr: "this is a very long expression that does not fit into one line of the file", name: "a_name_that_is_long_too")
}`),
    ).toBe(`type Order
  @unique(fields: ["number"])
  @index(fields: ["customer", "placedAt", "state"], where: "state = 'OPEN'")
{
  total: Decimal!
    @column(precision: 12, scale: 2)
    @check(expr: "total >= 0 AND total < 1000000000", name: "sane_total")
  other: String
    @check(
      expr: "this is a very long expression that does not fit into one line of the file"
      name: "a_name_that_is_long_too"
    )
}
`);
  });

  test('comments and empty lines stay where they say something', () => {
    const text = `# The shop.

# People
type Customer { # who buys
  id: ID! # the key
  # where they live
  region: String @index( # for reports
    name: "by_region")

  email: String
  # nothing more
}
# the end
`;
    expect(format(text)).toBe(`# The shop.

# People
type Customer {
  # who buys
  id: ID! # the key
  # where they live
  # for reports
  region: String @index(name: "by_region")

  email: String
  # nothing more
}
# the end
`);
  });

  test('descriptions are quoted where they are short, and blocks where they are not', () => {
    expect(
      format(
        `"""\nShort\n"""\ntype A { "first\\nsecond" a: Int "says \\"no\\"" b: Int }\nextend schema @sql(up: """\n  SELECT 1;\n    SELECT 2;\n""")`,
      ),
    ).toBe(`"Short"
type A {
  """
  first
  second
  """
  a: Int
  """
  says "no"
  """
  b: Int
}

extend schema
  @sql(
    up: """
    SELECT 1;
      SELECT 2;
    """
  )
`);
  });

  test('everything else of GraphQL is kept', () => {
    const text = `directive @own(a: Int = 1) repeatable on OBJECT | FIELD_DEFINITION

schema @own {
  query: Query
}

scalar Money @specifiedBy(url: "https://example.org")

union Party @own = Customer | Company

interface Node implements Base @own {
  id: ID!
}

type Query {
  find(
    "What is looked for"
    name: String = "x" @own
    first: Int
  ): [Customer!]!
  one(id: ID!): Customer
}

input Filter @own {
  name: String = "x" @own
}

enum State {
  OPEN @own
  "It is done."
  DONE @label(value: "done")
}

extend type Customer implements Node & Base @own

query Q {
  one(id: 1) {
    id
  }
}
`;
    expect(format(text)).toBe(text);
  });

  test('what is no GraphQL is said with its place', () => {
    const { text, diagnostics } = formatSdl({ file: 'app.graphql', text: 'type A {\n  id ID\n}' });
    expect(text).toBeUndefined();
    expect(diagnostics.map(({ code, span }) => [code, span?.line, span?.column])).toEqual([
      ['sdl/syntax', 2, 6],
    ]);
  });

  test('nothing but comments', () => {
    expect(format('\n  # a\n# b\n\n')).toBe('# a\n# b\n');
    expect(format(' \n')).toBe('');
  });

  const sample = `
"A buyer" type Customer @unique(fields: ["email", "region"]) @wes_table(name: "customers") { id: ID! email: String! @unique
  region: String @index orders: [Order!]! @hasMany(by: "customer") }
enum OrderState @type(name: "state") { OPEN PAID @label(value: "paid") }
interface Stamped @index(fields: ["placedAt"]) { placedAt: DateTime! @default(expr: "now()") }
type Order implements Stamped @check(expr: "total > 0", name: "positive") @index(where: "state = 'OPEN'", fields: ["state"]) {
  id: BigInt! @identity @pk customer: Customer! @fk(onDelete: CASCADE)
  "what it costs, in \\"cents\\"" total: Decimal! @column(scale: 2, precision: 12) @check(expr: """
    total >= 0
      AND total < 10
  """)
  state: OrderState! @default(value: OPEN) tags: [String!]! @default(value: ["a", "b"]) meta: JSON @default(value: {a: 1, b: ["x"]}) }
input Filter { name: String = "x" states: [OrderState!] }
extend schema @sql(up: "SELECT 1", first: true)
`;

  test('nothing is lost, nothing means something else, and twice is once (WESLEY_FMT_RUNS)', async () => {
    const tokens = tokensOf(sample);
    const model = await modelOf(sample);
    const blank = fc.constantFrom(' ', '\n', '\n\n', '\t', ', ', '\n   \n');
    const comment = fc.constantFrom(
      '',
      '',
      '',
      '',
      '#a\n',
      '\n# b \n',
      '\n\n#   c\n\n',
      ' # d\n#e\n',
      '#, "x\n',
    );
    const gaps = fc.array(fc.tuple(blank, comment, blank), {
      minLength: tokens.length,
      maxLength: tokens.length,
    });
    await fc.assert(
      fc.asyncProperty(gaps, async (between) => {
        const text = tokens.map((token, i) => token + (between[i]?.join('') ?? ' ')).join('');
        const once = format(text) ?? '';
        expect(commentsOf(once)).toEqual(commentsOf(text));
        expect(format(once)).toBe(once);
        expect(await modelOf(once)).toEqual(model);
      }),
      { numRuns: Number(process.env.WESLEY_FMT_RUNS ?? 60), seed: 7 },
    );
  });
});

function tokensOf(text: string): string[] {
  const lexer = new Lexer(new Source(text));
  const tokens: string[] = [];
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    tokens.push(text.slice(token.start, token.end));
  }
  return tokens;
}

function commentsOf(text: string): string[] {
  const lexer = new Lexer(new Source(text));
  const found: string[] = [];
  for (let token = lexer.lookahead(); token.kind !== TokenKind.EOF; token = lexer.lookahead())
    lexer.advance();
  for (let token = lexer.token.prev ?? lexer.token; ; ) {
    if (token.kind === TokenKind.COMMENT) found.unshift(token.value.trimEnd());
    if (token.prev === null) return found;
    token = token.prev;
  }
}

/** The model without places. */
async function modelOf(text: string): Promise<unknown> {
  const { model, diagnostics } = await compileSdl([new SourceText('app.graphql', text)]);
  expect(diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
  return JSON.parse(JSON.stringify(model, (key, value: unknown) => (key === 'span' ? undefined : value)));
}
