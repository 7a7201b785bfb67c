/** Declared types: what is a subtype of what, which parts a record or a branch has, and whether a value fits. */
import type { Span } from '../../diagnostics/diagnostic.js';
import { didYouMean, type Reporter } from '../errors.js';
import { isTerm, type Value } from '../value.js';
import type { Attribute, Branch, TypeItem, TypeName } from './ast.js';
import { maxDepth } from './cursor.js';
import { foreignTypes } from './words.js';

/** The kind of value behind a type: a primitive, or the name of a record or branch type. */
export type Base = string;

export interface BranchOf {
  readonly type: string;
  readonly branch: Branch;
}

const primitives = ['number', 'symbol', 'float'];
const maxMembers = 500;

/** All types of a program. */
export class Types {
  private readonly items = new Map<string, TypeItem>();
  /** Types whose declaration is wrong: they exist, and nothing is said about their use. */
  private readonly broken = new Set<string>();
  private readonly branches = new Map<string, BranchOf>();
  private readonly bases = new Map<string, Base | undefined>();
  private readonly answers = new Map<string, boolean>();

  has(name: string): boolean {
    return primitives.includes(name) || this.items.has(name) || this.broken.has(name);
  }

  names(): string[] {
    return [...primitives, ...this.items.keys()];
  }

  declared(): IterableIterator<TypeItem> {
    return this.items.values();
  }

  /** Enters the declarations and checks them. `broken` are names whose declarations could not be read. */
  declare(items: readonly TypeItem[], reporter: Reporter, broken: Iterable<string> = []): void {
    for (const name of broken) this.broken.add(name);
    for (const item of items) {
      const earlier = this.items.get(item.name);
      if (primitives.includes(item.name)) {
        const message = `\`${item.name}\` is a type of the language.`;
        const fix = { text: 'Take another name.', code: `${item.name}_` };
        reporter.error('dl/duplicate-declaration', message, nameSpan(item), { fix });
      } else if (earlier !== undefined) {
        const message = `The type \`${item.name}\` is declared twice.`;
        reporter.error('dl/duplicate-declaration', message, nameSpan(item), {
          related: [{ label: 'declared here first', span: nameSpan(earlier) }],
        });
      } else this.items.set(item.name, item);
    }
    for (const item of items) this.checkNames(item, reporter);
    this.checkDescent(reporter);
    for (const item of items) this.checkMembers(item, reporter);
  }

  /** Reports an unknown type name; true when it is known. */
  known(name: string, span: Span, reporter: Reporter): boolean {
    if (this.has(name)) return true;
    const own = Object.hasOwn(foreignTypes, name) ? foreignTypes[name] : undefined;
    const near = didYouMean(name, this.names());
    const more = own !== undefined && (name === 'unsigned' || near.fix === undefined) ? { fix: own } : near;
    reporter.error('dl/unknown-type', `There is no type \`${name}\`.`, span, more);
    return false;
  }

  /** The kind of value of a type; undefined for an unknown or circular one. */
  base(name: string): Base | undefined {
    if (primitives.includes(name)) return name;
    return this.bases.get(name) ?? this.findBase(name);
  }

  private findBase(name: string): Base | undefined {
    const path: string[] = [];
    let at: string | undefined = name;
    let base: Base | undefined;
    for (; at !== undefined; ) {
      if (primitives.includes(at)) base = at;
      if (base !== undefined || this.bases.has(at)) {
        base ??= this.bases.get(at);
        break;
      }
      this.bases.set(at, undefined);
      path.push(at);
      const definition: TypeItem['definition'] | undefined = this.items.get(at)?.definition;
      if (definition?.kind === 'record' || definition?.kind === 'branches') base = at;
      at = definition === undefined ? undefined : parentsOf(definition)[0]?.name;
    }
    for (const each of path) this.bases.set(each, base);
    return base;
  }

  /** Whether every value of type `a` is one of type `b`. */
  isSubtype(a: string, b: string): boolean {
    if (a === b) return true;
    const key = `${a} ${b}`;
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    this.answers.set(key, false);
    const of = this.items.get(a)?.definition;
    const to = this.items.get(b)?.definition;
    const answer =
      (of?.kind === 'subtype' && this.isSubtype(of.parent.name, b)) ||
      (to?.kind === 'union' && to.members.some((member) => this.isSubtype(a, member.name))) ||
      (of?.kind === 'union' && of.members.every((member) => this.isSubtype(member.name, b)));
    this.answers.set(key, answer);
    return answer;
  }

  /** Types that together hold the values that are of one of `a` and of one of `b`; empty when there are none. */
  meet(a: readonly string[], b: readonly string[]): readonly string[] {
    if (a.length === 1 && b.length === 1) {
      if (this.isSubtype(a[0]!, b[0]!)) return a;
      if (this.isSubtype(b[0]!, a[0]!)) return b;
    }
    const found = new Set<string>();
    const seen = new Set<string>();
    const visit = (one: string, other: string): void => {
      const key = `${one} ${other}`;
      if (seen.has(key)) return;
      seen.add(key);
      if (this.isSubtype(one, other)) found.add(one);
      else if (this.isSubtype(other, one)) found.add(other);
      else {
        for (const member of this.members(one)) visit(member.name, other);
        for (const member of this.members(other)) visit(one, member.name);
      }
    };
    for (const one of a) for (const other of b) visit(one, other);
    const all = [...found];
    const isCovered = (type: string, at: number): boolean =>
      all.some(
        (other, i) => i !== at && this.isSubtype(type, other) && !(i > at && this.isSubtype(other, type)),
      );
    return all.length > 1 ? all.filter((type, at) => !isCovered(type, at)) : all;
  }

  /** The columns of a record type. */
  record(base: Base): readonly Attribute[] | undefined {
    const definition = this.items.get(base)?.definition;
    return definition?.kind === 'record' ? definition.attributes : undefined;
  }

  branch(tag: string): BranchOf | undefined {
    return this.branches.get(tag);
  }

  branchNames(): Iterable<string> {
    return this.branches.keys();
  }

  /** The place of the name in a type's declaration. */
  place(name: string): Span | undefined {
    const item = this.items.get(name);
    return item && nameSpan(item);
  }

  /** Says why a value does not fit a type; undefined when it does. */
  misfit(value: Value, type: string): string | undefined {
    const base = this.base(type);
    if (base === 'symbol') return typeof value === 'string' ? undefined : `${type} is a text`;
    if (base === 'number') return Number.isSafeInteger(value) ? undefined : `${type} is an integer`;
    if (base === 'float') return Number.isFinite(value) ? undefined : `${type} is a number`;
    if (base === undefined) return `${type} is not a type`;
    if (!isTerm(value)) return `${type} is made by ${this.record(base) ? '`[...]`' : '`$...`'}`;
    const record = this.record(base);
    if (record !== undefined && value.tag === 'nil' && value.args.length === 0) return undefined;
    const branch = record === undefined ? this.branches.get(value.tag) : undefined;
    const attributes =
      record !== undefined && value.tag === ''
        ? record
        : branch?.type === base
          ? branch.branch.attributes
          : undefined;
    if (attributes === undefined) return `${type} has no branch \`${value.tag}\``;
    if (attributes.length !== value.args.length) {
      return `\`${value.tag || type}\` has ${attributes.length} parts, not ${value.args.length}`;
    }
    for (const [index, attribute] of attributes.entries()) {
      const reason = this.misfit(value.args[index]!, attribute.type);
      if (reason !== undefined) return `in \`${attribute.name}\`: ${reason}`;
    }
    return undefined;
  }

  private members(name: string): readonly TypeName[] {
    const definition = this.items.get(name)?.definition;
    return definition?.kind === 'union' ? definition.members : [];
  }

  private checkNames(item: TypeItem, reporter: Reporter): void {
    const { definition, source } = item;
    const columns = (attributes: readonly Attribute[]): void => {
      const seen = new Set<string>();
      for (const { name, start, type, typeStart, typeEnd } of attributes) {
        this.known(type, source.span(typeStart, typeEnd), reporter);
        if (seen.has(name)) {
          const span = source.span(start, start + name.length);
          reporter.error('dl/duplicate-declaration', `\`${item.name}\` has two parts \`${name}\`.`, span);
        }
        seen.add(name);
      }
    };
    if (definition.kind === 'record') columns(definition.attributes);
    else if (definition.kind === 'branches') {
      for (const branch of definition.branches) {
        columns(branch.attributes);
        this.declareBranch(item, branch, reporter);
      }
    } else {
      for (const { name, start, end } of parentsOf(definition)) {
        if (!this.known(name, source.span(start, end), reporter)) this.broken.add(item.name);
      }
      const excess = parentsOf(definition)[maxMembers];
      if (excess !== undefined) {
        const message = `A union has at most ${maxMembers} members.`;
        reporter.error('dl/too-large', message, source.span(excess.start, excess.end));
        this.broken.add(item.name);
      }
    }
  }

  private declareBranch(item: TypeItem, branch: Branch, reporter: Reporter): void {
    const earlier = this.branches.get(branch.name);
    if (earlier === undefined) {
      this.branches.set(branch.name, { type: item.name, branch });
      return;
    }
    const first = this.items.get(earlier.type)?.source.span(earlier.branch.start, earlier.branch.nameEnd);
    reporter.error(
      'dl/duplicate-declaration',
      `The branch \`${branch.name}\` is declared twice; \`${earlier.type}\` has it too.`,
      item.source.span(branch.start, branch.nameEnd),
      first === undefined ? {} : { related: [{ label: 'declared here first', span: first }] },
    );
  }

  /** Finds types that are defined by themselves, or through too many others, and takes them out. */
  private checkDescent(reporter: Reporter): void {
    const heights = new Map<string, number>();
    for (const root of this.items.keys()) {
      const path: { name: string; next: number; height: number }[] = [];
      const open = new Set<string>();
      const enter = (name: string): void => {
        path.push({ name, next: 0, height: 0 });
        open.add(name);
      };
      if (!heights.has(root)) enter(root);
      for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
        const definition = this.items.get(top.name)?.definition;
        const parent = definition && parentsOf(definition)[top.next]?.name;
        if (parent === undefined) {
          path.pop();
          open.delete(top.name);
          heights.set(top.name, top.height);
          const below = path.at(-1);
          if (below !== undefined) below.height = Math.max(below.height, top.height + 1);
          continue;
        }
        top.next++;
        if (open.has(parent)) this.reportDescent(parent, `is defined by itself`, 'dl/type', reporter);
        else if (this.items.has(parent) && !heights.has(parent)) enter(parent);
        else top.height = Math.max(top.height, 1 + (heights.get(parent) ?? 0));
      }
    }
    for (const [name, height] of heights) {
      if (height <= maxDepth) continue;
      this.reportDescent(name, `is defined through more than ${maxDepth} others`, 'dl/too-deep', reporter);
      break;
    }
    for (const [name, height] of heights) if (height > maxDepth) this.broken.add(name);
    for (const name of this.broken) this.items.delete(name);
    this.bases.clear();
  }

  private reportDescent(name: string, what: string, code: string, reporter: Reporter): void {
    const item = this.items.get(name);
    if (item === undefined) return;
    reporter.error(code, `The type \`${name}\` ${what}.`, nameSpan(item));
    this.broken.add(name);
  }

  private checkMembers(item: TypeItem, reporter: Reporter): void {
    const { definition, source } = item;
    if (this.items.get(item.name) !== item) return;
    const parents = parentsOf(definition);
    const [first] = parents;
    for (const { name, start, end } of parents) {
      const base = this.base(name);
      const span = source.span(start, end);
      if (base === undefined || first === undefined) continue;
      if (base !== this.base(first.name)) {
        const message = `\`${name}\` and \`${first.name}\` are different kinds of value: they have no union.`;
        reporter.error('dl/type', message, span, {
          fix: {
            text: 'Give each a branch.',
            code: `.type ${item.name} = First { x: ${first.name} } | Second { x: ${name} }`,
          },
        });
      } else if (!primitives.includes(base) && (definition.kind === 'subtype' || parents.length > 1)) {
        const what = definition.kind === 'subtype' ? 'no subtypes' : 'no unions';
        const message = `\`${name}\` is a type of records or branches: it has ${what}.`;
        reporter.error('dl/type', message, span, {
          fix: {
            text: 'Another name for it is written with `=`.',
            code: `.type ${item.name} = ${name}`,
          },
        });
      }
    }
  }
}

function parentsOf(definition: TypeItem['definition']): readonly TypeName[] {
  if (definition.kind === 'subtype') return [definition.parent];
  return definition.kind === 'union' ? definition.members : [];
}

function nameSpan(item: TypeItem): Span {
  return item.source.span(item.nameStart, item.nameEnd);
}
