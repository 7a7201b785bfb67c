/** JUnit XML: one case per rule, file and finding; a file without findings is one passed case. */
import type { Diagnostic } from './diagnostic.js';
import { ruleIdOf } from './render-sarif.js';
import type { Report } from './report.js';

/** One case of a suite. */
export interface JunitCase {
  readonly classname: string;
  readonly name: string;
  readonly file: string;
  readonly line?: number;
  /** What went wrong; absent for a case that passed. */
  readonly problem?: {
    readonly kind: 'failure' | 'error' | 'skipped';
    readonly message: string;
    readonly type?: string;
    readonly text?: string;
  };
}

export interface JunitSuite {
  readonly name: string;
  readonly file?: string;
  readonly cases: readonly JunitCase[];
}

/** Text of the XML document. */
export function renderJunit(report: Report): string {
  const suites = report.inputs.map(({ path }): JunitSuite => {
    const cases = [
      ...report.findings.filter((finding) => (finding.span?.file ?? '') === path).map((one) => caseOf(one)),
      ...report.suppressed
        .filter(({ finding }) => (finding.span?.file ?? '') === path)
        .map(({ finding, reason }) => caseOf(finding, { kind: 'skipped', message: reason })),
    ];
    const passed = { classname: 'wesley', name: path, file: path };
    return { name: path, file: path, cases: cases.length === 0 ? [passed] : cases };
  });
  const elsewhere = report.findings.filter((f) => !report.inputs.some(({ path }) => path === f.span?.file));
  if (elsewhere.length > 0) suites.push({ name: 'wesley', cases: elsewhere.map((one) => caseOf(one)) });
  return renderJunitSuites(suites);
}

/** Text of the XML document of any suites. A name that a class has twice gets a number: GitLab keeps one case per name. */
export function renderJunitSuites(suites: readonly JunitSuite[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="wesley" ${countsOf(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.flatMap(({ name, file, cases }) => {
      const names = new Map<string, number>();
      return [
        `  <testsuite name="${xml(name)}" ${countsOf(cases)} file="${xml(file ?? name)}">`,
        ...cases.map((one) => renderCase(one, names)),
        '  </testsuite>',
      ];
    }),
    '</testsuites>',
    '',
  ].join('\n');
}

function countsOf(cases: readonly JunitCase[]): string {
  const count = (kind: string): number => cases.filter(({ problem }) => problem?.kind === kind).length;
  return `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
}

function renderCase({ classname, name, file, line, problem }: JunitCase, names: Map<string, number>): string {
  const key = `${classname} ${name}`;
  const times = (names.get(key) ?? 0) + 1;
  names.set(key, times);
  const unique = times === 1 ? name : `${name} #${times}`;
  const place = line === undefined ? '' : ` line="${line}"`;
  const start = `    <testcase classname="${xml(classname)}" name="${xml(unique)}" file="${xml(file)}"${place}`;
  if (problem === undefined) return `${start}/>`;
  const { kind, message, type, text } = problem;
  const attributes = `message="${xml(message)}"${type === undefined ? '' : ` type="${xml(type)}"`}`;
  const inner =
    text === undefined ? `<${kind} ${attributes}/>` : `<${kind} ${attributes}>${xml(text)}</${kind}>`;
  return `${start}>${inner}</testcase>`;
}

function caseOf(finding: Diagnostic, problem: JunitCase['problem'] = failure(finding)): JunitCase {
  return {
    classname: ruleIdOf(finding.code),
    name: finding.subject ?? finding.message,
    file: finding.span?.file ?? '',
    ...(finding.span === undefined ? {} : { line: finding.span.line }),
    problem,
  };
}

function failure(finding: Diagnostic): JunitCase['problem'] {
  const text = [
    finding.span === undefined
      ? undefined
      : `${finding.span.file}:${finding.span.line}:${finding.span.column}`,
    ...(finding.why ?? []),
    finding.fix?.text,
    finding.fix?.code,
  ];
  return {
    kind: 'failure',
    message: finding.message,
    type: finding.severity,
    text: text.filter((part) => part !== undefined).join('\n'),
  };
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
