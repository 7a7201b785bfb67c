/** Derived findings as diagnostics: texts filled from the proof, the place in the input, and an identity that survives edits. */
import { createHash } from 'node:crypto';
import {
  type Diagnostic,
  type ProofLine,
  type SourceText,
  type Span,
  thousands,
} from './diagnostics/index.js';
import {
  type Premise,
  type Proof,
  premiseText,
  type Solution,
  type Term,
  type Value,
} from './engine/index.js';
import { describe } from './forbidden.js';
import type { Ruleset, Wording } from './ruleset/load.js';
import { fillTemplate } from './ruleset/wording.js';

/** Where the statements of the input stand, and what they are. */
export interface StatementPlaces {
  /** Place of a statement, or of the part of it that is about the names. */
  spanOf(stmt: number, names: ReadonlySet<string>): Span | undefined;
  /** First words of the command: `alter table`. */
  kindOf(stmt: number): string;
  /** Place of a fact that is about no statement. */
  spanOfFact?(relation: string, tuple: readonly Value[]): Span | undefined;
}

/** Where the parts of a schema are written, for what is found of them and for the facts of proofs. */
export interface PartPlaces {
  spanOf(part: Term): Span | undefined;
  spanOfFact(relation: string, tuple: readonly Value[]): Span | undefined;
}

/**
 * All findings of a solution, in the order of the input. What is forbidden is one at the statement that does it; the
 * statements of a plan are only the means, and what they bring about was asked before.
 */
export function collectFindings(
  ruleset: Ruleset,
  solution: Solution,
  statements: StatementPlaces,
  input: 'candidate' | 'plan' = 'candidate',
): Diagnostic[] {
  const findings: Diagnostic[] = [];
  const times = new Map<string, number>();
  for (const row of solution.rows('finding')) {
    const finding = toDiagnostic(ruleset, solution, statements, row);
    if (finding !== undefined) findings.push(finding);
  }
  for (const row of input === 'candidate' ? solution.rows('does_forbidden') : []) {
    const finding = forbiddenAt(ruleset, solution, statements, row);
    if (finding !== undefined) findings.push(finding);
  }
  return findings.sort(byPlace).map((finding) => numbered(finding, times));
}

/** All findings about a schema, in the order of the input. */
export function collectSchemaFindings(
  ruleset: Ruleset,
  solution: Solution,
  places: PartPlaces,
  language: 'sql' | 'sdl',
): Diagnostic[] {
  const times = new Map<string, number>();
  const findings = solution.rows('schema_finding').flatMap((row): Diagnostic[] => {
    const [, part] = row;
    const bound = solution.bindings('schema_finding', row);
    const wording = bound === undefined ? undefined : ruleset.wordings.get(bound.rule.index);
    if (bound === undefined || wording === undefined || typeof part !== 'object') return [];
    const span = places.spanOf(part);
    const text = (template: string): string => fillTemplate(template, bound.values);
    const subject = part.args.map(String).join('.');
    return [
      {
        code: `rule/${wording.rule.id}`,
        severity: wording.rule.severity,
        message: text(wording.message ?? ''),
        ...(span === undefined ? {} : { span }),
        why: wording.why.map(text),
        ...fixOf(wording, text, language),
        subject,
        fingerprint: fingerprint(wording.rule.id, span?.file ?? '', subject, part.tag),
        proof: proofLines(solution.why('schema_finding', row), places),
      },
    ];
  });
  return findings.sort(byPlace).map((finding) => numbered(finding, times));
}

function toDiagnostic(
  ruleset: Ruleset,
  solution: Solution,
  statements: StatementPlaces,
  row: readonly Value[],
): Diagnostic | undefined {
  const bound = solution.bindings('finding', row);
  const wording = bound === undefined ? undefined : ruleset.wordings.get(bound.rule.index);
  const [, stmt, subject] = row;
  if (bound === undefined || wording === undefined || typeof stmt !== 'number') return undefined;
  const names = new Set([...bound.values.values()].filter((value) => typeof value === 'string'));
  const span = statements.spanOf(stmt, names);
  const text = (template: string): string => fillTemplate(template, bound.values);
  return {
    code: `rule/${wording.rule.id}`,
    severity: wording.rule.severity,
    message: text(wording.message ?? ''),
    ...(span === undefined ? {} : { span }),
    why: [...wording.why.map(text), ...sizes(solution, bound.values)],
    ...fixOf(wording, text),
    subject: String(subject),
    fingerprint: fingerprint(wording.rule.id, span?.file ?? '', String(subject), statements.kindOf(stmt)),
    proof: proofLines(solution.why('finding', row), statements),
  };
}

function forbiddenAt(
  ruleset: Ruleset,
  solution: Solution,
  statements: StatementPlaces,
  row: readonly Value[],
): Diagnostic | undefined {
  const [stmt, ...forbidden] = row;
  const told = describe(ruleset, solution, forbidden);
  if (told === undefined || typeof stmt !== 'number') return undefined;
  const { diagnostic, names } = told;
  const span = statements.spanOf(stmt, new Set(names));
  const { id } = told.rule;
  return {
    ...diagnostic,
    ...(span === undefined ? {} : { span }),
    fingerprint: fingerprint(id, span?.file ?? '', names.join('.'), statements.kindOf(stmt)),
    proof: proofLines(solution.why('does_forbidden', row), statements),
  };
}

function fixOf(
  wording: Wording,
  text: (template: string) => string,
  language: 'sql' | 'sdl' = 'sql',
): Pick<Diagnostic, 'fix'> {
  if (wording.fix === undefined) return {};
  const code = wording[language];
  return {
    fix: { text: text(wording.fix), ...(code === undefined ? {} : { code: text(code) }) },
  };
}

/** What the statistics say of the tables that a finding names. */
function sizes(solution: Solution, values: ReadonlyMap<string, Value>): string[] {
  const table = values.get('Table');
  if (typeof table !== 'string') return [];
  const rows = solution.rows('row_estimate').find(([name]) => name === table)?.[1];
  const bytes = solution.rows('byte_estimate').find(([name]) => name === table)?.[1];
  if (typeof rows !== 'number' || rows < 0) return [];
  const size =
    typeof bytes === 'number' ? ` (${fillTemplate('{Bytes:bytes}', new Map([['Bytes', bytes]]))})` : '';
  return [`${table} has about ${thousands(rows)} rows${size}.`];
}

/** sha256 of what the finding is about: it stays when lines move. */
function fingerprint(rule: string, file: string, subject: string, kind: string): string {
  return createHash('sha256').update([rule, file, subject, kind].join('\0')).digest('hex');
}

function numbered(finding: Diagnostic, times: Map<string, number>): Diagnostic {
  const base = finding.fingerprint ?? '';
  const time = (times.get(base) ?? 0) + 1;
  times.set(base, time);
  if (time === 1) return finding;
  const again = createHash('sha256').update(`${base}#${time}`).digest('hex');
  return { ...finding, fingerprint: again };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (a.span?.start ?? 0) - (b.span?.start ?? 0) || (a.code < b.code ? -1 : 1);
}

/** Deeper than this a proof tells a person nothing new. */
const deepest = 16;

/** A proof as indented lines, each fact about a statement with its place. */
export function proofLines(proof: Proof | undefined, places: StatementPlaces | PartPlaces): ProofLine[] {
  const lines: ProofLine[] = [];
  const seen = new Set<string>();
  const visit = (premise: Premise, depth: number): void => {
    const line = lineOf(premise, depth, places);
    const again = premise.kind === 'derived' && seen.has(line.text);
    lines.push(again ? { ...line, text: `${line.text}  (as above)` } : line);
    if (premise.kind !== 'derived' || again || depth >= deepest) return;
    seen.add(line.text);
    for (const deeper of premise.premises) visit(deeper, depth + 1);
  };
  if (proof !== undefined) visit(proof, 0);
  return lines;
}

function lineOf(premise: Premise, depth: number, places: StatementPlaces | PartPlaces): ProofLine {
  const span = premise.kind === 'fact' ? placeOf(premise, places) : undefined;
  return { depth, text: premiseText(premise), ...(span === undefined ? {} : { span }) };
}

/** Facts about statements and schemas have a place: that of the part which they are about. */
export function placeOf(
  proof: Pick<Proof, 'kind' | 'relation' | 'tuple'>,
  places: StatementPlaces | PartPlaces,
): Span | undefined {
  if (proof.kind !== 'fact') return undefined;
  const place = places.spanOfFact?.(proof.relation, proof.tuple);
  if (place !== undefined || !('kindOf' in places)) return place;
  if (!/^(stmt_|statement$)/.test(proof.relation)) return undefined;
  const [stmt, ...rest] = proof.tuple;
  if (typeof stmt !== 'number') return undefined;
  return places.spanOf(stmt, new Set(rest.filter((value) => typeof value === 'string')));
}

/** Findings in the order of the files and of their texts. */
export function sortByPlace(findings: readonly Diagnostic[], sources: readonly SourceText[]): Diagnostic[] {
  const order = new Map(sources.map((source, at) => [source.file, at]));
  const place = (finding: Diagnostic): number => order.get(finding.span?.file ?? '') ?? sources.length;
  return [...findings].sort(
    (a, b) =>
      place(a) - place(b) || (a.span?.start ?? 0) - (b.span?.start ?? 0) || (a.code < b.code ? -1 : 1),
  );
}
