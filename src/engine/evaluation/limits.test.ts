/** No rule set can hang or exhaust a run: each limit ends it and names the rule. */
import { describe, expect, it } from 'vitest';
import { compile, EngineError, FactSet, type Limits, solve } from '../index.js';

/** What ends a run: the same for closures and for generated code. */
function stop(text: string, limits: Partial<Limits>, facts = new FactSet()): EngineError['diagnostic'] {
  const { program, diagnostics } = compile([{ file: 'rules.dl', text }]);
  expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  const stopped = (code: 'closures' | 'generated'): EngineError['diagnostic'] => {
    try {
      solve(program!, facts, { limits, code });
    } catch (error) {
      expect(error).toBeInstanceOf(EngineError);
      return (error as EngineError).diagnostic;
    }
    return expect.unreachable();
  };
  const found = stopped('closures');
  expect(stopped('generated')).toEqual(found);
  return found;
}

const counting = '.decl n(x: number)\nn(0).\nn(x + 1) :- n(x).';

describe('limits', () => {
  it('of tuples', () => {
    const found = stop(counting, { tuples: 1000 });
    expect(found).toMatchObject({ code: 'dl/limit-tuples', span: { file: 'rules.dl', line: 3 } });
    expect(found.message).toBe('The rules derived more than 1000 tuples, in a rule for `n` (rules.dl:3).');
  });

  it('of rounds', () => {
    expect(stop(counting, { rounds: 50 }).code).toBe('dl/limit-rounds');
  });

  it('of time, also where nothing is derived', () => {
    const facts = new FactSet();
    for (let i = 0; i < 3000; i++) facts.add('a', i);
    const text = '.decl a(x: number) .decl b(x: number) b(x) :- a(x), a(y), a(z), x + y + z < 0.';
    const before = performance.now();
    expect(stop(text, { milliseconds: 50 }, facts).code).toBe('dl/limit-time');
    expect(performance.now() - before).toBeLessThan(2000);
  });

  it('of time, in one join without an end and without a result', () => {
    const facts = new FactSet();
    for (let i = 0; i < 3000; i++) facts.add('a', i & 1, i);
    const text = `.decl a(k: number, x: number) .decl b(x: number)
      b(x) :- a(k, x), a(k, y), x < y, a(k, z), y < z, z < x.`;
    const before = performance.now();
    const found = stop(text, { milliseconds: 50 }, facts);
    expect(found).toMatchObject({ code: 'dl/limit-time', span: { line: 2 } });
    expect(performance.now() - before).toBeLessThan(4000);
  });

  it.each([
    ['an aggregate', 'b(x) :- x = count : { a(y), a(z), a(w), y + z + w < 0 }.'],
    ['a range', 'b(x) :- x = range(0, 9007199254740991), x < 0.'],
    [
      'texts that nobody keeps',
      'b(x) :- a(x), a(y), a(z), strlen(cat(to_string(x), to_string(y), to_string(z))) < 0.',
    ],
  ])('of time, inside %s', (_, rule) => {
    const facts = new FactSet();
    for (let i = 0; i < 3000; i++) facts.add('a', i);
    const found = stop(`.decl a(x: number) .decl b(x: number)\n${rule}`, { milliseconds: 50 }, facts);
    expect(found).toMatchObject({ code: 'dl/limit-time', span: { file: 'rules.dl', line: 2 } });
  });

  it('of memory, for texts that grow inside one row', () => {
    const steps = Array.from({ length: 40 }, (_, i) => `x${i + 1} = cat(x${i}, x${i})`).join(', ');
    const text = `.decl s(x: symbol) .decl t(x: number)\ns("ab").\nt(1) :- s(x0), ${steps}, x40 != "a".`;
    expect(stop(text, { memory: 2 ** 22 })).toMatchObject({ code: 'dl/limit-memory', span: { line: 3 } });
  });

  it('of memory, for rows and for texts', () => {
    const pairs =
      '.decl a(x: number) .decl b(x: number, y: number, z: number)\nb(x, y, z) :- a(x), a(y), a(z).';
    const facts = new FactSet();
    for (let i = 0; i < 300; i++) facts.add('a', i);
    const found = stop(pairs, { memory: 4 * 2 ** 20 }, facts);
    expect(found).toMatchObject({ code: 'dl/limit-memory', span: { file: 'rules.dl', line: 2 } });
    expect(found.message).toBe(
      'The facts and what was derived took more than 4 MiB, in a rule for `b` (rules.dl:2).',
    );
    const texts = '.decl s(x: symbol)\ns("ab").\ns(cat(x, x)) :- s(x).';
    expect(stop(texts, { memory: 2 ** 26 })).toMatchObject({ code: 'dl/limit-memory', span: { line: 3 } });
  });

  it('of memory, also while facts are loaded', () => {
    const facts = new FactSet();
    for (let i = 0; i < 2000; i++) facts.add('a', `${'long '.repeat(100)}${i}`);
    const found = stop('.decl a(x: symbol)', { memory: 2 ** 20 }, facts);
    expect(found).toMatchObject({ code: 'dl/limit-memory' });
    expect(found.message).toBe('The facts and what was derived took more than 1 MiB.');
    expect(stop('.decl a(x: symbol)', { memory: 200 * 2 ** 10 }, facts).message).toBe(
      'The facts and what was derived took more than 200 KiB.',
    );
  });

  it('of terms', () => {
    const text = '.type N = Zero {} | Next { n: N } .decl n(x: N) n($Zero()). n($Next(x)) :- n(x).';
    expect(stop(text, {}).code).toBe('dl/limit-term-depth');
  });

  it('of exact integers', () => {
    const found = stop('.decl n(x: number) n(9007199254740991). n(x * 2) :- n(x).', {});
    expect(found).toMatchObject({
      code: 'dl/overflow',
      why: ['an integer left the range that is exact (2^53).'],
    });
    expect(
      stop('.decl n(x: number) .decl s(x: number) n(9007199254740991). n(1). s(t) :- t = sum x : n(x).', {})
        .code,
    ).toBe('dl/overflow');
  });

  it('of patterns that come from facts', () => {
    const facts = new FactSet().add('p', '(');
    expect(stop('.decl p(x: symbol) .decl q(x: symbol) q(x) :- p(x), match(x, "a").', {}, facts).code).toBe(
      'dl/bad-pattern',
    );
  });

  it('of nesting in the text', () => {
    const deep = `.decl p(x: number) p(${'('.repeat(50_000)}1${')'.repeat(50_000)}). p(2).`;
    const { diagnostics, program } = compile([{ file: 'a.dl', text: deep }]);
    expect(program).toBeUndefined();
    expect(diagnostics[0]!.code).toBe('dl/too-deep');
    const long = `.decl p(x: number) p(${Array.from({ length: 50_000 }, () => '1').join('+')}).`;
    expect(compile([{ file: 'a.dl', text: long }]).diagnostics[0]?.code).toBe('dl/too-deep');
  });
});

describe('functions on texts', () => {
  const functors = `.functor replace(s: symbol, from: symbol, to: symbol): symbol
.functor quoted(s: symbol, mark: symbol): symbol
.functor split_part(s: symbol, separator: symbol, index: number): symbol
.decl given(s: symbol)
.decl made(n: number, s: symbol)
`;
  function made(text: string, facts: FactSet) {
    const { program } = compile([{ file: 'prelude.dl', text: functors + text }]);
    if (program === undefined) throw new Error('the program does not compile');
    return solve(program, facts).rows('made');
  }

  it.each(['@replace(s, "a", "bb")', '@quoted(s, "a")'])('end where a text gets too long: %s', (call) => {
    const facts = new FactSet().add('given', 'a'.repeat(2 ** 24 + 1));
    const message =
      'A text became too long, in a rule for `made` (prelude.dl:6).\n' +
      '16777217 occurrences cannot be replaced in a text of 16777217 characters.';
    let thrown: unknown;
    try {
      made(`made(1, ${call}) :- given(s).`, facts);
    } catch (error) {
      thrown = error;
    }
    if (!(thrown instanceof EngineError)) throw thrown;
    const { code, message: what, why } = thrown.diagnostic;
    expect([code, [what, ...(why ?? [])].join('\n')]).toEqual(['dl/limit-memory', message]);
  });

  it('give what JavaScript gives', () => {
    const texts = ['', 'a', 'a,b,,c', ',', 'aaa', '$&a'];
    const facts = new FactSet();
    for (const one of texts) facts.add('given', one);
    const parts = made('made(n, @split_part(s, p, n)) :- given(s), given(p), n = range(0, 6).', facts);
    const expected = texts.flatMap((one) =>
      texts.flatMap((separator) => one.split(separator).map((part, i) => [i + 1, part])),
    );
    expect(new Set(parts.map((row) => JSON.stringify(row)))).toEqual(
      new Set(expected.filter(([n]) => Number(n) < 6).map((row) => JSON.stringify(row))),
    );
    const replaced = made('made(0, @replace(s, p, t)) :- given(s), given(p), given(t).', facts);
    const all = texts.flatMap((one) =>
      texts.flatMap((from) => texts.map((to) => (from === '' ? one : one.split(from).join(to)))),
    );
    expect(new Set(replaced.map(([, one]) => one))).toEqual(new Set(all));
    expect(made('made(0, @quoted(s, "a")) :- given(s), s != "".', facts).map(([, one]) => one)).toContain(
      'aaaaaaaa',
    );
  });
});
