/** Removes `;`, groups and `!( )` from a body: what remains are alternatives of plain literals. */
import type { Reporter } from '../errors.js';
import type { Alternatives, Atom, Clause, Compare, CompareName, Node, TermNode, TextTest } from './ast.js';

export type PlainLiteral =
  | { readonly kind: 'atom'; readonly negated: boolean; readonly node: Atom; readonly origin: Node }
  | { readonly kind: 'compare'; readonly op: CompareName; readonly node: Compare; readonly origin: Node }
  | { readonly kind: 'text-test'; readonly negated: boolean; readonly node: TextTest; readonly origin: Node }
  | { readonly kind: 'truth'; readonly value: boolean; readonly origin: Node };

/** More alternatives than this in one clause are refused. */
const maxAlternatives = 1000;

/** More literals than this in all alternatives of a clause, for all of its heads, are refused. */
const maxWritten = 10_000;

/** The alternatives of a clause, one without literals for a fact; undefined, and reported, when they are too many. */
export function expandClause(clause: Clause, reporter: Reporter): PlainLiteral[][] | undefined {
  const { heads, body, source, start, end } = clause;
  if (body === undefined) return [[]];
  const alternatives = expand(body);
  if (alternatives === undefined) reportAlternatives('The clause', clause, clause, reporter);
  else if (
    heads.length * alternatives.length > 1 &&
    heads.length * alternatives.reduce((sum, one) => sum + weightOf(one), 0) > maxWritten
  ) {
    const message = `Written out for each head and alternative, the clause has more than ${maxWritten} literals.`;
    reporter.error('dl/too-many-alternatives', message, source.span(start, end), { fix: apart });
    return undefined;
  }
  return alternatives;
}

/** Says of a clause, or of a part of it, that it stands for too many alternatives. */
export function reportAlternatives(
  what: string,
  { start, end }: Node,
  { source }: Clause,
  to: Reporter,
): void {
  const message = `${what} stands for more than ${maxAlternatives} alternatives.`;
  to.error('dl/too-many-alternatives', message, source.span(start, end), { fix: apart });
}

const apart = { text: 'Give a part of it a relation of its own.' };

/** Literals, with those in aggregates. */
function weightOf(literals: readonly PlainLiteral[]): number {
  let weight = literals.length;
  for (const { kind, node } of literals.filter((one) => one.kind !== 'truth')) {
    const terms = kind === 'compare' ? [node.left, node.right] : node.args;
    for (const term of terms) weight += weightInside(term);
  }
  return weight;
}

function weightInside(term: TermNode): number {
  if (term.kind === 'call' || term.kind === 'construct') {
    return term.args.reduce((sum, arg) => sum + weightInside(arg), 0);
  }
  if (term.kind !== 'aggregate') return 0;
  return expand(term.body)?.reduce((sum, one) => sum + one.length, 0) ?? 0;
}

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
