/** Why a tuple holds: its stored proof, with the body replayed to recover what was not stored. */
import type { Database } from '../evaluation/database.js';
import { positives } from '../evaluation/evaluate.js';
import { Executor } from '../evaluation/execute.js';
import { order } from '../evaluation/plan.js';
import type { Relation } from '../evaluation/relation.js';
import { type Body, boundsOf, type Expression, type RuleInfo, type Step, variablesOf } from '../ir.js';
import { showValue, type Value } from '../value.js';

export type Proof =
  | { readonly kind: 'fact'; readonly relation: string; readonly tuple: readonly Value[] }
  | {
      readonly kind: 'derived';
      readonly relation: string;
      readonly tuple: readonly Value[];
      readonly rule: RuleInfo;
      readonly bindings: ReadonlyMap<string, Value>;
      readonly premises: readonly Premise[];
    };

export type Premise =
  | Proof
  | { readonly kind: 'absent'; readonly relation: string; readonly pattern: readonly (Value | undefined)[] }
  | { readonly kind: 'holds'; readonly text: string }
  | { readonly kind: 'aggregate'; readonly text: string; readonly value: Value; readonly rows: number };

/** What a replay of a body gives. */
interface Replay {
  readonly valueIn: (expression: Expression) => Value | undefined;
  readonly bindings: ReadonlyMap<string, Value>;
  readonly premises: () => Premise[];
}

/** Finds proofs. */
export class Explainer {
  private readonly replayers = new Map<number, (relation: Relation, row: number) => Replay>();
  private readonly proofs = new Map<string, Proof>();

  constructor(private readonly database: Database) {}

  /** The proof of a row. What it rests on is found when it is read. */
  proof(relation: Relation, row: number): Proof {
    const key = `${row} ${relation.name}`;
    let proof = this.proofs.get(key);
    if (proof === undefined) {
      proof = this.build(relation, row);
      this.proofs.set(key, proof);
    }
    return proof;
  }

  /** The values of all variables of the rule that derived a row; undefined for a fact. */
  bindings(
    relation: Relation,
    row: number,
  ): { rule: RuleInfo; values: ReadonlyMap<string, Value> } | undefined {
    const number = relation.proofOf(row);
    if (number < 0) return undefined;
    const { rule } = this.database.program.bodies[number]!;
    return { rule, values: this.replay(number, relation, row).bindings };
  }

  private build(relation: Relation, row: number): Proof {
    const { name } = relation;
    const tuple = this.database.values(relation.tuple(row));
    const number = relation.proofOf(row);
    if (number < 0) return { kind: 'fact', relation: name, tuple };
    const { rule } = this.database.program.bodies[number]!;
    let replayed: Replay | undefined;
    let premises: Premise[] | undefined;
    const replay = (): Replay => {
      replayed ??= this.replay(number, relation, row);
      return replayed;
    };
    return {
      kind: 'derived',
      relation: name,
      tuple,
      rule,
      get bindings() {
        return replay().bindings;
      },
      get premises() {
        premises ??= replay().premises();
        return premises;
      },
    };
  }

  private replay(number: number, relation: Relation, row: number): Replay {
    let replayer = this.replayers.get(number);
    if (replayer === undefined) {
      replayer = this.replayer(this.database.program.bodies[number]!);
      this.replayers.set(number, replayer);
    }
    return replayer(relation, row);
  }

  /** Fits the positive atoms to the parents' rows, then takes the other steps: nothing is searched. */
  private replayer(body: Body): (relation: Relation, row: number) => Replay {
    const { database } = this;
    const { interner } = database;
    const atoms = positives(body);
    const find = (name: string): Relation => database.relation(name);
    const executor = new Executor(
      database,
      body.variables.length,
      body.steps,
      () => 'all',
      () => -1,
      0,
    );
    const bound = new Set<number>();
    const fits = atoms.map((atom) =>
      executor.matchColumns(
        atom.args,
        atom.args.map((_, i) => i),
        bound,
      ),
    );
    const others = order(
      body.steps.filter((step) => step.kind !== 'atom'),
      bound,
      undefined,
      find,
      interner,
    );
    const { registers, aggregateRows } = executor;
    let wanted: Int32Array = new Int32Array(0);
    let reached: Int32Array | undefined;
    // A range has several values: the head tells which one it was.
    const run = executor.build(others, bound, 'every', () => {
      const head = body.headArgs.map((arg) => executor.expression(arg));
      return () => {
        if (reached === undefined && head.every((value, i) => value() === wanted[i])) {
          reached = registers.slice();
        }
      };
    });
    const shown = new Set(body.rule.variables);
    const hidden = new Set(
      body.steps.flatMap((step) => (step.kind === 'aggregate' ? localsOf(step.bodies, step.outer) : [])),
    );
    return (relation, row) => {
      const parents = atoms.map((atom, n) => ({
        relation: find(atom.relation),
        row: relation.parentAt(row, n),
      }));
      reached = undefined;
      wanted = relation.tuple(row);
      for (const [n, parent] of parents.entries())
        fits[n]!(parent.relation.data, parent.row * parent.relation.arity);
      run();
      if (reached === undefined)
        throw new Error(`internal error: the proof of a row of ${relation.name} does not replay`);
      const ids: Int32Array = reached;
      const counts = new Map(aggregateRows);
      const bindings = new Map<string, Value>();
      for (const [index, name] of body.variables.entries()) {
        if (name !== undefined && shown.has(name) && !hidden.has(index))
          bindings.set(name, interner.value(ids[index]!));
      }
      const valueIn = (expression: Expression): Value | undefined => evaluateShown(expression, ids, database);
      const premises = (): Premise[] => {
        let n = 0;
        return body.steps.flatMap((step) => {
          if (step.kind === 'atom') {
            const parent = parents[n++]!;
            return [this.proof(parent.relation, parent.row)];
          }
          return this.premise(body, step, valueIn, (aggregate) => counts.get(aggregate) ?? 0);
        });
      };
      return { valueIn, bindings, premises };
    };
  }

  private premise(
    body: Body,
    step: Exclude<Step, { kind: 'atom' }>,
    valueIn: Replay['valueIn'],
    rowsOf: (step: Extract<Step, { kind: 'aggregate' }>) => number,
  ): Premise[] {
    if (step.origin === undefined || step.kind === 'never') return [];
    if (step.kind === 'absent')
      return [{ kind: 'absent', relation: step.relation, pattern: step.args.map(valueIn) }];
    if (step.kind === 'aggregate') {
      const text = body.source.text.slice(step.origin.start, step.origin.end);
      const value = valueIn({ kind: 'variable', index: step.result })!;
      return [{ kind: 'aggregate', text, value, rows: rowsOf(step) }];
    }
    return [{ kind: 'holds', text: showStep(step, valueIn) }];
  }
}

/** A comparison with values in place of variables. */
export function showStep(
  step: Extract<Step, { kind: 'equal' | 'test' | 'range' }>,
  valueIn: Replay['valueIn'],
): string {
  if (step.kind === 'range') {
    const result = showExpression({ kind: 'variable', index: step.result }, valueIn);
    const bounds = boundsOf(step).map((part) => showExpression(part, valueIn));
    return `${result} = range(${bounds.join(', ')})`;
  }
  const left = showExpression(step.left, valueIn);
  const right = showExpression(step.right, valueIn);
  if (step.kind === 'equal') return `${left} = ${right}`;
  if (step.op === 'match' || step.op === 'contains') return `${step.op}(${left}, ${right})`;
  if (step.op === 'not match' || step.op === 'not contains') return `!${step.op.slice(4)}(${left}, ${right})`;
  return `${left} ${step.op} ${right}`;
}

function showExpression(expression: Expression, valueIn: Replay['valueIn']): string {
  if (expression.kind !== 'call') {
    const value = valueIn(expression);
    return value === undefined ? '_' : showValue(value);
  }
  const { name } = expression.functor;
  const args = expression.args.map((arg) => showExpression(arg, valueIn));
  const operator = name.replace(/\.$/, '');
  if (operator === 'neg') return `-${args[0]}`;
  return /^[a-z@]/.test(operator) ? `${operator}(${args.join(', ')})` : `(${args.join(` ${operator} `)})`;
}

function evaluateShown(expression: Expression, ids: Int32Array, database: Database): Value | undefined {
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'variable':
      return database.interner.value(ids[expression.index]!);
    case 'wildcard':
      return undefined;
    default: {
      const args = expression.args.map((arg) => evaluateShown(arg, ids, database));
      if (!args.every((arg) => arg !== undefined)) return undefined;
      return expression.kind === 'call' ? expression.functor.apply(args) : { tag: expression.tag, args };
    }
  }
}

function localsOf(bodies: readonly (readonly Step[])[], outer: readonly number[]): number[] {
  const locals = bodies.flatMap((steps) =>
    steps.flatMap((step) => {
      if (step.kind === 'atom' || step.kind === 'absent') return step.args.flatMap((arg) => variablesOf(arg));
      if (step.kind === 'range') return [step.result];
      return step.kind === 'equal' || step.kind === 'test'
        ? [...variablesOf(step.left), ...variablesOf(step.right)]
        : [];
    }),
  );
  return locals.filter((index) => !outer.includes(index));
}
