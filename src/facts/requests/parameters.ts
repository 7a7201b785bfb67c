/** What a configuration says to rules, as facts. */
import type { FactSink } from '../relation.js';

/** Values by name; a name may have several. */
export type Parameters = ReadonlyMap<string, readonly (string | number)[]>;

/** Adds each value as a text, and whole numbers as numbers too. A text that is a whole number counts as one. */
export function parameterFacts(parameters: Parameters, facts: FactSink): void {
  for (const [name, values] of parameters) {
    for (const value of values) {
      facts.add('parameter', name, String(value));
      const number = typeof value === 'number' ? value : wholeNumber(value);
      if (number !== undefined) facts.add('parameter_number', name, number);
    }
  }
}

function wholeNumber(text: string): number | undefined {
  const number = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}
