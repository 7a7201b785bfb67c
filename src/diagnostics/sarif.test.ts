import { expect, it } from 'vitest';
import { type Diagnostic, formats, type Report, SourceText } from './index.js';
import { sarifProblems } from './sarif.test-helper.js';

const source = new SourceText('sql/größe 1.sql', 'DROP TABLE a;\nDROP TABLE größe;\n');
const finding: Diagnostic = {
  code: 'rule/drop-table',
  severity: 'error',
  message: 'all data is lost',
  span: source.span(14, 30),
  related: [
    { label: 'another', span: source.span(0, 12) },
    { label: 'another', span: source.span(0, 12) },
  ],
  fix: { text: 'keep it', code: 'SELECT 1;' },
  fingerprint: 'ab12',
  proof: [
    { depth: 0, text: 'finding("drop-table", 2, "größe")' },
    { depth: 1, text: 'drops_table(2, "größe")', span: source.span(14, 30) },
  ],
};
const report: Report = {
  version: '0.1.0',
  findings: [finding, { code: 'sql/syntax', severity: 'error', message: 'no place', fingerprint: 'cd' }],
  suppressed: [{ finding: { ...finding, severity: 'note' }, by: 'config', reason: 'it is empty' }],
  inputs: [{ path: source.file, sha256: '00', text: source.text, statements: 2 }],
  basis: [],
  rules: [{ id: 'other', severity: 'warning', title: 'Other', doc: 'Other.', tags: ['lock'] }],
};

it('is what the standard demands', () => {
  expect(sarifProblems(formats.sarif(report))).toEqual([]);
  expect(sarifProblems(formats.sarif({ ...report, findings: [], suppressed: [], inputs: [] }))).toEqual([]);
});

it('has a standard that sees mistakes', () => {
  const log = formats.sarif(report);
  for (const [right, wrong] of [
    ['"startColumn": 1', '"startColumn": 0'],
    ['gr%C3', 'grö'],
    ['"accepted"', '"fine"'],
    ['"ruleIndex": 1', '"ruleIndex": 0'],
    ['"columnKind"', '"columnkind"'],
  ] as const) {
    expect(sarifProblems(log.replace(right, wrong)), right).not.toEqual([]);
  }
});
