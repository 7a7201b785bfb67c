/** What rules of teams do not allow, in words: a finding at the statement that does it, a refusal of the plan that would. */
import type { Diagnostic } from './diagnostics/index.js';
import type { Solution, Value } from './engine/index.js';
import { describeOperation } from './plan/problems.js';
import type { Rule, Ruleset } from './ruleset/load.js';
import { fillTemplate } from './ruleset/wording.js';

/** Something that a rule of a team does not allow. */
export interface Forbidden {
  readonly rule: Rule;
  readonly diagnostic: Diagnostic;
  /** Names of what the operation is about. */
  readonly names: readonly string[];
}

/** The operations of a plan that rules do not allow. */
export function forbiddenOperations(ruleset: Ruleset, solution: Solution): Diagnostic[] {
  return solution
    .rows('forbidden')
    .filter(([, operation]) => operation !== undefined && solution.has('operation', [operation]))
    .flatMap((row) => describe(ruleset, solution, row)?.diagnostic ?? []);
}

/** One tuple of `forbidden` in words; undefined where no rule derived it. */
export function describe(ruleset: Ruleset, solution: Solution, row: readonly Value[]): Forbidden | undefined {
  const bound = solution.bindings('forbidden', row);
  const wording = bound === undefined ? undefined : ruleset.wordings.get(bound.rule.index);
  const [, operation, reason] = row;
  if (bound === undefined || wording === undefined || typeof operation !== 'object') return undefined;
  const text = (template: string): string => fillTemplate(template, bound.values);
  const { rule, message, why, fix, sql } = wording;
  const names = operation.args.map(String);
  return {
    rule,
    names,
    diagnostic: {
      code: `rule/${rule.id}`,
      severity: rule.severity,
      message:
        message === undefined
          ? `it is not allowed to ${describeOperation(operation)}: ${String(reason)}`
          : text(message),
      why: [...(message === undefined ? [] : [`${String(reason)}.`]), ...why.map(text)],
      ...(fix === undefined
        ? {}
        : { fix: { text: text(fix), ...(sql === undefined ? {} : { code: text(sql) }) } }),
      subject: names.join('.'),
    },
  };
}
