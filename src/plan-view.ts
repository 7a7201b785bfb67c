/** A plan for people and tools: text for a terminal, JSON, a SQL script, Markdown. */
import { displayWidth, makeStyle, plural, type Style, wrap } from './diagnostics/index.js';
import type { Plan, Step } from './plan/plan.js';
import { sqlScript } from './plan/script.js';
import { planText } from './plan-file.js';

export type PlanFormat = 'text' | 'json' | 'sql' | 'markdown';

export interface PlanView {
  readonly as?: PlanFormat;
  /** Say of each step why it is there, and its SQL. */
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
  const lines = [title(plan, style), ''];
  const titleWidth = Math.min(
    Math.max(20, ...plan.steps.map((step) => displayWidth(step.title))),
    Math.max(30, style.width - 44),
  );
  let phase = '';
  plan.steps.forEach((step, at) => {
    const together = plan.steps[at - 1]?.segment === step.segment;
    const shown = step.phase === phase ? '' : step.phase;
    phase = step.phase;
    const mark = together ? style.dim('+') : ' ';
    const pad = ' '.repeat(Math.max(0, titleWidth - displayWidth(step.title)));
    lines.push(
      `${mark} ${style.bold(step.id)}  ${style.cyan(shown.padEnd(8))}  ${step.title}${pad}  ${style.dim(effects(step))}`.trimEnd(),
    );
    if (step.destroys.length > 0) lines.push(`       ${style.red(`destroys ${step.destroys.join(', ')}`)}`);
    if (explain) lines.push(...details(step, style));
  });
  lines.push('', ...legend(plan, style));
  for (const finding of plan.findings) {
    lines.push(`${style.yellow(finding.severity)}  ${finding.message}`);
    if (finding.fix?.code !== undefined) lines.push(`         ${style.dim(finding.fix.code)}`);
  }
  return `${lines.join('\n')}\n`;
}

function title(plan: Plan, style: Style): string {
  return `${style.bold(`Plan ${plan.id.slice(0, 8)}`)}: ${plural(plan.steps.length, 'step')} for PostgreSQL ${plan.server.major}, from ${plan.before.source} to ${plan.after.source}`;
}

/** What a step stops, from strong to weak, and what it does meanwhile. */
const strengths = ['reads and writes', 'writes'] as const;

function effects(step: Step): string {
  const parts: string[] = [];
  for (const strength of strengths) {
    const relations = step.locks.filter(({ blocks }) => blocks === strength).map(({ relation }) => relation);
    if (relations.length > 0) parts.push(`stops ${strength} of ${few(relations)}`);
  }
  if (step.rewrites.length > 0) parts.push(`rewrites ${few(step.rewrites)}`);
  else if (step.scans.length > 0) parts.push(`scans ${few(step.scans)}`);
  if (step.backfill !== undefined) parts.push('in batches');
  return parts.length === 0 ? 'stops nobody' : parts.join('; ');
}

function few(relations: readonly string[]): string {
  const names = relations.map((relation) => relation.replace(/^public\./, ''));
  return names.length <= 2 ? names.join(', ') : `${names[0]} and ${names.length - 1} more`;
}

function details(step: Step, style: Style): string[] {
  const lines: string[] = [];
  for (const why of step.why) {
    for (const line of wrap(why, style.width - 8)) lines.push(`       ${style.dim(line)}`);
  }
  for (const sql of step.sql)
    for (const line of `${sql};`.split('\n')) lines.push(`         ${style.green(line)}`);
  const undo =
    step.undo === null ? 'point of no return' : step.undo.length === 0 ? '' : `undo: ${step.undo.join('; ')}`;
  if (undo !== '') lines.push(`       ${style.dim(undo)}`);
  lines.push('');
  return lines;
}

function legend(plan: Plan, style: Style): string[] {
  const lines: string[] = [];
  if (plan.steps.some((step, at) => plan.steps[at - 1]?.segment === step.segment)) {
    lines.push(style.dim('+ runs in one transaction with the step above'));
  }
  const last = plan.steps.findIndex((step) => step.undo === null);
  const end =
    last === -1 ? 'every step can be taken back' : `can be taken back until ${plan.steps[last]?.id ?? ''}`;
  lines.push(end);
  return lines;
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
    '| step | phase | what | meanwhile |',
    '|--|--|--|--|',
    ...plan.steps.map(
      (step) =>
        `| ${step.id} | ${step.phase} | ${cell(step.title)}${step.destroys.length > 0 ? ` **destroys ${step.destroys.join(', ')}**` : ''} | ${cell(effects(step))} |`,
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
