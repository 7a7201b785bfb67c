/**
 * The public API, a table of contents. Each function loads what it needs when it is first called, so importing this
 * file costs nothing.
 *
 *   check     what SQL would lock, scan, rewrite or destroy → a report
 */
import type { CheckInput, CheckResult } from './pipeline.js';

export * from './diagnostics/index.js';
export type { TransactionModel } from './facts/statements/index.js';
export type { CheckInput, CheckResult, RuleSetting } from './pipeline.js';
export type { Rule, Ruleset } from './ruleset.js';

/** Says what the SQL would lock, scan, rewrite or destroy when it runs on the given state. */
export async function check(input: CheckInput): Promise<CheckResult> {
  const { checkStatements } = await import('./pipeline.js');
  return checkStatements(input);
}
