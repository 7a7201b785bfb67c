/** What is still checked in a clause whose source is trusted: that its relations are there and have as many columns. */
import { functorOf } from '../functors.js';
import type { PlainLiteral } from './alternatives.js';
import type { Atom, TermNode } from './ast.js';
import type { Scope } from './known.js';

/**
 * Whether a clause that passed the check of types before can do without it now: its atoms fit their declarations, and
 * nothing in it depends on types, as arithmetic does, which is another one on floats. Far cheaper than the check.
 */
export function isPlain(head: Atom, literals: readonly PlainLiteral[], scope: Scope): boolean {
  if (!isPlainAtom(head, scope)) return false;
  for (const literal of literals) {
    switch (literal.kind) {
      case 'atom':
        if (!isPlainAtom(literal.node, scope)) return false;
        break;
      case 'compare':
        if (!isPlainTerm(literal.node.left, scope) || !isPlainTerm(literal.node.right, scope)) return false;
        break;
      case 'text-test':
        if (!literal.node.args.every((arg) => isPlainTerm(arg, scope))) return false;
    }
  }
  return true;
}

function isPlainAtom({ name, args }: Atom, scope: Scope): boolean {
  if (scope.relations.get(name)?.attributes.length !== args.length) return false;
  for (const arg of args) if (!isPlainTerm(arg, scope)) return false;
  return true;
}

function isPlainTerm(node: TermNode, scope: Scope): boolean {
  switch (node.kind) {
    case 'variable':
    case 'wildcard':
    case 'constant':
      return true;
    case 'construct':
      if (node.shape === 'branch' && scope.types.branch(node.tag) === undefined) return false;
      break;
    case 'call': {
      const functor = functorOf(node.name);
      if (functor === undefined || functor.parameters.includes('numeric')) return false;
      if (node.name === 'range' || node.name.startsWith('@')) return false;
      break;
    }
    case 'aggregate':
      return false;
  }
  return node.args.every((arg) => isPlainTerm(arg, scope));
}
