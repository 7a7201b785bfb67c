/**
 * Rules that can never fire. A program that names its inputs with `.input` is closed: what has no rules and is no input is
 * empty, and so is what can only be derived from it. In every program, conditions that contradict each other are reported.
 */
import type { Reporter } from '../errors.js';
import type { Body, Step } from '../ir.js';
import { contradictionOf } from './contradiction.js';
import { type Level, report } from './level.js';
import type { Linted } from './lints.js';

/** Reports each rule that can never fire, at the literal that is to blame. */
export function lintNever(program: Linted, reporter: Reporter, level: Level): void {
  const { bodies, relations } = program;
  const impossible = new Set<Body>();
  for (const body of bodies) {
    const found = contradictionOf(body.steps);
    if (found === undefined) continue;
    impossible.add(body);
    const { start, end } = found.step.origin ?? body.rule.span;
    report(reporter, level, {
      code: 'dl/never',
      message: `This rule can never fire: ${found.message(body.variables)}.`,
      span: body.source.span(start, end),
    });
  }
  if (![...relations.values()].some(({ input }) => input)) return;
  const filled = fillable(program, impossible);
  lintEmpty(program, filled, reporter, level);
}

/** Relations that may have rows. */
function fillable({ bodies, relations }: Linted, impossible: ReadonlySet<Body>): Set<string> {
  const filled = new Set<string>();
  const waiting = new Map<string, Body[]>();
  const missing = new Map<Body, number>();
  for (const { name, input, annotations } of relations.values()) {
    if (input || annotations.has('open')) filled.add(name);
  }
  const start = [...filled];
  for (const body of bodies) {
    if (impossible.has(body)) continue;
    const needed = new Set(atomsOf(body.steps).filter((name) => !filled.has(name)));
    missing.set(body, needed.size);
    if (needed.size === 0) filled.add(body.head);
    for (const name of needed) {
      const list = waiting.get(name);
      if (list === undefined) waiting.set(name, [body]);
      else list.push(body);
    }
  }
  const known = new Set(start);
  for (const name of filled) {
    if (known.has(name)) continue;
    known.add(name);
    for (const body of waiting.get(name) ?? []) {
      const left = (missing.get(body) ?? 0) - 1;
      missing.set(body, left);
      if (left === 0) filled.add(body.head);
    }
  }
  return filled;
}

function atomsOf(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => (step.kind === 'atom' ? [step.relation] : []));
}

function lintEmpty(
  { bodies, relations, strata }: Linted,
  filled: ReadonlySet<string>,
  reporter: Reporter,
  level: Level,
): void {
  const derived = new Set(bodies.map(({ head }) => head));
  const blamed = new Set<string>();
  for (const body of bodies) {
    for (const step of body.steps) {
      if (step.kind !== 'atom' || filled.has(step.relation) || derived.has(step.relation)) continue;
      const { start, end } = step.origin ?? body.rule.span;
      const relation = relations.get(step.relation);
      blamed.add(body.head);
      report(reporter, level, {
        code: 'dl/never',
        message: `This rule can never fire: \`${step.relation}\` has no rules and is no input.`,
        span: body.source.span(start, end),
        fix: {
          text: 'Write rules for it. If its facts come from outside, say so where it is declared.',
          code: `.input ${step.relation}`,
        },
        ...(relation && { related: [{ label: 'declared here', span: relation.span }] }),
      });
    }
  }
  // A group of relations that only need each other; one that waits for an empty relation was told there.
  for (const stratum of strata) {
    const own = new Set(stratum.relations);
    const [first] = stratum.bodies;
    const isOwnFault = stratum.bodies.every((body) =>
      atomsOf(body.steps).every((name) => filled.has(name) || own.has(name)),
    );
    const [name] = stratum.relations;
    if (!stratum.recursive || first === undefined || name === undefined || !isOwnFault) continue;
    if (filled.has(name) || blamed.has(name)) continue;
    if (!stratum.bodies.every((body) => atomsOf(body.steps).some((needed) => own.has(needed)))) continue;
    report(reporter, level, {
      code: 'dl/never',
      message: `\`${first.head}\` is always empty: each of its rules needs it, and none starts it.`,
      span: first.rule.span,
      fix: { text: 'Add a rule, or a fact, that does not need it.' },
    });
  }
}
