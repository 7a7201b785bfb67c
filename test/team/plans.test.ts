/** How rules of a team take part in a plan: steps of their own, an order, and what they do not allow. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TeamPlace } from './team.js';

let place: TeamPlace;

beforeEach(() => {
  place = new TeamPlace();
  place.configure();
  place.write('before.sql', 'CREATE SCHEMA ops; CREATE TABLE ops.seen (name text PRIMARY KEY);');
  place.write(
    'after.sql',
    'CREATE SCHEMA ops; CREATE TABLE ops.seen (name text PRIMARY KEY); CREATE TABLE orders (id bigint PRIMARY KEY); CREATE TABLE lines (id bigint PRIMARY KEY);',
  );
});

afterEach(() => place.remove());

const plan = (...args: string[]) =>
  place.wesley(['plan', '--from', 'before.sql', '--to', 'after.sql', ...args]);

const insert = "INSERT INTO ops.seen VALUES ('orders')";
const seen = "SELECT EXISTS (SELECT 1 FROM ops.seen WHERE name = 'orders')";

/** A step for one of the two new tables. */
function step(sql: string, probe = seen, phase = 'expand', more = ''): string {
  return `/// Enters a new table.
custom_step("acme/enter", Table, $CreateTable(Table), "${phase}", ${JSON.stringify(sql)}, ${JSON.stringify(probe)}) :-
    operation($CreateTable(Table)), Table = "public.orders".
${more}`;
}

describe('a step of a team', () => {
  it('is planned, shown, explained, rehearsed', async () => {
    place.rule('enter', step(insert));
    expect((await plan('-o', 'plan.json')).code).toBe(0);
    const { out } = await place.wesley(['show', 'plan.json', '--explain']);
    expect(out).toContain('run acme/enter for public.orders');
    expect(out).toContain('Enters a new table. (acme/enter)');
    expect(out).toContain('lock: ROW EXCLUSIVE on ops.seen, stops nobody');
    expect(out).toContain('point of no return');
    const rehearsal = await place.wesley(['verify', 'plan.json']);
    expect(rehearsal.code).toBe(0);
    expect(rehearsal.out).toContain('the rows of ops.seen were not compared');
    const { out: page } = await place.wesley(['explain', 'acme/enter']);
    expect(page).toContain('takes part in plans');
    expect(page).toContain('Enters a new table.');
  });

  it('whose probe does not see its effect fails the rehearsal', async () => {
    place.rule('enter', step(insert, "SELECT EXISTS (SELECT 1 FROM ops.seen WHERE name = 'other')"));
    await plan('-o', 'plan.json');
    const { code, out } = await place.wesley(['verify', 'plan.json']);
    expect(code).toBe(1);
    expect(out).toContain('has run and its probe says "not done"');
  });

  it('is judged by the same rules as every step', async () => {
    place.rule('enter', step('DROP TABLE ops.seen', 'SELECT true'));
    const { code, err } = await plan();
    expect(code).toBe(1);
    expect(err).toContain('run acme/enter for public.orders) is unsafe');
    expect(err).toContain('[rule/drop-table]');
  });

  it.each([
    ['DROP TABLE ops.seen', 'all data of ops.seen is lost'],
    ['TRUNCATE public.lines', 'all rows of public.lines'],
    ["DELETE FROM ops.seen WHERE name = 'orders'", undefined],
  ])('has an undo that is judged, too, on what the plan leads to: %s', async (sql, problem) => {
    const undo = `custom_undo("acme/enter", "public.orders", ${JSON.stringify(sql)}) :- operation($CreateTable("public.orders")).`;
    place.rule('enter', step(insert, seen, 'expand', undo));
    const { code, err } = await plan();
    expect(code).toBe(problem === undefined ? 0 : 1);
    expect(/step \S+ \((.*)\) is unsafe: (.*) \[rule/.exec(err)?.slice(1)).toEqual(
      problem && ['undo of run acme/enter for public.orders', expect.stringContaining(problem)],
    );
  });

  it('that cannot run in a transaction runs outside of one', async () => {
    const index = "SELECT to_regclass('ops.seen_name_idx') IS NOT NULL";
    place.rule('enter', step('CREATE INDEX CONCURRENTLY seen_name_idx ON ops.seen (name)', index));
    const { out } = await plan('--json');
    const own = JSON.parse(out).steps.find((one: { kind: string }) => one.kind === 'Custom');
    expect(own).toMatchObject({ transactional: false, subject: 'public.orders' });
  });

  it('that is not one statement is refused at its rule', async () => {
    place.rule('enter', step(`${insert}; DELETE FROM ops.seen`));
    const { code, err } = await plan();
    expect(code).toBe(78);
    expect(err).toContain(
      'error[plan/custom-step]: the SQL of acme/enter for public.orders is 2 statements, not one',
    );
    expect(err).toMatch(/rules\/enter\/rule\.dl:2/);
  });

  it('quotes what it names', async () => {
    place.write(
      'after.sql',
      `CREATE SCHEMA ops; CREATE TABLE ops.seen (name text PRIMARY KEY); CREATE TABLE "O'Brien" ("a""b" int);`,
    );
    place.rule(
      'enter',
      `/// Enters a new table.
custom_step("acme/enter", Table, $CreateTable(Table), "expand", Sql, "SELECT EXISTS (SELECT 1 FROM ops.seen)") :-
    operation($CreateTable(Table)), column("after", Table, Column, _),
    Sql = cat("INSERT INTO ops.seen SELECT ", @quoted(Column, "\\""), "::text FROM ", Table, " UNION SELECT ", @quoted(Table, "'")).
`,
    );
    const { out, err } = await plan('--as', 'sql');
    expect(err).toBe('');
    expect(out).toContain(
      `INSERT INTO ops.seen SELECT "a""b"::text FROM public."O'Brien" UNION SELECT 'public."O''Brien"';`,
    );
  });
});

describe('an order', () => {
  const comesBefore = (first: string, second: string): string =>
    `/// ${first} comes before ${second}.\nruns_before($CreateTable("public.${first}"), $CreateTable("public.${second}")) :- server(_).\n`;

  it('that a team wants is kept', async () => {
    const titles = async (): Promise<string[]> =>
      JSON.parse((await plan('--json')).out).steps.map((one: { subject: string }) => one.subject);
    place.rule('order', comesBefore('orders', 'lines'));
    expect(await titles()).toEqual(['public.orders', 'public.lines']);
    place.rule('order', comesBefore('lines', 'orders'));
    place.write('wesley.config.json', '{ "namespace": "other" }');
    expect(await titles()).toEqual(['public.lines', 'public.orders']);
  });

  it.each(['first', 'last'])('with an operation is one with every step that it takes: %s', async (where) => {
    place.write('before.sql', 'CREATE SCHEMA ops; CREATE TABLE ops.seen (name text PRIMARY KEY, n integer);');
    place.write('after.sql', 'CREATE SCHEMA ops; CREATE TABLE ops.seen (name text PRIMARY KEY, n bigint);');
    const [own, change] = ['$Custom("acme/enter", Table)', '$ChangeType(Table, Column)'];
    const pair = where === 'first' ? [own, change] : [change, own];
    place.rule(
      'enter',
      `/// Enters a table.
custom_step("acme/enter", Table, $ChangeType(Table, Column), "backfill", ${JSON.stringify(insert)}, ${JSON.stringify(seen)}) :-
    operation($ChangeType(Table, Column)).
runs_before(${pair.join(', ')}) :- operation($ChangeType(Table, Column)).
`,
    );
    const steps: { kind: string }[] = JSON.parse((await plan('--json')).out).steps;
    expect(steps.length).toBeGreaterThan(2);
    expect(steps.findIndex(({ kind }) => kind === 'Custom')).toBe(where === 'first' ? 0 : steps.length - 1);
  });

  it('that goes in a circle is refused, with the rules that ask for it and the proof', async () => {
    place.rule('one', comesBefore('orders', 'lines'));
    place.rule('two', comesBefore('lines', 'orders'));
    const { code, err } = await plan();
    expect(code).toBe(1);
    expect(err).toContain('error[plan/cycle]');
    const said = err.replace(/[\s│]+/g, ' ');
    expect(said).toContain('(rules/one/rule.dl:2): orders comes before lines.');
    expect(said).toContain('(rules/two/rule.dl:2): lines comes before orders.');
  });
});

describe('what a team forbids', () => {
  const rule = `/// Nobody drops a table of the shop.
@[rule(severity = "error", tags = ["team"])]
@[fix = "Rename {Table} instead."]
forbidden("acme/keep", $DropTable(Table), "tables are kept for ten years") :- change($DropTable(Table)).
`;

  it('is a finding of a check, that a comment can accept', async () => {
    place.rule('keep', rule);
    place.write('a.sql', "SET lock_timeout = '1s';\nDROP TABLE orders; -- wesley:ignore drop-table gone\n");
    const { code, out } = await place.wesley(['check', 'a.sql']);
    expect(code).toBe(1);
    expect(out).toContain(
      'error[rule/acme/keep]: it is not allowed to drop table public.orders: tables are kept for ten years',
    );
    expect(out).toContain('a.sql:2:1');
    expect(out).toContain('Rename public.orders instead.');
    const proof = await place.wesley(['explain', 'a.sql:2']);
    expect(proof.out).toContain('forbidden("acme/keep", $DropTable("public.orders")');
  });

  it('is refused by a plan, and no flag accepts it', async () => {
    place.rule('keep', rule);
    place.write('after.sql', 'CREATE SCHEMA ops;');
    const { code, err } = await plan('--unsafe', 'ops.seen');
    expect(code).toBe(1);
    expect(err).toContain('error[rule/acme/keep]: it is not allowed to drop table ops.seen');
  });

  it('is allowed by the configuration, with a reason that the plan keeps', async () => {
    place.rule('keep', rule);
    place.configure({ rules: { 'acme/keep': { severity: 'off', reason: 'the shop is closed' } } });
    place.write('after.sql', 'CREATE SCHEMA ops;');
    const { code, out } = await plan('--unsafe', 'ops.seen', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out).findings).toContainEqual(
      expect.objectContaining({
        code: 'rule/acme/keep',
        severity: 'note',
        why: expect.arrayContaining(['Accepted by the configuration: the shop is closed']),
      }),
    );
  });
});
