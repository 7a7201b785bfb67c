import { describe, expect, it } from 'vitest';
import { compile, EngineError, FactSet, open, type Program, solve, term, type Value } from './index.js';

const program = compiled(`
.type Op = Add { name: symbol } | Count { times: number }
.decl edge(from: symbol, to: symbol)
.decl size(node: symbol, bytes: number)
.decl op(op: Op)
.decl path(from: symbol, to: symbol)
path(A, B) :- edge(A, B).
path(A, C) :- path(A, B), edge(B, C).
.decl named(text: symbol)
named(cat("<", A, ">")) :- edge(A, _).
.decl added(name: symbol)
added(N) :- op($Add(N)).
`);

describe('a set of facts', () => {
  it('may be solved more than once, with facts that were added in between', () => {
    const facts = new FactSet().add('edge', 'a', 'b').add('edge', 'a', 'b').add('edge', 'b', 'c');
    const first = solve(program, facts);
    facts.add('edge', '<a>', 'd').add('edge', 'c', '<a>');
    const second = solve(program, facts);
    expect(first.rows('path')).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'c'],
    ]);
    expect(first.has('path', ['c', 'd'])).toBe(false);
    expect(first.rows('named')).toEqual([['<a>'], ['<b>']]);
    expect(second.rows('path')).toHaveLength(10);
    expect(second.rows('named')).toEqual([['<<a>>'], ['<a>'], ['<b>'], ['<c>']]);
    expect(all(facts)).toEqual([
      ['edge', 'a', 'b'],
      ['edge', 'a', 'b'],
      ['edge', 'b', 'c'],
      ['edge', '<a>', 'd'],
      ['edge', 'c', '<a>'],
    ]);
    expect(facts.size).toBe(5);
  });

  it('stays as it is while a session edits its own', () => {
    const facts = new FactSet();
    for (let i = 0; i < 5000; i++) facts.add('edge', `n${i}`, `m${i}`).add('size', `n${i}`, i - 7);
    const before = all(facts);
    const session = open(program, facts, { slack: 10 });
    const gone = new FactSet();
    for (let i = 0; i < 4900; i++) gone.add('edge', `n${i}`, `m${i}`);
    session.update({ delete: gone });
    session.update({ insert: new FactSet().add('edge', 'm4999', 'new').add('size', 'new', -1) });
    expect(session.rows('path')).toHaveLength(102);
    expect(all(facts)).toEqual(before);
    expect(solve(program, facts).rows('path')).toHaveLength(5000);
  });

  it('keeps every kind of value', () => {
    const facts = new FactSet()
      .add('size', 'least', -(2 ** 53 - 1))
      .add('size', 'zero', -0)
      .add('size', 'int', 2 ** 31)
      .add('size', 'most', 2 ** 53 - 1)
      .add('op', term('Add', 'x'))
      .add('op', term('Add', 'x'))
      .add('op', term('Count', -3));
    const solution = solve(program, facts);
    expect(solution.rows('size')).toEqual([
      ['int', 2 ** 31],
      ['least', -(2 ** 53 - 1)],
      ['most', 2 ** 53 - 1],
      ['zero', 0],
    ]);
    expect(solution.rows('op')).toEqual([[term('Add', 'x')], [term('Count', -3)]]);
    expect(solution.rows('added')).toEqual([['x']]);
    expect(solution.has('size', ['zero', 0])).toBe(true);
  });

  it.each<[string, readonly unknown[], string]>([
    ['size', ['a', 0.5], 'dl/fact-type'],
    ['size', ['a', Number.NaN], 'dl/fact-type'],
    ['size', ['a', 2 ** 53], 'dl/fact-type'],
    ['size', [1, 1], 'dl/fact-type'],
    ['size', ['a', undefined], 'dl/fact-type'],
    ['edge', ['a', null], 'dl/fact-type'],
    ['edge', ['a', BigInt(1)], 'dl/fact-type'],
    ['op', ['Add'], 'dl/fact-type'],
    ['op', [null], 'dl/fact-type'],
    ['op', [{}], 'dl/fact-type'],
    ['edge', ['a'], 'dl/fact-arity'],
    ['edge', ['a', 'b', 'c'], 'dl/fact-arity'],
    ['node', [], 'dl/unknown-relation'],
  ])('takes %s(%o), which does not fit, and leaves it to whoever reads it', (relation, values, code) => {
    const facts = new FactSet().add('edge', 'a', 'b').add(relation, ...(values as Value[]));
    let thrown: unknown;
    try {
      solve(program, facts);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(EngineError);
    expect((thrown as EngineError).diagnostic.code).toBe(code);
  });

  it('is read as a class on top of it says', () => {
    class Reversed extends FactSet {
      override forEach(visit: (relation: string, tuple: readonly Value[]) => void): void {
        super.forEach((relation, tuple) => {
          visit(relation, [...tuple].reverse());
        });
      }
    }
    expect(solve(program, new Reversed().add('edge', 'a', 'b')).rows('edge')).toEqual([['b', 'a']]);
  });
});

function compiled(text: string): Program {
  const { program, diagnostics } = compile([{ file: 'rules.dl', text }]);
  if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return program;
}

function all(facts: FactSet): (readonly Value[])[] {
  const list: (readonly Value[])[] = [];
  facts.forEach((relation, tuple) => {
    list.push([relation, ...tuple]);
  });
  return list;
}
