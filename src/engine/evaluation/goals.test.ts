import { expect, it } from 'vitest';
import { compile, FactSet, solve } from '../index.js';

const text = `
.decl edge(a: symbol, b: symbol)
.decl path(a: symbol, b: symbol)
path(a, b) :- edge(a, b).
path(a, c) :- path(a, b), edge(b, c).
.decl sink(a: symbol)
sink(a) :- edge(_, a), !leaves(a).
.decl leaves(a: symbol)
leaves(a) :- edge(a, _).
.decl reached(n: number)
reached(n) :- n = count : { path(_, _) }.
`;

it('derives what the goals need, through recursion, negation and aggregates, and nothing else', () => {
  const facts = new FactSet().add('edge', 'a', 'b').add('edge', 'b', 'c');
  const derived = (goals: string[]) => {
    const { program } = compile([{ file: 'g.dl', text }], { goals });
    if (program === undefined) throw new Error('does not compile');
    const solution = solve(program, facts);
    return ['path', 'sink', 'leaves', 'reached'].map((relation) => solution.rows(relation).length);
  };
  expect(derived(['sink'])).toEqual([0, 1, 2, 0]);
  expect(derived(['reached'])).toEqual([3, 0, 0, 1]);
  expect(derived(['path', 'sink'])).toEqual([3, 1, 2, 0]);
});
