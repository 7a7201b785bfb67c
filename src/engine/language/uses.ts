/** Which relations a clause reads, and which clauses a relation needs. */
import type { Atom, Clause } from './ast.js';

/** Calls `visit` for every atom of a part of a tree, also for those in aggregates and under `!`. */
export function eachAtom(node: unknown, visit: (atom: Atom) => void): void {
  if (Array.isArray(node)) for (const part of node) eachAtom(part, visit);
  else if (typeof node === 'object' && node !== null) {
    if ('kind' in node && node.kind === 'atom') visit(node as Atom);
    for (const value of Object.values(node)) if (typeof value === 'object') eachAtom(value, visit);
  }
}

/** The clauses from which the goals can be derived, in the order in which they are written. */
export function neededFor(goals: Iterable<string>, clauses: readonly Clause[]): Clause[] {
  const byHead = new Map<string, Clause[]>();
  for (const clause of clauses) {
    for (const { name } of clause.heads) {
      const known = byHead.get(name);
      if (known === undefined) byHead.set(name, [clause]);
      else known.push(clause);
    }
  }
  const needed = new Set<Clause>();
  const seen = new Set<string>(goals);
  for (const relation of seen) {
    for (const clause of byHead.get(relation) ?? []) {
      if (needed.has(clause)) continue;
      needed.add(clause);
      for (const name of readBy(clause)) seen.add(name);
    }
  }
  return clauses.filter((clause) => needed.has(clause));
}

const reads = new WeakMap<Clause, ReadonlySet<string>>();

/** Names of the relations in the body of a clause. */
function readBy(clause: Clause): ReadonlySet<string> {
  const known = reads.get(clause);
  if (known !== undefined) return known;
  const names = new Set<string>();
  eachAtom(clause.body ?? [], ({ name }) => names.add(name));
  reads.set(clause, names);
  return names;
}
