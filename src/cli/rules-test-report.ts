/** Results of rule tests: as text with code frames and proofs, as JSON, as JUnit XML. */
import {
  type Diagnostic,
  type JunitSuite,
  jsonDiagnostic,
  plural,
  renderDiagnostic,
  renderJunitSuites,
  Sources,
  type Style,
  wrap,
} from '../diagnostics/index.js';
import { countCoverage, type RuleTestReport, type TestResult } from '../index.js';
import { lineDiff } from './line-diff.js';
import { treeLines } from './proof-view.js';

/** Failures in full, and one line that sums up. */
export function reportText(report: RuleTestReport, style: Style): string {
  const sources = new Sources(report.sources);
  const failed = report.results.filter(({ status }) => status !== 'passed');
  const blocks = failed.flatMap((result) => blockOf(result, sources, style));
  const warnings = report.warnings.map((one) => renderDiagnostic(one, sources, style));
  return `${[...warnings, ...blocks, summary(report, style)].join('\n\n')}\n`;
}

function blockOf(result: TestResult, sources: Sources, style: Style): string[] {
  const { status, problems, span, test } = result;
  const label = style.red(status === 'broken' ? 'BROKEN' : 'FAIL');
  const about = result.rule ?? '';
  const where = `${span.file}:${span.line}`;
  const head = [
    label,
    about === '' ? undefined : style.bold(about),
    where,
    test === undefined ? undefined : `"${test}"`,
  ];
  const got =
    status === 'broken'
      ? []
      : [`      expected  ${listed(result.expected)}`, `      got       ${listed(result.got)}`];
  const parts = problems.map((problem) => problemText(problem, result, sources, style));
  return [[[head.filter((part) => part !== undefined).join('  '), ...got].join('\n'), ...parts].join('\n\n')];
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

/** Levels of the proof of a rule that is not the one that is tried, in an example. */
const levelsOfOthers = 2;

function problemText(
  problem: Diagnostic,
  { kind, rule }: TestResult,
  sources: Sources,
  style: Style,
): string {
  const frame = renderDiagnostic(problem, sources, style);
  const { proof = [] } = problem;
  if (proof.length === 0) return frame;
  const title = problem.code === 'test/missing' ? 'Why not' : 'Why';
  const isOther = kind === 'example' && problem.subject !== rule;
  const told = isOther ? proof.filter(({ depth }) => depth <= levelsOfOthers) : proof;
  const rest = proof.length - told.length;
  return [
    frame,
    '',
    style.bold(`  ${title}`),
    ...treeLines(told, sources, style),
    ...(rest > 0 ? [style.dim(`  ${style.sign.dots} ${plural(rest, 'line')} below these (--json)`)] : []),
  ].join('\n');
}

/** `2 examples and 5 expectations of 1 rule: all hold` */
function summary({ results, rules, untested }: RuleTestReport, style: Style): string {
  const count = (kinds: readonly TestResult['kind'][]): number =>
    results.filter(({ kind }) => kinds.includes(kind)).length;
  const examples = count(['example']);
  const claims = count(['statement', 'facts']);
  const counted = [
    ...(examples > 0 ? [plural(examples, 'example')] : []),
    ...(claims > 0 ? [plural(claims, 'expectation')] : []),
  ];
  const what = counted.length === 0 ? 'no test' : counted.join(' and ');
  const of = rules.length === 0 ? '' : ` of ${plural(rules.length, 'rule')}`;
  const failed = results.filter(({ status }) => status === 'failed').length;
  const broken = results.filter(({ status }) => status === 'broken').length;
  const verdicts = [
    ...(failed > 0 ? [failed === 1 ? '1 does not hold' : `${failed} do not hold`] : []),
    ...(broken > 0 ? [`${plural(broken, 'mistake')} in tests`] : []),
  ];
  const verdict = verdicts.length > 0 ? style.red(verdicts.join(', ')) : style.green('all hold');
  const sum = results.length === 0 && untested.length > 0 ? [] : [`${what}${of}: ${verdict}`];
  return [...sum, ...untestedLines(untested, style)].join('\n');
}

/** Rules of which no test says anything: what takes part in plans is tested with facts. */
function untestedLines(untested: readonly string[], style: Style): string[] {
  if (untested.length === 0) return [];
  const text = `no test says anything of ${listed(untested)}: write a component with @[test] (docs/rules-testing.md, Tests on facts)`;
  return wrap(text, style.width).map((line) => style.yellow(line));
}

/** What `--update` changed, line by line. */
export function updatesText({ updated, unplaced }: RuleTestReport, style: Style): string {
  const blocks = updated.map(({ path, before, after }) =>
    [style.bold(path), ...lineDiff(before, after, style)].join('\n'),
  );
  for (const place of unplaced) {
    blocks.push(`${place}: not updated; put the statement on a line of its own`);
  }
  return blocks.map((block) => `${block}\n\n`).join('');
}

/** `wesley/rules-test/2` */
export function reportJson(report: RuleTestReport): string {
  const { ok, results, rules, untested, coverage, updated, warnings } = report;
  const sources = new Sources(report.sources);
  const count = (status: TestResult['status']): number =>
    results.filter((result) => result.status === status).length;
  const body = {
    schema: 'wesley/rules-test/2',
    ok,
    summary: {
      rules: rules.length,
      passed: count('passed'),
      failed: count('failed'),
      broken: count('broken'),
      ...(untested.length === 0 ? {} : { untested }),
      ...(coverage === undefined ? {} : { coverage: countCoverage(coverage.files) }),
    },
    warnings: warnings.map((one) => jsonDiagnostic(one, sources)),
    results: results.map(({ kind, status, rule, name, test, span, expected, got, problems }) => ({
      kind,
      status,
      rule,
      name,
      test,
      path: span.file,
      line: span.line,
      column: span.column,
      expected,
      got,
      problems: problems.map((problem) => jsonDiagnostic(problem, sources)),
    })),
    ...(updated.length === 0 ? {} : { updated: updated.map(({ path }) => path) }),
    ...(coverage === undefined
      ? {}
      : {
          coverage: coverage.files.map(({ file, clauses }) => ({
            path: file,
            ...countCoverage([{ file, clauses }]),
            clauses: clauses.map(({ head, span, fired, empty, literals }) => ({
              head,
              line: span.line,
              column: span.column,
              fired,
              ...(empty.length === 0 ? {} : { empty }),
              literals: literals.map(({ span: at, text, kind, tried, passed, state }) => ({
                line: at.line,
                column: at.column,
                text,
                kind,
                tried,
                passed,
                state,
              })),
            })),
          })),
        }),
  };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}

/** One case per claim, one suite per file. */
export function junitOf({ results }: RuleTestReport): string {
  const suites = new Map<string, JunitSuite['cases'][number][]>();
  for (const { status, rule, name, test, span, expected, got, problems } of results) {
    const cases = suites.get(span.file) ?? [];
    suites.set(span.file, cases);
    const base = {
      classname: rule ?? 'wesley',
      name: test === undefined ? name : `${test}: ${name}`,
      file: span.file,
      line: span.line,
    };
    if (status === 'passed') {
      cases.push(base);
      continue;
    }
    const [first] = problems;
    cases.push({
      ...base,
      problem: {
        kind: status === 'broken' ? 'error' : 'failure',
        message: first?.message ?? name,
        type: first?.code ?? 'test',
        text: [
          ...(status === 'broken' ? [] : [`expected ${listed(expected)}`, `got ${listed(got)}`]),
          ...problems.flatMap(plainText),
        ].join('\n'),
      },
    });
  }
  return renderJunitSuites([...suites].map(([name, cases]) => ({ name, cases })));
}

function plainText({ message, span, proof = [], fix }: Diagnostic): string[] {
  const place = span === undefined ? '' : `${span.file}:${span.line}:${span.column}: `;
  return [
    `${place}${message}`,
    ...(fix === undefined ? [] : [fix.text, ...(fix.code === undefined ? [] : [fix.code])]),
    ...proof.map(({ depth, text }) => `${'  '.repeat(depth + 1)}${text}`),
  ];
}
