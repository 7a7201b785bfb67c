/**
 * How many derivations the closure of a graph takes, when each combination of rows is visited once: by formula, per
 * graph and per way to write the rule. More would be work done twice, which no comparison of results can show.
 *
 * An edge is one derivation. Then the left-linear rule takes, for each path x -> y, the edges that leave y; the
 * right-linear one the edges that enter x; the double one, for each y, the paths into y times the paths out of it.
 */
import { describe, expect, it } from 'vitest';
import { compile, FactSet, type Program, solve } from '../index.js';

type Edge = readonly [number, number];

interface Expected {
  readonly paths: number;
  readonly left: number;
  readonly right: number;
  readonly double: number;
}

const rules = {
  left: 'path(x, z) :- path(x, y), edge(y, z).',
  right: 'path(x, z) :- edge(x, y), path(y, z).',
  double: 'path(x, z) :- path(x, y), path(y, z).',
} as const;

const graphs: readonly (readonly [string, readonly Edge[], Expected])[] = [
  ['a chain', chain(50), ofChain(50)],
  ['a cycle', [...chain(39), [39, 0]], ofCycle(40)],
  ['a complete graph', complete(20), ofComplete(20)],
  ['a complete acyclic graph', complete(25).filter(([x, y]) => x < y), ofOrder(25)],
  ['a grid', grid(8), ofGrid(8)],
  ['a binary tree', tree(7), ofTree(7)],
];

describe.each(graphs)('the closure of %s', (_, edges, expected) => {
  it.each(['left', 'right', 'double'] as const)(
    'takes no derivation twice when it is %s recursive',
    (way) => {
      const program = compiled(rules[way]);
      const facts = new FactSet();
      for (const [x, y] of edges) facts.add('edge', x, y);
      for (const code of ['closures', 'generated', 'auto'] as const) {
        const { statistics } = solve(program, facts, { code });
        expect(statistics).toMatchObject({ tuples: expected.paths, derivations: expected[way] });
      }
    },
  );
});

function compiled(rule: string): Program {
  const text = `.decl edge(x: number, y: number)\n.decl path(x: number, y: number)
path(x, y) :- edge(x, y).\n${rule}`;
  const { program } = compile([{ file: 'closure.dl', text }]);
  if (program === undefined) throw new Error('the program does not compile');
  return program;
}

/** n edges in a row: any two nodes are one path; three of them one derivation of the double rule. */
function ofChain(n: number): Expected {
  const paths = choose(n + 1, 2);
  return { paths, left: paths, right: paths, double: n + choose(n + 1, 3) };
}

/** From every node to every node, itself included. */
function ofCycle(n: number): Expected {
  return { paths: n ** 2, left: n + n ** 2, right: n + n ** 2, double: n + n ** 3 };
}

/** An edge from every node to every other one. */
function ofComplete(n: number): Expected {
  const edges = n * (n - 1);
  const linear = edges + n ** 2 * (n - 1);
  return { paths: n ** 2, left: linear, right: linear, double: edges + n ** 3 };
}

/** An edge from every node to every later one. */
function ofOrder(n: number): Expected {
  const all = choose(n, 2) + choose(n, 3);
  return { paths: choose(n, 2), left: all, right: all, double: all };
}

/** k times k nodes with edges to the right and down. */
function ofGrid(k: number): Expected {
  const ordered = choose(k + 1, 2) ** 2;
  const linear = (k ** 2 * (k ** 2 - 1)) / 2;
  const double = 2 * k * (k - 1) + choose(k + 2, 3) ** 2 - 2 * ordered + k ** 2;
  return { paths: ordered - k ** 2, left: linear, right: linear, double };
}

/** A complete binary tree of this many levels, edges away from the root: paths are unique, as in a chain. */
function ofTree(levels: number): Expected {
  const nodes = 2 ** levels - 1;
  const paths = (levels - 2) * 2 ** levels + 2;
  const double = nodes - 1 + 2 ** levels * choose(levels, 2) - 2 * paths;
  return { paths, left: paths, right: paths, double };
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = (result * (n - k + i)) / i;
  return result;
}

function chain(edges: number): Edge[] {
  return Array.from({ length: edges }, (_, i) => [i, i + 1]);
}

function complete(nodes: number): Edge[] {
  const all = Array.from({ length: nodes }, (_, i) => i);
  return all.flatMap((x) => all.flatMap((y): Edge[] => (x === y ? [] : [[x, y]])));
}

function grid(side: number): Edge[] {
  return Array.from({ length: side ** 2 }, (_, node) => node).flatMap((node): Edge[] => [
    ...(node % side < side - 1 ? [[node, node + 1] as const] : []),
    ...(node < side * (side - 1) ? [[node, node + side] as const] : []),
  ]);
}

function tree(levels: number): Edge[] {
  return Array.from({ length: 2 ** levels - 2 }, (_, i): Edge => [(i + 2) >> 1, i + 2]);
}
