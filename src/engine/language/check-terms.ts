/** Types of terms: what a term is, as far as the variables in it are known, and whether its parts fit each other. */
import type { Diagnostic, Fix, Span } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../errors.js';
import { declarableNames, functorOf, type Kind } from '../functors.js';
import type { Aggregate, Attribute, Call, Clause, Compare, Construct, Node, TermNode } from './ast.js';
import { joined } from './foreign.js';
import { baseOf, count, type Known, name, type Scope, showAttributes } from './known.js';

/** Branches that are named before the rest is counted. */
const listed = 8;

/** How functions are called whose arguments are easily left out. */
const forms: Readonly<Record<string, string>> = {
  cat: 'cat(text, more)',
  strlen: 'strlen(text)',
  substr: 'substr(text, from, length)',
  range: 'range(from, to)',
  min: 'min(a, b)',
  max: 'max(a, b)',
};

/** How the first or last text is found. */
function extremeText(isFirst: boolean): Fix {
  const [word, order] = isFirst ? ['earlier', '<'] : ['later', '>'];
  return {
    text: `For texts derive which have ${isFirst ? 'an earlier' : 'a later'} one beside them, and take one that has none.`,
    code: `has_${word}(x) :- r(x), r(y), y ${order} x.`,
  };
}

/** Advice where values of a type have no order. */
export const comparedParts: Fix = { text: 'Compare a part of them that is a number or a text.' };

/** The checks of terms; what holds literals together is in the class that extends it. */
export abstract class TermCheck {
  /** By the numbers of the variables. */
  protected readonly variables: (Known | undefined)[] = [];
  /** Variables that equal a record, which may be of any type. */
  protected readonly records = new Map<number, Construct>();

  constructor(
    protected readonly clause: Clause,
    protected readonly scope: Scope,
  ) {}

  /** Checks the literals of an aggregate, which bind the variables of its target. */
  protected abstract aggregateBody(node: Aggregate): void;

  /** The type of a term, as far as it is known; checks calls and aggregates on the way. */
  protected typeOf(node: TermNode): Known | undefined {
    switch (node.kind) {
      case 'wildcard':
        return undefined;
      case 'variable':
        return this.variables[node.number];
      case 'constant': {
        const type = typeof node.value === 'string' ? 'symbol' : node.float ? 'float' : 'number';
        return this.own([type], node, type === 'number');
      }
      case 'construct':
        return this.construct(node);
      case 'call':
        return this.call(node);
      case 'aggregate':
        return this.aggregate(node);
    }
  }

  private construct(node: Construct): Known | undefined {
    if (node.shape !== 'branch') {
      for (const arg of node.args) this.typeOf(arg);
      return undefined;
    }
    const branch = this.scope.types.branch(node.tag);
    if (branch === undefined) {
      this.parts(node, undefined);
      return undefined;
    }
    return { types: [branch.type], free: false, literal: false, from: `$${node.tag}`, at: node };
  }

  private call(node: Call): Known | undefined {
    const functor = functorOf(node.name);
    const shown = node.name === 'neg' ? '-' : node.name;
    const at = { start: node.nameStart, end: node.nameEnd };
    if (functor === undefined || (node.name.startsWith('@') && !this.scope.functors.has(node.name))) {
      for (const arg of node.args) this.typeOf(arg);
      if (this.scope.functors.has(node.name) || this.scope.reporter.unread.functors.has(node.name)) {
        return undefined;
      }
      this.error('dl/unknown-functor', `There is no functor \`${node.name}\`.`, at, {
        fix: declarableNames.has(node.name.slice(1))
          ? { text: 'A file named `prelude.dl` may declare it with `.functor`; then this one includes that.' }
          : {
              text: 'Functions of your own are not part of the language: derive the values in a relation, or give them as facts.',
            },
        ...didYouMean(node.name, this.scope.functors),
      });
      return undefined;
    }
    const { parameters, variadic, optional = 0 } = functor;
    const least = parameters.length - optional;
    const { length } = node.args;
    if (length < least || (!variadic && length > parameters.length)) {
      const wanted = variadic
        ? `at least ${count(least, 'argument')}`
        : optional > 0
          ? `${least} or ${count(parameters.length, 'argument')}`
          : count(least, 'argument');
      const form = forms[node.name];
      this.error('dl/arity', `\`${shown}\` takes ${wanted}, not ${length}.`, at, {
        ...(form !== undefined && { fix: { text: 'It is called so:', code: form } }),
      });
      for (const arg of node.args) this.typeOf(arg);
      return functor.result === 'any' || functor.result === 'numeric'
        ? undefined
        : this.own([functor.result], node);
    }
    const knowns = node.args.map((arg) => this.typeOf(arg));
    const text = node.name === '+' ? knowns.findIndex((one) => this.isText(one)) : -1;
    const textNode = node.args[text];
    if (textNode !== undefined) {
      const message = `\`+\` takes numbers, but \`${this.text(textNode)}\` is ${name(knowns[text]?.types ?? [])}.`;
      const code = `cat(${node.args.map((arg) => this.text(arg)).join(', ')})`;
      this.error('dl/type', message, textNode, { fix: { ...joined, code } });
      return undefined;
    }
    let float = false;
    for (const [i, arg] of node.args.entries()) {
      const kind = parameters[Math.min(i, parameters.length - 1)];
      if (kind === undefined) break;
      this.takes(arg, knowns[i], kind, `\`${shown}\``);
      if (baseOf(knowns[i], this.scope.types) === 'float' && kind === 'numeric') float = true;
    }
    if (float) this.refuseMixed(node, knowns);
    node.float = float;
    if (functor.result === 'any') return undefined;
    return this.own([functor.result === 'numeric' ? (float ? 'float' : 'number') : functor.result], node);
  }

  private isText(known: Known | undefined): boolean {
    return baseOf(known, this.scope.types) === 'symbol';
  }

  /** Integers do not become floats by standing beside one; numbers that are written out do. */
  private refuseMixed(node: Call, knowns: readonly (Known | undefined)[]): void {
    for (const [i, arg] of node.args.entries()) {
      const known = knowns[i];
      if (baseOf(known, this.scope.types) !== 'number' || known?.literal) continue;
      this.error(
        'dl/type',
        `\`${node.name}\` is given floats, but \`${this.text(arg)}\` is ${name(known?.types ?? [])}.`,
        arg,
        { fix: { text: 'Turn it into a float.', code: `to_float(${this.text(arg)})` } },
      );
    }
  }

  private aggregate(node: Aggregate): Known | undefined {
    this.aggregateBody(node);
    if (node.target === undefined) return this.own(['number'], node);
    const known = this.typeOf(node.target);
    this.takes(node.target, known, 'numeric', `\`${node.name}\``);
    const base = baseOf(known, this.scope.types) ?? 'number';
    node.float = base === 'float';
    return known === undefined || node.name !== 'sum' ? known : this.own([base], node);
  }

  /** Reports a `_` where a value is wanted. */
  protected noValue(node: TermNode, by: string): void {
    this.error('dl/unbound-variable', `\`_\` has no value for ${by}.`, node, {
      fix: { text: 'Name the variable, and give it a value.' },
    });
  }

  /** Whether a term is what a function takes. */
  protected takes(node: TermNode, known: Known | undefined, kind: Kind, by: string): void {
    if (node.kind === 'wildcard') this.noValue(node, by);
    const base = baseOf(known, this.scope.types);
    const wanted = kind === 'numeric' ? 'a number' : kind === 'simple' ? 'a number or a text' : name([kind]);
    if (kind !== 'any' && this.isRecord(node)) {
      this.error('dl/type', `${by} takes ${wanted}, but \`${this.text(node)}\` is a record.`, node, {
        fix: { text: 'Give it a part of the record that is a number or a text.' },
      });
      return;
    }
    if (known === undefined || base === undefined || kind === 'any') return;
    const isNumber = base === 'number' || base === 'float';
    const fits =
      kind === 'numeric' ? isNumber : kind === 'simple' ? isNumber || base === 'symbol' : base === kind;
    if (fits || (kind === 'float' && known.literal)) return;
    const text = this.text(node);
    const help: Partial<Diagnostic> =
      kind === 'symbol' && isNumber
        ? { fix: { text: 'Turn it into a text.', code: `to_string(${text})` } }
        : by.includes('min') || by.includes('max')
          ? { fix: extremeText(by.includes('min')) }
          : {};
    this.error('dl/type', `${by} takes ${wanted}, but \`${text}\` is ${name(known.types)}.`, node, {
      ...(known.from !== '' && node.kind === 'variable'
        ? { related: [{ label: `\`${text}\` is ${name(known.types)} here`, span: this.span(known.at) }] }
        : {}),
      ...help,
    });
  }

  /** A record or `nil`, or that of a variable that equals one, where nothing else says the type. */
  protected recordOf(node: TermNode): Construct | undefined {
    if (node.kind === 'variable')
      return this.variables[node.number] ? undefined : this.records.get(node.number);
    return node.kind === 'construct' && node.shape !== 'branch' ? node : undefined;
  }

  private isRecord(node: TermNode): boolean {
    return this.recordOf(node) !== undefined;
  }

  /** Where a side is a record and the type of one at most is known. */
  protected compareRecords({ left, right, start, end }: Compare, op: string, known: Known | undefined): void {
    if (!this.isRecord(left) && !this.isRecord(right)) return;
    const base = baseOf(known, this.scope.types);
    if (op !== '=' && op !== '!=') {
      this.error('dl/type', 'Records have no order.', { start, end }, { fix: comparedParts });
    } else if (op === '!=' && known !== undefined && base !== undefined && !this.scope.types.record(base)) {
      const record = this.text(this.isRecord(left) ? left : right);
      const other = this.text(this.isRecord(left) ? right : left);
      const message = `\`${record}\` is a record and \`${other}\` is ${name(known.types)}: they are never equal.`;
      this.error('dl/type', message, { start, end });
    }
  }

  /** The arguments of a record or branch with their declarations; reports what does not fit. */
  protected parts(node: Construct, type: string | undefined): [TermNode, Attribute][] {
    const { types } = this.scope;
    const base = type === undefined ? undefined : types.base(type);
    let attributes: readonly Attribute[] | undefined;
    let declared = `$${node.tag}`;
    if (node.shape === 'branch') {
      const branch = types.branch(node.tag);
      if (branch === undefined) {
        const at = { start: node.start, end: node.start + 1 + node.tag.length };
        const isUnread = this.scope.reporter.unread.types.size > 0;
        const known = this.branchesOf(type);
        const near = didYouMean(node.tag, types.branchNames());
        if (!isUnread) {
          this.error('dl/unknown-branch', `No type has a branch \`${node.tag}\`.`, at, {
            ...(known !== undefined && { fix: { text: `The branches of \`${type}\` are ${known}.` } }),
            ...near,
          });
        }
      } else if (base !== undefined && branch.type !== base) {
        const message = `\`$${node.tag}\` is ${name([branch.type])}, but ${name([type ?? ''])} is wanted here.`;
        this.error('dl/type', message, node);
      } else attributes = branch.branch.attributes;
    } else {
      attributes = base === undefined ? undefined : types.record(base);
      declared = type ?? '';
      if (base !== undefined && attributes === undefined) {
        const message = `\`${this.text(node)}\` is a record, but ${name([type ?? ''])} is wanted here.`;
        const known = this.branchesOf(type);
        this.error('dl/type', message, node, {
          ...(known !== undefined && { fix: { text: `The branches of \`${type}\` are ${known}.` } }),
        });
      }
      if (node.shape === 'nil') return [];
    }
    if (attributes === undefined) {
      for (const arg of node.args) this.typeOf(arg);
      return [];
    }
    if (attributes.length !== node.args.length) {
      const parts = showAttributes(attributes);
      const message = `\`${declared}\` has ${count(attributes.length, 'part')}, not ${node.args.length}.`;
      this.error('dl/arity', message, node, {
        fix: {
          text: 'It is declared so:',
          code: node.shape === 'branch' ? `${declared}(${parts})` : `[${parts}]`,
        },
      });
      return [];
    }
    return node.args.map((arg, i) => [arg, attributes[i]!]);
  }

  /** The first branches of a type, as they are written; undefined when it has none. */
  private branchesOf(type: string | undefined): string | undefined {
    const base = type === undefined ? undefined : this.scope.types.base(type);
    const all = [...this.scope.types.branchNames()].filter(
      (tag) => this.scope.types.branch(tag)?.type === base,
    );
    if (all.length === 0) return undefined;
    const more = all.length > listed ? `, and ${all.length - listed} more` : '';
    return (
      all
        .slice(0, listed)
        .map((tag) => `\`$${tag}\``)
        .join(', ') + more
    );
  }

  /** A type that the term has of itself. */
  protected own(types: readonly string[], node: Node, literal = false): Known {
    return { types, free: true, literal, from: '', at: node };
  }

  protected span(node: Node): Span {
    return this.clause.source.span(node.start, node.end);
  }

  /** The term as it is written; a long one is cut. */
  protected text(node: Node): string {
    const text = this.clause.source.text.slice(node.start, node.end);
    return text.length > 60 ? `${text.slice(0, 57)}...` : text;
  }

  protected error(code: string, message: string, node: Node, more: Partial<Diagnostic> = {}): void {
    this.scope.reporter.error(code, message, this.span(node), more);
  }
}
