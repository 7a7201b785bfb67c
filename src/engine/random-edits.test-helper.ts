/** Random facts for a program, and scripts of edits, from a seed. */
import { Dice, randomValue } from './evaluation/random-program.test-helper.js';
import { FactSet, type Program, showFact, type Value } from './index.js';

export type Fact = readonly [relation: string, tuple: readonly Value[]];

export interface RandomEdit {
  readonly insert: readonly Fact[];
  readonly delete: readonly Fact[];
}

/** Edits one after another, each from the facts before it: mostly of a few facts, now and then of many or of none. */
export function* randomEdits(
  program: Program,
  facts: readonly Fact[],
  seed: number,
  count: number,
): Iterable<RandomEdit & { readonly facts: readonly Fact[] }> {
  const dice = new Dice(seed);
  const below = (n: number): number => dice.below(n);
  const relations = [...program.relations.values()];
  const fact = (): Fact => {
    const { name, columns } = relations[below(relations.length)]!;
    return [name, columns.map(({ type }) => randomValue(type, dice))];
  };
  let now = distinct(facts);
  for (let i = 0; i < count; i++) {
    const size = below(6) === 0 ? now.size : below(4);
    const present = [...now.values()];
    const edit = {
      delete: Array.from({ length: size }, () =>
        present.length > 0 && below(5) > 0 ? present[below(present.length)]! : fact(),
      ),
      insert: Array.from({ length: below(4) }, () =>
        present.length > 0 && below(5) === 0 ? present[below(present.length)]! : fact(),
      ),
    };
    now = new Map(now);
    for (const [relation, tuple] of edit.delete) now.delete(showFact(relation, tuple));
    for (const [key, inserted] of distinct(edit.insert)) now.set(key, inserted);
    yield { ...edit, facts: [...now.values()] };
  }
}

export function setOf(facts: readonly Fact[]): FactSet {
  const set = new FactSet();
  for (const [relation, tuple] of facts) set.add(relation, ...tuple);
  return set;
}

function distinct(facts: readonly Fact[]): Map<string, Fact> {
  return new Map(facts.map((fact) => [showFact(...fact), fact]));
}
