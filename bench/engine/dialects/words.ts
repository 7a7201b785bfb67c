/** How gringo and Prolog spell values and atoms: alike. */
import type { Value } from '../../../src/engine/value.js';
import type { Fact } from '../suite.js';
import type { Term } from './normal.js';

/** What another engine has no words for. */
export class Inexpressible extends Error {}

/** A tuple as both engines read and print it; `prefix` keeps the relations of several programs apart. */
export function factText(prefix: string, [relation, tuple]: Fact): string {
  return construct(`${prefix}${relation}`, tuple.map(valueText));
}

export function atomText(prefix: string, relation: string, args: readonly Term[]): string {
  return construct(`${prefix}${relation}`, args.map(termText));
}

export function termText(of: Term): string {
  switch (of.kind) {
    case 'variable':
      return of.name;
    case 'wildcard':
      return '_';
    case 'constant':
      return valueText(of.value);
    case 'term':
      return construct(nameOf(of.tag), of.args.map(termText));
  }
}

function valueText(of: Value): string {
  if (typeof of === 'number') return String(of);
  if (typeof of === 'string') return `"${of.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
  return construct(nameOf(of.tag), of.args.map(valueText));
}

function nameOf(tag: string): string {
  return tag === '' ? 'record' : `f_${tag}`;
}

function construct(name: string, args: readonly string[]): string {
  return args.length === 0 ? name : `${name}(${args.join(',')})`;
}
