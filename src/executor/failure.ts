/** Why a step did not end, as plain data that crosses threads, and what a person is told about it. */
import { type Diagnostic, Exit } from '../diagnostics/index.js';
import type { QueryError } from '../facts/connect/database.js';
import type { Step } from '../plan/plan.js';
import { describeBlocker, duration } from './blockers.js';
import type { Blocker, Outcome } from './events.js';

export type FailureKind =
  | 'lock'
  | 'deadlock'
  | 'timeout'
  | 'cancelled'
  | 'connection'
  | 'serialization'
  | 'data'
  | 'rights'
  | 'space'
  | 'busy'
  | 'broken server'
  | 'half done'
  | 'no effect'
  | 'endless backfill'
  | 'statement';

export interface Failure {
  readonly kind: FailureKind;
  readonly step: string;
  /** The statement that failed. */
  readonly sql?: string;
  readonly sqlstate?: string;
  /** What the server said. */
  readonly message?: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly waitedMs?: number;
  readonly blockers?: readonly Blocker[];
  /** What of the step stays in the database. Undefined: nothing. */
  readonly left?: string;
}

/** Carries a failure up to the end of its unit. */
export class StepFailed extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message ?? failure.kind);
  }
}

export function kindOf(error: QueryError): FailureKind {
  if (error.connectionLost) return 'connection';
  const code = error.code;
  if (code === '55P03') return 'lock';
  if (code === '40P01') return 'deadlock';
  if (code === '40001') return 'serialization';
  if (code === '57014') return 'timeout';
  if (code === '42501') return 'rights';
  if (code === '53100') return 'space';
  if (code === '58P01') return 'broken server';
  if (code.startsWith('53')) return 'busy';
  if (code.startsWith('22') || code.startsWith('23')) return 'data';
  return 'statement';
}

export function failureOf(error: QueryError, step: string, sql?: string): Failure {
  return {
    kind: kindOf(error),
    step,
    ...(sql === undefined ? {} : { sql }),
    sqlstate: error.code,
    message: error.message,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
  };
}

interface Telling {
  readonly code: string;
  readonly outcome: Outcome;
  readonly what: string;
  readonly fix: string;
}

const dataCodes: Readonly<Record<string, string>> = {
  '23502': 'exec/not-null-violation',
  '23503': 'exec/foreign-key-violation',
  '23505': 'exec/unique-violation',
  '23514': 'exec/check-violation',
  '23P01': 'exec/exclusion-violation',
};

function telling(failure: Failure): Telling {
  const said = failure.message ?? '';
  const resumable = { outcome: 'resumable' as const, what: said };
  const person = { outcome: 'needs person' as const, what: said };
  switch (failure.kind) {
    case 'lock':
      return {
        ...resumable,
        code: 'exec/lock-timeout',
        what: `it did not get its locks within ${duration((failure.waitedMs ?? 0) / 1000)}`,
        fix: 'Apply the plan again when the blockers are gone; it goes on with this step',
      };
    case 'deadlock':
      return { ...resumable, code: 'exec/deadlock', fix: 'Apply the plan again; it goes on with this step' };
    case 'serialization':
      return {
        ...resumable,
        code: 'exec/serialization',
        fix: 'Apply the plan again; it goes on with this step',
      };
    case 'timeout':
      return {
        ...resumable,
        code: 'exec/statement-timeout',
        fix: 'Apply the plan again when the server is less busy, or with a higher --statement-timeout',
      };
    case 'cancelled':
      return { ...resumable, code: 'exec/cancelled', fix: 'Apply the plan again; it goes on with this step' };
    case 'connection':
      return {
        ...resumable,
        code: 'exec/connection-lost',
        what: `the connection was lost: ${said}`,
        fix: 'Apply the plan again when the server can be reached: it asks the database what was done, and goes on',
      };
    case 'busy':
      return {
        ...resumable,
        code: 'exec/server-busy',
        fix: 'Apply the plan again when the server has room; it goes on with this step',
      };
    case 'data':
      return {
        ...person,
        code: dataCodes[failure.sqlstate ?? ''] ?? 'exec/bad-value',
        fix: 'Correct the rows, then apply the plan again; it goes on with this step',
      };
    case 'rights':
      return {
        ...person,
        code: 'exec/insufficient-rights',
        fix: 'Apply the plan as the owner, or as a member of the role that owns the object',
      };
    case 'space':
      return { ...person, code: 'exec/disk-full', fix: 'Make room on the server, then apply the plan again' };
    case 'broken server':
      return {
        ...person,
        code: 'exec/server-needs-restart',
        fix: 'The files of the server have changed under it: restart it, then apply the plan again',
      };
    case 'half done':
      return {
        ...person,
        code: 'exec/half-done',
        what: said || 'it is half done, and the plan knows no repair',
        fix: 'Look at the object; remove what is half done, then apply the plan again',
      };
    case 'no effect':
      return {
        ...person,
        code: 'exec/no-effect',
        what: said || 'it ran, but its probe does not find its effect',
        fix: 'Look for an event trigger or rule that undoes it, then apply the plan again',
      };
    case 'endless backfill':
      return {
        ...person,
        code: 'exec/backfill-incomplete',
        fix: 'Find what writes rows without the new value (a disabled trigger?), then apply the plan again',
      };
    case 'statement':
      return {
        ...person,
        code: 'exec/sql-error',
        fix: 'Find the cause, then apply the plan again; it goes on here',
      };
  }
}

/** What a person is told about a failure, and how the run ends because of it. */
export interface Told {
  readonly step: string;
  readonly diagnostic: Diagnostic;
  readonly outcome: Outcome;
  readonly exitCode: number;
}

export function diagnose(
  failure: Failure,
  step: Pick<Step, 'id' | 'title' | 'subject'>,
  done: readonly string[],
): Told {
  const { code, outcome, what, fix } = telling(failure);
  const why: string[] = [];
  for (const blocker of failure.blockers ?? []) why.push(`In the way: ${describeBlocker(blocker)}.`);
  if (failure.detail) why.push(failure.detail);
  if (failure.hint) why.push(failure.hint);
  if (failure.sql) why.push(`Statement: ${failure.sql}`);
  if (failure.sqlstate) why.push(`SQLSTATE ${failure.sqlstate}.`);
  why.push(failure.left ? `${failure.left}.` : 'Of this step nothing was changed.');
  if (done.length > 0) why.push(`Done before it, and kept: ${done.join(', ')}.`);
  return {
    step: step.id,
    outcome,
    exitCode: outcome === 'resumable' ? Exit.resumable : Exit.needsPerson,
    diagnostic: {
      code,
      severity: 'error',
      message: `${step.id} (${step.title}) stopped: ${what}`,
      why,
      fix: { text: fix },
      subject: step.subject,
    },
  };
}
