/** A rule with the examples that prove it: what `wesley explain` and the generated documentation show. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RuleInfo, rulesAndReads } from '../engine/index.js';
import { loadRuleset, type Rule, type RuleFolder, reportingRules, type Wording } from '../ruleset/load.js';
import { alsoOf, readTestFile } from './tests/directives.js';

export interface RulePage {
  readonly rule: Rule;
  /** Language of the examples. */
  readonly language: 'sql' | 'graphql';
  /** What raises the rule, and what does not. */
  readonly unsafe: string;
  readonly safe: string;
  /** The texts of its clauses, each once; `{Variable}`s are filled from a proof. */
  readonly says: readonly Omit<Wording, 'rule'>[];
  /** Relations that its clauses read and that others declare. */
  readonly reads: readonly string[];
}

/** Pages of all rules, sorted by group and id. */
export function readRulePages(ruleFolders: readonly RuleFolder[] = []): RulePage[] {
  const rulesets = (['findings', 'schema'] as const).map((purpose) => loadRuleset(ruleFolders, purpose));
  const reads = new Map<string, Set<string>>();
  for (const { program } of rulesets) {
    for (const { rule, reads: names } of rulesAndReads(program)) {
      const known = reads.get(rule.file) ?? new Set();
      reads.set(rule.file, known);
      for (const name of names) if (program.relations.get(name)?.span.file !== rule.file) known.add(name);
    }
  }
  const wordings = rulesets.flatMap(({ wordings, program }) => {
    const clauses = new Map(program.rules.map((clause) => [clause.index, clause]));
    return [...wordings].map(([index, wording]) => ({
      ...wording,
      message: wording.message ?? reasonOf(clauses.get(index)),
    }));
  });
  return reportingRules(ruleFolders).map((rule) => {
    const isSql = rule.judges === 'sql' || existsSync(join(rule.folder, 'unsafe.sql'));
    const language = isSql ? 'sql' : 'graphql';
    return {
      rule,
      language,
      unsafe: readExample(rule, 'unsafe', language),
      safe: readExample(rule, 'safe', language),
      says: distinct(wordings.filter((wording) => wording.rule === rule)),
      reads: [...(reads.get(rule.file) ?? [])].sort(),
    };
  });
}

/** What a clause that forbids says, where that is a text. */
function reasonOf(clause: RuleInfo | undefined): string | undefined {
  const last = clause?.head === 'forbidden' ? clause.headArguments.at(-1) : undefined;
  return last !== undefined && 'constant' in last && typeof last.constant === 'string'
    ? `not allowed: ${last.constant}`
    : undefined;
}

/** Those that say something, each once. */
function distinct(wordings: readonly Wording[]): Omit<Wording, 'rule'>[] {
  const texts = wordings
    .map(({ rule: _, ...texts }) => texts)
    .filter(({ message, why, fix }) => message !== undefined || why.length > 0 || fix !== undefined);
  return [...new Map(texts.map((one) => [JSON.stringify(one), one])).values()];
}

/** An example file in its parts: `-- @before` SQL of the state, `-- @change` the SQL to check, and settings. */
export interface Example {
  readonly before: string | undefined;
  readonly change: string;
  readonly server: number | undefined;
  /** `-- also: id, id`: rules that rightly fire too. */
  readonly also: readonly string[];
}

/** Reads the headers of an example. Its parts stand where they stand in the file: what is around them is blank. */
export function parseExample(text: string): Example {
  const file = readTestFile('<example>', text);
  const [only] = file.cases;
  const { before, change = text, server } = only ?? {};
  return { before, change, server, also: alsoOf(file) };
}

function readExample({ folder }: Rule, name: string, language: RulePage['language']): string {
  const path = join(folder, `${name}.${language}`);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
