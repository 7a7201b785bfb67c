/** What a step kind is: it turns a step, a term that rules derived, into SQL, probe, repair and undo. */
import type { Value } from '../../engine/index.js';
import type { Backfill } from '../plan.js';
import type { States } from '../states.js';

/** What a kind may look at: the two states and what the rules derived. */
export interface RenderContext {
  readonly states: States;
  readonly major: number;
  /** Tuples of a derived relation, sorted. */
  rows(relation: string): readonly (readonly Value[])[];
  /** True if the rules derived the tuple. */
  has(relation: string, ...values: Value[]): boolean;
  /** Probe of another step of the plan. */
  probe(step: Value): string;
}

/** A step as its kind renders it. All SQL is schema-qualified and runs with the settings of `planSession`. */
export interface RenderedStep {
  /** `public.orders.region` */
  readonly subject: string;
  /** One line for people, starting with a verb: `build index orders_region_idx concurrently`. */
  readonly title: string;
  readonly sql: readonly string[];
  /** Query that returns one row with one column `state`: see `src/plan/probes`. */
  readonly probe: string;
  /** Statements that turn 'half done' into 'not done'; absent: the step cannot be half done. */
  readonly repair?: readonly string[];
  /** Statements that take the step back, or null: point of no return. */
  readonly undo: readonly string[] | null;
  /** False: outside a transaction block. Absent = true. */
  readonly transactional?: false;
  /** Absent = `timeouts.short`. */
  readonly timeouts?: { readonly lock: number; readonly statement: number };
  readonly backfill?: Backfill;
}

export interface StepKind {
  /** The tag of the step's term: `CreateIndexConcurrently`. */
  readonly tag: string;
  /** `args` are the arguments of the term, in the order of rules/lib/steps.dl. */
  render(args: readonly string[], context: RenderContext): RenderedStep;
}

/** Milliseconds; 0 = no limit. */
export const timeouts = {
  /** Catalog only. */
  short: { lock: 5000, statement: 30000 },
  /** VALIDATE, refresh: a short wait for the lock, then as long as it takes. */
  scan: { lock: 5000, statement: 0 },
  /** Concurrent builds: a lock timeout would leave an invalid index. */
  concurrent: { lock: 0, statement: 0 },
} as const;
