/** One head and one alternative of a clause to the core form, and the check that every variable gets a value. */

import { nearest, type Reporter } from '../errors.js';
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
import type { Aggregate, Atom, Call, Clause, Construct, Node, TermNode } from './ast.js';
import { rangeCall } from './check.js';
import { explainUnbound, findUnbound, type Unbound } from './unbound.js';

/** The core form of one alternative, `outer` being its `outerNames`; problems go to the reporter. */
export function lower(
  clause: Clause,
  head: Atom,
  literals: readonly PlainLiteral[],
  outer: ReadonlySet<string>,
  rule: RuleInfo,
  reporter: Reporter,
): Body {
  const lowering = new Lowering(clause, reporter, outer);
  return lowering.body(head, literals, rule);
}

/** Names of variables outside of every aggregate, in order of appearance. */
export function outerNames(head: Atom, literals: readonly PlainLiteral[]): Set<string> {
  const names = new Set<string>();
  const walk = (node: TermNode): void => {
    if (node.kind === 'variable') names.add(node.name);
    else if (node.kind === 'construct' || node.kind === 'call') node.args.forEach(walk);
  };
  head.args.forEach(walk);
  for (const literal of literals) {
    if (literal.kind === 'compare') [literal.node.left, literal.node.right].forEach(walk);
    else if (literal.kind !== 'truth') literal.node.args.forEach(walk);
  }
  return names;
}

class Lowering {
  private readonly indexes = new Map<string, number>();
  private readonly names: (string | undefined)[] = [];
  private readonly nodes: (Node | undefined)[] = [];
  /** Set inside an aggregate: makes its local names distinct, and collects what it takes from outside. */
  private scope:
    | { readonly prefix: string; readonly outer: Set<number>; readonly local: Set<number> }
    | undefined;
  private scopes = 0;
  private readonly placed = new Set<number>();

  constructor(
    private readonly clause: Clause,
    private readonly reporter: Reporter,
    private readonly outside: ReadonlySet<string>,
  ) {}

  body(head: Atom, literals: readonly PlainLiteral[], rule: RuleInfo): Body {
    for (const arg of head.args) this.mention(arg);
    const steps: Step[] = [];
    for (const literal of literals) this.literal(literal, steps);
    const headArgs = head.args.map((arg) => this.headArgument(arg, steps));
    const wanted = headArgs.flatMap((arg) => variablesOf(arg));
    this.reportUnbound(findUnbound(steps, wanted, []), 'in the body', headArgs);
    return { rule, source: this.clause.source, head: head.name, headArgs, steps, variables: this.names };
  }

  /** Numbers the variables of the head first: an unbound one is reported there. */
  private mention(node: TermNode): void {
    if (node.kind === 'variable') this.variable(node.name, node);
    else if (node.kind === 'construct' || node.kind === 'call')
      for (const arg of node.args) this.mention(arg);
  }

  private headArgument(node: TermNode, steps: Step[]): Expression {
    const wildcard = findWildcard(node);
    if (wildcard !== undefined) {
      this.reporter.error(
        'dl/unbound-variable',
        '`_` in a head has no value.',
        this.clause.source.span(wildcard.start, wildcard.end),
        { fix: { text: 'Name the variable, and bind it in the body.' } },
      );
    }
    return this.expression(node, steps);
  }

  private variable(name: string, node: Node): number {
    const { scope } = this;
    const local = scope !== undefined && !this.outside.has(name);
    const key = local ? `${scope.prefix}${name}` : name;
    let index = this.indexes.get(key);
    if (index === undefined) {
      index = this.fresh(name, node);
      this.indexes.set(key, index);
    }
    if (scope !== undefined) (local ? scope.local : scope.outer).add(index);
    else if (!this.placed.has(index)) {
      // An error is shown where the variable stands outside of aggregates.
      this.placed.add(index);
      this.nodes[index] = node;
    }
    return index;
  }

  private fresh(name?: string, node?: Node): number {
    this.nodes.push(node);
    return this.names.push(name) - 1;
  }

  private literal(literal: PlainLiteral, steps: Step[]): void {
    const { origin } = literal;
    if (literal.kind === 'truth') {
      if (!literal.value) steps.push({ kind: 'never', variables: [], origin });
    } else if (literal.kind === 'atom') {
      const args = literal.node.args.map((arg) => this.pattern(arg, steps));
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
    const result = left.kind === 'variable' ? this.variable(left.name, left) : this.fresh();
    const variables = [...variablesOfAll(bounds), result];
    steps.push({ kind: 'range', result, from, to, by, variables, origin });
    if (left.kind === 'variable' || left.kind === 'wildcard') return;
    const right = this.expression(left, steps);
    steps.push(equal({ kind: 'variable', index: result }, right, undefined));
  }

  /** A pattern; what must be computed in it becomes a step of its own. */
  private pattern(node: TermNode, steps: Step[]): Pattern {
    switch (node.kind) {
      case 'variable':
        return { kind: 'variable', index: this.variable(node.name, node) };
      case 'wildcard':
        return { kind: 'wildcard' };
      case 'constant':
        return { kind: 'constant', value: node.value };
      case 'construct':
        return this.construct(node, steps);
      case 'aggregate':
        return this.aggregate(node, steps, node);
      case 'call': {
        const right = this.call(node, steps);
        const index = this.fresh();
        steps.push(equal({ kind: 'variable', index }, right, undefined));
        return { kind: 'variable', index };
      }
    }
  }

  private expression(node: TermNode, steps: Step[]): Expression {
    return node.kind === 'call' ? this.call(node, steps) : this.pattern(node, steps);
  }

  private construct(node: Construct, steps: Step[]): Pattern {
    const args = node.args.map((arg) => this.pattern(arg, steps));
    const constants = args.flatMap((arg) => (arg.kind === 'constant' ? [arg.value] : []));
    if (constants.length === args.length) {
      return { kind: 'constant', value: { tag: node.tag, args: constants } };
    }
    return { kind: 'term', tag: node.tag, args };
  }

  private call(node: Call, steps: Step[]): Expression {
    const functor: Functor =
      functorOf(node.float && '+-*/%^'.includes(node.name) ? `${node.name}.` : node.name) ?? missing;
    return { kind: 'call', functor, args: node.args.map((arg) => this.expression(arg, steps)) };
  }

  private aggregate(node: Aggregate, steps: Step[], origin: Node): Pattern {
    const scope = { prefix: `${++this.scopes} `, outer: new Set<number>(), local: new Set<number>() };
    this.scope = scope;
    const bodies = (expand(node.body) ?? []).map((literals) => {
      const inner: Step[] = [];
      for (const literal of literals) this.literal(literal, inner);
      return inner;
    });
    const target = node.target === undefined ? undefined : this.expression(node.target, []);
    this.scope = undefined;
    for (const body of bodies) {
      const wanted = target === undefined ? [] : variablesOf(target);
      this.reportUnbound(findUnbound(body, wanted, scope.outer), 'inside the aggregate', []);
    }
    const result = this.fresh();
    const outer = [...scope.outer];
    steps.push({
      kind: 'aggregate',
      name: node.name,
      result,
      target,
      bodies,
      outer,
      variables: [...outer, result],
      local: [...scope.local],
      origin,
    });
    return { kind: 'variable', index: result };
  }

  private reportUnbound(open: Unbound, where: string, ends: readonly Expression[]): void {
    for (const cause of explainUnbound(open, ends, this.names)) {
      const node = this.nodes[cause.index];
      const name = this.names[cause.index];
      if (node === undefined || name === undefined) continue;
      const { source } = this.clause;
      const isInner = where === 'in the body' && mentionedInAggregate(this.clause, name);
      const near = name.length < 3 ? undefined : nearest(name, this.boundNames(open.bound));
      const links = cause.links.slice(0, shownLinks);
      const more = links.length < cause.links.length ? ', ...' : '';
      const chain = links.length > 0 ? [`${links.map(({ text }) => text).join(', ')}${more}.`] : [];
      const message = isInner
        ? `\`${name}\` has no value outside of the aggregate.`
        : `\`${name}\` never gets a value ${where}.`;
      this.reporter.error('dl/unbound-variable', message, source.span(node.start, node.end), {
        why: [
          ...chain,
          ...(isInner ? ['An aggregate gives one value: what its rows bind stays inside it.'] : cause.why),
        ],
        fix:
          near !== undefined
            ? { text: `Did you mean \`${near}\`?`, code: near }
            : isInner
              ? { text: `Name \`${name}\` outside of the aggregate too, in a relation without \`!\`.` }
              : { text: `Name \`${name}\` in a relation without \`!\`, or delete it.` },
        ...(chain.length > 0 && {
          related: links.map(({ text, origin }) => ({
            label: text,
            span: source.span(origin.start, origin.end),
          })),
        }),
      });
    }
  }

  private boundNames(bound: ReadonlySet<number>): string[] {
    return [...bound].flatMap((index) => this.names[index] ?? []);
  }
}

function equal(left: Pattern, right: Expression, origin: Node | undefined): EqualStep {
  return { kind: 'equal', left, right, variables: variablesOfBoth(left, right), origin };
}

function variablesOfBoth(left: Expression, right: Expression): number[] {
  return variablesOf(right, variablesOf(left));
}

/** A longer chain of needs is cut. */
const shownLinks = 8;

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

function mentionedInAggregate(clause: Clause, name: string): boolean {
  let found = false;
  const walk = (node: unknown, inside: boolean): void => {
    if (typeof node !== 'object' || node === null || found) return;
    if (Array.isArray(node)) for (const part of node) walk(part, inside);
    else {
      const { kind } = node as { kind?: string };
      if (kind === 'variable') found ||= inside && (node as { name: string }).name === name;
      else for (const part of Object.values(node)) walk(part, inside || kind === 'aggregate');
    }
  };
  walk(clause.body ?? [], false);
  return found;
}
