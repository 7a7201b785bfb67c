/** The variables that a body gives values, and their types, for a head that nobody declared. */
import type { CompiledProgram } from '../compile.js';
import { functorOf } from '../functors.js';
import { expand, type PlainLiteral } from './alternatives.js';
import type { Aggregate, Alternatives, Call, Clause, TermNode } from './ast.js';
import type { Types } from './types.js';

/**
 * Variables that every alternative binds, in order of appearance, with the widest type of their kind (`symbol`, `number`,
 * `float`, or a record or branch type). Names that start with `_` are left out. A variable whose type cannot be told is
 * a `symbol`: compiling will say what is wrong with it.
 */
export function inferTypes(body: Alternatives, program: CompiledProgram): ReadonlyMap<string, string> {
  const alternatives = (expand(body) ?? []).map((literals) => new Inference(program).run(literals));
  const [first = new Map<string, string>(), ...others] = alternatives;
  return new Map(
    [...first].filter(([name]) => !name.startsWith('_') && others.every((other) => other.has(name))),
  );
}

/** The type of a term whose variables have the given types; undefined when it cannot be told. */
function typeOfTerm(
  node: TermNode,
  program: CompiledProgram,
  variables: ReadonlyMap<string, string>,
): string | undefined {
  return new Inference(program, variables).typeOf(node);
}

class Inference {
  private readonly types: Types;
  private readonly variables: Map<string, string | undefined>;

  constructor(
    private readonly program: CompiledProgram,
    given: ReadonlyMap<string, string> = new Map(),
  ) {
    this.types = program.types;
    this.variables = new Map(given);
  }

  run(literals: readonly PlainLiteral[]): Map<string, string> {
    for (let round = 0; round < 4; round++) for (const literal of literals) this.literal(literal);
    return new Map([...this.variables].map(([name, type]) => [name, type ?? 'symbol']));
  }

  private literal(literal: PlainLiteral): void {
    if (literal.kind === 'atom' && !literal.negated) {
      const columns = this.program.relations.get(literal.node.name)?.columns;
      for (const [i, arg] of literal.node.args.entries()) this.learn(arg, columns?.[i]?.type);
    } else if (literal.kind === 'compare' && literal.op === '=') {
      const { left, right } = literal.node;
      this.learn(left, this.typeOf(right));
      this.learn(right, this.typeOf(left));
    }
  }

  /** Gives a type to the variables of what is matched. */
  private learn(node: TermNode, type: string | undefined): void {
    const base = type === undefined ? undefined : (this.types.base(type) ?? type);
    if (node.kind === 'variable') this.variables.set(node.name, this.variables.get(node.name) ?? base);
    else if (node.kind === 'construct') {
      const parts =
        node.shape === 'branch'
          ? this.types.branch(node.tag)?.branch.attributes
          : base === undefined
            ? undefined
            : this.types.record(base);
      for (const [i, arg] of node.args.entries()) this.learn(arg, parts?.[i]?.type);
    }
  }

  typeOf(node: TermNode): string | undefined {
    switch (node.kind) {
      case 'variable':
        return this.variables.get(node.name);
      case 'constant':
        return typeof node.value === 'string' ? 'symbol' : node.float ? 'float' : 'number';
      case 'construct':
        return node.shape === 'branch' ? this.types.branch(node.tag)?.type : undefined;
      case 'call':
        return this.call(node);
      case 'aggregate':
        return this.aggregate(node);
      case 'wildcard':
        return undefined;
    }
  }

  private call(node: Call): string | undefined {
    const result = functorOf(node.name)?.result;
    if (result !== 'numeric') return result === 'any' ? undefined : result;
    return node.args.some((arg) => this.typeOf(arg) === 'float') ? 'float' : 'number';
  }

  private aggregate(node: Aggregate): string | undefined {
    if (node.target === undefined) return 'number';
    const inner = new Inference(this.program);
    for (const [name, type] of this.variables) inner.variables.set(name, type);
    for (const literals of expand(node.body) ?? []) inner.run(literals);
    return inner.typeOf(node.target) ?? 'number';
  }
}

/** `.decl` lines for the relations that clauses derive and nobody declared, typed by the first clause of each. */
export function declareHeads(clauses: readonly Clause[], program: CompiledProgram): string[] {
  const declared = new Map<string, string>();
  for (const clause of clauses) {
    const variables = clause.body === undefined ? new Map() : inferTypes(clause.body, program);
    for (const head of clause.heads) {
      if (program.relations.has(head.name) || declared.has(head.name)) continue;
      const taken = new Set<string>();
      const columns = head.args.map((arg, i) => {
        const type = typeOfTerm(arg, program, variables) ?? 'symbol';
        const wanted = arg.kind === 'variable' && !taken.has(arg.name) ? arg.name : `c${i + 1}`;
        taken.add(wanted);
        return `${wanted}: ${type}`;
      });
      declared.set(head.name, `.decl ${head.name}(${columns.join(', ')})`);
    }
  }
  return [...declared.values()];
}
