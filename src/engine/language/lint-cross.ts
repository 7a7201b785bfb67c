/**
 * Cross products: a body that falls into parts which share no variable combines every row of one part with every row of the
 * others. Comparisons, equations and `!` count as shared. A part that only asks whether there is a row, and one over
 * relations that hold a few facts and no rules, cost nothing and are left alone.
 */
import type { Reporter } from '../errors.js';
import { type AtomStep, type Body, variablesOf } from '../ir.js';
import { type Level, oneLine, report } from './level.js';
import type { Linted } from './lints.js';

/** A relation without rules and with at most this many facts is small. */
const fewFacts = 64;

/** The annotation of a clause, or of a relation that holds few rows, that says that the product is meant. */
const allowed = 'allow_cross_product';

/** Reports each body with two parts or more. */
export function lintCrossProducts(program: Linted, reporter: Reporter, level: Level): void {
  let isSmall: ((name: string) => boolean) | undefined;
  for (const body of program.bodies) {
    if (hangsTogether(body) || body.rule.annotations.has(allowed)) continue;
    isSmall ??= smallRelations(program);
    const parts = partsOf(body, isSmall);
    const [first, second] = parts;
    if (first === undefined || second === undefined) continue;
    const text = (atom: AtomStep): string => {
      const { start, end } = atom.origin ?? body.rule.span;
      return oneLine(body.source.text.slice(start, end));
    };
    const { start, end } = second.origin ?? body.rule.span;
    const span = body.source.span(start, end);
    const label = `no variable leads from here to \`${text(second)}\``;
    const origin = first.origin ?? body.rule.span;
    report(reporter, level, {
      code: 'dl/cross-product',
      message: `\`${text(first)}\` and \`${text(second)}\` share no variable: every tuple of one is combined with every tuple of the other.`,
      span,
      fix: {
        text: 'Join them through a variable. If the product is meant, say so before the clause.',
        code: `@[${allowed}]`,
      },
      related: [{ label, span: body.source.span(origin.start, origin.end) }],
    });
  }
}

/** Whether each step shares a variable with one before it: most bodies do, and then there is one part. */
function hangsTogether({ steps }: Body): boolean {
  const reached: boolean[] = [];
  let isFirst = true;
  for (let i = 0; i < steps.length; i++) {
    const { variables } = steps[i]!;
    let shares = isFirst || variables.length === 0;
    for (let v = 0; v < variables.length && !shares; v++) shares = reached[variables[v]!] === true;
    if (!shares) return false;
    for (let v = 0; v < variables.length; v++) reached[variables[v]!] = true;
    if (variables.length > 0) isFirst = false;
  }
  return true;
}

function smallRelations({ bodies, relations }: Linted): (name: string) => boolean {
  const facts = new Map<string, number>();
  const derived = new Set<string>();
  for (const { head, steps } of bodies) {
    if (steps.length > 0) derived.add(head);
    else facts.set(head, (facts.get(head) ?? 0) + 1);
  }
  return (name) => {
    const relation = relations.get(name);
    if (relation?.annotations.has(allowed)) return true;
    const known = facts.get(name) ?? 0;
    return !derived.has(name) && !relation?.input && known > 0 && known <= fewFacts;
  };
}

/** The first atom of each part that multiplies rows. */
function partsOf(body: Body, isSmall: (name: string) => boolean): AtomStep[] {
  const atoms = body.steps.filter((step) => step.kind === 'atom');
  if (atoms.length < 2) return [];
  const parent = body.variables.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root]!;
    for (let at = index; at !== root; ) {
      const next = parent[at]!;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  for (const step of body.steps) {
    const [first, ...others] = step.variables;
    if (first !== undefined) for (const other of others) parent[find(other)] = find(first);
  }
  const wanted = new Set(body.headArgs.flatMap((arg) => variablesOf(arg)).map(find));
  const found = new Map<number, AtomStep>();
  for (const atom of atoms) {
    const [first] = atom.variables;
    if (first === undefined || isSmall(atom.relation)) continue;
    const part = find(first);
    if (wanted.has(part) && !found.has(part)) found.set(part, atom);
  }
  return [...found.values()];
}
