/** `wesley rules fmt`: files, folders, the configuration's folders, standard input. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
  place.write('db/rules/a/rule.dl', 'p(X):-q(X).');
  place.write('db/rules/lib/b.dl', 'q(1).\n');
});

afterEach(() => {
  place.remove();
});

const fmt = (...args: string[]) => place.wesley(['rules', 'fmt', ...args]);

it('formats what is named, or the folders of the configuration', async () => {
  expect(await fmt('--check', 'db')).toEqual({
    code: 1,
    err: '',
    out: 'db/rules/a/rule.dl\n2 rule files: 1 not formatted\n',
  });
  place.write('wesley.config.json', '{ "namespace": "acme", "ruleFolders": ["db/rules"] }');
  expect(await fmt('--json')).toMatchObject({
    code: 0,
    out: '{\n  "schema": "wesley/rules-fmt/1",\n  "files": 2,\n  "changed": [\n    "db/rules/a/rule.dl"\n  ]\n}\n',
  });
  expect(readFileSync(join(place.folder, 'db/rules/a/rule.dl'), 'utf8')).toBe('p(X) :- q(X).\n');
  expect(await fmt('--check')).toMatchObject({ code: 0, out: '2 rule files: all formatted\n' });
});

it('is a filter with --stdin', async () => {
  const args = ['rules', 'fmt', '--stdin'];
  expect(await place.wesley(args, { stdin: 'p(1).p(2).' })).toEqual({
    code: 0,
    err: '',
    out: 'p(1). p(2).\n',
  });
  expect(await place.wesley([...args, '--check'], { stdin: 'p(1).p(2).' })).toEqual({
    code: 1,
    err: '',
    out: '',
  });
});

it('leaves what it cannot read, and says where and why', async () => {
  place.write('db/rules/c.dl', 'p(X :- q(X).');
  const { code, err, out } = await fmt('db/rules');
  expect({ code, out }).toEqual({ code: 78, out: '' });
  expect(err).toContain('error[dl/syntax]');
  expect(err).toContain('db/rules/c.dl:1:5');
  expect(readFileSync(join(place.folder, 'db/rules/c.dl'), 'utf8')).toBe('p(X :- q(X).');
  expect((await fmt('nowhere')).err).toContain('nowhere: there is no such file or folder');
  expect(await fmt()).toMatchObject({ code: 64 });
});

it('leaves everything as it is when a file is not UTF-8', async () => {
  const bytes = Buffer.from('// caf\xe9\np(1)  .\n', 'latin1');
  place.write('db/rules/lib/c.dl', bytes);
  expect(await fmt('db')).toEqual({
    code: 78,
    out: '',
    err: `error[file/not-utf8]: db/rules/lib/c.dl is not UTF-8: nothing is formatted
  ╰ fix   save it as UTF-8, or convert it
            iconv -f LATIN1 -t UTF-8 db/rules/lib/c.dl
`,
  });
  expect(readFileSync(join(place.folder, 'db/rules/lib/c.dl'))).toEqual(bytes);
  expect(readFileSync(join(place.folder, 'db/rules/a/rule.dl'), 'utf8')).toBe('p(X):-q(X).');
});
