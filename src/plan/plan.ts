/** The plan artifact: what will run, in which order, what each step locks, and how to tell whether it is done. */
import type { Diagnostic, Span } from '../diagnostics/index.js';
import type { Catalog } from '../facts/catalog/catalog.js';

export type Phase = 'expand' | 'backfill' | 'validate' | 'switch' | 'contract';

/** Canonical JSON; `id` is the SHA-256 (hex) of the canonical JSON of the plan without `id`. */
export interface Plan {
  readonly format: 'wesley/plan/1';
  readonly id: string;
  /** Version of Wesley that made it. */
  readonly wesley: string;
  readonly server: { readonly major: number };
  /** The state that the plan was made for, and where it was read from. The hash is that of the catalog. */
  readonly before: { readonly hash: string; readonly source: string; readonly catalog: Catalog };
  /** The state that the plan leads to. */
  readonly after: { readonly hash: string; readonly source: string; readonly catalog: Catalog };
  /** In an order that respects `edges`; steps of one segment stand together. */
  readonly steps: readonly Step[];
  /** Pairs of step ids: the first must be done before the second starts. */
  readonly edges: readonly (readonly [string, string])[];
  /** What the rules say about the plan's own SQL: nothing of severity error, except what was accepted. */
  readonly findings: readonly Diagnostic[];
  /** Destructions that the user named: `public.orders.total`. */
  readonly accepted: readonly string[];
  /** Renames that the user declared. */
  readonly renames: readonly {
    readonly kind: 'table' | 'column';
    readonly from: string;
    readonly to: string;
  }[];
}

export interface Step {
  /** `S01`, `S02`, ...: position in the plan. */
  readonly id: string;
  /** Step kind: `CreateIndexConcurrently`. */
  readonly kind: string;
  /** What it works on: `public.orders.region`. */
  readonly subject: string;
  /** Where the wanted state asks for it, if a person wrote that. */
  readonly source?: Span;
  /** One line for people: `build index orders_region_idx concurrently`. */
  readonly title: string;
  readonly phase: Phase;
  /** Steps with the same number run in one transaction. */
  readonly segment: number;
  /** False: runs outside a transaction block, alone in its segment. */
  readonly transactional: boolean;
  /** Complete statements without the closing semicolon, each sent on its own. Of a backfill: one batch, see `backfill`. */
  readonly sql: readonly string[];
  /** Predicted by the rules from the rendered SQL, for relations that exist before the step: strongest mode each. */
  readonly locks: readonly StepLock[];
  readonly scans: readonly string[];
  readonly rewrites: readonly string[];
  /** Tables whose rows it asks for with a query, as the check of a foreign key does: policies hold for it. Absent: none. */
  readonly reads?: readonly string[];
  /** Milliseconds; 0 = no limit. */
  readonly timeouts: { readonly lock: number; readonly statement: number };
  /** One SQL query that returns one row with one column `state`: 'done', 'not done' or 'half done'. */
  readonly probe: string;
  /** Statements that turn 'half done' into 'not done' (drop an invalid index). Empty: cannot be half done. */
  readonly repair: readonly string[];
  /** Statements that take the step back, or null: point of no return. */
  readonly undo: readonly string[] | null;
  readonly backfill?: Backfill;
  /** Of a step of a team's own: relations whose rows it writes. */
  readonly writes?: readonly string[];
  /** Data or objects that are gone after the step: `public.orders.total`. Empty for most. */
  readonly destroys: readonly string[];
  /** Sizes that the choice of this step relies on; apply refuses the plan when a table has outgrown them. */
  readonly assumes?: readonly { readonly table: string; readonly maxBytes: number }[];
  /** Sentences: which rules made this step and why. */
  readonly why: readonly string[];
}

/** A lock that a step is predicted to take, with what the rules say about its mode: the runner has no lock table. */
export interface StepLock {
  readonly relation: string;
  /** `AccessExclusive`, `ShareUpdateExclusive`, ...: as pg_locks prints it, without `Lock`. */
  readonly mode: string;
  /** What the application cannot do on the relation while the lock is held, or while it is waited for. */
  readonly blocks: 'reads and writes' | 'writes' | 'schema changes' | 'nothing';
  /** Modes that conflict with `mode`: held by others they keep the step waiting, and such steps never run together. */
  readonly conflictsWith: readonly string[];
}

/**
 * Batches over a unique key: `UPDATE table SET assignments WHERE key > $lower AND key <= $upper AND (pending)`.
 * Idempotent: `pending` is false for a row that is done.
 */
export interface Backfill {
  readonly table: string;
  /** Unique NOT NULL key columns (not quoted), in order. Empty: one statement over the whole table. */
  readonly key: readonly string[];
  /** Types of the key columns. */
  readonly keyTypes: readonly string[];
  /** `"c_new" = c::bigint` */
  readonly assignments: string;
  /** `"c_new" IS DISTINCT FROM c::bigint` */
  readonly pending: string;
}
