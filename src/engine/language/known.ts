/** What the checker knows of a term's type, and the words in which it says so. */
import type { Related } from '../../diagnostics/diagnostic.js';
import type { SourceText } from '../../diagnostics/source.js';
import type { Reporter } from '../errors.js';
import type { Attribute, Node, RelationItem } from './ast.js';
import type { Types } from './types.js';

/** What the checker knows of the program. */
export interface Scope {
  readonly types: Types;
  readonly relations: ReadonlyMap<string, RelationItem>;
  /** Functors that a prelude declares, with the `@`. */
  readonly functors: ReadonlySet<string>;
  readonly reporter: Reporter;
}

/** The type of a term. */
export interface Known {
  /** The value is of one of these. */
  readonly types: readonly string[];
  /** Fits every type of its kind: a constant, or the result of a function. */
  readonly free: boolean;
  /** A number written without a point: it may stand for a float. */
  readonly literal: boolean;
  /** The relation, branch or record that says so; empty when nothing does. */
  readonly from: string;
  /** Where it says so, in the text of the clause. */
  readonly at: Node;
}

/** The kind of value; undefined where the type is unknown or broken. */
export function baseOf(known: Known | undefined, types: Types): string | undefined {
  return known?.types[0] === undefined ? undefined : types.base(known.types[0]);
}

/** ``a `T` `` or ``a `T` or `U` ``. */
export function name(types: readonly string[]): string {
  const shown = types.slice(0, 3).map((type) => `\`${type}\``);
  if (types.length > 3) shown.push('another type');
  return `${/^[aeiouAEIOU]/.test(types[0] ?? '') ? 'an' : 'a'} ${shown.join(' or ')}`;
}

/** Where a type was learned, for the end of a clause of a message. */
export function by(known: Known): string {
  return known.from === '' ? '' : ` in \`${known.from}\``;
}

/** The places where a type was learned, when they are not the one that is reported. */
export function places(
  said: string,
  source: SourceText,
  reported: Node,
  ...knowns: readonly (Known | undefined)[]
): Related[] {
  return knowns.flatMap((known) => {
    if (known === undefined || known.at.start === reported.start) return [];
    const span = source.span(known.at.start, known.at.end);
    return [{ label: `\`${said}\` is ${name(known.types)} here`, span }];
  });
}

/** ``1 column`` or ``2 columns``. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** `a: T, b: U`. */
export function showAttributes(attributes: readonly Attribute[]): string {
  return attributes.map((attribute) => `${attribute.name}: ${attribute.type}`).join(', ');
}
