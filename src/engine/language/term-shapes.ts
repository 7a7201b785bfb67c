/** What terms consist of, without their types. */
import type { TermNode } from './ast.js';

/** A variable, `_` or a constant. */
export function isSimple({ kind }: TermNode): boolean {
  return kind === 'variable' || kind === 'wildcard' || kind === 'constant';
}

/** Whether `range` is called somewhere in it. */
export function hasRange(node: TermNode): boolean {
  if (node.kind === 'call' && node.name === 'range') return true;
  return (node.kind === 'call' || node.kind === 'construct') && node.args.some(hasRange);
}

/** A `_` in a term, outside of functions: those say so themselves. */
export function wildcardIn(node: TermNode): TermNode | undefined {
  if (node.kind === 'wildcard') return node;
  if (node.kind !== 'construct') return undefined;
  for (const arg of node.args) {
    const inner = wildcardIn(arg);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Whether it has no functions and aggregates in it. */
export function isMadeOfSimple(node: TermNode): boolean {
  return isSimple(node) || (node.kind === 'construct' && node.args.every(isMadeOfSimple));
}
