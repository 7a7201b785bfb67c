/**
 * The public API, a table of contents. Each function loads what it needs when it is first called, so importing this
 * file costs nothing.
 *
 *   check        what SQL would lock, scan, rewrite or destroy → a report
 *   readState    a state from a database, SQL, GraphQL, a folder, or a snapshot
 *   renderSnapshot   a state as a snapshot file
 *   readSql      SQL files as they are run, without the ways back
 *   rulePages    the rules, with the examples that raise them and those that do not
 */
import type { SqlFiles } from './facts/sources/files.js';
import type { LoadOptions } from './facts/sources/index.js';
import type { CheckInput, CheckResult } from './pipeline.js';
import type { RulePage } from './rule-pages.js';
import type { NamedState } from './states.js';

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

/** Reads a state from what a person names: a database URL, `pglite:folder`, SQL, GraphQL, a folder, a snapshot, `nothing`. */
export async function readState(spec: string, options: LoadOptions = {}): Promise<NamedState> {
  const states = await import('./states.js');
  return states.readState(spec, options);
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
