/** GitLab Code Quality. */
import type { Severity } from './diagnostic.js';
import type { Report } from './report.js';

const words: Record<Severity, string> = { error: 'critical', warning: 'major', note: 'info' };

/** A JSON array. */
export function renderGitlab(report: Report): string {
  const list = report.findings.map((finding) => ({
    description: finding.message,
    check_name: finding.code,
    fingerprint:
      finding.fingerprint ?? `${finding.code}:${finding.span?.file ?? ''}:${finding.span?.start ?? 0}`,
    severity: words[finding.severity],
    location: {
      path: (finding.span?.file ?? '').replaceAll('\\', '/').replace(/^\.\//, ''),
      lines: { begin: finding.span?.line ?? 1 },
    },
  }));
  return `${JSON.stringify(list, undefined, 2)}\n`;
}
