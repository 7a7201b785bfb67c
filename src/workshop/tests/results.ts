/** What a run of rule tests gives. */
import type { Diagnostic, Span } from '../../diagnostics/index.js';

/** One claim about rules, and whether it holds. */
export interface TestResult {
  /**
   * `example`: all of an example, as unsafe.sql. `statement`: one rule at one statement. `rest`: that the rules of a test
   * fire at no other statement. `facts`: a clause of a component. `file`: a test that cannot be read.
   */
  readonly kind: 'example' | 'statement' | 'rest' | 'facts' | 'file';
  /** `broken`: the test itself is wrong. */
  readonly status: 'passed' | 'failed' | 'broken';
  /** The rule that it is about; undefined where it is about none or any. */
  readonly rule: string | undefined;
  /** The claim in a few words: `unsafe.sql raises drop-table`. */
  readonly name: string;
  /** The case or component that it belongs to. */
  readonly test: string | undefined;
  /** Where it is written. */
  readonly span: Span;
  /** Rules, or facts. */
  readonly expected: readonly string[];
  readonly got: readonly string[];
  /** What is wrong, each with its place and the proof of what is there or the reason of what is not. */
  readonly problems: readonly Diagnostic[];
}

/** A problem of the test itself as a result. */
export function brokenResult(problem: Diagnostic, file: string): TestResult {
  return {
    kind: 'file',
    status: 'broken',
    rule: undefined,
    name: problem.message,
    test: undefined,
    span: problem.span ?? { file, start: 0, end: 0, line: 1, column: 1 },
    expected: [],
    got: [],
    problems: [problem],
  };
}
