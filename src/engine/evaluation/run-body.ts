/**
 * Runs one body outside of the evaluation: with any of its atoms reading chosen rows (what changed), or for one head
 * tuple only (whether it can still be derived). What maintains a solution under changes is built from this.
 */
import { FunctorError, TextError } from '../functors.js';
import type { AbsentStep, AtomStep, Body } from '../ir.js';
import { PatternError } from '../match.js';
import { NONE } from '../value.js';
import type { Database } from './database.js';
import { Executor } from './execute.js';
import { Expressions } from './expressions.js';
import type { Range } from './machine.js';
import { headVariables, order } from './plan.js';

export interface BodyRunOptions {
  /**
   * The step that reads the rows handed to `run`, dead or alive. It is taken first. An `absent` step is read as if it
   * were not negated: it holds once per row that fits.
   */
  readonly changed?: AtomStep | AbsentStep;
  /** Rows that the other steps read, 'all' unless said otherwise. Dead rows are skipped. */
  readonly rangeOf?: (step: AtomStep | AbsentStep) => Range;
  /** The head is handed to `run`, and only derivations of that tuple are found. */
  readonly headGiven?: boolean;
  /**
   * Called per derivation with the head and the rows of the positive atoms in the order of the text (-1 for none, never
   * for a changed atom). Both arrays are used again. A step whose variables nobody reads counts once, by any of its
   * rows, except for the changed one. Returning true ends the run.
   */
  readonly derived: (head: Int32Array, parents: Int32Array) => boolean | undefined;
}

/** What one run is given. */
export interface BodyRunInput {
  /** For `changed`: row numbers, of which the first `count` (all when absent) are read. */
  readonly rows?: ArrayLike<number>;
  readonly count?: number;
  /** For `headGiven`. */
  readonly head?: Int32Array;
}

/**
 * Plans a body for the present sizes of its relations and returns what runs it, any number of times. Rows are visible as
 * each relation's `limit` and `deltaStart` say at the time of the run. Throws `EngineError`, naming the rule, when a limit
 * is passed or a computation fails.
 */
export function planBody(
  database: Database,
  body: Body,
  options: BodyRunOptions,
): (input?: BodyRunInput) => void {
  const { changed, headGiven = false, derived } = options;
  const { interner } = database;
  const atoms = body.steps.filter((step) => step.kind === 'atom');
  const executor = new Executor(
    database,
    body.variables.length,
    body.steps,
    (step) => (step === changed ? 'given' : (options.rangeOf?.(step) ?? 'all')),
    (atom) => atoms.indexOf(atom),
    atoms.length,
    { skipDead: true },
  );
  const { parents } = executor;
  const bound = new Set<number>();
  const columns = body.headArgs.flatMap((arg, column) => (arg.kind === 'call' ? [] : [column]));
  const patterns = body.headArgs.map((arg) => (arg.kind === 'call' ? { kind: 'wildcard' as const } : arg));
  const fitHead = headGiven
    ? new Expressions(database, executor.registers).matchColumns(patterns, columns, bound)
    : undefined;
  const given = [...bound];
  const ordered = order(body.steps, given, changed, (name) => database.relation(name), interner);
  const head = new Int32Array(body.headArgs.length);
  let wanted: Int32Array | undefined;
  const run = executor.build(ordered, given, headVariables(body.headArgs), () => {
    const values = body.headArgs.map((arg) => executor.expression(arg));
    return () => {
      for (let i = 0; i < values.length; i++) {
        const id = values[i]!();
        if (id === NONE || (wanted !== undefined && wanted[i] !== id)) return;
        head[i] = id;
      }
      database.derivations++;
      if (derived(head, parents)) throw stop;
    };
  });
  return (input = {}) => {
    executor.forget();
    executor.given = input.rows ?? [];
    executor.givenCount = input.count ?? executor.given.length;
    wanted = headGiven ? input.head : undefined;
    if (fitHead !== undefined && !(wanted !== undefined && fitHead(wanted, 0))) return;
    parents.fill(-1);
    naming(database, body, run);
  };
}

/** Runs a body; what fails names its rule. */
export function naming(database: Database, body: Body, run: () => void): void {
  database.rule = body.rule;
  try {
    run();
  } catch (error) {
    if (error === stop) return;
    if (error instanceof FunctorError)
      database.fail('dl/overflow', 'A computation failed', `${error.message}.`);
    if (error instanceof PatternError)
      database.fail('dl/bad-pattern', 'A pattern cannot be used', `${error.message}.`);
    if (error instanceof TextError)
      database.fail('dl/limit-memory', 'A text became too long', `${error.message}.`);
    // What the runtime throws for a text or an array that is too long.
    if (error instanceof RangeError) database.outOfMemory();
    throw error;
  }
}

/** Thrown to end a run early. */
const stop = new Error('end of the run');
