/** The page of a rule in a terminal, and the error for a rule that does not exist. */
import {
  type Diagnostic,
  didYouMean,
  Exit,
  type Style,
  severityColor,
  suggest,
  WesleyError,
  wrap,
} from '../diagnostics/index.js';
import type { Hook, RulePage, RuleSetting } from '../index.js';

/** The error for an id that no rule has. */
export function unknownRule(id: string, ids: readonly string[], more = ''): WesleyError {
  const inside = ids.filter((one) => id !== '' && one.includes(id)).slice(0, 8);
  const near = suggest(id, ids).length > 0 ? suggest(id, ids) : inside;
  const fix: Diagnostic['fix'] =
    near.length > 0
      ? { text: `near it: ${near.join(', ')}` }
      : { text: `${more}see which rules there are`, code: 'wesley rules list' };
  return new WesleyError(
    {
      code: 'cli/unknown-rule',
      severity: 'error',
      message: `there is no rule "${id}".${didYouMean(id, ids)}`,
      fix,
    },
    Exit.usage,
  );
}

/** What a rule says, why, what raises it, its text with line numbers, and what to do about it. */
export function ruleText(page: RulePage, setting: RuleSetting | undefined, style: Style): string {
  const { rule, unsafe, safe, says, reads } = page;
  const isSql = rule.judges === 'sql';
  const paint = severityColor(style, rule.severity);
  const place = [...new Set([rule.group, ...rule.tags])].join(', ');
  const lines = [
    `${style.bold(rule.id)}  ${paint(rule.severity)}  ${style.dim(place)}`,
    '',
    ...paragraph(rule.doc, 2, style),
  ];
  if (setting !== undefined) {
    const now = setting.severity === 'off' ? 'off' : severityColor(style, setting.severity)(setting.severity);
    lines.push('', ...labelled('Configured', `${now}: ${setting.reason}`, style));
  }
  if (says.length > 0) {
    lines.push('', `  ${style.bold('What it says')}`);
  }
  for (const { message, why, fix, sql, sdl } of says) {
    if (message !== undefined) lines.push(...paragraph(message, 4, style));
    for (const line of why) lines.push(...labelled('why', line, style, 6));
    if (fix !== undefined) lines.push(...labelled('fix', fix, style, 6));
    for (const code of [sdl, sql]) {
      if (code !== undefined)
        lines.push(...code.split('\n').map((line) => `           ${style.green(line)}`));
    }
  }
  lines.push(...example('Raises it', unsafe, style), ...example('Does not', safe, style));
  lines.push('', `  ${style.bold('The rule')}  ${style.cyan(rule.file)}`, ...numbered(rule.source, style));
  if (reads.length > 0) {
    lines.push('', ...labelled('Reads', reads.join(', '), style));
    lines.push(`             ${style.dim(`wesley rules relations ${reads[0]}`)}`);
  }
  lines.push(
    '',
    ...labelled('Accept it', `${isSql ? '--' : '#'} wesley:ignore ${rule.id} <reason>`, style),
    `             ${style.dim(isSql ? 'on the line before the statement' : 'on the line before the type or field, or at its end')}`,
    ...labelled('Change it', `"rules": { "${rule.id}": { "severity": "note", "reason": "..." } }`, style),
    `             ${style.dim('in wesley.config.json; or error, warning, off')}`,
    ...labelled('Prove it', isSql ? 'wesley explain FILE:LINE' : 'wesley lint FILE --explain', style),
    `             ${style.dim('a finding of it, down to the words of the input')}`,
    '',
  );
  return lines.join('\n');
}

/** A rule that reports nothing: it takes part in plans. */
export function hookText({ id, doc, source, file }: Hook, style: Style): string {
  return [
    `${style.bold(id)}  ${style.dim('team; takes part in plans')}`,
    '',
    ...paragraph(doc, 2, style),
    '',
    `  ${style.bold('The rule')}  ${style.cyan(file)}`,
    ...numbered(source, style),
    '',
  ].join('\n');
}

function paragraph(text: string, by: number, style: Style): string[] {
  return wrap(text.replace(/\s+/g, ' ').trim(), style.width - by).map((line) => ' '.repeat(by) + line);
}

function labelled(label: string, text: string, style: Style, by = 2): string[] {
  const width = Math.max(label.length, by === 2 ? 9 : 3);
  const [first = '', ...rest] = wrap(text, style.width - by - width - 2);
  const pad = ' '.repeat(by);
  const head = `${pad}${by === 2 ? style.bold(label) : style.dim(label)}${' '.repeat(width - label.length + 2)}`;
  return [head + first, ...rest.map((line) => ' '.repeat(by + width + 2) + line)];
}

function example(title: string, text: string, style: Style): string[] {
  if (text.trim() === '') return [];
  const lines = text.trimEnd().split('\n');
  return ['', `  ${style.bold(title)}`, ...lines.map((line) => (line === '' ? '' : `    ${line}`))];
}

function numbered(source: string, style: Style): string[] {
  const lines = source.trimEnd().split('\n');
  const width = String(lines.length).length;
  return lines.map((line, at) => `  ${style.dim(String(at + 1).padStart(width + 1))}  ${line}`.trimEnd());
}

/** A rule for programs. */
export function ruleJson({ rule, unsafe, safe, says, reads }: RulePage) {
  const { id, group, judges, severity, tags, since, title, doc, source, file } = rule;
  return { id, group, judges, severity, tags, since, title, doc, file, says, reads, unsafe, safe, source };
}
