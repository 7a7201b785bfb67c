/** Whether a tuple of a proof stands above itself. */
import { showFact } from '../facts.js';
import { type Proof, proofsIn } from './proof.js';

/** The proofs that a proof rests on, those of the rows of its aggregates included. */
export function belowOf(proof: Proof): readonly Proof[] {
  return proof.kind === 'fact' ? [] : proof.premises.flatMap(proofsIn);
}

export function keyOf({ relation, tuple }: Proof): string {
  return showFact(relation, tuple);
}

/**
 * The tuple that rests on itself, or at which the `steps` ended; undefined when no tuple stands above itself. Where a tuple
 * has one proof throughout, each is visited once.
 */
export function circleIn(
  proof: Proof,
  steps: number,
): { readonly at: string; readonly reason: string } | undefined {
  const byKey = new Map<string, Proof>();
  const path = new Set<string>();
  const done = new Set<Proof>();
  let several = false;
  let left = steps;
  const walk = (once: boolean): ReturnType<typeof circleIn> => {
    const work: { proof: Proof; key: string; below: readonly Proof[]; next: number }[] = [];
    const enter = (one: Proof): ReturnType<typeof circleIn> => {
      const key = keyOf(one);
      if (path.has(key)) return { at: key, reason: `${key} rests on itself.` };
      if (--left < 0) return { at: key, reason: 'The proof is too large to be checked for circles.' };
      path.add(key);
      if ((byKey.get(key) ?? one) !== one) several = true;
      byKey.set(key, one);
      work.push({ proof: one, key, below: belowOf(one), next: 0 });
      return undefined;
    };
    let circle = enter(proof);
    for (let top = work.at(-1); top !== undefined && circle === undefined; top = work.at(-1)) {
      const below = top.below[top.next++];
      if (below !== undefined) {
        if (!once || !done.has(below)) circle = enter(below);
        continue;
      }
      path.delete(top.key);
      done.add(top.proof);
      work.pop();
    }
    return circle;
  };
  return walk(true) ?? (several ? walk(false) : undefined);
}
