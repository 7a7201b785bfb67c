/** Reviewdog's rdjson: columns are 1-based UTF-8 bytes, the end is exclusive. */
import type { Severity, Span } from './diagnostic.js';
import { type Report, Sources } from './report.js';

const words: Record<Severity, string> = { error: 'ERROR', warning: 'WARNING', note: 'INFO' };

/** Text of the document. */
export function renderRdjson(report: Report): string {
  const sources = new Sources(report.inputs);
  const diagnostics = report.findings.map((finding) => ({
    message: [finding.message, ...(finding.why ?? []), finding.fix?.text].filter(Boolean).join('\n'),
    ...(finding.span === undefined ? {} : { location: location(finding.span, sources) }),
    severity: words[finding.severity],
    code: { value: finding.code },
    ...(finding.related === undefined || finding.related.length === 0
      ? {}
      : {
          related_locations: finding.related.map((place) => ({
            message: place.label,
            location: location(place.span, sources),
          })),
        }),
  }));
  return `${JSON.stringify({ source: { name: 'wesley' }, diagnostics }, undefined, 2)}\n`;
}

function location(span: Span, sources: Sources) {
  return {
    path: span.file.replaceAll('\\', '/').replace(/^\.\//, ''),
    range: {
      start: bytePlace(span.file, span.start, span, sources),
      end: bytePlace(span.file, span.end, span, sources),
    },
  };
}

function bytePlace(
  file: string,
  offset: number,
  span: Span,
  sources: Sources,
): { line: number; column: number } {
  const text = sources.get(file);
  if (text === undefined) return { line: span.line, column: span.column };
  const { line, column } = text.position(Math.min(offset, text.text.length));
  const before = text.lineText(line).slice(0, column - 1);
  return { line, column: Buffer.byteLength(before, 'utf8') + 1 };
}
