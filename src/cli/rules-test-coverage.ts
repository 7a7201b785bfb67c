/** Coverage of rules for people: what the tests decide, and by name what they do not. */
import type { Style } from '../diagnostics/index.js';
import {
  type CoverageCounts,
  countCoverage,
  type FileCoverage,
  isCondition,
  isCovered,
  type LiteralCoverage,
  type RuleTestReport,
} from '../index.js';

/** A table of folders, the clauses that never fired, and the literals that decided nothing. Empty without coverage. */
export function coverageText({ coverage }: RuleTestReport, style: Style): string {
  if (coverage === undefined) return '';
  const groups = new Map<string, FileCoverage[]>();
  for (const file of coverage.files) {
    const group = groupOf(file.file);
    groups.set(group, [...(groups.get(group) ?? []), file]);
  }
  const rows = [...groups].map(([name, files]) => row(name, countCoverage(files)));
  if (rows.length !== 1) rows.push(row('all', countCoverage(coverage.files)));
  const lines = [
    '',
    ...table(['coverage', 'clauses fired', 'literals covered', 'conditions decided'], rows, style),
    ...section('clauses that never fired', silent(coverage.files), style),
    ...section('conditions that decided nothing', undecided(coverage.files), style),
  ];
  return `${lines.join('\n')}\n`;
}

/** `rules/safety/drop-table/rule.dl` belongs to `rules/safety`, `rules/lib/locks.dl` to `rules/lib`. */
function groupOf(file: string): string {
  const parts = file.split('/');
  return parts.slice(0, parts.at(-1) === 'rule.dl' ? -2 : -1).join('/') || '.';
}

function row(name: string, counts: CoverageCounts): string[] {
  return [
    name,
    ratio(counts.fired, counts.clauses),
    ratio(counts.covered, counts.literals),
    ratio(counts.decided, counts.conditions),
  ];
}

function ratio(part: number, whole: number): string {
  const percent = whole === 0 ? 100 : Math.floor((part / whole) * 1000) / 10;
  return `${part} of ${whole} (${percent} %)`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[], style: Style): string[] {
  const widths = head.map((name, at) =>
    Math.max(name.length, ...rows.map((cells) => (cells[at] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return [style.bold(line(head)), ...rows.map(line)];
}

function section(
  title: string,
  lines: readonly (readonly [place: string, text: string])[],
  style: Style,
): string[] {
  if (lines.length === 0) return [];
  const width = Math.max(...lines.map(([place]) => place.length));
  return [
    '',
    style.bold(title),
    ...lines.map(([place, text]) => `  ${style.cyan(place.padEnd(width))}  ${text}`),
  ];
}

function silent(files: readonly FileCoverage[]): [string, string][] {
  return files.flatMap(({ file, clauses }) =>
    clauses
      .filter(({ fired }) => fired === 0)
      .map(({ span, head, literals, empty }): [string, string] => [
        `${file}:${span.line}:${span.column}`,
        `${head}: ${stopOf(literals, empty)}`,
      ]),
  );
}

/** Where the way through a clause that never fired ends. */
function stopOf(literals: readonly LiteralCoverage[], empty: readonly string[]): string {
  const never = literals.find(({ state }) => state === 'never');
  if (never !== undefined) return `${never.text} never held`;
  if (empty.length > 0) return `no test has a row of ${empty.join(', ')}`;
  return literals.every(({ state }) => state === 'unreached')
    ? 'no test has rows of all that it asks for'
    : 'its literals never held together';
}

/** Conditions of clauses that did fire. */
function undecided(files: readonly FileCoverage[]): [string, string][] {
  return files.flatMap(({ file, clauses }) =>
    clauses
      .filter(({ fired }) => fired > 0)
      .flatMap(({ literals }) => literals.filter((one) => isCondition(one) && !isCovered(one)))
      .map(({ span, text, state }): [string, string] => [
        `${file}:${span.line}:${span.column}`,
        `${text}  ${said[state]}`,
      ]),
  );
}

const said: Readonly<Record<LiteralCoverage['state'], string>> = {
  decided: '',
  held: '',
  always: 'always held',
  never: 'never held',
  unreached: 'never reached',
};
