/** The core form that evaluators and explanations share: one body per head and alternative, variables numbered. */
import type { SourceText, Span } from '../diagnostics/index.js';
import type { Functor } from './functors.js';
import type { AggregateName, Annotations, CompareName, Node } from './language/ast.js';
import type { Value } from './value.js';

/** What a value may look like. */
export type Pattern =
  | { readonly kind: 'variable'; readonly index: number }
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'term'; readonly tag: string; readonly args: readonly Pattern[] };

/** A pattern, or something to compute. */
export type Expression =
  | Pattern
  | { readonly kind: 'call'; readonly functor: Functor; readonly args: readonly Expression[] };

interface StepBase {
  /** Where it was written; undefined for what the compiler added. */
  readonly origin: Node | undefined;
  /** All variables that it touches, from outside an aggregate; one that it names twice is in it twice. */
  readonly variables: readonly number[];
}

/** A tuple of the relation that fits the patterns exists; unbound variables are bound to it. */
export interface AtomStep extends StepBase {
  readonly kind: 'atom';
  readonly relation: string;
  readonly args: readonly Pattern[];
}

/** No tuple of the relation fits the patterns. */
export interface AbsentStep extends StepBase {
  readonly kind: 'absent';
  readonly relation: string;
  readonly args: readonly Pattern[];
}

/** The value of the expression fits the pattern. */
export interface EqualStep extends StepBase {
  readonly kind: 'equal';
  readonly left: Pattern;
  readonly right: Expression;
}

export type TestName = Exclude<CompareName, '='> | 'match' | 'contains' | 'not match' | 'not contains';

export interface TestStep extends StepBase {
  readonly kind: 'test';
  readonly op: TestName;
  readonly left: Expression;
  readonly right: Expression;
}

/** A constant truth value; only `false` remains in a body. */
export interface NeverStep extends StepBase {
  readonly kind: 'never';
}

export interface AggregateStep extends StepBase {
  readonly kind: 'aggregate';
  readonly name: AggregateName;
  /** The variable that takes the result. */
  readonly result: number;
  readonly target: Expression | undefined;
  /** Whether the target is a float. */
  readonly float: boolean;
  readonly bodies: readonly (readonly Step[])[];
  /** Variables that must be bound before. */
  readonly outer: readonly number[];
  /** Named local variables, over whose distinct values several alternatives are joined. */
  readonly local: readonly number[];
}

/**
 * The result is one of the integers from `from` (included) to `to` (not included), `by` apart; once each, in that order.
 * Without `by` it goes up or down by 1. A result that is already bound is tested.
 */
export interface RangeStep extends StepBase {
  readonly kind: 'range';
  /** The variable that takes the value. */
  readonly result: number;
  readonly from: Expression;
  readonly to: Expression;
  readonly by: Expression | undefined;
}

export type Step = AtomStep | AbsentStep | EqualStep | TestStep | NeverStep | AggregateStep | RangeStep;

/** One way to derive one head. */
export interface Body {
  readonly rule: RuleInfo;
  readonly source: SourceText;
  readonly head: string;
  readonly headArgs: readonly Expression[];
  readonly steps: readonly Step[];
  /** Names of the variables by index; those that the compiler added have none. */
  readonly variables: readonly (string | undefined)[];
}

export type HeadArgument =
  | { readonly constant: Value }
  | { readonly variable: string }
  | { readonly expression: true };

/** A clause and one of its heads. */
export interface RuleInfo {
  /** Place in `Program.rules`. */
  readonly index: number;
  readonly file: string;
  readonly span: Span;
  /** Name of the relation that it derives. */
  readonly head: string;
  readonly doc: string;
  readonly annotations: Annotations;
  readonly annotationSpans: ReadonlyMap<string, Span>;
  /** Names of all variables that are not local to an aggregate. */
  readonly variables: readonly string[];
  /** The clause as it is written. */
  readonly text: string;
  readonly headArguments: readonly HeadArgument[];
}

/** Variables of an expression that must be bound to evaluate it; undefined when it holds a wildcard. */
export function needs(expression: Expression): number[] | undefined {
  switch (expression.kind) {
    case 'variable':
      return [expression.index];
    case 'constant':
      return [];
    case 'wildcard':
      return undefined;
    default: {
      const all: number[] = [];
      for (const arg of expression.args) {
        const part = needs(arg);
        if (part === undefined) return undefined;
        all.push(...part);
      }
      return all;
    }
  }
}

/** All variables of an expression. */
export function variablesOf(expression: Expression, into: number[] = []): number[] {
  if (expression.kind === 'variable') into.push(expression.index);
  else if (expression.kind === 'term' || expression.kind === 'call') {
    for (const arg of expression.args) variablesOf(arg, into);
  }
  return into;
}

/** All variables of some expressions. */
export function variablesOfAll(expressions: readonly Expression[]): number[] {
  const all: number[] = [];
  for (let i = 0; i < expressions.length; i++) variablesOf(expressions[i]!, all);
  return all;
}

/** What a range step must know before it is taken: its start, its end and its stride. */
export function boundsOf(step: RangeStep): Expression[] {
  return step.by === undefined ? [step.from, step.to] : [step.from, step.to, step.by];
}

/** Whether an expression can be computed when these variables are bound: a wildcard never can. */
export function isBound(expression: Expression, bound: ReadonlySet<number>): boolean {
  switch (expression.kind) {
    case 'variable':
      return bound.has(expression.index);
    case 'constant':
      return true;
    case 'wildcard':
      return false;
    default:
      for (const arg of expression.args) if (!isBound(arg, bound)) return false;
      return true;
  }
}

/** Whether all variables of an expression are bound, whatever else stands in it. */
function isKnown(expression: Expression, bound: ReadonlySet<number>): boolean {
  if (expression.kind === 'variable') return bound.has(expression.index);
  if (expression.kind !== 'term' && expression.kind !== 'call') return true;
  for (const arg of expression.args) if (!isKnown(arg, bound)) return false;
  return true;
}

/** Which way an equation can go now: compute the right and fit the left, the other way round, or not yet. */
export function direction(step: EqualStep, bound: ReadonlySet<number>): 'right' | 'left' | undefined {
  if (isBound(step.right, bound)) return 'right';
  return step.right.kind !== 'call' && isBound(step.left, bound) ? 'left' : undefined;
}

/** Whether a step can be taken when these variables are bound. */
export function isReady(step: Step, bound: ReadonlySet<number>): boolean {
  switch (step.kind) {
    case 'atom':
    case 'never':
      return true;
    case 'absent':
      for (let i = 0; i < step.args.length; i++) if (!isKnown(step.args[i]!, bound)) return false;
      return true;
    case 'equal':
      return direction(step, bound) !== undefined;
    case 'test':
      return isBound(step.left, bound) && isBound(step.right, bound);
    case 'aggregate':
      return step.outer.every((index) => bound.has(index));
    case 'range':
      return boundsOf(step).every((part) => isBound(part, bound));
  }
}

/** Variables that are bound once a step was taken. */
export function binds(step: Step): readonly number[] {
  switch (step.kind) {
    case 'atom':
      return step.variables;
    case 'equal':
      return step.right.kind === 'call' ? variablesOf(step.left) : step.variables;
    case 'aggregate':
    case 'range':
      return [step.result];
    default:
      return none;
  }
}

const none: readonly number[] = [];
