/**
 * Several proofs of one tuple, found backwards over the rows of a solution: every way in which a rule gives the tuple,
 * and for each of its premises again. No tuple rests on itself.
 */
import { positives } from '../evaluation/plan.js';
import type { Relation } from '../evaluation/relation.js';
import { isReady, type Step } from '../ir.js';
import { compareTuples } from '../value.js';
import type { Derivation, Explainer } from './explain.js';
import { Budget, Frame, type RowOf } from './frame.js';
import { proofId } from './identity.js';
import type { Proof } from './proof.js';

export interface ProofsOptions {
  /** At most so many proofs; 10 unless said otherwise. */
  readonly limit?: number;
  /** At most so many rows are tried; 100,000 unless said otherwise. */
  readonly steps?: number;
}

export interface Proofs {
  /** Distinct proofs: the stored one first, then by rule and the values of its premises, those nearest to the stored one first. */
  readonly found: readonly Proof[];
  /** There are no others. False when the limit or the number of steps ended the search. */
  readonly complete: boolean;
}

/** Below this depth only stored proofs are looked at. */
const deepest = 60;

/** Finds proofs of a row. */
export function severalProofs(
  explainer: Explainer,
  relation: Relation,
  row: number,
  { limit = 10, steps = 100_000 }: ProofsOptions = {},
): Proofs {
  const search = new Search(explainer, new Budget(steps));
  // Alternatives of a rule that say the same are one proof.
  const found = new Map<string, Proof>();
  for (const proof of search.proofs({ relation: relation.name, row }, new Set())) {
    const id = proofId(proof);
    if (found.has(id)) continue;
    if (found.size >= limit) return { found: [...found.values()], complete: false };
    found.set(id, proof);
  }
  return { found: [...found.values()], complete: search.complete };
}

class Search {
  complete = true;
  private readonly known = new Map<string, readonly Derivation[]>();

  constructor(
    private readonly explainer: Explainer,
    private readonly budget: Budget,
  ) {}

  /** Proofs of a row that rest on none of the rows above it. */
  *proofs(target: RowOf, above: ReadonlySet<string>): Iterable<Proof> {
    const { explainer } = this;
    const relation = this.relation(target.relation);
    const stored = explainer.stored(relation, target.row);
    if (stored === undefined) yield explainer.fact(relation, target.row);
    const path = new Set(above).add(keyOf(target));
    const simple = stored !== undefined && this.restsOnNone(stored.parents, above);
    if (simple) yield explainer.proof(relation, target.row);
    if (path.size > deepest) {
      this.complete = false;
      return;
    }
    const ways: { derivation: Derivation; premises: List<Proof>[] }[] = [];
    for (const derivation of this.derivations(target, relation)) {
      if (!this.goesOn()) return;
      if (derivation.parents.some((parent) => path.has(keyOf(parent)))) continue;
      const premises = derivation.parents.map((parent) => new List(this.proofs(parent, path)));
      const firsts = premises.map((list) => list.at(0));
      if (!firsts.every((first) => first !== undefined)) continue;
      ways.push({ derivation, premises });
      if (simple && same(derivation, stored)) continue;
      yield explainer.derived(relation, target.row, derivation, firsts);
    }
    for (const { derivation, premises } of ways) {
      for (const chosen of choices(premises)) {
        if (!this.goesOn()) return;
        yield explainer.derived(relation, target.row, derivation, chosen);
      }
    }
  }

  /** Takes a step of the budget; without one left the search ends, and says so. */
  private goesOn(): boolean {
    const left = this.budget.take();
    if (!left) this.complete = false;
    return left;
  }

  /** All ways in which a rule gives a row from other rows, in the order of rules and values. */
  private derivations(target: RowOf, relation: Relation): readonly Derivation[] {
    const key = keyOf(target);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const { database, outcomes } = this.explainer;
    const tuple = relation.tuple(target.row);
    const found = new Map<string, Derivation>();
    for (const [number, body] of database.program.bodies.entries()) {
      if (body.head !== relation.name) continue;
      const frame = new Frame(database, body, outcomes, this.budget);
      if (!body.headArgs.every((arg, i) => frame.fit(arg, tuple[i]!))) continue;
      const rows = new Map<Step, RowOf>();
      const visit = (rest: readonly Step[]): void => {
        const step = this.next(rest, frame);
        if (step === undefined) {
          if (rest.length > 0 || !frame.gives(body.headArgs, tuple)) return;
          const parents = positives(body).map((atom) => rows.get(atom)!);
          found.set([number, ...parents.map(keyOf)].join('|'), { body: number, parents });
          return;
        }
        const others = rest.filter((one) => one !== step);
        for (const row of frame.solutions(step)) {
          if (step.kind === 'atom') rows.set(step, { relation: step.relation, row });
          visit(others);
        }
      };
      visit(body.steps);
    }
    if (this.budget.spent) this.complete = false;
    const list = [...found.values()].sort((a, b) => a.body - b.body || this.compare(a, b));
    this.known.set(key, list);
    return list;
  }

  /** What can be decided first, then the atom that knows most of its values. */
  private next(rest: readonly Step[], frame: Frame): Step | undefined {
    const ready = rest.filter((step) => isReady(step, frame.bound));
    const test = ready.find((step) => step.kind !== 'atom');
    if (test !== undefined) return test;
    const open = (step: Step): number => step.variables.filter((index) => !frame.bound.has(index)).length;
    return ready.sort((a, b) => open(a) - open(b))[0];
  }

  /** Whether none of these rows is above their stored proofs. */
  private restsOnNone(rows: readonly RowOf[], above: ReadonlySet<string>): boolean {
    if (above.size === 0) return true;
    const seen = new Set<string>();
    const work = [...rows];
    for (let row = work.pop(); row !== undefined; row = work.pop()) {
      const key = keyOf(row);
      if (above.has(key)) return false;
      if (seen.has(key)) continue;
      seen.add(key);
      if (!this.goesOn()) return false;
      work.push(...(this.explainer.stored(this.relation(row.relation), row.row)?.parents ?? []));
    }
    return true;
  }

  private compare(a: Derivation, b: Derivation): number {
    for (const [n, parent] of a.parents.entries()) {
      const order = compareTuples(this.tuple(parent), this.tuple(b.parents[n]!));
      if (order !== 0) return order;
    }
    return 0;
  }

  private tuple({ relation, row }: RowOf) {
    return this.explainer.database.values(this.relation(relation).tuple(row));
  }

  private relation(name: string): Relation {
    return this.explainer.database.relation(name);
  }
}

/** What an iterable gives, taken only as far as somebody looks. */
class List<T> {
  private readonly taken: T[] = [];
  private readonly source: Iterator<T>;

  constructor(items: Iterable<T>) {
    this.source = items[Symbol.iterator]();
  }

  at(index: number): T | undefined {
    while (this.taken.length <= index) {
      const { done, value } = this.source.next();
      if (done) return undefined;
      this.taken.push(value);
    }
    return this.taken[index];
  }
}

/** Every choice of one item per list but the first of each, the last list changing fastest. */
function* choices<T>(lists: readonly List<T>[]): Iterable<T[]> {
  const visit = function* (n: number, chosen: T[], first: boolean): Iterable<T[]> {
    const list = lists[n];
    if (list === undefined) {
      if (!first) yield [...chosen];
      return;
    }
    for (let i = 0, item = list.at(0); item !== undefined; item = list.at(++i)) {
      chosen[n] = item;
      yield* visit(n + 1, chosen, first && i === 0);
    }
  };
  yield* visit(0, [], true);
}

function same(a: Derivation, b: Derivation): boolean {
  return a.body === b.body && a.parents.every((parent, n) => parent.row === b.parents[n]?.row);
}

function keyOf({ relation, row }: RowOf): string {
  return `${row} ${relation}`;
}
