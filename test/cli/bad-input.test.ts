/** Whatever is wrong with what a person gives: a code, a place, what to do, and the right exit code. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => {
  place.remove();
});

describe('use of the command line', () => {
  it.each([
    [['chekc'], 'cli/unknown-command', 'Did you mean check?'],
    [['check', 'a.sql', '--jsno'], 'cli/unknown-flag', 'Did you mean --json?'],
    [['check', 'a.sql', '--transaction', 'always'], 'cli/bad-value', 'Allowed choices are'],
    [['check', 'a.sql', '--server-version', '9'], 'cli/bad-value', '11 to 18'],
    [['check', 'a.sql', '--report', 'sarfi=x'], 'cli/unknown-format', 'Did you mean "sarif"?'],
    [['check'], 'cli/missing-argument', 'name SQL files'],
    [['explain'], 'cli/missing-argument', 'wesley explain --help'],
    [['rules'], 'cli/missing-command', 'name one of: list, explain, new'],
    [['rules', 'lists'], 'cli/unknown-command', 'Did you mean list?'],
    [['help', 'chekc'], 'cli/unknown-command', 'Did you mean check?'],
    [['rules', 'lists', '--help'], 'cli/unknown-command', 'Did you mean list?'],
    [['--ascii', 'check', 'a.sql'], 'cli/unknown-flag', 'flags come after the command: wesley check --ascii'],
    [['--verbose'], 'cli/unknown-flag', 'wesley --help'],
    [['snapshot'], 'db/not-named', 'wesley snapshot --database'],
    [['explain', 'drop-tabel'], 'cli/unknown-rule', 'drop-table'],
  ])('wesley %j: %s', async (args, code, help) => {
    const ended = await place.wesley(args);
    expect(ended).toMatchObject({ code: 64, out: '' });
    expect(ended.err).toContain(`error[${code}]`);
    expect(ended.err).toContain(help);
  });

  it('help is what was asked for: on standard output, exit 0', async () => {
    for (const args of [[], ['--help'], ['check', '--help'], ['-h']]) {
      const ended = await place.wesley(args);
      expect(ended).toMatchObject({ code: 0, err: '' });
      expect(ended.out).toContain('Usage: wesley');
    }
  });

  it('the version is one line', async () => {
    expect(await place.wesley(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });
});

describe('files', () => {
  it('a file that is not there', async () => {
    const ended = await place.wesley(['check', 'nowhere.sql']);
    expect(ended.code).toBe(64);
    expect(ended.err).toBe('error[file/missing]: nowhere.sql: there is no such file or folder\n');
  });

  it('a folder where a plan is expected, and where the configuration is', async () => {
    place.write('plans/readme.txt', '');
    expect(await place.wesley(['show', 'plans'])).toMatchObject({
      code: 78,
      err: expect.stringContaining('error[plan/broken]: plans is not a plan: it is a folder'),
    });
    expect(await place.wesley(['check', 'a.sql', '--config', 'plans'])).toMatchObject({
      code: 78,
      err: expect.stringContaining('plans: this is a folder, not a file'),
    });
  });

  it('a file to explain without a line; a column after the line is left out', async () => {
    place.write('a.sql', 'DROP TABLE a;\n');
    expect(await place.wesley(['explain', 'a.sql'])).toMatchObject({
      code: 64,
      err: expect.stringContaining('wesley explain a.sql:1'),
    });
    const explained = await place.wesley(['explain', 'a.sql:1:7', '--json']);
    expect(explained).toEqual(await place.wesley(['explain', 'a.sql:1', '--json']));
    expect(explained.code).toBe(0);
  });

  it('a pattern that matches nothing, and a folder without SQL', async () => {
    place.write('notes/readme.txt', '');
    expect((await place.wesley(['check', 'none/*.sql'])).err).toContain('no file matches');
    expect((await place.wesley(['check', 'notes'])).err).toContain('the folder holds no SQL file');
  });

  it('a file that is not UTF-8: the byte and how to convert', async () => {
    place.write('latin.sql', Buffer.from("SELECT 1;\nSELECT 'gr\xfc\xdfe';\n", 'latin1'));
    const ended = await place.wesley(['check', 'latin.sql']);
    expect(ended.code).toBe(64);
    expect(ended.err).toContain('error[file/not-utf8]: latin.sql is not UTF-8: byte 0xfc at offset 20');
    expect(ended.err).toContain('iconv -f LATIN1 -t UTF-8 latin.sql');
  });

  it('UTF-16', async () => {
    place.write('wide.sql', Buffer.from('\ufeffSELECT 1;', 'utf16le'));
    expect((await place.wesley(['check', 'wide.sql'])).err).toContain('iconv -f UTF-16');
  });

  it('a file of 50 MB, and one with NUL bytes', async () => {
    place.write('dump.sql', Buffer.alloc(50 * 1024 * 1024, 'SELECT 1;\n'));
    const large = await place.wesley(['check', 'dump.sql']);
    expect(large).toMatchObject({ code: 64, out: '' });
    expect(large.err).toContain('error[file/too-large]: dump.sql has 50 MB, and 32 MB is the limit');
    place.write('binary.sql', 'SELECT 1;\0\0');
    expect((await place.wesley(['check', 'binary.sql'])).err).toContain('error[file/nul-byte]');
  });

  it('a folder that cannot be written to, named without its parents', async () => {
    place.write('a.sql', 'SELECT 1;');
    const ended = await place.wesley(['check', 'a.sql', '--report', 'json=no/such/folder/out.json']);
    expect(ended.code).toBe(64);
    expect(ended.err).toContain('error[cli/file]: no/such/folder/out.json: there is no such file or folder');
  });

  it('malformed SQL is a finding at its place', async () => {
    place.write('bad.sql', 'CREATE TABLE a (id bigint PRIMARY KEY);\nALTER TABEL a ADD b int;\n');
    const ended = await place.wesley(['check', 'bad.sql', '--json']);
    expect(ended.code).toBe(1);
    const [finding] = JSON.parse(ended.out).findings;
    expect(finding).toMatchObject({ code: 'sql/syntax', severity: 'error', where: { line: 2, column: 7 } });
  });

  it('an error is JSON too where JSON was asked for', async () => {
    const ended = await place.wesley(['check', 'nowhere.sql', '--json']);
    expect(JSON.parse(ended.out)).toMatchObject({
      schema: 'wesley/error/1',
      ok: false,
      diagnostics: [{ code: 'file/missing' }],
    });
  });
});

describe('configuration', () => {
  it.each([
    ['{ "migrationz": [] }', 'config/unknown-key', 'Did you mean "migrations"?'],
    ['{ "server": 9 }', 'config/bad-value', '11 to 18'],
    ['{ "transaction": "yes" }', 'config/bad-value', 'per-file'],
    ['{ "rules": { "drop-table": "off" } }', 'config/missing-reason', 'say why'],
    ['{ "rules": { "drop-table": { "severity": "loud", "reason": "x" } } }', 'config/bad-value', 'off'],
    [
      '{ "rules": { "drop-tables": { "severity": "off", "reason": "x" } } }',
      'config/unknown-rule',
      'drop-table',
    ],
    ['{ "server": 16', 'config/syntax', 'not valid JSON: it ends too early'],
    ['// why\n{ "server": 16 }', 'config/syntax', 'JSON has no comments'],
    ['\ufeff{ "server": 16, "server": 17 }', 'config/syntax', 'the key "server" is there twice'],
    ['\ufeff{ "server": 9 }', 'config/bad-value', 'wesley.config.json:1:3'],
    ['[]', 'config/bad-value', 'object'],
  ])('%s: %s', async (text, code, help) => {
    place.write('wesley.config.json', text);
    place.write('a.sql', 'SELECT 1;');
    const ended = await place.wesley(['check', 'a.sql']);
    expect(ended.code).toBe(78);
    expect(ended.err).toContain(`error[${code}]`);
    expect(ended.err).toContain(help);
    expect(ended.err).toContain('wesley.config.json:1:');
  });

  it('a named file that is not there', async () => {
    const ended = await place.wesley(['check', 'a.sql', '--config', 'other.json']);
    expect(ended).toMatchObject({ code: 78 });
    expect(ended.err).toContain('config/no-such-file');
  });
});
