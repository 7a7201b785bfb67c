/** Where rules of a team come from: folders and packages, each with a namespace. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reporting, TeamPlace } from './team.js';

let place: TeamPlace;

beforeEach(() => {
  place = new TeamPlace();
  place.write('a.sql', "SET lock_timeout = '1s';\nALTER TABLE orders DROP COLUMN total;\n");
});

afterEach(() => place.remove());

async function problem(): Promise<string> {
  const { code, out, err } = await place.wesley(['check', 'a.sql']);
  expect({ code, out }).toEqual({ code: 78, out: '' });
  return err;
}

async function codes(): Promise<string[]> {
  const { out } = await place.wesley(['check', 'a.sql', '--json']);
  return JSON.parse(out).findings.map(({ code }: { code: string }) => code);
}

function makePackage(name: string, manifest: object, folder = 'rules', id = `${name}/dropped`): void {
  const base = `node_modules/${name}`;
  place.write(`${base}/package.json`, JSON.stringify({ name, ...manifest }));
  place.write(`${base}/index.js`, 'throw new Error("the code of a package of rules ran");');
  place.write(`${base}/${folder}/dropped/rule.dl`, reporting(id));
}

describe('a folder', () => {
  it('is `rules` beside the configuration, or what it names', async () => {
    place.rule('dropped', reporting('acme/dropped'));
    place.write('wesley.config.json', '{ "namespace": "acme" }');
    expect(await codes()).toContain('rule/acme/dropped');
    place.write('db/rules/gone/rule.dl', reporting('acme/gone'));
    place.configure({ ruleFolders: ['db/rules'] });
    expect(await codes()).toContain('rule/acme/gone');
    expect(await codes()).not.toContain('rule/acme/dropped');
  });

  it('shares relations between its rules in `lib`', async () => {
    place.write(
      'rules/lib/more.dl',
      '.decl acme_gone(c: ColumnName)\nacme_gone(c) :- stmt_drops_column(_, _, c, _).\n',
    );
    place.rule('dropped', reporting('acme/dropped').replace('_).\n', '_), acme_gone(Column).\n'));
    place.configure();
    expect(await codes()).toContain('rule/acme/dropped');
  });

  it('needs a namespace', async () => {
    place.rule('dropped', reporting('dropped'));
    place.write('wesley.config.json', '{ "ruleFolders": "rules" }');
    const err = await problem();
    expect(err).toContain('error[config/missing-namespace]: the rules in rules have no namespace');
    expect(err).toContain('"namespace": "acme",');
  });

  it.each(['safety', 'Acme', 'a/b', ''])('cannot have the namespace %j', async (namespace) => {
    place.rule('dropped', reporting('acme/dropped'));
    place.configure({ namespace });
    expect(await problem()).toContain(`error[config/bad-namespace]: "${namespace}" cannot be the namespace`);
  });

  it('that is not there is said', async () => {
    place.configure({ ruleFolders: ['ruels'] });
    expect(await problem()).toContain('error[config/no-such-folder]: ruels');
  });

  it('brings no rule twice', async () => {
    place.rule('dropped', reporting('acme/dropped'));
    place.write('more/dropped/rule.dl', reporting('acme/dropped'));
    place.configure({ ruleFolders: ['rules', 'more'] });
    expect(await problem()).toContain(
      'error[config/duplicate-rule]: two rules have the id acme/dropped: in rules and in more',
    );
  });
});

describe('a file that nobody would read is an error', () => {
  const good = reporting('acme/dropped');
  beforeEach(() => place.write('wesley.config.json', '{ "namespace": "acme" }'));

  it.each([
    [
      'with another name',
      () => place.write('rules/dropped/rules.dl', good),
      'rules/dropped/rules.dl is not read: the file of a rule is named rule.dl',
      'mv rules/dropped/rules.dl rules/dropped/rule.dl',
    ],
    [
      'with an ending in capitals',
      () => place.write('rules/dropped/rule.DL', good),
      'rules/dropped/rule.DL is not read: the file of a rule is named rule.dl',
      'mv rules/dropped/rule.DL rules/dropped/rule.dl',
    ],
    [
      'without a folder of its own',
      () => place.write('rules/dropped.dl', good),
      'rules/dropped.dl is not read: a rule is a folder with a rule.dl',
      'rules/dropped/rule.dl',
    ],
    [
      'beside a rule',
      () => {
        place.rule('dropped', good);
        place.write('rules/dropped/more.dl', '');
      },
      'rules/dropped/more.dl is not read: a rule is one file, rule.dl',
      'rules/lib/more.dl',
    ],
    [
      'that is the example of no rule',
      () => {
        place.rule('dropped', good);
        place.write('rules/gone/unsafe.sql', '');
      },
      'rules/gone is no rule: it has unsafe.sql and no rule.dl',
      'write the rule, or take the folder away',
    ],
  ])('%s', async (_, make, says, fix) => {
    make();
    const err = await problem();
    expect(err).toContain(`error[config/unread-rule]: ${says}\n`);
    expect(err).toContain(fix);
  });

  it('and other files and folders are not', async () => {
    place.rule('dropped', good);
    place.write('rules/README.md', '');
    place.write('rules/tests/a.test.sql', 'SELECT 1; -- ok');
    place.write('rules/dropped/notes.md', '');
    expect(await codes()).toContain('rule/acme/dropped');
  });

  it('and a folder named rules that holds none is none', async () => {
    place.write('rules/no-undef.js', '');
    expect(await codes()).toEqual(['rule/drop-column']);
  });
});

describe('a rule file', () => {
  beforeEach(() => place.configure());

  it('is UTF-8', async () => {
    place.write('rules/dropped/rule.dl', new Uint8Array([0x2f, 0x2f, 0xe9]));
    expect(await problem()).toContain(
      'error[file/not-utf8]: rules/dropped/rule.dl is not UTF-8: byte 0xe9 at offset 2\n',
    );
  });

  it('may have Windows line ends and a byte order mark', async () => {
    place.rule('dropped', `\ufeff${reporting('acme/dropped').replaceAll('\n', '\r\n')}`);
    expect(await codes()).toContain('rule/acme/dropped');
  });

  it('is a file', async () => {
    place.write('rules/dropped/rule.dl/a.txt', '');
    expect(await problem()).toContain(
      'error[file/not-a-file]: rules/dropped/rule.dl is a folder, not a file\n',
    );
  });
});

describe('a package', () => {
  it('has the scope of its name as namespace, and none of its code runs', async () => {
    makePackage('@corp/wesley-rules', {}, 'rules', 'corp/dropped');
    place.write('wesley.config.json', '{ "rulePackages": ["@corp/wesley-rules"] }');
    expect(await codes()).toContain('rule/corp/dropped');
  });

  it('says itself where its rules are, and its namespace', async () => {
    makePackage('our-rules', { wesley: { rules: 'dl', namespace: 'ours' } }, 'dl', 'ours/dropped');
    place.rule('dropped', reporting('acme/dropped'));
    place.configure({ rulePackages: 'our-rules' });
    const found = await codes();
    expect(found).toContain('rule/ours/dropped');
    expect(found).toContain('rule/acme/dropped');
  });

  it('is found from the folder of the configuration upward', async () => {
    makePackage('our-rules', {});
    place.write('services/shop/wesley.config.json', '{ "rulePackages": "our-rules" }');
    const { out } = await place.wesley([
      'check',
      'a.sql',
      '--config',
      'services/shop/wesley.config.json',
      '--json',
    ]);
    expect(out).toContain('rule/our-rules/dropped');
  });

  it.each([
    ['is not installed', () => {}, 'the package our-rules is not installed'],
    ['has no rules', () => makePackage('our-rules', {}, 'dl'), 'the package our-rules has no rules'],
    [
      'points out of itself',
      () => makePackage('our-rules', { wesley: { rules: '../..' } }),
      'its rules are said to be outside of it',
    ],
    [
      'is of another shape',
      () => makePackage('our-rules', { wesley: { rules: 5 } }),
      '"rules" and "namespace" of "wesley" must be texts',
    ],
  ])('that %s is refused', async (_, make, says) => {
    make();
    place.write('wesley.config.json', '{ "rulePackages": ["our-rules"] }');
    const err = await problem();
    expect(err).toContain(`error[config/rule-package]`);
    expect(err).toContain(says);
    expect(err).toContain('wesley.config.json:1');
  });

  it('is named, not a path', async () => {
    place.write('wesley.config.json', '{ "rulePackages": ["../elsewhere"] }');
    expect(await problem()).toContain('"../elsewhere" is not the name of a package');
  });

  it('does not derive what another one has declared', async () => {
    makePackage('our-rules', {});
    place.rule('dropped', `.decl acme_x(n: number)\nacme_x(1).\n${reporting('acme/dropped')}`);
    place.write('node_modules/our-rules/rules/lib/x.dl', 'acme_x(2).');
    place.configure({ rulePackages: 'our-rules' });
    expect(await problem()).toContain(
      '`acme_x` belongs to the rules of "acme": those of "our-rules" cannot derive it',
    );
  });
});

describe('the id of a rule', () => {
  beforeEach(() => {
    place.rule('dropped', reporting('acme/dropped', '', 'error'));
    place.configure();
  });

  it('is accepted in comments', async () => {
    const lines = readFileSync(join(place.folder, 'a.sql'), 'utf8').split('\n');
    lines.splice(
      1,
      0,
      '-- wesley:ignore acme/dropped nobody reads it',
      '-- wesley:ignore drop-column nobody reads it',
    );
    place.write('a.sql', lines.join('\n'));
    expect(await place.wesley(['check', 'a.sql'])).toMatchObject({ code: 0, err: '' });
    place.write('a.sql', lines.join('\n').replace('acme/dropped', 'acme/droped'));
    expect((await place.wesley(['check', 'a.sql'])).out).toContain('Did you mean "acme/dropped"?');
  });

  it('is known to the configuration', async () => {
    const rules = { 'acme/dropped': { severity: 'off', reason: 'for now' } };
    place.configure({ rules });
    expect(await codes()).toEqual(['rule/drop-column']);
    place.configure({ rules: { 'acme/droped': rules['acme/dropped'] } });
    expect(await problem()).toContain('there is no rule "acme/droped". Did you mean "acme/dropped"?');
    place.configure({ rules: { dropped: { severity: 'note', reason: 'known' } } });
    expect(await problem()).toContain('there is no rule "dropped". Did you mean "acme/dropped"?');
  });

  it('stands in every report', async () => {
    const formats = ['sarif', 'github', 'gitlab', 'junit', 'rdjson', 'markdown', 'json'];
    const reports = formats.map((format) => `--report=${format}=${format}.out`);
    await place.wesley(['check', 'a.sql', ...reports]);
    for (const format of formats) {
      expect(readFileSync(join(place.folder, `${format}.out`), 'utf8')).toContain('acme/dropped');
    }
  });

  it('has a page', async () => {
    const { code, out } = await place.wesley(['explain', 'acme/dropped']);
    expect(code).toBe(0);
    expect(out).toContain('acme/dropped  error');
    expect(out).toContain('rules/dropped/rule.dl');
  });
});

it('a parameter that a rule asks for must be said', async () => {
  const body = 'stmt_drops_column(Stmt, Table, Column, _), parameter_number("least", N), N > 1.\n';
  place.rule(
    'dropped',
    reporting('acme/dropped').replace('stmt_drops_column(Stmt, Table, Column, _).\n', body),
  );
  place.configure({ parameters: { last: 3 } });
  const err = await problem();
  expect(err).toContain('error[config/missing-parameter]: a rule asks for the parameter "least"');
  expect(err).toContain('Did you mean "last"?');
  place.configure({ parameters: { least: 3 } });
  expect(await codes()).toContain('rule/acme/dropped');
  const told = await place.wesley(['check', 'a.sql', '--json', '--parameter', 'least=1']);
  expect(told.out).not.toContain('rule/acme/dropped');
  place.configure({ parameters: { least: 1.5 } });
  expect(await problem()).toContain('the parameter "least" must be a text, a whole number');
});
