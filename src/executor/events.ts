/** What a run tells while it goes on. The command line renders these; nothing here is printed. */
import type { Diagnostic } from '../diagnostics/index.js';

/** Somebody who holds what a step waits for. */
export interface Blocker {
  /** Null: a prepared transaction, see `prepared`. */
  readonly pid: number | null;
  /** Global id of a prepared transaction. */
  readonly prepared?: string;
  readonly application: string;
  readonly user: string;
  /** As pg_stat_activity says it: `active`, `idle in transaction`, ... */
  readonly state: string;
  /** Seconds since the transaction began. */
  readonly age: number;
  readonly query: string;
  /** What it holds, when known: `RowExclusive` on `public.orders`. */
  readonly mode?: string;
  readonly relation?: string;
}

export type RunEvent =
  | {
      readonly type: 'run_start';
      readonly run: string;
      readonly plan: string;
      readonly resumed: boolean;
      /** Ids of the steps that will run, in order. */
      readonly steps: readonly string[];
    }
  | { readonly type: 'step_start'; readonly step: string; readonly title: string }
  | {
      readonly type: 'lock_wait';
      readonly step: string;
      readonly waitedMs: number;
      readonly blockers: readonly Blocker[];
    }
  /** Progress of a concurrent build, as the server reports it. */
  | {
      readonly type: 'build';
      readonly step: string;
      readonly phase: string;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly type: 'batch';
      readonly step: string;
      /** Rows written and rows looked at since the step began, over all runs. */
      readonly rows: number;
      readonly seen: number;
      /** Estimate of the rows to look at; null when nothing is known. */
      readonly total: number | null;
      readonly etaSeconds: number | null;
      readonly batchSize: number;
    }
  | { readonly type: 'throttled'; readonly step: string; readonly reason: string }
  | { readonly type: 'retry'; readonly step: string; readonly reason: string }
  | { readonly type: 'repair'; readonly step: string; readonly sql: string }
  | {
      readonly type: 'step_done';
      readonly step: string;
      /** `found`: it was done before this run came to it. */
      readonly how: 'ran' | 'found';
      readonly ms: number;
    }
  | { readonly type: 'step_failed'; readonly step: string; readonly diagnostic: Diagnostic }
  /** A session of an earlier runner is still at work; the run starts when it has ended. */
  | { readonly type: 'orphan'; readonly pid: number; readonly query: string }
  | { readonly type: 'paused'; readonly reason: string }
  | { readonly type: 'run_done'; readonly outcome: Outcome; readonly exitCode: number };

export type RunEvents = (event: RunEvent) => void;

export type Outcome = 'done' | 'resumable' | 'needs person' | 'refused' | 'stale';

export type StepState = 'done' | 'not done' | 'running' | 'failed';

export interface StepResult {
  readonly id: string;
  readonly title: string;
  readonly state: StepState;
}

export interface RunResult {
  /** Undefined when nothing was started. */
  readonly run?: string;
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly steps: readonly StepResult[];
}
