/** Recursion that works twice for one result, and recursion that may go on for ever. */
import type { Reporter } from '../errors.js';
import { type AtomStep, type Body, type Expression, type Pattern, variablesOf } from '../ir.js';
import { oneLine } from './level.js';
import type { Linted } from './lints.js';
import type { Stratum } from './stratify.js';

/** Reports both. */
export function lintRecursion({ strata }: Linted, reporter: Reporter): void {
  for (const stratum of strata) {
    if (!stratum.recursive) continue;
    const own = new Set(stratum.relations);
    const starts = startsOf(stratum, own);
    for (const body of stratum.bodies) {
      const recursive = body.steps.filter(
        (step): step is AtomStep => step.kind === 'atom' && own.has(step.relation),
      );
      if (recursive.length === 0) continue;
      lintTwice(body, recursive, starts, reporter);
      lintGrowth(body, recursive, reporter);
    }
  }
}

/** By relation, the atom of the first rule that copies a relation from outside of the group. */
function startsOf({ bodies }: Stratum, own: ReadonlySet<string>): Map<string, AtomStep> {
  const starts = new Map<string, AtomStep>();
  for (const { head, steps } of bodies) {
    const [step] = steps;
    if (steps.length !== 1 || step?.kind !== 'atom' || own.has(step.relation) || starts.has(head)) continue;
    starts.set(head, step);
  }
  return starts;
}

/** `path(x, z) :- path(x, y), path(y, z).` where `path(x, y) :- edge(x, y).` starts it. */
function lintTwice(
  body: Body,
  recursive: readonly AtomStep[],
  starts: ReadonlyMap<string, AtomStep>,
  reporter: Reporter,
): void {
  const same = recursive.filter((atom) => atom.relation === body.head);
  const second = same[1];
  if (same.length !== 2 || second?.origin === undefined || body.steps.length !== 2) return;
  const start = starts.get(body.head);
  if (start?.args.length !== second.args.length) return;
  const { source } = body;
  const written = source.text.slice(second.origin.start, second.origin.end);
  reporter.hint({
    code: 'dl/recursive-twice',
    severity: 'note',
    message: `Both atoms of this rule are recursive: most tuples of \`${body.head}\` are found many times over.`,
    span: source.span(second.origin.start, second.origin.end),
    fix: {
      text: `One is enough where \`${body.head}\` starts from \`${start.relation}\`:`,
      code: oneLine(written.replace(second.relation, start.relation)),
    },
  });
}

/** Functions whose results may grow without end when they are applied to them again. */
const growing = new Set(['+', '-', '*', '^', 'cat', 'bshl', '+.', '-.', '*.', '/.', '^.']);

/** A body with one of these is believed to end. */
const orders: readonly string[] = ['<', '<=', '>', '>='];

/** A head that holds more than the recursive atom gave, with nothing in the body that limits it. */
function lintGrowth(body: Body, recursive: readonly AtomStep[], reporter: Reporter): void {
  if (body.steps.some((step) => step.kind === 'test' && orders.includes(step.op))) return;
  const limited = new Set<number>();
  const depths = new Map<number, number>();
  for (const step of body.steps) {
    if (step.kind === 'atom' && !recursive.includes(step)) {
      for (const arg of step.args) for (const index of variablesOf(arg)) limited.add(index);
    } else if (step.kind === 'range') limited.add(step.result);
    else if (step.kind === 'aggregate') limited.add(step.result);
    else if (step.kind === 'equal' && step.right.kind === 'constant') {
      for (const index of variablesOf(step.left)) limited.add(index);
    }
  }
  for (const atom of recursive) for (const arg of atom.args) measure(arg, 0, depths);
  const grown = new Set<number>();
  const grows = (part: Expression, depth: number): boolean => {
    if (part.kind === 'variable') {
      if (limited.has(part.index)) return false;
      return grown.has(part.index) || depth > (depths.get(part.index) ?? depth);
    }
    if (part.kind === 'term') return part.args.some((arg) => grows(arg, depth + 1));
    if (part.kind !== 'call') return false;
    const open = variablesOf(part).filter((index) => depths.has(index) || grown.has(index));
    return growing.has(part.functor.name) && open.length > 0 && open.every((index) => !limited.has(index));
  };
  for (let before = -1; before !== grown.size; ) {
    before = grown.size;
    for (const step of body.steps) {
      if (step.kind !== 'equal' || step.left.kind !== 'variable' || !grows(step.right, 0)) continue;
      if (!limited.has(step.left.index)) grown.add(step.left.index);
    }
  }
  if (!body.headArgs.some((arg) => grows(arg, 0))) return;
  const { rule } = body;
  reporter.warning(
    'dl/unbounded-recursion',
    `\`${body.head}\` may never be complete: each round can make a new value.`,
    rule.span,
    {
      why: ['The value in the head is made from one that the same relations gave, and nothing limits it.'],
      fix: {
        text: 'Compare the value with a limit, or take it from a relation that is not recursive. An evaluation that goes on for ever ends with an error that names this rule.',
      },
    },
  );
}

function measure(pattern: Pattern, depth: number, into: Map<number, number>): void {
  if (pattern.kind === 'variable') into.set(pattern.index, Math.max(depth, into.get(pattern.index) ?? 0));
  else if (pattern.kind === 'term') for (const arg of pattern.args) measure(arg, depth + 1, into);
}
