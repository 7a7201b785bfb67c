/** The shipped rules are clean: no lint says anything about them, and nothing in them is left over. */
import { expect, it } from 'vitest';
import { compile } from '../../src/engine/index.js';
import { readRuleFiles } from '../../src/ruleset/files.js';
import { misspelledNames } from '../../src/ruleset/names.js';

it('no lint says anything about the shipped rules', () => {
  const { program, diagnostics } = compile(readRuleFiles([]), { lint: 'strict' });
  const names = program === undefined ? [] : misspelledNames(program, () => true);
  expect(
    [...diagnostics, ...names].map(
      ({ code, message, span }) => `${span?.file}:${span?.line} ${code} ${message}`,
    ),
  ).toEqual([]);
});
