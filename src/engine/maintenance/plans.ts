/** The compiled runs of an update, made when they are first needed and kept for the next update. */
import type { Database } from '../evaluation/database.js';
import { Executor } from '../evaluation/execute.js';
import { headVariables, order } from '../evaluation/plan.js';
import { naming, planBody } from '../evaluation/run-body.js';
import type { AbsentStep, Body } from '../ir.js';
import { NONE } from '../value.js';
import type { BodyNode, Use } from './graph.js';
import { keyOf, keyReader, type Witness, witnessOf } from './witness.js';

/** Takes a derivation: the head and the rows of the positive atoms. Both arrays are used again. */
export type Derived = (body: BodyNode, head: Int32Array, parents: Int32Array) => void;
/** Takes proofs to be withdrawn: those of this body whose parents at these places are these rows. */
export type Blocked = (body: BodyNode, places: readonly number[], parents: Int32Array) => void;

type AggregateUse = Extract<Use, { kind: 'aggregate' }>;

/** What a changed row inside an aggregate touches: the groups with these keys, or all of them. */
export interface Groups {
  readonly variables: readonly number[];
  readonly keyed: boolean;
  keys(rows: readonly number[]): number[][];
  /** Withdraws the proofs of a group; false when it cannot tell them apart, and all of the body must go. */
  block(key: readonly number[]): boolean;
  derive(key: readonly number[]): void;
}

export class Plans {
  private readonly growing = new Map<Use, Kept<(rows: readonly number[]) => void>>();
  private readonly blocking = new Map<Use, Kept<Witness | undefined>>();
  private readonly grouping = new Map<Use, Kept<Groups>>();
  private readonly whole = new Map<BodyNode, Kept<() => void>>();
  private readonly single = new Map<BodyNode, Kept<(head: Int32Array) => void>>();

  constructor(
    private readonly database: Database,
    private readonly derived: Derived,
    private readonly blocked: Blocked,
    /** Takes what `search` finds until it returns true. */
    private readonly offered: (...derivation: Parameters<Derived>) => boolean,
  ) {}

  /** Derives what follows from these rows: new ones for an atom, dead ones for an absence. */
  grow(use: Exclude<Use, AggregateUse>, rows: readonly number[]): void {
    kept(this.growing, use, use.body, () => {
      const { body, step } = use;
      // The absence itself must still hold: another row may fit it.
      const changed = step.kind === 'absent' ? { ...step } : step;
      const steps = step.kind === 'absent' ? [changed, ...body.body.steps] : body.body.steps;
      const run = planBody(
        this.database,
        { ...body.body, steps },
        { changed, derived: (head, parents) => void this.derived(body, head, parents) },
      );
      return (given) => run({ rows: given });
    })(rows);
  }

  /** Withdraws the proofs that rest on the absence of these rows; false when all of the body must go. */
  block(use: Use & { readonly step: AbsentStep }, rows: readonly number[]): boolean {
    const witness = kept(this.blocking, use, use.body, () => {
      const made: Witness | undefined = witnessOf(this.database, use.body, { changed: use.step }, () =>
        this.blocked(use.body, made?.places ?? [], made?.parents ?? new Int32Array(0)),
      );
      return made;
    });
    witness?.rows(rows);
    return witness !== undefined;
  }

  groups(use: AggregateUse): Groups {
    return kept(this.grouping, use, use.body, () => this.makeGroups(use));
  }

  /** Derives all that a body derives. */
  all(body: BodyNode): void {
    kept(this.whole, body, body, () =>
      planBody(this.database, body.body, {
        derived: (head, parents) => void this.derived(body, head, parents),
      }),
    )();
  }

  /** Looks for derivations of a tuple. */
  search(body: BodyNode, head: Int32Array): void {
    kept(this.single, body, body, () => {
      const run = planBody(this.database, body.body, {
        headGiven: true,
        derived: (tuple, parents) => this.offered(body, tuple, parents),
      });
      return (wanted) => run({ head: wanted });
    })(head);
  }

  private makeGroups(use: AggregateUse): Groups {
    const { database } = this;
    const { body } = use;
    const variables = keyOf(use);
    const witness: Witness | undefined = witnessOf(database, body, { given: variables }, () =>
      this.blocked(body, witness?.places ?? [], witness?.parents ?? new Int32Array(0)),
    );
    let derive: ((key: readonly number[]) => void) | undefined;
    return {
      variables,
      keyed: variables.length > 0,
      keys: keyReader(database, body, use.step, variables),
      block: (key) => {
        witness?.key(key);
        return witness !== undefined;
      },
      derive: (key) => {
        derive ??= planKeyed(database, body.body, variables, (head, parents) =>
          this.derived(body, head, parents),
        );
        derive(key);
      },
    };
  }
}

/** Plans a body for given values of some variables. */
function planKeyed(
  database: Database,
  body: Body,
  given: readonly number[],
  derived: (head: Int32Array, parents: Int32Array) => void,
): (key: readonly number[]) => void {
  const atoms = body.steps.filter((step) => step.kind === 'atom');
  const executor = new Executor(
    database,
    body.variables.length,
    body.steps,
    () => 'all',
    (atom) => atoms.indexOf(atom),
    atoms.length,
    { skipDead: true },
  );
  const ordered = order(body.steps, given, undefined, (name) => database.relation(name), database.interner);
  const head = new Int32Array(body.headArgs.length);
  const run = executor.build(ordered, given, headVariables(body.headArgs), () => {
    const values = body.headArgs.map((arg) => executor.expression(arg));
    return () => {
      for (let i = 0; i < values.length; i++) {
        const id = values[i]!();
        if (id === NONE) return;
        head[i] = id;
      }
      database.derivations++;
      derived(head, executor.parents);
    };
  });
  return (key) => {
    executor.forget();
    for (let i = 0; i < given.length; i++) executor.registers[given[i]!] = key[i]!;
    naming(database, body, run);
  };
}

/** A plan and the number of rows for which it was made. */
interface Kept<T> {
  readonly plan: T;
  readonly rows: number;
}

/** The plan for a use, made again when its relations are ten times larger than when it was made. */
function kept<K, T>(plans: Map<K, Kept<T>>, key: K, { parents }: BodyNode, make: () => T): T {
  let rows = 0;
  for (const { relation } of parents) rows += relation.limit;
  let found = plans.get(key);
  if (found === undefined || rows > 10 * found.rows + 100) {
    found = { plan: make(), rows };
    plans.set(key, found);
  }
  return found.plan;
}
