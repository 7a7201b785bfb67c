/**
 * Types of one alternative of a clause. Every variable gets the narrowest type that the relations in the body give it;
 * then the head, negated relations, functions and comparisons must agree with it.
 */

import { didYouMean, type Reporter } from '../errors.js';
import { functorOf, type Kind } from '../functors.js';
import { compilePattern, PatternError } from '../match.js';
import { expand, type PlainLiteral } from './alternatives.js';
import type {
  Aggregate,
  Atom,
  Attribute,
  Call,
  Clause,
  Construct,
  Node,
  RelationItem,
  TermNode,
} from './ast.js';
import type { Types } from './types.js';

/** What the checker knows of the program. */
export interface Scope {
  readonly types: Types;
  readonly relations: ReadonlyMap<string, RelationItem>;
  /** Functors that a prelude declares, with the `@`. */
  readonly functors: ReadonlySet<string>;
  readonly reporter: Reporter;
}

/** A type; 'free' for what fits every type of its kind (constants and results of functions). */
interface Known {
  readonly type: string;
  readonly free: boolean;
  readonly from: string;
}

/** Reports every type error of one alternative and marks arithmetic on floats. */
export function checkTypes(
  clause: Clause,
  head: Atom,
  literals: readonly PlainLiteral[],
  scope: Scope,
): void {
  const check = new TypeCheck(clause, scope);
  check.run(head, literals);
}

class TypeCheck {
  private readonly variables = new Map<string, Known>();
  private changed = false;

  constructor(
    private readonly clause: Clause,
    private readonly scope: Scope,
  ) {}

  run(head: Atom, literals: readonly PlainLiteral[]): void {
    for (let round = 0; round < 5; round++) {
      this.changed = false;
      for (const literal of literals) this.source(literal);
      if (!this.changed) break;
    }
    for (const literal of literals) this.sink(literal);
    const attributes = this.attributes(head);
    if (attributes === undefined) return;
    for (const [i, arg] of head.args.entries())
      this.fits(arg, attributes[i]!.type, `\`${head.name}\``, false);
  }

  /** The declaration that an atom uses; reports an unknown relation or a wrong number of arguments. */
  private attributes(atom: Atom): readonly Attribute[] | undefined {
    const { relations } = this.scope;
    const relation = relations.get(atom.name);
    if (relation === undefined) {
      this.error(
        'dl/unknown-relation',
        `There is no relation \`${atom.name}\`.`,
        nameOf(atom),
        didYouMean(atom.name, relations.keys()),
      );
      return undefined;
    }
    const { length } = relation.attributes;
    if (length === atom.args.length) return relation.attributes;
    const columns = relation.attributes.map((attribute) => `${attribute.name}: ${attribute.type}`).join(', ');
    this.error(
      'dl/arity',
      `\`${atom.name}\` has ${count(length, 'column')}, not ${atom.args.length}.`,
      nameOf(atom),
      {
        fix: { text: 'It is declared so:', code: `${atom.name}(${columns})` },
        related: [
          {
            label: 'declared here',
            span: relation.source.span(relation.nameStart, relation.nameStart + relation.name.length),
          },
        ],
      },
    );
    return undefined;
  }

  private source(literal: PlainLiteral): void {
    if (literal.kind === 'atom') {
      const attributes = this.attributes(literal.node);
      if (attributes === undefined) return;
      for (const [i, arg] of literal.node.args.entries()) {
        if (!literal.negated)
          this.learn(arg, { type: attributes[i]!.type, free: false, from: literal.node.name });
        else this.inner(arg);
      }
    } else if (literal.kind === 'compare') {
      const { left, right } = literal.node;
      const l = this.typeOf(left);
      const r = this.typeOf(right);
      if (literal.op !== '=') return;
      if (r !== undefined) this.learn(left, r);
      if (l !== undefined) this.learn(right, l);
    } else if (literal.kind === 'text-test') for (const arg of literal.node.args) this.inner(arg);
  }

  /** Gives a type to the variables of a term. */
  private learn(node: TermNode, known: Known): void {
    switch (node.kind) {
      case 'variable':
        this.narrow(node, node.name, known);
        break;
      case 'construct':
        for (const [arg, attribute] of this.parts(node, known.type)) {
          this.learn(arg, { type: attribute.type, free: false, from: node.tag || known.type });
        }
        break;
      default:
        this.inner(node);
        this.sameBase(node, this.typeOf(node), known.type, known.from);
    }
  }

  private narrow(node: Node, name: string, known: Known): void {
    const { types } = this.scope;
    const before = this.variables.get(name);
    if (before === undefined) {
      this.variables.set(name, known);
      this.changed = true;
      return;
    }
    if (types.base(before.type) !== types.base(known.type)) {
      if (types.base(before.type) === undefined || types.base(known.type) === undefined) return;
      this.error(
        'dl/type',
        `\`${name}\` is ${a(before.type)}${by(before)}, and ${a(known.type)}${by(known)}.`,
        node,
      );
      return;
    }
    if (known.free) return;
    const met = before.free ? known.type : types.meet(before.type, known.type);
    if (met === undefined) {
      this.error(
        'dl/type',
        `\`${name}\` is ${a(before.type)}${by(before)}, and ${a(known.type)}${by(known)}.`,
        node,
        {
          why: ['No value is of both types.'],
        },
      );
    } else if (met !== before.type || before.free) {
      this.variables.set(name, { type: met, free: false, from: known.from });
      this.changed = true;
    }
  }

  /** Checks what is inside a term whose own type is not asked for. */
  private inner(node: TermNode): void {
    this.typeOf(node);
  }

  /** The type of a term, as far as it is known; checks calls and aggregates on the way. */
  private typeOf(node: TermNode): Known | undefined {
    switch (node.kind) {
      case 'wildcard':
        return undefined;
      case 'variable':
        return this.variables.get(node.name);
      case 'constant':
        return {
          type: typeof node.value === 'string' ? 'symbol' : node.float ? 'float' : 'number',
          free: true,
          from: '',
        };
      case 'construct': {
        if (node.shape !== 'branch') {
          for (const arg of node.args) this.inner(arg);
          return undefined;
        }
        const branch = this.scope.types.branch(node.tag);
        if (branch === undefined) this.parts(node, undefined);
        return branch && { type: branch.type, free: false, from: `$${node.tag}` };
      }
      case 'call':
        return this.call(node);
      case 'aggregate':
        return this.aggregate(node);
    }
  }

  private call(node: Call): Known | undefined {
    const functor = functorOf(node.name);
    const at = { start: node.nameStart, end: node.nameEnd };
    if (functor === undefined || (node.name.startsWith('@') && !this.scope.functors.has(node.name))) {
      for (const arg of node.args) this.inner(arg);
      const near = didYouMean(node.name, this.scope.functors);
      this.error('dl/unknown-functor', `There is no functor \`${node.name}\`.`, at, {
        fix: { text: 'Functors are declared with `.functor` in the prelude.' },
        ...near,
      });
      return undefined;
    }
    const { parameters, variadic } = functor;
    const enough = variadic ? node.args.length >= parameters.length : node.args.length === parameters.length;
    if (!enough) {
      const wanted = `${variadic ? 'at least ' : ''}${count(parameters.length, 'argument')}`;
      this.error('dl/arity', `\`${node.name}\` takes ${wanted}, not ${node.args.length}.`, at);
    }
    let float = false;
    for (const [i, arg] of node.args.entries()) {
      const known = this.typeOf(arg);
      if (known !== undefined && this.scope.types.base(known.type) === 'float') float = true;
      const kind = parameters[Math.min(i, parameters.length - 1)];
      if (kind !== undefined) this.takes(arg, known, kind, `\`${node.name}\``);
    }
    node.float = float;
    if (functor.result === 'any') return undefined;
    return {
      type: functor.result === 'numeric' ? (float ? 'float' : 'number') : functor.result,
      free: true,
      from: '',
    };
  }

  private aggregate(node: Aggregate): Known | undefined {
    for (const literals of expand(node.body) ?? []) {
      for (const literal of literals) this.source(literal);
      for (const literal of literals) this.sink(literal);
    }
    if (node.target === undefined) return { type: 'number', free: true, from: '' };
    const known = this.typeOf(node.target);
    this.takes(node.target, known, 'numeric', `\`${node.name}\``);
    return (
      known &&
      (node.name === 'sum'
        ? { ...known, type: this.scope.types.base(known.type) ?? known.type, free: true }
        : known)
    );
  }

  private takes(node: TermNode, known: Known | undefined, kind: Kind, by: string): void {
    if (node.kind === 'wildcard') {
      this.error('dl/unbound-variable', `\`_\` has no value for ${by}.`, node, {
        fix: { text: 'Name the variable.' },
      });
    }
    const base = known && this.scope.types.base(known.type);
    if (base === undefined || kind === 'any') return;
    const fits =
      kind === 'numeric'
        ? base === 'number' || base === 'float'
        : base === kind || (kind === 'float' && base === 'number');
    if (fits) return;
    const wanted = kind === 'numeric' ? 'a number' : a(kind);
    const help =
      kind === 'symbol'
        ? { fix: { text: 'Turn it into a text.', code: `to_string(${this.text(node)})` } }
        : {};
    this.error(
      'dl/type',
      `${by} takes ${wanted}, but \`${this.text(node)}\` is ${a(known!.type)}.`,
      node,
      help,
    );
  }

  private sink(literal: PlainLiteral): void {
    if (literal.kind === 'atom' && literal.negated) {
      const attributes = this.attributes(literal.node);
      if (attributes === undefined) return;
      for (const [i, arg] of literal.node.args.entries())
        this.fits(arg, attributes[i]!.type, `\`${literal.node.name}\``, true);
    } else if (literal.kind === 'text-test') {
      for (const arg of literal.node.args)
        this.takes(arg, this.typeOf(arg), 'symbol', `\`${literal.node.name}\``);
      this.checkPattern(literal.node.name, literal.node.args[0]!);
    } else if (literal.kind === 'compare') {
      const { left, right } = literal.node;
      const l = this.typeOf(left);
      const r = this.typeOf(right);
      const lb = l && this.scope.types.base(l.type);
      const rb = r && this.scope.types.base(r.type);
      if (l === undefined || r === undefined || lb === undefined || rb === undefined) return;
      const numbers = (lb === 'number' || lb === 'float') && (rb === 'number' || rb === 'float');
      if (lb !== rb && !numbers) {
        const message = `\`${this.text(left)}\` is ${a(l.type)} and \`${this.text(right)}\` is ${a(r.type)}: they are never equal, and have no order.`;
        this.error('dl/type', message, literal.node);
      } else if (literal.op !== '=' && literal.op !== '!=' && !['number', 'float', 'symbol'].includes(lb)) {
        this.error('dl/type', `Values of type \`${l.type}\` have no order.`, literal.node);
      }
    }
  }

  private checkPattern(name: string, node: TermNode): void {
    if (name !== 'match' || node.kind !== 'constant' || typeof node.value !== 'string') return;
    try {
      compilePattern(node.value);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      this.error('dl/bad-pattern', `The pattern cannot be read: ${error.message}.`, node);
    }
  }

  /** Whether a term may stand where `type` is wanted; in a negated relation a wider type may. */
  private fits(node: TermNode, type: string, place: string, negated: boolean): void {
    const { types } = this.scope;
    if (node.kind === 'construct') {
      for (const [arg, attribute] of this.parts(node, type))
        this.fits(arg, attribute.type, `\`$${node.tag}\``, negated);
      return;
    }
    const known = this.typeOf(node);
    if (known === undefined || !this.sameBase(node, known, type, place)) return;
    if (known.free || types.isSubtype(known.type, type)) return;
    if (negated && types.meet(known.type, type) !== undefined) return;
    this.error(
      'dl/type',
      `${place} takes ${a(type)} here, but \`${this.text(node)}\` is ${a(known.type)}${by(known)}.`,
      node,
      {
        why: [`Not every \`${known.type}\` is a \`${type}\`.`],
      },
    );
  }

  private sameBase(node: TermNode, known: Known | undefined, type: string, place: string): boolean {
    const { types } = this.scope;
    const base = known && types.base(known.type);
    const wanted = types.base(type);
    if (base === undefined || wanted === undefined || base === wanted) return true;
    if (base === 'number' && wanted === 'float' && known!.free) return true;
    const at = place === '' ? '' : ` in ${place.startsWith('`') ? place : `\`${place}\``}`;
    this.error(
      'dl/type',
      `\`${this.text(node)}\` is ${a(known!.type)}, but ${a(type)} is wanted${at}.`,
      node,
    );
    return false;
  }

  /** The arguments of a record or branch with their declarations; reports what does not fit. */
  private parts(node: Construct, type: string | undefined): [TermNode, Attribute][] {
    const { types } = this.scope;
    const base = type && types.base(type);
    let attributes: readonly Attribute[] | undefined;
    let name = `$${node.tag}`;
    if (node.shape === 'branch') {
      const branch = types.branch(node.tag);
      if (branch === undefined) {
        const at = { start: node.start, end: node.start + 1 + node.tag.length };
        this.error(
          'dl/unknown-branch',
          `No type has a branch \`${node.tag}\`.`,
          at,
          didYouMean(node.tag, types.branchNames()),
        );
      } else if (base !== undefined && branch.type !== base) {
        this.error('dl/type', `\`$${node.tag}\` is ${a(branch.type)}, but ${a(type!)} is wanted here.`, node);
      } else attributes = branch.branch.attributes;
    } else {
      attributes = base === undefined ? undefined : types.record(base);
      name = type ?? '';
      if (base !== undefined && attributes === undefined) {
        this.error('dl/type', `\`${this.text(node)}\` is a record, but ${a(type!)} is wanted here.`, node);
      }
      if (node.shape === 'nil') return [];
    }
    if (attributes === undefined) {
      for (const arg of node.args) this.inner(arg);
      return [];
    }
    if (attributes.length !== node.args.length) {
      const parts = attributes.map((attribute) => `${attribute.name}: ${attribute.type}`).join(', ');
      this.error(
        'dl/arity',
        `\`${name}\` has ${count(attributes.length, 'part')}, not ${node.args.length}.`,
        node,
        {
          fix: {
            text: 'It is declared so:',
            code: node.shape === 'branch' ? `${name}(${parts})` : `[${parts}]`,
          },
        },
      );
      return [];
    }
    return node.args.map((arg, i) => [arg, attributes[i]!]);
  }

  private text(node: Node): string {
    return this.clause.source.text.slice(node.start, node.end);
  }

  private error(
    code: string,
    message: string,
    node: Node,
    more: Parameters<Reporter['error']>[3] = {},
  ): void {
    this.scope.reporter.error(code, message, this.clause.source.span(node.start, node.end), more);
  }
}

function nameOf(atom: Atom): Node {
  return { start: atom.start, end: atom.nameEnd };
}

function a(type: string): string {
  return `${/^[aeiouAEIOU]/.test(type) ? 'an' : 'a'} \`${type}\``;
}

function by(known: Known): string {
  return known.from === '' ? '' : ` in \`${known.from}\``;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
