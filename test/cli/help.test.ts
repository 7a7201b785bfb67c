/** The help: what the overview names is there, and each command says what it does, what it takes and its flags. */
import { afterAll, describe, expect, it } from 'vitest';
import { commands, type Entry, namedBy } from '../../src/cli/commands.js';
import { Workplace } from './command-line.js';

const place = new Workplace();
afterAll(() => place.remove());

const paths = commands.flatMap((entry) => allPaths(entry));

const runnable = paths.filter((path) => namedBy(path).below === undefined);

function allPaths(entry: Entry): string[][] {
  const below = 'commands' in entry ? entry.commands.flatMap((one) => allPaths(one)) : [];
  return [[entry.name], ...below.map((path) => [entry.name, ...path])];
}

describe('help', () => {
  it('the overview says one line of each command', async () => {
    const { out } = await place.wesley([]);
    const listed = out.slice(out.indexOf('Commands:'), out.indexOf('Exit codes:')).split('\n').slice(1);
    expect(listed.flatMap((line) => /^ {2}(\w+) +\S/.exec(line)?.[1] ?? [])).toEqual(
      commands.map(({ name }) => name),
    );
    expect(listed.filter((line) => line.trim() !== '')).toHaveLength(commands.length);
  });

  it.each(paths.map((path) => path.join(' ')))('wesley %s', async (path) => {
    const ended = await place.wesley([...path.split(' '), '--help']);
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(ended.out).toMatch(new RegExp(`^Usage: wesley ${path} .*\n\n[A-Z]`));
    expect(ended.out).toContain('-h, --help');
    for (const args of [
      [...path.split(' '), '-h'],
      ['help', ...path.split(' ')],
    ]) {
      expect((await place.wesley(args)).out).toBe(ended.out);
    }
  });

  it.each(runnable.map((path) => path.join(' ')))(
    'wesley %s shows examples, with flags that it has',
    async (path) => {
      const { out } = await place.wesley([...path.split(' '), '--help']);
      const [flags = '', after = ''] = out.split('\nExamples:\n');
      const examples =
        after
          .split('\n\n')[0]
          ?.split('\n')
          .filter((line) => line.includes('wesley ')) ?? [];
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        for (const [flag] of example.matchAll(/(?<= )--?[a-z][\w-]*/g)) {
          expect(flags, example).toMatch(new RegExp(`(^|\\s)${flag}[, ]`, 'm'));
        }
      }
    },
  );

  it('a group without a command, and a command that the group does not have', async () => {
    const missing = await place.wesley(['rules']);
    expect(missing).toMatchObject({ code: 64, out: '' });
    expect(missing.err).toContain('error[cli/missing-command]');
    const wrong = await place.wesley(['rules', 'lsit']);
    expect(wrong).toMatchObject({ code: 64, out: '' });
    expect(wrong.err).toContain('Did you mean list?');
  });
});
