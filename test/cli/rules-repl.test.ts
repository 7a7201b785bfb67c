/** The REPL with piped input: entries over several lines, rules of the moment, commands, and mistakes that end nothing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { complete } from '../../src/cli/repl-completion.js';
import { isWhole } from '../../src/cli/repl-session.js';
import { Workplace } from './command-line.js';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
  place.write('a.sql', 'ALTER TABLE orders ADD COLUMN note text;\nCREATE INDEX ON orders (region);\n');
});

afterEach(() => {
  place.remove();
});

const repl = (...lines: string[]) =>
  place.wesley(['rules', 'repl', 'a.sql'], { stdin: `${lines.join('\n')}\n` });

describe('wesley rules repl', () => {
  it('answers goals, and keeps rules that are added', async () => {
    expect(
      await repl(
        '// a rule over several lines, of a relation that nobody declared',
        'shared(S, T) :-   // not this one.',
        '  takes_lock(S, T, "Share"),',
        '',
        '  S > 1.',
        '?- shared(S, T).',
        'twice(S + S) :- shared(S, _). twice(7).',
        'twice?',
        '?- twice(4).',
      ),
    ).toEqual({
      code: 0,
      err: '',
      out: `added shared(S: number, T: symbol)
S  T
─  ─────────────
2  public.orders
1 answer
added twice(c1: number)
c1
──
 4
 7
2 answers
yes
`,
    });
  });

  it('ends a question that lacks its end where something else begins', async () => {
    expect(
      await repl(
        '?- statement(1, K, _)',
        'two(S) :- statement(S, _, _), S = 2.',
        '?- statement(1, _, _), // both',
        '  statement(3, _, _)',
        '  , 1 < 2',
        '  ; two(_)',
        '',
        'two(7).',
        '?- two(2)',
      ),
    ).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(
        /^K\n[\s\S]*\n1 answer\nadded two\(S: number\)\nyes\nadded two\(.*\)\nyes\n$/,
      ),
    });
  });

  it('ends an entry that lacks its end where a command or a question follows', async () => {
    expect(
      await repl(
        '?- statement(1, K, _)',
        '?- statement(9, _, _)',
        ':rules',
        'odd(S) :- statement(S',
        ':rules',
      ),
    ).toEqual({
      code: 1,
      out: 'K\n───────────\nalter table\n1 answer\nno  :whynot says what is missing\nnothing was added\nnothing was added\n',
      err: expect.stringContaining('error[dl/syntax]'),
    });
  });

  it('proves, says what is missing, and looks around', async () => {
    place.write('more.dl', 'tall(T) :- big(T). big("x").\n');
    const { code, out } = await repl(
      ':load more.dl',
      ':why tall(T)',
      ':proofs tall(T)',
      ':whynot tall("y")',
      ':show tall',
      ':facts stmt_adds_col*',
      ':rel stmt_adds_enum*',
      ':limit 1',
      '?- mode_rank(M, _).',
      ':rules',
      ':quit',
      '?- never(X).',
    );
    expect(code).toBe(0);
    expect(out).toContain('added tall(T: symbol), big(c1: symbol)\n');
    expect(out).toContain('T = "x"\n  tall("x")\n  ╰─ big("x")\n');
    expect(out).toContain('T = "x"\n  the only proof\n  tall("x")\n  ╰─ big("x")\n');
    expect(out).toContain('it would hold with the fact big("y")\n');
    expect(out).toContain('  See rows  tall?\n');
    expect(out).toContain('stmt_adds_column      1\n');
    expect(out).toContain('  stmt_adds_enum_value(stmt, type, value)  ALTER TYPE ... ADD VALUE\n');
    expect(out).toContain('… and 7 more (:limit)\n');
    expect(out).toContain('\ntall(T) :- big(T). big("x").\n');
  });

  it('goes on after every kind of mistake, and the exit code tells', async () => {
    const { code, out, err } = await repl(
      '?- no_such(X).',
      'p(X).',
      'p(X) :- server(X), !p(X).',
      ':nope',
      ':show takes_lok',
      ':load no-such-file.dl',
      '?- server(',
      ').',
      '?- server(M).',
      'q(X) :-',
    );
    expect(code).toBe(1);
    expect(out).toBe(' M\n──\n18\n1 answer\n');
    expect(err.match(/^\w+\[[\w/-]+\]/gm)).toEqual([
      'error[dl/unknown-relation]',
      'error[dl/unbound-variable]',
      expect.stringMatching(/^error\[dl\/\w+\]/),
      'error[cli/unknown-command]',
      'error[cli/unknown-relation]',
      'error[cli/file]',
      'error[dl/arity]',
      'error[dl/syntax]',
    ]);
    expect(err).toContain('to ask it, write ?- before it');
  });
});

it.each([
  ['p(X) :- q(X).', true],
  ['p(X) :- q(X)', false],
  ['p("a."), // b.', false],
  ['p("//").', true],
  ['p(X)? ', true],
  [':help', true],
])('%j is a whole entry: %s', (text, whole) => {
  expect(isWhole(text)).toBe(whole);
});

it('completes commands, relations, functions, branches, and shows columns', () => {
  const words = {
    relations: ['takes_lock', 'takes_along', 'server'],
    functions: ['cat', 'count', '@split_part'],
    branches: ['AddColumn', 'AddParent'],
    columns: (name: string) => (name === 'server' ? ['major: Number'] : []),
    values: (name: string, column: number) =>
      name === 'takes_lock' && column === 2 ? ['AccessShare', 'Share'] : [],
  };
  expect(complete(':re', words)).toEqual([[':relations '], ':re']);
  expect(complete('?- takes_', words)).toEqual([['takes_lock(', 'takes_along('], 'takes_']);
  expect(complete('x = ca', words)).toEqual([['cat('], 'ca']);
  expect(complete('x = @sp', words)).toEqual([['@split_part('], '@sp']);
  expect(complete('p($AddC', words)).toEqual([['$AddColumn('], '$AddC']);
  expect(complete('server(', words)).toEqual([['server(major: Number)', ' '], '']);
  expect(complete(':show ta', words)).toEqual([['takes_lock', 'takes_along'], 'ta']);
  expect(complete('takes_lock(S, T, "Access', words)).toEqual([['"AccessShare"'], '"Access']);
  expect(complete('p(x), takes_lock(_, "a, (b)", "', words)).toEqual([['"AccessShare"', '"Share"'], '"']);
  expect(complete('takes_lock(S, "', words)).toEqual([[], '"']);
  expect(complete('', words)).toEqual([[], '']);
});

it('prints nothing of a prompt, and leaves no file, when nobody types', async () => {
  const { out } = await place.wesley(['rules', 'repl'], { stdin: '', env: { HOME: place.folder } });
  expect(out).toBe('');
  expect(() => readFileSync(join(place.folder, '.local/state/wesley/rules-history'))).toThrow();
});
