/** The whole flow: collect the facts, solve the rules, and read off the findings. */
import { createHash } from 'node:crypto';
import { type Diagnostic, type Report, SourceText } from './diagnostics/index.js';
import { FactSet, type Limits, type Solution, solve } from './engine/index.js';
import type { Catalog, TableStatistics } from './facts/catalog/catalog.js';
import { catalogFacts, serverFacts, statisticsFacts } from './facts/catalog/facts.js';
import {
  type CollectedStatements,
  collectStatements,
  type TransactionModel,
} from './facts/statements/index.js';
import { typeParts } from './facts/statements/types.js';
import { collectFindings, type StatementPlaces, sortByPlace } from './findings.js';
import { packageVersion } from './paths.js';
import { applySettings, type RuleSetting } from './rule-settings.js';
import { limitsFor, withinNow } from './ruleset/limits.js';
import { loadRuleset, type RuleFolder, type Ruleset } from './ruleset/load.js';
import { checkParameters, tellParameters } from './ruleset/parameters.js';
import type { SchemaModel } from './schema/model.js';
import { SubjectPlaces } from './schema/subjects.js';
import { applySuppressions } from './suppressions.js';

export interface CheckInput {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** State that the files run on; without it every table that they do not create counts as large and busy. */
  readonly before?: KnownState;
  readonly major?: number;
  readonly transaction?: TransactionModel;
  /** By rule id. */
  readonly severities?: ReadonlyMap<string, RuleSetting>;
  /** Rules of the team, besides those of this package. */
  readonly ruleFolders?: readonly RuleFolder[];
  /** What was left out when the input was read: it belongs into the report. */
  readonly notes?: readonly Diagnostic[];
  /** Count what each rule and literal did. */
  readonly profile?: boolean;
  /** What one evaluation may use; where rules of a team take part, less by default. */
  readonly limits?: Partial<Limits>;
}

/** A state and what is known of the sizes of its tables. */
export interface KnownState {
  readonly catalog: Catalog;
  readonly statistics: readonly TableStatistics[];
  /** Where it was read from, for people. */
  readonly source?: string;
  /** Of SDL: what it says, with places. */
  readonly model?: SchemaModel;
}

export interface CheckResult {
  readonly report: Report;
  /** For `explain`: the solved rules and where the statements stand. */
  readonly solution: Solution;
  readonly statements: CollectedStatements;
  readonly ruleset: Ruleset;
}

/** The version that is assumed when nobody says which one it is. */
const newestMajor = 18;

/** What the rules are given. */
export interface CollectedFacts {
  readonly facts: FactSet;
  readonly statements: CollectedStatements;
  readonly sources: readonly SourceText[];
  readonly major: number;
}

/** The facts about SQL and the state that it runs on; with `after`, also of the state that is wanted, as a plan sees it. */
export async function collectFacts(
  input: Pick<CheckInput, 'files' | 'before' | 'major' | 'transaction' | 'ruleFolders'> & {
    readonly after?: KnownState;
  },
): Promise<CollectedFacts> {
  const { before, after } = input;
  const major = input.major ?? before?.catalog.server.major ?? newestMajor;
  const sources = input.files.map(({ path, text }) => new SourceText(path, text));
  const facts = new FactSet();
  serverFacts(major, facts);
  if (before !== undefined) {
    catalogFacts(before.catalog, 'before', facts);
    statisticsFacts(before.statistics, facts);
  }
  if (after !== undefined) {
    catalogFacts(after.catalog, 'after', facts);
    const tables = [...(before?.catalog.tables ?? []), ...after.catalog.tables];
    const types = tables.flatMap(({ columns }) => columns.map(({ type }) => type));
    for (const type of new Set(types)) typeParts(type, facts);
  }
  tellParameters(input.ruleFolders ?? [], facts);
  const statements = await collectStatements(sources, facts, {
    ...(before === undefined ? {} : { before: before.catalog }),
    major,
    ...(input.transaction === undefined ? {} : { transactions: input.transaction }),
  });
  return { facts, statements, sources, major };
}

/** Checks SQL: collect → solve → findings. */
export async function checkStatements(input: CheckInput): Promise<CheckResult> {
  const ruleset = loadRuleset(input.ruleFolders, 'findings');
  checkParameters(ruleset.parameters, input.ruleFolders ?? []);
  const { facts, statements, sources, major } = await collectFacts(input);
  const solution = withinNow(() =>
    solve(ruleset.program, facts, {
      profile: input.profile === true,
      limits: limitsFor(input.ruleFolders, input.limits, facts.size),
    }),
  );
  const found = [
    ...(input.notes ?? []),
    ...statements.diagnostics,
    ...collectFindings(ruleset, solution, placesOf(statements)).map(declaredIn(input.before)),
  ];

  const decided = applySettings(sortByPlace(found, sources), input.severities ?? new Map(), ruleset);
  const extents = sources.map((source) => ({
    path: source.file,
    text: source.text,
    statements: statements.statements
      .filter((one) => one.inside === undefined && one.span.file === source.file)
      .map((one) => one.span),
  }));
  const { findings, suppressed } = applySuppressions(decided.findings, extents, ruleset);
  const report: Report = {
    version: packageVersion(),
    findings: sortByPlace(findings, sources),
    suppressed: [...suppressed, ...decided.suppressed],
    rules: ruleset.rules,
    inputs: extents.map(({ path, text, statements: own }) => ({
      path,
      sha256: createHash('sha256').update(text).digest('hex'),
      text,
      statements: own.length,
    })),
    basis: basisOf(input, major),
  };
  return { report, solution, statements, ruleset };
}

/** Adds to a finding where the SDL of the state declares what it is about. */
function declaredIn(state: KnownState | undefined): (finding: Diagnostic) => Diagnostic {
  if (state?.model === undefined) return (finding) => finding;
  const places = new SubjectPlaces(state.model);
  return (finding) => {
    const span = finding.subject === undefined ? undefined : places.of(finding.subject);
    if (span === undefined) return finding;
    return { ...finding, related: [...(finding.related ?? []), { label: 'declared here', span }] };
  };
}

/** Where statements stand, for findings and proofs. */
export function placesOf(collected: CollectedStatements): StatementPlaces {
  const kinds = new Map(collected.statements.map((one) => [one.id, one.kind]));
  return {
    spanOf: (stmt, names) => collected.spans.spanOf(stmt, ...names),
    kindOf: (stmt) => kinds.get(stmt) ?? '',
  };
}

function basisOf(input: CheckInput, major: number): string[] {
  const version =
    input.major === undefined && input.before === undefined
      ? `PostgreSQL ${major} is assumed (--server-version)`
      : `for PostgreSQL ${major}`;
  const state =
    input.before === undefined
      ? 'no state before is known, so a table that the input does not create counts as large and busy (--against)'
      : `on the state of ${input.before.source ?? 'before'}`;
  return [`${version}; ${state}`];
}
