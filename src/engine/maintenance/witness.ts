/**
 * Finds the proofs of a body in which some variables have given values, without evaluating the body: joins only the
 * atoms that bind these variables, and leaves the rest to the pointers from a row to what was derived from it.
 */
import type { Database } from '../evaluation/database.js';
import { Executor } from '../evaluation/execute.js';
import { order } from '../evaluation/plan.js';
import { naming } from '../evaluation/run-body.js';
import { type AbsentStep, type AtomStep, binds, type EqualStep } from '../ir.js';
import type { BodyNode, Use } from './graph.js';

/** Places of atoms in a body, and runs that set `parents` at these places and call `found`. */
export interface Witness {
  readonly places: readonly number[];
  readonly parents: Int32Array;
  /** Reads rows of the changed step. */
  rows(rows: readonly number[]): void;
  /** Takes the values of the given variables. */
  key(key: readonly number[]): void;
}

/**
 * What the variables of a changed step, or given ones, restrict. Undefined when no atom binds any of them: then every
 * proof of the body may be concerned. Too many proofs may be found, never too few: tests and absences are left out.
 */
export function witnessOf(
  database: Database,
  { body, atoms }: BodyNode,
  from: { readonly changed: AbsentStep } | { readonly given: readonly number[] },
  found: () => void,
): Witness | undefined {
  const changed = 'changed' in from ? from.changed : undefined;
  const given = 'given' in from ? from.given : [];
  const { chosen, equals } = choose(atoms, body.steps, changed ? changed.variables : given);
  if (chosen.length === 0) return undefined;
  const steps = [...(changed ? [changed] : []), ...chosen, ...equals];
  const executor = new Executor(
    database,
    body.variables.length,
    steps,
    (step) => (step === changed ? 'given' : 'all'),
    (atom) => atoms.indexOf(atom),
    atoms.length,
    { skipDead: true },
  );
  const ordered = order(steps, given, changed, (name) => database.relation(name), database.interner);
  const run = executor.build(ordered, given, 'every', () => found);
  return {
    places: chosen.map((atom) => atoms.indexOf(atom)),
    parents: executor.parents,
    rows: (rows) => {
      executor.given = rows;
      executor.givenCount = rows.length;
      naming(database, body, run);
    },
    key: (key) => {
      for (let i = 0; i < given.length; i++) executor.registers[given[i]!] = key[i]!;
      naming(database, body, run);
    },
  };
}

/** The variables outside of an aggregate whose values a row of an atom inside it gives. */
export function keyOf(use: Extract<Use, { kind: 'aggregate' }>): number[] {
  const known = new Set(use.step.variables);
  return use.aggregate.outer.filter((variable) => known.has(variable));
}

/** Reads keys, the values of these variables, from rows of a step. */
export function keyReader(
  database: Database,
  { body }: BodyNode,
  step: AtomStep | AbsentStep,
  variables: readonly number[],
): (rows: readonly number[]) => number[][] {
  const executor = new Executor(
    database,
    body.variables.length,
    [step],
    () => 'given',
    () => -1,
    0,
  );
  let keys = new Map<string, number[]>();
  const run = executor.build([step], [], variables, () => () => {
    const key = variables.map((variable) => executor.registers[variable]!);
    keys.set(key.join(), key);
  });
  return (rows) => {
    keys = new Map();
    executor.given = rows;
    executor.givenCount = rows.length;
    run();
    return [...keys.values()];
  };
}

/** Few atoms that together bind the variables, and the equations through which some do. */
function choose(
  atoms: readonly AtomStep[],
  steps: BodyNode['body']['steps'],
  variables: readonly number[],
): { chosen: AtomStep[]; equals: EqualStep[] } {
  const open = new Set(variables);
  const chosen: AtomStep[] = [];
  const equals: EqualStep[] = [];
  for (;;) {
    let best: AtomStep | undefined;
    let most = 0;
    for (const atom of atoms) {
      if (chosen.includes(atom)) continue;
      const covered = new Set(binds(atom).filter((variable) => open.has(variable))).size;
      if (covered > most) {
        best = atom;
        most = covered;
      }
    }
    if (best !== undefined) {
      chosen.push(best);
      for (const variable of binds(best)) open.delete(variable);
      continue;
    }
    const through = steps.find(
      (step) =>
        step.kind === 'equal' &&
        !equals.includes(step) &&
        step.variables.some((variable) => open.has(variable)),
    );
    if (through?.kind !== 'equal') return { chosen, equals };
    equals.push(through);
    const bound = new Set(chosen.flatMap(binds));
    for (const variable of through.variables) {
      if (!open.delete(variable) && !bound.has(variable)) open.add(variable);
    }
  }
}
