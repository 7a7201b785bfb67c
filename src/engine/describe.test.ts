/** What a program says of itself. */
import { expect, it } from 'vitest';
import { compile, type Program, rulesAndReads, typesOf, vocabularyOf } from './index.js';

const sources = [
  {
    file: 'a.dl',
    text: `/// A name.
.type Name <: symbol
.type Op = Go { to: Name } | Stop {}
.decl edge(from: Name, to: Name)
.decl does(op: Op)
.decl far(from: Name, n: number)
edge("a", "b").
far(x, n) :- edge(x, y), !edge(y, x), edge(x, _), n = count : { edge(_, z), !does($Go(z)) }.
`,
  },
];
const { program } = compile(sources) as { program: Program };

it('knows what each rule reads, negated and in aggregates too', () => {
  expect(rulesAndReads(program).map(({ rule, reads }) => [rule.head, reads])).toEqual([
    ['edge', []],
    ['far', ['edge', 'does']],
  ]);
});

it('knows what types mean', () => {
  expect(typesOf([...sources, { file: 'b.dl', text: '.type (' }])).toMatchObject([
    { name: 'Name', doc: 'A name.', text: '.type Name <: symbol', span: { file: 'a.dl', line: 2 } },
    { name: 'Op', doc: '', text: '.type Op = Go { to: Name } | Stop {}' },
  ]);
});

it('knows the words that a rule may use', () => {
  const { relations, functions, branches } = vocabularyOf(program);
  expect(relations).toEqual(['does', 'edge', 'far']);
  expect(branches).toEqual(['Go', 'Stop']);
  expect(functions).toContain('cat');
  expect(functions).toContain('count');
  const prelude = { file: 'prelude.dl', text: '.functor lower(text: symbol): symbol' };
  const declaring = compile([prelude]).program;
  expect(declaring && vocabularyOf(declaring).functions).toContain('@lower');
});
