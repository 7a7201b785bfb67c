/** Groups relations that derive each other, in the order in which they can be evaluated. */
import type { Span } from '../../diagnostics/diagnostic.js';
import type { Reporter } from '../errors.js';
import type { Body, Step } from '../ir.js';
import type { Node } from './ast.js';

/** Relations that are evaluated together, with the bodies that derive them. */
export interface Stratum {
  readonly relations: readonly string[];
  readonly bodies: readonly Body[];
  readonly recursive: boolean;
}

interface Edge {
  readonly from: string;
  readonly to: string;
  /** Undefined for a plain use. */
  readonly through: 'absence' | 'aggregate' | undefined;
  readonly body: Body;
  readonly origin: Node | undefined;
}

/** Strata in order. A cycle through `!` or an aggregate is reported, with every step of it. */
export function stratify(
  relations: Iterable<string>,
  bodies: readonly Body[],
  reporter: Reporter,
): Stratum[] {
  const graph = graphOf(relations, bodies);
  const strata: Stratum[] = [];
  for (const group of components(graph.needs)) {
    const numbers = group.sort((a, b) => (graph.names[a]! < graph.names[b]! ? -1 : 1));
    const own = numbers.flatMap((number) => graph.bodies[number]!);
    if (own.length === 0) continue;
    const [first] = numbers;
    const recursive = first !== undefined && (numbers.length > 1 || graph.needs[first]!.includes(first));
    const names = numbers.map((number) => graph.names[number]!);
    if (recursive) checkCycles(names, own, reporter);
    strata.push({ relations: names, bodies: own, recursive });
  }
  return strata;
}

/** Relations by number: what derives them, and which others that needs. */
interface Graph {
  readonly names: readonly string[];
  readonly bodies: readonly (readonly Body[])[];
  readonly needs: readonly (readonly number[])[];
}

function graphOf(relations: Iterable<string>, bodies: readonly Body[]): Graph {
  const names = [...relations];
  const numbers = new Map(names.map((name, number) => [name, number]));
  const byHead = names.map((): Body[] => []);
  const needs = names.map((): number[] => []);
  for (const body of bodies) {
    const head = numbers.get(body.head);
    if (head === undefined) continue;
    byHead[head]!.push(body);
    collectNeeds(body.steps, numbers, needs[head]!);
  }
  return { names, bodies: byHead, needs };
}

function collectNeeds(steps: readonly Step[], numbers: ReadonlyMap<string, number>, into: number[]): void {
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    if (step.kind === 'atom' || step.kind === 'absent') {
      const number = numbers.get(step.relation);
      if (number !== undefined) into.push(number);
    } else if (step.kind === 'aggregate') for (const inner of step.bodies) collectNeeds(inner, numbers, into);
  }
}

/** Reports a use of one of these relations, which derive each other, that waits for it to be complete. */
function checkCycles(names: readonly string[], bodies: readonly Body[], reporter: Reporter): void {
  const edges: Edge[] = [];
  for (const body of bodies) collect(body, body.steps, undefined, edges);
  const own = new Set(names);
  const inside = edges.filter(({ to }) => own.has(to));
  const bad = inside.find((edge) => edge.through !== undefined);
  if (bad !== undefined) reportCycle(bad, inside, reporter);
}

function collect(body: Body, steps: readonly Step[], through: Edge['through'], into: Edge[]): void {
  for (const step of steps) {
    if (step.kind === 'atom' || step.kind === 'absent') {
      into.push({
        from: body.head,
        to: step.relation,
        through: through ?? (step.kind === 'absent' ? 'absence' : undefined),
        body,
        origin: step.origin,
      });
    } else if (step.kind === 'aggregate')
      for (const inner of step.bodies) collect(body, inner, 'aggregate', into);
  }
}

function reportCycle(bad: Edge, inside: readonly Edge[], reporter: Reporter): void {
  const back = path(bad.to, bad.from, inside);
  const cycle = [bad, ...back];
  const names = cycle.map((edge) => `\`${edge.from}\``);
  if (names.length > shownEdges) names.splice(shownEdges - 1, names.length - shownEdges, '...');
  const chain = [...names, `\`${bad.from}\``].join(' → ');
  const what = bad.through === 'absence' ? `the absence of \`${bad.to}\`` : `an aggregate over \`${bad.to}\``;
  reporter.error(
    'dl/unstratified',
    `\`${bad.from}\` depends on ${what}, which depends on \`${bad.from}\`: ${chain}.`,
    spanOf(bad),
    {
      why: ['What is absent, or all rows of an aggregate, can only be known once the relation is complete.'],
      fix: {
        text: 'Split the relation: one that does not depend on the absence or the aggregate, and one that does.',
      },
      related: cycle.slice(0, shownEdges).map((edge) => ({
        label: `\`${edge.from}\` depends on \`${edge.to}\``,
        span: spanOf(edge),
      })),
    },
  );
}

function spanOf({ body, origin }: Edge): Span {
  return origin === undefined ? body.rule.span : body.source.span(origin.start, origin.end);
}

/** A longer cycle is cut. */
const shownEdges = 12;

/** A shortest chain of edges. */
function path(from: string, to: string, edges: readonly Edge[]): Edge[] {
  const leaving = new Map<string, Edge[]>();
  for (const edge of edges) {
    const known = leaving.get(edge.from);
    if (known === undefined) leaving.set(edge.from, [edge]);
    else known.push(edge);
  }
  const reachedBy = new Map<string, Edge | undefined>([[from, undefined]]);
  for (const name of reachedBy.keys()) {
    if (name === to) break;
    for (const edge of leaving.get(name) ?? []) if (!reachedBy.has(edge.to)) reachedBy.set(edge.to, edge);
  }
  const chain: Edge[] = [];
  for (let edge = reachedBy.get(to); edge !== undefined; edge = reachedBy.get(edge.from)) chain.push(edge);
  return chain.reverse();
}

/** Strongly connected components (Tarjan), each after those it depends on. Iterative: chains may be long. */
function components(needs: readonly (readonly number[])[]): number[][] {
  const found: number[][] = [];
  const order = new Int32Array(needs.length).fill(-1);
  const low = new Int32Array(needs.length);
  const next = new Int32Array(needs.length);
  const isOpen = new Uint8Array(needs.length);
  const open: number[] = [];
  const path: number[] = [];
  let count = 0;
  const enter = (node: number): void => {
    order[node] = low[node] = count++;
    isOpen[node] = 1;
    open.push(node);
    path.push(node);
  };
  for (let root = 0; root < needs.length; root++) {
    if (order[root]! < 0) enter(root);
    while (path.length > 0) {
      const node = path[path.length - 1]!;
      const needed = needs[node]![next[node]!++];
      if (needed !== undefined) {
        if (order[needed]! < 0) enter(needed);
        else if (isOpen[needed] === 1) low[node] = Math.min(low[node]!, order[needed]!);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      if (low[node] !== order[node]) continue;
      const group = open.splice(open.lastIndexOf(node));
      for (const member of group) isOpen[member] = 0;
      found.push(group);
    }
  }
  return found;
}
