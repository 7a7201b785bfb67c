/**
 * Tests in rule files, on facts instead of SQL:
 *
 *   @[test(rule = "my-rule", name = "a column without a comment")]
 *   .comp no_comment {
 *     stmt_adds_column(1, "public.orders", "note").
 *     @[expect] finding("my-rule", 1, "public.orders.note").
 *     @[reject] finding("my-rule", 2, _).
 *   }
 *
 * The rules see only the facts of the component. `_` fits anything.
 */
import { type Diagnostic, didYouMean, Exit, type Span, WesleyError } from '../../diagnostics/index.js';
import {
  type AnnotationValue,
  type ComponentClause,
  type ComponentInfo,
  compile,
  EngineError,
  FactSet,
  type Program,
  type Solution,
  type Source,
  showFact,
  solve,
  type Value,
} from '../../engine/index.js';
import { proofLines, type StatementPlaces } from '../../findings.js';
import { readPlanTests } from '../../ruleset/files.js';
import { findRule } from '../../ruleset/ids.js';
import type { Ruleset } from '../../ruleset/load.js';
import { unknownRule } from './expectations.js';
import { brokenResult, type TestResult } from './results.js';
import type { Bench } from './solve-case.js';
import { whyNotLines } from './why-not.js';

const nowhere: StatementPlaces = { spanOf: () => undefined, kindOf: () => '' };

/** A component that is a test. */
export interface FactTest {
  readonly component: ComponentInfo;
  /** The rule that it names, or the one in whose file it stands. */
  readonly rule: string | undefined;
}

/** The components of a program that are tests, in the order of the program. */
export function factTestsOf({ program, rules, hooks }: Ruleset): FactTest[] {
  const all = [...rules, ...hooks];
  const ids = all.map(({ id }) => id);
  const byFile = new Map(all.map(({ file, id }) => [file, id]));
  return program.components
    .filter(({ annotations }) => annotations.has('test'))
    .map((component) => {
      const { rule } = fieldsOf(component);
      const named = typeof rule === 'string' ? (findRule(rule, ids) ?? rule) : undefined;
      return { component, rule: named ?? byFile.get(component.span.file) };
    });
}

/** The tests of the shipped rules that make plans, which are read for this alone, on top of all rules. */
export function planTests({ program, sources }: Ruleset): {
  readonly tests: FactTest[];
  readonly sources: readonly Source[];
} {
  const files = readPlanTests();
  const ids = new Map(files.map(({ file, id }) => [file, id]));
  const compiled = compile([...sources, ...files], { onto: program, lint: 'off' });
  if (compiled.program === undefined) throw new WesleyError(compiled.diagnostics, Exit.config);
  const tests = compiled.program.components.flatMap((component) => {
    const rule = ids.get(component.span.file);
    return rule === undefined ? [] : [{ component, rule }];
  });
  return { tests, sources: files };
}

/** Tries a component on the rules of the program. */
export function tryFactTest(
  { component, rule }: FactTest,
  program: Program,
  ids: readonly string[],
  bench: Pick<Bench, 'profiled'>,
): TestResult[] {
  const facts: ComponentClause[] = [];
  const claims: { readonly clause: ComponentClause; readonly kind: 'expect' | 'reject' }[] = [];
  const broken = problemsOf(component, rule, ids);
  for (const clause of component.clauses) {
    broken.push(...misfits(clause, program));
    if (clause.annotations.has('expect')) claims.push({ clause, kind: 'expect' });
    else if (clause.annotations.has('reject')) claims.push({ clause, kind: 'reject' });
    else facts.push(clause);
  }
  if (claims.length === 0 && broken.length === 0) {
    broken.push(
      problem('test/no-expectation', 'this test has no @[expect] and no @[reject]', component.span),
    );
  }
  const asResults = (problems: readonly Diagnostic[]): TestResult[] =>
    problems.map((one) => ({ ...brokenResult(one, component.span.file), rule, test: nameOf(component) }));
  if (broken.length > 0) return asResults(broken);
  const solution = solveFacts(facts, program, bench);
  if (!('rows' in solution)) return asResults(solution);
  return claims.map(({ clause, kind }) => {
    const problems = kind === 'expect' ? missing(clause, solution) : unexpected(clause, solution);
    return {
      kind: 'facts',
      status: problems.length === 0 ? 'passed' : 'failed',
      rule,
      name: `${kind === 'expect' ? '' : 'no '}${shown(clause)}`,
      test: nameOf(component),
      span: clause.span,
      expected: kind === 'expect' ? [shown(clause)] : [],
      got: solution.rows(clause.relation).map((row) => showFact(clause.relation, row)),
      problems,
    };
  });
}

function fieldsOf({ annotations }: ComponentInfo): Readonly<Record<string, unknown>> {
  const value = annotations.get('test');
  return isFields(value) ? value : {};
}

function isFields(value: AnnotationValue | undefined): value is { readonly [key: string]: AnnotationValue } {
  return typeof value === 'object' && !Array.isArray(value);
}

function nameOf(component: ComponentInfo): string {
  const { name } = fieldsOf(component);
  return typeof name === 'string' ? name : component.name;
}

function problemsOf(
  component: ComponentInfo,
  rule: string | undefined,
  ids: readonly string[],
): Diagnostic[] {
  const span = component.annotationSpans.get('test') ?? component.span;
  const fields = fieldsOf(component);
  const problems = Object.keys(fields).flatMap((key) => {
    const known = ['rule', 'name'];
    if (known.includes(key) && typeof fields[key] === 'string') return [];
    const message = known.includes(key)
      ? `"${key}" must be a text`
      : `@[test] has no "${key}".${didYouMean(key, known)}`;
    return [problem('test/bad-annotation', message, span)];
  });
  if (rule !== undefined && !ids.includes(rule)) problems.push(unknownRule(rule, span, ids));
  return problems;
}

/** What is wrong with a clause, whatever the rules are. */
function misfits(clause: ComponentClause, program: Program): Diagnostic[] {
  const { relation: name, pattern, tuple, annotations, span } = clause;
  const isClaim = annotations.has('expect') || annotations.has('reject');
  for (const key of annotations.keys()) {
    if (key === 'expect' || key === 'reject') continue;
    const message = `unknown annotation "${key}".${didYouMean(key, ['expect', 'reject'])}`;
    return [problem('test/bad-annotation', message, span)];
  }
  const relation = program.relations.get(name);
  if (relation === undefined) {
    const message = `there is no relation "${name}".${didYouMean(name, program.relations.keys())}`;
    return [problem('test/unknown-relation', message, span)];
  }
  if ((isClaim ? pattern : tuple) === undefined) {
    const message = isClaim
      ? 'an expectation consists of values, and _ where any value of a whole column fits'
      : 'a fact of a test consists of values';
    return [problem('test/not-a-fact', message, span)];
  }
  if (pattern !== undefined && pattern.length !== relation.columns.length) {
    const columns = relation.columns.map((column) => column.name).join(', ');
    return [
      {
        ...problem(
          'test/wrong-columns',
          `${name} has ${relation.columns.length} columns, not ${pattern.length}`,
          span,
        ),
        fix: { text: 'its columns are', code: `${name}(${columns})` },
      },
    ];
  }
  return [];
}

/** Solves the facts; when the engine refuses, what is wrong and with which of them. */
function solveFacts(
  clauses: readonly ComponentClause[],
  program: Program,
  bench: Pick<Bench, 'profiled'>,
): Solution | Diagnostic[] {
  const run = (some: readonly ComponentClause[], profile: boolean): Solution => {
    const facts = new FactSet();
    for (const { relation, tuple = [] } of some) facts.add(relation, ...tuple);
    return solve(program, facts, { profile });
  };
  try {
    const solution = run(clauses, bench.profiled !== undefined);
    if (solution.profile !== undefined) bench.profiled?.(solution.profile, solution);
    return solution;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    for (const clause of clauses) {
      try {
        run([clause], false);
      } catch (own) {
        if (own instanceof EngineError) return [{ ...own.diagnostic, span: clause.span }];
      }
    }
    return [error.diagnostic];
  }
}

function fitting(clause: ComponentClause, solution: Solution): (readonly Value[])[] {
  const wanted = clause.pattern?.map((value) => (value === undefined ? undefined : JSON.stringify(value)));
  return solution
    .rows(clause.relation)
    .filter(
      (row) => wanted?.every((value, i) => value === undefined || value === JSON.stringify(row[i])) ?? false,
    );
}

function missing(clause: ComponentClause, solution: Solution): Diagnostic[] {
  if (fitting(clause, solution).length > 0) return [];
  const wanted = [{ relation: clause.relation, pattern: clause.pattern ?? [] }];
  return [
    {
      ...problem('test/missing', `${shown(clause)} is expected, and does not hold`, clause.span),
      proof: whyNotLines(solution, wanted),
    },
  ];
}

function unexpected(clause: ComponentClause, solution: Solution): Diagnostic[] {
  return fitting(clause, solution).map((row) => ({
    ...problem('test/unexpected', `${showFact(clause.relation, row)} holds, and must not`, clause.span),
    proof: proofLines(solution.why(clause.relation, row), nowhere),
  }));
}

function shown({ relation, pattern = [] }: ComponentClause): string {
  return showFact(relation, pattern);
}

function problem(code: string, message: string, span: Span): Diagnostic {
  return { code, severity: 'error', message, span };
}
