/** Joins on several columns of relations so large that not each set of columns gets an index of its own. */
import { expect, it } from 'vitest';
import { compile, FactSet, solve } from '../index.js';

const { program } = compile([
  {
    file: 'large.dl',
    text: `.decl wanted(table: symbol, column: symbol)
.decl column(table: symbol, column: symbol, type: symbol, place: number)
.decl found(table: symbol, place: number)
.decl loose(table: symbol, column: symbol)
found(T, N) :- wanted(T, C), column(T, C, "text", N).
loose(T, C) :- wanted(T, C), !column(T, C, _, _).`,
  },
]);

it.each([
  ['few rows to a key', 10],
  ['one key with many rows', 5000],
])('joins on two columns of many rows: %s', (_, width) => {
  const facts = new FactSet();
  const expected: [string, number][] = [];
  for (let i = 0; i < 6000; i++) {
    const t = i < 5000 ? Math.floor(i / width) : i;
    const text = i % 3 === 0;
    facts.add('column', `t${t}`, `c${i}`, text ? 'text' : 'bigint', i);
    if (i % 5 !== 0) continue;
    facts.add('wanted', `t${t}`, `c${i}`);
    facts.add('wanted', `t${t}`, `c${i + 1}0000`);
    if (text) expected.push([`t${t}`, i]);
  }
  if (program === undefined) throw new Error('the program has errors');
  const order = (a: [string, number], b: [string, number]): number =>
    a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1];
  for (const code of ['closures', 'generated', 'auto'] as const) {
    const solution = solve(program, facts, { code });
    expect(solution.rows('found')).toEqual(expected.sort(order));
    expect(solution.rows('loose')).toHaveLength(1200);
    const [first] = expected;
    expect(first && solution.why('found', first)?.kind).toBe('derived');
  }
});
