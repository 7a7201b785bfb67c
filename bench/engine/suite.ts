/** What a suite of the engine's benchmark is. */
import { FactSet, type Value } from '../../src/engine/index.js';

/** Milliseconds of CPU time that a suite may take, of a first run in a new process and of a later run. */
export interface Bar {
  readonly cold: number;
  readonly warm: number;
}

export interface Suite {
  readonly name: string;
  /** The declarations, which only our engine reads. */
  readonly declarations: string;
  /** The rules, in the words that all engines share; or, where they are long, only ours. */
  readonly rules: string;
  readonly facts: () => readonly Fact[];
  /** What must come out; a run with another result is an error. */
  readonly expected: { readonly tuples: number; readonly derivations?: number };
  readonly bar?: Bar;
  /** What a top-down engine is asked for: `path/2`; absent where the rules are not in the words that all share. */
  readonly goals?: readonly string[];
}

export type Fact = readonly [string, readonly Value[]];

export function factSet(facts: readonly Fact[]): FactSet {
  const set = new FactSet();
  for (const fact of facts) set.add(fact[0], ...fact[1]);
  return set;
}
