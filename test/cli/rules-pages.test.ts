/** Rules made, listed, explained and documented: those of a team, and those that come with Wesley. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => {
  place.remove();
});

const rules = (...args: string[]) => place.wesley(['rules', ...args]);
const configured = (more = '') =>
  place.write('wesley.config.json', `{ "namespace": "acme", "ruleFolders": ["db/rules"]${more} }`);

describe('wesley rules new', () => {
  it('makes a folder and says what to do next', async () => {
    place.write('wesley.config.json', '{}');
    expect(await rules('new', 'acme/no-foo', '--in', 'db/rules')).toEqual({
      code: 0,
      err: '',
      out: `made acme/no-foo

Next:
  name the folder in wesley.config.json
      "namespace": "acme", "ruleFolders": ["db/rules"]
  change the files
      db/rules/no-foo/rule.dl
      db/rules/no-foo/unsafe.sql
      db/rules/no-foo/safe.sql
  look what rules can read
      wesley rules relations --pattern column
  try your goal on SQL
      wesley rules repl db/rules/no-foo/unsafe.sql
  test it as you write
      wesley rules test acme/no-foo --watch
`,
    });
    expect((await rules('new', 'acme/no-foo', '--in', 'db/rules')).err).toContain('exists already');
  });

  it('makes the configuration where there is none', async () => {
    const { code, out } = await rules('new', 'acme/no-foo');
    expect(code).toBe(0);
    expect(out).toContain(`made wesley.config.json, which names the folder rules
made acme/no-foo

Next:
  change the files
`);
    expect(readFileSync(join(place.folder, 'wesley.config.json'), 'utf8')).toBe(
      '{\n  "namespace": "acme",\n  "ruleFolders": ["rules"]\n}\n',
    );
    expect(await rules('test')).toMatchObject({ code: 0, out: '2 examples of 1 rule: all hold\n' });
    expect(JSON.parse((await rules('new', 'no-bar', '--json')).out)).toEqual({
      schema: 'wesley/rules-new/1',
      id: 'acme/no-bar',
      folder: 'rules/no-bar',
      files: ['rule.dl', 'unsafe.sql', 'safe.sql'],
      isKnown: true,
    });
  });

  it('makes rules of both kinds whose tests hold and whose files are formatted', async () => {
    configured();
    expect((await rules('new', 'no-foo')).code).toBe(0);
    expect(JSON.parse((await rules('new', 'analyze', '--kind', 'plan', '--json')).out)).toEqual({
      schema: 'wesley/rules-new/1',
      id: 'acme/analyze',
      folder: 'db/rules/analyze',
      files: ['rule.dl'],
      isKnown: true,
    });
    expect(await rules('test')).toMatchObject({
      code: 0,
      out: '2 examples and 2 expectations of 2 rules: all hold\n',
    });
    expect(await rules('fmt', '--check')).toMatchObject({ code: 0, out: '2 rule files: all formatted\n' });
  });

  it.each([
    [['no-foo'], 'the rules of your team have no namespace'],
    [['acme/No_Foo', '--in', 'x'], '"No_Foo" cannot be the name of a rule'],
    [['acme/a', '--in', 'x', '--kind', 'wish'], 'Allowed choices are finding, schema, plan'],
  ])('refuses %j', async (args, says) => {
    const { code, err } = await rules('new', ...args);
    expect(existsSync(join(place.folder, 'wesley.config.json'))).toBe(false);
    expect(code).toBe(64);
    expect(err).toContain(says);
  });
});

it('wesley rules new asks for a folder where the configuration names none', async () => {
  place.write('wesley.config.json', '{ "namespace": "acme" }');
  const { code, err } = await rules('new', 'no-foo');
  expect(code).toBe(64);
  expect(err).toContain('no folder for rules of your own is named');
});

describe('wesley rules list', () => {
  it('lists by group, filtered, with what the configuration says', async () => {
    configured(', "rules": { "acme/no-foo": { "severity": "off", "reason": "not yet" } }');
    await rules('new', 'no-foo');
    await rules('new', 'analyze', '--kind', 'plan');
    expect(await rules('list', '--group', 'team')).toEqual({
      code: 0,
      err: '',
      out: `team (1)
  acme/no-foo  off      What goes wrong, in one sentence

steps of plans (1)
  acme/analyze
      A new table is analyzed before the application meets it

2 rules: 1 off, 1 of plans
`,
    });
    const { out } = await rules('list', '--severity', 'error', '--tag', 'rewrite', '--json');
    const found = JSON.parse(out).rules as { severity: string; tags: string[] }[];
    expect(found.length).toBeGreaterThan(3);
    expect(found.every(({ severity, tags }) => severity === 'error' && tags.includes('rewrite'))).toBe(true);
  });

  it('knows groups, severities and tags', async () => {
    expect(await rules('list', '--tag', 'rewrites')).toMatchObject({
      code: 64,
      err: expect.stringContaining('--tag rewrites: no rule has it'),
    });
  });
});

describe('wesley rules explain', () => {
  it('shows what a rule says, its text with line numbers, and what to do about it', async () => {
    configured(', "rules": { "acme/no-foo": { "severity": "note", "reason": "until May" } }');
    await rules('new', 'no-foo');
    const page = await rules('explain', 'acme/no-foo');
    expect(await rules('explain', 'no-foo')).toEqual(page);
    expect(page.out).toBe(`acme/no-foo  warning  team

  What goes wrong, in one sentence. Then why, in one or two more.

  Configured  note: until May

  What it says
    {Table} does not say when a row was made
      why  Without it nobody can tell old rows from new ones.
      fix  Add created_at timestamptz NOT NULL DEFAULT now().

  Raises it
    CREATE TABLE orders (id bigint PRIMARY KEY);

  Does not
    CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());

  The rule  db/rules/no-foo/rule.dl
   1  /// What goes wrong, in one sentence. Then why, in one or two more.
   2  @[rule(severity = "warning", tags = ["team"], since = "1.0")]
   3  @[message = "{Table} does not say when a row was made"]
   4  @[why = "Without it nobody can tell old rows from new ones."]
   5  @[fix = "Add created_at timestamptz NOT NULL DEFAULT now()."]
   6  finding("acme/no-foo", Stmt, Table) :-
   7      stmt_creates_table(Stmt, Table, "table"), !stmt_creates_column(Stmt, Table, "created_at", _).

  Reads      stmt_creates_column, stmt_creates_table
             wesley rules relations stmt_creates_column

  Accept it  -- wesley:ignore acme/no-foo <reason>
             on the line before the statement
  Change it  "rules": { "acme/no-foo": { "severity": "note", "reason": "..." } }
             in wesley.config.json; or error, warning, off
  Prove it   wesley explain FILE:LINE
             a finding of it, down to the words of the input
`);
    expect((await place.wesley(['explain', 'acme/no-foo'])).out).toBe(page.out);
  });

  it('gives it as JSON, and knows what was meant', async () => {
    expect(JSON.parse((await rules('explain', 'drop-table', '--json')).out)).toMatchObject({
      schema: 'wesley/rule/1',
      id: 'drop-table',
      file: 'rules/safety/drop-table/rule.dl',
      says: [{ message: expect.any(String) }],
      reads: expect.arrayContaining(['drops_relation']),
    });
    const { code, err } = await rules('explain', 'drop-tabel');
    expect(code).toBe(64);
    expect(err).toContain('there is no rule "drop-tabel". Did you mean "drop-table"?');
  });
});

describe('wesley rules docs', () => {
  it('writes pages, keeps what is not its own, and checks that they are up to date', async () => {
    configured();
    await rules('new', 'no-foo');
    await rules('new', 'no-bar');
    expect(await rules('docs', '--out', 'docs', '--check')).toMatchObject({
      code: 1,
      out: expect.stringContaining('4 pages in docs: 4 not up to date'),
    });
    expect((await rules('docs', '--out', 'docs')).out).toBe(
      'docs/acme/no-bar.md\ndocs/acme/no-foo.md\ndocs/relations.md\ndocs/index.md\n4 pages in docs: 4 written\n',
    );
    expect(await rules('docs', '--out', 'docs', '--check')).toMatchObject({
      code: 0,
      out: '4 pages in docs: up to date\n',
    });
    const page = readFileSync(join(place.folder, 'docs/acme/no-foo.md'), 'utf8');
    expect(page).toContain('It reads [stmt_creates_column](../relations.md#stmt_creates_column)');
    place.write('docs/own.md', '# Ours\n');
    place.write('db/rules/no-bar/rule.dl', '');
    place.write('wesley.config.json', '{ "namespace": "acme", "ruleFolders": ["db/other"] }');
    await rules('new', 'no-foo');
    const { out } = await rules('docs', '--out', 'docs', '--json');
    expect(JSON.parse(out)).toMatchObject({
      removed: ['acme/no-bar.md'],
      changed: ['relations.md', 'index.md'],
    });
    expect(existsSync(join(place.folder, 'docs/own.md'))).toBe(true);
  });
});
