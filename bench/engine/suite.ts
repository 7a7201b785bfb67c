/** What a suite of the engine's benchmark is. */
import { FactSet, type Facts, type Value } from '../../src/engine/index.js';

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
  for (const [relation, tuple] of facts) set.add(relation, ...tuple);
  return set;
}

/** Facts packed into numbers, so that the garbage collector works for the engine and not for a list of a million arrays. */
export class PackedFacts implements Facts {
  readonly size: number;
  private readonly names: string[] = [];
  private readonly pool: Value[] = [];
  private readonly packed: Int32Array;

  constructor(facts: readonly Fact[]) {
    this.size = facts.length;
    const values = new Map<Value, number>();
    const names = new Map<string, number>();
    const numbers: number[] = [];
    for (const [relation, tuple] of facts) {
      numbers.push(place(relation, names, this.names), tuple.length);
      for (const value of tuple) numbers.push(place(value, values, this.pool));
    }
    this.packed = Int32Array.from(numbers);
  }

  forEach(visit: (relation: string, tuple: readonly Value[]) => void): void {
    const { names, pool, packed } = this;
    for (let at = 0; at < packed.length; ) {
      const name = names[packed[at++] ?? 0] ?? '';
      const tuple = new Array<Value>(packed[at++] ?? 0);
      for (let i = 0; i < tuple.length; i++) tuple[i] = pool[packed[at++] ?? 0] ?? 0;
      visit(name, tuple);
    }
  }
}

function place<T>(value: T, places: Map<T, number>, list: T[]): number {
  const known = places.get(value);
  if (known !== undefined) return known;
  places.set(value, list.length);
  return list.push(value) - 1;
}
