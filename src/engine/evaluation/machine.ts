/** What the two ways of running rules share. */
import type { Step } from '../ir.js';
import type { TermMaker } from './expressions.js';
import type { Relation } from './relation.js';

/** What running rules share. */
export interface Machine extends TermMaker {
  relation(name: string): Relation;
}

/**
 * Which rows of its relation a step reads: all before `limit`, those before `deltaStart`, those from there to `limit`, or
 * those in `Executor.given`.
 */
export type Range = 'all' | 'old' | 'delta' | 'given';

/** How often a step was reached, how often it held, and how many rows it visited for that. */
export interface Counter {
  tried: number;
  passed: number;
  rows: number;
}

export interface ExecutorOptions {
  /** Look for dead rows also where a relation has none yet. */
  readonly skipDead?: boolean;
  /** Counts what happens at each step; a little slower. */
  readonly profile?: (step: Step) => Counter;
}

export function uncounted(): Counter {
  return { tried: 0, passed: 0, rows: 0 };
}
