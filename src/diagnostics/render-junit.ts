/** JUnit XML: one case per rule, file and finding; a file without findings is one passed case. */
import type { Diagnostic } from './diagnostic.js';
import { ruleIdOf } from './render-sarif.js';
import type { Report } from './report.js';

/** Text of the XML document. */
export function renderJunit(report: Report): string {
  const suites = report.inputs.map(({ path }) => {
    const findings = report.findings.filter((finding) => (finding.span?.file ?? '') === path);
    const accepted = report.suppressed.filter(({ finding }) => (finding.span?.file ?? '') === path);
    const names = new Map<string, number>();
    const cases = [
      ...findings.map((finding) => testCase(finding, names, failure(finding))),
      ...accepted.map(({ finding, reason }) =>
        testCase(finding, names, `<skipped message="${xml(reason)}"/>`),
      ),
    ];
    if (cases.length === 0)
      cases.push(`    <testcase classname="wesley" name="${xml(path)}" file="${xml(path)}"/>`);
    return { path, failures: findings.length, skipped: accepted.length, cases };
  });
  const elsewhere = report.findings.filter((f) => !report.inputs.some(({ path }) => path === f.span?.file));
  if (elsewhere.length > 0) {
    const names = new Map<string, number>();
    const cases = elsewhere.map((finding) => testCase(finding, names, failure(finding)));
    suites.push({ path: 'wesley', failures: elsewhere.length, skipped: 0, cases });
  }
  const total = (pick: (suite: (typeof suites)[number]) => number): number =>
    suites.reduce((sum, suite) => sum + pick(suite), 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="wesley" tests="${total((s) => s.cases.length)}" failures="${total((s) => s.failures)}" errors="0" skipped="${total((s) => s.skipped)}">`,
    ...suites.flatMap((suite) => [
      `  <testsuite name="${xml(suite.path)}" tests="${suite.cases.length}" failures="${suite.failures}" errors="0" skipped="${suite.skipped}" file="${xml(suite.path)}">`,
      ...suite.cases,
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

/** GitLab keeps one case per class and name: a repeated one gets a number. */
function testCase(finding: Diagnostic, names: Map<string, number>, inner: string): string {
  const rule = ruleIdOf(finding.code);
  const base = `${finding.subject ?? finding.message}`;
  const times = (names.get(`${rule} ${base}`) ?? 0) + 1;
  names.set(`${rule} ${base}`, times);
  const name = times === 1 ? base : `${base} #${times}`;
  const line = finding.span === undefined ? '' : ` line="${finding.span.line}"`;
  return `    <testcase classname="${xml(rule)}" name="${xml(name)}" file="${xml(finding.span?.file ?? '')}"${line}>${inner}</testcase>`;
}

function failure(finding: Diagnostic): string {
  const text = [
    finding.span === undefined
      ? undefined
      : `${finding.span.file}:${finding.span.line}:${finding.span.column}`,
    ...(finding.why ?? []),
    finding.fix?.text,
    finding.fix?.code,
  ];
  return `<failure message="${xml(finding.message)}" type="${finding.severity}">${xml(text.filter((part) => part !== undefined).join('\n'))}</failure>`;
}

function xml(text: string): string {
  const legal = [...text].filter(
    (c) => c === '\t' || c === '\n' || c === '\r' || (c >= ' ' && c !== '\ufffe' && c !== '\uffff'),
  );
  return legal
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
