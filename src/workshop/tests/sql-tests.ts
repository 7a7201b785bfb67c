/** Tests in SQL and SDL: the examples of a rule, and statements that say what they expect. */
import type { Diagnostic } from '../../diagnostics/index.js';
import { Attempt, type TriedCase } from './attempt.js';
import { isHeader, readTestFile, type TestFile } from './directives.js';
import type { ExampleName } from './discover.js';
import { type Expectations, misplacedExpectations, readExpectations } from './expectations.js';
import { brokenResult, type TestResult } from './results.js';
import { type Bench, judge } from './solve-case.js';

/** A file to try. */
export interface SqlTest {
  /** As it is shown. */
  readonly path: string;
  readonly text: string;
  /** The rule in whose folder it stands: it may fire only where it is expected. */
  readonly rule: string | undefined;
  /** What that rule judges. SQL is then the state whose schema is judged. */
  readonly judges?: 'sql' | 'schema';
  /** An example as a whole raises its rule, or nothing. */
  readonly example: ExampleName | undefined;
}

/** Rules that an expectation may name, and those that say nothing about the examples of another rule. */
export interface KnownRules {
  readonly ids: readonly string[];
  readonly team: ReadonlySet<string>;
}

/** A file as it was tried: what `--update` writes from. */
export interface TriedFile {
  readonly test: SqlTest;
  readonly file: TestFile;
  readonly cases: readonly TriedCase[];
  readonly results: readonly TestResult[];
}

/** Tries a file. What is wrong with it is a result like any other. */
export async function trySqlTest(test: SqlTest, rules: KnownRules, bench: Bench): Promise<TriedFile> {
  const file = readTestFile(test.path, test.text);
  const { source, cases } = file;
  const comments =
    test.example === undefined ? file.comments : file.comments.filter(({ text }) => !isHeader(text));
  const broken = [...file.problems, ...misplacedExpectations(source, comments, cases, rules.ids)];
  const results: TestResult[] = [];
  const tried: TriedCase[] = [];
  const read = cases.map((one) => readExpectations(source, comments, one, rules.ids, file.language));
  broken.push(...read.flatMap(({ problems }) => problems));
  const watched = watchedRules(test, read);
  for (const [at, one] of cases.entries()) {
    const expectations = read[at];
    if (expectations === undefined) continue;
    const judged = await judge(test.path, one, bench, test.judges);
    if (!('findings' in judged)) {
      broken.push(...judged);
      continue;
    }
    const attempt = new Attempt(test, file, one, expectations, watched, judged, rules);
    tried.push(attempt.tried);
    results.push(...attempt.results());
    broken.push(...attempt.unreadable());
  }
  if (test.example === undefined && broken.length === 0 && results.length === 0)
    broken.push(saysNothing(test, file));
  return {
    test,
    file,
    cases: tried,
    results: [...broken.map((problem) => brokenResult(problem, test.path)), ...results].sort(byPlace),
  };
}

/** The rule of the folder and those that the file names; in a file that names none, every rule counts. */
function watchedRules(test: SqlTest, read: readonly Expectations[]): ReadonlySet<string> | 'all' {
  const named = read.flatMap(({ expectations }) =>
    expectations.flatMap(({ claims }) => claims.flatMap(({ rule }) => rule ?? [])),
  );
  if (test.rule !== undefined) return new Set([test.rule, ...named]);
  const says = read.some(({ expectations }) => expectations.length > 0);
  return says ? new Set(named) : 'all';
}

function saysNothing(test: SqlTest, file: TestFile): Diagnostic {
  return {
    code: 'test/no-expectation',
    severity: 'error',
    message: 'this test expects nothing of any statement',
    span: file.source.span(0, 0),
    fix: {
      text: 'say what it expects, or let it be written',
      code: `wesley rules test --update ${test.path}`,
    },
  };
}

function byPlace(a: TestResult, b: TestResult): number {
  return a.span.start - b.span.start;
}
