/**
 * The oracle: evaluates the syntax tree itself, with values and substitutions, without indexes, plans, deltas or the
 * core form. Slow, short and independent of the evaluator that it checks.
 */

import { needTuple } from '../arguments.js';
import type { CompiledProgram } from '../compile.js';
import { EngineError, unknownRelation } from '../errors.js';
import type { Facts } from '../facts.js';
import { FunctorError, functorOf } from '../functors.js';
import type {
  Aggregate,
  Alternatives,
  Atom,
  Call,
  Clause,
  Compare,
  Literal,
  TermNode,
  TextTest,
  Truth,
} from '../language/ast.js';
import { compilePattern, PatternError } from '../match.js';
import type { Solution } from '../solve.js';
import { compareTuples, compareValues, showValue, type Value } from '../value.js';
import { FitCheck } from './load.js';
import { sumOf } from './sum.js';

type Environment = ReadonlyMap<string, Value>;
type Rows = Map<string, readonly Value[]>;

/** A literal without groups; `negated` turns it round. */
export interface Plain {
  readonly node: Atom | Compare | TextTest | Truth;
  readonly negated: boolean;
}

/** The disjunctive normal form of a body, or of its negation. */
export function alternatives(body: Alternatives, negated = false): Plain[][] {
  const parts = body.map((literals) => {
    const inner = literals.map((literal) => ofLiteral(literal, negated));
    return negated ? inner.flat() : product(inner);
  });
  return negated ? product(parts) : parts.flat();
}

function ofLiteral(literal: Literal, negated: boolean): Plain[][] {
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
        for (const [name, tuple] of naming(clause, () => interpreter.derive(clause))) {
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
    has: (name, tuple) => {
      const rows = rowsOf(name);
      needTuple(name, tuple);
      return rows.has(keyOf(tuple));
    },
    why: (name, tuple) => explain().why(name, tuple),
    proofs: (name, tuple, options) => explain().proofs(name, tuple, options),
    bindings: (name, tuple) => explain().bindings(name, tuple),
    whyNot: (name, pattern, options) => explain().whyNot(name, pattern, options),
    statistics: { tuples, derivations, rounds },
    profile: undefined,
  };
}

/** A computation that fails names its clause. */
function naming<T>({ source, start, end, heads }: Clause, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    const overflows = error instanceof FunctorError;
    if (!overflows && !(error instanceof PatternError)) throw error;
    const span = source.span(start, end);
    const what = overflows ? 'A computation failed' : 'A pattern cannot be used';
    throw new EngineError({
      code: overflows ? 'dl/overflow' : 'dl/bad-pattern',
      severity: 'error',
      message: `${what}, in a rule for \`${heads[0]?.name}\` (${source.file}:${span.line}).`,
      why: [`${error.message}.`],
      span,
    });
  }
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
    for (const literals of alternatives(body)) yield* this.conjunction(literals, given, outer);
  }

  /** Takes the first literal that can be decided now; the others after it. */
  private *conjunction(
    literals: readonly Plain[],
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

  private decidable({ node, negated }: Plain, given: Environment, outer: ReadonlySet<string>): boolean {
    if (node.kind === 'truth') return true;
    if (node.kind === 'atom' && !negated) return node.args.every((arg) => this.fittable(arg, given, outer));
    if (node.kind === 'compare' && isEquation(node, negated)) {
      const left = this.computable(node.left, given, outer);
      const right = this.computable(node.right, given, outer);
      return (
        (left && this.fittable(node.right, given, outer)) || (right && this.fittable(node.left, given, outer))
      );
    }
    return [...namesIn(node, outer)].every((name) => given.has(name));
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

  private *literal(
    { node, negated }: Plain,
    given: Environment,
    outer: ReadonlySet<string>,
  ): Iterable<Environment> {
    switch (node.kind) {
      case 'truth':
        if (node.value !== negated) yield given;
        break;
      case 'atom': {
        // What has no value makes the literal fail, negated or not.
        if (node.args.some((arg) => this.lacksValue(arg, given))) break;
        let any = false;
        for (const tuple of [...this.relations.get(node.name)!.values()]) {
          let environment: Environment | undefined = given;
          for (const [i, arg] of node.args.entries()) {
            environment = environment && this.fit(arg, tuple[i]!, environment);
          }
          any ||= environment !== undefined;
          if (environment !== undefined && !negated) yield environment;
        }
        if (negated && !any) yield given;
        break;
      }
      case 'compare': {
        const [range, fitted] = isRange(node.left) ? [node.left, node.right] : [node.right, node.left];
        if (isRange(range)) {
          for (const value of this.range(range, given)) {
            const environment = this.fit(fitted, value, given);
            if (environment !== undefined) yield environment;
          }
          break;
        }
        const left = this.value(node.left, given);
        const right = this.value(node.right, given);
        if (isEquation(node, negated)) {
          const fitted =
            right !== undefined && this.computable(node.right, given, outer)
              ? this.fit(node.left, right, given)
              : left !== undefined && this.computable(node.left, given, outer)
                ? this.fit(node.right, left, given)
                : undefined;
          if (fitted !== undefined) yield fitted;
        } else if (left !== undefined && right !== undefined) {
          if (compared(node.op, compareValues(left, right)) !== negated) yield given;
        }
        break;
      }
      case 'text-test': {
        const [first, second] = node.args.map((arg) => this.value(arg, given) as string | undefined);
        if (first === undefined || second === undefined) break;
        const holds = node.name === 'match' ? compilePattern(first)(second) : second.includes(first);
        if (holds !== negated) yield given;
      }
    }
  }

  /** Whether a computation in a term has no value. */
  private lacksValue(node: TermNode, given: Environment): boolean {
    if (node.kind === 'construct') return node.args.some((arg) => this.lacksValue(arg, given));
    return (node.kind === 'call' || node.kind === 'aggregate') && this.value(node, given) === undefined;
  }

  private *range(node: Call, given: Environment): Iterable<number> {
    const [from, to, by] = node.args.map((arg) => this.value(arg, given));
    if (typeof from !== 'number' || typeof to !== 'number') return;
    if (node.args.length === 3 && typeof by !== 'number') return;
    const stride = typeof by === 'number' ? by : from <= to ? 1 : -1;
    if (stride === 0 && from !== to) yield from;
    for (let at = from; stride > 0 && at < to; at += stride) yield at;
    for (let at = from; stride < 0 && at > to; at += stride) yield at;
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
    const several = alternatives(node.body).length > 1;
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
    if (node.name === 'sum') return sumOf(values, node.float);
    if (values.length === 0) return undefined;
    return values.reduce((best, value) =>
      node.name === 'min' ? Math.min(best, value) : Math.max(best, value),
    );
  }
}

/** `a = b`, or `!(a != b)`. */
function isRange(node: TermNode): node is Call {
  return node.kind === 'call' && node.name === 'range';
}

function isEquation({ op }: Compare, negated: boolean): boolean {
  return op === (negated ? '!=' : '=');
}

function compared(op: string, order: number): boolean {
  if (op === '=') return order === 0;
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
