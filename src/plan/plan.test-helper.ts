/** For tests: plans between two SQL texts, run step by step in PGlite, compared with what was wanted. */

import { WesleyError } from '../diagnostics/index.js';
import type { Catalog, TableStatistics } from '../facts/catalog/catalog.js';
import { compareCatalogs } from '../facts/catalog/compare.js';
import { readCatalog } from '../facts/catalog/read.js';
import type { Database } from '../facts/connect/database.js';
import { loadState, type Scratch } from '../facts/sources/index.js';
import { collectFindings } from '../findings.js';
import { placesOf } from '../pipeline.js';
import { loadRuleset } from '../ruleset/load.js';
import { makePlan, type PlanRequest, type PlanRules } from './make.js';
import type { Plan, Step } from './plan.js';
import { planSession } from './session.js';

export function testRules(): PlanRules {
  const ruleset = loadRuleset();
  return {
    program: ruleset.program,
    findings: (solution, statements) => collectFindings(ruleset, solution, placesOf(statements)),
  };
}

export interface Change {
  readonly before: string;
  readonly after: string;
  readonly options?: Partial<Omit<PlanRequest, 'before' | 'after' | 'rules'>>;
}

const large = 1e10;

/** Sizes by which every table is large. */
export function largeTables(catalog: Catalog): TableStatistics[] {
  return catalog.tables.map(({ id }) => ({ table: id, rows: 81_000_000, bytes: large }));
}

/** Sizes by which every table is small. */
export function smallTables(catalog: Catalog): TableStatistics[] {
  return catalog.tables.map(({ id }) => ({ table: id, rows: 10, bytes: 8192 }));
}

export async function readSql(text: string, scratch: Scratch, name = 'state.sql'): Promise<Catalog> {
  return (await loadState({ kind: 'sql', name, text }, { scratch })).catalog;
}

/** The plan between two SQL texts. */
export async function planBetween(
  { before, after, options }: Change,
  scratch: Scratch,
  statistics: (catalog: Catalog) => TableStatistics[] = () => [],
): Promise<Plan> {
  const to = await readSql(after, scratch, 'after.sql');
  const from = await readSql(before, scratch, 'before.sql');
  return makePlan({
    before: { catalog: from, source: 'before.sql' },
    after: { catalog: to, source: 'after.sql' },
    statistics: statistics(from),
    rules: testRules(),
    version: '0.0.0',
    ...options,
  });
}

/** The plan for a person who names every destruction on the way. */
export async function acceptingAll(
  change: Change,
  scratch: Scratch,
  statistics?: (catalog: Catalog) => TableStatistics[],
): Promise<Plan> {
  try {
    return await planBetween(change, scratch, statistics);
  } catch (error) {
    if (!(error instanceof WesleyError)) throw error;
    const doomed = error.diagnostics.flatMap(({ code, subject }) =>
      code === 'plan/destroys' && subject !== undefined ? [subject] : [],
    );
    if (doomed.length === 0 || change.options?.accepted !== undefined) throw error;
    return planBetween({ ...change, options: { ...change.options, accepted: doomed } }, scratch, statistics);
  }
}

/** Runs a plan on the state before, step by step, with its probes; returns how the result differs from the wanted. */
export async function runPlan(plan: Plan, before: string, scratch: Scratch): Promise<string[]> {
  await readSql(before, scratch, 'before.sql');
  const database = scratch.current();
  if (database === undefined) throw new Error('nothing is loaded');
  for (const setting of planSession) await database.exec(setting);
  const problems = await runSteps(plan.steps, database);
  await database.exec('RESET ALL');
  const result = await readCatalog(database);
  return [...problems, ...compareCatalogs(plan.after.catalog, result).map(({ sentence }) => sentence)];
}

async function runSteps(steps: readonly Step[], database: Database): Promise<string[]> {
  const problems: string[] = [];
  for (let i = 0; i < steps.length; ) {
    const segment = steps.filter((step) => step.segment === steps[i]?.segment);
    i += segment.length;
    const block = segment.every((step) => step.transactional && step.backfill === undefined);
    if (block) await database.exec('BEGIN');
    for (const step of segment) {
      const early = await probe(step, database);
      if (early !== 'not done' && !mayBeDone(step))
        problems.push(`${step.id} ${step.title}: ${early} before it ran`);
      for (const sql of step.backfill === undefined ? step.sql : [wholeBackfill(step)])
        await exec(sql, step, database);
      const late = await probe(step, database);
      if (late !== 'done') problems.push(`${step.id} ${step.title}: ${late} after it ran`);
    }
    if (block) await database.exec('COMMIT');
  }
  return problems;
}

/** What is there already, or has nothing to do, may say so. */
function mayBeDone(step: Step): boolean {
  return step.backfill !== undefined;
}

function wholeBackfill({ backfill }: Step): string {
  if (backfill === undefined) return 'SELECT 1';
  return `UPDATE ${backfill.table} SET ${backfill.assignments} WHERE ${backfill.pending}`;
}

async function exec(sql: string, step: Step, database: Database): Promise<void> {
  try {
    await database.exec(sql);
  } catch (error) {
    throw new Error(`${step.id} ${step.title}: ${String(error)}\n${sql}`);
  }
}

async function probe(step: Step, database: Database): Promise<string> {
  try {
    const rows = await database.query(step.probe);
    return String(rows[0]?.state);
  } catch (error) {
    throw new Error(`probe of ${step.id} ${step.title}: ${String(error)}\n${step.probe}`);
  }
}
