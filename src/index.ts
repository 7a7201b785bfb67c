/**
 * The public API, a table of contents. Each function loads what it needs when it is first called, so importing this
 * file costs nothing.
 *
 *   check        what SQL would lock, scan, rewrite or destroy → a report
 *   rulePages    the rules, with the examples that raise them and those that do not
 */
import type { CheckInput, CheckResult } from './pipeline.js';
import type { RulePage } from './rule-pages.js';

export * from './diagnostics/index.js';
export type { TransactionModel } from './facts/statements/index.js';
export type { CheckInput, CheckResult, KnownState, RuleSetting } from './pipeline.js';
export type { RulePage } from './rule-pages.js';
export type { Rule, Ruleset } from './ruleset.js';

/** Says what the SQL would lock, scan, rewrite or destroy when it runs on the given state. */
export async function check(input: CheckInput): Promise<CheckResult> {
  const { checkStatements } = await import('./pipeline.js');
  return checkStatements(input);
}

/** All rules that report findings, of this package and of the given folders. */
export async function rulePages(ruleFolders: readonly string[] = []): Promise<RulePage[]> {
  const { readRulePages } = await import('./rule-pages.js');
  return readRulePages(ruleFolders);
}
