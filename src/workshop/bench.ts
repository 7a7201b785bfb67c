/** What rules cost on some facts: time, tuples and rows, per clause and literal, with what stands out. */
import { Exit, type Fix, WesleyError } from '../diagnostics/index.js';
import {
  FactSet,
  type Program,
  type RuleInfo,
  type RuleProfile,
  rulesAndReads,
  solve,
} from '../engine/index.js';
import { collectFacts } from '../pipeline.js';
import { loadRuleset, planRules, type Rule, type Ruleset, reportingRules } from '../ruleset/load.js';
import { tellParameters } from '../ruleset/parameters.js';
import { modelOfCatalog } from '../schema/catalog/index.js';
import { modelFacts } from '../schema/facts.js';
import { defaultSettings } from '../schema/index.js';
import { madeUpSchema, madeUpStatements } from './made-up.js';
import type { WorkbenchInput } from './workbench.js';

export interface BenchOptions {
  /** Only what these rules need; everything when empty. */
  readonly ids?: readonly string[];
  /** Of so many runs after the first, the fastest is told, per clause: 5 unless said otherwise. */
  readonly runs?: number;
  /** Makes up statements until there are about so many facts. */
  readonly facts?: number;
}

export interface LiteralCost {
  readonly text: string;
  readonly line: number;
  readonly tried: number;
  readonly passed: number;
  readonly rows: number;
}

export interface ClauseCost {
  /** What it derives. */
  readonly relation: string;
  /** The rule that its file belongs to. */
  readonly id: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly milliseconds: number;
  readonly derivations: number;
  readonly tuples: number;
  /** Rows visited by all its literals. */
  readonly rows: number;
  readonly literals: readonly LiteralCost[];
  readonly hints: readonly string[];
}

export interface BenchReport {
  /** What the rules judge that were measured. */
  readonly judges: Rule['judges'];
  readonly facts: number;
  readonly tuples: number;
  readonly derivations: number;
  readonly runs: number;
  /** The sum of the clauses: measuring itself takes time too. */
  readonly milliseconds: number;
  /** Of the fastest run that is not measured, and of the one in the middle. */
  readonly plainMilliseconds: number;
  readonly medianMilliseconds: number;
  /** Dearest first, then those that visited nothing; those that never ran are left out. */
  readonly clauses: readonly ClauseCost[];
}

/**
 * Solves the rules that judge SQL on the facts of the input, and with `after` those that make plans too; the rules that judge
 * schemas where only these are named, or where the input is a state and no SQL. Throws `WesleyError` for rules of both kinds,
 * and for SQL with rules that judge schemas.
 */
export async function benchRules(input: WorkbenchInput, options: BenchOptions = {}): Promise<BenchReport> {
  const { judges, program, rules, facts } = await measured(input, options);
  const ids = new Map([...rules, ...planRules(input.ruleFolders)].map(({ file, id }) => [file, id]));
  const wanted = neededBy(program, new Set(options.ids), ids);

  const runs = Math.max(1, options.runs ?? defaultRuns);
  const plain: number[] = [];
  const fastest: number[] = [];
  let profile: readonly RuleProfile[] = [];
  let statistics = { tuples: 0, derivations: 0 };
  // The first run of each kind pays for what later ones find ready.
  for (let run = 0; run <= runs; run++) {
    const start = performance.now();
    solve(program, facts);
    if (run > 0) plain.push(performance.now() - start);
    const solution = solve(program, facts, { profile: true });
    profile = solution.profile ?? [];
    statistics = solution.statistics;
    if (run === 0) continue;
    for (const [at, { milliseconds }] of profile.entries()) {
      fastest[at] = Math.min(fastest[at] ?? Number.POSITIVE_INFINITY, milliseconds);
    }
  }
  const clauses = profile
    .map((one, at) => ({ ...one, milliseconds: fastest[at] ?? one.milliseconds }))
    .filter(({ rule, literals }) => wanted.has(rule) && literals.some(({ tried }) => tried > 0))
    .map((one) => costOf(one, ids))
    .sort((a, b) => Number(isIdle(a)) - Number(isIdle(b)) || b.milliseconds - a.milliseconds);
  return {
    judges,
    facts: facts.size,
    tuples: statistics.tuples,
    derivations: statistics.derivations,
    runs,
    milliseconds: clauses.reduce((sum, one) => sum + one.milliseconds, 0),
    plainMilliseconds: Math.min(...plain),
    medianMilliseconds: plain.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0,
    clauses,
  };
}

const defaultRuns = 5;

interface Measured extends Pick<Ruleset, 'program' | 'rules'> {
  readonly judges: Rule['judges'];
  readonly facts: FactSet;
}

async function measured(input: WorkbenchInput, options: BenchOptions): Promise<Measured> {
  const { ruleFolders, files, before, after } = input;
  const judges = judgedBy(input, options);
  if (judges === 'sql') {
    const { program, rules } = loadRuleset(ruleFolders, after === undefined ? 'findings' : 'all');
    const made =
      options.facts === undefined ? [] : [{ path: '<made>', text: await madeUpStatements(options.facts) }];
    const { facts } = await collectFacts({ ...input, files: [...files, ...made] });
    return { judges, program, rules, facts };
  }
  const { program, rules } = loadRuleset(ruleFolders, 'schema');
  const settings = input.sdl ?? defaultSettings;
  const facts = new FactSet();
  if (before !== undefined) {
    const model = before.model ?? modelOfCatalog(before.catalog, settings);
    modelFacts(model, facts, { writtenAs: before.model === undefined ? 'sql' : 'sdl', settings });
  }
  if (options.facts !== undefined) {
    modelFacts(await madeUpSchema(options.facts, settings), facts, { writtenAs: 'sdl', settings });
  }
  tellParameters(ruleFolders ?? [], facts);
  return { judges, program, rules, facts };
}

/** What the named rules judge; where none is named, what the input is. */
function judgedBy(
  { ruleFolders, files, before, after }: WorkbenchInput,
  { ids = [] }: BenchOptions,
): Rule['judges'] {
  const named = reportingRules(ruleFolders).filter(({ id }) => ids.includes(id));
  const ofPlans = planRules(ruleFolders).find(({ id }) => ids.includes(id));
  if (ofPlans !== undefined && (before === undefined || after === undefined)) {
    throw refused(`${ofPlans.id} takes part in plans, and no plan is to be made`, {
      text: 'name the state that is there, and the one that is wanted',
      code: `wesley rules bench --against before.sql --to after.sql --rule ${ofPlans.id}`,
    });
  }
  const ofSchema = named.find(({ judges }) => judges === 'schema');
  if (ofSchema === undefined) {
    const isState = files.length === 0 && before !== undefined && after === undefined;
    return isState && named.length === 0 ? 'schema' : 'sql';
  }
  const ofSql = named.find(({ judges }) => judges === 'sql');
  if (ofSql !== undefined) {
    throw refused(`${ofSchema.id} judges schemas, and ${ofSql.id} SQL`, {
      text: 'they read other facts: measure one kind at a time',
    });
  }
  if (files.length > 0) {
    throw refused(`${ofSchema.id} judges schemas, and ${files[0]?.path} is SQL to check`, {
      text: 'name the schema, or nothing, for one that is made up',
      code: `wesley rules bench schema.graphql --rule ${ofSchema.id}`,
    });
  }
  return 'schema';
}

function refused(message: string, fix: Fix): WesleyError {
  return new WesleyError({ code: 'cli/usage', severity: 'error', message, fix }, Exit.usage);
}

/** What visits nothing and tries nothing twice costs nothing: its time is that of the clock, or of a pause of the machine. */
function isIdle({ rows, literals }: ClauseCost): boolean {
  return rows === 0 && literals.every(({ tried }) => tried < 2);
}

function costOf(profile: RuleProfile, ids: ReadonlyMap<string, string>): ClauseCost {
  const { rule, milliseconds, derivations, tuples } = profile;
  const literals = profile.literals.map(({ text, span, tried, passed, rows }) => ({
    text: text.replace(/\s+/g, ' '),
    line: span.line,
    tried,
    passed,
    rows,
  }));
  return {
    relation: rule.head,
    id: ids.get(rule.file),
    file: rule.file,
    line: rule.span.line,
    milliseconds,
    derivations,
    tuples,
    rows: literals.reduce((sum, { rows }) => sum + rows, 0),
    literals,
    hints: hintsFor(literals, derivations, tuples),
  };
}

/** Below this many rows nothing is worth a word. */
const worthAWord = 1000;

function hintsFor(literals: readonly LiteralCost[], derivations: number, tuples: number): string[] {
  const hints: string[] = [];
  for (const { text, tried, passed, rows } of literals) {
    if (tried === 0) continue;
    if (rows >= worthAWord && rows > 10 * Math.max(1, passed)) {
      hints.push(
        `${text} visits ${rows} rows to find ${passed}: give it a column whose value is known by then`,
      );
    } else if (passed >= worthAWord && tried > 1 && passed / tried >= 20 && derivations * 5 < passed) {
      const each = Math.round(passed / tried);
      hints.push(
        `${text} meets ${each} rows each time, most in vain: it shares too little with the literals before it`,
      );
    }
  }
  if (derivations >= worthAWord && derivations > 10 * Math.max(1, tuples)) {
    const times = Math.round(derivations / Math.max(1, tuples));
    hints.push(
      `each tuple is derived ${times} times: put what the head does not name into a relation of its own`,
    );
  }
  return hints;
}

/** The clauses of some rules, and all that they read, however far. */
function neededBy(
  program: Program,
  wanted: ReadonlySet<string>,
  ids: ReadonlyMap<string, string>,
): ReadonlySet<RuleInfo> {
  const all = rulesAndReads(program);
  if (wanted.size === 0) return new Set(all.map(({ rule }) => rule));
  const needed = new Set<RuleInfo>();
  const relations = new Set<string>();
  const visit = (one: (typeof all)[number]): void => {
    if (needed.has(one.rule)) return;
    needed.add(one.rule);
    for (const relation of one.reads) {
      if (relations.has(relation)) continue;
      relations.add(relation);
      for (const other of all) if (other.rule.head === relation) visit(other);
    }
  };
  for (const one of all) if (wanted.has(ids.get(one.rule.file) ?? '')) visit(one);
  return needed;
}
