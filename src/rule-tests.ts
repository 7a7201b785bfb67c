/** Tries the examples of a rule: unsafe.sql raises exactly it, safe.sql nothing. */
import { loadState, Scratch } from './facts/sources/index.js';
import { checkStatements, type KnownState } from './pipeline.js';
import { parseExample, type RulePage } from './rule-pages.js';
import { loadRuleset, type RuleFolder } from './ruleset.js';

export interface ExampleResult {
  readonly rule: string;
  readonly example: 'unsafe.sql' | 'safe.sql';
  /** Rules that should fire and do not, and those that fire and should not. */
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/** Tries both examples of each rule. */
export async function tryExamples(
  pages: readonly RulePage[],
  ruleFolders: readonly RuleFolder[] = [],
): Promise<ExampleResult[]> {
  const scratch = new Scratch();
  const results: ExampleResult[] = [];
  const team = new Set(pagesOfTeam(ruleFolders));
  try {
    for (const { rule, unsafe, safe } of pages) {
      const wanted = [rule.id, ...parseExample(unsafe).also];
      const isMeant = (id: string): boolean => id === rule.id || !team.has(id);
      const found = (await codes('unsafe.sql', unsafe, scratch, ruleFolders)).filter(isMeant);
      results.push({ rule: rule.id, example: 'unsafe.sql', ...compare(wanted, found) });
      results.push({
        rule: rule.id,
        example: 'safe.sql',
        ...compare([], (await codes('safe.sql', safe, scratch, ruleFolders)).filter(isMeant)),
      });
    }
  } finally {
    await scratch.close();
  }
  return results;
}

/** Other rules of a team say nothing about the examples of a rule. */
function pagesOfTeam(ruleFolders: readonly RuleFolder[]): string[] {
  const { rules } = loadRuleset(ruleFolders, 'findings');
  return rules.filter(({ group }) => group === 'team').map(({ id }) => id);
}

async function codes(
  path: string,
  text: string,
  scratch: Scratch,
  ruleFolders: readonly RuleFolder[],
): Promise<string[]> {
  const { before, change, server } = parseExample(text);
  const state: KnownState | undefined =
    before === undefined
      ? undefined
      : await loadState({ kind: 'sql', name: 'before', text: before }, { scratch });
  const { report } = await checkStatements({
    files: [{ path, text: change }],
    before: state,
    major: server,
    ruleFolders,
  });
  return [...new Set(report.findings.map(({ code }) => code.replace(/^rule\//, '')))];
}

function compare(
  wanted: readonly string[],
  found: readonly string[],
): Pick<ExampleResult, 'missing' | 'unexpected'> {
  return {
    missing: wanted.filter((id) => !found.includes(id)),
    unexpected: found.filter((id) => !wanted.includes(id)),
  };
}
