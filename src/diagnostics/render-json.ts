/** `wesley/check/1`: the whole report as one JSON document. */
import type { Diagnostic, Span } from './diagnostic.js';
import { countReport, type Report, Sources } from './report.js';

/** A place as other tools want it: 1-based, end exclusive, columns in UTF-16 code units. */
export interface JsonPlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly start: number;
  readonly end: number;
}

/** Text of the report, ending in a line break. */
export function renderJson(report: Report): string {
  const sources = new Sources(report.inputs);
  const counts = countReport(report);
  return `${JSON.stringify(
    {
      schema: 'wesley/check/1',
      tool: 'wesley',
      version: report.version,
      ok: counts.errors === 0,
      summary: { ...counts, rules: report.rules.length },
      findings: report.findings.map((finding) => jsonDiagnostic(finding, sources)),
      suppressed: report.suppressed.map(({ finding, reason, by }) => ({
        ...jsonDiagnostic(finding, sources),
        reason,
        by,
      })),
      rules: report.rules.map(({ id, severity, title, tags, since }) => ({
        id,
        severity,
        title,
        tags,
        since,
      })),
      inputs: report.inputs.map(({ path, sha256, statements }) => ({ path, sha256, statements })),
      basis: report.basis,
    },
    undefined,
    2,
  )}\n`;
}

/** One diagnostic, whatever command says it. */
export function jsonDiagnostic(diagnostic: Diagnostic, sources: Sources): object {
  const { code, severity, message, span, why, fix, related, proof, fingerprint, subject } = diagnostic;
  return {
    code,
    severity,
    message,
    where: span === undefined ? undefined : jsonPlace(span, sources),
    subject,
    why,
    fix,
    related: related?.map((place) => ({ label: place.label, where: jsonPlace(place.span, sources) })),
    fingerprint,
    proof: proof?.map((line) => ({
      depth: line.depth,
      text: line.text,
      where: line.span === undefined ? undefined : jsonPlace(line.span, sources),
    })),
  };
}

function jsonPlace(span: Span, sources: Sources): JsonPlace {
  const end = sources.endOf(span);
  return {
    path: span.file,
    line: span.line,
    column: span.column,
    endLine: end.line,
    endColumn: end.column,
    start: span.start,
    end: span.end,
  };
}
