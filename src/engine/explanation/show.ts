/** Literals as a person reads them, with the values that are known in place of the variables. */
import { type AggregateStep, type Body, boundsOf, type Expression, type Step } from '../ir.js';
import { showValue, type Value } from '../value.js';

/** What is known of variables: their values, by index. */
export type ValueIn = (index: number) => Value | undefined;

/** Writes expressions and steps of one body. A variable without a value is `_`, or its name where it is one of `named`. */
export class Writer {
  constructor(
    private readonly body: Body,
    private readonly valueIn: ValueIn,
    private readonly named: ReadonlySet<number> | 'all' = new Set(),
    /** Steps of an aggregate that is written. */
    private readonly inside: readonly Step[] = [],
  ) {}

  /** `edge("a", _)`. */
  fact(relation: string, args: readonly Expression[]): string {
    return `${relation}(${args.map((arg) => this.expression(arg)).join(', ')})`;
  }

  /** `81 > 10 * 8`; `no edge("a", _)`; `2 = count : { edge("a", _) }`. */
  step(step: Step): string {
    switch (step.kind) {
      case 'atom':
        return this.fact(step.relation, step.args);
      case 'absent':
        return `!${this.fact(step.relation, step.args)}`;
      case 'never':
        return 'false';
      case 'range': {
        const bounds = boundsOf(step).map((part) => this.expression(part));
        return `${this.variable(step.result)} = range(${bounds.join(', ')})`;
      }
      case 'aggregate':
        return `${this.variable(step.result)} = ${this.aggregate(step)}`;
      default: {
        const left = this.expression(step.left);
        const right = this.expression(step.right);
        if (step.kind === 'equal') return `${left} = ${right}`;
        if (/^[a-z]/.test(step.op)) return `${step.op.replace('not ', '!')}(${left}, ${right})`;
        return `${left} ${step.op} ${right}`;
      }
    }
  }

  /** `count : { edge("a", x) }`: variables inside keep their names. */
  aggregate(step: AggregateStep): string {
    const inside = new Writer(this.body, this.valueIn, 'all', step.bodies.flat());
    const bodies = step.bodies.map((steps) =>
      steps
        .filter((one) => one.origin !== undefined)
        .map((one) => inside.step(one))
        .join(', '),
    );
    const target = step.target === undefined ? '' : ` ${inside.expression(step.target)}`;
    return `${step.name}${target} : { ${bodies.join(' ; ')} }`;
  }

  expression(expression: Expression): string {
    switch (expression.kind) {
      case 'constant':
        return showValue(expression.value);
      case 'wildcard':
        return '_';
      case 'variable':
        return this.variable(expression.index);
      case 'term': {
        const args = expression.args.map((arg) => this.expression(arg)).join(', ');
        if (expression.tag === '') return `[${args}]`;
        return `$${expression.tag}${args === '' ? '' : `(${args})`}`;
      }
      case 'call': {
        const args = expression.args.map((arg) => this.expression(arg));
        const operator = expression.functor.name.replace(/\.$/, '');
        if (operator === 'neg') return `-${args[0]}`;
        return /^[a-z@]/.test(operator)
          ? `${operator}(${args.join(', ')})`
          : `(${args.join(` ${operator} `)})`;
      }
    }
  }

  private variable(index: number): string {
    const value = this.valueIn(index);
    if (value !== undefined) return showValue(value);
    const computed = computedFor(index, this.inside) ?? computedFor(index, this.body.steps);
    if (computed !== undefined) return this.expression(computed);
    const named = this.named === 'all' || this.named.has(index);
    return (named ? this.body.variables[index] : undefined) ?? '_';
  }
}

/** What the compiler computes apart for a variable that nobody wrote. */
function computedFor(index: number, steps: readonly Step[]): Expression | undefined {
  for (const step of steps) {
    const hidden = step.kind === 'equal' && step.origin === undefined && step.left.kind === 'variable';
    if (hidden && step.left.index === index) return step.right;
  }
  return undefined;
}
