/** Settings, sections and expectations of test files: what they mean, what is wrong with them, and that nothing crashes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../diagnostics/index.js';
import { alsoOf, readTestFile } from './directives.js';
import { misplacedExpectations, readExpectations } from './expectations.js';

const ids = ['drop-table', 'drop-column', 'acme/no-text', 'acme/no-serial', 'zoo/no-serial'];

/** `line:column code: message` */
function said({ span, code, message }: Diagnostic): string {
  return `${span?.line}:${span?.column} ${code}: ${message}`;
}

/** What is expected of which statement: `DROP TABLE a: expect drop-table`. */
function read(text: string) {
  const { source, comments, cases, problems } = readTestFile('a.sql', text);
  const found = cases.map((one) => readExpectations(source, comments, one, ids));
  const claims = found.flatMap(({ expectations, statements }) =>
    expectations.flatMap(({ claims: own, statement }) =>
      own.map(({ kind, rule = 'any' }) => {
        const extent = statements[statement];
        return `${text.slice(extent?.start, extent?.textEnd).replace(/\s+/g, ' ')}: ${kind} ${rule}`;
      }),
    ),
  );
  const wrong = [
    ...problems,
    ...misplacedExpectations(source, comments, cases, ids),
    ...found.flatMap((one) => one.problems),
  ];
  return { claims, wrong: wrong.map(said) };
}

describe('an expectation belongs to the statement that it touches', () => {
  it.each([
    [
      'at the end of its line',
      'DROP TABLE a; -- expect: drop-table\nSELECT 1;',
      ['DROP TABLE a: expect drop-table'],
    ],
    ['on the line before it', 'SELECT 1;\n-- ok: drop-table\nDROP TABLE a;', ['DROP TABLE a: ok drop-table']],
    [
      'on the line before it, with other comments between',
      '-- expect: drop-table\n-- because\n/* and so on */ DROP TABLE a;',
      ['DROP TABLE a: expect drop-table'],
    ],
    [
      'inside of it',
      'DROP -- expect: drop-table\nTABLE a;',
      ['DROP TABLE a: expect drop-table'.replace('DROP', 'DROP -- expect: drop-table')],
    ],
    [
      'at its last line',
      'ALTER TABLE a\n  DROP b; -- expect: drop-column',
      ['ALTER TABLE a DROP b: expect drop-column'],
    ],
    [
      'behind a semicolon of its own line',
      'DROP TABLE a\n; -- expect: drop-table',
      ['DROP TABLE a: expect drop-table'],
    ],
    [
      'the last of two on a line',
      'SELECT 1; DROP TABLE a; -- expect: drop-table',
      ['DROP TABLE a: expect drop-table'],
    ],
    [
      'several rules',
      'DROP TABLE a; -- expect: drop-table, drop-column',
      ['DROP TABLE a: expect drop-table', 'DROP TABLE a: expect drop-column'],
    ],
    [
      'both ways',
      'DROP TABLE a; -- expect: drop-table; ok: drop-column',
      ['DROP TABLE a: expect drop-table', 'DROP TABLE a: ok drop-column'],
    ],
    ['no rule at all', 'DROP TABLE a; -- ok', ['DROP TABLE a: ok any']],
    ['in capitals', 'DROP TABLE a; --OK', ['DROP TABLE a: ok any']],
    ['the end of an id', 'DROP TABLE a; -- ok: no-text', ['DROP TABLE a: ok acme/no-text']],
    [
      'with Windows line ends',
      '-- ok: drop-table\r\nDROP TABLE a;\r\nSELECT 1;\r\n',
      ['DROP TABLE a: ok drop-table'],
    ],
    ['without a semicolon', 'DROP TABLE a -- expect: drop-table', ['DROP TABLE a: expect drop-table']],
  ])('%s', (_, text, claims) => {
    expect(read(text)).toEqual({ claims, wrong: [] });
  });
});

describe('what is no comment expects nothing', () => {
  it.each([
    ["SELECT '-- expect: nonsense';"],
    ['SELECT $$\n-- expect: nonsense\n$$;'],
    ['SELECT 1 /*\n-- @server 99\n-- expect: nonsense\n*/;'],
    ['SELECT 1 AS "-- ok: nonsense";'],
    ["SELECT E'\\'-- ok: nonsense';"],
    ["COPY a FROM stdin;\n-- expect: nonsense\nit's\n\\.\nSELECT 1;"],
    ['-- ok, this is a note\n-- expected by nobody\n-- expect the best\nSELECT 1;'],
  ])('%j', (text) => {
    expect(read(text)).toEqual({ claims: [], wrong: [] });
  });
});

describe('what is wrong is told with its place', () => {
  it.each([
    [
      'DROP TABLE a; -- expect: drop-tabel',
      '1:26 test/unknown-rule: there is no rule "drop-tabel". Did you mean "drop-table"?',
    ],
    [
      'SELECT 1; -- ok: no-serial',
      '1:18 test/unknown-rule: "no-serial" can be acme/no-serial or zoo/no-serial',
    ],
    [
      'SELECT 1;\n-- expect: drop-table\n',
      '2:1 test/no-statement: this expectation touches no statement that is checked',
    ],
    ['-- ok\n\nSELECT 1;', '1:1 test/no-statement: this expectation touches no statement that is checked'],
    ['SELECT 1; -- expect:', '1:21 test/bad-expectation: "expect:" names no rule'],
    ['SELECT 1; -- ok: drop-table,', '1:29 test/bad-expectation: "ok:" names no rule'],
    [
      'SELECT 1; -- ok; drop-table',
      '1:18 test/bad-expectation: "drop-table" is neither "expect: rule" nor "ok: rule"',
    ],
    ['SELECT 1; -- expects: drop-table', '1:11 test/bad-expectation: "expects" expects nothing here'],
    ['SELECT 1; -- ok drop-table', '1:11 test/bad-expectation: "ok" expects nothing here'],
    ['-- @sever 13\nSELECT 1;', '1:1 test/unknown-directive: there is no "@sever". Did you mean "server"?'],
    ['-- @server 9\nSELECT 1;', '1:1 test/bad-directive: @server needs a major version from 11 to 18'],
    [
      '-- @transaction per-flie\nSELECT 1;',
      '1:1 test/bad-directive: @transaction must be one of none, per-file, per-statement, implicit. Did you mean "per-file"?',
    ],
    [
      '-- @size a 5\n-- @before\n-- @change\nSELECT 1;',
      '1:1 test/bad-directive: @size needs a table, its rows and its bytes',
    ],
    [
      '-- @size a 5 rows, 1 kB\nSELECT 1;',
      '1:1 test/bad-directive: @size without @before: only a table of the state before has statistics',
    ],
    ['-- @parameter hour\nSELECT 1;', '1:1 test/bad-directive: @parameter needs a name and a value'],
    ['-- @before\nSELECT 1;', '1:1 test/bad-directive: @before without @change: nothing is checked'],
    ['-- @change\n-- @change\nSELECT 1;', '2:1 test/bad-directive: @change is said twice'],
    [
      'SELECT 2;\n-- @change\nSELECT 1;',
      '1:1 test/bad-directive: this belongs to no section, so nothing would read it',
    ],
    [
      '-- @before\nSELECT 2; -- ok\n-- @change\nSELECT 1;',
      '2:11 test/no-statement: this expectation touches no statement that is checked',
    ],
    ['-- @test\nSELECT 1;', '1:1 test/bad-directive: @test needs a name'],
    [
      '-- @change\n-- @test a\nSELECT 1;',
      '1:1 test/bad-directive: @change belongs behind a @test: there are several',
    ],
  ])('%j', (text, message) => {
    expect(read(text).wrong).toEqual([message]);
  });
});

describe('a file', () => {
  it('has a case per @test, each with the settings above the first one', () => {
    const text = `-- @server 13
-- @size orders 5000000 rows, 1.5 GB
-- @before
CREATE TABLE orders (id int);
-- @test a
DROP TABLE a;
-- @test b
-- @server 14
-- @transaction per-file
-- @parameter hour = 3
-- @parameter names=a, b
-- @size shop.orders 1 row 8 kB
-- @before
CREATE TABLE others (id int);
-- @change
DROP TABLE b;
`;
    const { cases, problems } = readTestFile('a.sql', text);
    expect(problems).toEqual([]);
    const size = { table: 'public.orders', rows: 5_000_000, bytes: 1_610_612_736 };
    expect(
      cases.map(({ name, server, transaction, sizes, parameters, before, change }) => ({
        name,
        server,
        transaction,
        sizes,
        parameters: [...parameters],
        before: before?.trim(),
        change: change.trim(),
      })),
    ).toEqual([
      {
        name: 'a',
        server: 13,
        transaction: undefined,
        sizes: [size],
        parameters: [],
        before: 'CREATE TABLE orders (id int);',
        change: 'DROP TABLE a;',
      },
      {
        name: 'b',
        server: 14,
        transaction: 'per-file',
        sizes: [size, { table: 'shop.orders', rows: 1, bytes: 8192 }],
        parameters: [
          ['hour', ['3']],
          ['names', ['a', 'b']],
        ],
        before: 'CREATE TABLE others (id int);',
        change: 'DROP TABLE b;',
      },
    ]);
  });

  it('keeps the SQL of its sections at their places', () => {
    const text = '-- @before\nCREATE TABLE a ();\n-- @change\nDROP TABLE a;\n';
    const [only] = readTestFile('a.sql', text).cases;
    expect(only?.change.indexOf('DROP')).toBe(text.indexOf('DROP'));
    expect(only?.before?.indexOf('CREATE')).toBe(text.indexOf('CREATE'));
    expect(only?.change).toHaveLength(text.length);
  });

  it('names what else an example raises', () => {
    expect(alsoOf(readTestFile('a.sql', '-- also: drop-column, drop-table\nSELECT 1;'))).toEqual([
      'drop-column',
      'drop-table',
    ]);
    expect(alsoOf(readTestFile('a.sql', "SELECT '\n-- also: drop-column\n';"))).toEqual([]);
  });
});

describe('whatever stands in a file', () => {
  const runs = Number(process.env.WESLEY_FUZZ_RUNS ?? 300);
  const words = [
    '-- expect:',
    '-- ok',
    '-- ok:',
    '-- also:',
    '-- @before',
    '-- @change',
    '-- @test x',
    '-- @server 13',
    '-- @size a 1 rows 1 kB',
    '-- @parameter a = 1, b',
    '-- @',
    '--',
    'drop-table',
    ',',
    ';',
    '\n',
    '\r\n',
    ' ',
    "'",
    '"',
    '$$',
    '$a$',
    '/*',
    '*/',
    'DROP TABLE a',
    'COPY a FROM stdin;\n',
    '\\.',
    '\\d',
    '\ufeff',
    '\0',
    'ä',
    '😀',
    'acme/',
    ':',
    '(',
    ')',
    "E'\\",
  ];

  it('reading it ends, and problems stand inside of it', () => {
    const file = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(file, fc.string({ maxLength: 200 })), (text) => {
        const { source, comments, cases, problems } = readTestFile('a.sql', text);
        const read = cases.map((one) => readExpectations(source, comments, one, ids));
        const all = [
          ...problems,
          ...misplacedExpectations(source, comments, cases, ids),
          ...read.flatMap((one) => one.problems),
        ];
        for (const { span } of all) {
          expect(span).toBeDefined();
          expect(span?.start).toBeLessThanOrEqual(span?.end ?? -1);
          expect(span?.end).toBeLessThanOrEqual(text.length);
        }
        for (const { expectations, statements } of read) {
          for (const { statement } of expectations) expect(statements[statement]).toBeDefined();
        }
      }),
      { numRuns: runs },
    );
  });
});
