/** What is said of variables that never get a value. */
import { nearest, type Reporter } from '../errors.js';
import type { Expression } from '../ir.js';
import { expand, type PlainLiteral } from './alternatives.js';
import type { Alternatives, Atom, Clause, Compare, Node, TermNode } from './ast.js';
import { oneLine } from './level.js';
import { explainUnbound, type Unbound } from './unbound.js';

/** Whose variables they are, by their places. */
export interface Owner {
  readonly clause: Clause;
  readonly reporter: Reporter;
  readonly names: readonly (string | undefined)[];
  readonly nodes: readonly (Node | undefined)[];
  /** The alternative of the clause; undefined inside an aggregate. */
  readonly literals: readonly PlainLiteral[] | undefined;
}

/** Reports one variable of each chain; `where` is the body, or an aggregate in it, and `head` what the body is to give. */
export function reportUnbound(open: Unbound, where: string, head: readonly Expression[], owner: Owner): void {
  const { clause, reporter, names, nodes } = owner;
  for (const cause of explainUnbound(open, head, names)) {
    const node = nodes[cause.index];
    const name = names[cause.index];
    if (node === undefined || name === undefined) continue;
    const span = clause.source.span(node.start, node.end);
    if (clause.body === undefined) {
      const message = `\`${name}\` has no value: a fact is made of values.`;
      const fix = { text: 'Write a value, or a text in quotes.', code: `"${name}"` };
      reporter.error('dl/unbound-variable', message, span, { fix });
      continue;
    }
    const group = groupAround([...clause.heads, clause.body], name);
    if (group !== undefined) {
      reportGroup(group, name, owner);
      continue;
    }
    const isInner = where === 'in the body' && mentionedInAggregate(clause, name);
    const near = name.length < 3 ? undefined : nearest(name, boundNames(open.bound, names));
    const links = cause.links.slice(0, shownLinks);
    const more = links.length < cause.links.length ? ', ...' : '';
    const chain = links.length > 0 ? [`${links.map(({ text }) => text).join(', ')}${more}.`] : [];
    const message = isInner
      ? `\`${name}\` has no value outside of the aggregate.`
      : `\`${name}\` never gets a value ${where}.`;
    reporter.error('dl/unbound-variable', message, span, {
      why: [
        ...chain,
        ...(isInner ? ['An aggregate gives one value: what its rows bind stays inside it.'] : cause.why),
        ...alternativeOf(owner),
      ],
      fix:
        near !== undefined
          ? { text: `Did you mean \`${near}\`?`, code: near }
          : isInner
            ? fixOfInner(clause, name)
            : isAnything(clause, name, cause.why)
              ? {
                  text: `Write \`_\` where any value will do, or name \`${name}\` in a relation without \`!\`.`,
                  code: '_',
                }
              : { text: `Name \`${name}\` in a relation without \`!\`, or delete it.` },
      ...(chain.length > 0 && {
        related: links.map(({ text, origin }) => ({
          label: text,
          span: clause.source.span(origin.start, origin.end),
        })),
      }),
    });
  }
}

/** A longer chain of needs is cut. */
const shownLinks = 8;

function boundNames(bound: ReadonlySet<number>, names: readonly (string | undefined)[]): string[] {
  return [...bound].flatMap((index) => names[index] ?? []);
}

/** Which of several alternatives does not give the value. */
function alternativeOf({ clause, literals }: Owner): string[] {
  const { length } = (clause.body && expand(clause.body)) ?? [];
  if (literals === undefined || length < 2) return [];
  const text = literals.map((one) => textOf(one, clause)).join(', ');
  return [`Each alternative must give it one; this is \`${oneLine(text)}\`.`];
}

/** Whether a variable stands once, under `!`. */
function isAnything({ singles }: Clause, name: string, why: readonly string[]): boolean {
  return why[0]?.startsWith('A relation under') === true && singles.some((one) => one.name === name);
}

function textOf(literal: PlainLiteral, { source }: Clause): string {
  const text = source.text.slice(literal.origin.start, literal.origin.end);
  return 'negated' in literal && literal.negated && !text.startsWith('!') ? `!${text}` : text;
}

/** The group under `!` that holds every place of a variable: nothing outside of it can give a value. */
function groupAround(clause: readonly (Atom | Alternatives)[], name: string): Node | undefined {
  let group: Node | undefined;
  let isOutside = false;
  const walk = (node: unknown, around: Node | undefined): void => {
    if (typeof node !== 'object' || node === null || isOutside) return;
    const {
      kind,
      name: own,
      body: inner,
    } = node as { kind?: string; name?: string; body?: { kind?: string } };
    if (kind === 'variable' && own === name) {
      if (around === undefined || (group !== undefined && group !== around)) isOutside = true;
      group = around;
    }
    const opens = kind === 'not' && inner?.kind === 'group' ? (node as Node) : undefined;
    for (const part of Object.values(node)) walk(part as unknown, around ?? opens);
  };
  walk(clause, undefined);
  return isOutside ? undefined : group;
}

function reportGroup(group: Node, name: string, { clause, reporter }: Owner): void {
  reporter.error(
    'dl/unbound-variable',
    `\`${name}\` stands only in a group under \`!\`, which gives no values.`,
    clause.source.span(group.start, group.end),
    {
      why: ['`!(a, b)` means `!a ; !b`: the variables of the group have values from outside.'],
      fix: {
        text: 'Give what the group asks for a relation of its own, and write `!` before that.',
        code: '!found(x)',
      },
    },
  );
}

function fixOfInner({ body, source }: Clause, name: string): { text: string; code?: string } {
  const own = body && valueOfItself(body, name);
  if (own === undefined) {
    return { text: `Name \`${name}\` outside of the aggregate too, in a relation without \`!\`.` };
  }
  const text = oneLine(source.text.slice(own.start, own.end));
  return { text: `Give the value another name than the \`${name}\` of the rows.`, code: `value = ${text}` };
}

/** The aggregate in `x = max x : r(x)`. */
function valueOfItself(node: unknown, name: string): TermNode | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  if ('kind' in node && node.kind === 'compare') {
    const { left, right } = node as Compare;
    const [one, other] = left.kind === 'variable' ? [left, right] : [right, left];
    const isOwn = one.kind === 'variable' && one.name === name && other.kind === 'aggregate';
    if (isOwn && other.target?.kind === 'variable' && other.target.name === name) return other;
  }
  for (const part of Object.values(node)) {
    const found = valueOfItself(part as unknown, name);
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
