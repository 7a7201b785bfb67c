/** Tells at a glance that a tuple does not fit patterns: where they have a constant, it has another value. */
import type { Expression } from '../ir.js';
import type { Interner } from '../value.js';

/** What must be at a place: an id, or a term with this tag and, inside, other such demands. */
interface Demand {
  readonly place: number;
  readonly id: number | undefined;
  readonly tag: number;
  readonly inside: readonly Demand[];
}

export class Demands {
  private readonly known = new Map<readonly Expression[], readonly Demand[]>();

  constructor(private readonly interner: Interner) {}

  /** Whether the ids from `at` on may fit; false is certain. */
  mayFit(args: readonly Expression[], ids: ArrayLike<number>, at: number): boolean {
    const demands = this.of(args);
    return demands.length === 0 || this.meets(demands, ids, at);
  }

  /** Whether one of these rows of `data` may fit. */
  anyFits(args: readonly Expression[], data: Int32Array, rows: readonly number[]): boolean {
    const demands = this.of(args);
    if (demands.length === 0) return rows.length > 0;
    for (let i = 0; i < rows.length; i++) if (this.meets(demands, data, rows[i]! * args.length)) return true;
    return false;
  }

  private of(args: readonly Expression[]): readonly Demand[] {
    let demands = this.known.get(args);
    if (demands === undefined) {
      demands = this.read(args);
      this.known.set(args, demands);
    }
    return demands;
  }

  private meets(demands: readonly Demand[], ids: ArrayLike<number>, at: number): boolean {
    for (let i = 0; i < demands.length; i++) {
      const { place, id, tag, inside } = demands[i]!;
      if (id !== undefined) {
        if (ids[at + place] !== id) return false;
        continue;
      }
      const shape = this.interner.shape(ids[at + place]!);
      if (shape?.tag !== tag || !this.meets(inside, shape.args, 0)) return false;
    }
    return true;
  }

  private read(args: readonly Expression[]): Demand[] {
    return args.flatMap((arg, place): Demand[] => {
      if (arg.kind === 'constant')
        return [{ place, id: this.interner.intern(arg.value), tag: 0, inside: [] }];
      if (arg.kind !== 'term') return [];
      return [{ place, id: undefined, tag: this.interner.tag(arg.tag), inside: this.read(arg.args) }];
    });
  }
}
