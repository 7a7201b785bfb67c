/** Habits that a machine can check: where knowledge lives, who speaks to people, how large a file may be. */
import { describe, expect, it } from 'vitest';
import { places, readSources } from './sources.js';

const sources = readSources('src', 'wasm');

/** Files over the limit, each with the reason why it is better whole. */
const longFiles: Readonly<Record<string, string>> = {
  'src/facts/catalog/relations.ts': 'a list of declarations without logic, read from top to bottom',
};

/** Files that may name lock modes, because they only translate what somebody else says; none knows what takes them. */
const translatesLocks: readonly { readonly path: RegExp; readonly reason: string }[] = [
  { path: /^src\/facts\/catalog\//, reason: 'decodes what the server reports' },
  { path: /^src\/verify\/observed-/, reason: 'decodes what the server reports' },
  { path: /^src\/facts\/statements\/dispatch\.ts$/, reason: 'the modes that a LOCK statement itself names' },
  {
    path: /^src\/facts\/statements\/relations\.ts$/,
    reason: 'an example row in the documentation of a relation',
  },
];

describe('knowledge', () => {
  it('no TypeScript file holds a lock table', () => {
    const mode =
      /['"`](Access|Row|ShareUpdate|ShareRow)(Share|Exclusive)(Lock)?['"`]|['"`]Exclusive(Lock)?['"`]/;
    const wrong = sources
      .filter(({ path }) => !translatesLocks.some((one) => one.path.test(path)))
      .flatMap((source) => places(source, mode));
    expect(wrong).toEqual([]);
  });

  it('the engine knows nothing of databases', () => {
    const words = /\bsql\b|\btables?\b|\block(s|ed|ing)?\b/i;
    const wrong = sources
      .filter(({ path }) => path.startsWith('src/engine/'))
      .flatMap(({ path, text }) =>
        text.split('\n').flatMap((line, i) => (words.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
      );
    expect(wrong).toEqual([]);
  });
});

describe('manners', () => {
  it('only the command line prints and exits', () => {
    const speaks = /\bconsole\.\w|\bprocess\.(exit\b|exitCode\b|stdout\b|stderr\b)/;
    const wrong = sources
      .filter(({ path }) => !path.startsWith('src/cli/'))
      .flatMap((source) => places(source, speaks));
    expect(wrong).toEqual([]);
  });

  it('whatever is left to do has an owner: TODO(name)', () => {
    const word = /\b(TODO|FIXME|XXX)\b(?!\([\w-]+\))/;
    const wrong = readSources('src', 'wasm', 'bench', 'examples').flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, i) => (word.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
    );
    expect(wrong).toEqual([]);
  });

  it('no file has more than 400 lines, unless it is listed with a reason', () => {
    const long = sources.flatMap(({ path, text }) => {
      const lines = text.split('\n').length - 1;
      return lines > 400 && !(path in longFiles) ? [`${path}: ${lines}`] : [];
    });
    expect(long).toEqual([]);
  });
});
