/** Explanations as text: exactly what a person reads. */
import { describe, expect, it } from 'vitest';
import { drawLines, FactSet, proofLines, renderProof, renderWhyNot, type WhyNotOptions } from '../index.js';
import { run } from './explanation.test-helper.js';

const doors = `.decl member(person: symbol, role: symbol)
.decl inherits(role: symbol, from: symbol)
.decl opens(role: symbol, door: symbol)
.decl banned(person: symbol, door: symbol)
.decl alarm(door: symbol)
.decl badge(person: symbol, strength: number)
.decl has(person: symbol, role: symbol)
has(p, r) :- member(p, r).
has(p, s) :- has(p, r), inherits(r, s).
.decl may_open(person: symbol, door: symbol)
may_open(p, d) :- has(p, r), opens(r, d), !banned(p, d), s = sum n : badge(p, n), s >= 2 * 3.
inherits("boss", "staff").
inherits("staff", "guest").
`;
const facts = new FactSet()
  .addFrom({ file: 'people.csv', line: 2 }, 'member', 'ada', 'boss')
  .add('member', 'bob', 'guest')
  .add('opens', 'guest', 'hall')
  .add('opens', 'boss', 'safe')
  .add('banned', 'bob', 'hall');
for (const strength of [1, 2, 3, 4, 5, 6, 7]) facts.add('badge', 'ada', strength);
facts.add('badge', 'bob', 7);
const solution = run(doors, facts);

function why(...tuple: string[]) {
  const proof = solution.why('may_open', tuple);
  if (proof === undefined) throw new Error('no proof');
  return proof;
}

function whyNot(pattern: readonly (string | undefined)[], options?: WhyNotOptions): string[] {
  return renderWhyNot(solution.whyNot('may_open', pattern, options)).split('\n');
}

describe('a proof', () => {
  it('is a tree with rules, sources, values and rows', () => {
    expect(renderProof(why('ada', 'hall')).split('\n')).toEqual([
      'may_open("ada", "hall")   test.dl:11',
      '├─ has("ada", "guest")   test.dl:9',
      '│  ├─ has("ada", "staff")   test.dl:9',
      '│  │  ├─ has("ada", "boss")   test.dl:8',
      '│  │  │  ╰─ member("ada", "boss")   fact, people.csv:2',
      '│  │  ╰─ inherits("boss", "staff")   fact, test.dl:12',
      '│  ╰─ inherits("staff", "guest")   fact, test.dl:13',
      '├─ opens("guest", "hall")   fact',
      '├─ no banned("ada", "hall")',
      '├─ 28 = sum n : { badge("ada", n) }   7 rows',
      '│  ├─ 7 of badge("ada", 7)   fact',
      '│  ├─ 6 of badge("ada", 6)   fact',
      '│  ├─ 5 of badge("ada", 5)   fact',
      '│  ├─ 4 of badge("ada", 4)   fact',
      '│  ├─ 3 of badge("ada", 3)   fact',
      '│  ╰─ and 2 more rows',
      '╰─ 28 >= (2 * 3)',
    ]);
  });

  it('is shown to a depth, in ASCII, with as many rows as wanted', () => {
    expect(renderProof(why('ada', 'hall'), { depth: 1, ascii: true }).split('\n')).toEqual([
      'may_open("ada", "hall")   test.dl:11',
      '+- has("ada", "guest")   test.dl:9, 2 premises not shown',
      '+- opens("guest", "hall")   fact',
      '+- no banned("ada", "hall")',
      '+- 28 = sum n : { badge("ada", n) }   7 rows',
      '`- 28 >= (2 * 3)',
    ]);
    expect(renderProof(why('ada', 'safe'), { rows: 1 }).split('\n').slice(5)).toEqual([
      '├─ 28 = sum n : { badge("ada", n) }   7 rows',
      '│  ├─ 7 of badge("ada", 7)   fact',
      '│  ╰─ and 6 more rows',
      '╰─ 28 >= (2 * 3)',
    ]);
  });

  it('shows a subtree once', () => {
    const twice = run(
      `.decl e(a: symbol) .decl d(a: symbol) .decl two(a: symbol) .decl n(k: number)
d(a) :- e(a).
two(a) :- d(a), d(a), e(a).
n(k) :- k = count : { d(x), two(x) }.`,
      new FactSet().add('e', 'x'),
    );
    const text = (relation: string, value: string | number): string[] => {
      const proof = twice.why(relation, [value]);
      return proof === undefined ? [] : renderProof(proof).split('\n');
    };
    expect(text('two', 'x')).toEqual([
      'two("x")   test.dl:3',
      '├─ d("x")   test.dl:2',
      '│  ╰─ e("x")   fact',
      '├─ d("x")   as above',
      '╰─ e("x")   fact',
    ]);
    expect(text('n', 1)).toEqual([
      'n(1)   test.dl:4',
      '╰─ 1 = count : { d(x), two(x) }   1 row',
      '   ╰─ d("x"), two("x")',
      '      ├─ d("x")   test.dl:2',
      '      │  ╰─ e("x")   fact',
      '      ╰─ two("x")   test.dl:3',
      '         ├─ d("x")   as above',
      '         ├─ d("x")   as above',
      '         ╰─ e("x")   fact',
    ]);
  });

  it('has a bounded size, however deep or wide it is', () => {
    const facts = new FactSet();
    for (let i = 0; i < 20_000; i++) facts.add('next', i, i + 1);
    const chain = run(
      '.decl next(a: number, b: number) .decl at(a: number) at(0). at(b) :- at(a), next(a, b). .decl sum_of(n: number) sum_of(n) :- n = sum a : at(a).',
      facts,
    );
    const deep = chain.why('at', [20_000]);
    const wide = chain.why('sum_of', [200_010_000]);
    if (deep === undefined || wide === undefined) throw new Error('no proof');
    expect(renderProof(deep).split('\n')).toHaveLength(9);
    const lines = proofLines(deep, { depth: Number.POSITIVE_INFINITY });
    expect(lines).toHaveLength(1001);
    expect(lines.at(-1)).toEqual({ depth: 0, text: 'only the first 1000 lines are shown' });
    expect(renderProof(deep, { lines: 2 }).split('\n')).toEqual([
      'at(20000)   test.dl:1',
      '╰─ at(19999)   test.dl:1',
      'only the first 2 lines are shown',
    ]);
    expect(renderProof(wide, { depth: 1, rows: 2 }).split('\n')).toEqual([
      'sum_of(200010000)   test.dl:1',
      '╰─ 200010000 = sum a : { at(a) }   20001 rows',
    ]);
    expect(renderProof(wide, { depth: 2, rows: 2 }).split('\n').slice(2)).toEqual([
      '   ├─ 20000 of at(20000)   test.dl:1, 2 premises not shown',
      '   ├─ 19999 of at(19999)   test.dl:1, 2 premises not shown',
      '   ╰─ and 19999 more rows',
    ]);
    expect(renderWhyNot(chain.whyNot('at', [30_000]), { lines: 1 }).split('\n')).toEqual([
      'no at(30000)',
      'only the first 1 line is shown',
    ]);
  });

  it('may be drawn by others, line by line', () => {
    expect(
      drawLines([
        { depth: 0, text: 'a' },
        { depth: 1, text: 'b', note: 'c' },
      ]),
    ).toBe('a\n╰─ b   c');
  });
});

describe('an absence', () => {
  it('names the tuple in the way, with its source', () => {
    expect(whyNot(['bob', 'hall'])).toEqual([
      'no may_open("bob", "hall")',
      '├─ near it: may_open("ada", "hall")',
      '╰─ may_open(p, d) :- has(p, r), opens(r, d), !banned(p, d), s = sum n : badge(p, n), s >= 2 * 3.   test.dl:11, 4 of 5 hold',
      '   ├─ with p = "bob", d = "hall", r = "guest"',
      '   ╰─ fails: !banned(p, d)',
      '      ╰─ banned("bob", "hall") holds   fact',
    ]);
  });

  it('follows what is missing to the facts, and shows a slip', () => {
    expect(whyNot(['bobb', 'safe'])).toEqual([
      'no may_open("bobb", "safe")',
      '├─ near it: may_open("ada", "safe")',
      '╰─ may_open(p, d) :- has(p, r), opens(r, d), !banned(p, d), s = sum n : badge(p, n), s >= 2 * 3.   test.dl:11, 3 of 5 hold',
      '   ├─ with p = "bobb", d = "safe"',
      '   ╰─ fails: has(p, r)',
      '      ╰─ no has("bobb", _)',
      '         ├─ near it: has("bob", "guest")',
      '         ├─ has(p, r) :- member(p, r).   test.dl:8, 0 of 1 hold',
      '         │  ├─ with p = "bobb"',
      '         │  ╰─ fails: member(p, r)',
      '         │     ├─ No tuple fits member("bobb", _)',
      '         │     ├─ near it: member("bob", "guest")',
      '         │     ╰─ it would hold with the fact member("bobb", "guest")',
      '         ╰─ 1 more rule came less near',
    ]);
    expect(whyNot(['bobb', 'safe'], { depth: 0 }).slice(-4)).toEqual([
      '   ├─ with p = "bobb", d = "safe"',
      '   ╰─ fails: has(p, r)',
      '      ├─ No tuple fits has("bobb", _)',
      '      ╰─ near it: has("bob", "guest")',
    ]);
  });

  it('says when the question is wrong, and when only a fact could answer it', () => {
    expect(whyNot(['ada', undefined])).toEqual([
      'may_open("ada", _) does hold: may_open("ada", "hall"), may_open("ada", "safe")',
    ]);
    expect(whyNot(['ada', 'hall'])).toEqual(['may_open("ada", "hall") does hold']);
    expect(renderWhyNot(solution.whyNot('opens', ['bos', 'safe']))).toBe(
      'no opens("bos", "safe")\n├─ no rule derives opens, and no such fact is given\n╰─ near it: opens("boss", "safe")',
    );
    expect(renderWhyNot(solution.whyNot('alarm', ['hall']))).toBe(
      'no alarm("hall")\n╰─ no fact is given of alarm',
    );
  });
});
