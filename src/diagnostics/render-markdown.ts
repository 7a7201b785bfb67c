/** Markdown for a pull request comment: as much detail as fits, never cut in the middle. */
import type { Diagnostic } from './diagnostic.js';
import { countReport, plural, type Report } from './report.js';

/** A comment of GitHub holds 65,536 characters. */
const limit = 65_000;

/** Text of the comment; the first line is a marker by which an earlier comment can be found. */
export function renderMarkdown(report: Report): string {
  for (const detail of [full, table, counts]) {
    const text = [head(report), ...detail(report), ''].join('\n');
    if (text.length <= limit) return text;
  }
  return `${head(report)}\n`;
}

function head(report: Report): string {
  const { errors, warnings, notes, suppressed, statements, files } = countReport(report);
  const found = [
    plural(errors, 'error'),
    plural(warnings, 'warning'),
    ...(notes > 0 ? [plural(notes, 'note')] : []),
  ];
  const accepted = suppressed > 0 ? `, ${suppressed} accepted with a reason` : '';
  return `<!-- wesley-check -->\n### Wesley: ${found.join(', ')}\n\n${plural(statements, report.unit ?? 'statement')} in ${plural(files, 'file')}${accepted}.\n`;
}

function full(report: Report): string[] {
  return [...table(report), '', ...report.findings.flatMap(details)];
}

function table(report: Report): string[] {
  if (report.findings.length === 0) return [];
  return [
    '| | where | finding |',
    '|--|--|--|',
    ...report.findings.map(
      (finding) =>
        `| ${finding.severity} | ${where(finding)} | ${cell(finding.message)} \`${finding.code}\` |`,
    ),
  ];
}

function counts(report: Report): string[] {
  const byCode = new Map<string, number>();
  for (const { code } of report.findings) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  return [
    '| finding | times |',
    '|--|--|',
    ...[...byCode].map(([code, times]) => `| \`${code}\` | ${times} |`),
  ];
}

function details(finding: Diagnostic): string[] {
  const lines = [`<details><summary>${finding.severity}: ${html(finding.message)}</summary>`, ''];
  for (const why of finding.why ?? []) lines.push(`**Why** ${why}`, '');
  if (finding.fix !== undefined) {
    lines.push(`**Fix** ${finding.fix.text}`, '');
    if (finding.fix.code !== undefined) lines.push('```sql', finding.fix.code, '```', '');
  }
  lines.push('</details>', '');
  return lines;
}

function where(finding: Diagnostic): string {
  return finding.span === undefined ? '' : `\`${finding.span.file}:${finding.span.line}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function html(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
