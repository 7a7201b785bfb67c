/** Values with signs that a terminal would obey, and very long ones: how they are spelled, read again, and shown. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, FactSet, renderProof, renderWhyNot, type Solution, showValue, solve } from './index.js';

const seed = Number(process.env.ENGINE_SEED ?? Date.now() & 0x7fffffff);

function solved(text: string, facts = new FactSet()): Solution {
  const { program, diagnostics } = compile([{ file: 'test.dl', text }]);
  if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return solve(program, facts);
}

describe('a text', () => {
  it('is spelled without signs that a terminal obeys', () => {
    expect(showValue('a\u001b[31m\u202eb\u007f\u0085\b\n"\\')).toBe(
      String.raw`"a\u001b[31m\u202eb\u007f\u0085\u0008\n\"\\"`,
    );
    expect(showValue('grün 漢字 😀')).toBe('"grün 漢字 😀"');
    expect(showValue('\ud800')).toBe(String.raw`"\ud800"`);
  });

  it(`is read again as it was (seed ${seed})`, () => {
    const unit = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(unit, (text) => {
        const rows = solved(`.decl p(x: symbol)\np(${showValue(text)}).`).rows('p');
        expect(rows).toEqual([[text]]);
      }),
      { seed, numRuns: 200 },
    );
  });

  it(String.raw`has \u for a code of four digits and nothing else`, () => {
    const rows = solved(String.raw`.decl p(x: symbol) p("\u0041\u00e9\u12g4\u12").`).rows('p');
    expect(rows).toEqual([[String.raw`Aé\u12g4\u12`]]);
  });
});

describe('a line', () => {
  const long = 'x'.repeat(100_000);

  it('cuts the text of a value that is very long', () => {
    const facts = new FactSet().add('p', long, 'b').add('p', `${'\n'.repeat(300)}`, 'c');
    const solution = solved('.decl p(x: symbol, y: symbol) .decl q(y: symbol) q(y) :- p(_, y).', facts);
    const start = 'x'.repeat(80);
    expect(renderProof(solution.why('q', ['b'])!)).toBe(
      `q("b")   test.dl:1\n╰─ p("${start}..." (99920 more characters), "b")   fact`,
    );
    expect(renderProof(solution.why('q', ['c'])!)).toBe(
      `q("c")   test.dl:1\n╰─ p("${'\\n'.repeat(40)}..." (520 more characters), "c")   fact`,
    );
    expect(renderWhyNot(solution.whyNot('q', [long])).length).toBeLessThan(1000);
  });

  it('shows names of files without what a terminal obeys', () => {
    const facts = new FactSet().addFrom({ file: 'a\u001b[2J\u202e.csv', line: 2 }, 'p', 'a');
    const solution = solved('.decl p(x: symbol)', facts);
    expect(renderProof(solution.why('p', ['a'])!)).toBe('p("a")   fact, a\ufffd[2J\ufffd.csv:2');
  });

  it('of an error has no text at its full length either', () => {
    expect(() => solved('.decl p(x: number)', new FactSet().add('p', long))).toThrow(
      `The fact \`p("${'x'.repeat(80)}..." (99920 more characters))\` does not fit its column \`x\`: number is an integer.`,
    );
  });
});
