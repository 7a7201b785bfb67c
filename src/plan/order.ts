/** Sorts the steps of a plan: edges are musts, phases are wishes, and equal input gives equal output. */
import type { Phase } from './plan.js';

export const phases: readonly Phase[] = ['expand', 'backfill', 'validate', 'switch', 'contract'];

/** A step to be sorted. */
export interface Item {
  readonly phase: Phase;
  /** Orders what nothing else orders. */
  readonly key: string;
}

/** Positions of items that wait for each other in a circle, in its order. */
export interface Cycle {
  readonly cycle: readonly number[];
}

/**
 * Order of the items as segments, by position. `edges` are pairs (first, second); `together` pairs share a segment.
 * A segment comes as early as its phase and its edges allow.
 */
export function sortSteps(
  items: readonly Item[],
  edges: readonly (readonly [number, number])[],
  together: readonly (readonly [number, number])[],
): readonly (readonly number[])[] | Cycle {
  const segmentOf = union(items.length, together);
  const members = new Map<number, number[]>();
  segmentOf.forEach((segment, item) => {
    const list = members.get(segment);
    if (list === undefined) members.set(segment, [item]);
    else list.push(item);
  });
  const inside = topological([...items.keys()], (item) => [itemRank(items, item)], edges);
  if ('cycle' in inside) return inside;
  const place = new Map(inside.order.map((item, at) => [item, at]));
  for (const list of members.values()) list.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));

  const between = edges
    .map(([a, b]): [number, number] => [segmentOf[a] ?? a, segmentOf[b] ?? b])
    .filter(([a, b]) => a !== b);
  const rank = (segment: number): string[] =>
    (members.get(segment) ?? [])
      .map((item) => itemRank(items, item))
      .sort()
      .reverse();
  const sorted = topological([...members.keys()], rank, between);
  if ('cycle' in sorted) {
    const cycle = sorted.cycle.flatMap((segment) => members.get(segment) ?? []);
    return { cycle };
  }
  return sorted.order.map((segment) => members.get(segment) ?? []);
}

function itemRank(items: readonly Item[], at: number): string {
  const item = items[at];
  return item === undefined ? '' : `${phases.indexOf(item.phase)} ${item.key}`;
}

/** Kahn's algorithm; of the nodes that are free the one of the lowest rank goes first. */
function topological(
  nodes: readonly number[],
  rank: (node: number) => readonly string[],
  edges: readonly (readonly [number, number])[],
): { readonly order: readonly number[] } | Cycle {
  const ranks = new Map(nodes.map((node) => [node, rank(node)[0] ?? '']));
  const successors = new Map<number, Set<number>>(nodes.map((node) => [node, new Set()]));
  const waits = new Map<number, number>(nodes.map((node) => [node, 0]));
  for (const [a, b] of edges) {
    const after = successors.get(a);
    if (after === undefined || after.has(b)) continue;
    after.add(b);
    waits.set(b, (waits.get(b) ?? 0) + 1);
  }
  const byRank = (a: number, b: number): number => {
    const [x = '', y = ''] = [ranks.get(a), ranks.get(b)];
    return x < y ? -1 : x > y ? 1 : a - b;
  };
  const free = nodes.filter((node) => waits.get(node) === 0).sort(byRank);
  const order: number[] = [];
  for (let next = free.shift(); next !== undefined; next = free.shift()) {
    order.push(next);
    for (const after of successors.get(next) ?? []) {
      const left = (waits.get(after) ?? 0) - 1;
      waits.set(after, left);
      if (left === 0) insert(free, after, byRank);
    }
  }
  if (order.length === nodes.length) return { order };
  const stuck = new Set(nodes.filter((node) => !order.includes(node)));
  return { cycle: circle(stuck, successors) };
}

function insert(list: number[], node: number, compare: (a: number, b: number) => number): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(list[middle] ?? node, node) <= 0) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, node);
}

/** Every stuck node waits for another one: walking back must come around. */
function circle(stuck: ReadonlySet<number>, successors: ReadonlyMap<number, ReadonlySet<number>>): number[] {
  const before = new Map<number, number>();
  for (const node of stuck) {
    for (const after of successors.get(node) ?? []) if (stuck.has(after)) before.set(after, node);
  }
  const path: number[] = [];
  let node = [...stuck][0] ?? 0;
  while (!path.includes(node)) {
    path.push(node);
    node = before.get(node) ?? node;
  }
  return path.slice(path.indexOf(node)).reverse();
}

/** For each item the smallest item that it is (transitively) paired with. */
function union(size: number, pairs: readonly (readonly [number, number])[]): number[] {
  const parent = Array.from({ length: size }, (_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at] ?? at;
    return at;
  };
  for (const [a, b] of pairs) {
    const [x, y] = [root(a), root(b)];
    parent[Math.max(x, y)] = Math.min(x, y);
  }
  return parent.map((_, i) => root(i));
}
