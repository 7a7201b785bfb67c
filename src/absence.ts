/** Why something does not hold, as indented lines: per rule how far it comes, what it stops at, and what was nearly there. */
import type { ProofLine } from './diagnostics/index.js';
import {
  type Missing,
  type RuleWhyNot,
  type Solution,
  showFact,
  showValue,
  type WhyNot,
} from './engine/index.js';
import { proofLines, type StatementPlaces } from './findings.js';

export interface AbsenceOptions {
  /** The question is a goal: its own clause is known to the reader. */
  readonly goal?: boolean;
}

/** Rules of one relation that are told; the others come less near. */
const mostRules = 2;
/** Deeper than this, absences tell a person nothing new. */
const deepest = 4;

/** Lines for an absence. Each line about a rule has the rule's place. */
export function absenceLines(
  solution: Solution,
  absence: WhyNot,
  places: StatementPlaces,
  { goal = false }: AbsenceOptions = {},
): ProofLine[] {
  const lines: ProofLine[] = [];
  const seen = new Set<string>();

  const relation = (found: WhyNot, depth: number): void => {
    const told = found.rules.filter(({ missing }) => missing.kind !== 'head').slice(0, mostRules);
    for (const one of told) rule(one, depth);
    const rest = found.rules.length - told.length;
    if (rest > 0 && depth > 0)
      lines.push({
        depth,
        text: `${rest} more rule${rest === 1 ? '' : 's'} for ${found.relation} come less near`,
      });
  };

  const rule = ({ rule: info, satisfied, total, missing, bindings }: RuleWhyNot, depth: number): void => {
    const count = `${satisfied} of ${total} literal${total === 1 ? '' : 's'} hold${satisfied === 1 && total === 1 ? 's' : ''}`;
    const place = goal && depth === 0 ? '' : `${info.file}:${info.span.line}  `;
    lines.push({ depth, text: `${place}${count}` });
    const known = [...bindings].map(([name, value]) => `${name} = ${showValue(value)}`).join(', ');
    if (known !== '') lines.push({ depth: depth + 1, text: `with      ${known}` });
    stopsAt(missing, depth + 1);
  };

  const stopsAt = (missing: Missing, depth: number): void => {
    lines.push({ depth, text: `stops at  ${missing.text.replace(/\s+/g, ' ')}` });
    lines.push({ depth, text: `because   ${missing.message.replaceAll('`', '')}` });
    for (const tuple of missing.nearMisses) {
      lines.push({ depth, text: `near      ${showFact(missing.relation ?? '', tuple)}` });
    }
    if (missing.blocking !== undefined) {
      const why = proofLines(missing.blocking, places);
      lines.push(...why.map((line) => ({ ...line, depth: line.depth + depth + 1 })));
      return;
    }
    if (missing.kind !== 'relation' || missing.relation === undefined || depth >= deepest) return;
    const text = showFact(missing.relation, missing.pattern);
    if (seen.has(text)) return;
    seen.add(text);
    relation(solution.whyNot(missing.relation, missing.pattern), depth + 1);
  };

  relation(absence, 0);
  return lines;
}
