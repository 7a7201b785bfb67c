/**
 * The oracle: evaluates the syntax tree itself, with values and substitutions, without indexes, plans, deltas or the
 * core form. Slow, short and independent of the evaluator that it checks.
 */

import type { CompiledProgram } from '../compile.js';
import { unknownRelation } from '../errors.js';
import type { Facts } from '../facts.js';
import { functorOf } from '../functors.js';
import { expand } from '../language/alternatives.js';
import type { Aggregate, Alternatives, Clause, Literal, TermNode } from '../language/ast.js';
import { compilePattern } from '../match.js';
import type { Solution } from '../solve.js';
import { compareTuples, compareValues, showValue, type Value } from '../value.js';
import { FitCheck } from './database.js';

type Environment = ReadonlyMap<string, Value>;
type Rows = Map<string, readonly Value[]>;

/** Evaluates without any cleverness. Explanations come from `explain`. */
export function solveNaively(program: CompiledProgram, facts: Facts, explain: () => Solution): Solution {
  const relations = new Map<string, Rows>([...program.relations.keys()].map((name) => [name, new Map()]));
  const fitting = new FitCheck(program);
  facts.forEach((name, tuple) => {
    fitting.check(name, tuple);
    relations.get(name)!.set(keyOf(tuple), tuple);
  });
  const interpreter = new Interpreter(relations);
  let tuples = 0;
  let derivations = 0;
  let rounds = 0;
  for (const stratum of program.strata) {
    for (let changed = true; changed; ) {
      changed = false;
      rounds++;
      for (const clause of program.clauses) {
        if (!clause.heads.some((head) => stratum.relations.includes(head.name))) continue;
        for (const [name, tuple] of interpreter.derive(clause)) {
          if (!stratum.relations.includes(name)) continue;
          derivations++;
          const rows = relations.get(name)!;
          const key = keyOf(tuple);
          if (rows.has(key)) continue;
          rows.set(key, tuple);
          tuples++;
          changed = true;
        }
      }
    }
  }
  const rowsOf = (name: string): Rows => {
    const rows = relations.get(name);
    if (rows === undefined) throw unknownRelation(name, relations.keys());
    return rows;
  };
  return {
    rows: (name) => [...rowsOf(name).values()].sort(compareTuples),
    has: (name, tuple) => rowsOf(name).has(keyOf(tuple)),
    why: (name, tuple) => explain().why(name, tuple),
    proofs: (name, tuple, options) => explain().proofs(name, tuple, options),
    bindings: (name, tuple) => explain().bindings(name, tuple),
    whyNot: (name, pattern, options) => explain().whyNot(name, pattern, options),
    statistics: { tuples, derivations, rounds },
    profile: undefined,
  };
}

class Interpreter {
  constructor(private readonly relations: ReadonlyMap<string, Rows>) {}

  derive(clause: Clause): [string, Value[]][] {
    const found: [string, Value[]][] = [];
    for (const environment of this.solutions(clause.body ?? [[]], new Map(), outerOf(clause))) {
      for (const head of clause.heads) {
        const tuple = head.args.map((arg) => this.value(arg, environment));
        if (tuple.every((value) => value !== undefined)) found.push([head.name, tuple as Value[]]);
      }
    }
    return found;
  }

  private *solutions(
    body: Alternatives,
    given: Environment,
    outer: ReadonlySet<string>,
  ): Iterable<Environment> {
    for (const literals of body) yield* this.conjunction(literals, given, outer);
  }

  /** Takes the first literal that can be decided now; the others after it. */
  private *conjunction(
    literals: readonly Literal[],
    given: Environment,
    outer: ReadonlySet<string>,
  ): Iterable<Environment> {
    if (literals.length === 0) {
      yield given;
      return;
    }
    const index = literals.findIndex((literal) => this.decidable(literal, given, outer));
    const literal = literals[index];
    if (literal === undefined) throw new Error('internal error: no literal can be decided');
    const rest = literals.filter((_, i) => i !== index);
    for (const next of this.literal(literal, given, outer)) yield* this.conjunction(rest, next, outer);
  }

  private decidable(literal: Literal, given: Environment, outer: ReadonlySet<string>): boolean {
    if (literal.kind === 'atom') return literal.args.every((arg) => this.fittable(arg, given, outer));
    if (literal.kind === 'truth') return true;
    if (literal.kind === 'compare' && literal.op === '=') {
      const left = this.computable(literal.left, given, outer);
      const right = this.computable(literal.right, given, outer);
      return (
        (left && this.fittable(literal.right, given, outer)) ||
        (right && this.fittable(literal.left, given, outer))
      );
    }
    if (literal.kind === 'group') {
      return literal.body.every((literals) => {
        try {
          for (const _ of this.conjunction(literals, given, outer)) break;
          return true;
        } catch {
          return false;
        }
      });
    }
    return [...namesIn(literal, outer)].every((name) => given.has(name));
  }

  private computable(node: TermNode, given: Environment, outer: ReadonlySet<string>): boolean {
    if (node.kind === 'wildcard') return false;
    if (node.kind === 'variable') return given.has(node.name);
    if (node.kind === 'construct' || node.kind === 'call')
      return node.args.every((arg) => this.computable(arg, given, outer));
    return node.kind === 'constant' || [...namesIn(node, outer)].every((name) => given.has(name));
  }

  private fittable(node: TermNode, given: Environment, outer: ReadonlySet<string>): boolean {
    if (node.kind === 'construct') return node.args.every((arg) => this.fittable(arg, given, outer));
    return node.kind === 'wildcard' || node.kind === 'variable' || this.computable(node, given, outer);
  }

  private *literal(literal: Literal, given: Environment, outer: ReadonlySet<string>): Iterable<Environment> {
    switch (literal.kind) {
      case 'atom':
        for (const tuple of [...this.relations.get(literal.name)!.values()]) {
          let environment: Environment | undefined = given;
          for (const [i, arg] of literal.args.entries()) {
            environment = environment && this.fit(arg, tuple[i]!, environment);
          }
          if (environment !== undefined) yield environment;
        }
        break;
      case 'compare': {
        const left = this.value(literal.left, given);
        const right = this.value(literal.right, given);
        if (literal.op === '=') {
          const fitted =
            right !== undefined && this.computable(literal.right, given, outer)
              ? this.fit(literal.left, right, given)
              : left !== undefined && this.computable(literal.left, given, outer)
                ? this.fit(literal.right, left, given)
                : undefined;
          if (fitted !== undefined) yield fitted;
        } else if (
          left !== undefined &&
          right !== undefined &&
          compared(literal.op, compareValues(left, right))
        )
          yield given;
        break;
      }
      case 'text-test': {
        const [first, second] = literal.args.map((arg) => this.value(arg, given) as string | undefined);
        if (first === undefined || second === undefined) break;
        if (literal.name === 'match' ? compilePattern(first)(second) : second.includes(first)) yield given;
        break;
      }
      case 'truth':
        if (literal.value) yield given;
        break;
      case 'group':
        yield* this.solutions(literal.body, given, outer);
        break;
      case 'not': {
        // A comparison without a value fails under `!` too, as its opposite does.
        if (literal.body.kind === 'compare' || literal.body.kind === 'text-test') {
          const terms =
            literal.body.kind === 'compare' ? [literal.body.left, literal.body.right] : literal.body.args;
          if (terms.some((term) => this.value(term, given) === undefined)) break;
        }
        let any = false;
        for (const _ of this.literal(literal.body, given, outer)) any = true;
        if (!any) yield given;
      }
    }
  }

  private fit(node: TermNode, value: Value, given: Environment): Environment | undefined {
    if (node.kind === 'wildcard') return given;
    if (node.kind === 'variable' && !given.has(node.name)) return new Map(given).set(node.name, value);
    if (node.kind === 'construct') {
      if (typeof value !== 'object' || value.tag !== node.tag || value.args.length !== node.args.length)
        return undefined;
      let environment: Environment | undefined = given;
      for (const [i, arg] of node.args.entries())
        environment = environment && this.fit(arg, value.args[i]!, environment);
      return environment;
    }
    const own = this.value(node, given);
    return own !== undefined && compareValues(own, value) === 0 ? given : undefined;
  }

  private value(node: TermNode, given: Environment): Value | undefined {
    switch (node.kind) {
      case 'constant':
        return node.value;
      case 'variable':
        return given.get(node.name);
      case 'wildcard':
        return undefined;
      case 'aggregate':
        return this.aggregate(node, given);
      default: {
        const args = node.args.map((arg) => this.value(arg, given));
        if (!args.every((arg) => arg !== undefined)) return undefined;
        if (node.kind === 'construct') return { tag: node.tag, args };
        const float = node.float && '+-*/%^'.includes(node.name);
        return functorOf(float ? `${node.name}.` : node.name)!.apply(args);
      }
    }
  }

  private aggregate(node: Aggregate, given: Environment): Value | undefined {
    let rows = 0;
    const seen = new Set<string>();
    const values: number[] = [];
    const outer = new Set(given.keys());
    const several = (expand(node.body)?.length ?? 0) > 1;
    const local = [...namesIn(node, undefined)].filter((name) => !given.has(name)).sort();
    for (const environment of this.solutions(node.body, given, outer)) {
      if (several) {
        const key = local
          .map((name) => (environment.has(name) ? showValue(environment.get(name)!) : ''))
          .join();
        if (seen.has(key)) continue;
        seen.add(key);
      }
      rows++;
      const value = node.target && this.value(node.target, environment);
      if (typeof value === 'number') values.push(value);
    }
    if (node.name === 'count') return rows;
    if (node.name === 'sum') return values.reduce((sum, value) => sum + value, 0);
    if (values.length === 0) return undefined;
    return values.reduce((best, value) =>
      node.name === 'min' ? Math.min(best, value) : Math.max(best, value),
    );
  }
}

function compared(op: string, order: number): boolean {
  if (op === '!=') return order !== 0;
  if (op === '<') return order < 0;
  if (op === '<=') return order <= 0;
  return op === '>' ? order > 0 : order >= 0;
}

/** Names in a part of the tree; inside aggregates only those that are also outside, when `outer` is given. */
function namesIn(
  node: unknown,
  outer: ReadonlySet<string> | undefined,
  inside = false,
  into = new Set<string>(),
): Set<string> {
  if (Array.isArray(node)) for (const part of node) namesIn(part, outer, inside, into);
  else if (typeof node === 'object' && node !== null) {
    const { kind, name } = node as { kind?: string; name?: string };
    if (kind === 'variable') {
      if (!inside || outer === undefined || outer.has(name!)) into.add(name!);
    } else for (const part of Object.values(node)) namesIn(part, outer, inside || kind === 'aggregate', into);
  }
  return into;
}

/** Names that stand outside of every aggregate of a clause. */
function outerOf(clause: Clause): Set<string> {
  return namesIn([clause.heads, clause.body ?? []], new Set());
}

function keyOf(tuple: readonly Value[]): string {
  return tuple.map(showValue).join();
}
