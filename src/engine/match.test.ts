/** The matcher says what JavaScript's own says, on patterns of the subset, and takes linear time where that does not. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, matches, PatternError } from './match.js';

const { pattern } = fc.letrec<{ pattern: string; single: string }>((tie) => ({
  single: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '[a-c_-]', '\\d', '\\w', '\\.', '\\W', '[\\d.]'),
    tie('pattern').map((inner) => `(${inner})`),
  ),
  pattern: fc
    .array(fc.tuple(tie('single'), fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,}')), {
      maxLength: 4,
    })
    .chain((parts) =>
      fc.constantFrom('', '|').map((joint) => parts.map((part) => part.join('')).join(joint)),
    ),
}));

describe('match', () => {
  it('agrees with RegExp on the whole text', () => {
    fc.assert(
      fc.property(
        pattern,
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '.', '_', '-'), maxLength: 6 }), {
          maxLength: 8,
        }),
        (source, texts) => {
          // Repeats inside repeats take RegExp more time than there is: it is asked where it answers.
          fc.pre((source.match(/[*+?{]/g) ?? []).length <= 4);
          for (const text of texts)
            expect([source, text, matches(source, text)]).toEqual([
              source,
              text,
              new RegExp(`^(?:${source})$`).test(text),
            ]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('ends where backtracking would not in the age of the universe', () => {
    expect(matches('(a*)*(a|aa)+b', 'a'.repeat(5000))).toBe(false);
  });

  it('takes a step per character where it was before', () => {
    const text = 'ab'.repeat(1_000_000);
    expect(matches('(a|b|ab|ba)*', text)).toBe(true);
    expect(matches('.*(.{0,500})x', text)).toBe(false);
  });

  it('gives up where there is no end in sight', () => {
    const pattern = '[ab]*a[ab]{1000}x';
    let dice = 1;
    const text = Array.from({ length: 100_000 }, () => {
      dice = (dice * 48_271) % 2_147_483_647;
      return dice % 3 === 0 ? 'a' : 'b';
    }).join('');
    expect(() => matches(pattern, text)).toThrow('the pattern takes too many steps on a text');
    expect(matches(pattern, 'abx')).toBe(false);
  });

  it.each([
    ['too long', 'a'.repeat(10_001), 'longer than 10000 characters'],
    ['full of `?`', `a${'?'.repeat(5000)}`, 'lazy'],
    ['full of `+`', `a${'+'.repeat(5000)}`, '`+` repeats nothing'],
    ['full of `(`', '('.repeat(5000), 'nested too deeply'],
  ])('refuses what is %s', (_, source, reason) => {
    expect(() => compilePattern(source)).toThrow(reason);
  });

  it.each([
    ['(', 'never closed'],
    ['a)', 'closes nothing'],
    ['[a', 'never closed'],
    ['*a', 'repeats nothing'],
    ['a*?', 'lazy'],
    ['(?=a)', 'look-around'],
    ['(a)\\1', '`\\1` is not taken: what a group matched is not kept'],
    ['a{2', 'count'],
    ['a^', 'only at the start'],
    ['[b-a]', 'range'],
    ['(((a{99}){99}){99})', 'too large'],
    ['((((){9999}){9999}){9999}){9999}', 'too large'],
    ['a++', '`+` repeats nothing'],
    ['a{2}{3}', '`{` repeats nothing'],
    ['\\x41', '`\\x` is not taken'],
    ['[\\b]', '`\\b` is not taken'],
    ['a\\b', '`\\b` is not taken: write what may stand there, as in `[^a-z]`'],
    ['a\\Z', '`\\Z` is not taken: `^` is the start, and `$` the end'],
    ['[[:alpha:]]+', '`[:alpha:]` is not taken: write its characters, as in `[a-zA-Z]`'],
    ['[0-9[:^space:]_]', '`[:^space:]` is not taken'],
  ])('refuses %s', (source, reason) => {
    expect(() => compilePattern(source)).toThrow(PatternError);
    expect(() => compilePattern(source)).toThrow(reason);
  });
});
