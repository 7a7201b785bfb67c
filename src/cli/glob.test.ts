/** Patterns of files: what fits, and that none takes long. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matcher } from './glob.js';

const seed = Number(process.env.ENGINE_SEED ?? Date.now() & 0x7fffffff);

describe('a pattern', () => {
  it.each([
    ['*.sql', ['a.sql', '.sql'], ['a/b.sql', 'a.sqlx', 'sql']],
    ['**/*.sql', ['a.sql', 'a/b.sql', 'a/b/c.sql'], ['a/b.sq']],
    ['db/**', ['db/a', 'db/a/b.sql'], ['db', 'dba/a']],
    ['V?__*.sql', ['V1__a.sql'], ['V12__a.sql', 'V/__a.sql']],
    ['{up,down}/*.{sql,ddl}', ['up/a.sql', 'down/a.ddl'], ['side/a.sql', 'up/a.txt']],
    ['a{b,c{d,e}}f', ['abf', 'acdf', 'acef'], ['af', 'abcf']],
    ['a{b,c', ['ab', 'ac'], ['a{b,c']],
    ['a}b,c', ['a}b,c'], ['a']],
    ['a**b/c', ['a1/2b/c', 'ab/c'], ['a1/2/c']],
    ['x/**/y', ['x/y', 'x/1/y', 'x/1/2/y'], ['x1/y', 'x/1y']],
    ['[a].(b)+$', ['[a].(b)+$'], ['a.b']],
    ['?é*', ['😀éa', 'aé'], ['é']],
    ['', [''], ['a']],
  ])('%s', (pattern, fitting, others) => {
    const fits = matcher(pattern);
    expect([...fitting, ...others].filter(fits)).toEqual(fitting);
  });

  it('is read in time that grows with its length and that of the path', () => {
    const fits = matcher(`${'*a'.repeat(60)}b`);
    expect([fits('a'.repeat(2000)), fits(`${'a'.repeat(2000)}b`)]).toEqual([false, true]);
  });

  it('may not stand for very many', () => {
    expect(() => matcher('{a,b}'.repeat(20))).toThrow('stands for more than 1000 patterns');
  });

  it(`fits what a regular expression fits (seed ${seed})`, () => {
    const text = (letters: string[]) => fc.array(fc.constantFrom(...letters), { maxLength: 8 });
    fc.assert(
      fc.property(text(['a', 'b', '/', '*', '**', '**/', '?']), text(['a', 'b', '/']), (tokens, path) => {
        const source = tokens.join('').replace(/\*\*\/|\*\*|\*|\?/g, (one) => expressions[one] ?? one);
        const expected = new RegExp(`^${source}$`).test(path.join(''));
        expect(matcher(tokens.join(''))(path.join(''))).toBe(expected);
      }),
      { seed, numRuns: 2000 },
    );
  });
});

const expressions: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
};
