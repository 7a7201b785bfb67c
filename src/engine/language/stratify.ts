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
  const edges = new Map<string, Edge[]>();
  const byHead = new Map<string, Body[]>();
  for (const name of relations) edges.set(name, []);
  for (const body of bodies) {
    const known = byHead.get(body.head);
    if (known === undefined) byHead.set(body.head, [body]);
    else known.push(body);
    const own = edges.get(body.head);
    if (own !== undefined) collect(body, body.steps, undefined, own);
  }
  const groups = components(edges);
  const groupOf = new Map<string, number>();
  for (const [index, group] of groups.entries()) for (const name of group) groupOf.set(name, index);
  const strata: Stratum[] = [];
  for (const [index, group] of groups.entries()) {
    const inside = group.flatMap((name) => edges.get(name)!.filter((edge) => groupOf.get(edge.to) === index));
    const bad = inside.find((edge) => edge.through !== undefined);
    if (bad !== undefined) reportCycle(bad, inside, reporter);
    const own = group.flatMap((name) => byHead.get(name) ?? []);
    if (own.length > 0) strata.push({ relations: group, bodies: own, recursive: inside.length > 0 });
  }
  return strata;
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
function components(edges: ReadonlyMap<string, readonly Edge[]>): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const onStack = new Set<string>();
  for (const root of edges.keys()) {
    if (order.has(root)) continue;
    const work: { name: string; next: number }[] = [{ name: root, next: 0 }];
    for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
      const { name } = top;
      if (top.next === 0) {
        order.set(name, order.size);
        low.set(name, order.get(name)!);
        open.push(name);
        onStack.add(name);
      }
      const edge = edges.get(name)![top.next++];
      if (edge !== undefined) {
        if (!edges.has(edge.to)) continue;
        if (!order.has(edge.to)) work.push({ name: edge.to, next: 0 });
        else if (onStack.has(edge.to)) low.set(name, Math.min(low.get(name)!, order.get(edge.to)!));
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent !== undefined) low.set(parent.name, Math.min(low.get(parent.name)!, low.get(name)!));
      if (low.get(name) !== order.get(name)) continue;
      const group = open.splice(open.indexOf(name));
      for (const member of group) onStack.delete(member);
      found.push(group.sort());
    }
  }
  return found;
}
