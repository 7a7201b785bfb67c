/** Tells at a glance that a body cannot derive a tuple: a constant of its head is another. */
import type { Expression } from '../ir.js';
import type { Interner } from '../value.js';
import type { BodyNode } from './graph.js';

/** What must be in a column: an id, or a term with this tag and, inside, other such demands. */
interface Demand {
  readonly place: number;
  readonly id: number | undefined;
  readonly tag: number;
  readonly inside: readonly Demand[];
}

export class Heads {
  private readonly demands = new Map<BodyNode, readonly Demand[]>();

  constructor(private readonly interner: Interner) {}

  mayBe(body: BodyNode, tuple: ArrayLike<number>): boolean {
    let demands = this.demands.get(body);
    if (demands === undefined) {
      demands = this.demandsOf(body.body.headArgs);
      this.demands.set(body, demands);
    }
    return demands.length === 0 || this.meets(demands, tuple);
  }

  private meets(demands: readonly Demand[], ids: ArrayLike<number>): boolean {
    for (let i = 0; i < demands.length; i++) {
      const { place, id, tag, inside } = demands[i]!;
      if (id !== undefined) {
        if (ids[place] !== id) return false;
        continue;
      }
      const shape = this.interner.shape(ids[place]!);
      if (shape?.tag !== tag || !this.meets(inside, shape.args)) return false;
    }
    return true;
  }

  private demandsOf(args: readonly Expression[]): Demand[] {
    return args.flatMap((arg, place): Demand[] => {
      if (arg.kind === 'constant')
        return [{ place, id: this.interner.intern(arg.value), tag: 0, inside: [] }];
      if (arg.kind !== 'term') return [];
      return [{ place, id: undefined, tag: this.interner.tag(arg.tag), inside: this.demandsOf(arg.args) }];
    });
  }
}
