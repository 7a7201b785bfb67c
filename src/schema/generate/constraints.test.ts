import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPglite, type PgliteDatabase } from '../../facts/connect/pglite.js';
import { readType } from '../types.js';
import { type CheckedColumn, type Condition, type Operand, readCheck } from './constraints.js';
import { likePattern, regexPattern } from './constraints-patterns.js';

const types = {
  n: 'integer',
  m: 'integer',
  big: 'bigint',
  price: 'numeric(10,2)',
  ratio: 'real',
  score: 'double precision',
  name: 'text',
  code: 'varchar(10)',
  iso: 'char(3)',
  mail: 'citext',
  ok: 'boolean',
  starts: 'timestamptz',
  ends: 'timestamptz',
  day: 'date',
  at: 'timestamp',
  id: 'uuid',
  tags: 'text[]',
};
const columns: CheckedColumn[] = [
  ...Object.entries(types).map(([name, type]) => ({ name, type: readType(type) })),
  { name: 'state', type: { ...readType('"public"."state"'), enum: 'State' } },
  { name: 'odd', type: readType('text'), collation: 'my_ci' },
];

/** Conditions as one line each, and why the rest is not read. */
async function read(expression: string): Promise<string[]> {
  const { conditions, unread } = await readCheck(expression, columns);
  return [...conditions.map(show), ...unread.map((reason) => `unread: ${reason}`)];
}

/** `?`: also when NULL. */
function show(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return `(${condition.of.map(show).join(` ${condition.kind} `)})`;
    case 'known':
      return String(condition.value);
    case 'null':
      return `${condition.column.name} is${condition.negated ? ' not' : ''} null`;
    case 'compare':
      return `${side(condition.left)} ${condition.operator} ${side(condition.right)}${condition.whenNull ? '?' : ''}`;
    case 'oneOf':
      return `${side(condition.operand)} ${condition.negated ? 'not ' : ''}in ${condition.values.map(side).join(' ')}${condition.whenNull ? '?' : ''}`;
    case 'matches':
      return `${side(condition.operand)} ${condition.negated ? '!' : ''}~ ${condition.pattern}${condition.whenNull ? '?' : ''}`;
  }
}

function side(value: Operand | Parameters<typeof JSON.stringify>[0]): string {
  const operand = value as Operand | { kind: 'constant'; type: string; text?: string; value?: boolean };
  switch (operand.kind) {
    case 'constant':
      return operand.type === 'text' ? `'${operand.text}'` : String(operand.text ?? operand.value);
    case 'column':
      return operand.column.name;
    case 'text':
      return operand.reading === 'plain' ? operand.column.name : `${operand.reading}(${operand.column.name})`;
    case 'length':
    case 'bytes':
      return `${operand.kind}(${side(operand.of)})`;
    case 'elements':
      return `${operand.emptyIsNull ? 'array_length' : 'cardinality'}(${operand.column.name})`;
    case 'nulls':
    case 'nonNulls':
      return `${operand.kind}(${operand.columns.map(({ name }) => name).join(', ')})`;
  }
}

describe('a CHECK', () => {
  it.each<[string, string[]]>([
    ['n > 0', ['n > 0?']],
    ['0 < n', ['n > 0?']],
    ['t.n >= -5 AND price < 1.50', ['n >= -5?', 'price < 1.50?']],
    ['n BETWEEN 1 AND 5', ['n >= 1?', 'n <= 5?']],
    ['n NOT BETWEEN 1 AND 5', ['(n < 1? or n > 5?)']],
    ['n IN (1, 2)', ['n in 1 2?']],
    ['n NOT IN (1, 2)', ['n not in 1 2?']],
    ["code <> ALL (ARRAY['a', 'b'])", ["code not in 'a' 'b'?"]],
    [
      "(code)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])",
      ["code in 'a' 'b'?"],
    ],
    ["n = ANY ('{1,2}'::integer[])", ['n in 1 2?']],
    ["name LIKE ANY (ARRAY['a%', '%b'])", ['(name ~ ^a? or name ~ b$?)']],
    ['NOT (n > 0 OR m > 0)', ['n <= 0?', 'm <= 0?']],
    ['n IS NOT NULL', ['n is not null']],
    ['n IS NULL OR m > 0', ['(n is null or m > 0?)']],
    ['(n > 0) IS TRUE', ['n > 0']],
    ['(n > 0) IS NOT FALSE', ['n > 0?']],
    ['(n > 0) IS NOT TRUE', ['n <= 0?']],
    ['NOT ((n > 0) IS TRUE)', ['n <= 0?']],
    ['n IS DISTINCT FROM 5', ['n <> 5?']],
    ['n IS NOT DISTINCT FROM 5', ['n = 5']],
    ['n IS DISTINCT FROM m', ['(n is not null or m is not null)', 'n <> m?']],
    ['n IS DISTINCT FROM NULL', ['n is not null']],
    ['ok', ['ok = true?']],
    ['NOT ok', ['ok = false?']],
    ['ok = false', ['ok = false?']],
    ['(n IS NULL) = (m IS NULL)', ['(n is not null or m is null)', '(n is null or m is not null)']],
    ['(n IS NULL) <> (m IS NULL)', ['(n is not null or m is not null)', '(n is null or m is null)']],
    ['num_nonnulls(n, name) = 1', ['nonNulls(n, name) = 1?']],
    ['starts < ends', ['starts < ends?']],
    [
      "starts >= '2020-01-01 00:00:00+01'::timestamp with time zone",
      ["starts >= '2019-12-31T23:00:00.000Z'?"],
    ],
    ["day > '2020-01-01'", ["day > '2020-01-01'?"]],
    ["at > '2020-01-01'", ["at > '2020-01-01T00:00:00'?"]],
    ['length(name) > 3 AND char_length(trim(code)) > 0', ['length(name) > 3?', 'length(btrim(code)) > 0?']],
    ['octet_length(name) < 9', ['bytes(name) < 9?']],
    ["btrim(name) <> ''", ["btrim(name) <> ''?"]],
    ['cardinality(tags) > 0', ['cardinality(tags) > 0?']],
    ['array_length(tags, 1) <= 3', ['array_length(tags) <= 3?']],
    ["iso = 'ab '", ["iso = 'ab'?"]],
    ["(iso)::text = 'ab '", ["rtrim(iso) = 'ab '?"]],
    ["iso ~ '^[a-z]'", ['padded(iso) ~ ^[a-z]?']],
    ["state = 'OPEN'", ["state = 'OPEN'?"]],
    ["state = 'OPEN'::public.state OR (state)::text LIKE 'P%'", ["(state = 'OPEN'? or state ~ ^P?)"]],
    ["id <> '00000000-0000-0000-0000-00000000000A'", ["id <> '00000000-0000-0000-0000-00000000000a'?"]],
    ['ratio > 0.1', ['ratio > 0.1?']],
    ["ratio IN ('0.1', 0.1)", ['ratio in 0.10000000149011612 0.10000000149011612?']],
    ['ratio = ANY (ARRAY[0.1, 0.5])', ['ratio in 0.1 0.5?']],
    ["ratio > '0.1'", ['ratio > 0.10000000149011612?']],
    ["price <> 'NaN'", ['price <> NaN?']],
    ['(price > (0)::numeric)', ['price > 0?']],
    ['big > 9007199254740993', ['big > 9007199254740993?']],
    ['true', []],
    ['NULL OR n > 1', []],
  ])('%s', async (expression, expected) => {
    expect(await read(expression)).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ['n > 0 AND lower(name) = name', ['n > 0?', 'unread: it calls lower()']],
    ["name > 'a'", ['unread: the order of texts depends on the collation']],
    ["odd = 'a'", ['unread: what the collation "my_ci" takes as equal is not known']],
    ["mail = 'a'", ['unread: it compares citext with a constant in a spelling of its own']],
    ["starts > '2020-01-01 00:00'", ['unread: a time without its zone depends on the session']],
    ['starts < now()', ['unread: it calls now()']],
    ['price > score', ['unread: it compares numeric with double precision']],
    ['n + m > 5', ['unread: it computes with +']],
    ["name ILIKE 'a%'", ['unread: what ILIKE takes as equal depends on the locale of the database']],
    ["name SIMILAR TO 'a%'", ['unread: it uses SIMILAR TO']],
    ["state > 'OPEN'", ['unread: it compares enum values by their order']],
    ['n > 1 OR n < lower(name)', ['unread: it calls lower()']],
    ["name ~ '^(a+)+$'", ['unread: its pattern could take JavaScript ages']],
    ["ratio IN ('0.1'::float8, 0.5)", ['unread: its list has values of other types than its column']],
    ['n >', ['unread: it is not one SQL expression']],
    ['n > 0) OR (true', ['unread: it is not one SQL expression']],
  ])('%s', async (expression, expected) => {
    expect(await read(expression)).toEqual(expected);
  });
});

describe('patterns', () => {
  let database: PgliteDatabase;
  beforeAll(async () => {
    database = await openPglite();
  });
  afterAll(() => database.close());

  const texts = [
    ...[
      '',
      'a',
      'A',
      'b',
      'abc',
      'ABC',
      'a1',
      '12',
      '12345',
      'a.b',
      'a-b',
      'a_b',
      'a\nb',
      'a\n',
      ' ',
      '%',
      '_',
      '\\',
    ],
    ...[
      'ä',
      '\u0663',
      '\u017f',
      '\u212a',
      '😀',
      'a😀',
      ']',
      '^',
      '-',
      '{',
      'a{',
      '/',
      'aa',
      'aaa',
      'foo-bar-1',
      'x@y.z',
    ],
  ];
  const regexes = [
    ...[
      'a',
      '^a',
      'a$',
      '^a.b$',
      '^.$',
      '[^a]',
      '^[^a]*$',
      '^[a-z]+$',
      '^[A-Z]{3}$',
      '^\\d{2,5}$',
      '[[:digit:]]',
      '[]x]',
    ],
    ...[
      '[a\\-]',
      '[-a]',
      '[a-]',
      '[\\\\]',
      '[/]',
      '\\.',
      '\\-',
      'a\\{',
      'a|b',
      'a|',
      '^(?:a|b)+$',
      '^(a|b){2}',
      'x?',
      '',
    ],
    ...[
      '^[a-z0-9]+(-[a-z0-9]+)*$',
      '^[^@]+@[^@]+\\.[^@]+$',
      'a\\nb',
      '\\A[a-c]+\\Z',
      'a{2}',
      'a{1,2}?b',
      '^a*?$',
      '[😀]',
      '(^a)|(b$)',
    ],
  ];

  it('mean the same as in PostgreSQL', async () => {
    const wrong: string[] = [];
    for (const [operator, ignoreCase] of [
      ['~', false],
      ['~*', true],
    ] as const) {
      for (const pattern of regexes) {
        const translated = regexPattern(pattern, { ignoreCase, negated: false });
        if (!('source' in translated)) {
          wrong.push(`${pattern}: ${translated.reason}`);
          continue;
        }
        wrong.push(...(await differences(`${operator} $1`, pattern, translated.source)));
      }
    }
    for (const pattern of [
      '',
      'a',
      'a%',
      '%a',
      '%b%',
      '_',
      'a_b',
      '%',
      '%%',
      '%_%',
      '\\%',
      '\\_',
      'a.b',
      '%\\\\',
      '%\n%',
    ]) {
      const translated = likePattern(pattern, '\\');
      expect(translated).toHaveProperty('source');
      if ('source' in translated) wrong.push(...(await differences('LIKE $1', pattern, translated.source)));
    }
    const escaped = likePattern('!%a', '!');
    expect(escaped).toEqual({ source: '^%a$' });
    expect(wrong).toEqual([]);
  });

  it.each([
    '\\w',
    '\\s',
    '\\ya',
    '(a)\\1',
    '(?=a)',
    '(?i)a',
    '***=a',
    '[[:alpha:]]',
    '[[.a.]]',
    '^*',
    'a**',
    '*a',
    '(a',
    'a)',
    'a{x',
    '[z-a]',
    '(a*)*',
    '(a|aa)+',
    '(a|a)*b',
    '[^\\d]',
    '\\u0041',
  ])('%s is left to PostgreSQL', (pattern) => {
    expect(regexPattern(pattern, { ignoreCase: false, negated: false })).toHaveProperty('reason');
  });

  it('digits are not translated where they must not match', () => {
    expect(regexPattern('\\d', { ignoreCase: false, negated: true })).toEqual({
      reason: 'what is a digit depends on the locale',
    });
  });

  async function differences(operation: string, pattern: string, source: string): Promise<string[]> {
    const rows = await database.query(
      `select t, t ${operation} as matches from unnest($2::text[]) with ordinality as u(t, i) order by i`,
      [pattern, texts],
    );
    const regex = new RegExp(source, 'u');
    return rows.flatMap(({ t, matches }) =>
      regex.test(String(t)) === matches ? [] : [`${JSON.stringify(t)} ${operation} ${pattern}: ${source}`],
    );
  }
});
