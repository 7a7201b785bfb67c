/** Runs a text with both evaluators. */
import { expect } from 'vitest';
import { compile, FactSet, type Solution, type SolveOptions, showFact, solve } from '../index.js';

/** The solution of a text that compiles. */
export function run(text: string, facts: FactSet = new FactSet(), options: SolveOptions = {}): Solution {
  const { program, diagnostics } = compile([{ file: 'test.dl', text }]);
  expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  return solve(program!, facts, options);
}

/** Rows of both evaluators, which must agree. */
export function rows(text: string, relation: string, facts?: FactSet): string[] {
  const fast = run(text, facts).rows(relation);
  const slow = run(text, facts, { evaluator: 'naive' }).rows(relation);
  expect(fast).toEqual(slow);
  return fast.map((tuple) => showFact('', tuple).slice(1, -1));
}
