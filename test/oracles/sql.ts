/**
 * A program as statements for SQLite: one table per relation, filled in the order of the declarations, with a recursive
 * query where a relation reads itself. For programs of numbers and texts in which each relation reads only earlier ones
 * and, once per rule, itself.
 */
import {
  type AggregateLiteral,
  inOrder,
  type Literal,
  normalize,
  type Rule,
  type Term,
} from '../../bench/engine/dialects/normal.js';
import { Inexpressible } from '../../bench/engine/dialects/words.js';
import type { CompiledProgram } from '../../src/engine/compile.js';
import type { RandomFact } from '../../src/engine/evaluation/random-program.test-helper.js';
import type { Value } from '../../src/engine/index.js';

export function toSql(program: CompiledProgram, facts: readonly RandomFact[]): string {
  const rules = normalize(program);
  return [...program.relations]
    .map(([name, { columns }]) => {
      const own = rules.filter((rule) => rule.relation === name);
      const given = facts.flatMap(([relation, tuple]) =>
        relation === name ? [`SELECT ${tuple.map(constant).join(', ')}`] : [],
      );
      const nothing = `SELECT ${columns.map(() => 'NULL').join(', ')} WHERE 0`;
      const parts = [nothing, ...given, ...own.filter((rule) => !reads(rule, name)).map(select)];
      const recursive = own.filter((rule) => reads(rule, name)).map(select);
      const header = columns.map((_, i) => `c${i}`).join(', ');
      const query = [...parts, ...recursive].join('\n  UNION ');
      return `CREATE TABLE ${name} AS WITH RECURSIVE ${name}(${header}) AS (\n  ${query}\n) SELECT * FROM ${name};`;
    })
    .join('\n');
}

function reads({ body }: Rule, relation: string): boolean {
  return body.some((literal) => literal.kind === 'atom' && literal.relation === relation);
}

function select({ args, body }: Rule): string {
  const query = new Query(new Map(), { count: 0 });
  for (const literal of inOrder(body, [])) query.add(literal);
  return query.select(args.map((arg) => query.term(arg)).join(', '));
}

const comparisons = { '!=': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' } as const;

/** The FROM and WHERE of one query, and where each variable has its value. */
class Query {
  private readonly from: string[] = [];
  private readonly where: string[] = [];

  constructor(
    private readonly values: Map<string, string>,
    private readonly aliases: { count: number },
  ) {}

  select(what: string): string {
    const from = this.from.length === 0 ? '' : ` FROM ${this.from.join(', ')}`;
    const where = this.where.length === 0 ? '' : ` WHERE ${this.where.join(' AND ')}`;
    return `SELECT ${what}${from}${where}`;
  }

  add(literal: Literal): void {
    switch (literal.kind) {
      case 'atom':
        if (literal.negated) this.isNot(literal.relation, literal.args);
        else this.join(literal.relation, literal.args);
        break;
      case 'equal':
        this.unify(literal.left, literal.right);
        break;
      case 'test':
        this.where.push(`${this.term(literal.left)} ${comparisons[literal.op]} ${this.term(literal.right)}`);
        break;
      case 'call': {
        const args = literal.args.map((arg) => this.term(arg));
        this.bind(literal.result, call(literal.functor, args));
        break;
      }
      case 'aggregate':
        this.bind(literal.result, this.aggregate(literal));
        break;
      case 'never':
        this.where.push('0');
        break;
      case 'text-test':
        throw new Inexpressible(literal.name);
    }
  }

  term(term: Term): string {
    if (term.kind === 'constant') return constant(term.value);
    const value = term.kind === 'variable' ? this.values.get(term.name) : undefined;
    if (value === undefined) throw new Inexpressible(term.kind);
    return value;
  }

  private join(relation: string, args: readonly Term[]): void {
    const alias = `t${++this.aliases.count}`;
    this.from.push(`${relation} AS ${alias}`);
    for (const [i, arg] of args.entries()) {
      if (arg.kind === 'wildcard') continue;
      const column = `${alias}.c${i}`;
      if (arg.kind === 'variable' && !this.values.has(arg.name)) this.values.set(arg.name, column);
      else this.where.push(`${column} = ${this.term(arg)}`);
    }
  }

  private isNot(relation: string, args: readonly Term[]): void {
    const inner = new Query(new Map(this.values), this.aliases);
    inner.join(relation, args);
    this.where.push(`NOT EXISTS (${inner.select('1')})`);
  }

  private unify(left: Term, right: Term): void {
    if (left.kind === 'variable' && !this.values.has(left.name)) this.bind(left.name, this.term(right));
    else if (right.kind === 'variable' && !this.values.has(right.name))
      this.bind(right.name, this.term(left));
    else this.where.push(`${this.term(left)} = ${this.term(right)}`);
  }

  /** A value that may be NULL: then nothing holds. */
  private bind(name: string, value: string): void {
    const known = this.values.get(name);
    this.where.push(known === undefined ? `${value} IS NOT NULL` : `${value} = ${known}`);
    if (known === undefined) this.values.set(name, value);
  }

  private aggregate({ name, target, bodies: [body, ...others], outer }: AggregateLiteral): string {
    if (body === undefined || others.length > 0) throw new Inexpressible('alternatives');
    const inner = new Query(new Map(this.values), this.aliases);
    for (const literal of inOrder(body, outer)) inner.add(literal);
    const value = target === undefined ? '*' : inner.term(target);
    const what = name === 'sum' ? `coalesce(sum(${value}), 0)` : `${name}(${value})`;
    return `(${inner.select(what)})`;
  }
}

function call(functor: string, args: readonly string[]): string {
  const [a, b] = args;
  switch (functor) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return `(${a} ${functor} ${b})`;
    case '^':
      if (b !== '2') throw new Inexpressible(functor);
      return `(${a} * ${a})`;
    case 'neg':
      return `(-${a})`;
    case 'min':
    case 'max':
      return `${functor}(${args.join(', ')})`;
    default:
      throw new Inexpressible(functor);
  }
}

function constant(value: Value): string {
  if (typeof value === 'object') throw new Inexpressible('term');
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
