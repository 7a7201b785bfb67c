/** Why a finding or fact is missing, as lines: the rule that came nearest, the literal that fails, what would almost do. */
import {
  type ExplanationLine,
  whyNotLines as linesOf,
  type RuleInfo,
  type RuleWhyNot,
  type Solution,
  showFact,
  type Value,
} from '../../engine/index.js';

/** A relation and what is wanted of its columns; undefined fits everything. */
export interface Wanted {
  readonly relation: string;
  readonly pattern: readonly (Value | undefined)[];
  /** Which rules are meant; all that derive the relation when absent. */
  readonly isMeant?: (rule: RuleInfo) => boolean;
}

/** Levels of reasons that are told. */
const deepest = 6;

/** Lines that say why nothing fits; of several wanted patterns, for the one that came nearest. */
export function whyNotLines(solution: Solution, wanted: readonly Wanted[]): ExplanationLine[] {
  const asked = wanted.map(({ relation, pattern, isMeant }) => {
    const absence = solution.whyNot(relation, pattern);
    const rules = absence.rules.filter(({ rule }) => isMeant?.(rule) ?? true).slice(0, 1);
    return { absence, rules, best: rules[0] };
  });
  const [first] = asked.sort((a, b) => distance(a.best) - distance(b.best));
  if (first === undefined) return [];
  const { absence, rules, best } = first;
  const { relation, pattern } = absence;
  if (best === undefined) {
    return [{ depth: 0, text: `no ${showFact(relation, pattern)}: no rule derives it and no fact says it` }];
  }
  // Findings of other rules are near, and say nothing of this one.
  const { emptyInputs } = best;
  return linesOf({ ...absence, rules, emptyInputs, nearMisses: [] }, { rules: 1, depth: deepest });
}

/** Literals that do not hold; a rule whose head cannot fit is the farthest. */
function distance(best: RuleWhyNot | undefined): number {
  if (best === undefined) return Number.POSITIVE_INFINITY;
  return best.missing.kind === 'head' ? 1_000_000 : best.total - best.satisfied;
}
