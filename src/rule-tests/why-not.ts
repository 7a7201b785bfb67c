/** Why a finding or fact is missing, as lines: the rule that came nearest, the literal that fails, what would almost do. */
import { absenceLines } from '../absence.js';
import type { ProofLine } from '../diagnostics/index.js';
import { type RuleInfo, type RuleWhyNot, type Solution, showFact, type Value } from '../engine/index.js';
import type { StatementPlaces } from '../findings.js';

/** A relation and what is wanted of its columns; undefined fits everything. */
export interface Wanted {
  readonly relation: string;
  readonly pattern: readonly (Value | undefined)[];
  /** Which rules are meant; all that derive the relation when absent. */
  readonly isMeant?: (rule: RuleInfo) => boolean;
}

/** Lines that say why nothing fits; of several wanted patterns, for the one that came nearest. */
export function whyNotLines(
  solution: Solution,
  wanted: readonly Wanted[],
  places: StatementPlaces,
): ProofLine[] {
  const asked = wanted.map(({ relation, pattern, isMeant }) => {
    const absence = solution.whyNot(relation, pattern);
    const rules = absence.rules.filter(({ rule }) => isMeant?.(rule) ?? true).slice(0, 1);
    return { absence: { ...absence, rules }, best: rules[0] };
  });
  const [first] = asked.sort((a, b) => distance(a.best) - distance(b.best));
  if (first === undefined) return [];
  const { absence, best } = first;
  const missing = showFact(absence.relation, absence.pattern);
  if (best === undefined)
    return [{ depth: 0, text: `no ${missing}: no rule derives it and no fact says it` }];
  if (best.missing.kind === 'head') {
    return [
      { depth: 0, text: `no ${missing}`, span: best.rule.span },
      { depth: 1, text: best.missing.message.replaceAll('`', '') },
    ];
  }
  const lines = absenceLines(solution, absence, places);
  return [{ depth: 0, text: `no ${missing}` }, ...lines.map((line) => ({ ...line, depth: line.depth + 1 }))];
}

/** Literals that do not hold; a rule whose head cannot fit is the farthest. */
function distance(best: RuleWhyNot | undefined): number {
  if (best === undefined) return Number.POSITIVE_INFINITY;
  return best.missing.kind === 'head' ? 1_000_000 : best.total - best.satisfied;
}
