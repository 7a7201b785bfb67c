/** Names of the input stand in messages, and a terminal does not obey them. */
import { expect, it } from 'vitest';
import { type Diagnostic, makeStyle, renderText } from './index.js';

it('every text of a finding is shown with a sign for each control character', () => {
  const odd = 'a\u001b[31m\u0007\u202eb';
  const fix = { text: `drop ${odd}`, code: `DROP ${odd};\nSELECT 1;` };
  const finding: Diagnostic = { code: 'a/b', severity: 'error', message: odd, why: [odd], fix };
  const report = {
    version: '0',
    findings: Array(5).fill(finding),
    suppressed: [],
    inputs: [],
    rules: [],
    basis: [],
  };
  const drawn = renderText(report, makeStyle());
  expect(drawn).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  expect(drawn).toContain('DROP a\ufffd[31m\ufffd\ufffdb;\n');
});
