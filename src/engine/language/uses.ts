/** Which relations a clause reads, and which clauses a relation needs. */
import type { Reporter } from '../errors.js';
import type { Alternatives, Atom, Clause, Literal, TermNode, UnreadClause, Variable } from './ast.js';
import { readOut } from './unread.js';

/** Calls `visit` for every atom of a body, also for those in aggregates and under `!`. */
export function eachAtom(body: Alternatives, visit: (atom: Atom) => void): void {
  for (const literals of body) for (const literal of literals) eachInLiteral(literal, visit);
}

function eachInLiteral(literal: Literal, visit: (atom: Atom) => void): void {
  switch (literal.kind) {
    case 'atom':
      visit(literal);
      for (const arg of literal.args) eachInTerm(arg, visit);
      break;
    case 'text-test':
      for (const arg of literal.args) eachInTerm(arg, visit);
      break;
    case 'compare':
      eachInTerm(literal.left, visit);
      eachInTerm(literal.right, visit);
      break;
    case 'not':
      eachInLiteral(literal.body, visit);
      break;
    case 'group':
      eachAtom(literal.body, visit);
  }
}

function eachInTerm(node: TermNode, visit: (atom: Atom) => void): void {
  if (node.kind === 'aggregate') {
    if (node.target !== undefined) eachInTerm(node.target, visit);
    eachAtom(node.body, visit);
  } else if (node.kind === 'call' || node.kind === 'construct')
    for (const arg of node.args) eachInTerm(arg, visit);
}

/** Calls `visit` for every place of a variable in a body, also for those in aggregates. */
export function eachVariableOf(body: Alternatives, visit: (node: Variable) => void): void {
  for (const literals of body) for (const literal of literals) eachVariableIn(literal, visit);
}

function eachVariableIn(literal: Literal, visit: (node: Variable) => void): void {
  switch (literal.kind) {
    case 'atom':
    case 'text-test':
      for (const arg of literal.args) eachVariable(arg, visit);
      break;
    case 'compare':
      eachVariable(literal.left, visit);
      eachVariable(literal.right, visit);
      break;
    case 'not':
      eachVariableIn(literal.body, visit);
      break;
    case 'group':
      eachVariableOf(literal.body, visit);
  }
}

/** Calls `visit` for every place of a variable in a term. */
export function eachVariable(node: TermNode, visit: (node: Variable) => void): void {
  if (node.kind === 'variable') visit(node);
  else if (node.kind === 'call' || node.kind === 'construct')
    for (const arg of node.args) eachVariable(arg, visit);
  else if (node.kind === 'aggregate') {
    if (node.target !== undefined) eachVariable(node.target, visit);
    eachVariableOf(node.body, visit);
  }
}

/** The clauses from which the goals can be derived, in the order in which they are written. Of the others, none is read. */
export function neededFor(
  goals: Iterable<string>,
  clauses: readonly (Clause | UnreadClause)[],
  reporter: Reporter,
): Clause[] {
  const byHead = new Map<string, (Clause | UnreadClause)[]>();
  for (const clause of clauses) {
    const names = clause.kind === 'unread' ? clause.names : clause.heads.map(({ name }) => name);
    for (const name of names) {
      const known = byHead.get(name);
      if (known === undefined) byHead.set(name, [clause]);
      else known.push(clause);
    }
  }
  const needed = new Map<Clause | UnreadClause, readonly Clause[]>();
  const seen = new Set<string>(goals);
  for (const relation of seen) {
    for (const clause of byHead.get(relation) ?? []) {
      if (needed.has(clause)) continue;
      const read = readOut(clause, reporter);
      needed.set(clause, read);
      for (const one of read) for (const name of readBy(one)) seen.add(name);
    }
  }
  return clauses.flatMap((clause) => needed.get(clause) ?? []);
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
