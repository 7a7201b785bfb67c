/** One case against what is claimed of it. */
import type { Diagnostic, Fix, Span } from '../../diagnostics/index.js';
import type { RuleInfo } from '../../engine/index.js';
import { marks } from './comments.js';
import { alsoOf, type Case, type TestFile } from './directives.js';
import { isUnsafe } from './discover.js';
import { type Claim, type Expectations, type Extent, statementAround } from './expectations.js';
import type { TestResult } from './results.js';
import { idOf, type Judged } from './solve-case.js';
import type { KnownRules, SqlTest } from './sql-tests.js';
import { whyNotLines } from './why-not.js';

/** One case as it was tried. */
export interface TriedCase {
  readonly one: Case;
  readonly expectations: Expectations;
  /** Rules whose findings count everywhere in the case. */
  readonly watched: ReadonlySet<string> | 'all';
  /** Rules that fire at each statement, sorted. */
  readonly firing: readonly (readonly string[])[];
  /** What fires anywhere and counts for an example, sorted. */
  readonly found: readonly string[];
}

/** Compares what fires with what is claimed. */
export class Attempt {
  readonly tried: TriedCase;
  private readonly statements: readonly Extent[];
  /** Findings by statement. */
  private readonly at: readonly (readonly Diagnostic[])[];
  /** All that is checked. */
  private readonly span: Span;

  constructor(
    private readonly test: SqlTest,
    private readonly file: TestFile,
    private readonly one: Case,
    private readonly expectations: Expectations,
    private readonly watched: ReadonlySet<string> | 'all',
    private readonly judged: Judged,
    private readonly rules: KnownRules,
  ) {
    this.statements = expectations.statements;
    this.at = byStatement(this.statements, judged.findings);
    const [first] = this.statements;
    const last = this.statements.at(-1);
    this.span =
      first === undefined || last === undefined ? one.span : file.source.span(first.start, last.textEnd);
    this.tried = {
      one,
      expectations,
      watched,
      firing: this.at.map((findings) => rulesOf(findings)),
      found: idsOf(judged.findings.filter((finding) => this.counts(finding))),
    };
  }

  results(): TestResult[] {
    const claims = this.expectations.expectations.flatMap(({ claims, statement }) =>
      this.at[statement]?.some(isUnreadable) === true
        ? []
        : claims.map((claim) => this.claim(claim, statement)),
    );
    if (this.test.example !== undefined && this.unreadable().length > 0) return claims;
    if (this.test.example !== undefined) return [this.example(), ...claims];
    const named = this.expectations.expectations.length > 0;
    return named || this.test.rule !== undefined ? [...claims, ...this.rest()] : claims;
  }

  /** Statements that are not SQL, which nothing can be expected of. */
  unreadable(): Diagnostic[] {
    return this.judged.findings.filter(isUnreadable);
  }

  /** Other rules of a team say nothing about the examples of a rule. */
  private counts(finding: Diagnostic): boolean {
    const id = idOf(finding);
    return id === this.test.rule || !this.rules.team.has(id);
  }

  private example(): TestResult {
    const { test, judged } = this;
    const { example = 'unsafe.sql', rule = '' } = test;
    const expected = isUnsafe(example) ? [rule, ...alsoOf(this.file)] : [];
    const got = this.tried.found;
    const missing = expected.filter((id) => !got.includes(id));
    const unexpected = judged.findings.filter(
      (finding) => this.counts(finding) && !expected.includes(idOf(finding)),
    );
    const name = isUnsafe(example) ? `${example} raises ${expected.join(', ')}` : `${example} raises nothing`;
    const problems = [
      ...missing.map((id) => this.missing(id, undefined, this.span)),
      ...unexpected.map((finding) =>
        this.unexpected(
          finding,
          `${example} must not raise ${idOf(finding)}`,
          this.acceptedInExample(finding),
        ),
      ),
    ];
    return this.result('example', rule, name, this.span, expected, got, problems);
  }

  private claim({ kind, rule, span }: Claim, statement: number): TestResult {
    const here = this.at[statement] ?? [];
    const got = rulesOf(here);
    const { line } = span;
    const sql = this.shortSql(statement);
    if (kind === 'expect' && rule !== undefined) {
      const problems = got.includes(rule) ? [] : [this.missing(rule, statement, span)];
      return this.result('statement', rule, `${sql} raises ${rule}`, span, [rule], got, problems);
    }
    const wrong = here.filter(
      (finding) => finding.code.startsWith('rule/') && (rule === undefined || idOf(finding) === rule),
    );
    const problems = wrong.map((finding) =>
      this.unexpected(finding, `${idOf(finding)} fires here, and line ${line} says that this is ok`),
    );
    const name = `${sql} raises ${rule === undefined ? 'nothing' : `no ${rule}`}`;
    return this.result('statement', rule, name, span, [], got, problems);
  }

  /** What the watched rules say of statements that do not expect it. */
  private rest(): TestResult[] {
    const { watched } = this;
    if (watched === 'all') return [];
    const claimed = this.statements.map(() => new Set<string | undefined>());
    for (const { claims, statement, unclear } of this.expectations.expectations) {
      if (unclear) claimed[statement]?.add(undefined);
      for (const { rule } of claims) claimed[statement]?.add(rule);
    }
    const problems = this.judged.findings.flatMap((finding) => {
      const id = idOf(finding);
      if (!watched.has(id)) return [];
      const { span } = finding;
      const says = span === undefined ? undefined : claimed[statementAround(this.statements, span.start)];
      if (says?.has(id) === true || says?.has(undefined) === true) return [];
      return [
        this.unexpected(finding, `${id} fires here, and nothing expects it`, {
          text: 'expect it where it is right, at the end of its line or on the line before',
          code: `${marks[this.file.language]} expect: ${id}`,
        }),
      ];
    });
    const rules = [...watched].sort();
    const name = `nothing else raises ${rules.join(', ')}`;
    const about = this.test.rule ?? (rules.length === 1 ? rules[0] : undefined);
    const span = problems[0]?.span ?? this.one.span;
    const got = [...new Set(problems.flatMap(({ subject }) => subject ?? []))].sort();
    return [this.result('rest', about, name, span, [], got, problems)];
  }

  private result(
    kind: TestResult['kind'],
    rule: string | undefined,
    name: string,
    span: Span,
    expected: readonly string[],
    got: readonly string[],
    problems: readonly Diagnostic[],
  ): TestResult {
    const status = problems.length === 0 ? 'passed' : 'failed';
    return { kind, status, rule, name, test: this.one.name, span, expected, got, problems };
  }

  private missing(rule: string, statement: number | undefined, at: Span): Diagnostic {
    const { judged, test } = this;
    const got = statement === undefined ? this.tried.found : (this.tried.firing[statement] ?? []);
    const extent = statement === undefined ? undefined : this.statements[statement];
    const accepted = judged.accepted.find(
      (finding) => idOf(finding) === rule && (extent === undefined || isAt(finding, extent)),
    );
    const says = got.length === 0 ? 'nothing fires' : `got ${got.join(', ')}`;
    const where = statement === undefined ? `${test.example} must raise ${rule}` : `${rule} is expected here`;
    const span = extent === undefined ? at : this.spanOf(extent);
    return {
      code: 'test/missing',
      severity: 'error',
      message: `${where}: ${accepted === undefined ? says : 'it fires, and a comment accepts it'}`,
      span,
      subject: rule,
      proof: accepted === undefined ? this.whyNot(rule, extent) : (accepted.proof ?? []),
    };
  }

  private whyNot(rule: string, extent: Extent | undefined): Diagnostic['proof'] {
    const { solution, ruleset, statements } = this.judged;
    if (solution === undefined) return [];
    if (statements === undefined) {
      return whyNotLines(solution, [{ relation: 'schema_finding', pattern: [rule, undefined] }]);
    }
    const { wordings, program } = ruleset;
    const isMeant = ({ index }: RuleInfo): boolean => wordings.get(index)?.rule.id === rule;
    const forbids = program.rules.some((one) => one.head === 'forbidden' && isMeant(one));
    const here = statements.statements.filter(
      ({ span }) => extent !== undefined && extent.start <= span.start && span.start < extent.end,
    );
    const ids = extent === undefined ? [undefined] : here.map(({ id }) => id);
    return whyNotLines(
      solution,
      ids.map((id) =>
        forbids
          ? { relation: 'does_forbidden', pattern: [id, rule, undefined, undefined] }
          : { relation: 'finding', pattern: [rule, id, undefined], isMeant },
      ),
    );
  }

  /** How `unsafe.sql` says that another rule is right; nothing else fires where all is safe. */
  private acceptedInExample(finding: Diagnostic): Fix {
    const { example, rule } = this.test;
    if (idOf(finding) === rule) return { text: `change the rule, or ${example}, until it does not fire` };
    if (!isUnsafe(example) || !finding.code.startsWith('rule/')) {
      const { text = '', code } = finding.fix ?? {};
      return {
        text: `change ${example} until nothing fires${text === '' ? '' : `; of this it says: ${text}`}`,
        ...(code === undefined ? {} : { code }),
      };
    }
    const [said, found] = [alsoOf(this.file), this.tried.found.filter((id) => id !== rule)];
    const others = [...new Set([...said, ...found])].sort();
    return {
      text: `change ${example} until only ${rule} fires; where the others are right, say so at the head of the file`,
      code: `${marks[this.file.language]} also: ${others.join(', ')}`,
    };
  }

  private unexpected(finding: Diagnostic, message: string, fix?: Fix): Diagnostic {
    const { span, proof = [] } = finding;
    return {
      code: 'test/unexpected',
      severity: 'error',
      message,
      span: span ?? this.span,
      why: [finding.message],
      ...(fix === undefined ? {} : { fix }),
      subject: idOf(finding),
      proof,
    };
  }

  /** The start of a statement on one line. */
  private shortSql(statement: number): string {
    const { start, textEnd } = this.statements[statement] ?? { start: 0, textEnd: 0 };
    const text = this.file.source.text.slice(start, textEnd).replace(/\s+/g, ' ');
    return text.length > 60 ? `${text.slice(0, 57)}...` : text;
  }

  private spanOf({ start, textEnd }: Extent): Span {
    return this.file.source.span(start, textEnd);
  }
}

function isUnreadable({ code, severity }: Diagnostic): boolean {
  return /^(sql|sdl)\//.test(code) && severity === 'error';
}

function isAt({ span }: Diagnostic, { start, end }: Extent): boolean {
  return span !== undefined && start <= span.start && span.start < end;
}

/** Findings by the statement that they stand in. */
function byStatement(statements: readonly Extent[], findings: readonly Diagnostic[]): Diagnostic[][] {
  const at = statements.map((): Diagnostic[] => []);
  for (const finding of findings) {
    if (finding.span !== undefined) at[statementAround(statements, finding.span.start)]?.push(finding);
  }
  return at;
}

function idsOf(findings: readonly Diagnostic[]): string[] {
  return [...new Set(findings.map(idOf))].sort();
}

/** Only rules: not what could not be read, nor comments that accept nothing. */
function rulesOf(findings: readonly Diagnostic[]): string[] {
  return idsOf(findings.filter(({ code }) => code.startsWith('rule/')));
}
