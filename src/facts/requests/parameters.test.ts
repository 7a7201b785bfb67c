import { expect, it } from 'vitest';
import { parameterFacts } from './parameters.js';

it('says numbers as text and as numbers, lists as several values', () => {
  const facts: (string | number)[][] = [];
  const given = new Map<string, (string | number)[]>([
    ['limit', [5]],
    ['hour', ['3']],
    ['schemas', ['a', 'b']],
  ]);
  parameterFacts(given, { add: (...fact: (string | number)[]) => facts.push(fact) });
  expect(facts).toEqual([
    ['parameter', 'limit', '5'],
    ['parameter_number', 'limit', 5],
    ['parameter', 'hour', '3'],
    ['parameter_number', 'hour', 3],
    ['parameter', 'schemas', 'a'],
    ['parameter', 'schemas', 'b'],
  ]);
});
