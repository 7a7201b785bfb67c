/** How far a run is: what the journal says, and what the database itself says when it is asked. */
import { type Diagnostic, Exit, WesleyError } from '../diagnostics/index.js';
import { QueryError } from '../facts/connect/database.js';
import { currentRunner } from './guard.js';
import {
  type BackfillRow,
  journalExists,
  lastRun,
  type RunState,
  readRun,
  readSteps,
  type StepRowState,
} from './journal.js';
import { type ProbeState, probeIfPossible } from './probe.js';
import { openTarget, type Target } from './target.js';

export interface RunStatus {
  readonly run: string;
  readonly plan: string;
  readonly state: RunState;
  readonly started: string;
  readonly finished: string | null;
  /** The session that runs it now; absent when nobody does. */
  readonly runner?: string;
  readonly steps: readonly StepStatus[];
}

export interface StepStatus {
  readonly id: string;
  readonly title: string;
  readonly journal: StepRowState;
  /** Absent when the probe cannot be asked now: later steps have removed what it asks for, or it takes too long. */
  readonly probe?: ProbeState;
  readonly attempts: number;
  readonly error?: string;
  readonly backfill?: BackfillRow;
}

/** A probe of a backfill may read the whole table: status does not wait for that. */
const probeMs = 1000;

/** Of one run, or of the last one. Undefined when Wesley has never changed the database. */
export async function runStatus(
  target: Target,
  runId?: string,
  project = '',
): Promise<RunStatus | undefined> {
  const session = await openTarget(target, 'wesley status');
  try {
    if (!(await journalExists(session))) {
      if (runId !== undefined) throw unknownRun(runId);
      return undefined;
    }
    const run = runId === undefined ? await lastRun(session) : await readRun(session, runId);
    if (run === undefined) {
      if (runId !== undefined) throw unknownRun(runId);
      return undefined;
    }
    await session.exec(`SET statement_timeout = ${probeMs}; SET lock_timeout = ${probeMs}`);
    const steps: StepStatus[] = [];
    for (const row of await readSteps(session, run.run)) {
      const { step, title, state, attempts, error, backfill } = row;
      const found = await probeIfPossible(session, { id: step, probe: row.probe }).catch(
        (reason: unknown) => {
          if (reason instanceof QueryError && !reason.connectionLost) return undefined;
          throw reason;
        },
      );
      steps.push({
        id: step,
        title,
        journal: state,
        ...(found === undefined ? {} : { probe: found }),
        attempts,
        ...(error === null ? {} : { error }),
        ...(backfill === null ? {} : { backfill }),
      });
    }
    const runner = session.kind === 'postgres' ? await currentRunner(session, project) : undefined;
    return { ...run, ...(runner === undefined ? {} : { runner }), steps };
  } finally {
    await session.close();
  }
}

function unknownRun(run: string): WesleyError {
  const diagnostic: Diagnostic = {
    code: 'exec/unknown-run',
    severity: 'error',
    message: `the journal of this database has no run ${run}`,
    fix: { text: 'Leave the run out to see the last one', code: 'wesley status' },
  };
  return new WesleyError(diagnostic, Exit.no);
}
