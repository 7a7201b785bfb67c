/** Plans written by hand, complete and consistent, so that the runner can be tested without a planner. */
import { createHash } from 'node:crypto';
import type { Server } from '../../bench/support/servers.js';
import type { Catalog } from '../../src/facts/catalog/catalog.js';
import { readCatalog } from '../../src/facts/catalog/read.js';
import { hashCatalog } from '../../src/facts/catalog/snapshot.js';
import { resolveConnection } from '../../src/facts/connect/conninfo.js';
import type { Database } from '../../src/facts/connect/database.js';
import { openPostgres } from '../../src/facts/connect/postgres.js';
import type { Plan, Step, StepLock } from '../../src/plan/plan.js';

export type StepDraft = Pick<Step, 'kind' | 'subject' | 'sql' | 'probe'> & Partial<Step>;

const everyMode = [
  'AccessShare',
  'RowShare',
  'RowExclusive',
  'ShareUpdateExclusive',
  'Share',
  'ShareRowExclusive',
  'Exclusive',
  'AccessExclusive',
];

/** As the planner fills them from the rules. */
export const lock = {
  accessExclusive: (relation: string): StepLock => ({
    relation,
    mode: 'AccessExclusive',
    blocks: 'reads and writes',
    conflictsWith: everyMode,
  }),
  shareRowExclusive: (relation: string): StepLock => ({
    relation,
    mode: 'ShareRowExclusive',
    blocks: 'writes',
    conflictsWith: everyMode.slice(2),
  }),
  shareUpdateExclusive: (relation: string): StepLock => ({
    relation,
    mode: 'ShareUpdateExclusive',
    blocks: 'schema changes',
    conflictsWith: everyMode.slice(3),
  }),
  rowExclusive: (relation: string): StepLock => ({
    relation,
    mode: 'RowExclusive',
    blocks: 'nothing',
    conflictsWith: everyMode.slice(4),
  }),
};

/** `SELECT` that says done when the condition holds. */
export function doneWhen(condition: string): string {
  return `SELECT CASE WHEN ${condition} THEN 'done' ELSE 'not done' END AS state`;
}

/** Done when the index is valid, half done when it is not. */
export function indexProbe(index: string): string {
  return `SELECT coalesce((SELECT CASE WHEN indisvalid AND indisready AND indislive THEN 'done' ELSE 'half done' END
    FROM pg_catalog.pg_index WHERE indexrelid = to_regclass('${index}')), 'not done') AS state`;
}

export function hasColumn(table: string, column: string, more = 'true'): string {
  return `EXISTS (SELECT 1 FROM pg_catalog.pg_attribute WHERE attrelid = to_regclass('${table}')
    AND attname = '${column}' AND NOT attisdropped AND ${more})`;
}

export function hasConstraint(table: string, constraint: string, more = 'true'): string {
  return `EXISTS (SELECT 1 FROM pg_catalog.pg_constraint WHERE conrelid = to_regclass('${table}')
    AND conname = '${constraint}' AND ${more})`;
}

export function hasTrigger(table: string, trigger: string): string {
  return `EXISTS (SELECT 1 FROM pg_catalog.pg_trigger WHERE tgrelid = to_regclass('${table}') AND tgname = '${trigger}')`;
}

export interface PlanOptions {
  readonly accepted?: readonly string[];
  /** Instead of one after the other: pairs of 0-based positions. */
  readonly edges?: readonly (readonly [number, number])[];
}

/** A plan from drafts: each its own segment unless it says otherwise; `before` and `after` are read from `database`. */
export async function planOn(
  scratch: Database,
  setup: string,
  drafts: readonly StepDraft[],
  options: PlanOptions = {},
): Promise<Plan> {
  await scratch.exec(setup);
  const before = await readCatalog(scratch);
  for (const draft of drafts) {
    if (draft.backfill)
      await scratch.exec(`UPDATE ${draft.backfill.table} SET ${draft.backfill.assignments}`);
    else for (const sql of draft.sql) await scratch.exec(sql);
  }
  return assemble(before, await readCatalog(scratch), drafts, options);
}

export function assemble(
  before: Catalog,
  after: Catalog,
  drafts: readonly StepDraft[],
  options: PlanOptions = {},
): Plan {
  const steps = drafts.map(
    (draft, i): Step => ({
      id: `S${String(i + 1).padStart(2, '0')}`,
      title: draft.sql[0] ?? draft.kind,
      phase: 'expand',
      segment: i + 1,
      transactional: true,
      locks: [],
      scans: [],
      rewrites: [],
      timeouts: { lock: 5000, statement: 30_000 },
      repair: [],
      undo: null,
      destroys: [],
      why: [],
      ...draft,
    }),
  );
  const pairs = options.edges ?? steps.slice(1).map((_, i) => [i, i + 1] as const);
  const body: Omit<Plan, 'id'> = {
    format: 'wesley/plan/1',
    wesley: '0.0.0',
    server: { major: before.server.major },
    before: { hash: hashCatalog(before), source: 'test', catalog: before },
    after: { hash: hashCatalog(after), source: 'test', catalog: after },
    steps,
    edges: pairs.map(([a, b]) => [steps[a]?.id ?? '', steps[b]?.id ?? ''] as const),
    findings: [],
    accepted: options.accepted ?? [],
    renames: [],
  };
  return { ...body, id: createHash('sha256').update(JSON.stringify(body)).digest('hex') };
}

let databases = 0;

/** A database with the setup in it, and a plan for it that was made on another one. */
export async function databaseWithPlan(
  server: Server,
  setup: string,
  drafts: readonly StepDraft[],
  options: PlanOptions = {},
): Promise<{ url: string; plan: Plan }> {
  const name = `run_${process.pid}_${++databases}`;
  const url = await server.createDatabase(name);
  const scratchUrl = await server.createDatabase(`${name}_scratch`);
  const scratch = await open(scratchUrl);
  const plan = await planOn(scratch, setup, drafts, options);
  await scratch.close();
  await server.dropDatabase(`${name}_scratch`);
  const database = await open(url);
  await database.exec(setup);
  await database.close();
  return { url, plan };
}

export function fields(url: string) {
  const found = resolveConnection(url, {});
  if (found === undefined) throw new Error(`no connection in ${url}`);
  return found;
}

export function open(url: string): Promise<Database> {
  return openPostgres(fields(url));
}

/** One plan with every way to run a step: a new column, its sync trigger, its backfill, index, NOT NULL, and the clean-up. */
export const ordersSetup = `
  CREATE TABLE public.orders (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, total integer NOT NULL);
  INSERT INTO public.orders (total) SELECT i % 1000 FROM generate_series(1, 2500) i`;

export const ordersDrafts: readonly StepDraft[] = [
  {
    kind: 'AddColumn',
    subject: 'public.orders.amount',
    sql: ['ALTER TABLE public.orders ADD COLUMN amount bigint'],
    probe: doneWhen(hasColumn('public.orders', 'amount')),
    locks: [lock.accessExclusive('public.orders')],
  },
  {
    kind: 'CreateFunction',
    subject: 'public.wesley_sync()',
    segment: 2,
    sql: [
      `CREATE FUNCTION public.wesley_sync() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN NEW.amount := NEW.total::bigint; RETURN NEW; END $$`,
    ],
    probe: doneWhen("to_regprocedure('public.wesley_sync()') IS NOT NULL"),
  },
  {
    kind: 'CreateTrigger',
    subject: 'public.orders.wesley_sync',
    segment: 2,
    sql: [
      `CREATE TRIGGER wesley_sync BEFORE INSERT OR UPDATE ON public.orders
       FOR EACH ROW EXECUTE FUNCTION public.wesley_sync()`,
    ],
    probe: doneWhen(hasTrigger('public.orders', 'wesley_sync')),
    locks: [lock.shareRowExclusive('public.orders')],
  },
  {
    kind: 'Backfill',
    subject: 'public.orders.amount',
    phase: 'backfill',
    segment: 3,
    transactional: false,
    sql: ['UPDATE public.orders SET amount = total::bigint WHERE amount IS DISTINCT FROM total::bigint'],
    probe: doneWhen('NOT EXISTS (SELECT 1 FROM public.orders WHERE amount IS DISTINCT FROM total::bigint)'),
    locks: [lock.rowExclusive('public.orders')],
    timeouts: { lock: 500, statement: 0 },
    backfill: {
      table: 'public.orders',
      key: ['id'],
      keyTypes: ['bigint'],
      assignments: 'amount = total::bigint',
      pending: 'amount IS DISTINCT FROM total::bigint',
    },
  },
  {
    kind: 'CreateIndexConcurrently',
    subject: 'public.orders_amount_idx',
    segment: 4,
    transactional: false,
    sql: ['CREATE INDEX CONCURRENTLY orders_amount_idx ON public.orders (amount)'],
    probe: indexProbe('public.orders_amount_idx'),
    repair: ['DROP INDEX CONCURRENTLY public.orders_amount_idx'],
    locks: [lock.shareUpdateExclusive('public.orders')],
    timeouts: { lock: 0, statement: 0 },
  },
  {
    kind: 'AddCheckNotValid',
    subject: 'public.orders.wesley_amount_not_null',
    phase: 'validate',
    segment: 5,
    sql: [
      'ALTER TABLE public.orders ADD CONSTRAINT wesley_amount_not_null CHECK (amount IS NOT NULL) NOT VALID',
    ],
    probe: doneWhen(hasConstraint('public.orders', 'wesley_amount_not_null')),
    locks: [lock.accessExclusive('public.orders')],
  },
  {
    kind: 'ValidateConstraint',
    subject: 'public.orders.wesley_amount_not_null',
    phase: 'validate',
    segment: 6,
    sql: ['ALTER TABLE public.orders VALIDATE CONSTRAINT wesley_amount_not_null'],
    probe: doneWhen(hasConstraint('public.orders', 'wesley_amount_not_null', 'convalidated')),
    locks: [lock.shareUpdateExclusive('public.orders')],
    timeouts: { lock: 5000, statement: 0 },
  },
  {
    kind: 'SetNotNull',
    subject: 'public.orders.amount',
    phase: 'switch',
    segment: 7,
    sql: ['ALTER TABLE public.orders ALTER COLUMN amount SET NOT NULL'],
    probe: doneWhen(hasColumn('public.orders', 'amount', 'attnotnull')),
    locks: [lock.accessExclusive('public.orders')],
  },
  {
    kind: 'DropConstraint',
    subject: 'public.orders.wesley_amount_not_null',
    phase: 'switch',
    segment: 7,
    sql: ['ALTER TABLE public.orders DROP CONSTRAINT wesley_amount_not_null'],
    probe: doneWhen(`NOT ${hasConstraint('public.orders', 'wesley_amount_not_null')}`),
    locks: [lock.accessExclusive('public.orders')],
  },
  {
    kind: 'DropTrigger',
    subject: 'public.orders.wesley_sync',
    phase: 'contract',
    segment: 8,
    sql: ['DROP TRIGGER wesley_sync ON public.orders'],
    probe: doneWhen(`NOT ${hasTrigger('public.orders', 'wesley_sync')}`),
    locks: [lock.accessExclusive('public.orders')],
  },
  {
    kind: 'DropFunction',
    subject: 'public.wesley_sync()',
    phase: 'contract',
    segment: 8,
    sql: ['DROP FUNCTION public.wesley_sync()'],
    probe: doneWhen("to_regprocedure('public.wesley_sync()') IS NULL"),
  },
];

/** SQL whose single value is 0 when every row is as the plan of `ordersDrafts` leaves it. */
export const ordersWrong =
  'SELECT count(*)::int AS wrong FROM public.orders WHERE amount IS DISTINCT FROM total::bigint';
