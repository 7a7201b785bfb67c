/** A rule of a team cannot weaken what Wesley knows, whatever it tries; each try is an error at its place. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { check } from '../../src/index.js';
import { reporting, TeamPlace } from './team.js';

let place: TeamPlace;

beforeEach(() => {
  place = new TeamPlace();
  place.configure();
  place.write('a.sql', "SET lock_timeout = '1s';\nDROP TABLE orders;\n");
});

afterEach(() => place.remove());

async function refused(text: string): Promise<string> {
  place.rule('try', text);
  const { code, out, err } = await place.wesley(['check', 'a.sql']);
  expect(code).toBe(78);
  expect(out).toBe('');
  expect(err).toMatch(/rules\/(try|lib)\/[a-z]+\.dl:\d+/);
  return err;
}

describe('a rule of a team cannot', () => {
  it.each([
    [
      'derive what a statement locks',
      'takes_lock(s, t, "AccessShare") :- stmt_drops_relation(s, t, _).',
      'takes_lock',
    ],
    [
      'make a table new and so not worth a word',
      'unseen_table(s, t) :- stmt_names_relation(s, t, _).',
      'unseen_table',
    ],
    ['make a table small', 'small_table(t) :- stmt_names_relation(_, t, _).', 'small_table'],
    ['take a statement back', 'stmt_rolled_back(s) :- statement(s, _, _).', 'stmt_rolled_back'],
    ['state a fact', 'stmt_rolled_back(1).', 'stmt_rolled_back'],
    ['invent an operation', 'operation($DropTable(t)) :- stmt_names_relation(_, t, _).', 'operation'],
    ['say that an operation is planned', 'planned(o) :- operation(o).', 'planned'],
    ['leave out a step', 'needless(s) :- step(s).', 'needless'],
    ['make a step of another kind', 'step($DropTable(t)) :- is_table("before", t).', 'step'],
    [
      'hide a second head behind an open one',
      'finding("acme/try", s, t), planned($DropTable(t)) :- stmt_names_relation(s, t, _).',
      'planned',
    ],
    ['go through a component', '.comp C { needless(s) :- step(s). }\n.init c = C', 'needless'],
  ])('%s', async (_, clause, relation) => {
    const err = await refused(`${reporting('acme/try')}\n${clause}\n`);
    expect(err).toContain(`error[dl/closed-relation]: a rule of a team cannot derive \`${relation}\``);
    expect(err).toContain('derive one of custom_step, custom_undo, finding, forbidden, runs_before, ');
  });

  it('declare a relation of Wesley again', async () => {
    const err = await refused(`.decl small_table(table: RelationName)\n${reporting('acme/try')}`);
    expect(err).toContain('error[dl/duplicate-declaration]');
    expect(err).toContain('rules/lib/size.dl');
    expect(err).toContain(
      'begin the names of your own relations with your namespace\n             acme_small_table\n',
    );
    const twice = await refused(
      `.decl acme_a(table: RelationName)\n.decl acme_a(table: RelationName)\n${reporting('acme/try')}`,
    );
    expect(twice).toContain('fix   give one of the two another name');
  });

  it('open a relation by itself', async () => {
    const err = await refused(
      `@[open]\n.decl acme_x(table: RelationName)\nacme_x("t").\n${reporting('acme/try')}`,
    );
    expect(err).toContain('@[open] is for relations of Wesley');
  });

  it('read a file from elsewhere', async () => {
    const err = await refused(`.include "../../../etc/passwd"\n${reporting('acme/try')}`);
    expect(err).toContain('error[dl/unknown-include]');
  });

  it('speak in the name of another rule', async () => {
    expect(await refused(reporting('drop-table'))).toContain(
      'error[dl/wrong-rule-id]: the finding is named "drop-table", its folder "acme/try"',
    );
    expect(await refused(reporting('try'))).toContain('finding("acme/try", ...)');
    const other = 'forbidden("other/try", $DropTable(t), "no") :- change($DropTable(t)).';
    expect(await refused(`${reporting('acme/try')}${other}`)).toContain('is named "other/try"');
  });

  it('take the name of a file of Wesley', async () => {
    place.write('rules/lib/steps.dl', 'needless(s) :- step(s).');
    place.write('rules/lib/size.dl', 'small_table(t) :- is_table("before", t).');
    const err = await refused(reporting('acme/try'));
    expect(err).toContain('cannot derive `needless`');
    expect(err).toContain('cannot derive `small_table`');
  });

  it('report from a shared file', async () => {
    place.write('rules/lib/more.dl', 'finding("acme/try", s, "x") :- statement(s, _, _).');
    expect(await refused(reporting('acme/try'))).toContain('only a rule folder of its own may report');
  });
});

it('a mistake in a rule for plans is found by a check', async () => {
  const err = await refused('runs_before($CreateTable(t), $DropTabel(t)) :- is_table("before", t).');
  expect(err).toContain('DropTable');
});

it('a rule with the name of a shipped one is another rule', async () => {
  place.rule('drop-table', reporting('acme/drop-table'));
  const { code, out } = await place.wesley(['check', 'a.sql']);
  expect(code).toBe(1);
  expect(out).toContain('error[rule/drop-table]');
});

describe('a severity of a shipped rule', () => {
  const setting = (value: unknown): void => {
    place.rule('try', reporting('acme/try'));
    place.configure({ rules: { 'drop-table': value } });
  };

  it('changes by configuration, with a reason', async () => {
    setting({ severity: 'off', reason: 'the table is a copy' });
    const { code, out } = await place.wesley(['check', 'a.sql', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out).suppressed).toMatchObject([{ reason: 'the table is a copy' }]);
  });

  it.each([['off'], [{ severity: 'warning' }], [{ severity: 'off', reason: '  ' }]])(
    'does not change without one: %j',
    async (value) => {
      setting(value);
      const { code, err } = await place.wesley(['check', 'a.sql']);
      expect(code).toBe(78);
      expect(err).toContain('error[config/missing-reason]');
    },
  );
});

describe('a rule that runs away', () => {
  it.each([
    [
      'counts for ever',
      '.decl acme_n(x: number)\nacme_n(0).\nacme_n(x + 1) :- acme_n(x).',
      /dl\/limit-(rounds|tuples)/,
    ],
    [
      'nests terms for ever',
      '.type AcmeN = AcmeZero {} | AcmeNext { n: AcmeN }\n.decl acme_n(x: AcmeN)\nacme_n($AcmeZero()).\nacme_n($AcmeNext(x)) :- acme_n(x).',
      /dl\/limit-term-depth/,
    ],
  ])('and %s ends with an error that names it, and no answer', async (_, more, code) => {
    const use = 'finding("acme/try", Stmt, "x") :- statement(Stmt, _, _), acme_n(_).';
    const err = await refused(`${reporting('acme/try', more)}\n@[message = "x"]\n${use}\n`);
    expect(err).toMatch(code);
    expect(err).toContain('rules/try/rule.dl');
  });

  it('and joins everything with everything, too', async () => {
    const columns = ['a', 'b', 'c', 'd'];
    const product = `.decl acme_n(${columns.map((one) => `${one}: symbol`).join(', ')})
@[allow_cross_product]
acme_n(${columns.join(', ')}) :- ${columns.map((one) => `volatile_builtin(${one})`).join(', ')}.`;
    const use = 'finding("acme/try", Stmt, a) :- statement(Stmt, _, _), acme_n(a, _, _, _).';
    place.rule(
      'try',
      `${reporting('acme/try', product)}\n@[allow_cross_product]\n@[message = "x"]\n${use}\n`,
    );
    const folder = { path: `${place.folder}/rules`, namespace: 'acme', label: 'rules' };
    const files = [{ path: 'a.sql', text: 'SELECT 1;' }];
    await expect(check({ files, ruleFolders: [folder], limits: { tuples: 10_000 } })).rejects.toMatchObject({
      exitCode: 78,
      diagnostics: [{ code: 'dl/limit-tuples', span: { file: 'rules/try/rule.dl', line: 3 } }],
    });
  });
});
