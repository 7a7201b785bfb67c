/** A rule with the examples that prove it: what `wesley explain` and the generated documentation show. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alsoOf, readTestFile } from './rule-tests/directives.js';
import { loadRuleset, type Rule, type RuleFolder } from './ruleset.js';

export interface RulePage {
  readonly rule: Rule;
  /** SQL that raises the rule, and SQL that does not. */
  readonly unsafe: string;
  readonly safe: string;
}

/** Pages of all rules, sorted by group and id. */
export function readRulePages(ruleFolders: readonly RuleFolder[] = []): RulePage[] {
  return loadRuleset(ruleFolders, 'findings').rules.map((rule) => ({
    rule,
    unsafe: readExample(join(rule.folder, 'unsafe.sql')),
    safe: readExample(join(rule.folder, 'safe.sql')),
  }));
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

function readExample(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** The page of a rule as Markdown. */
export function renderRulePage({ rule, unsafe, safe }: RulePage): string {
  const { doc, id, group, severity, tags, since } = rule;
  const [, ...rest] = doc.split('\n');
  return [
    `# ${id}`,
    '',
    `**${rule.title}.** ${rest.join(' ')}`.trim(),
    '',
    `| severity | group | tags | since |`,
    '|--|--|--|--|',
    `| ${severity} | ${group} | ${tags.join(', ')} | ${since ?? ''} |`,
    '',
    '## Raises it',
    '',
    '```sql',
    unsafe.trim(),
    '```',
    '',
    '## Does not',
    '',
    '```sql',
    safe.trim(),
    '```',
    '',
    '## The rule',
    '',
    '```souffle',
    rule.source.trim(),
    '```',
    '',
    '## Accept a finding',
    '',
    'On the line before the statement, with a reason:',
    '',
    '```sql',
    `-- wesley:ignore ${id} <reason>`,
    '```',
    '',
  ].join('\n');
}

/** The list of all rules as Markdown. */
export function renderRuleIndex(pages: readonly RulePage[]): string {
  const lines = ['# Rules', '', 'Generated from `rules/` by `npm run generate`.', ''];
  for (const group of [...new Set(pages.map(({ rule }) => rule.group))]) {
    lines.push(`## ${group}`, '', '| rule | severity | |', '|--|--|--|');
    for (const { rule } of pages.filter((page) => page.rule.group === group)) {
      lines.push(`| [${rule.id}](${rule.id}.md) | ${rule.severity} | ${rule.title.replaceAll('|', '\\|')} |`);
    }
    lines.push('');
  }
  return lines.join('\n');
}
