/** SQL or SDL of a test, judged: which rules fire where, and what is needed to say why. */
import { type Diagnostic, invariant, SourceText, WesleyError } from '../../diagnostics/index.js';
import type { RuleProfile, Solution } from '../../engine/index.js';
import { loadState, Scratch } from '../../facts/sources/index.js';
import type { CollectedStatements } from '../../facts/statements/index.js';
import { type LintOptions, type LintResult, lintSchema, lintSdl } from '../../linting.js';
import { checkStatements, type KnownState } from '../../pipeline.js';
import type { RuleFolder, Ruleset } from '../../ruleset/load.js';
import { modelOfCatalog } from '../../schema/catalog/index.js';
import { defaultSettings } from '../../schema/index.js';
import { languageOf } from './comments.js';
import type { Case } from './directives.js';

/** What all cases of a run share. */
export interface Bench {
  readonly ruleFolders: readonly RuleFolder[];
  readonly states: States;
  /** Takes the profile of each solve, when coverage is wanted. */
  readonly profiled?: (profile: readonly RuleProfile[], solution: Solution) => void;
}

/** States before, each loaded once, one after the other, while the rules judge those that are there. */
export class States {
  private readonly scratch = new Scratch();
  private readonly loaded = new Map<string, Promise<KnownState>>();
  private last: Promise<unknown> = Promise.resolve();
  private closed = false;

  /** The state that the SQL makes. Rejects with a `WesleyError` that says what is wrong with it. */
  load(path: string, sql: string): Promise<KnownState> {
    const key = sql.trim();
    const known = this.loaded.get(key);
    if (known !== undefined) return known;
    const { scratch } = this;
    const state = this.last.then(() => {
      invariant(!this.closed, 'a state is loaded for tests that have ended');
      return loadState({ kind: 'sql', name: path, text: sql }, { scratch });
    });
    this.loaded.set(key, state);
    // It is thrown where it is awaited.
    this.last = state.catch(() => undefined);
    return state;
  }

  /** Ends the embedded server; states that are not loaded by now never are. */
  async close(): Promise<void> {
    this.closed = true;
    await this.last;
    await this.scratch.close();
  }
}

export interface Judged {
  readonly findings: readonly Diagnostic[];
  /** Findings that a comment in the SQL accepts. */
  readonly accepted: readonly Diagnostic[];
  /** Undefined for SDL with errors. */
  readonly solution: Solution | undefined;
  /** Undefined for SDL. */
  readonly statements: CollectedStatements | undefined;
  readonly ruleset: Ruleset;
}

/** Rule, or code of another finding. */
export function idOf(finding: Diagnostic): string {
  return finding.code.replace(/^rule\//, '');
}

/** Judges the SQL of a case; a state before that cannot be loaded is a list of what is wrong with it. */
export async function judge(
  path: string,
  one: Case,
  bench: Bench,
  judges: 'sql' | 'schema' = 'sql',
): Promise<Judged | readonly Diagnostic[]> {
  if (languageOf(path) === 'sdl') return judgeSdl(path, one, bench);
  if (judges === 'schema') return judgeState(path, one, bench);
  let before: KnownState | undefined;
  try {
    before = await stateOf(path, one, bench);
  } catch (error) {
    if (error instanceof WesleyError) return error.diagnostics;
    throw error;
  }
  const { report, solution, statements, ruleset } = await checkStatements({
    files: [{ path, text: one.change }],
    ruleFolders: told(bench.ruleFolders, one),
    ...(before === undefined ? {} : { before }),
    ...(one.server === undefined ? {} : { major: one.server }),
    ...(one.transaction === undefined ? {} : { transaction: one.transaction }),
    ...(bench.profiled === undefined ? {} : { profile: true }),
  });
  if (solution.profile !== undefined) bench.profiled?.(solution.profile, solution);
  return {
    findings: report.findings,
    accepted: report.suppressed.map(({ finding }) => finding),
    solution,
    statements,
    ruleset,
  };
}

/** Judges the SDL of a case. */
async function judgeSdl(path: string, one: Case, bench: Bench): Promise<Judged> {
  return judgedSchema(await lintSdl([new SourceText(path, one.change)], lintOptions(one, bench)), bench);
}

/** Judges the schema that the SQL of a case makes. */
async function judgeState(path: string, one: Case, bench: Bench): Promise<Judged | readonly Diagnostic[]> {
  try {
    const { catalog } = await bench.states.load(path, one.change);
    const model = modelOfCatalog(catalog, defaultSettings);
    return judgedSchema(
      lintSchema({ model, diagnostics: [], sources: [], writtenAs: 'sql' }, lintOptions(one, bench)),
      bench,
    );
  } catch (error) {
    if (error instanceof WesleyError) return error.diagnostics;
    throw error;
  }
}

function lintOptions(one: Case, bench: Bench): LintOptions & { readonly profile: boolean } {
  return {
    ruleFolders: told(bench.ruleFolders, one),
    settings: { ...defaultSettings, ...one.settings },
    profile: bench.profiled !== undefined,
  };
}

function judgedSchema({ report, solution, ruleset }: LintResult, bench: Bench): Judged {
  if (solution?.profile !== undefined) bench.profiled?.(solution.profile, solution);
  return {
    findings: report.findings,
    accepted: report.suppressed.map(({ finding }) => finding),
    solution,
    statements: undefined,
    ruleset,
  };
}

/** The rules of the team with the parameters of the case. */
function told(folders: readonly RuleFolder[], { parameters: said }: Case): readonly RuleFolder[] {
  if (said.size === 0) return folders;
  return folders.map((folder) => ({
    ...folder,
    parameters: new Map([...(folder.parameters ?? []), ...said]),
  }));
}

async function stateOf(path: string, one: Case, bench: Bench): Promise<KnownState | undefined> {
  const { before, sizes } = one;
  if (before === undefined) return undefined;
  const loaded = await bench.states.load(path, before);
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
