/** One head and one alternative of a clause to the core form, and the check that every variable gets a value. */

import type { Reporter } from '../errors.js';
import { type Functor, functorOf } from '../functors.js';
import {
  type Body,
  type EqualStep,
  type Expression,
  type Pattern,
  type RuleInfo,
  type Step,
  type TestName,
  variablesOf,
  variablesOfAll,
} from '../ir.js';
import { expand, type PlainLiteral } from './alternatives.js';
import type { Aggregate, Atom, Call, Clause, Construct, Node, TermNode, Variable } from './ast.js';
import { rangeCall } from './check.js';
import { reportUnbound } from './report-unbound.js';
import { areSeenBound, findUnbound, type Unbound } from './unbound.js';

/** The core form of one alternative, `outer` being its `outerVariables`; problems go to the reporter. */
export function lower(
  clause: Clause,
  head: Atom,
  literals: readonly PlainLiteral[],
  outer: readonly number[],
  rule: RuleInfo,
  reporter: Reporter,
): Body {
  const lowering = new Lowering(clause, reporter, outer);
  return lowering.body(head, literals, rule);
}

/** Numbers of the variables outside of every aggregate, in order of appearance. */
export function outerVariables(head: Atom, literals: readonly PlainLiteral[]): number[] {
  const found: number[] = [];
  const seen: boolean[] = [];
  collectOuter(head.args, seen, found);
  for (let i = 0; i < literals.length; i++) {
    const literal = literals[i]!;
    if (literal.kind === 'compare') collectOuter([literal.node.left, literal.node.right], seen, found);
    else if (literal.kind !== 'truth') collectOuter(literal.node.args, seen, found);
  }
  return found;
}

function collectOuter(terms: readonly TermNode[], seen: boolean[], found: number[]): void {
  for (let i = 0; i < terms.length; i++) {
    const term = terms[i]!;
    if (term.kind === 'variable') {
      if (seen[term.number] !== true) found.push(term.number);
      seen[term.number] = true;
    } else if (term.kind === 'construct' || term.kind === 'call') collectOuter(term.args, seen, found);
  }
}

/** An aggregate that is being read: the places of its own variables, and of those that it takes from outside. */
interface InnerScope {
  /** By their numbers in the clause. */
  readonly own: number[];
  readonly outer: Set<number>;
  readonly local: Set<number>;
}

class Lowering {
  /** The places of the variables outside of aggregates, by their numbers in the clause. */
  private readonly places: number[] = [];
  private readonly names: (string | undefined)[] = [];
  private readonly nodes: (Node | undefined)[] = [];
  private readonly patterns: Pattern[] = [];
  /** Places that only an aggregate named so far, of variables that stand outside too. */
  private early: Set<number> | undefined;
  private scope: InnerScope | undefined;
  /** By the number of a variable; made at the first aggregate. */
  private isOutside: readonly boolean[] | undefined;

  constructor(
    private readonly clause: Clause,
    private readonly reporter: Reporter,
    private readonly outside: readonly number[],
  ) {}

  body(head: Atom, literals: readonly PlainLiteral[], rule: RuleInfo): Body {
    this.mention(head.args);
    const steps: Step[] = [];
    for (let i = 0; i < literals.length; i++) this.literal(literals[i]!, steps);
    const headArgs: Expression[] = [];
    for (let i = 0; i < head.args.length; i++) headArgs.push(this.headArgument(head.args[i]!, steps));
    const wanted = variablesOfAll(headArgs);
    if (!areSeenBound(steps, wanted)) {
      this.reportUnbound(findUnbound(steps, wanted, []), 'in the body', headArgs, literals);
    }
    return { rule, source: this.clause.source, head: head.name, headArgs, steps, variables: this.names };
  }

  /** Numbers the variables of the head first: an unbound one is reported there. */
  private mention(terms: readonly TermNode[]): void {
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i]!;
      if (term.kind === 'variable') this.variable(term);
      else if (term.kind === 'construct' || term.kind === 'call') this.mention(term.args);
    }
  }

  private headArgument(node: TermNode, steps: Step[]): Expression {
    const open = findWildcard(node);
    if (open !== undefined) {
      this.reporter.error(
        'dl/unbound-variable',
        '`_` in a head has no value.',
        this.clause.source.span(open.start, open.end),
        { fix: { text: 'Name the variable, and bind it in the body.' } },
      );
    }
    return this.expression(node, steps);
  }

  private variable(node: Variable): number {
    if (this.scope !== undefined) return this.innerVariable(node, this.scope);
    const known = this.places[node.number];
    if (known === undefined) return this.outerPlace(node);
    // An error is shown where the variable stands outside of aggregates.
    if (this.early?.delete(known)) this.nodes[known] = node;
    return known;
  }

  private innerVariable(node: Variable, scope: InnerScope): number {
    this.isOutside ??= flagged(this.outside);
    if (this.isOutside[node.number] === true) {
      const known = this.places[node.number];
      const place = known ?? this.outerPlace(node);
      if (known === undefined) {
        this.early ??= new Set();
        this.early.add(place);
      }
      scope.outer.add(place);
      return place;
    }
    const place = scope.own[node.number] ?? this.fresh(node);
    scope.own[node.number] = place;
    scope.local.add(place);
    return place;
  }

  private outerPlace(node: Variable): number {
    const place = this.fresh(node);
    this.places[node.number] = place;
    return place;
  }

  private fresh(node?: Variable): number {
    const index = this.names.length;
    this.nodes.push(node);
    this.names.push(node?.name);
    this.patterns.push({ kind: 'variable', index });
    return index;
  }

  private literal(literal: PlainLiteral, steps: Step[]): void {
    const { origin } = literal;
    if (literal.kind === 'truth') {
      if (!literal.value) steps.push({ kind: 'never', variables: [], origin });
    } else if (literal.kind === 'atom') {
      const args = this.allPatterns(literal.node.args, steps);
      const variables = variablesOfAll(args);
      steps.push({
        kind: literal.negated ? 'absent' : 'atom',
        relation: literal.node.name,
        args,
        variables,
        origin,
      });
    } else if (literal.kind === 'text-test') {
      const left = this.expression(literal.node.args[0]!, steps);
      const right = this.expression(literal.node.args[1]!, steps);
      const { name } = literal.node;
      const op: TestName = literal.negated ? `not ${name}` : name;
      steps.push({ kind: 'test', op, left, right, variables: variablesOfBoth(left, right), origin });
    } else if (literal.op !== '=') {
      const left = this.expression(literal.node.left, steps);
      const right = this.expression(literal.node.right, steps);
      const variables = variablesOfBoth(left, right);
      steps.push({ kind: 'test', op: literal.op, left, right, variables, origin });
    } else {
      let { left, right } = literal.node;
      if (left.kind === 'call' || left.kind === 'aggregate') [left, right] = [right, left];
      const call = rangeCall(right);
      if (call !== undefined) {
        this.range(call, left, steps, origin);
        return;
      }
      const whole = right.kind === 'aggregate';
      const fit = this.pattern(left, steps);
      const value =
        right.kind === 'aggregate' ? this.aggregate(right, steps, origin) : this.expression(right, steps);
      steps.push(equal(fit, value, whole ? undefined : origin));
    }
  }

  private range(call: Call, left: TermNode, steps: Step[], origin: Node): void {
    const bounds = call.args.map((arg) => this.expression(arg, steps));
    const [from = nothing, to = nothing, by] = bounds;
    const result = left.kind === 'variable' ? this.variable(left) : this.fresh();
    const variables = [...variablesOfAll(bounds), result];
    steps.push({ kind: 'range', result, from, to, by, variables, origin });
    if (left.kind === 'variable' || left.kind === 'wildcard') return;
    const right = this.expression(left, steps);
    steps.push(equal(this.patterns[result]!, right, undefined));
  }

  private allPatterns(nodes: readonly TermNode[], steps: Step[]): Pattern[] {
    const patterns: Pattern[] = [];
    for (let i = 0; i < nodes.length; i++) patterns.push(this.pattern(nodes[i]!, steps));
    return patterns;
  }

  /** A pattern; what must be computed in it becomes a step of its own. */
  private pattern(node: TermNode, steps: Step[]): Pattern {
    switch (node.kind) {
      case 'variable':
        return this.patterns[this.variable(node)]!;
      case 'wildcard':
        return wildcard;
      case 'constant':
        return { kind: 'constant', value: node.value };
      case 'construct':
        return this.construct(node, steps);
      case 'aggregate':
        return this.aggregate(node, steps, node);
      case 'call': {
        const right = this.call(node, steps);
        const result = this.patterns[this.fresh()]!;
        steps.push(equal(result, right, undefined));
        return result;
      }
    }
  }

  private expression(node: TermNode, steps: Step[]): Expression {
    return node.kind === 'call' ? this.call(node, steps) : this.pattern(node, steps);
  }

  private construct(node: Construct, steps: Step[]): Pattern {
    const args = this.allPatterns(node.args, steps);
    if (args.some((arg) => arg.kind !== 'constant')) return { kind: 'term', tag: node.tag, args };
    const constants = args.flatMap((arg) => (arg.kind === 'constant' ? [arg.value] : []));
    return { kind: 'constant', value: { tag: node.tag, args: constants } };
  }

  private call(node: Call, steps: Step[]): Expression {
    const functor: Functor =
      functorOf(node.float && '+-*/%^'.includes(node.name) ? `${node.name}.` : node.name) ?? missing;
    return { kind: 'call', functor, args: node.args.map((arg) => this.expression(arg, steps)) };
  }

  private aggregate(node: Aggregate, steps: Step[], origin: Node): Pattern {
    const scope: InnerScope = { own: [], outer: new Set(), local: new Set() };
    this.scope = scope;
    const bodies = (expand(node.body) ?? []).map((literals) => {
      const inner: Step[] = [];
      for (const literal of literals) this.literal(literal, inner);
      return inner;
    });
    const target = node.target === undefined ? undefined : this.expression(node.target, []);
    this.scope = undefined;
    const wanted = target === undefined ? [] : variablesOf(target);
    for (const body of bodies) {
      if (areSeenBound(body, wanted, scope.outer)) continue;
      this.reportUnbound(findUnbound(body, wanted, scope.outer), 'inside the aggregate', []);
    }
    const result = this.fresh();
    const outer = [...scope.outer];
    steps.push({
      kind: 'aggregate',
      name: node.name,
      result,
      target,
      float: node.float,
      bodies,
      outer,
      variables: [...outer, result],
      local: [...scope.local],
      origin,
    });
    return this.patterns[result]!;
  }

  private reportUnbound(
    open: Unbound,
    where: string,
    ends: readonly Expression[],
    literals?: readonly PlainLiteral[],
  ): void {
    const { clause, reporter, names, nodes } = this;
    reportUnbound(open, where, ends, { clause, reporter, names, nodes, literals });
  }
}

function flagged(numbers: readonly number[]): boolean[] {
  const flags: boolean[] = [];
  for (const number of numbers) flags[number] = true;
  return flags;
}

function equal(left: Pattern, right: Expression, origin: Node | undefined): EqualStep {
  return { kind: 'equal', left, right, variables: variablesOfBoth(left, right), origin };
}

function variablesOfBoth(left: Expression, right: Expression): number[] {
  return variablesOf(right, variablesOf(left));
}

const wildcard: Pattern = { kind: 'wildcard' };

/** Stands in for an argument that is missing, which was reported. */
const nothing: Expression = { kind: 'constant', value: 0 };

/** Stands in for an unknown functor, which was reported. */
const missing: Functor = { name: '?', parameters: [], result: 'any', apply: () => undefined };

function findWildcard(node: TermNode): Node | undefined {
  if (node.kind === 'wildcard') return node;
  if (node.kind !== 'construct' && node.kind !== 'call') return undefined;
  for (const arg of node.args) {
    const found = findWildcard(arg);
    if (found !== undefined) return found;
  }
  return undefined;
}
