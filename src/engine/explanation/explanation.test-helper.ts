/** What tests of explanations share. */
import { expect } from 'vitest';
import { compile, FactSet, type Program, type Solution, solve } from '../index.js';

/** A solution of a program that must compile. */
export function run(text: string, facts = new FactSet()): Solution {
  return solve(programOf(text), facts);
}

/** A program that must compile. */
export function programOf(text: string): Program {
  const { program, diagnostics } = compile([{ file: 'test.dl', text }]);
  expect(diagnostics.filter((d) => d.severity === 'error')).toEqual([]);
  if (program === undefined) throw new Error('no program');
  return program;
}
