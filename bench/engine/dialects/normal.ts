/**
 * A program in the plain form that other engines can be given: one rule per head and alternative, every computation and
 * every aggregate a literal of its own, every variable named apart. It is made from the syntax tree by its own code, so
 * that the engine's lowering is checked with the rest.
 */
import type { CompiledProgram } from '../../../src/engine/compile.js';
import type {
  Aggregate,
  AggregateName,
  Alternatives,
  Clause,
  CompareName,
  Literal as Node,
  TermNode,
} from '../../../src/engine/language/ast.js';
import type { Value } from '../../../src/engine/value.js';

export type Term =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: Value }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'term'; readonly tag: string; readonly args: readonly Term[] };

export interface AggregateLiteral {
  readonly kind: 'aggregate';
  readonly name: AggregateName;
  readonly result: string;
  readonly target: Term | undefined;
  readonly bodies: readonly (readonly Literal[])[];
  /** Per body, the variables that tell its rows apart. */
  readonly rows: readonly (readonly string[])[];
  /** Variables of the rule around it that it reads. */
  readonly outer: readonly string[];
}

export type Literal =
  | {
      readonly kind: 'atom';
      readonly negated: boolean;
      readonly relation: string;
      readonly args: readonly Term[];
    }
  | { readonly kind: 'equal'; readonly left: Term; readonly right: Term }
  | {
      readonly kind: 'call';
      readonly result: string;
      readonly functor: string;
      readonly args: readonly Term[];
    }
  | {
      readonly kind: 'test';
      readonly op: Exclude<CompareName, '='>;
      readonly left: Term;
      readonly right: Term;
    }
  | {
      readonly kind: 'text-test';
      readonly negated: boolean;
      readonly name: 'match' | 'contains';
      readonly left: Term;
      readonly right: Term;
    }
  | AggregateLiteral
  | { readonly kind: 'never' };

export interface Rule {
  readonly relation: string;
  readonly args: readonly Term[];
  readonly body: readonly Literal[];
}

/** All rules of a program, those of facts in its text included. */
export function normalize(program: CompiledProgram): Rule[] {
  return program.clauses.flatMap((clause) =>
    clause.heads.flatMap((head) =>
      alternatives(clause.body ?? [[]], false).map((plain) => {
        const normal = new Normalizer(outside(clause));
        const body = plain.flatMap((literal) => normal.literal(literal));
        const computed: Literal[] = [];
        const args = head.args.map((arg) => normal.term(arg, computed));
        return { relation: head.name, args, body: [...body, ...computed] };
      }),
    ),
  );
}

/** Variables of a term, those of wildcards left out. */
export function variablesOf(term: Term): string[] {
  if (term.kind === 'variable') return [term.name];
  return term.kind === 'term' ? term.args.flatMap(variablesOf) : [];
}

/** What a literal binds and what it must have bound before it can be decided. */
export function flow(literal: Literal): { binds: string[]; needs: string[] } {
  switch (literal.kind) {
    case 'atom': {
      const names = literal.args.flatMap(variablesOf);
      return literal.negated ? { binds: [], needs: names } : { binds: names, needs: [] };
    }
    case 'equal':
      return { binds: [...variablesOf(literal.left), ...variablesOf(literal.right)], needs: [] };
    case 'call':
      return { binds: [literal.result], needs: literal.args.flatMap(variablesOf) };
    case 'test':
    case 'text-test':
      return { binds: [], needs: [...variablesOf(literal.left), ...variablesOf(literal.right)] };
    case 'aggregate':
      return { binds: [literal.result], needs: [...literal.outer] };
    case 'never':
      return { binds: [], needs: [] };
  }
}

/** The literals in an order in which each can be decided when it is reached; tests first, then what shares variables. */
export function inOrder(body: readonly Literal[], given: readonly string[]): Literal[] {
  const bound = new Set(given);
  const all = (names: readonly string[]): boolean => names.every((name) => bound.has(name));
  const ready = (literal: Literal): boolean =>
    literal.kind === 'equal'
      ? all(variablesOf(literal.left)) || all(variablesOf(literal.right))
      : literal.kind !== 'atom' || literal.negated
        ? all(flow(literal).needs)
        : false;
  let rest = [...body];
  const ordered: Literal[] = [];
  while (rest.length > 0) {
    const next =
      rest.find(ready) ??
      rest.find(
        (literal) =>
          literal.kind === 'atom' && !literal.negated && flow(literal).binds.some((v) => bound.has(v)),
      ) ??
      rest.find((literal) => literal.kind === 'atom' && !literal.negated);
    if (next === undefined) throw new Error('internal error: no literal can be decided');
    ordered.push(next);
    for (const name of flow(next).binds) bound.add(name);
    rest = rest.filter((literal) => literal !== next);
  }
  return ordered;
}

/** A literal without groups; `negated` turns it round. */
interface Plain {
  readonly node: Exclude<Node, { kind: 'group' | 'not' }>;
  readonly negated: boolean;
}

/** The disjunctive normal form of a body or of its negation. */
function alternatives(body: Alternatives, negated: boolean): Plain[][] {
  const parts = body.map((literals) => {
    const inner = literals.map((literal) => ofLiteral(literal, negated));
    return negated ? inner.flat() : product(inner);
  });
  return negated ? product(parts) : parts.flat();
}

function ofLiteral(literal: Node, negated: boolean): Plain[][] {
  if (literal.kind === 'group') return alternatives(literal.body, negated);
  if (literal.kind === 'not') return ofLiteral(literal.body, !negated);
  return [[{ node: literal, negated }]];
}

function product(parts: readonly Plain[][][]): Plain[][] {
  return parts.reduce<Plain[][]>(
    (before, part) => before.flatMap((one) => part.map((other) => [...one, ...other])),
    [[]],
  );
}

/** Names that stand outside of every aggregate of a clause. */
function outside(clause: Clause): Set<string> {
  const names = new Set<string>();
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(walk);
    else if (typeof node === 'object' && node !== null) {
      const { kind, name } = node as { kind?: string; name?: string };
      if (kind === 'variable' && name !== undefined) names.add(name);
      else if (kind !== 'aggregate') for (const part of Object.values(node)) walk(part);
    }
  };
  walk([clause.heads, clause.body ?? []]);
  return names;
}

const opposite: Readonly<Record<CompareName, CompareName>> = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

class Normalizer {
  private fresh = 0;
  private aggregates = 0;
  /** Inside an aggregate: the prefix of its own names, and what it reads from outside. */
  private scope: { readonly prefix: string; readonly outer: Set<string> } | undefined;

  constructor(private readonly outside: ReadonlySet<string>) {}

  literal({ node, negated }: Plain): Literal[] {
    const before: Literal[] = [];
    switch (node.kind) {
      case 'truth':
        return node.value !== negated ? [] : [{ kind: 'never' }];
      case 'atom': {
        const args = node.args.map((arg) => this.term(arg, before, !negated && this.scope !== undefined));
        return [...before, { kind: 'atom', negated, relation: node.name, args }];
      }
      case 'text-test': {
        const [left, right] = node.args.map((arg) => this.term(arg, before)) as [Term, Term];
        return [...before, { kind: 'text-test', negated, name: node.name, left, right }];
      }
      case 'compare': {
        const op = negated ? opposite[node.op] : node.op;
        const left = this.term(node.left, before, true);
        const right = this.term(node.right, before, true);
        return [...before, op === '=' ? { kind: 'equal', left, right } : { kind: 'test', op, left, right }];
      }
    }
  }

  /** A term; what must be computed for it goes to `before`. */
  term(node: TermNode, before: Literal[], nameWildcards = false): Term {
    switch (node.kind) {
      case 'constant':
        return { kind: 'constant', value: node.value };
      case 'wildcard':
        return nameWildcards ? { kind: 'variable', name: this.next('W') } : { kind: 'wildcard' };
      case 'variable':
        return { kind: 'variable', name: this.name(node.name) };
      case 'construct':
        return {
          kind: 'term',
          tag: node.tag,
          args: node.args.map((arg) => this.term(arg, before, nameWildcards)),
        };
      case 'call': {
        const args = node.args.map((arg) => this.term(arg, before));
        const result = this.next('C');
        before.push({ kind: 'call', result, functor: node.name, args });
        return { kind: 'variable', name: result };
      }
      case 'aggregate': {
        const literal = this.aggregate(node);
        before.push(literal);
        return { kind: 'variable', name: literal.result };
      }
    }
  }

  private aggregate(node: Aggregate): AggregateLiteral {
    const outer = new Set<string>();
    this.scope = { prefix: `L${++this.aggregates}_`, outer };
    let target: Term | undefined;
    const bodies = alternatives(node.body, false).map((plain) => {
      const body = plain.flatMap((literal) => this.literal(literal));
      const computed: Literal[] = [];
      // Every body computes the target anew, into the same name.
      if (node.target !== undefined) {
        const { fresh } = this;
        target = this.term(node.target, computed);
        this.fresh = fresh;
      }
      return [...body, ...computed];
    });
    if (target !== undefined) this.fresh += 100;
    this.scope = undefined;
    const { length } = bodies;
    const rows = bodies.map((body) => {
      const names = new Set(body.flatMap((literal) => flow(literal).binds));
      // Several alternatives are joined over the variables that have a name in the text.
      return [...names].filter((name) => !outer.has(name) && (length === 1 || name.startsWith('L')));
    });
    return {
      kind: 'aggregate',
      name: node.name,
      result: this.next('A'),
      target,
      bodies,
      rows,
      outer: [...outer],
    };
  }

  private name(name: string): string {
    const { scope } = this;
    if (scope === undefined) return `V_${name}`;
    if (!this.outside.has(name)) return `${scope.prefix}${name}`;
    scope.outer.add(`V_${name}`);
    return `V_${name}`;
  }

  private next(letter: string): string {
    return `${letter}${++this.fresh}`;
  }
}
