/** SQL of a test, judged: which rules fire where, and what is needed to say why. */
import { type Diagnostic, WesleyError } from '../diagnostics/index.js';
import type { RuleProfile, Solution } from '../engine/index.js';
import { loadState, type Scratch } from '../facts/sources/index.js';
import type { CollectedStatements } from '../facts/statements/index.js';
import type { StatementPlaces } from '../findings.js';
import { checkStatements, type KnownState, placesOf } from '../pipeline.js';
import type { RuleFolder, Ruleset } from '../ruleset.js';
import type { Case } from './directives.js';

/** What all cases of a run share. */
export interface Bench {
  readonly ruleFolders: readonly RuleFolder[];
  /** PGlite for the states before. */
  readonly scratch: Scratch;
  /** States that were loaded already, by their SQL. */
  readonly states: Map<string, Promise<KnownState>>;
  /** Takes the profile of each solve, when coverage is wanted. */
  readonly profiled?: (profile: readonly RuleProfile[]) => void;
}

export interface Judged {
  readonly findings: readonly Diagnostic[];
  /** Findings that a comment in the SQL accepts. */
  readonly accepted: readonly Diagnostic[];
  readonly solution: Solution;
  readonly statements: CollectedStatements;
  readonly places: StatementPlaces;
  readonly ruleset: Ruleset;
}

/** Rule, or code of another finding. */
export function idOf(finding: Diagnostic): string {
  return finding.code.replace(/^rule\//, '');
}

/** Judges the SQL of a case; a state before that cannot be loaded is a list of what is wrong with it. */
export async function judge(path: string, one: Case, bench: Bench): Promise<Judged | readonly Diagnostic[]> {
  let before: KnownState | undefined;
  try {
    before = await stateOf(path, one, bench);
  } catch (error) {
    if (error instanceof WesleyError) return error.diagnostics;
    throw error;
  }
  const { report, solution, statements, ruleset } = await checkStatements({
    files: [{ path, text: one.change }],
    ruleFolders: bench.ruleFolders,
    ...(before === undefined ? {} : { before }),
    ...(one.server === undefined ? {} : { major: one.server }),
    ...(one.transaction === undefined ? {} : { transaction: one.transaction }),
    ...(bench.profiled === undefined ? {} : { profile: true }),
  });
  if (solution.profile !== undefined) bench.profiled?.(solution.profile);
  return {
    findings: report.findings,
    accepted: report.suppressed.map(({ finding }) => finding),
    solution,
    statements,
    places: placesOf(statements),
    ruleset,
  };
}

async function stateOf(path: string, one: Case, bench: Bench): Promise<KnownState | undefined> {
  const { before, sizes } = one;
  if (before === undefined) return undefined;
  const key = before.trim();
  let state = bench.states.get(key);
  if (state === undefined) {
    state = loadState({ kind: 'sql', name: path, text: before }, { scratch: bench.scratch });
    bench.states.set(key, state);
    // It is thrown where it is awaited, also the next time.
    state.catch(() => undefined);
  }
  const loaded = await state;
  const missing = sizes.find(({ table }) => !loaded.catalog.tables.some(({ id }) => id === table));
  if (missing !== undefined) {
    throw new WesleyError(
      {
        code: 'test/bad-directive',
        severity: 'error',
        message: `@size: there is no table ${missing.table} in the state before`,
        span: one.span,
      },
      1,
    );
  }
  return { ...loaded, statistics: sizes };
}
