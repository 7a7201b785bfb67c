/** `wesley lint` as a person sees it, and rules of teams over schemas from their folder to their page. */
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => {
  place.remove();
});

const customer = `type Customer {
  id: ID!
  email: String! @pii
  member: Boolean
}
`;

/** `file:line:column severity code` of a report. */
function found(out: string): string[] {
  const { findings } = JSON.parse(out) as {
    readonly findings: readonly {
      readonly code: string;
      readonly severity: string;
      readonly where?: { readonly path: string; readonly line: number; readonly column: number };
    }[];
  };
  return findings.map(({ code, severity, where }) =>
    [where === undefined ? '' : `${where.path}:${where.line}:${where.column}`, severity, code]
      .join(' ')
      .trim(),
  );
}

const lint = async (...args: string[]) => found((await place.wesley(['lint', '--json', ...args])).out);

describe('wesley lint', () => {
  it('points at fields and directives, with what to do', async () => {
    place.write('schema.graphql', customer);
    const { code, out } = await place.wesley(['lint', 'schema.graphql']);
    expect(code).toBe(0);
    expect(
      out,
    ).toBe(`warning[rule/pii-without-row-security]: Customer.email is marked @pii, and Customer has no row security: whoever reads the table reads everybody
  ╭▸ schema.graphql:3:3
3 │   email: String! @pii
  │   ━━━━━
  ├ fix   Say who may see which rows.
  │         @owner, @tenant or @rls
  ╰ more  wesley explain pii-without-row-security  ·  proof: wesley explain schema.graphql:3

note[rule/boolean-nullable]: Customer.member is a boolean with a third value: NULL, which neither "member" nor "NOT member" finds
  ╭▸ schema.graphql:4:3
4 │   member: Boolean
  │   ━━━━━━
  ├ fix   Make it NOT NULL with a default, or an enum that names all three.
  │         member: Boolean! @default(value: false)
  ╰ more  wesley explain boolean-nullable  ·  proof: wesley explain schema.graphql:4

1 warning, 1 note in 1 type of 1 file, ${ruleCount(out)} rules
`);
  });

  it('ends as the flag says, and needs a schema', async () => {
    place.write('schema.graphql', customer);
    expect((await place.wesley(['lint', 'schema.graphql', '--fail-on', 'warning'])).code).toBe(1);
    expect((await place.wesley(['lint', 'schema.graphql', '--fail-on', 'never'])).code).toBe(0);
    expect(await place.wesley(['lint'])).toMatchObject({
      code: 64,
      err: expect.stringContaining('nothing to lint'),
    });
  });

  it('takes the schema of the configuration, how it is read, and what the team decided', async () => {
    place.write(
      'wesley.config.json',
      JSON.stringify({
        schema: 'schema',
        sdl: { names: 'exact' },
        rules: { 'boolean-nullable': { severity: 'error', reason: 'three values are a bug here' } },
      }),
    );
    place.write('schema/a.graphql', customer);
    place.write(
      'schema/b.graphql',
      'type Visit {\n  id: ID!\n  first_seen: DateTime\n  customer: Customer!\n}\n',
    );
    expect(await lint()).toEqual([
      'schema/a.graphql:3:3 warning rule/pii-without-row-security',
      'schema/a.graphql:4:3 error rule/boolean-nullable',
      'schema/b.graphql:4:3 warning rule/foreign-key-not-indexed',
    ]);
  });

  it('reports what cannot be compiled, and asks no rule then', async () => {
    place.write('schema.graphql', `${customer}type Visit {\n  id: ID!\n  page: Strin\n}\n`);
    const { code, out } = await place.wesley(['lint', 'schema.graphql']);
    expect(code).toBe(1);
    expect(out).toContain('error[sdl/unknown-type]');
    expect(out).not.toContain('rule/');
    expect(out).toContain('no rule was asked: the schema has errors');
  });

  it('takes comments that accept findings: at a field, at its end, at a type; and says which accept nothing', async () => {
    place.write(
      'schema.graphql',
      `# wesley:ignore pii-without-row-security one tenant
type Customer {
  id: ID!
  email: String! @pii
  member: Boolean # wesley:ignore boolean-nullable unknown is a value
  # wesley:ignore boolean-nullable no news is news
  "Did they pay?"
  paid: Boolean
  # wesley:ignore boolean-nullable
  old: Boolean
  # wesley:ignore table-without-key nothing here
  name: String
  # wesley:ignore no-such-rule why
  text: String
  # wesley:ignore drop-table that is for SQL
  note: String @check(expr: "note <> '# wesley:ignore x y'")
}
`,
    );
    expect(await lint('schema.graphql')).toEqual([
      'schema.graphql:9:5 error suppress/no-reason',
      'schema.graphql:10:3 note rule/boolean-nullable',
      'schema.graphql:11:5 warning suppress/unused',
      'schema.graphql:13:5 warning suppress/unknown-rule',
    ]);
  });

  it('judges SQL as the schema that it makes, at its own places', async () => {
    place.write(
      'schema.sql',
      `CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
CREATE TABLE visits (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES customers
);
CREATE INDEX by_customer ON visits (customer_id);
CREATE INDEX again ON visits (customer_id, id);
-- wesley:ignore table-without-key it is only written
CREATE TABLE log (line text);
`,
    );
    expect(await lint('schema.sql')).toEqual([
      'schema.sql:4:32 warning rule/foreign-key-width',
      'schema.sql:6:1 warning rule/index-redundant',
    ]);
    const { out } = await place.wesley(['lint', 'schema.sql']);
    expect(out).toContain('visits.customer_id is integer, and it refers to customers.id, which is bigint');
    expect(out).toContain('ALTER TABLE public.visits ALTER COLUMN customer_id TYPE bigint;');
    const checked = await place.wesley(['check', '--json', 'schema.sql']);
    expect(found(checked.out).filter((one) => one.includes('suppress/'))).toEqual([]);
  });

  it('reads standard input', async () => {
    const { out } = await place.wesley(['lint', '--json', '-'], {
      stdin: 'type Visit {\n  page: String!\n}\n',
    });
    expect(found(out)).toEqual(['<stdin>:1:6 warning rule/table-without-key']);
  });

  it('ends a long list of the same with a count', async () => {
    const fields = Array.from({ length: 40 }, (_, at) => `  flag${at}: Boolean`).join('\n');
    place.write('schema.graphql', `type Visit {\n  id: ID!\n${fields}\n}\n`);
    const { out } = await place.wesley(['lint', 'schema.graphql']);
    expect(out).toContain('17 repeated findings on one line each (--detail)');
    expect(out).toContain('20 more are not shown (--detail): 20 rule/boolean-nullable');
    expect((await place.wesley(['lint', 'schema.graphql', '--detail'])).out).not.toContain('not shown');
  });

  it('proves what it says', async () => {
    place.write('schema.graphql', customer);
    for (const args of [
      ['lint', 'schema.graphql', '--explain'],
      ['explain', 'schema.graphql:4'],
    ]) {
      const { out } = await place.wesley(args);
      expect(out).toContain('schema_finding("boolean-nullable", $AtColumn("public.customer", "member"))');
      expect(out).toContain(
        'sdl_column("public.customer", "member", "member", "boolean")   schema.graphql:4:3',
      );
    }
  });
});

describe('rules of a team over schemas', () => {
  beforeEach(() => {
    place.write(
      'wesley.config.json',
      '{ "namespace": "acme", "ruleFolders": ["rules"], "schema": "schema.graphql" }',
    );
    place.write('schema.graphql', 'type Visit {\n  id: ID!\n}\n');
  });

  it('are made, tested, listed, explained, documented and asked like those over SQL', async () => {
    expect(
      (await place.wesley(['rules', 'new', 'says-when', '--in', 'rules', '--kind', 'schema'])).code,
    ).toBe(0);
    const tested = await place.wesley(['rules', 'test', '--coverage']);
    expect(tested).toMatchObject({ code: 0 });
    expect(tested.out).toContain('2 examples of 1 rule: all hold');
    expect((await place.wesley(['rules', 'list', '--group', 'team'])).out).toContain('acme/says-when');
    const page = (await place.wesley(['rules', 'explain', 'acme/says-when'])).out;
    expect(page).toContain('# wesley:ignore acme/says-when <reason>');
    expect(page).toContain('createdAt: DateTime! @default(expr: "now()")');
    await place.wesley(['rules', 'docs', '--out', 'pages']);
    expect(existsSync(`${place.folder}/pages/acme/says-when.md`)).toBe(true);
    expect(readFileSync(`${place.folder}/pages/acme/says-when.md`, 'utf8')).toContain(
      '```graphql\ntype Visit {',
    );
    const asked = await place.wesley(['rules', 'query', 'schema_finding(R, P)', 'schema.graphql', '--why']);
    expect(asked.out).toContain('acme/says-when  $AtTable("public.visit")');
    expect(asked.out).toContain('sdl_table("public.visit", "Visit")   schema.graphql:1:6');
    expect(await lint()).toEqual(['schema.graphql:1:6 warning rule/acme/says-when']);
    place.write('change.sql', 'SELECT 1;');
    expect((await place.wesley(['check', 'change.sql'])).code).toBe(0);
  });

  it('have tests whose comments expect something of lines, and are told why it is not there', async () => {
    await place.wesley(['rules', 'new', 'says-when', '--in', 'rules', '--kind', 'schema']);
    place.write(
      'rules/says-when/edges.graphql',
      `# @test a type that says it
# expect: says-when
type Visit {
  id: ID!
  createdAt: DateTime
}
# @test names as they are written
# @setting names = exact
# ok: says-when
type Visit {
  id: ID!
  created_at: DateTime
}
`,
    );
    const { code, out } = await place.wesley(['rules', 'test', 'says-when']);
    expect(code).toBe(1);
    expect(out).toContain('says-when is expected here: nothing fires');
    expect(out).toContain('fails: !sdl_column(Table, "created_at", _, _)');
    await place.wesley(['rules', 'test', 'says-when', '--update']);
    expect(readFileSync(`${place.folder}/rules/says-when/edges.graphql`, 'utf8')).toContain(
      '# ok: acme/says-when',
    );
    expect((await place.wesley(['rules', 'test', 'says-when'])).code).toBe(0);
  });

  it('cannot judge SQL too', async () => {
    place.write(
      'rules/both/rule.dl',
      `/// Both.
@[rule(severity = "warning")]
@[message = "{Table}"]
schema_finding("acme/both", $AtTable(Table)) :- sdl_table(Table, _).

@[message = "{Table}"]
finding("acme/both", Stmt, Table) :- stmt_creates_table(Stmt, Table, _).
`,
    );
    expect(await place.wesley(['lint'])).toMatchObject({
      code: 78,
      err: expect.stringContaining('judges both SQL and schemas: that takes two rules'),
    });
  });
});

/** Rules may come; how many there are is no matter here. */
function ruleCount(out: string): string {
  return /(\d+) rules/.exec(out)?.[1] ?? '';
}
