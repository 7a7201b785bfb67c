/** Rules of a team: made, tried, used and reported when they are wrong, with the tools that a person has. */
import { readFileSync, rmSync, symlinkSync } from 'node:fs';
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

const rule = (more: string, body = 'stmt_drops_column(Stmt, Table, Column, _).') => `/// A rule. More.
@[rule(severity = "warning")]
${more}
finding("acme/my-rule", Stmt, Column) :-
    ${body}
`;

async function checkWith(text: string) {
  place.write('wesley.config.json', '{ "namespace": "acme", "ruleFolders": ["rules"] }');
  place.write('rules/my-rule/rule.dl', text);
  place.write('a.sql', 'SET lock_timeout = \'1s\';\nALTER TABLE orders DROP COLUMN "Total";\n');
  return place.wesley(['check', 'a.sql']);
}

describe('wesley rules', () => {
  it('makes a rule whose examples hold, and tells when they do not', async () => {
    expect((await place.wesley(['rules', 'new', 'acme/my-rule', '--in', 'rules'])).code).toBe(0);
    place.write('wesley.config.json', '{ "namespace": "acme", "ruleFolders": ["rules"] }');
    expect(await place.wesley(['rules', 'test'])).toMatchObject({
      code: 0,
      out: '2 examples of 1 rule: all hold\n',
    });
    const safe = readFileSync(join(place.folder, 'rules/my-rule/safe.sql'), 'utf8');
    place.write('rules/my-rule/safe.sql', safe.replace('created_at', 'made_at'));
    const failed = await place.wesley(['rules', 'test', 'acme/my-rule']);
    expect(failed.code).toBe(1);
    expect(failed.out).toContain(
      'FAIL  acme/my-rule  rules/my-rule/safe.sql:1\n      expected  nothing\n      got       acme/my-rule\n',
    );
    expect(failed.out).toMatch(/\n2 examples of 1 rule: 1 does not hold\n$/);
    expect((await place.wesley(['rules', 'test', 'drop-table'])).code).toBe(0);
  });

  it('lists them', async () => {
    const { out } = await place.wesley(['rules', 'list', '--json']);
    expect(JSON.parse(out).rules.length).toBeGreaterThan(60);
  });
});

describe('a rule file', () => {
  it('is told where its link leads nowhere', async () => {
    await checkWith(rule('@[message = "no"]'));
    rmSync(join(place.folder, 'rules/my-rule/rule.dl'));
    symlinkSync('gone.dl', join(place.folder, 'rules/my-rule/rule.dl'));
    expect(await place.wesley(['check', 'a.sql'])).toEqual({
      code: 78,
      out: '',
      err: `error[file/missing]: rules/my-rule/rule.dl leads nowhere: gone.dl is not there
  ╰ fix   let the link lead to a file, or take it away
`,
    });
  });

  it.each([
    ['a statement', 'statement(Stmt, "create_indx", Column).', '"create_indx"', 'dl/never', '"create index"'],
    [
      'a property',
      'stmt_index_is(Stmt, Column, _), !stmt_is(Stmt, "concurently").',
      '"concurently"',
      'dl/always',
      '"concurrently"',
    ],
    [
      'a lock',
      'takes_lock(Stmt, Column, Mode), Mode = "AccesExclusive".',
      '"AccesExclusive"',
      'dl/never',
      '"AccessExclusive"',
    ],
    [
      'a lock that is not',
      'takes_lock(Stmt, Column, Mode), Mode != "share".',
      '"share"',
      'dl/always',
      '"Share"',
    ],
    [
      'a state',
      'stmt_drops_column(Stmt, Table, Column, _), column("befor", Table, Column, _).',
      '"befor"',
      'dl/never',
      '"before"',
    ],
    [
      'a kind of step',
      'stmt_drops_column(Stmt, Table, Column, _), does(Stmt, $DropColum(Table, Column)).',
      '$DropColum',
      'dl/unknown-branch',
      'DropColumn',
    ],
  ])('is refused where it misspells %s', async (_, body, slip, code, meant) => {
    const { err } = await checkWith(rule('@[message = "no"]', body));
    const text = readFileSync(join(place.folder, 'rules/my-rule/rule.dl'), 'utf8');
    const [line = '', ...before] = text.slice(0, text.indexOf(slip)).split('\n').reverse();
    expect(err).toContain(`error[${code}]`);
    expect(err).toContain(`rules/my-rule/rule.dl:${before.length + 1}:${line.length + 1}`);
    expect(err).toContain(`Did you mean \`${meant}\`?`);
    for (const args of [
      ['rules', 'list'],
      ['rules', 'test'],
      ['check', 'a.sql'],
    ]) {
      expect(await place.wesley(args)).toMatchObject({ code: 78, err });
    }
  });

  it.each([
    [
      'stmt_creates_column(Stmt, Column, _, "timestamptz").',
      '"timestamptz"',
      'did you mean "timestamp with time zone"?',
    ],
    [
      'stmt_adds_column(Stmt, Column, _, Type), Type != "varchar(20)".',
      '"varchar(20)"',
      'did you mean "character varying(20)"?',
    ],
    [
      'stmt_creates_column(Stmt, Column, _, "serial").',
      '"serial"',
      'stmt_column_serial(Stmt, Table, Column, "serial")',
    ],
    ['stmt_creates_column(Stmt, Column, _, "int[]").', '"int[]"', 'did you mean "integer[]"?'],
    ['stmt_drops_column(Stmt, "orders", Column, _).', '"orders"', 'did you mean "public.orders"?'],
    [
      'stmt_drops_column(Stmt, _, Column, _), does(Stmt, $DropTable("orders")).',
      '"orders"',
      'did you mean "public.orders"?',
    ],
    [
      'stmt_sets_comment(Stmt, Column, _), Column = "public.orders".',
      '"public.orders"',
      '"table:public.orders"',
    ],
  ])('is refused where it names what no fact has: %s', async (body, slip, fix) => {
    const { code, err } = await checkWith(rule('@[message = "no"]', body));
    const line = `    ${body}`;
    expect({ code, err }).toEqual({ code: 78, err: expect.stringContaining('error[dl/unknown-name]') });
    expect(err).toContain(`rules/my-rule/rule.dl:5:${line.indexOf(slip) + 1}\n`);
    expect(err).toContain(fix);
  });

  it.each([
    'text',
    'text[]',
    'timestamp(3) with time zone',
    'numeric(10,2)',
    'public.mood',
    'character varying(20)',
    '"char"',
    'interval',
  ])('may name the type %s', async (type) => {
    const body = `stmt_creates_column(Stmt, Column, _, ${JSON.stringify(type)}).`;
    expect(await checkWith(rule('@[message = "no"]', body))).toMatchObject({ err: '' });
  });

  it('is refused where it misspells a phase, or a word of a fact of a test', async () => {
    await checkWith(`/// A step.
custom_step("acme/my-rule", Table, $CreateTable(Table), "expnd", "SELECT 1", "SELECT true") :- operation($CreateTable(Table)).
@[test(name = "one")]
.comp one { stmt_creates_table(1, "public.a", "tabel"). @[reject] takes_lock(1, "public.a", "Acess"). }
`);
    const { err } = await place.wesley(['rules', 'test']);
    expect(err.match(/error\[dl\/unknown-value\]: .*/g)).toEqual([
      'error[dl/unknown-value]: `phase` of `custom_step` is never "expnd".',
      'error[dl/unknown-value]: `kind` of `stmt_creates_table` is never "tabel".',
      'error[dl/unknown-value]: `mode` of `takes_lock` is never "Acess".',
    ]);
  });

  it('fills its texts from the proof, quoted where SQL needs it', async () => {
    const { out } = await checkWith(
      rule('@[message = "{Table} loses {Column}"]\n@[fix = "Do not."]\n@[sql = "SELECT {Column:name};"]'),
    );
    expect(out).toContain('warning[rule/acme/my-rule]: public.orders loses Total');
    expect(out).toContain('SELECT "Total";');
  });

  it.each([
    [
      '@[message = "{Colum}"]',
      'dl/unknown-message-variable',
      '{Colum} is not a variable of this clause. Did you mean "Column"?',
    ],
    ['@[message = "{Column:upper}"]', 'dl/unknown-message-variable', 'there is no such shape'],
    ['@[message = "x"]\n@[wy = "y"]', 'dl/unknown-annotation', 'Did you mean "why"?'],
    ['', 'dl/missing-message', 'has no @[message'],
  ])('with %j is refused', async (more, code, says) => {
    const { code: exit, err } = await checkWith(rule(more));
    expect(exit).toBe(78);
    expect(err).toContain(`error[${code}]`);
    expect(err).toContain(says);
    expect(err).toContain('rules/my-rule/rule.dl:');
  });

  it('with a wrong severity, name or relation is refused', async () => {
    const message = '@[message = "x"]';
    const wrong = rule(message).replace('severity = "warning"', 'severty = "warning"');
    expect((await checkWith(wrong)).err).toContain('@[rule] has no "severty". Did you mean "severity"?');
    expect((await checkWith(rule(message).replace('"acme/my-rule"', '"drop-column"'))).err).toContain(
      'error[dl/wrong-rule-id]',
    );
    expect((await checkWith(rule(message, 'stmt_drops_colum(Stmt, _, Column, _).'))).err).toContain(
      'stmt_drops_column',
    );
  });
});
