/**
 * The public API, a table of contents. Each function loads what it needs when it is first called, so importing this
 * file costs nothing.
 *
 *   check        what SQL would lock, scan, rewrite or destroy → a report
 *   lint         what is wrong with a schema → a report; openLinter, again and again while it is edited
 *   plan         from one state to another → a plan
 *   readPlanFile, planText, renderPlan   a plan as a file, and for people
 *   verify       a rehearsal of a plan in an embedded PostgreSQL → a report
 *   apply        a plan on a database → a result; status, owned   what Wesley did there
 *   initialise   SDL for a state that is there; suggestSettings, how it reads best
 *   readState    a state from a database, SQL, GraphQL, a folder, or a snapshot
 *   generate     files that follow from a schema: types, validators, SQL, and what generators of teams make
 *   renderSnapshot   a state as a snapshot file
 *   catalogHash  the hash of a state's schema; catalogHashSql, the statement that computes it in a server
 *   drift        how a live database differs from what is expected; driftReport, as a report
 *   readSql      SQL files as they are run, without the ways back
 *   openWatch    a schema that is being edited: findings and files, save after save
 *   openWorkbench   rules and facts to ask goals of
 *   formatRule   a rule file as it should look
 *   formatSdl   an SDL file as it should look; directivesGraphql, the directives as GraphQL declares them
 *   benchRules   what rules cost, clause by clause
 *   ruleDocs     the documentation of rules as Markdown files
 *   relationPages   the relations that rules are written with; relationsMarkdown, as a document; wordPages, types and functions
 *   rulePages    the rules, with the examples that raise them and those that do not
 *   openRuleTests   whether the examples and tests of rules hold, and what they cover
 */

import type { Report } from './diagnostics/index.js';
import type { DriftInput, DriftResult } from './drift.js';
import type { Formatted } from './engine/index.js';
import type { Owned, RunEvents, RunOptions, RunResult, RunStatus } from './executor/index.js';
import type { CatalogHash } from './facts/catalog/hash.js';
import type { SqlFiles } from './facts/sources/files.js';
import type { LoadOptions } from './facts/sources/index.js';
import type { GenerateInput, GenerateResult } from './generating.js';
import type { Initialised, InitialiseOptions } from './initialising.js';
import type { Linter, LintOptions, LintResult } from './linting.js';
import type { LintInput } from './linting-input.js';
import type { CheckInput, CheckResult } from './pipeline.js';
import type { Plan } from './plan/plan.js';
import type { PlanView } from './plan-view.js';
import type { PlanInput } from './planning.js';
import type { Hook, RuleFolder } from './ruleset/load.js';
import type { FormattedSdl } from './schema/format/index.js';
import type { NamedState, StateOptions } from './states.js';
import type { VerifyOptions, VerifyReport } from './verify/index.js';
import type { Watch, WatchInput } from './watching.js';
import type { BenchOptions, BenchReport } from './workshop/bench.js';
import type { RelationPage } from './workshop/relation-pages.js';
import type { RulePage } from './workshop/rule-pages.js';
import type { RuleTester, RuleTestOptions } from './workshop/tests/index.js';
import type { WordPage } from './workshop/word-pages.js';
import type { Workbench, WorkbenchInput } from './workshop/workbench.js';

export * from './diagnostics/index.js';
export type { Drift, DriftInput, DriftResult, Ignore } from './drift.js';
export type { Vocabulary } from './engine/index.js';
export type {
  Blocker,
  Owned,
  RunEvent,
  RunEvents,
  RunOptions,
  RunResult,
  RunStatus,
} from './executor/index.js';
export type { CatalogHash, HashedObject } from './facts/catalog/hash.js';
export type { TransactionModel } from './facts/statements/index.js';
export type { GenerateInput, GenerateResult, TargetOptions } from './generating.js';
export type { Initialised, InitialiseOptions } from './initialising.js';
export type { LintedSchema, Linter, LintOptions, LintResult } from './linting.js';
export type { LintInput } from './linting-input.js';
export type { CheckInput, CheckResult, KnownState } from './pipeline.js';
export type { Backfill, Phase, Plan, Step } from './plan/plan.js';
export type { PlanFormat, PlanView } from './plan-view.js';
export type { PlanInput } from './planning.js';
export type { RuleSetting } from './rule-settings.js';
export { isMeantForRules } from './ruleset/homes.js';
export { findRule } from './ruleset/ids.js';
export type { Hook, Rule, RuleFolder, Ruleset } from './ruleset/load.js';
export { findRulePackage, type RulePackage } from './ruleset/packages.js';
export { suggestSettings } from './schema/catalog/suggest.js';
export type { FileChange } from './schema/generate/output.js';
export { targetNames } from './schema/generate/targets.js';
export type * from './schema/index.js';
export { defaultSettings } from './schema/settings.js';
export type { NamedState, StateOptions } from './states.js';
export type { VerifyEvent, VerifyReport } from './verify/index.js';
export type { Watch, WatchInput, WatchPass } from './watching.js';
export type { BenchReport, ClauseCost } from './workshop/bench.js';
export type { RelationPage } from './workshop/relation-pages.js';
export type { RulePage } from './workshop/rule-pages.js';
export { countCoverage, isCondition, isCovered } from './workshop/tests/coverage.js';
export type {
  Coverage,
  CoverageCounts,
  FileCoverage,
  LiteralCoverage,
  RuleTester,
  RuleTestOptions,
  RuleTestReport,
  RuleTestRun,
  TestResult,
  UpdatedFile,
} from './workshop/tests/index.js';
export type { WordPage } from './workshop/word-pages.js';
export type { Added, Answer, Asked, Several, Workbench, WorkbenchInput } from './workshop/workbench.js';

/** Says what the SQL would lock, scan, rewrite or destroy when it runs on the given state. */
export async function check(input: CheckInput): Promise<CheckResult> {
  const { checkStatements } = await import('./pipeline.js');
  return checkStatements(input);
}

/** Says what is wrong with a schema: SDL that belongs together, or a state. What is wrong in SDL is a finding too. */
export async function lint(input: LintInput, options: StateOptions = {}): Promise<LintResult> {
  const linting = await import('./linting-input.js');
  return linting.lint(input, options);
}

/** Opens a linter that keeps what it derived between schemas. */
export async function openLinter(options: LintOptions = {}): Promise<Linter> {
  const linting = await import('./linting.js');
  return linting.openLinter(options);
}

/** Collects the facts of SQL and states, for goals to be asked of them and of what the rules derive. */
export async function openWorkbench(input: WorkbenchInput): Promise<Workbench> {
  const workbench = await import('./workshop/workbench.js');
  return workbench.openWorkbench(input);
}

/** Documentation of the shipped rules, or of the rules in the given folders: Markdown by the name of its file. */
export async function ruleDocs(ruleFolders: readonly RuleFolder[] = []): Promise<Map<string, string>> {
  const docs = await import('./workshop/rule-docs.js');
  return docs.ruleDocs(ruleFolders);
}

/** Measures what rules cost on the facts of SQL and states. */
export async function benchRules(input: WorkbenchInput, options: BenchOptions = {}): Promise<BenchReport> {
  const bench = await import('./workshop/bench.js');
  return bench.benchRules(input, options);
}

/** The relations that rules are written with: shipped ones, and those of the given folders. */
export async function relationPages(ruleFolders: readonly RuleFolder[] = []): Promise<RelationPage[]> {
  const [{ loadRuleset }, { describeRelations }] = await Promise.all([
    import('./ruleset/load.js'),
    import('./workshop/relation-pages.js'),
  ]);
  return describeRelations(loadRuleset(ruleFolders));
}

/** What rules are written with besides relations: types, their branches, functions. */
export async function wordPages(ruleFolders: readonly RuleFolder[] = []): Promise<WordPage[]> {
  const [{ loadRuleset }, { describeWords }] = await Promise.all([
    import('./ruleset/load.js'),
    import('./workshop/word-pages.js'),
  ]);
  return describeWords(loadRuleset(ruleFolders));
}

/** Pages of relations as one document. */
export async function relationsMarkdown(
  pages: readonly RelationPage[],
  ruleFolders: readonly RuleFolder[] = [],
): Promise<string> {
  const [{ loadRuleset }, { renderRelations }] = await Promise.all([
    import('./ruleset/load.js'),
    import('./workshop/relation-pages.js'),
  ]);
  return renderRelations(pages, loadRuleset(ruleFolders).sources, (id) => `${id}.md`);
}

/** A rule file as it should look, or what is wrong with it. */
export async function formatRule(source: {
  readonly file: string;
  readonly text: string;
}): Promise<Formatted> {
  const { formatRules } = await import('./engine/index.js');
  return formatRules(source);
}

/** All rules that report findings, of this package and of the given folders. */
export async function rulePages(ruleFolders: readonly RuleFolder[] = []): Promise<RulePage[]> {
  const { readRulePages } = await import('./workshop/rule-pages.js');
  return readRulePages(ruleFolders);
}

/** Rules of teams that report nothing and take part in plans. */
export async function ruleHooks(ruleFolders: readonly RuleFolder[] = []): Promise<readonly Hook[]> {
  const { loadRuleset } = await import('./ruleset/load.js');
  return loadRuleset(ruleFolders, 'findings').hooks;
}

/** Ids of the rules that make plans, and of those of teams that only take part in them. */
export async function planRuleIds(ruleFolders: readonly RuleFolder[] = []): Promise<string[]> {
  const { planRules } = await import('./ruleset/load.js');
  return planRules(ruleFolders).map(({ id }) => id);
}

/** Reads a state from what a person names: a database URL, `pglite:folder`, SQL, GraphQL, a folder, a snapshot, `nothing`. */
export async function readState(spec: string, options: StateOptions = {}): Promise<NamedState> {
  const states = await import('./states.js');
  return states.readState(spec, options);
}

/** Formats an SDL file: what it says stays the same, comments too. */
export async function formatSdl(source: {
  readonly file: string;
  readonly text: string;
}): Promise<FormattedSdl> {
  const format = await import('./schema/format/index.js');
  return format.formatSdl(source);
}

/** The text of `directives.graphql`, with the scalars of a team. */
export async function directivesGraphql(scalars: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const declared = await import('./schema/sdl/directives-graphql.js');
  return declared.directivesGraphql(scalars);
}

/** SDL files that a name of a state stands for; none when it is something else. */
export async function sdlFiles(spec: string, cwd: string): Promise<readonly string[]> {
  const sdl = await import('./sdl-files.js');
  return sdl.sdlFiles(spec, cwd);
}

/** Reads a SQL file, or a folder of them in the order in which they run. */
export async function readSql(path: string, cwd: string): Promise<SqlFiles> {
  const { readSqlFiles } = await import('./facts/sources/files.js');
  return readSqlFiles(path, cwd);
}

/** UTF-8 bytes as text; says where they are not. */
export async function decodeSql(bytes: Uint8Array, name: string): Promise<string> {
  const { decode } = await import('./facts/sources/files.js');
  return decode(bytes, name);
}

/** Text of a snapshot file of the state. */
export async function renderSnapshot(state: NamedState): Promise<string> {
  const snapshot = await import('./facts/catalog/snapshot.js');
  return snapshot.renderSnapshot(state.catalog, state.statistics);
}

/** Writes the files that follow from a schema; those that are up to date stay untouched. */
export async function generate(input: GenerateInput, options: LoadOptions = {}): Promise<GenerateResult> {
  const generating = await import('./generating.js');
  return generating.generate(input, options);
}

/** Says how a live database differs from what is expected, and what that breaks. */
export async function drift(
  input: DriftInput,
  options: StateOptions = {},
): Promise<{ readonly result: DriftResult; readonly plan?: Plan }> {
  const { readDrift } = await import('./drift.js');
  return readDrift(input, options);
}

/** Drift as a report, in the formats of all reports. */
export async function driftReport(result: DriftResult): Promise<Report> {
  const { reportOf } = await import('./drift.js');
  return reportOf(result);
}

/** The hash of a state's schema, and of what it was made, object by object; of some schemas only where they are named. */
export async function catalogHash(
  spec: string,
  options: StateOptions = {},
  schemas?: readonly string[],
): Promise<CatalogHash> {
  const { hashState } = await import('./state-hash.js');
  return hashState(spec, options, schemas);
}

/** The statement that computes a catalog hash in a server: one row with `major`, `database`, `hash` and `objects`. */
export async function catalogHashSql(schemas?: readonly string[]): Promise<string> {
  const { hashSql } = await import('./state-hash.js');
  return hashSql({ schemas });
}

/** Makes the plan from one state to another. */
export async function plan(input: PlanInput, options: StateOptions = {}): Promise<Plan> {
  const { planChange } = await import('./planning.js');
  return planChange(input, options);
}

/** Reads a plan file; refuses one that was edited. */
export async function readPlanFile(path: string, { cwd }: { readonly cwd: string }): Promise<Plan> {
  const file = await import('./plan-file.js');
  return file.readPlanFile(path, cwd);
}

/** Text of a plan file. */
export async function planText(made: Plan): Promise<string> {
  const file = await import('./plan-file.js');
  return file.planText(made);
}

/** A plan as text, JSON, SQL or Markdown. */
export async function renderPlan(made: Plan, view: PlanView = {}): Promise<string> {
  const views = await import('./plan-view.js');
  return views.renderPlan(made, view);
}

/** Rehearses a plan. */
export async function verify(made: Plan, options: Omit<VerifyOptions, 'build'> = {}): Promise<VerifyReport> {
  const { verifyPlan } = await import('./verify/index.js');
  const { buildFromNothing } = await import('./planning.js');
  return verifyPlan(made, { ...options, build: buildFromNothing });
}

/** Runs what is not done of a plan on a database: a URL, key=value text, or `pglite:folder`. */
export async function apply(
  made: Plan,
  database: string | undefined,
  env: LoadOptions['env'],
  options: RunOptions = {},
  events?: RunEvents,
): Promise<RunResult> {
  const { applyPlan, resolveTarget } = await import('./executor/index.js');
  return applyPlan(made, resolveTarget(database, env ?? process.env), options, events);
}

/** How far a run is; undefined when Wesley has never run anything there. */
export async function status(
  database: string | undefined,
  env: LoadOptions['env'],
  which: { readonly run?: string; readonly project?: string } = {},
): Promise<RunStatus | undefined> {
  const { resolveTarget, runStatus } = await import('./executor/index.js');
  return runStatus(resolveTarget(database, env ?? process.env), which.run, which.project);
}

/** Everything that Wesley has made for itself in a database. */
export async function owned(database: string | undefined, env: LoadOptions['env']): Promise<Owned[]> {
  const { listOwned, resolveTarget } = await import('./executor/index.js');
  return listOwned(resolveTarget(database, env ?? process.env));
}

/** The rule files have changed: the next use reads them again. */
export async function forgetRules(): Promise<void> {
  const { forgetRulesets } = await import('./ruleset/load.js');
  forgetRulesets();
}

/** A schema that is being edited: findings and generated files, pass after pass. */
export async function openWatch(input: WatchInput): Promise<Watch> {
  const watching = await import('./watching.js');
  return watching.openWatch(input);
}

/** Tests of rules that can be run again and again; close them to end the embedded server. */
export async function openRuleTests(options: RuleTestOptions): Promise<RuleTester> {
  const tests = await import('./workshop/tests/index.js');
  return tests.openRuleTests(options);
}

/** Writes SDL for what a database, SQL or a snapshot has, and says what of it stands as SQL. */
export async function initialise(spec: string, options: InitialiseOptions = {}): Promise<Initialised> {
  const initialising = await import('./initialising.js');
  return initialising.initialise(spec, options);
}
