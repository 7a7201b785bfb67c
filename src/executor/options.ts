/** What a person may set about a run, and what holds when they do not. */
import type { Phase } from '../plan/plan.js';

export interface RunOptions {
  /** Destructions that are accepted now, besides those that the plan accepts: `public.orders.total`. */
  readonly unsafe?: readonly string[];
  /** Checks everything and says what would run; changes nothing. */
  readonly dryRun?: boolean;
  /** Stops after the steps of this phase. */
  readonly untilPhase?: Phase;
  /** Runs of different projects on one database do not exclude each other. */
  readonly project?: string;
  /** Steps that run at the same time, each on its own connection. */
  readonly concurrency?: number;
  /** The longest that the application may wait behind a lock of ours. */
  readonly maxStallMs?: number;
  /** How long a step may try to get its locks before the run stops. */
  readonly patienceMs?: number;
  /** Ceiling for one wait for locks that do not stop the application, in place of the plan's. */
  readonly lockTimeoutMs?: number;
  /** Ceiling for the statements of short steps, in place of the plan's. */
  readonly statementTimeoutMs?: number;
  /** Ceilings for concurrent builds and for validations; 0 = none. */
  readonly buildBudgetMs?: number;
  readonly validateBudgetMs?: number;
  readonly batch?: { readonly targetMs?: number; readonly size?: number };
  /** Aborted: no new step, batch or attempt is started. */
  readonly stop?: AbortSignal;
  /** Aborted: running statements are cancelled, too. */
  readonly cancel?: AbortSignal;
}

/** The numbers of a run, complete; plain data that workers get. */
export interface Settings {
  readonly project: string;
  readonly maxStallMs: number;
  readonly patienceMs: number;
  /** Null: what the plan says. */
  readonly lockTimeoutMs: number | null;
  readonly statementTimeoutMs: number | null;
  readonly buildBudgetMs: number;
  readonly validateBudgetMs: number;
  readonly batchTargetMs: number;
  readonly batchSize: number;
}

export const defaultConcurrency = 2;

export function resolveSettings(options: RunOptions): Settings {
  return {
    project: options.project ?? '',
    maxStallMs: options.maxStallMs ?? 500,
    patienceMs: options.patienceMs ?? 10 * 60_000,
    lockTimeoutMs: options.lockTimeoutMs ?? null,
    statementTimeoutMs: options.statementTimeoutMs ?? null,
    buildBudgetMs: options.buildBudgetMs ?? 0,
    validateBudgetMs: options.validateBudgetMs ?? 0,
    batchTargetMs: options.batch?.targetMs ?? 200,
    batchSize: options.batch?.size ?? 1000,
  };
}
