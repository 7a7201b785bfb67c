/** Workflow commands of GitHub Actions: errors first, within the number that a step may show. */
import type { Diagnostic, Severity } from './diagnostic.js';
import { plural, type Report, Sources } from './report.js';

const words: Record<Severity, string> = { error: 'error', warning: 'warning', note: 'notice' };
const shownPerSeverity = 10;

/** One line per finding. */
export function renderGithub(report: Report): string {
  const sources = new Sources(report.inputs);
  const lines: string[] = [];
  let hidden = 0;
  for (const severity of ['error', 'warning', 'note'] as const) {
    const list = report.findings.filter((finding) => finding.severity === severity);
    for (const finding of list.slice(0, shownPerSeverity)) lines.push(annotation(finding, sources));
    hidden += Math.max(0, list.length - shownPerSeverity);
  }
  if (hidden > 0) lines.push(`::notice title=wesley::${plural(hidden, 'more finding')}, see the log`);
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function annotation(finding: Diagnostic, sources: Sources): string {
  const properties: [string, string | number][] = [];
  if (finding.span !== undefined) {
    const end = sources.endOf(finding.span);
    properties.push(
      ['file', finding.span.file.replaceAll('\\', '/').replace(/^\.\//, '')],
      ['line', finding.span.line],
      ['endLine', end.line],
      ['col', finding.span.column],
      ['endColumn', end.column],
    );
  }
  properties.push(['title', finding.code]);
  const text = [finding.message, ...(finding.why ?? []), finding.fix?.text, finding.fix?.code]
    .filter((part) => part !== undefined)
    .join('\n');
  const list = properties.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',');
  return `::${words[finding.severity]} ${list}::${escapeData(text)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
