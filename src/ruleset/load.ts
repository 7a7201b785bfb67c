/**
 * What Wesley knows, loaded: every rule folder under rules/ and those of teams compiled into one program, and the metadata
 * of its findings checked. A folder is a rule by being there; there is no list to edit.
 */
import { type Diagnostic, Exit, WesleyError } from '../diagnostics/index.js';
import { compile, type Program, type RuleInfo, type Source, strictLints } from '../engine/index.js';
import {
  type RuleFile,
  type RuleFolder,
  readRuleFiles,
  readSchemaRuleFiles,
  readSqlRuleFiles,
  reportsFindings,
  shippedIds,
  shippedPlanRules,
} from './files.js';
import {
  checkAnnotations,
  checkIds,
  firstSentence,
  problem,
  type Rule,
  readRule,
  readWordings,
  reporting,
  type Wording,
} from './meta.js';
import { misspelledNames } from './names.js';
import { closedHeads } from './open-relations.js';
import { type ParameterUse, parameterUses } from './parameters.js';

export type { RuleFolder } from './files.js';
export type { Rule, Wording } from './meta.js';

/** A rule folder of a team that reports nothing and takes part in plans: it adds steps or an order. */
export interface Hook {
  readonly id: string;
  readonly title: string;
  readonly doc: string;
  readonly folder: string;
  readonly source: string;
  readonly file: string;
}

export interface Ruleset {
  readonly program: Program;
  /** Those that report findings of the purpose, sorted by group and id. */
  readonly rules: readonly Rule[];
  /** Ids of all rules that report findings, whatever they judge. */
  readonly ids: readonly string[];
  readonly hooks: readonly Hook[];
  /** Parameters that rules of teams read. */
  readonly parameters: readonly ParameterUse[];
  /** Wording of a clause, by its place in the program. */
  readonly wordings: ReadonlyMap<number, Wording>;
  /** What is legal and suspicious in the rules of teams: warnings and notes. */
  readonly warnings: readonly Diagnostic[];
  /** Texts of all rule files, by the name that spans use. */
  readonly sources: readonly Source[];
}

const loaded = new Map<string, Loaded>();

interface Loaded {
  readonly ruleset: Ruleset;
  readonly files: readonly RuleFile[];
}

/** `findings`: only what judges SQL. `schema`: only what judges schemas. `all`: these, and what makes a plan. */
export type Purpose = 'findings' | 'schema' | 'all';

/** The rules of this package and those of a team's own folders, compiled once per process and purpose. */
export function loadRuleset(teamFolders: readonly RuleFolder[] = [], purpose: Purpose = 'all'): Ruleset {
  return load(teamFolders, purpose).ruleset;
}

/** The rules that take part in plans and report nothing, of this package and of teams. */
export function planRules(
  teamFolders: readonly RuleFolder[] = [],
): { readonly id: string; readonly file: string }[] {
  return [...shippedPlanRules(), ...loadRuleset(teamFolders, 'findings').hooks];
}

/** All rules that report findings, whatever they judge, in the order of their files. */
export function reportingRules(teamFolders: readonly RuleFolder[] = []): Rule[] {
  const both = (['findings', 'schema'] as const).map((purpose) => loadRuleset(teamFolders, purpose));
  const order = new Map(both.flatMap(({ sources }) => sources).map(({ file }, at) => [file, at]));
  return both
    .flatMap(({ rules }) => rules)
    .sort((a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0));
}

function load(teamFolders: readonly RuleFolder[], purpose: Purpose): Loaded {
  const key = [purpose, ...teamFolders.map(({ path, namespace }) => `${namespace}=${path}`)].join('\n');
  const known = loaded.get(key);
  if (known !== undefined) return known;
  // A mistake in a rule for plans is one for a check too.
  const whole = purpose !== 'all' && teamFolders.length > 0 ? load(teamFolders, 'all') : undefined;
  const files = whole?.files ?? readers[purpose](teamFolders);
  const compiled = compileRuleset(files, purpose, whole?.ruleset);
  const ruleset =
    whole === undefined
      ? compiled
      : {
          ...compiled,
          hooks: whole.ruleset.hooks,
          parameters: whole.ruleset.parameters,
          warnings: whole.ruleset.warnings,
        };
  const result = { ruleset, files };
  loaded.set(key, result);
  return result;
}

const readers: Readonly<Record<Purpose, typeof readRuleFiles>> = {
  findings: readSqlRuleFiles,
  schema: readSchemaRuleFiles,
  all: readRuleFiles,
};

/** The rule files have changed: the next use reads them again. */
export function forgetRulesets(): void {
  loaded.clear();
}

/** Relations that a purpose needs, and what the rules judge that derive them. */
const goalsOf = { findings: ['finding', 'does_forbidden'], schema: ['schema_finding'] } as const;
const judgedFor = { findings: 'sql', schema: 'schema' } as const;

/** Compiles rule files that are already read; `whole` is what all of them compiled to. */
function compileRuleset(files: readonly RuleFile[], purpose: Purpose, whole?: Ruleset): Ruleset {
  // The shipped rules have no lints: a test says so. Those of teams are looked at once, with all that they hold.
  const isTeam = files.some(({ namespace }) => namespace !== undefined);
  const sources = whole?.sources ?? files.map(({ file, text }) => ({ file, text }));
  // Whoever changes the shipped rules has them checked by the tests, and by all that loads them whole.
  const teams = new Set(files.flatMap(({ file, namespace }) => (namespace === undefined ? [] : [file])));
  const trusts = isTeam || purpose !== 'all';
  const { program, diagnostics } = compile(sources, {
    ...(purpose === 'all' ? {} : { goals: goalsOf[purpose] }),
    lint: isTeam && purpose === 'all' ? 'warn' : 'off',
    ...(trusts ? { isTrusted: (file: string) => !teams.has(file) } : {}),
    ...(whole === undefined ? {} : { onto: whole.program }),
  });
  const [problems, warnings] = judge(diagnostics, files);
  if (program === undefined) throw new WesleyError(problems, Exit.config);
  problems.push(...closedHeads(program, files));
  if (isTeam && purpose === 'all') problems.push(...misspelledNames(program, (file) => teams.has(file)));
  const clausesOf = groupByFile(program.rules);
  const rules: Rule[] = [];
  const hooks: Hook[] = [];
  const wordings = new Map<number, Wording>();
  for (const file of files) {
    const { place } = file;
    const clauses = clausesOf.get(file.file) ?? [];
    const reports = clauses.filter(({ head }) => reporting.includes(head));
    if (place === undefined || !reportsFindings(place.group)) {
      for (const { span } of reports) {
        problems.push(
          problem('dl/wrong-rule-id', 'only a rule folder of its own may report a finding', span),
        );
      }
      if (file.namespace !== undefined) checkAnnotations(clauses, problems);
      continue;
    }
    const judges = judgesOf(file, whole);
    if (purpose !== 'all' && judges !== undefined && judges !== judgedFor[purpose]) continue;
    checkIds(
      place.id,
      clauses.filter(({ head }) => named.includes(head)),
      problems,
    );
    checkAnnotations(file.namespace === undefined ? reports : clauses, problems);
    if (reports.length === 0 && clauses.some(({ head }) => planning.includes(head))) {
      hooks.push(hookOf(file, clauses));
      continue;
    }
    // Without what makes a plan, a rule that only takes part in plans has nothing left.
    if (clauses.length === 0 && file.namespace !== undefined && purpose !== 'all') continue;
    const rule = readRule(file, reports, problems);
    if (rule === undefined) continue;
    const [first] = reports;
    if (judges !== undefined && rule.judges !== judges && first !== undefined) {
      problems.push(problem('dl/wrong-group', `rules in ${place.group} judge ${judges}`, first.span));
    }
    rules.push(rule);
    for (const [clause, wording] of readWordings(rule, reports, problems)) wordings.set(clause, wording);
  }
  if (problems.length > 0) throw new WesleyError(problems, Exit.config);
  const team = files.filter(({ namespace }) => namespace !== undefined);
  return {
    program,
    rules,
    ids: whole?.ids ?? [...shippedIds(), ...teamIds(files, hooks)],
    hooks,
    parameters: parameterUses(team.flatMap(({ file }) => clausesOf.get(file) ?? [])),
    wordings,
    warnings,
    sources,
  };
}

/** What the rule of a file judges; undefined for one of a team that is read for the first time. */
function judgesOf({ place }: RuleFile, whole: Ruleset | undefined): Rule['judges'] | undefined {
  if (place?.group !== 'team') return place?.group === 'schema' ? 'schema' : 'sql';
  return whole?.rules.find(({ id }) => id === place.id)?.judges;
}

function teamIds(files: readonly RuleFile[], hooks: readonly Hook[]): string[] {
  const silent = new Set(hooks.map(({ id }) => id));
  return files.flatMap(({ place }) => (place?.group === 'team' && !silent.has(place.id) ? [place.id] : []));
}

/** Errors, and what is suspicious in files of teams; there, a lint that is almost surely right is an error. */
function judge(
  diagnostics: readonly Diagnostic[],
  files: readonly RuleFile[],
): [errors: Diagnostic[], warnings: Diagnostic[]] {
  const ofTeams = new Set(files.flatMap(({ file, namespace }) => (namespace === undefined ? [] : [file])));
  const errors: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  for (const one of diagnostics) {
    if (one.severity === 'error') errors.push(withName(one, files));
    else if (!ofTeams.has(one.span?.file ?? '')) continue;
    else if (strictLints.includes(one.code)) errors.push({ ...one, severity: 'error' });
    else warnings.push(one);
  }
  return [errors, warnings];
}

/** A name that somebody else has is a mistake of who is not the owner: it gets the namespace before it. */
function withName(one: Diagnostic, files: readonly RuleFile[]): Diagnostic {
  const namespace = files.find(({ file }) => file === one.span?.file)?.namespace;
  const name = /^The \w+ `(\w+)` is declared twice/.exec(one.message)?.[1];
  if (one.code !== 'dl/duplicate-declaration' || namespace === undefined || name === undefined) return one;
  const prefix = `${namespace.replaceAll('-', '_')}_`;
  const fix = name.startsWith(prefix)
    ? { text: 'give one of the two another name, or declare it once, in lib, for all rules of a folder' }
    : { text: 'begin the names of your own relations with your namespace', code: `${prefix}${name}` };
  return { ...one, fix: one.fix ?? fix };
}

/** Relations through which a rule takes part in plans. */
const planning: readonly string[] = ['runs_before', 'custom_step'];

/** Relations whose first column must be the id of the rule. */
const named: readonly string[] = [...reporting, 'custom_step', 'custom_undo'];

function hookOf({ place, text, file }: RuleFile, clauses: readonly RuleInfo[]): Hook {
  const doc = (clauses.find((clause) => clause.doc.trim() !== '')?.doc ?? '').trim();
  const { id = '', folder = '' } = place ?? {};
  return { id, folder, doc, title: firstSentence(doc), source: text, file };
}

function groupByFile(rules: readonly RuleInfo[]): Map<string, RuleInfo[]> {
  const groups = new Map<string, RuleInfo[]>();
  for (const rule of rules) {
    const group = groups.get(rule.file);
    if (group === undefined) groups.set(rule.file, [rule]);
    else group.push(rule);
  }
  return groups;
}
