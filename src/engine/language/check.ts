/**
 * Types of one alternative of a clause. Every variable gets the narrowest type that the relations in the body give it;
 * then the head, negated relations, functions and comparisons must agree with it.
 */
import type { Diagnostic } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../errors.js';
import { compilePattern, PatternError } from '../match.js';
import { expand, type PlainLiteral, reportAlternatives } from './alternatives.js';
import type {
  Aggregate,
  Atom,
  Attribute,
  Call,
  Clause,
  Compare,
  Constant,
  Node,
  TermNode,
  Variable,
} from './ast.js';
import { comparedParts, TermCheck } from './check-terms.js';
import { foreignFunction } from './foreign.js';
import { baseOf, by, count, type Known, name, places, type Scope, showAttributes } from './known.js';
import { hasRange, isMadeOfSimple, isSimple, wildcardIn } from './term-shapes.js';

/** Reports every type error of one alternative and marks arithmetic on floats. */
export function checkTypes(
  clause: Clause,
  head: Atom,
  literals: readonly PlainLiteral[],
  scope: Scope,
): void {
  new TypeCheck(clause, scope).run(head, literals);
}

class TypeCheck extends TermCheck {
  private changed = false;

  run(head: Atom, literals: readonly PlainLiteral[]): void {
    this.sources(literals);
    if (this.changed && !literals.every(isLearnedAtOnce)) {
      for (let round = 1; this.changed && round < 5; round++) {
        this.changed = false;
        this.sources(literals);
      }
    }
    this.sinks(literals);
    this.fitAll(head, false);
  }

  protected aggregateBody(node: Aggregate): void {
    const alternatives = expand(node.body);
    if (alternatives === undefined) {
      reportAlternatives(`The body of \`${node.name}\``, node, this.clause, this.scope.reporter);
    }
    for (const literals of alternatives ?? []) {
      this.sources(literals);
      this.sinks(literals);
    }
  }

  private sources(literals: readonly PlainLiteral[]): void {
    for (let i = 0; i < literals.length; i++) this.source(literals[i]!);
  }

  private sinks(literals: readonly PlainLiteral[]): void {
    for (let i = 0; i < literals.length; i++) this.sink(literals[i]!);
  }

  /** The declaration that an atom uses; reports an unknown relation or a wrong number of arguments. */
  private attributes(atom: Atom): readonly Attribute[] | undefined {
    const { relations, reporter } = this.scope;
    const relation = relations.get(atom.name);
    if (relation?.attributes.length === atom.args.length) return relation.attributes;
    const at = { start: atom.start, end: atom.nameEnd };
    if (relation === undefined) {
      if (!reporter.unread.relations.has(atom.name)) this.unknown(atom, at);
      return undefined;
    }
    const message = `\`${atom.name}\` has ${count(relation.attributes.length, 'column')}, not ${atom.args.length}.`;
    this.error('dl/arity', message, at, {
      fix: { text: 'It is declared so:', code: `${atom.name}(${showAttributes(relation.attributes)})` },
      related: [
        {
          label: 'declared here',
          span: relation.source.span(relation.nameStart, relation.nameEnd),
        },
      ],
    });
    return undefined;
  }

  private unknown(atom: Atom, at: Node): void {
    const functors = new Set([...this.scope.functors].map((name) => name.slice(1)));
    const foreign = foreignFunction(atom.name, functors);
    const near =
      foreign === undefined ? didYouMean(atom.name, this.scope.relations.keys()) : { fix: foreign };
    const columns = atom.args.map((arg, i) => {
      const type = this.typeOf(arg)?.types[0] ?? 'symbol';
      return `${arg.kind === 'variable' ? arg.name : `c${i + 1}`}: ${type}`;
    });
    this.error('dl/unknown-relation', `There is no relation \`${atom.name}\`.`, at, {
      fix: {
        text: 'Declare it, with the names and types of its columns.',
        code: `.decl ${atom.name}(${columns.slice(0, 8).join(', ')})`,
      },
      ...near,
    });
  }

  private source(literal: PlainLiteral): void {
    if (literal.kind === 'atom') this.sourceAtom(literal.node, literal.negated);
    else if (literal.kind === 'compare') {
      const { left, right } = literal.node;
      const l = this.typeOf(left);
      const r = this.typeOf(right);
      if (literal.op !== '=') return;
      if (r !== undefined) this.learn(left, r);
      if (l !== undefined && !this.isDisputed(left)) this.learn(right, l);
      this.noteRecord(left, right);
      this.noteRecord(right, left);
    } else if (literal.kind === 'text-test') for (const arg of literal.node.args) this.typeOf(arg);
  }

  private noteRecord(side: TermNode, other: TermNode): void {
    const record = this.recordOf(other);
    if (record === undefined || side.kind !== 'variable' || this.records.has(side.number)) return;
    this.records.set(side.number, record);
    this.changed = true;
  }

  private sourceAtom(atom: Atom, negated: boolean): void {
    const attributes = this.attributes(atom);
    if (attributes === undefined) return;
    const { args, name: from } = atom;
    for (let i = 0; i < args.length; i++) {
      const arg = args[i]!;
      const { type } = attributes[i]!;
      if (negated) {
        if (!isSimple(arg)) this.typeOf(arg);
      } else if (!this.isOf(arg, type)) {
        this.learn(arg, { types: [type], free: false, literal: false, from, at: arg });
      }
    }
  }

  /**
   * Whether a term is for sure of a type: a variable that is known to be of this very type, a constant of its kind, or
   * anything. Then there is nothing to learn or to report.
   */
  private isOf(node: TermNode, type: string): boolean {
    if (node.kind === 'variable') {
      const known = this.variables[node.number];
      return known !== undefined && !known.free && known.types.length === 1 && known.types[0] === type;
    }
    if (node.kind !== 'constant') return node.kind === 'wildcard';
    const base = this.scope.types.base(type);
    return base === (typeof node.value === 'string' ? 'symbol' : node.float ? 'float' : 'number');
  }

  /** Gives a type to the variables of a term. */
  private learn(node: TermNode, known: Known): void {
    const [type] = known.types;
    if (node.kind === 'variable') this.narrow(node, known);
    else if (node.kind === 'construct') {
      for (const [arg, attribute] of this.parts(node, type)) {
        const from = node.tag === '' ? (type ?? '') : `$${node.tag}`;
        this.learn(arg, { types: [attribute.type], free: false, literal: false, from, at: arg });
      }
    } else if (type !== undefined) this.sameBase(node, this.typeOf(node), type, known.from);
  }

  private narrow(node: Variable, known: Known): void {
    const { types } = this.scope;
    const before = this.variables[node.number];
    if (before === undefined) {
      if (known.types[0] === undefined) return;
      this.know(node, known);
      return;
    }
    const base = baseOf(known, types);
    if (before.literal && base === 'float') {
      if (before.types[0] !== known.types[0]) this.know(node, known);
      return;
    }
    const earlier = baseOf(before, types);
    if (earlier === undefined || base === undefined) return;
    if (earlier !== base) {
      if (known.literal && earlier === 'float') return;
      this.disagree(node, before, known, []);
      return;
    }
    if (known.free) return;
    if (before.free) {
      this.know(node, known);
      return;
    }
    const met = types.meet(before.types, known.types);
    if (met === before.types) return;
    if (met.length === 0) this.disagree(node, before, known, ['No value is of both types.']);
    else if (met.join() !== before.types.join()) {
      const narrower = met.join() === known.types.join() ? known : before;
      this.know(node, { ...narrower, types: met });
    }
  }

  private know({ number }: Variable, known: Known): void {
    this.variables[number] = known;
    this.changed = true;
  }

  /** Whether two places disagreed on the variable: once is enough. */
  private isDisputed(node: TermNode): boolean {
    return node.kind === 'variable' && this.variables[node.number]?.types.length === 0;
  }

  private disagree(node: Variable, before: Known, known: Known, why: string[]): void {
    const { name: variable, number } = node;
    const message = `\`${variable}\` is ${name(before.types)}${by(before)}, and ${name(known.types)}${by(known)}.`;
    const related = places(variable, this.clause.source, node, before, known);
    this.error('dl/type', message, node, { ...(why.length > 0 && { why }), related });
    this.variables[number] = { ...before, types: [] };
  }

  private sink(literal: PlainLiteral): void {
    if (literal.kind === 'atom') {
      if (literal.negated) this.fitAll(literal.node, true);
    } else if (literal.kind === 'text-test') {
      for (const arg of literal.node.args)
        this.takes(arg, this.typeOf(arg), 'symbol', `\`${literal.node.name}\``);
      this.checkPattern(literal.node.name, literal.node.args[0]!);
    } else if (literal.kind === 'compare') {
      this.checkRange(literal.node, literal.op);
      this.compare(literal.node, literal.op);
    }
  }

  private compare(node: Compare, op: string): void {
    const { left, right } = node;
    const { types } = this.scope;
    const open = op === '=' ? wildcardIn(left) && wildcardIn(right) : (wildcardIn(left) ?? wildcardIn(right));
    if (open !== undefined) this.noValue(open, `\`${op}\``);
    const l = this.typeOf(left);
    const r = this.typeOf(right);
    const lb = baseOf(l, types);
    const rb = baseOf(r, types);
    this.compareRecords(node, op, l ?? r);
    if (l === undefined || r === undefined || lb === undefined || rb === undefined) return;
    const isNumber = (base: string): boolean => base === 'number' || base === 'float';
    if (lb !== rb && isNumber(lb) && isNumber(rb)) {
      const integer = lb === 'number' ? { node: left, known: l } : { node: right, known: r };
      if (integer.known.literal) return;
      const message = `\`${this.text(integer.node)}\` is ${name(integer.known.types)}, and is compared with a float.`;
      this.error('dl/type', message, integer.node, {
        fix: { text: 'Turn it into a float.', code: `to_float(${this.text(integer.node)})` },
      });
    } else if (lb !== rb) {
      const message = `\`${this.text(left)}\` is ${name(l.types)} and \`${this.text(right)}\` is ${name(r.types)}: they are never equal, and have no order.`;
      const related = [left, right].flatMap((side, i) =>
        side.kind === 'variable' ? places(this.text(side), this.clause.source, node, i === 0 ? l : r) : [],
      );
      this.error('dl/type', message, node, related.length > 0 ? { related } : {});
    } else if (op !== '=' && op !== '!=' && !isNumber(lb) && lb !== 'symbol') {
      this.error('dl/type', `Values of type \`${l.types[0]}\` have no order.`, node, {
        fix: comparedParts,
      });
    }
  }

  /** `range` has many values: it is one side of an `=`. */
  private checkRange({ left, right }: Compare, op: string): void {
    if (isSimple(left) && isSimple(right)) return;
    for (const side of [left, right]) {
      const isRange = side.kind === 'call' && side.name === 'range';
      const inner = isRange ? side.args.find(hasRange) : hasRange(side) ? side : undefined;
      if (isRange && op !== '=') {
        this.error('dl/unsupported', '`range` gives many values: only `=` takes them.', side, {
          fix: { text: 'Compare with the ends of the range.', code: 'from <= x, x < to' },
        });
      }
      if (inner !== undefined) this.misplacedRange(inner);
    }
  }

  private checkPattern(test: string, node: TermNode): void {
    if (test !== 'match' || node.kind !== 'constant' || typeof node.value !== 'string') return;
    try {
      compilePattern(node.value);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      this.error('dl/bad-pattern', `The pattern cannot be read: ${error.message}.`, node);
    }
  }

  /** Whether the arguments of an atom, which gives them no values, may stand there. */
  private fitAll(atom: Atom, negated: boolean): void {
    const attributes = this.attributes(atom);
    if (attributes === undefined) return;
    const { args, name: place } = atom;
    for (let i = 0; i < args.length; i++) this.fits(args[i]!, attributes[i]!.type, place, negated);
  }

  /** Whether a term may stand where `type` is wanted; in a negated relation a wider type may. */
  private fits(node: TermNode, type: string, place: string, negated: boolean): void {
    const { types } = this.scope;
    if (this.isOf(node, type)) return;
    if (hasRange(node)) this.misplacedRange(node);
    const construct = node.kind === 'construct' ? node : this.recordOf(node);
    if (construct !== undefined) {
      // So that it ends where the record has the variable in it.
      if (node.kind === 'variable') this.know(node, { ...this.own([type], node), free: false, from: place });
      for (const [arg, attribute] of this.parts(construct, type))
        this.fits(arg, attribute.type, construct.tag === '' ? type : `$${construct.tag}`, negated);
      return;
    }
    const known = this.typeOf(node);
    if (known === undefined || !this.sameBase(node, known, type, place)) return;
    if (known.free) return;
    const outside = known.types.find((one) => !types.isSubtype(one, type));
    if (outside === undefined || (negated && types.meet(known.types, [type]).length > 0)) return;
    const message = `\`${place}\` takes ${name([type])} here, but \`${this.text(node)}\` is ${name(known.types)}${by(known)}.`;
    this.error('dl/type', message, node, {
      why: [`Not every \`${outside}\` is ${name([type])}.`],
      related: places(this.text(node), this.clause.source, node, known),
    });
  }

  private misplacedRange(node: TermNode): void {
    this.error('dl/unsupported', '`range` stands alone on one side of `=`.', node, {
      fix: { text: 'Name its value first.', code: 'x = range(from, to)' },
    });
  }

  private sameBase(node: TermNode, known: Known | undefined, type: string, place: string): boolean {
    const { types } = this.scope;
    const base = baseOf(known, types);
    const wanted = types.base(type);
    if (known === undefined || base === undefined || wanted === undefined || base === wanted) return true;
    if (base === 'number' && wanted === 'float' && known.literal) return true;
    const at = place === '' ? '' : ` in \`${place}\``;
    const text = this.text(node);
    const message = `\`${text}\` is ${name(known.types)}, but ${name([type])} is wanted${at}.`;
    const convert = { float: 'to_float', number: 'to_number', symbol: 'to_string' }[wanted];
    const simple = ['number', 'symbol', 'float'].includes(base);
    this.error('dl/type', message, node, {
      ...(node.kind === 'constant'
        ? otherwise(node, wanted)
        : convert && simple && { fix: { text: 'Convert it.', code: `${convert}(${text})` } }),
      ...(node.kind === 'variable' ? { related: places(text, this.clause.source, node, known) } : {}),
    });
    return false;
  }
}

/** A constant as the other kind of value that it looks like. */
function otherwise({ value }: Constant, wanted: string): Partial<Diagnostic> {
  if (wanted === 'symbol' && typeof value === 'number') {
    return { fix: { text: 'A text stands in quotes.', code: `"${value}"` } };
  }
  const isNumber = typeof value === 'string' && /^-?\d{1,15}$/.test(value);
  return wanted === 'number' && isNumber ? { fix: { text: 'A number has no quotes.', code: value } } : {};
}

/** Whether a second look at a literal, when more variables are known, can say nothing new. */
function isLearnedAtOnce(literal: PlainLiteral): boolean {
  if (literal.kind === 'truth') return true;
  if (literal.kind === 'atom') return literal.node.args.every(isMadeOfSimple);
  return (
    literal.kind === 'compare' &&
    literal.op !== '=' &&
    isSimple(literal.node.left) &&
    isSimple(literal.node.right)
  );
}

/** The call of `range` on one side of an equation; undefined for any other. */
export function rangeCall(node: TermNode): Call | undefined {
  return node.kind === 'call' && node.name === 'range' ? node : undefined;
}
