/** The shipped rules are clean: no lint says anything about them, and nothing in them is left over. */
import { expect, it } from 'vitest';
import { compile } from '../../src/engine/index.js';
import { readRuleFiles } from '../../src/ruleset/files.js';

it('no lint says anything about the shipped rules', () => {
  const { diagnostics } = compile(readRuleFiles([]), { lint: 'strict' });
  expect(
    diagnostics.map(({ code, message, span }) => `${span?.file}:${span?.line} ${code} ${message}`),
  ).toEqual([]);
});
