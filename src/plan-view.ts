/** A plan for people and tools: text for a terminal, JSON, a SQL script, Markdown. */
import { type Fix, makeStyle, plural, type Span, type Style, wrap } from './diagnostics/index.js';
import type { Plan, Step } from './plan/plan.js';
import { sqlScript } from './plan/script.js';
import { planText } from './plan-file.js';

export type PlanFormat = 'text' | 'json' | 'sql' | 'markdown';

export interface PlanView {
  readonly as?: PlanFormat;
  /** Say of each step why it is there, its locks, limits, SQL and undo. */
  readonly explain?: boolean;
  readonly style?: Style;
}

/** Renders a plan. */
export function renderPlan(plan: Plan, view: PlanView = {}): string {
  switch (view.as ?? 'text') {
    case 'json':
      return planText(plan);
    case 'sql':
      return sqlText(plan);
    case 'markdown':
      return markdown(plan);
    case 'text':
      return text(plan, view.style ?? makeStyle(), view.explain === true);
  }
}

function text(plan: Plan, style: Style, explain: boolean): string {
  if (plan.steps.length === 0) return `${style.green('nothing to do')}: both states are the same\n`;
  const id = Math.max(4, ...plan.steps.map((step) => step.id.length));
  const head = ['step'.padEnd(id + 1), 'phase'.padEnd(8), 'stops'.padEnd(9), 'what it does'].join('  ');
  const lines = [title(plan, style), '', style.dim(`  ${head}`)];
  const indent = ' '.repeat(id + 26);
  let phase = '';
  plan.steps.forEach((step, at) => {
    const together = plan.steps[at - 1]?.segment === step.segment;
    const cells = [
      style.bold(`${together ? '+' : ' '}${step.id}`.padEnd(id + 1)),
      style.cyan((step.phase === phase ? '' : step.phase).padEnd(8)),
      paintStopped(stopped(step), style),
    ];
    phase = step.phase;
    const [first = '', ...rest] = wrap(`${step.title}${extent(step)}`, style.width - indent.length);
    lines.push(`  ${cells.join('  ')}  ${first}`, ...rest.map((line) => indent + line));
    if (step.destroys.length > 0) lines.push(`${indent}${style.red(`destroys ${step.destroys.join(', ')}`)}`);
    if (explain) lines.push(...details(step, indent, style));
  });
  lines.push('', ...legend(plan), ...findings(plan, style));
  return `${lines.join('\n').replace(/\n{3,}/g, '\n\n')}\n`;
}

function title(plan: Plan, style: Style): string {
  return `${style.bold(`Plan ${plan.id.slice(0, 8)}`)}: ${plural(plan.steps.length, 'step')} for PostgreSQL ${plan.server.major}\n  from ${plan.before.source}\n  to   ${plan.after.source}`;
}

type Stopped = 'everyone' | 'writers' | 'nobody';

/** Whom the step keeps from a table while it holds its locks. */
function stopped(step: Step): Stopped {
  if (step.locks.some(({ blocks }) => blocks === 'reads and writes')) return 'everyone';
  return step.locks.some(({ blocks }) => blocks === 'writes') ? 'writers' : 'nobody';
}

function paintStopped(who: Stopped, style: Style): string {
  const paint = who === 'everyone' ? style.yellow : who === 'writers' ? style.blue : style.dim;
  return paint(who.padEnd(9));
}

/** Work that takes as long as the table is large. */
function extent(step: Step): string {
  if (step.backfill !== undefined) return '';
  if (step.rewrites.length > 0) return ` (rewrites ${few(step.rewrites)})`;
  return step.scans.length > 0 ? ` (reads all of ${few(step.scans)})` : '';
}

function few(relations: readonly string[]): string {
  const names = relations.map((relation) => relation.replace(/^public\./, ''));
  return names.length <= 2 ? names.join(' and ') : `${names[0]} and ${names.length - 1} more`;
}

/** What the rules say, without what the steps say themselves. */
function findings(plan: Plan, style: Style): string[] {
  const destroyed = new Set(plan.steps.flatMap((step) => step.destroys));
  const accepted = new Set(plan.accepted);
  const named = new Set([...plan.accepted, ...plan.renames.map(({ from }) => from)]);
  return plan.findings
    .filter(({ code, subject = '' }) => !(code.startsWith('rule/drop-') && destroyed.has(subject)))
    .filter(({ code, subject = '' }) => !(code === 'plan/destroys' && accepted.has(subject)))
    .flatMap(({ severity, message, fix, subject }) => [
      '',
      ...wrap(`${named.has(subject ?? '') ? 'warning' : severity}: ${message}`, style.width).map(
        (line, at) => (at === 0 ? style.yellow(line) : `  ${line}`),
      ),
      ...(fix === undefined ? [] : [fixLine(fix, style)]),
    ]);
}

function fixLine({ text: advice, code }: Fix, style: Style): string {
  return `  fix  ${code === undefined ? advice : `${advice.replace(/\.$/, '')}:  ${style.bold(code)}`}`;
}

function details(step: Step, indent: string, style: Style): string[] {
  const lines: string[] = [];
  for (const why of step.why) {
    for (const line of wrap(why, style.width - indent.length)) lines.push(indent + style.dim(line));
  }
  if (step.source !== undefined) lines.push(indent + style.dim(`asked for by ${place(step.source)}`));
  for (const line of impact(step)) lines.push(indent + line);
  for (const sql of step.sql)
    for (const line of `${sql};`.split('\n')) lines.push(`${indent}  ${style.green(line)}`);
  const undo =
    step.undo === null ? 'point of no return' : step.undo.length === 0 ? '' : `undo: ${step.undo.join('; ')}`;
  if (undo !== '') lines.push(`${indent}${style.dim(undo)}`);
  lines.push('');
  return lines;
}

function place({ file, line, column }: Span): string {
  return `${file}:${line}:${column}`;
}

/** Every lock with what it stops, what is read or rewritten from end to end, and how long the step may wait and take. */
function impact(step: Step): string[] {
  const locks = step.locks.map(
    ({ relation, mode, blocks }) =>
      `lock: ${spelled(mode)} on ${relation}, stops ${blocks === 'nothing' ? 'nobody' : blocks}`,
  );
  const { lock, statement } = step.timeouts;
  const limits = [
    lock === 0 ? 'waits for locks as long as it takes' : `waits ${seconds(lock)} at most for a lock`,
    statement === 0 ? 'runs without a limit' : `runs ${seconds(statement)} at most`,
  ];
  return [
    ...(locks.length === 0 ? ['lock: none on a relation that is there before'] : locks),
    ...step.scans.map((relation) => `reads every row of ${relation}`),
    ...step.rewrites.map((relation) => `writes ${relation} anew`),
    `limits: ${limits.join(', ')}${step.backfill === undefined ? '' : ', each batch'}`,
  ];
}

/** `ShareRowExclusive` as PostgreSQL's manual and LOCK spell it. */
function spelled(mode: string): string {
  return mode.replace(/([a-z])([A-Z])/g, '$1 $2').toUpperCase();
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}

function legend(plan: Plan): string[] {
  const last = plan.steps.find((step) => step.undo === null);
  const end = last === undefined ? 'Every step can be taken back.' : `Can be taken back until ${last.id}.`;
  const together = plan.steps.some((step, at) => plan.steps[at - 1]?.segment === step.segment);
  const stops = plan.steps.filter((step) => stopped(step) !== 'nobody');
  const long = stops.filter((step) => step.scans.length > 0 || step.rewrites.length > 0);
  return [
    ...(together ? ['+ runs in one transaction with the step above it.'] : []),
    ...(stops.length > long.length
      ? ['What stops others lasts a moment, and nobody queues behind a wait for it.']
      : []),
    ...long.map((step) => `${step.id} stops others for as long as it works on the rows.`),
    end,
  ];
}

function sqlText(plan: Plan): string {
  return `-- Wesley plan ${plan.id}\n-- from ${plan.before.source} to ${plan.after.source}, PostgreSQL ${plan.server.major}\n${sqlScript(plan.steps).text}`;
}

function markdown(plan: Plan): string {
  const lines = [
    `### Plan ${plan.id.slice(0, 8)}`,
    '',
    `${plural(plan.steps.length, 'step')} for PostgreSQL ${plan.server.major}, from \`${plan.before.source}\` to \`${plan.after.source}\`.`,
    '',
    '| step | phase | stops | what it does |',
    '|--|--|--|--|',
    ...plan.steps.map(
      (step) =>
        `| ${step.id} | ${step.phase} | ${stopped(step)} | ${cell(step.title + extent(step))}${step.destroys.length > 0 ? ` **destroys ${step.destroys.join(', ')}**` : ''} |`,
    ),
    '',
    '<details><summary>SQL</summary>',
    '',
    '```sql',
    sqlScript(plan.steps).text.trim(),
    '```',
    '',
    '</details>',
    '',
  ];
  return lines.join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
