/** What docs/engine/language.md promises of numbers, texts, order and duplicates. */
import { describe, expect, it } from 'vitest';
import { compile, type EngineError, FactSet, open, solve } from '../index.js';
import { rows, run } from './run.test-helper.js';

describe('what is pinned', () => {
  const value = (expression: string, type = 'number'): string =>
    rows(`.decl p(x: ${type}) p(x) :- x = ${expression}.`, 'p').join(' ');

  it('ranges', () => {
    expect(value('range(0, 3)')).toBe('0 1 2');
    expect(value('range(3, 0)')).toBe('1 2 3');
    expect(value('range(0, 10, 4)')).toBe('0 4 8');
    expect(value('range(10, 0, -5)')).toBe('5 10');
    expect(value('range(0, 3, -1)')).toBe('');
    expect(value('range(2, 2)')).toBe('');
    expect(value('range(2, 5, 0)')).toBe('2');
    expect(value('range(-2, 1)')).toBe('-2 -1 0');
    const base = '.decl n(x: number) n(1). n(4). .decl p(x: number, y: number) .decl q(x: number)\n';
    expect(rows(`${base}p(x, y) :- n(x), y = range(0, x).`, 'p')).toEqual([
      '1, 0',
      '4, 0',
      '4, 1',
      '4, 2',
      '4, 3',
    ]);
    expect(rows(`${base}q(x) :- n(x), x = range(0, 4).`, 'q')).toEqual(['1']);
    expect(rows(`${base}q(x) :- n(x), range(0, 9, 3) = x + 2.`, 'q')).toEqual(['1', '4']);
    expect(rows(`${base}q(n) :- n = sum x : { n(y), x = range(0, y) }.`, 'q')).toEqual(['6']);
    expect(rows(`${base}q(x) :- n(x), 4 = range(0, 5).`, 'q')).toEqual(['1', '4']);
  });

  it('ranges whose ends are further apart than integers are exact', () => {
    const most = 9007199254740991;
    const far = `range(-${most}, ${most}, 4503599627370497)`;
    expect(value(far)).toBe('-9007199254740991 -4503599627370494 3 4503599627370500');
    expect(value(`range(${most}, -${most}, -${most})`)).toBe('0 9007199254740991');
    expect(value(`range(-${most}, ${most}, -1)`)).toBe('');
    expect(value(`range(-${most}, ${most}, 0)`)).toBe('-9007199254740991');
  });

  it('ranges follow edits, and have proofs', () => {
    const text = `.decl n(x: number) .decl p(x: number, y: number) .decl q(x: number) .decl k(c: number)
      p(x, y) :- n(x), y = range(0, x).
      q(y) :- p(_, y), y band 1 = 0.
      q(y) :- q(x), y = range(x, x + 3), y < 9.
      k(c) :- c = count : { n(x), _ = range(0, x) }.`;
    const { program } = compile([{ file: 'test.dl', text }]);
    if (program === undefined) throw new Error('does not compile');
    const session = open(program, new FactSet().add('n', 3));
    session.update({ insert: new FactSet().add('n', 2).add('n', 5) });
    session.update({ delete: new FactSet().add('n', 3) });
    const fresh = solve(program, new FactSet().add('n', 5).add('n', 2));
    for (const name of ['p', 'q', 'k']) expect(session.rows(name)).toEqual(fresh.rows(name));
    expect(fresh.rows('k')).toEqual([[7]]);
    const proof = fresh.why('p', [5, 3]);
    expect(proof?.kind === 'derived' && [...proof.bindings]).toEqual([
      ['x', 5],
      ['y', 3],
    ]);
  });

  it('bits', () => {
    expect(value('6 band 3')).toBe('2');
    expect(value('6 bor 3')).toBe('7');
    expect(value('6 bxor 3')).toBe('5');
    expect(value('bnot 6')).toBe('-7');
    expect(value('-1 band 4503599627370496')).toBe('4503599627370496');
    expect(value('1 bshl 40')).toBe('1099511627776');
    expect(value('-9 bshr 1')).toBe('-5');
    expect(value('1 bshl -1')).toBe('');
    expect([value('0 bshl 2000'), value('-1 bshr 2000'), value('7 bshr 2000')]).toEqual(['0', '-1', '0']);
    expect(value('1 + 2 band 4 bor 8 bshl 1')).toBe('16');
  });

  it('division and powers', () => {
    expect([value('7 / 2'), value('-7 / 2'), value('7 % -2'), value('-7 % 2')]).toEqual([
      '3',
      '-3',
      '1',
      '-1',
    ]);
    expect([value('7.0 / 2.0', 'float'), value('2.0 ^ -1.0', 'float')]).toEqual(['3.5', '0.5']);
    expect([value('1 / 0'), value('1 % 0'), value('0 ^ -1'), value('1.0 / 0.0', 'float')]).toEqual([
      '',
      '',
      '',
      '',
    ]);
    expect(value('-2 ^ 2')).toBe('-4');
  });

  it('conversions', () => {
    expect(value('to_number(2.9) + to_number("-7") + to_number(1)')).toBe('-4');
    expect(value('to_float(3) / to_float("2")', 'float')).toBe('1.5');
    expect([value('to_number("1.5")'), value('to_number("")'), value('to_float("x")', 'float')]).toEqual([
      '',
      '',
      '',
    ]);
    expect([
      value('to_number("9007199254740991")'),
      value('to_number("9007199254740992")'),
      value('to_number(" 1")'),
      value('to_number("0x10")'),
      value('to_number("007")'),
    ]).toEqual(['9007199254740991', '', '', '', '7']);
    expect(value('to_float(to_string(2.0 ^ 100.0))', 'float')).toBe('1.2676506002282294e+30');
    expect(value('to_float(to_string(1.0 / 10000000.0))', 'float')).toBe('1e-7');
    expect([value('to_float("1e999")', 'float'), value('to_float("NaN")', 'float')]).toEqual(['', '']);
    expect(value('to_string(1.5)', 'symbol')).toBe('"1.5"');
    expect(rows('.decl f(x: float) f(1). f(2.5). .decl p(x: float) p(x * 2) :- f(x), x < 2.', 'p')).toEqual([
      '2',
    ]);
  });

  it('integers are exact, and an overflow names the rule', () => {
    expect(value('9007199254740990 + 1')).toBe('9007199254740991');
    expect(value('3 ^ 33')).toBe('5559060566555523');
    expect(value('9007199254740991 / -1')).toBe('-9007199254740991');
    expect(value('9007199254740991 % -2')).toBe('1');
    expect(value('bnot -9007199254740991')).toBe('9007199254740990');
    expect(value('9007199254740991 bor -9007199254740991')).toBe('-1');
    expect(value('-9007199254740991')).toBe('-9007199254740991');
    for (const expression of [
      '9007199254740991 + 1',
      '3037000500 * 3037000500',
      '2 ^ 53',
      '1 bshl 53',
      '-9007199254740991 - 1',
      '3 ^ 34',
      'bnot 9007199254740991',
      '9007199254740991 bxor -1',
    ]) {
      const text = `.decl p(x: number) p(1). .decl q(x: number)\nq(y) :- p(x), y = (${expression}) * x.`;
      try {
        run(text);
        expect.unreachable();
      } catch (error) {
        expect((error as EngineError).diagnostic).toMatchObject({
          code: 'dl/overflow',
          message: 'A computation failed, in a rule for `q` (test.dl:2).',
          span: { line: 2 },
        });
      }
    }
  });

  it('order is by value: numbers by size, texts by code unit', () => {
    const facts = new FactSet();
    for (const text of ['b', 'a', 'B', 'ä', 'aa', '\u{1f600}', '\uffff', '']) facts.add('s', text);
    for (const number of [10, 9, -1, 3_000_000_000, -3_000_000_000, 0]) facts.add('n', number);
    const text = `.decl s(x: symbol) .decl n(x: number) .decl first(x: symbol) .decl last(x: number) .decl before(x: symbol, y: symbol)
      first(x) :- s(x), !before(_, x). before(x, y) :- s(x), s(y), x < y. last(m) :- m = max x : n(x).`;
    expect(rows(text, 's', facts)).toEqual([
      '""',
      '"B"',
      '"a"',
      '"aa"',
      '"b"',
      '"ä"',
      '"\u{1f600}"',
      '"\uffff"',
    ]);
    expect(rows(text, 'n', facts)).toEqual(['-3000000000', '-1', '0', '9', '10', '3000000000']);
    expect(rows(text, 'first', facts)).toEqual(['""']);
    expect(rows(text, 'last', facts)).toEqual(['3000000000']);
  });

  it('the output does not depend on the order of facts, rules or names', () => {
    const rules = [
      'p(x, y) :- e(x, y), x < y.',
      'p(x, z) :- p(x, y), e(y, z).',
      'q(cat(x, y)) :- p(x, y), !e(y, x).',
    ];
    const decls = '.decl e(x: symbol, y: symbol) .decl p(x: symbol, y: symbol) .decl q(x: symbol)\n';
    const edges: [string, string][] = [
      ['c', 'a'],
      ['a', 'b'],
      ['b', 'c'],
      ['d', 'a'],
      ['a', 'd'],
    ];
    const all = edges.map((_, turn) => {
      const facts = new FactSet();
      for (const edge of [...edges.slice(turn), ...edges.slice(0, turn)]) facts.add('e', ...edge);
      const solution = run(decls + [...rules.slice(turn % 3), ...rules.slice(0, turn % 3)].join('\n'), facts);
      return ['e', 'p', 'q'].map((name) => solution.rows(name));
    });
    for (const other of all) expect(other).toEqual(all[0]);
    expect(all[0]?.[2]).toEqual([['aa'], ['ab'], ['bb'], ['bc'], ['bd']]);
  });

  it('a tuple that is found twice is there once', () => {
    expect(rows('.decl p(x: number) p(1). p(1). p(3 - 2). p(x) :- p(x).', 'p')).toEqual(['1']);
  });

  it('texts hold any character', () => {
    expect(run('.decl s(x: symbol) s("\\t\\n\\r\\\\\\"\\\'é\u{1f600}").').rows('s')).toEqual([
      ['\t\n\r\\"\'é\u{1f600}'],
    ]);
  });
});
