/**
 * Tests of rules: the examples of each rule (unsafe.sql raises exactly it, safe.sql nothing; of rules on schemas unsafe.graphql, safe.graphql), SQL or SDL whose comments expect
 * rules of its statements, and components of facts in the rule files.
 *
 *   const tester = openRuleTests({ cwd, ruleFolders });
 *   const { results, coverage } = await tester.run({ names: ['drop-table'] });
 *   await tester.close();
 */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Diagnostic, didYouMean, Exit, suggest, WesleyError } from '../../diagnostics/index.js';
import { decode } from '../../facts/sources/files.js';
import { shippedPlanRules } from '../../ruleset/files.js';
import { findRule, shortId } from '../../ruleset/ids.js';
import {
  type Hook,
  loadRuleset,
  type Rule,
  type RuleFolder,
  type Ruleset,
  reportingRules,
} from '../../ruleset/load.js';
import { type Coverage, CoverageSum } from './coverage.js';
import { readTestFile } from './directives.js';
import { type FoundFile, filesAt, filesOfRules, isUnsafe, looseFiles } from './discover.js';
import { type FactTest, factTestsOf, planTests, tryFactTest } from './fact-tests.js';
import { brokenResult, type TestResult } from './results.js';
import { type Bench, States } from './solve-case.js';
import { type KnownRules, type SqlTest, type TriedFile, trySqlTest } from './sql-tests.js';
import { settleExpectations } from './update.js';

export {
  type ClauseCoverage,
  type Coverage,
  type CoverageCounts,
  countCoverage,
  type FileCoverage,
  isCondition,
  isCovered,
  type LiteralCoverage,
  type LiteralState,
} from './coverage.js';
export type { TestResult } from './results.js';

export interface RuleTestOptions {
  /** Paths are shown from here, and named paths are relative to it. */
  readonly cwd: string;
  readonly ruleFolders: readonly RuleFolder[];
}

export interface RuleTestRun {
  /** Rules, or paths of test files and folders. None: the rules of the team, or all. */
  readonly names?: readonly string[];
  readonly coverage?: boolean;
  /** Rewrite expectations to what is found, before the results are made. */
  readonly update?: boolean;
  /** Absolute path of a changed test file: only what it says is tried. */
  readonly only?: string;
}

/** A file whose expectations were rewritten. */
export interface UpdatedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export interface RuleTestReport {
  readonly ok: boolean;
  /** By file and place. */
  readonly results: readonly TestResult[];
  /** Ids of the rules that were tried. */
  readonly rules: readonly string[];
  /** Ids of the rules that were meant and of which no test says anything. */
  readonly untested: readonly string[];
  /** Texts of the test files and rule files, as the results name them. */
  readonly sources: readonly { readonly path: string; readonly text: string }[];
  readonly coverage: Coverage | undefined;
  readonly updated: readonly UpdatedFile[];
  /** `file:line` of statements that got no expectation because another one stands on their line. */
  readonly unplaced: readonly string[];
  /** What is legal and suspicious in the rules of teams that were tried. */
  readonly warnings: readonly Diagnostic[];
}

export interface RuleTester {
  /** Throws `WesleyError` for a rule that does not compile (78) and for names that mean nothing (64). */
  run(what?: RuleTestRun): Promise<RuleTestReport>;
  /** Ends the embedded server. */
  close(): Promise<void>;
}

/** Tests that can be run again and again: what they share is made once. */
export function openRuleTests(options: RuleTestOptions): RuleTester {
  const states = new States();
  return {
    run: async (what = {}) => new Run(options, what, states).report(),
    close: () => states.close(),
  };
}

/** What is to be tried. */
interface Selection {
  readonly files: readonly FoundFile[];
  readonly facts: readonly FactTest[];
  readonly rules: readonly Rule[];
  /** Those that only take part in plans. */
  readonly hooks: readonly Pick<Hook, 'id'>[];
  /** Whether coverage is told of a rule file. */
  readonly covers: (file: string) => boolean;
}

/** A test file as it was read. */
type Content =
  | { readonly text: string; readonly mark: string }
  | { readonly problems: readonly Diagnostic[] };

class Run {
  /** What judges SQL, with all rules that report. */
  private readonly ruleset: Ruleset;
  private readonly overSchemas: Ruleset;
  private readonly rules: KnownRules;
  private readonly bench: Bench;
  private readonly sum = new CoverageSum();
  private readonly sources = new Map<string, string>();
  private readonly updated: UpdatedFile[] = [];
  private readonly unplaced: string[] = [];

  constructor(
    private readonly options: RuleTestOptions,
    private readonly what: RuleTestRun,
    states: States,
  ) {
    const rules = reportingRules(options.ruleFolders);
    this.ruleset = { ...loadRuleset(options.ruleFolders, 'findings'), rules };
    this.overSchemas = loadRuleset(options.ruleFolders, 'schema');
    this.rules = {
      ids: rules.map(({ id }) => id),
      team: new Set(rules.filter(({ group }) => group === 'team').map(({ id }) => id)),
    };
    this.bench = {
      ruleFolders: options.ruleFolders,
      states,
      ...(what.coverage === true ? { profiled: (profile, solution) => this.sum.add(profile, solution) } : {}),
    };
    for (const { file, text } of [...this.ruleset.sources, ...this.overSchemas.sources]) {
      this.sources.set(file, text);
    }
  }

  async report(): Promise<RuleTestReport> {
    const { only } = this.what;
    const { files, facts, rules, hooks, covers } = this.select();
    const results: TestResult[] = [];
    const read = files
      .filter(({ path }) => only === undefined || path === only)
      .map((file) => ({ file, content: this.read(file) }));
    for (const { file, content } of read) this.loadStates(file, content);
    for (const { file, content } of read) results.push(...(await this.file(file, content)));
    if (only === undefined) for (const test of facts) results.push(...this.facts(test));
    const ids = new Set([...rules.map(({ id }) => id), ...facts.flatMap(({ rule }) => rule ?? [])]);
    const said = new Set([...ids, ...results.flatMap(({ rule }) => rule ?? [])]);
    const untested = hooks.map(({ id }) => id).filter((id) => !said.has(id));
    return {
      // Who asks of something of which no test says anything is not told that it holds.
      ok: results.every(({ status }) => status === 'passed') && (results.length > 0 || untested.length === 0),
      results,
      rules: [...ids],
      untested,
      sources: [...this.sources].map(([path, text]) => ({ path, text })),
      coverage: this.what.coverage === true ? this.sum.result(covers) : undefined,
      updated: this.updated,
      unplaced: this.unplaced,
      warnings: this.ruleset.warnings.filter(({ span }) => covers(span?.file ?? '')),
    };
  }

  private select(): Selection {
    const { names = [] } = this.what;
    const { cwd, ruleFolders } = this.options;
    const { rules, hooks } = this.ruleset;
    const facts = [...this.writtenBeside(), ...this.ofPlans()];
    const own = rules.filter(({ group }) => group === 'team');
    if (names.length === 0) {
      const ofTeam = ruleFolders.length > 0;
      if (ofTeam && own.length === 0 && hooks.length === 0) throw noRules(ruleFolders);
      const wanted = ofTeam ? own : rules;
      const files = [...filesOfRules(wanted, cwd), ...looseFiles(rules, ruleFolders, !ofTeam, cwd)];
      const covers = (file: string): boolean => !ofTeam || isOfTeam(file, ruleFolders);
      const here = facts.filter(({ component }) => covers(component.span.file));
      return { files, facts: here, rules: wanted, hooks: ofTeam ? hooks : [], covers };
    }
    const found = names.map((name) => this.named(name));
    const ids = new Set(found.flatMap((one) => ('id' in one ? [one.id] : [])));
    const wanted = rules.filter(({ id }) => ids.has(id));
    const planners = [...hooks, ...shippedPlanRules()].filter(({ id }) => ids.has(id));
    const files = new Map<string, FoundFile>();
    for (const one of found) if (!('id' in one)) for (const file of one) files.set(file.path, file);
    for (const file of filesOfRules(wanted, cwd)) files.set(file.path, file);
    if (wanted.length > 0) {
      for (const file of looseFiles(rules, ruleFolders, true, cwd)) {
        const text = this.text(file) ?? '';
        if (wanted.some(({ id }) => text.includes(shortId(id)))) files.set(file.path, file);
      }
    }
    const about = rules.filter(
      ({ id }) => ids.has(id) || [...files.values()].some(({ rule }) => rule === id),
    );
    return {
      files: [...files.values()],
      facts: facts.filter(({ rule }) => rule !== undefined && ids.has(rule)),
      rules: about,
      hooks: planners,
      covers: (file) => [...about, ...planners].some((one) => one.file === file),
    };
  }

  /** Tests in the files of rules, each once. */
  private writtenBeside(): FactTest[] {
    const { rules, sources } = this.ruleset;
    const files = new Set(sources.map(({ file }) => file));
    const others = factTestsOf({ ...this.overSchemas, rules });
    return [
      ...factTestsOf(this.ruleset),
      ...others.filter(({ component }) => !files.has(component.span.file)),
    ];
  }

  /** Tests of the shipped rules that make plans, where these are tried: all rules are, or one of them is named. */
  private ofPlans(): FactTest[] {
    const { names = [] } = this.what;
    const known = new Set(shippedPlanRules().flatMap(({ id, folder, file }) => [id, folder, file]));
    const { cwd, ruleFolders } = this.options;
    const isMeant = names.some((name) => known.has(name) || known.has(resolve(cwd, name)));
    if (names.length > 0 ? !isMeant : ruleFolders.length > 0) return [];
    const { tests, sources } = planTests(loadRuleset(ruleFolders, 'all'));
    for (const { file, text } of sources) this.sources.set(file, text);
    return tests;
  }

  /** A rule, one that only takes part in plans, or test files. */
  private named(name: string): Pick<Hook, 'id'> | readonly FoundFile[] {
    const { rules, hooks } = this.ruleset;
    const all = [...rules, ...hooks, ...shippedPlanRules()];
    const ids = all.map((one) => one.id);
    const id = findRule(name, ids);
    const full = resolve(this.options.cwd, name);
    const rule = all.find(
      (one) => one.id === id || one.folder === full || join(one.folder, 'rule.dl') === full,
    );
    if (rule !== undefined) return rule;
    const files = filesAt(name, rules, this.options.cwd);
    if (files !== undefined && files.length > 0) return files;
    const near = suggest(name, ids);
    const message =
      files === undefined
        ? `there is no rule and no test "${name}".${didYouMean(name, ids)}`
        : `there is no test in ${name}: test files are named *.test.sql or *.test.graphql`;
    throw new WesleyError(
      {
        code: 'cli/usage',
        severity: 'error',
        message,
        fix: { text: near.length > 1 ? `near it: ${near.join(', ')}` : 'see: wesley rules list' },
      },
      Exit.usage,
    );
  }

  private read(file: FoundFile): Content {
    const { path, shown } = file;
    if (!existsSync(path)) return { problems: [noExample(file)] };
    if (!statSync(path).isFile()) return { problems: [notAFile(file)] };
    try {
      const bytes = readFileSync(path);
      const mark = bytes.subarray(0, 3).equals(byteOrderMark) ? '\ufeff' : '';
      return { text: decode(bytes, shown), mark };
    } catch (error) {
      if (!(error instanceof WesleyError)) throw error;
      return { problems: error.diagnostics };
    }
  }

  /** Starts to load what the cases of a file run on. */
  private loadStates({ shown }: FoundFile, content: Content): void {
    if ('problems' in content) return;
    for (const { before } of readTestFile(shown, content.text).cases) {
      if (before !== undefined) this.bench.states.load(shown, before).catch(() => undefined);
    }
  }

  private async file(found: FoundFile, content: Content): Promise<TestResult[]> {
    if ('problems' in content) {
      return content.problems.map((problem) => ({ ...brokenResult(problem, found.shown), rule: found.rule }));
    }
    const { text, mark } = content;
    const tried = await this.attempt(found, text);
    if (this.what.update !== true) return [...tried.results];
    return [...(await this.update(found, tried, mark)).results];
  }

  private attempt(found: FoundFile, text: string): Promise<TriedFile> {
    this.sources.set(found.shown, text);
    const { shown, rule, example } = found;
    const judges = this.ruleset.rules.find(({ id }) => id === rule)?.judges ?? 'sql';
    const test: SqlTest = { path: shown, text, rule, judges, example };
    return trySqlTest(test, this.rules, this.bench);
  }

  /** Writes the expectations that hold; a test that cannot be read is left as it is. */
  private async update(found: FoundFile, before: TriedFile, mark: string): Promise<TriedFile> {
    const wrong = before.results.filter(({ status }) => status === 'broken');
    if (wrong.some(({ problems }) => problems.some(({ code }) => code !== 'test/no-expectation')))
      return before;
    const { tried, unplaced } = await settleExpectations(before, (text) => this.attempt(found, text));
    this.unplaced.push(...unplaced.map((line) => `${found.shown}:${line}`));
    const { text: old } = before.file.source;
    const { text } = tried.file.source;
    if (text !== old) {
      writeFileSync(found.path, mark + text);
      this.updated.push({ path: found.shown, before: old, after: text });
    }
    return tried;
  }

  private facts(test: FactTest): TestResult[] {
    const { relations } = this.ruleset.program;
    const derives = (name: string): boolean => this.ruleset.program.rules.some(({ head }) => head === name);
    // What a plan is made of is compiled only where a test speaks of it.
    const forPlan = test.component.clauses.some(
      ({ relation, annotations }) =>
        !relations.has(relation) ||
        ((annotations.has('expect') || annotations.has('reject')) && !derives(relation)),
    );
    const { program } = forPlan ? loadRuleset(this.options.ruleFolders, 'all') : this.ruleset;
    const ids = [...this.rules.ids, ...[...this.ruleset.hooks, ...shippedPlanRules()].map(({ id }) => id)];
    return tryFactTest(test, program, ids, this.bench);
  }

  private text({ path }: FoundFile): string | undefined {
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  }
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

function noExample({ shown, rule = '', example }: FoundFile): Diagnostic {
  const raises = isUnsafe(example) ? `raises ${rule} and nothing else` : 'raises nothing';
  return {
    code: 'test/no-example',
    severity: 'error',
    message: `there is no ${shown}`,
    fix: { text: `write ${shown.endsWith('.graphql') ? 'SDL' : 'SQL'} that ${raises}` },
  };
}

function notAFile({ shown }: FoundFile): Diagnostic {
  return { code: 'file/not-a-file', severity: 'error', message: `${shown} is a folder, not a file` };
}

/** Folders that are said to hold rules, and hold none: that what Wesley ships holds is no answer. */
function noRules(folders: readonly RuleFolder[]): WesleyError {
  const [first] = folders;
  return new WesleyError(
    {
      code: 'test/no-rules',
      severity: 'error',
      message: `no rule is in ${folders.map(({ label }) => label).join(', ')}`,
      fix: {
        text: 'make one, or name the rules that come with Wesley which you want to try',
        code: `wesley rules new ${first?.namespace}/no-serial-keys`,
      },
    },
    Exit.usage,
  );
}

/** Whether a file, as spans name it, is one of a team's. */
function isOfTeam(file: string, folders: readonly RuleFolder[]): boolean {
  return folders.some(
    ({ label, path }) => file.startsWith(`${label}/`) && existsSync(join(path, file.slice(label.length + 1))),
  );
}
