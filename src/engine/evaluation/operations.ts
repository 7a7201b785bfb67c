/** What aggregates and comparisons do with values: the same for the evaluator and for explanations. */
import type { AggregateStep, TestStep } from '../ir.js';
import { compilePattern } from '../match.js';
import { compareValues, type Interner, type Value } from '../value.js';
import { Sum } from './sum.js';

/**
 * Collects the values of an aggregate, in any order. Empty `min` and `max` have no result; empty `count` and `sum` are 0.
 * The result of a `sum` that is too large throws `FunctorError`.
 */
export class Accumulator {
  private rows = 0;
  private readonly name: AggregateStep['name'];
  private sum: Sum;
  private value: Value | undefined;

  constructor({ name, float }: Pick<AggregateStep, 'name' | 'float'>) {
    this.name = name;
    this.sum = new Sum(float);
  }

  get size(): number {
    return this.rows;
  }

  clear(): void {
    this.rows = 0;
    this.value = undefined;
    if (this.name === 'sum') this.sum = new Sum(this.sum.float);
  }

  add(value: Value): void {
    this.rows++;
    if (this.name === 'count') return;
    if (this.name === 'sum') this.sum.add(value as number);
    else {
      const order = this.value === undefined ? 0 : compareValues(value, this.value);
      if (this.value === undefined || (this.name === 'min' ? order < 0 : order > 0)) this.value = value;
    }
  }

  result(): Value | undefined {
    if (this.name === 'count') return this.rows;
    return this.name === 'sum' ? this.sum.result() : this.value;
  }
}

/** The comparison of two ids by name. Ids from 0 on are numbers and stand for themselves. */
export function comparing(interner: Interner, op: TestStep['op']): (a: number, b: number) => boolean {
  const holds = testOf(op);
  const slow = (a: number, b: number): boolean => holds(interner.value(a), interner.value(b));
  switch (op) {
    case '!=':
      return (a, b) => a !== b;
    case '<':
      return (a, b) => ((a | b) >= 0 ? a < b : slow(a, b));
    case '<=':
      return (a, b) => ((a | b) >= 0 ? a <= b : slow(a, b));
    case '>':
      return (a, b) => ((a | b) >= 0 ? a > b : slow(a, b));
    case '>=':
      return (a, b) => ((a | b) >= 0 ? a >= b : slow(a, b));
    default:
      return slow;
  }
}

/** The comparison of two values by name. */
export function testOf(op: TestStep['op']): (a: Value, b: Value) => boolean {
  switch (op) {
    case '!=':
      return (a, b) => compareValues(a, b) !== 0;
    case '<':
      return (a, b) => compareValues(a, b) < 0;
    case '<=':
      return (a, b) => compareValues(a, b) <= 0;
    case '>':
      return (a, b) => compareValues(a, b) > 0;
    case '>=':
      return (a, b) => compareValues(a, b) >= 0;
    case 'contains':
      return (a, b) => (b as string).includes(a as string);
    case 'not contains':
      return (a, b) => !(b as string).includes(a as string);
    case 'match':
      return (a, b) => compilePattern(a as string)(b as string);
    case 'not match':
      return (a, b) => !compilePattern(a as string)(b as string);
  }
}
