/** What a team decided about rules: other severities, or off, each with the reason. */
import {
  type Diagnostic,
  didYouMean,
  Exit,
  type Severity,
  type Span,
  type Suppressed,
  WesleyError,
} from './diagnostics/index.js';
import { findRule } from './ruleset/ids.js';
import type { Ruleset } from './ruleset/load.js';

/** What a team decided about a rule, and why. */
export interface RuleSetting {
  readonly severity: Severity | 'off';
  readonly reason: string;
  /** Where it was decided. */
  readonly span?: Span;
}

/** Severities that a team changed; a rule that is off accepts its findings with the reason that was given. */
export function applySettings(
  findings: readonly Diagnostic[],
  settings: ReadonlyMap<string, RuleSetting>,
  ruleset: Ruleset,
): { findings: Diagnostic[]; suppressed: Suppressed[] } {
  checkSettings(settings, ruleset.ids);
  const kept: Diagnostic[] = [];
  const suppressed: Suppressed[] = [];
  for (const finding of findings) {
    const setting = settings.get(finding.code.replace(/^rule\//, ''));
    if (setting === undefined) kept.push(finding);
    else if (setting.severity === 'off') suppressed.push({ finding, reason: setting.reason, by: 'config' });
    else kept.push({ ...finding, severity: setting.severity });
  }
  return { findings: kept, suppressed };
}

function checkSettings(settings: ReadonlyMap<string, RuleSetting>, ids: readonly string[]): void {
  const problems = [...settings].flatMap(([id, setting]): Diagnostic[] => {
    if (ids.includes(id)) return [];
    const whole = findRule(id, ids);
    const meant = whole === undefined ? didYouMean(id, ids) : ` Did you mean "${whole}"?`;
    return [
      {
        code: 'config/unknown-rule',
        severity: 'error',
        message: `there is no rule "${id}".${meant}`,
        ...(setting.span === undefined ? {} : { span: setting.span }),
      },
    ];
  });
  if (problems.length > 0) throw new WesleyError(problems, Exit.config);
}
