/** Runs the steps of a plan in the rehearsal's database, one by one, comparing what they do with what was predicted. */
import { baseline, type Observation, observe, readerMode } from '../facts/catalog/observe.js';
import type { Database } from '../facts/connect/database.js';
import { namesWhatIsAbsent, QueryError } from '../facts/connect/database.js';
import type { Backfill, Plan, Step } from '../plan/plan.js';
import type { Findings } from './report.js';

export const promises = {
  executes: 'executes',
  locks: 'locks as predicted',
  scans: 'scans as predicted',
  rewrites: 'rewrites as predicted',
  resumes: 'resumes after each step',
} as const;

/**
 * Runs the whole plan. Before each step its probe must not say done, after it it must: then a run that stops between any
 * two steps goes on at the right one. Returns whether every step ran.
 */
export async function rehearse(
  db: Database,
  plan: Plan,
  findings: Findings,
  onStep: (step: Step) => void,
): Promise<boolean> {
  for (const segment of segments(plan)) {
    const transactional = segment.every((step) => step.transactional && !step.backfill);
    const ran = transactional
      ? await runTransaction(db, plan, segment, findings, onStep)
      : await runAlone(db, segment, findings, onStep);
    if (!ran) return false;
  }
  return true;
}

/** Steps in groups that share a transaction, in order. */
export function segments(plan: Plan): readonly (readonly Step[])[] {
  const groups: Step[][] = [];
  for (const step of plan.steps) {
    const last = groups.at(-1);
    if (last?.[0]?.segment === step.segment) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

async function runTransaction(
  db: Database,
  plan: Plan,
  segment: readonly Step[],
  findings: Findings,
  onStep: (step: Step) => void,
): Promise<boolean> {
  const predicted = new Prediction();
  for (const step of segment) await expectProbe(db, step, false, findings);
  await db.exec('BEGIN');
  const before = await baseline(db);
  for (const step of segment) {
    onStep(step);
    for (const sql of step.sql) {
      if (!(await run(db, step, sql, findings))) {
        await db.exec('ROLLBACK');
        return false;
      }
    }
    predicted.add(step);
    compare(
      plan,
      step,
      predicted,
      await observe(db, before),
      new Set([...before.values()].map((r) => r.id)),
      findings,
    );
    await expectProbe(db, step, true, findings);
  }
  await db.exec('COMMIT');
  return true;
}

async function runAlone(
  db: Database,
  segment: readonly Step[],
  findings: Findings,
  onStep: (step: Step) => void,
): Promise<boolean> {
  for (const step of segment) {
    onStep(step);
    if (step.backfill) {
      if (!(await runBackfill(db, step, step.backfill, findings))) return false;
    } else {
      await expectProbe(db, step, false, findings);
      for (const sql of step.sql) if (!(await run(db, step, sql, findings))) return false;
      findings.notProven(
        `the locks of ${step.id} (${step.title}): it commits inside, so its session cannot see them`,
      );
    }
    await expectProbe(db, step, true, findings);
  }
  return true;
}

/** Half of the rows, a stop, then the rest: what a run that is killed in the middle and resumed does. */
async function runBackfill(
  db: Database,
  step: Step,
  backfill: Backfill,
  findings: Findings,
): Promise<boolean> {
  const { table, assignments, pending } = backfill;
  const [row] = await db.query(`SELECT count(*)::int AS n FROM ONLY ${table} WHERE ${pending}`);
  const half = Math.ceil(Number(row?.n ?? 0) / 2);
  if (half === 0) findings.notProven(`the backfill ${step.id} (${step.title}) had no row to fill`);
  else {
    await expectProbe(db, step, false, findings);
    const first = `UPDATE ONLY ${table} SET ${assignments} WHERE ctid IN (SELECT ctid FROM ONLY ${table} WHERE ${pending} LIMIT ${half})`;
    if (!(await run(db, step, first, findings))) return false;
    if (half < Number(row?.n)) await expectProbe(db, step, false, findings);
  }
  return run(db, step, `UPDATE ${table} SET ${assignments} WHERE ${pending}`, findings);
}

async function run(db: Database, step: Step, sql: string, findings: Findings): Promise<boolean> {
  try {
    await db.exec(sql);
    return true;
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    findings.problem(
      promises.executes,
      `${step.id} (${step.title}): ${error.message}; the statement was: ${sql}`,
    );
    return false;
  }
}

async function expectProbe(db: Database, step: Step, done: boolean, findings: Findings): Promise<void> {
  const state = await stateOf(db, step);
  if (done && state !== 'done') {
    findings.problem(
      promises.resumes,
      `${step.id} (${step.title}) has run and its probe says "${state}": a resumed run would repeat it`,
    );
  } else if (!done && state.startsWith('error: ')) {
    findings.problem(
      promises.resumes,
      `the probe of ${step.id} (${step.title}) fails, ${state}: a resumed run could not tell what is done`,
    );
  } else if (!done && state === 'done') {
    findings.problem(
      promises.resumes,
      `${step.id} (${step.title}) has not run and its probe says "done": a resumed run would skip it`,
    );
  }
}

/** What the probe says; a probe that names what is not there yet says that the step is not done. */
async function stateOf(db: Database, step: Step): Promise<string> {
  try {
    const [row] = await db.query(step.probe);
    return String(row?.state);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return namesWhatIsAbsent(error) ? 'not done' : `error: ${error.message}`;
  }
}

/** What the steps of one transaction are predicted to do together: a transaction keeps its locks to its end. */
class Prediction {
  readonly locks = new Map<string, { readonly mode: string; readonly weaker: ReadonlySet<string> }>();
  readonly scans = new Set<string>();
  readonly rewrites = new Set<string>();

  add(step: Step): void {
    for (const lock of step.locks) {
      const held = this.locks.get(lock.relation);
      const conflicts = new Set(lock.conflictsWith);
      if (held === undefined || conflicts.size > held.weaker.size)
        this.locks.set(lock.relation, { mode: lock.mode, weaker: conflicts });
    }
    for (const relation of step.scans) this.scans.add(relation);
    for (const relation of step.rewrites) this.rewrites.add(relation);
  }
}

function compare(
  plan: Plan,
  step: Step,
  predicted: Prediction,
  observed: Observation,
  known: ReadonlySet<string>,
  findings: Findings,
): void {
  const report = (promise: string, sentence: string): void => {
    if (plan.server.major === 18) findings.problem(promise, `${step.id} (${step.title}): ${sentence}`);
    else
      findings.notProven(
        `${step.id}: on the rehearsal's server 18, ${sentence}; the plan is for server ${plan.server.major}`,
      );
  };
  for (const [relation, mode] of observed.locks) {
    const expected = predicted.locks.get(relation)?.mode;
    if (expected !== mode && !(expected === undefined && mode === readerMode)) {
      report(promises.locks, `it holds ${mode} on ${relation}, predicted was ${expected ?? 'none'}`);
    }
  }
  for (const [relation, { mode }] of predicted.locks) {
    if (known.has(relation) && !observed.locks.has(relation)) {
      report(promises.locks, `predicted was ${mode} on ${relation}, it holds none`);
    }
  }
  differences(observed.scans, predicted.scans, known, (relation, seen) =>
    report(
      promises.scans,
      seen
        ? `it scans ${relation}, which was not predicted`
        : `it does not scan ${relation}, which was predicted`,
    ),
  );
  differences(observed.rewrites, predicted.rewrites, known, (relation, seen) =>
    report(
      promises.rewrites,
      seen
        ? `it rewrites ${relation}, which was not predicted`
        : `it does not rewrite ${relation}, which was predicted`,
    ),
  );
}

function differences(
  observed: readonly string[],
  predicted: ReadonlySet<string>,
  known: ReadonlySet<string>,
  report: (relation: string, seen: boolean) => void,
): void {
  for (const relation of observed) if (!predicted.has(relation)) report(relation, true);
  for (const relation of predicted)
    if (known.has(relation) && !observed.includes(relation)) report(relation, false);
}
