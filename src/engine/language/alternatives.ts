/** Removes `;`, groups and `!( )` from a body: what remains are alternatives of plain literals. */
import type { Alternatives, Atom, Compare, CompareName, Node, TextTest } from './ast.js';

export type PlainLiteral =
  | { readonly kind: 'atom'; readonly negated: boolean; readonly node: Atom; readonly origin: Node }
  | { readonly kind: 'compare'; readonly op: CompareName; readonly node: Compare; readonly origin: Node }
  | { readonly kind: 'text-test'; readonly negated: boolean; readonly node: TextTest; readonly origin: Node }
  | { readonly kind: 'truth'; readonly value: boolean; readonly origin: Node };

/** More alternatives than this in one clause are refused. */
export const maxAlternatives = 1000;

const opposite: Readonly<Record<CompareName, CompareName>> = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** The alternatives of a body; undefined when there are too many. */
export function expand(body: Alternatives, negated = false): PlainLiteral[][] | undefined {
  if (negated) return conjunction(body.map((literals) => expandEach(literals, true, 'any')));
  const only = body.length === 1 ? plainLiterals(body[0]!) : undefined;
  return only === undefined ? expandEachOf(body) : [only];
}

/** What most bodies are: one alternative without groups; undefined for any other. */
function plainLiterals(literals: Alternatives[number]): PlainLiteral[] | undefined {
  const plain: PlainLiteral[] = [];
  for (let i = 0; i < literals.length; i++) {
    const literal = plainLiteral(literals[i]!, false, literals[i]!);
    if (literal === undefined) return undefined;
    plain.push(literal);
  }
  return plain;
}

function expandEachOf(body: Alternatives): PlainLiteral[][] | undefined {
  const all: PlainLiteral[][] = [];
  for (const literals of body) {
    const some = expandEach(literals, false, 'all');
    if (some === undefined || all.length + some.length > maxAlternatives) return undefined;
    all.push(...some);
  }
  return all;
}

function expandEach(
  literals: Alternatives[number],
  negated: boolean,
  join: 'all' | 'any',
): PlainLiteral[][] | undefined {
  const parts = literals.map((literal) => expandLiteral(literal, negated, literal));
  if (join === 'all') return conjunction(parts);
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part!);
}

function expandLiteral(
  literal: Alternatives[number][number],
  negated: boolean,
  origin: Node,
): PlainLiteral[][] | undefined {
  if (literal.kind === 'not') return expandLiteral(literal.body, !negated, origin);
  if (literal.kind === 'group') return expand(literal.body, negated);
  const plain = plainLiteral(literal, negated, origin);
  return plain && [[plain]];
}

/** Undefined for a group. */
function plainLiteral(
  literal: Alternatives[number][number],
  negated: boolean,
  origin: Node,
): PlainLiteral | undefined {
  switch (literal.kind) {
    case 'not':
      return plainLiteral(literal.body, !negated, origin);
    case 'group':
      return undefined;
    case 'atom':
      return { kind: 'atom', negated, node: literal, origin };
    case 'text-test':
      return { kind: 'text-test', negated, node: literal, origin };
    case 'truth':
      return { kind: 'truth', value: literal.value !== negated, origin };
    case 'compare':
      return { kind: 'compare', op: negated ? opposite[literal.op] : literal.op, node: literal, origin };
  }
}

/** Every choice of one alternative from each part. */
function conjunction(parts: readonly (PlainLiteral[][] | undefined)[]): PlainLiteral[][] | undefined {
  let product: PlainLiteral[][] = [[]];
  for (const part of parts) {
    if (part === undefined || product.length * part.length > maxAlternatives) return undefined;
    const [only, second] = part;
    if (only !== undefined && second === undefined) for (const before of product) before.push(...only);
    else product = product.flatMap((before) => part.map((after) => [...before, ...after]));
  }
  return product;
}
