/** Declared types: what is a subtype of what, which parts a record or a branch has, and whether a value fits. */

import { didYouMean, type Reporter } from '../errors.js';
import type { Value } from '../value.js';
import type { Attribute, Branch, TypeItem } from './ast.js';

/** The kind of value behind a type: a primitive, or the name of a record or branch type. */
export type Base = string;

export interface BranchOf {
  readonly type: string;
  readonly branch: Branch;
}

const primitives = ['number', 'symbol', 'float'];

/** All types of a program. */
export class Types {
  private readonly items = new Map<string, TypeItem>();
  private readonly branches = new Map<string, BranchOf>();
  private readonly bases = new Map<string, Base | undefined>();
  private readonly answers = new Map<string, boolean>();

  has(name: string): boolean {
    return primitives.includes(name) || this.items.has(name);
  }

  names(): string[] {
    return [...primitives, ...this.items.keys()];
  }

  /** Enters the declarations and checks them. */
  declare(items: readonly TypeItem[], reporter: Reporter): void {
    for (const item of items) {
      const span = item.source.span(item.nameStart, item.nameStart + item.name.length);
      const earlier = this.items.get(item.name);
      if (earlier !== undefined || primitives.includes(item.name)) {
        reporter.error('dl/duplicate-declaration', `The type \`${item.name}\` is declared twice.`, span, {
          ...(earlier && {
            related: [
              {
                label: 'declared here first',
                span: earlier.source.span(earlier.nameStart, earlier.nameStart + earlier.name.length),
              },
            ],
          }),
        });
      } else this.items.set(item.name, item);
    }
    for (const item of items) this.check(item, reporter);
  }

  /** Reports an unknown type name; true when it is known. */
  known(name: string, item: { source: TypeItem['source'] }, start: number, reporter: Reporter): boolean {
    if (this.has(name)) return true;
    const span = item.source.span(start, start + name.length);
    const more =
      name === 'unsigned'
        ? { fix: { text: 'Write `number`: integers are exact up to 2^53.', code: 'number' } }
        : didYouMean(name, this.names());
    reporter.error('dl/unknown-type', `There is no type \`${name}\`.`, span, more);
    return false;
  }

  /** The kind of value of a type; undefined for an unknown or circular one. */
  base(name: string): Base | undefined {
    if (primitives.includes(name)) return name;
    if (this.bases.has(name)) return this.bases.get(name);
    this.bases.set(name, undefined);
    const definition = this.items.get(name)?.definition;
    let base: Base | undefined;
    if (definition?.kind === 'record' || definition?.kind === 'branches') base = name;
    else if (definition?.kind === 'subtype') base = this.base(definition.parent.name);
    else if (definition?.kind === 'union') base = this.base(definition.members[0]!.name);
    this.bases.set(name, base);
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

  /** The narrower of two types, or undefined when no value is of both. */
  meet(a: string, b: string): string | undefined {
    if (this.isSubtype(a, b)) return a;
    if (this.isSubtype(b, a)) return b;
    const of = this.items.get(a)?.definition;
    if (of?.kind === 'union') {
      const common = of.members.map((member) => this.meet(member.name, b)).find((type) => type !== undefined);
      if (common !== undefined) return common;
    }
    const to = this.items.get(b)?.definition;
    return to?.kind === 'union'
      ? to.members.map((member) => this.meet(a, member.name)).find((type) => type !== undefined)
      : undefined;
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

  /** Says why a value does not fit a type; undefined when it does. */
  misfit(value: Value, type: string): string | undefined {
    const base = this.base(type);
    if (base === 'symbol') return typeof value === 'string' ? undefined : `${type} is a text`;
    if (base === 'number') return Number.isSafeInteger(value) ? undefined : `${type} is an integer`;
    if (base === 'float') return Number.isFinite(value) ? undefined : `${type} is a number`;
    if (base === undefined) return `${type} is not a type`;
    if (typeof value !== 'object') return `${type} is made by ${this.record(base) ? '`[...]`' : '`$...`'}`;
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

  private check(item: TypeItem, reporter: Reporter): void {
    const { definition } = item;
    const columns = (attributes: readonly Attribute[]): void => {
      for (const { type, typeStart } of attributes) this.known(type, item, typeStart, reporter);
    };
    if (definition.kind === 'record') columns(definition.attributes);
    else if (definition.kind === 'branches') {
      for (const branch of definition.branches) {
        columns(branch.attributes);
        const earlier = this.branches.get(branch.name);
        const span = item.source.span(branch.start, branch.start + branch.name.length);
        if (earlier !== undefined && (earlier.type !== item.name || earlier.branch !== branch)) {
          reporter.error(
            'dl/duplicate-declaration',
            `The branch \`${branch.name}\` is declared twice; \`${earlier.type}\` has it too.`,
            span,
          );
        } else this.branches.set(branch.name, { type: item.name, branch });
      }
    } else {
      const names = definition.kind === 'subtype' ? [definition.parent] : definition.members;
      const known = names.map((name) => this.known(name.name, item, name.start, reporter)).every(Boolean);
      if (!known) return;
      const span = item.source.span(item.nameStart, item.nameStart + item.name.length);
      if (this.base(item.name) === undefined) {
        reporter.error('dl/type', `The type \`${item.name}\` is defined by itself.`, span);
        return;
      }
      for (const name of names) {
        if (this.base(name.name) !== this.base(item.name)) {
          const message = `\`${name.name}\` and \`${names[0]!.name}\` are different kinds of value: they have no union.`;
          reporter.error('dl/type', message, item.source.span(name.start, name.end));
        }
      }
    }
  }
}
