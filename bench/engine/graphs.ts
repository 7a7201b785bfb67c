/** Graphs and small programs of assignments, as lists of numbers; random ones from a fixed seed. */
import { Random } from './random.js';

export type Pair = readonly [number, number];

/** 0 -> 1 -> ... -> edges. */
export function chain(edges: number): Pair[] {
  return Array.from({ length: edges }, (_, i) => [i, i + 1]);
}

/** Edges to the right and downwards in a square of nodes. */
export function grid(side: number): Pair[] {
  const edges: Pair[] = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const node = row * side + column;
      if (column + 1 < side) edges.push([node, node + 1]);
      if (row + 1 < side) edges.push([node, node + side]);
    }
  }
  return edges;
}

/** Distinct random edges. */
export function randomGraph(nodes: number, edges: number, seed: number): Pair[] {
  const random = new Random(seed);
  const seen = new Set<number>();
  const list: Pair[] = [];
  while (list.length < edges) {
    const from = random.below(nodes);
    const to = random.below(nodes);
    if (seen.has(from * nodes + to)) continue;
    seen.add(from * nodes + to);
    list.push([from, to]);
  }
  return list;
}

/** (child, parent) of a complete binary tree with this many levels; the root is 1. */
export function parents(levels: number): Pair[] {
  return Array.from({ length: 2 ** levels - 2 }, (_, i) => [i + 2, (i + 2) >> 1]);
}

/** Random statements `v = &o`, `v = w`, `v = *w`, `*v = w`. */
export function assignments(
  variables: number,
  counts: { addr: number; assign: number; load: number; store: number },
  seed: number,
): [string, Pair][] {
  const random = new Random(seed);
  return Object.entries(counts).flatMap(([kind, count]) =>
    Array.from({ length: count }, (): [string, Pair] => [
      kind,
      [random.below(variables), random.below(variables)],
    ]),
  );
}
