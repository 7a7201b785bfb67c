/** What the rules say about the plan's own SQL: locks, scans and rewrites of each step, and findings. */
import { type Diagnostic, SourceText } from '../diagnostics/index.js';
import { FactSet, type Solution, solve, type Value } from '../engine/index.js';
import type { Catalog, TableStatistics } from '../facts/catalog/catalog.js';
import { catalogFacts, serverFacts, statisticsFacts } from '../facts/catalog/facts.js';
import { collectStatements } from '../facts/statements/index.js';
import { customKind } from './custom.js';
import type { PlanRules } from './make.js';
import type { Step, StepLock } from './plan.js';
import { type Script, sqlScript } from './script.js';

export interface Judgement {
  /** The steps with what their SQL locks, scans and rewrites. */
  readonly steps: readonly Step[];
  /** With the step that each is about. */
  readonly findings: readonly { readonly step: Step | undefined; readonly diagnostic: Diagnostic }[];
}

/** Name of the plan's SQL in spans. */
export const planFile = '<plan>';

/**
 * What the rules say about the SQL by which steps of teams are taken back. Each runs alone, on what the plan leads to, whenever
 * somebody asks for it.
 */
export async function judgeUndos(
  steps: readonly Step[],
  after: Catalog,
  major: number,
  statistics: readonly TableStatistics[],
  rules: PlanRules,
): Promise<Judgement['findings']> {
  const undos = steps.flatMap((step, segment): Step[] =>
    step.kind === customKind && step.undo !== null
      ? [{ ...step, title: `undo of ${step.title}`, sql: step.undo, segment }]
      : [],
  );
  return (await judge(undos, after, major, statistics, rules)).findings;
}

/** Parses the plan as the script that `show` prints, on the state before, and solves the rules again. */
export async function judge(
  steps: readonly Step[],
  before: Catalog,
  major: number,
  statistics: readonly TableStatistics[],
  rules: PlanRules,
): Promise<Judgement> {
  if (steps.length === 0) return { steps, findings: [] };
  const script = sqlScript(steps);
  const facts = new FactSet();
  serverFacts(major, facts);
  catalogFacts(before, 'before', facts);
  statisticsFacts(statistics, facts);
  rules.tell?.(facts);
  const statements = await collectStatements([new SourceText(planFile, script.text)], facts, {
    before,
    major,
    settings: { timezone: 'UTC' },
  });
  const solution = solve(rules.program, facts, { limits: rules.limits ?? {} });
  const stepOf = new Map<number, number>();
  for (const { id, span } of statements.statements) {
    const at = stepAt(script, span.start);
    if (at !== undefined) stepOf.set(id, at);
  }
  const locks = strongestLocks(solution, stepOf);
  const scans = relationsOf(solution, 'scans_table', stepOf);
  const rewrites = relationsOf(solution, 'rewrites_table', stepOf);
  const writes = relationsOf(solution, 'stmt_writes_relation', stepOf);
  const reads = relationsOf(solution, 'foreign_key_side', stepOf);
  const alone = relationsOf(solution, 'outside_transaction_only', stepOf);
  const judged = steps.map((step, at) => ({
    ...step,
    locks: locks.get(at) ?? [],
    scans: scans.get(at) ?? [],
    rewrites: rewrites.get(at) ?? [],
    ...(reads.has(at) ? { reads: reads.get(at) ?? [] } : {}),
    ...(step.kind === customKind
      ? { writes: writes.get(at) ?? [], transactional: alone.get(at) === undefined }
      : {}),
  }));
  const findings = [...statements.diagnostics, ...rules.findings(solution, statements)].map((diagnostic) => {
    const at = diagnostic.span === undefined ? undefined : stepAt(script, diagnostic.span.start);
    return { step: at === undefined ? undefined : judged[at], diagnostic };
  });
  return { steps: judged, findings };
}

function stepAt(script: Script, offset: number): number | undefined {
  const at = script.places.findIndex(({ start, end }) => offset >= start && offset < end);
  return at === -1 ? undefined : at;
}

/** The strongest mode that a step takes on each relation that is there before it. */
function strongestLocks(solution: Solution, stepOf: ReadonlyMap<number, number>): Map<number, StepLock[]> {
  const describe = modeDescriber(solution);
  const ranks = new Map(solution.rows('mode_rank').map(([mode, rank]) => [String(mode), Number(rank)]));
  const byStep = new Map<number, Map<string, string>>();
  for (const [stmt, relation, mode] of solution.rows('takes_lock')) {
    const at = stepOf.get(Number(stmt));
    if (at === undefined) continue;
    const modes = byStep.get(at) ?? new Map<string, string>();
    byStep.set(at, modes);
    const known = modes.get(String(relation));
    if (known === undefined || (ranks.get(known) ?? 0) < (ranks.get(String(mode)) ?? 0)) {
      modes.set(String(relation), String(mode));
    }
  }
  return new Map(
    [...byStep].map(([at, modes]) => [
      at,
      [...modes]
        .map(([relation, mode]) => ({ relation, ...describe(mode) }))
        .sort(
          (a, b) => (ranks.get(b.mode) ?? 0) - (ranks.get(a.mode) ?? 0) || (a.relation < b.relation ? -1 : 1),
        ),
    ]),
  );
}

/** What the rules know of a lock mode. */
function modeDescriber(solution: Solution): (mode: string) => Omit<StepLock, 'relation'> {
  const conflicts = solution.rows('mode_conflicts');
  return (mode) => {
    const conflictsWith = conflicts.filter(([a]) => a === mode).map(([, b]) => String(b));
    const blocks = solution.has('mode_blocks_reads', [mode])
      ? 'reads and writes'
      : solution.has('mode_blocks_writes', [mode])
        ? 'writes'
        : conflictsWith.includes(mode)
          ? 'schema changes'
          : 'nothing';
    return { mode, blocks, conflictsWith };
  };
}

function relationsOf(
  solution: Solution,
  relation: string,
  stepOf: ReadonlyMap<number, number>,
): Map<number, string[]> {
  const byStep = new Map<number, Set<string>>();
  for (const [stmt, table] of solution.rows(relation) as readonly (readonly Value[])[]) {
    const at = stepOf.get(Number(stmt));
    if (at === undefined) continue;
    const tables = byStep.get(at) ?? new Set<string>();
    byStep.set(at, tables);
    tables.add(String(table));
  }
  return new Map([...byStep].map(([at, tables]) => [at, [...tables].sort()]));
}
