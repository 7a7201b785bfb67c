/** SARIF 2.1.0: for code scanning. The proof of a finding becomes its code flow. */
import type { Diagnostic, Severity, Span } from './diagnostic.js';
import { type Report, type RuleDescription, Sources, type Suppressed } from './report.js';

const schemaUri = 'https://json.schemastore.org/sarif-2.1.0.json';

/** Text of the log, ending in a line break. */
export function renderSarif(report: Report): string {
  const sources = new Sources(report.inputs);
  const rules = describeRules(report);
  const place = new Map(rules.map((rule, index) => [rule.id, index]));
  const run = {
    tool: {
      driver: {
        name: 'wesley',
        version: report.version,
        semanticVersion: report.version,
        rules,
      },
    },
    columnKind: 'utf16CodeUnits',
    automationDetails: { id: 'wesley/check/' },
    invocations: [{ executionSuccessful: true }],
    artifacts: report.inputs.map((input) => ({
      location: { uri: uriOf(input.path) },
      hashes: { 'sha-256': input.sha256 },
    })),
    results: [
      ...report.findings.map((finding) => result(finding, undefined, place, sources)),
      ...report.suppressed.map((one) => result(one.finding, one, place, sources)),
    ],
  };
  return `${JSON.stringify({ $schema: schemaUri, version: '2.1.0', runs: [run] }, undefined, 2)}\n`;
}

/** The relative path of a file as a URI reference. */
export function uriOf(path: string): string {
  return path
    .replaceAll('\\', '/')
    .replace(/^\.\//, '')
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
}

/** Rule of a code: `rule/<id>` is `<id>`, any other code is its own rule. */
export function ruleIdOf(code: string): string {
  return code.startsWith('rule/') ? code.slice('rule/'.length) : code;
}

function describeRules(report: Report) {
  const known = new Map(report.rules.map((rule) => [rule.id, rule]));
  const all = [...report.findings, ...report.suppressed.map((one) => one.finding)];
  for (const { code, severity } of all) {
    const id = ruleIdOf(code);
    if (!known.has(id)) known.set(id, { id, severity, title: code, doc: code, tags: [] });
  }
  return [...known.values()].map(describeRule);
}

function describeRule(rule: RuleDescription) {
  return {
    id: rule.id,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.doc },
    help: { text: rule.doc, markdown: rule.doc },
    defaultConfiguration: { level: rule.severity },
    properties: {
      tags: rule.tags.slice(0, 20),
      precision: 'high',
      'problem.severity': problem(rule.severity),
    },
  };
}

function result(
  finding: Diagnostic,
  suppressed: Suppressed | undefined,
  rules: ReadonlyMap<string, number>,
  sources: Sources,
) {
  const ruleId = ruleIdOf(finding.code);
  const related = (finding.related ?? []).map((place) => ({
    message: { text: place.label },
    ...location(place.span, sources),
  }));
  const steps = (finding.proof ?? []).map((line) => ({
    nestingLevel: line.depth,
    location: {
      message: { text: line.text },
      ...(line.span === undefined ? {} : location(line.span, sources)),
    },
  }));
  return {
    ruleId,
    ruleIndex: rules.get(ruleId),
    level: finding.severity,
    message: {
      text: [finding.message, ...(finding.why ?? []), fixText(finding)].filter(Boolean).join('\n\n'),
    },
    locations: finding.span === undefined ? [] : [location(finding.span, sources)],
    ...(related.length > 0 ? { relatedLocations: related.map((one, id) => ({ id: id + 1, ...one })) } : {}),
    ...(steps.length > 0 ? { codeFlows: [{ threadFlows: [{ locations: steps }] }] } : {}),
    ...(finding.fingerprint === undefined
      ? {}
      : { partialFingerprints: { 'wesleyFinding/v1': finding.fingerprint } }),
    ...(suppressed === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: suppressed.by === 'comment' ? 'inSource' : 'external',
              status: 'accepted',
              justification: suppressed.reason,
            },
          ],
        }),
  };
}

function fixText(finding: Diagnostic): string {
  if (finding.fix === undefined) return '';
  return `Fix: ${finding.fix.text}${finding.fix.code === undefined ? '' : `\n${finding.fix.code}`}`;
}

function location(span: Span, sources: Sources) {
  const end = sources.endOf(span);
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(span.file) },
      region: {
        startLine: span.line,
        startColumn: span.column,
        endLine: end.line,
        endColumn: end.column,
        charOffset: span.start,
        charLength: span.end - span.start,
      },
    },
  };
}

function problem(severity: Severity): string {
  return severity === 'note' ? 'recommendation' : severity;
}
