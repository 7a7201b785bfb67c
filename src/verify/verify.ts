/**
 * The rehearsal: the state that the plan was made for is built in PGlite and filled with rows, the plan is run on it step
 * by step, and every promise of the plan is compared with what the database says. What was not proven is said.
 */
import { SourceText, WesleyError } from '../diagnostics/index.js';
import type { Catalog } from '../facts/catalog/catalog.js';
import { readCatalog } from '../facts/catalog/read.js';
import { compareCatalogs } from '../facts/catalog/snapshot.js';
import { QueryError } from '../facts/connect/database.js';
import { openPglite, type PgliteDatabase } from '../facts/connect/pglite.js';
import { isAvailable, loadSql } from '../facts/sources/index.js';
import type { Plan, Step } from '../plan/plan.js';
import { planSession } from '../plan/session.js';
import { digestAfter, digestBefore, survivingTables } from './digest.js';
import { fill } from './fill.js';
import { promises, rehearse, segments } from './rehearse.js';
import { Findings, type VerifyReport } from './report.js';

export interface VerifyOptions {
  /** Statements that make a state from an empty database, in order: the planner's own plan from nothing. */
  readonly build: (catalog: Catalog) => Promise<readonly string[]>;
  /** Rows to try per table; 20 when absent. */
  readonly rowsPerTable?: number;
  readonly onProgress?: (event: VerifyEvent) => void;
}

export type VerifyEvent =
  | { readonly type: 'building' }
  | { readonly type: 'filled'; readonly rows: number; readonly tables: number }
  | { readonly type: 'step'; readonly step: Step }
  | { readonly type: 'undoing' };

/** Version of PostgreSQL inside PGlite. */
const rehearsalMajor = 18;

/** Rehearses a plan. Never throws for what the plan does wrong: that is in the report. */
export async function verifyPlan(plan: Plan, options: VerifyOptions): Promise<VerifyReport> {
  const findings = new Findings();
  const progress = options.onProgress ?? (() => {});
  const extensions = [...plan.before.catalog.extensions, ...plan.after.catalog.extensions].map((e) => e.name);
  const db = await openPglite({ extensions });
  try {
    progress({ type: 'building' });
    if (!(await build(db, plan, options, findings))) return findings.report(plan.id, { tables: 0, rows: 0 });
    const filled = await fill(db, plan, options.rowsPerTable ?? 20);
    for (const { table, reason } of filled.empty) {
      findings.notProven(`no generated row fits ${table} (${reason}), so it was rehearsed empty`);
    }
    progress({ type: 'filled', rows: filled.rows, tables: filled.tables });
    await runForward(db, plan, findings, progress);
    await runBackward(db, plan, options, findings, progress);
    if (plan.server.major !== rehearsalMajor) {
      findings.notProven(
        `the plan is for server ${plan.server.major}, and the rehearsal ran on server ${rehearsalMajor}`,
      );
    }
    return findings.report(plan.id, { tables: filled.tables, rows: filled.rows });
  } finally {
    await db.close();
  }
}

async function build(
  db: PgliteDatabase,
  plan: Plan,
  options: VerifyOptions,
  findings: Findings,
): Promise<boolean> {
  const name = 'the starting state can be built';
  findings.promise(name);
  const source = new SourceText('<state>', `${(await options.build(plan.before.catalog)).join(';\n')};\n`);
  try {
    const { assumed } = await loadSql(db, [source]);
    for (const extension of assumed) {
      findings.notProven(
        `the extension ${extension.name} is not part of PGlite, so it was rehearsed without it`,
      );
    }
  } catch (error) {
    if (!(error instanceof WesleyError)) throw error;
    for (const { message, span } of error.diagnostics) {
      const statement = span === undefined ? '' : `; the statement was: ${source.lineText(span.line)}`;
      findings.problem(name, `${message}${statement}`);
    }
    return false;
  }
  for (const sql of planSession) await db.exec(sql);
  for (const sentence of await differences(plan.before.catalog, db)) {
    findings.problem(name, `in the rehearsal ${sentence}`);
  }
  return true;
}

async function runForward(
  db: PgliteDatabase,
  plan: Plan,
  findings: Findings,
  progress: (event: VerifyEvent) => void,
): Promise<void> {
  const written = writers(plan);
  const surviving = survivingTables(plan).filter((table) => !written.has(table.before));
  const tables = await Promise.all(
    surviving.map(async (table) => ({ table, before: await digestBefore(db, table) })),
  );
  for (const [table, { id, title }] of written) {
    findings.notProven(`the rows of ${table} were not compared: ${id} (${title}) writes them`);
  }
  findings.promise(promises.executes, `${plan.steps.length} steps in ${segments(plan).length} transactions`);
  for (const promise of [promises.locks, promises.scans, promises.rewrites, promises.resumes])
    findings.promise(promise);
  if (!(await rehearse(db, plan, findings, (step) => progress({ type: 'step', step })))) return;
  findings.promise('ends in the wanted state');
  for (const sentence of await differences(plan.after.catalog, db)) {
    findings.problem('ends in the wanted state', sentence);
  }
  const total = tables.reduce((sum, { before }) => sum + before.digest.rows, 0);
  findings.promise('every row is kept', `${total} rows in ${tables.length} tables, compared value by value`);
  for (const { table, before } of tables) {
    const now = await digestAfter(db, table, before.uncast);
    if (now.rows !== before.digest.rows) {
      findings.problem(
        'every row is kept',
        `${table.after} had ${before.digest.rows} rows and has ${now.rows}`,
      );
    } else if (now.digest !== before.digest.digest) {
      findings.problem('every row is kept', `values in ${table.after} changed`);
    }
    for (const column of before.uncast) {
      findings.notProven(
        `the values of ${table.before}.${column} were not compared: its new type cannot be cast to before the plan`,
      );
    }
  }
}

/** Tables whose rows a step of a team's own writes. */
function writers(plan: Plan): Map<string, Step> {
  return new Map(plan.steps.flatMap((step) => (step.writes ?? []).map((table) => [table, step] as const)));
}

/** On a fresh copy: up to the point of no return, and back again. */
async function runBackward(
  db: PgliteDatabase,
  plan: Plan,
  options: VerifyOptions,
  findings: Findings,
  progress: (event: VerifyEvent) => void,
): Promise<void> {
  const end = plan.steps.findIndex((step) => step.undo === null);
  const reversible = wholeSegments(end === -1 ? plan.steps : plan.steps.slice(0, end), plan);
  if (reversible.length === 0) return;
  progress({ type: 'undoing' });
  const name = 'can be undone up to the point of no return';
  findings.promise(name, `${reversible.length} of ${plan.steps.length} steps`);
  await db.reset();
  const silent = new Findings();
  if (!(await build(db, plan, options, silent))) return;
  await fill(db, plan, options.rowsPerTable ?? 20);
  if (!(await rehearse(db, { ...plan, steps: reversible }, silent, () => {}))) return;
  for (const step of [...reversible].reverse()) {
    const [row] = await db.query(step.probe);
    // The undo of a later step may have taken this one back with it: a constraint goes with its index.
    if (row?.state === 'not done') continue;
    for (const sql of step.undo ?? []) {
      try {
        await db.exec(sql);
      } catch (error) {
        if (!(error instanceof QueryError)) throw error;
        findings.problem(name, `the undo of ${step.id} (${step.title}) fails: ${error.message}`);
        return;
      }
    }
  }
  for (const sql of planSession) await db.exec(sql);
  for (const sentence of await differences(plan.before.catalog, db)) {
    findings.problem(name, `after the undo ${sentence}`);
  }
}

/** What is not as in the state; extensions that PGlite cannot have are not looked for. */
async function differences(wanted: Catalog, db: PgliteDatabase): Promise<string[]> {
  return compareCatalogs(wanted, await readCatalog(db))
    .filter(
      ({ object }) => !object.startsWith('extension:') || isAvailable(object.slice('extension:'.length)),
    )
    .map(({ sentence }) => sentence);
}

/** The steps without those of a transaction that is not complete in them. */
function wholeSegments(steps: readonly Step[], plan: Plan): readonly Step[] {
  const cut = plan.steps[steps.length]?.segment;
  return steps.filter((step) => step.segment !== cut);
}
