/** Where a plan stands in a database: not begun, in the middle, done; or the database is not the one it was made for. */
import { type Diagnostic, Exit } from '../diagnostics/index.js';
import type { Catalog } from '../facts/catalog/catalog.js';
import { objectsOf } from '../facts/catalog/objects.js';
import { readCatalog } from '../facts/catalog/read.js';
import { compareCatalogs, hashCatalog, type ObjectDifference } from '../facts/catalog/snapshot.js';
import type { Plan, Step } from '../plan/plan.js';
import { journalExists, lastRun, readSteps, type StepRow } from './journal.js';
import { type ProbeState, probeIfPossible } from './probe.js';
import { Refusal } from './refusal.js';
import { asDatabase, type Session } from './session.js';

export interface Start {
  /** The run to go on with; undefined: a new one. */
  readonly run?: string;
  /** Ids of steps that are done. */
  readonly done: ReadonlySet<string>;
  readonly notes: readonly Diagnostic[];
}

export async function startingPoint(session: Session, plan: Plan): Promise<Start> {
  const live = await readCatalog(asDatabase(session));
  const hash = hashCatalog(live);
  const changesCatalog = plan.before.hash !== plan.after.hash;
  const run = (await journalExists(session)) ? await lastRun(session, plan.id) : undefined;

  if (run !== undefined && run.state !== 'done') {
    const rows = await readSteps(session, run.run);
    const done = await stillDone(session, plan, rows);
    return { run: run.run, done, notes: drift(plan, live) };
  }
  const all = new Set(plan.steps.map((step) => step.id));
  if (run !== undefined && !(changesCatalog && hash === plan.before.hash)) {
    return { done: all, notes: [alreadyApplied(`run ${run.run} applied it, ${run.finished}`)] };
  }
  if (hash === plan.before.hash) return { done: new Set(), notes: [] };
  if (hash === plan.after.hash) {
    const missing = await unseenByCatalog(session, plan);
    if (missing.length === 0) {
      return { done: all, notes: [alreadyApplied('the database is in the state that it leads to')] };
    }
    for (const { id } of missing) all.delete(id);
    return { done: all, notes: [withoutJournal(all.size, plan.steps.length)] };
  }
  const foreign = foreignDifferences(plan, live);
  const done = foreign.length === 0 ? await doneByProbes(session, plan) : new Set<string>();
  if (done.size === 0) throw stale(plan, live);
  return { done, notes: [withoutJournal(done.size, plan.steps.length)] };
}

/** Steps that are not done though the catalog is as it should be: those of a team's own change nothing that it shows. */
async function unseenByCatalog(session: Session, plan: Plan): Promise<Step[]> {
  const missing: Step[] = [];
  for (const step of plan.steps.filter(({ writes }) => writes !== undefined)) {
    if ((await probeIfPossible(session, step)) !== 'done') missing.push(step);
  }
  return missing;
}

/** After the last step: what is not as the plan says. Empty when all is well. */
export async function endState(session: Session, plan: Plan): Promise<Diagnostic[]> {
  const live = await readCatalog(asDatabase(session));
  if (hashCatalog(live) === plan.after.hash) return [];
  const differences = compareCatalogs(plan.after.catalog, live);
  const isTouched = touchedBy(plan);
  const touched = differences.filter(isTouched);
  const others = differences.filter((one) => !isTouched(one));
  const notes: Diagnostic[] = [];
  if (touched.length > 0) {
    notes.push({
      code: 'exec/end-state-differs',
      severity: 'warning',
      message: 'all steps are done, and what they touched is not as the plan says',
      why: lines(touched),
      fix: { text: 'Compare, and plan again from the state of now', code: 'wesley plan' },
    });
  }
  if (others.length > 0) notes.push(driftNote(others));
  return notes;
}

/** A step stays done unless its effect was taken back before anything that builds on it began. */
async function stillDone(session: Session, plan: Plan, rows: readonly StepRow[]): Promise<Set<string>> {
  const state = new Map(rows.map((row) => [row.step, row.state]));
  const done = new Set<string>();
  const successors = followers(plan);
  for (const step of plan.steps) {
    if (state.get(step.id) !== 'done') continue;
    const builtOn = (successors.get(step.id) ?? []).some((next) => state.get(next) !== 'planned');
    const asked = builtOn || step.backfill ? undefined : await probeIfPossible(session, step);
    if (asked === undefined || asked === 'done') done.add(step.id);
  }
  return done;
}

/**
 * Without a journal: a step is done when its effect is there, or the effect of a step that comes after it. That a thing
 * is absent which the plan makes for a time only says nothing: it is absent before, too.
 */
async function doneByProbes(session: Session, plan: Plan): Promise<Set<string>> {
  const known = new Set(objectsOf(plan.before.catalog).map((object) => nameOf(object.id)));
  const states = new Map<string, ProbeState | undefined>();
  for (const step of plan.steps) states.set(step.id, await probeIfPossible(session, step));
  const cleansUp = (step: Step) =>
    step.kind.startsWith('Drop') &&
    (!known.has(step.subject) || step.sql.some((sql) => sql.includes(helperPrefix)));
  const evident = new Set(
    plan.steps.filter((step) => states.get(step.id) === 'done' && !cleansUp(step)).map((step) => step.id),
  );
  const successors = followers(plan);
  const done = new Set<string>();
  for (const step of plan.steps) {
    // Rows that are not filled are a fact, whatever comes later.
    if (step.backfill && states.get(step.id) === 'not done') continue;
    const passed = (successors.get(step.id) ?? []).some((next) => evident.has(next));
    if (evident.has(step.id) || passed) done.add(step.id);
  }
  return done;
}

/** Begins the names of everything that a plan makes for a time only. */
const helperPrefix = 'wesley_';

/** All steps that come after a step, directly or not. */
function followers(plan: Pick<Plan, 'steps' | 'edges'>): Map<string, string[]> {
  const next = new Map<string, string[]>();
  for (const [from, to] of plan.edges) next.set(from, [...(next.get(from) ?? []), to]);
  const all = new Map<string, string[]>();
  for (const step of plan.steps) {
    const seen = new Set<string>();
    const queue = [...(next.get(step.id) ?? [])];
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      queue.push(...(next.get(id) ?? []));
    }
    all.set(step.id, [...seen]);
  }
  return all;
}

/** Does the plan change the object, or make it for a time? */
function touchedBy(plan: Plan): (difference: ObjectDifference) => boolean {
  const own = new Set([
    ...plan.steps.flatMap((step) => [step.subject, ...step.locks.map((lock) => lock.relation)]),
    ...compareCatalogs(plan.before.catalog, plan.after.catalog).map((one) => nameOf(one.object)),
  ]);
  return ({ object }) => {
    const name = nameOf(object);
    return name.includes(helperPrefix) || own.has(name) || [...own].some((one) => name.startsWith(`${one}.`));
  };
}

/** `public.orders` of `table:public.orders`. */
function nameOf(object: string): string {
  return object.slice(object.indexOf(':') + 1);
}

/** Changes by others to what the plan does not touch. */
function foreignDifferences(plan: Plan, live: Catalog): ObjectDifference[] {
  const isTouched = touchedBy(plan);
  return compareCatalogs(plan.before.catalog, live).filter((one) => !isTouched(one));
}

function drift(plan: Plan, live: Catalog): Diagnostic[] {
  const foreign = foreignDifferences(plan, live);
  return foreign.length === 0 ? [] : [driftNote(foreign)];
}

function driftNote(differences: readonly ObjectDifference[]): Diagnostic {
  return {
    code: 'exec/drift',
    severity: 'note',
    message:
      'somebody else has changed the schema since the plan was made, but nothing that the plan touches',
    why: lines(differences),
  };
}

function stale(plan: Plan, live: Catalog): Refusal {
  return new Refusal(
    {
      code: 'plan/stale',
      severity: 'error',
      message: `plan ${plan.id.slice(0, 8)} was made for another state than the database is in`,
      why: [
        'Changed since the plan was made:',
        ...lines(compareCatalogs(plan.before.catalog, live)),
        'Nothing was changed by this run.',
      ],
      fix: { text: 'Make the plan again from the state of now', code: 'wesley plan' },
    },
    Exit.stale,
    'stale',
  );
}

function alreadyApplied(why: string): Diagnostic {
  return {
    code: 'exec/already-applied',
    severity: 'note',
    message: 'there is nothing to do: the plan is applied',
    why: [`${why.charAt(0).toUpperCase()}${why.slice(1)}.`],
  };
}

function withoutJournal(done: number, all: number): Diagnostic {
  return {
    code: 'exec/journal-lost',
    severity: 'warning',
    message: `no journal of this plan is in the database, and ${done} of its ${all} steps are done`,
    why: ['The database itself was asked what is done. The run goes on from there.'],
  };
}

const most = 20;

function lines(differences: readonly ObjectDifference[]): string[] {
  const told = differences.slice(0, most).map((one) => `${one.sentence}.`);
  return differences.length > most ? [...told, `and ${differences.length - most} more`] : told;
}
