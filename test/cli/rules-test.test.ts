/** `wesley rules test` as a person sees it: what holds, why something does not, what is not covered, what is rewritten. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.js';
import { Workplace } from './command-line.js';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
  place.write('wesley.config.json', '{ "namespace": "acme", "ruleFolders": ["rules"] }');
  place.write('rules/no-text/rule.dl', rule);
  place.write('rules/no-text/unsafe.sql', `${timeout}ALTER TABLE orders ADD COLUMN note text;\n`);
  place.write('rules/no-text/safe.sql', `${timeout}ALTER TABLE orders ADD COLUMN note varchar(20);\n`);
});

afterEach(() => {
  place.remove();
});

const timeout = "SET lock_timeout = '1s';\n";

const rule = `/// A text column has no limit. Say how long it may be.
@[rule(severity = "warning")]
@[message = "{Column} of {Table} is a text without a limit"]
finding("acme/no-text", Stmt, cat(Table, cat(".", Column))) :-
    stmt_adds_column(Stmt, Table, Column, "text"), !stmt_creates_table(Stmt, Table, _),
    !stmt_rolled_back(Stmt), Column != "secret".
`;

const test = (...args: string[]) => place.wesley(['rules', 'test', ...args]);

describe('expectations of statements', () => {
  it('hold, whatever else fires', async () => {
    place.write(
      'rules/no-text/columns.sql',
      `-- @test alone
ALTER TABLE orders ADD COLUMN a text; -- expect: no-text
-- ok: no-text
ALTER TABLE orders
  ADD COLUMN secret text;
SELECT '-- expect: nonsense'; -- ok
-- @test on a state
-- @server 13
-- @before
CREATE TABLE orders (id bigint);
-- @change
ALTER TABLE orders ADD COLUMN b text; -- expect: acme/no-text
CREATE TABLE notes (note text);
`,
    );
    expect(await test()).toEqual({
      code: 0,
      out: '2 examples and 4 expectations of 1 rule: all hold\n',
      err: '',
    });
  });

  it('say why a finding is missing and why another is there', async () => {
    place.write(
      'rules/no-text/columns.sql',
      `ALTER TABLE orders ADD COLUMN secret text; -- expect: no-text
ALTER TABLE orders ADD COLUMN b text;
`,
    );
    expect(await test('no-text')).toEqual({
      code: 1,
      out: `FAIL  acme/no-text  rules/no-text/columns.sql:1
      expected  acme/no-text
      got       missing-lock-timeout

error[test/missing]: acme/no-text is expected here: got missing-lock-timeout
  ╭▸ rules/no-text/columns.sql:1:1
1 │ ALTER TABLE orders ADD COLUMN secret text; -- expect: no-text
  │ ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━

  Why not
  no finding("acme/no-text", 1, _)
  ╰─ finding("acme/no-text", Stmt, cat(Table, cat(".", Colum…   rules/no-text/rule.dl:4, 3 of 4 hold
     ├─ with Stmt = 1, Table = "public.orders", Column = "secret"
     ╰─ fails: Column != "secret"
        ╰─ Column != "secret" does not hold: "secret" != "secret" is false

FAIL  acme/no-text  rules/no-text/columns.sql:2
      expected  nothing
      got       acme/no-text

error[test/unexpected]: acme/no-text fires here, and nothing expects it
  ╭▸ rules/no-text/columns.sql:2:20
2 │ ALTER TABLE orders ADD COLUMN b text;
  │                    ━━━━━━━━━━━━━━━━━
  ├ why   b of public.orders is a text without a limit
  ╰ fix   expect it where it is right, at the end of its line or on the line before
            -- expect: acme/no-text

  Why
  finding("acme/no-text", 2, "public.orders.b")
  ├─ stmt_adds_column(2, "public.orders", "b", "text")   rules/no-text/columns.sql:2:20
  ├─ no stmt_creates_table(2, "public.orders", _)
  ├─ no stmt_rolled_back(2)
  ╰─ "b" != "secret"

2 examples and 1 expectation of 1 rule: 2 do not hold
`,
      err: '',
    });
  });

  it('must touch a statement and name rules that exist', async () => {
    const path = place.write(
      'tests/a.test.sql',
      'DROP TABLE a; -- expect: drop-tabel\nSELECT 1;\n-- ok: drop-table\n',
    );
    const { code, out } = await test(path);
    expect(code).toBe(1);
    expect(out).toBe(`BROKEN  tests/a.test.sql:1

error[test/unknown-rule]: there is no rule "drop-tabel". Did you mean "drop-table"?
  ╭▸ tests/a.test.sql:1:26
1 │ DROP TABLE a; -- expect: drop-tabel
  │                          ━━━━━━━━━━
  ╰ fix   see: wesley rules list

BROKEN  tests/a.test.sql:3

error[test/no-statement]: this expectation touches no statement that is checked
  ╭▸ tests/a.test.sql:3:1
3 │ -- ok: drop-table
  │ ━━━━━━━━━━━━━━━━━
  ╰ fix   put it at the end of the line of a statement, or on the line before it

no test: 2 mistakes in tests
`);
  });

  it('tell what is wrong with the SQL of a test', async () => {
    const state = '-- @before\nCREATE TABLE a (id nothing);\n-- @change\nDROP TABLE a; -- ok';
    const size = '-- @size b 1 row, 8 kB\n-- @before\nCREATE TABLE a ();\n-- @change\nDROP TABLE a; -- ok';
    place.write('rules/no-text/a.sql', 'ALTER TABEL a;');
    place.write('rules/no-text/b.sql', state);
    place.write('rules/no-text/c.sql', size);
    place.write('rules/no-text/d.sql', new Uint8Array([0x2d, 0x2d, 0xff]));
    const { code, out } = await test();
    expect(code).toBe(1);
    expect(out.split('\n').filter((line) => line.startsWith('error['))).toEqual([
      'error[sql/syntax]: Syntax error at or near "TABEL".',
      'error[sql/missing-object]: type "nothing" does not exist',
      'error[test/bad-directive]: @size: there is no table public.b in the state before',
      expect.stringContaining('is not UTF-8'),
    ]);
    expect(out).toContain('BROKEN  rules/no-text/b.sql:2\n');
  });

  it('are found in a folder of tests, which the names choose', async () => {
    place.write('rules/tests/a.test.sql', 'ALTER TABLE orders ADD COLUMN a text; -- expect: no-text\n');
    place.write('more/b.test.sql', 'DROP TABLE a; -- expect: drop-table\n');
    expect((await test()).out).toBe('2 examples and 1 expectation of 1 rule: all hold\n');
    expect((await test('acme/no-text')).out).toBe('2 examples and 1 expectation of 1 rule: all hold\n');
    expect((await test('dynamic-sql')).out).toBe('2 examples of 1 rule: all hold\n');
    expect((await test('rules/no-text/rule.dl')).out).toContain('of 1 rule: all hold\n');
    expect((await test('more')).out).toBe('1 expectation: all hold\n');
    expect(await test('more/c.test.sql')).toMatchObject({ code: 64, out: '' });
    expect((await test('drop-tabel')).err).toContain('Did you mean "drop-table"?');
  });
});

describe('tests on facts', () => {
  const component = (claims: string) =>
    place.write(
      'rules/no-text/rule.dl',
      `${rule}
@[test(rule = "acme/no-text", name = "a text column")]
.comp text_column {
  stmt_adds_column(1, "public.orders", "note", "text").
  stmt_rolled_back(2).
  ${claims}
}
`,
    );

  it('see only the facts of their component', async () => {
    component(`@[expect] finding("acme/no-text", 1, _).
  @[reject] finding("acme/no-text", 2, _).`);
    expect(await test()).toEqual({
      code: 0,
      out: '2 examples and 2 expectations of 1 rule: all hold\n',
      err: '',
    });
  });

  it('say why a fact is missing and why another holds', async () => {
    component(`@[expect] finding("acme/no-text", 2, _).
  @[reject] finding("acme/no-text", 1, _).`);
    const { code, out } = await test();
    expect(code).toBe(1);
    expect(out).toContain(`FAIL  acme/no-text  rules/no-text/rule.dl:12  "a text column"
      expected  finding("acme/no-text", 2, _)
      got       finding("acme/no-text", 1, "public.orders.note")

error[test/missing]: finding("acme/no-text", 2, _) is expected, and does not hold
   ╭▸ rules/no-text/rule.dl:12:13
12 │   @[expect] finding("acme/no-text", 2, _).
   │             ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
`);
    expect(out).toContain(
      `error[test/unexpected]: finding("acme/no-text", 1, "public.orders.note") holds, and must not`,
    );
    expect(out).toContain(`  Why
  finding("acme/no-text", 1, "public.orders.note")
  ├─ stmt_adds_column(1, "public.orders", "note", "text")
`);
  });

  it('can ask for what a plan is made of', async () => {
    place.write(
      'rules/late/rule.dl',
      `/// Columns come after tables.
runs_before($CreateTable(Table), $AddColumn(Table, Column)) :-
    operation($CreateTable(Table)), operation($AddColumn(Table, Column)).

@[test(name = "an order")]
.comp order {
  operation($CreateTable("public.a")).
  operation($AddColumn("public.a", "b")).
  @[expect] runs_before($CreateTable("public.a"), $AddColumn("public.a", "b")).
  @[reject] runs_before($AddColumn("public.a", "b"), _).
}
`,
    );
    expect((await test('acme/late')).out).toBe('2 expectations of 1 rule: all hold\n');
    expect((await test()).out).toBe('2 examples and 2 expectations of 2 rules: all hold\n');
  });

  it('tell what is wrong with them', async () => {
    const claims = [
      '@[expect] finding("acme/no-text", 1).',
      'stmt_ads_column(1). @[expect] finding("acme/no-text", 1, _).',
      'stmt_adds_column(1, 2, 3, 4). @[expect] finding("acme/no-text", 1, _).',
      '@[expct] finding("acme/no-text", 1, _).',
      '',
    ];
    const components = claims.map((text, at) => `@[test(name = "${at}")]\n.comp t${at} { ${text} }`);
    components.push('@[test(rule = "acme/no-txt")] .comp u { @[expect] finding("acme/no-text", 1, _). }');
    place.write('rules/no-text/rule.dl', [rule, ...components].join('\n'));
    const { code, out } = await test();
    expect(code).toBe(1);
    expect(out.split('\n').filter((line) => line.startsWith('error['))).toEqual([
      'error[test/wrong-columns]: finding has 3 columns, not 2',
      'error[test/unknown-relation]: there is no relation "stmt_ads_column". Did you mean "stmt_adds_column"?',
      expect.stringContaining('error[dl/fact-type]: The fact `stmt_adds_column(1, 2, 3, 4)` does not fit'),
      'error[test/bad-annotation]: unknown annotation "expct". Did you mean "expect"?',
      'error[test/no-expectation]: this test has no @[expect] and no @[reject]',
      'error[test/unknown-rule]: there is no rule "acme/no-txt". Did you mean "acme/no-text"?',
    ]);
    expect(out.match(/BROKEN {2}acme\/no-text {2}rules\/no-text\/rule\.dl:\d+/g)).toHaveLength(5);
  });
});

describe('--coverage', () => {
  it('names the conditions that decided nothing', async () => {
    place.write('rules/no-text/more.sql', 'ALTER TABLE orders ADD COLUMN secret text; -- ok: no-text\n');
    expect(await test('--coverage')).toEqual({
      code: 0,
      out: `2 examples and 1 expectation of 1 rule: all hold

coverage  clauses fired   literals covered  conditions decided
rules     1 of 1 (100 %)  2 of 4 (50 %)     1 of 3 (33.3 %)

conditions that decided nothing
  rules/no-text/rule.dl:5:52  !stmt_creates_table(Stmt, Table, _)  always held
  rules/no-text/rule.dl:6:5   !stmt_rolled_back(Stmt)  always held
`,
      err: '',
    });
  });

  it('has a form for machines', async () => {
    const { out } = await test('--coverage', '--json');
    const { summary, coverage } = JSON.parse(out);
    expect(summary).toEqual({
      rules: 1,
      passed: 2,
      failed: 0,
      broken: 0,
      coverage: { clauses: 1, fired: 1, literals: 4, covered: 1, conditions: 3, decided: 0 },
    });
    expect(coverage[0].clauses[0].literals[0]).toEqual({
      line: 5,
      column: 5,
      text: 'stmt_adds_column(Stmt, Table, Column, "text")',
      kind: 'atom',
      tried: 2,
      passed: 1,
      state: 'held',
    });
  });

  it('names clauses that never fired', async () => {
    place.write('rules/no-text/unsafe.sql', 'SELECT 1;\n');
    const { code, out } = await test('--coverage');
    expect(code).toBe(1);
    expect(out).toContain(`
clauses that never fired
  rules/no-text/rule.dl:4:1  finding: stmt_adds_column(Stmt, Table, Column, "text") never held
`);
    place.write('rules/no-text/safe.sql', 'SELECT 1;\n');
    place.write('rules/no-text/columns.sql', 'SELECT 1; -- ok\n');
    expect((await test('--coverage')).out).toContain(`
  rules/no-text/rule.dl:4:1  finding: no test has a row of stmt_adds_column
`);
  });
});

describe('--update', () => {
  const before = `-- also nothing
ALTER TABLE orders ADD COLUMN a text; -- a note
  ALTER TABLE orders ADD COLUMN b text;\t
-- ok: no-text
ALTER TABLE orders
  ADD COLUMN c text;
ALTER TABLE orders ADD COLUMN secret text; -- expect: no-text, drop-table
ALTER TABLE orders DROP COLUMN d; -- ok
SELECT '-- expect: drop-table'; ALTER TABLE orders ADD COLUMN e text
`;

  it('rewrites only comments, to what is found', async () => {
    const path = place.write('rules/no-text/columns.sql', before);
    const { code, out } = await test('--update', 'rules/no-text/columns.sql');
    expect(readFileSync(join(place.folder, path), 'utf8')).toBe(`-- also nothing
-- expect: acme/no-text
ALTER TABLE orders ADD COLUMN a text; -- a note
  ALTER TABLE orders ADD COLUMN b text; -- expect: acme/no-text
-- expect: acme/no-text
ALTER TABLE orders
  ADD COLUMN c text;
ALTER TABLE orders ADD COLUMN secret text; -- ok: acme/no-text, drop-table
ALTER TABLE orders DROP COLUMN d; -- expect: drop-column
SELECT '-- expect: drop-table'; ALTER TABLE orders ADD COLUMN e text -- expect: acme/no-text
`);
    expect(code).toBe(0);
    expect(out).toBe(`rules/no-text/columns.sql
     2 + -- expect: acme/no-text
     3 -   ALTER TABLE orders ADD COLUMN b text;\t
     4 - -- ok: no-text
     4 +   ALTER TABLE orders ADD COLUMN b text; -- expect: acme/no-text
     5 + -- expect: acme/no-text
     7 - ALTER TABLE orders ADD COLUMN secret text; -- expect: no-text, drop-table
     8 - ALTER TABLE orders DROP COLUMN d; -- ok
     9 - SELECT '-- expect: drop-table'; ALTER TABLE orders ADD COLUMN e text
     8 + ALTER TABLE orders ADD COLUMN secret text; -- ok: acme/no-text, drop-table
     9 + ALTER TABLE orders DROP COLUMN d; -- expect: drop-column
    10 + SELECT '-- expect: drop-table'; ALTER TABLE orders ADD COLUMN e text -- expect: acme/no-text

7 expectations of 1 rule: all hold
`);
    const again = await test('--update', 'rules/no-text/columns.sql');
    expect(again).toEqual({ code: 0, out: '7 expectations of 1 rule: all hold\n', err: '' });
  });

  it('keeps Windows line ends and a byte order mark', async () => {
    const path = place.write('rules/no-text/a.sql', '\ufeffALTER TABLE orders ADD COLUMN a text;\r\n');
    expect((await test('--update')).code).toBe(0);
    expect(readFileSync(join(place.folder, path), 'utf8')).toBe(
      '\ufeffALTER TABLE orders ADD COLUMN a text; -- expect: acme/no-text\r\n',
    );
  });

  it('fills a test that says nothing, and says what has no place', async () => {
    const path = place.write(
      'tests/a.test.sql',
      "SET lock_timeout = '1s'; DROP TABLE a; SELECT 1;\nTRUNCATE b;\n",
    );
    const { code, out } = await test('--update', 'tests');
    expect(readFileSync(join(place.folder, path), 'utf8')).toBe(
      "SET lock_timeout = '1s'; DROP TABLE a; SELECT 1;\nTRUNCATE b; -- expect: truncate\n",
    );
    expect(out).toContain('tests/a.test.sql:1: not updated; put the statement on a line of its own\n');
    expect(code).toBe(0);
  });

  it('names what else unsafe.sql raises, and leaves mistakes to the person', async () => {
    const unsafe = place.write('rules/no-text/unsafe.sql', 'ALTER TABLE orders ADD COLUMN note text;\n');
    const broken = 'DROP TABLE a; -- expect: drop-tabel\n';
    const other = place.write('rules/no-text/other.sql', broken);
    expect((await test('--update')).code).toBe(1);
    expect(readFileSync(join(place.folder, unsafe), 'utf8')).toBe(
      '-- also: missing-lock-timeout\nALTER TABLE orders ADD COLUMN note text;\n',
    );
    expect(readFileSync(join(place.folder, other), 'utf8')).toBe(broken);
  });
});

describe('an example', () => {
  it('that raises more says how to accept it', async () => {
    place.write(
      'rules/no-text/unsafe.sql',
      '-- also: drop-column\nALTER TABLE orders ADD COLUMN note text;\nALTER TABLE orders DROP COLUMN code;\n',
    );
    const { code, out } = await test();
    expect(code).toBe(1);
    expect(out).toContain(`error[test/unexpected]: unsafe.sql must not raise missing-lock-timeout`);
    expect(out).toContain(`
  finding("missing-lock-timeout", 1, "public.orders")
  ├─ waits_without_limit(1, "public.orders", "AccessExclusive")
  │  ├─ main_lock(1, "public.orders", "AccessExclusive")
  │  ├─ no waits_briefly(1)
`);
    expect(out).toContain('\n  … 25 lines below these (--json)\n');
    expect(
      out,
    ).toContain(`  ╰ fix   change unsafe.sql until only acme/no-text fires; where the others are right, say so at the
          head of the file
            -- also: drop-column, missing-lock-timeout
`);
  });

  it('that is safe has nothing to accept', async () => {
    place.write('rules/no-text/safe.sql', 'ALTER TABLE orders ADD COLUMN code varchar(20);\n');
    const { code, out } = await test();
    expect(code).toBe(1);
    expect(
      out,
    ).toContain(`  ╰ fix   change safe.sql until nothing fires; of this it says: Set a lock_timeout of a few seconds,
          and try again when it is reached.
            SET lock_timeout = '2s';
`);
  });

  it('that is safe and raises its own rule may be right', async () => {
    place.write('rules/no-text/safe.sql', 'ALTER TABLE orders ADD COLUMN note text;\n');
    expect((await test()).out).toContain('fix   change the rule, or safe.sql, until it does not fire\n');
  });

  it('that is not SQL is a mistake, and nothing else is said of it', async () => {
    place.write('rules/no-text/unsafe.sql', 'ALTER TABEL orders ADD COLUMN note text;\n');
    place.write('rules/no-text/more.sql', 'ALTER TABEL a; -- expect: no-text\nSELECT 1; -- ok\n');
    const { code, out } = await test('--json');
    const results: { kind: string; name: string }[] = JSON.parse(out).results;
    expect(code).toBe(1);
    expect(results.map(({ kind, name }) => `${kind}: ${name}`).sort()).toEqual([
      'example: safe.sql raises nothing',
      'file: Syntax error at or near "TABEL".',
      'file: Syntax error at or near "TABEL".',
      'rest: nothing else raises acme/no-text',
      'statement: SELECT 1 raises nothing',
    ]);
  });

  it('is a file', async () => {
    rmSync(join(place.folder, 'rules/no-text/safe.sql'));
    place.write('rules/no-text/safe.sql/a.txt', '');
    const { code, out } = await test();
    expect(code).toBe(1);
    expect(out).toContain('error[file/not-a-file]: rules/no-text/safe.sql is a folder, not a file\n');
  });
});

describe('what is tried', () => {
  const planned = `/// Every new table.
custom_step("acme/enter", Table, $CreateTable(Table), "expand", "SELECT 1", "SELECT true") :-
    operation($CreateTable(Table)).
@[test(name = "a table")]
.comp a_table {
  operation($CreateTable("public.a")).
  @[expect] custom_step("acme/enter", "public.a", _, _, _, _).
}
`;

  it('is what the team wrote, also where nothing of it reports', async () => {
    rmSync(join(place.folder, 'rules/no-text'), { recursive: true });
    place.write('rules/enter/rule.dl', planned);
    expect(await test()).toEqual({ code: 0, out: '1 expectation of 1 rule: all hold\n', err: '' });
  });

  it('is said where a rule has no test; to ask for that one alone is no success', async () => {
    place.write('rules/enter/rule.dl', planned.slice(0, planned.indexOf('@[test')));
    const says = `no test says anything of acme/enter: write a component with @[test] (docs/rules-testing.md, Tests on
facts)
`;
    expect(await test()).toMatchObject({ code: 0, out: expect.stringContaining(`: all hold\n${says}`) });
    expect(await test('enter')).toEqual({ code: 1, out: says, err: '' });
    expect(JSON.parse((await test('enter', '--json')).out)).toMatchObject({
      ok: false,
      summary: { untested: ['acme/enter'] },
    });
  });

  it('is a rule that makes plans, too, by the tests beside it', async () => {
    expect(await test('not-null-in-place')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+ expectations of 1 rule: all hold\n$/),
    });
  });

  it('is not what Wesley ships because a folder of rules is empty', async () => {
    rmSync(join(place.folder, 'rules/no-text'), { recursive: true });
    expect(await test()).toEqual({
      code: 64,
      out: '',
      err: `error[test/no-rules]: no rule is in rules
  ╰ fix   make one, or name the rules that come with Wesley which you want to try
            wesley rules new acme/no-serial-keys
`,
    });
  });
});

describe('a rule without an example', () => {
  it('is told so', async () => {
    rmSync(join(place.folder, 'rules/no-text/unsafe.sql'));
    expect(await test()).toEqual({
      code: 1,
      out: `BROKEN  acme/no-text  rules/no-text/unsafe.sql:1

error[test/no-example]: there is no rules/no-text/unsafe.sql
  ╰ fix   write SQL that raises acme/no-text and nothing else

1 example of 1 rule: 1 mistake in tests
`,
      err: '',
    });
  });
});

describe('other forms', () => {
  it('--junit has a case for each claim', async () => {
    place.write('rules/no-text/a.sql', 'ALTER TABLE "a<b" ADD COLUMN a text; -- ok: no-text\n');
    expect((await test('--junit', 'out/tests.xml')).code).toBe(1);
    const xml = readFileSync(join(place.folder, 'out/tests.xml'), 'utf8');
    expect(xml).toContain('<testsuites name="wesley" tests="4" failures="1" errors="0" skipped="0">');
    expect(xml).toContain(
      '<testcase classname="acme/no-text" name="ALTER TABLE &quot;a&lt;b&quot; ADD COLUMN a text raises no acme/no-text" file="rules/no-text/a.sql" line="1"><failure message="acme/no-text fires here, and line 1 says that this is ok" type="test/unexpected">',
    );
    expect(xml).toContain(
      '<testcase classname="acme/no-text" name="safe.sql raises nothing" file="rules/no-text/safe.sql" line="1"/>',
    );
  });

  it.skipIf(process.platform !== 'linux')('--junit ends where no folder can be made', async () => {
    expect(await test('--junit', '/proc/none/tests.xml')).toMatchObject({
      code: 64,
      err: 'error[cli/file]: /proc/none: there is no such file or folder\n',
    });
  });

  it('--json has every claim with its place', async () => {
    const { out } = await test('--json');
    expect(JSON.parse(out)).toEqual({
      schema: 'wesley/rules-test/2',
      ok: true,
      summary: { rules: 1, passed: 2, failed: 0, broken: 0 },
      warnings: [],
      results: [
        expect.objectContaining({
          kind: 'example',
          status: 'passed',
          rule: 'acme/no-text',
          name: 'unsafe.sql raises acme/no-text',
          path: 'rules/no-text/unsafe.sql',
          expected: ['acme/no-text'],
          got: ['acme/no-text'],
          problems: [],
        }),
        expect.objectContaining({ name: 'safe.sql raises nothing', expected: [], got: [] }),
      ],
    });
  });

  it('warns of what is legal and suspicious', async () => {
    place.write('rules/no-text/rule.dl', `${rule}.decl acme_unused(x: number)\nacme_unused(1).\n`);
    const { out, code } = await test();
    expect(code).toBe(0);
    expect(out).toContain('warning[dl/unused-relation]: Nothing reads `acme_unused`.');
    expect(JSON.parse((await test('--json')).out).warnings).toMatchObject([{ code: 'dl/unused-relation' }]);
  });

  it('a rule that does not compile ends with 78', async () => {
    place.write('rules/no-text/rule.dl', rule.replace('stmt_adds_column', 'stmt_ads_column'));
    const { code, err } = await test();
    expect(code).toBe(78);
    expect(err).toContain('rules/no-text/rule.dl:5:5');
  });
});

describe('--watch', () => {
  it('runs again what a saved file can change, survives a broken rule, and ends with 130', async () => {
    const stop = new AbortController();
    let out = '';
    const ended = run(['rules', 'test', '--watch', '--color', 'never'], {
      cwd: place.folder,
      env: {},
      out: (text) => {
        out += text;
      },
      err: (text) => {
        out += text;
      },
      stdin: async () => new Uint8Array(),
      outTty: false,
      errTty: false,
      columns: undefined,
      stopGently: () => ({ stop: stop.signal, cancel: new AbortController().signal }),
    });
    const says = async (text: string): Promise<void> => {
      await expect.poll(() => out, { timeout: 30_000, interval: 20 }).toContain(text);
      await expect.poll(() => out, { timeout: 30_000, interval: 20 }).toMatch(/watching; Ctrl-C ends it\n$/);
    };
    const save = (name: string, text: string): void => {
      out = '';
      writeFileSync(join(place.folder, name), text);
    };
    await says('2 examples of 1 rule: all hold\nwatching');
    save('rules/no-text/safe.sql', 'SELECT 1;\n');
    await says('changed: rules/no-text/safe.sql\n1 example of 1 rule: all hold\n');
    save('rules/no-text/rule.dl', rule.replace('"text"', '"character varying"'));
    await says('1 does not hold');
    save('rules/no-text/rule.dl', rule.replace('"text"', ''));
    await says('error[dl/');
    save('rules/no-text/rule.dl', rule);
    await says('2 examples of 1 rule: all hold\n');
    save('rules/no-text/new.sql', 'ALTER TABLE orders ADD COLUMN a text; -- expect: no-text\n');
    await says('1 expectation of 1 rule: all hold\n');
    stop.abort();
    expect(await ended).toBe(130);
  }, 180_000);
});
