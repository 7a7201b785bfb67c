/** One case of the diff board: plan the way between two schemas, run it, and see where it leads. */

import { WesleyError } from '../../../src/diagnostics/index.js';
import { applyPlan, resolveTarget } from '../../../src/executor/index.js';
import type { Catalog, TableStatistics } from '../../../src/facts/catalog/catalog.js';
import { compareCatalogs } from '../../../src/facts/catalog/compare.js';
import { readCatalog } from '../../../src/facts/catalog/read.js';
import { readStatistics } from '../../../src/facts/catalog/statistics.js';
import type { Database } from '../../../src/facts/connect/database.js';
import { QueryError } from '../../../src/facts/connect/database.js';
import { collectFindings } from '../../../src/findings.js';
import { packageVersion } from '../../../src/paths.js';
import { placesOf } from '../../../src/pipeline.js';
import { makePlan, type PlanRules } from '../../../src/plan/make.js';
import type { Plan } from '../../../src/plan/plan.js';
import { loadRuleset } from '../../../src/ruleset/load.js';
import { fill } from '../../../src/verify/fill.js';
import { typeValues } from '../../../src/verify/values.js';
import type { DiffCase } from './cases.js';
import { contentsOf, losses } from './contents.js';
import { copyRoles, type Lane, load, withDatabase } from './lane.js';

export type Outcome =
  | { readonly kind: 'passed'; readonly note?: string }
  | { readonly kind: 'skipped'; readonly reason: string }
  /** `group` is the reason without the names of the case, for the histogram. */
  | { readonly kind: 'failed'; readonly group: string; readonly reason: string };

const liveName = 'live';
const wantedName = 'wanted';

/** Runs the case; with rows first, and without any when no plan could have kept them. */
export async function runCase(testCase: DiffCase, lane: Lane): Promise<Outcome> {
  const outcome = await attempt(testCase, lane, true);
  if (outcome.kind !== 'failed' || outcome.group !== 'rows that do not fit') return outcome;
  const second = await attempt(testCase, lane, false);
  return second.kind === 'passed' ? { ...second, note: `on empty tables: ${outcome.reason}` } : second;
}

async function attempt(testCase: DiffCase, lane: Lane, rows: boolean): Promise<Outcome> {
  const setup = testCase.setup ?? '';
  const roles = testCase.roles ?? [];
  let wanted: Catalog;
  let live: Awaited<ReturnType<typeof load>>;
  try {
    const loaded = await load(lane.wanted, wantedName, roles, [setup, testCase.after]);
    live = await load(lane.live, liveName, roles, [setup, testCase.before]);
    await copyRoles(loaded, live);
    wanted = await withDatabase(loaded.url, (database) => readCatalog(database));
  } catch (error) {
    if (error instanceof QueryError) return { kind: 'skipped', reason: `does not load: ${error.message}` };
    throw error;
  }
  const start = await withDatabase(live.url, async (database) => {
    const catalog = await readCatalog(database);
    if (rows) await insertRows(database, catalog, wanted, testCase.seed_before);
    return { catalog, contents: await contentsOf(database, catalog) };
  });

  let plan: Plan;
  let note: string | undefined;
  try {
    plan = await planFor(start.catalog, wanted, []);
  } catch (error) {
    if (!isRefusal(error)) return failure(error, 'refused');
    // What is refused for tables of unknown size may be right for these.
    try {
      plan = await planFor(start.catalog, wanted, await withDatabase(live.url, sizes));
      note = `only because its tables are small: ${error.message}`;
    } catch (second) {
      return failure(second, 'refused');
    }
  }
  const errors = plan.findings.filter((finding) => finding.severity === 'error');
  const unaccepted = errors.filter(({ subject = '' }) => !plan.accepted.includes(subject));
  if (unaccepted.length > 0) {
    const codes = [...new Set(unaccepted.map((finding) => finding.code))].sort().join(', ');
    return { kind: 'failed', group: `finding ${codes}`, reason: unaccepted.map((e) => e.message).join('\n') };
  }
  try {
    const result = await applyPlan(plan, resolveTarget(live.url, {}), { patienceMs: 5000 });
    if (result.outcome !== 'done') {
      const reason = result.diagnostics
        .map((d) => [d.code, d.message, ...(d.why ?? [])].join(' | '))
        .join('\n');
      return { kind: 'failed', group: groupOfRun(reason), reason };
    }
  } catch (error) {
    return failure(error, 'crash while applying');
  }
  return withDatabase(live.url, async (database) => {
    const catalog = await readCatalog(database);
    const differences = compareCatalogs(wanted, catalog, { owners: true });
    if (differences.length > 0) {
      const kinds = [...new Set(differences.map((d) => `${d.object.split(':')[0]} ${d.change}`))].sort();
      return {
        kind: 'failed',
        group: `wrong end state: ${kinds.join(', ')}`,
        reason: differences.map((d) => d.sentence).join('\n'),
      };
    }
    const lost = losses(start, { catalog, contents: await contentsOf(database, catalog) });
    if (lost.length > 0) return { kind: 'failed', group: 'rows lost', reason: lost.join('\n') };
    return note === undefined ? { kind: 'passed' } : { kind: 'passed', note };
  });
}

/**
 * The person who wants the state after names every destruction on the way there, and says what the rows get in new
 * columns that need a value.
 */
async function planFor(
  before: Catalog,
  after: Catalog,
  statistics: readonly TableStatistics[],
  accepted: readonly string[] = [],
): Promise<Plan> {
  try {
    return await makePlan({
      before: { catalog: before, source: 'before' },
      after: { catalog: after, source: 'after' },
      statistics,
      fills: fillsFor(before, after),
      accepted,
      rules,
      version: packageVersion(),
    });
  } catch (error) {
    if (!(error instanceof WesleyError)) throw error;
    const doomed = error.diagnostics
      .filter(({ code }) => code === 'plan/destroys')
      .flatMap(({ subject = [] }) => subject);
    const fresh = doomed.filter((subject) => !accepted.includes(subject));
    if (fresh.length === 0) throw error;
    return planFor(before, after, statistics, [...accepted, ...fresh]);
  }
}

const ruleset = loadRuleset();
const rules: PlanRules = {
  program: ruleset.program,
  findings: (solution, statements) => collectFindings(ruleset, solution, placesOf(statements)),
};

/** Values for the columns that are NOT NULL, new, and come without one. */
function fillsFor(before: Catalog, after: Catalog): { table: string; column: string; expression: string }[] {
  const values = typeValues(after);
  return after.tables.flatMap((table) => {
    const there = before.tables.find(({ id }) => id === table.id);
    if (there === undefined) return [];
    return table.columns.flatMap((column) => {
      const valued =
        column.default !== undefined || column.generated !== undefined || column.identity !== undefined;
      if (!column.notNull || valued || there.columns.some(({ name }) => name === column.name)) return [];
      const expression = values(column.type, 0);
      return expression === undefined ? [] : [{ table: table.id, column: column.name, expression }];
    });
  });
}

async function sizes(database: Database): Promise<TableStatistics[]> {
  await database.exec('ANALYZE');
  return readStatistics(database);
}

function isRefusal(error: unknown): error is WesleyError {
  return (
    error instanceof WesleyError &&
    error.diagnostics.some(({ code }) => code === 'plan/no-safe-path' || code === 'plan/unsafe')
  );
}

async function insertRows(
  database: Database,
  before: Catalog,
  after: Catalog,
  seed: string | undefined,
): Promise<void> {
  if (seed !== undefined) await database.exec(seed);
  else await fill(database, { before: { catalog: before }, after: { catalog: after }, renames: [] }, 3);
}

function failure(error: unknown, group: string): Outcome {
  if (error instanceof WesleyError) {
    const codes = [...new Set(error.diagnostics.map((d) => d.code))].sort().join(', ');
    const reason = error.diagnostics.map((d) => [d.message, ...(d.why ?? [])].join(' | ')).join('\n');
    return { kind: 'failed', group: `${group}: ${codes}`, reason };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: 'failed', group: `CRASH: ${stack.split('\n')[0]}`, reason: stack };
}

/** SQLSTATE classes 22 and 23: the rows themselves forbid the wanted schema. */
function groupOfRun(reason: string): string {
  if (/SQLSTATE 2[23]\w{3}\b/.test(reason)) return 'rows that do not fit';
  return `run: ${(reason.split('\n')[0] ?? '').replace(/"[^"]*"|'[^']*'|\b[\w$]+\.[\w$."]+/g, '…').slice(0, 140)}`;
}
