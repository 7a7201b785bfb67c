/** Goals: what their variables become, and where their mistakes are reported. */
import { describe, expect, it } from 'vitest';
import { compile, compileGoal, FactSet, missingDeclarations, type Program, solve, term } from './index.js';

const rules = [
  {
    file: 'rules.dl',
    text: `
.type Op = Add { name: symbol, weight: float } | Stop {}
.type Place = [x: number, y: number]
.decl edge(from: symbol, to: symbol)
.decl cost(node: symbol, price: number)
.decl does(node: symbol, op: Op)
.decl at(node: symbol, place: Place)
.decl most(times: number, node: symbol)
.decl path(from: symbol, to: symbol)
path(x, y) :- edge(x, y).
path(x, z) :- path(x, y), edge(y, z).
`,
  },
];
const { program } = compile(rules) as { program: Program };
const facts = new FactSet()
  .add('edge', 'a', 'b')
  .add('edge', 'b', 'c')
  .add('cost', 'a', 3)
  .add('cost', 'b', 4)
  .add('does', 'a', term('Add', 'x', 1.5))
  .add('at', 'a', term('', 1, 2))
  .add('most', 2, 'a');

function answers(text: string) {
  const { goal, diagnostics } = compileGoal(rules, program, text);
  if (goal === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    return errors.map(({ code, span }) => `${code} ${span?.start}-${span?.end}`);
  }
  const rows = solve(goal.program, facts).rows(goal.relation);
  return { columns: goal.columns.map((column) => `${column.name}: ${column.type}`), rows };
}

describe('a goal', () => {
  it('has a column per variable, in order of appearance', () => {
    expect(answers('path(X, Y), !edge(X, Y), cost(X, P)')).toEqual({
      columns: ['X: symbol', 'Y: symbol', 'P: number'],
      rows: [['a', 'c', 3]],
    });
  });

  it('may be the name of a relation', () => {
    expect(answers(' edge ')).toEqual({
      columns: ['from: symbol', 'to: symbol'],
      rows: [
        ['a', 'b'],
        ['b', 'c'],
      ],
    });
    expect(answers('most')).toMatchObject({ columns: ['times: number', 'node: symbol'] });
  });

  it('may be the name of a relation of an instance', () => {
    const text = '.comp C { .decl part(x: number) part(1). }\n.init one = C';
    const sources = [{ file: 'rules.dl', text }];
    const compiled = compile(sources) as { program: Program };
    const { goal } = compileGoal(sources, compiled.program, 'one.part');
    expect(goal?.text).toBe('one.part(x)');
    expect(goal && solve(goal.program, new FactSet()).rows(goal.relation)).toEqual([[1]]);
    const [error] = compileGoal(sources, compiled.program, 'one.pat').diagnostics;
    expect([error?.code, error?.fix?.code]).toEqual(['dl/unknown-relation', 'one.part']);
  });

  it('may be a truth value', () => {
    expect(answers('true')).toEqual({ columns: [], rows: [[1]] });
    expect(answers('false')).toEqual({ columns: [], rows: [] });
  });

  it('only holds, or does not, without variables', () => {
    expect(answers('?- path("a", "c").')).toEqual({ columns: [], rows: [[1]] });
    expect(answers('path("c", "a")')).toEqual({ columns: [], rows: [] });
  });

  it('finds types inside terms, in computations and in aggregates', () => {
    expect(answers('does(N, $Add(W, F)), at(N, [X, _]), S = cat(W, "!"), D = F * 2.0')).toEqual({
      columns: ['N: symbol', 'W: symbol', 'F: float', 'X: number', 'S: symbol', 'D: float'],
      rows: [['a', 'x', 1.5, 1, 'x!', 3]],
    });
    expect(answers('C = count : edge(_, _), M = max p : cost(_, p), O = $Stop()')).toEqual({
      columns: ['C: number', 'M: number', 'O: Op'],
      rows: [[2, 4, { tag: 'Stop', args: [] }]],
    });
  });

  it('leaves out what only one alternative binds, and names that start with _', () => {
    expect(answers('edge(X, _Y), (cost(X, 3) ; cost(X, P), P > 3)')).toEqual({
      columns: ['X: symbol'],
      rows: [['a'], ['b']],
    });
  });

  it.each([
    ['pth(X, Y)', ['dl/unknown-relation 0-3']],
    ['pth', ['dl/unknown-relation 0-3']],
    ['path(X, Y, Z)', ['dl/arity 0-4']],
    ['edge(X, _), cost(X, "a")', ['dl/type 20-23']],
    ['edge(X, Y), Z < Y', ['dl/unbound-variable 12-13']],
    ['edge(X, _), A = B', ['dl/unbound-variable 12-13']],
    ['edge(X', ['dl/syntax 6-6']],
    ['edge(X, _). path(a, b)', ['dl/syntax 12-22']],
    ['edge(X, _) :- path(X, _)', ['dl/syntax 11-13']],
    ['', ['dl/syntax 0-0']],
  ])('%j is refused at its place', (text, wanted) => {
    expect(answers(text)).toEqual(wanted);
  });

  it('that ends too early is told so, not of the stop that nobody wrote', () => {
    for (const text of ['edge(X, ', 'edge(X, _),']) {
      const [one, ...more] = compileGoal(rules, program, text).diagnostics;
      expect(one?.message).toMatch(/^Expected .*, but the goal ends here\.$/);
      expect(one?.fix).toEqual({ text: 'Write what is missing, or leave out what it would go on.' });
      expect(more).toEqual([]);
    }
  });

  it('is answered with a proof whose first premises are its literals', () => {
    const { goal } = compileGoal(rules, program, 'path("a", X), cost(X, P)');
    if (goal === undefined) throw new Error('the goal does not compile');
    const proof = solve(goal.program, facts).why(goal.relation, ['b', 4]);
    expect(proof).toMatchObject({
      premises: [
        { relation: 'path', tuple: ['a', 'b'] },
        { relation: 'cost', tuple: ['b', 4] },
      ],
    });
  });
});

it('declares what a clause derives and nobody declared', () => {
  const text =
    'big(N, P + 1) :- cost(N, P), P > 3. knows("a", [1, 2]). path(X, X) :- cost(X, _). big(N, N) :- x(N).';
  expect(missingDeclarations(text, program)).toEqual([
    '.decl big(N: symbol, c2: number)',
    '.decl knows(c1: symbol, c2: symbol)',
  ]);
  expect(missingDeclarations('.decl d(x: number)\nd(1).', program)).toEqual([]);
});

describe('compiling onto a program', () => {
  const more = {
    file: 'more.dl',
    text: '.decl back(x: symbol)\nback(x) :- path(x, x). path(x, y) :- edge(y, x).',
  };
  const told = (sources: { file: string; text: string }[], onto?: Program) => {
    const { program: made } = compile(sources, { goals: ['back'], ...(onto && { onto }) });
    if (made === undefined) return undefined;
    const solution = solve(made, facts);
    const heads = made.rules.map(({ index, head, text }) => [index, head, text]);
    return { heads, back: solution.rows('back'), why: solution.why('back', ['b']) };
  };

  it('gives what compiling everything gives', () => {
    const copies = rules.map((source) => ({ ...source }));
    const whole = told([...copies, more]);
    expect(whole?.back).toEqual([['b'], ['c']]);
    expect(told([...rules, more], program)).toEqual(whole);
  });

  it('compiles anew what is not the same any more', () => {
    const [first] = rules;
    const changed = [{ file: 'rules.dl', text: `${first?.text}`.replace('path(x, z) :-', 'path(z, x) :-') }];
    expect(told([...changed, more], program)).toEqual(told([...changed, more]));
    const broken = [{ file: 'rules.dl', text: `${first?.text}`.replace('.decl edge', '.decl ridge') }];
    expect(told([...broken, more], program)).toBeUndefined();
  });
});
