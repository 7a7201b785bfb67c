/** `wesley rules list` and `wesley rules explain`: which rules there are, and what one of them says. */
import { type Command, Option } from 'commander';
import {
  Exit,
  plural,
  type Severity,
  type Style,
  severityColor,
  WesleyError,
  wrap,
} from '../diagnostics/index.js';
import type { Hook, RulePage, RuleSetting } from '../index.js';
import { type Context, list, newCommand, type Runner, withExamples } from './command.js';
import { readConfig } from './config/index.js';
import { explainRule } from './explain.js';

interface ListOptions {
  readonly group?: readonly string[];
  readonly severity?: readonly Severity[];
  readonly tag?: readonly string[];
  readonly json?: boolean;
}

/** Declares `list`. */
export function rulesListCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'List the rules')
    .option('--group <name>', 'safety, style, schema, or team; may be repeated', list)
    .addOption(new Option('--severity <word>', 'error, warning or note; may be repeated').argParser(list))
    .option('--tag <tag>', 'rules with this tag; may be repeated', list)
    .option('--json', 'print JSON');
  withExamples(command, 'wesley rules list --group team', 'wesley rules list --severity error --tag rewrite');
  return runner.command<ListOptions>(command, listRules);
}

/** Declares `explain`. */
export function rulesExplainCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Show the page of a rule')
    .argument('<id>', 'a rule: drop-table, acme/no-serial-keys')
    .option('--json', 'print JSON');
  withExamples(command, 'wesley rules explain set-not-null-scans-table');
  return runner.command<{ readonly json?: boolean }>(command, (context, [id = ''], options) =>
    explainRule(context, id.replace(/^rule\//, ''), options),
  );
}

async function listRules(context: Context, _args: string[], options: ListOptions): Promise<number> {
  const { io, out } = context;
  const { ruleHooks, rulePages } = await import('../index.js');
  const config = readConfig(io, context.config);
  const all = await rulePages(config.ruleFolders);
  const flags: [flag: string, given: readonly string[] | undefined, known: readonly string[]][] = [
    ['--group', options.group, all.map(({ rule }) => rule.group).concat('team')],
    ['--severity', options.severity, ['error', 'warning', 'note']],
    ['--tag', options.tag, all.flatMap(({ rule }) => rule.tags)],
  ];
  for (const [flag, given, known] of flags) {
    const wrong = given?.find((word) => !known.includes(word));
    if (wrong !== undefined) throw unknownWord(flag, wrong, [...new Set(known)].sort());
  }
  const fits = <T>(given: readonly T[] | undefined, has: (word: T) => boolean): boolean =>
    given === undefined || given.some(has);
  const pages = all.filter(
    ({ rule }) =>
      fits(options.group, (group) => group === rule.group) &&
      fits(options.severity, (severity) => severity === rule.severity) &&
      fits(options.tag, (tag) => rule.tags.includes(tag)),
  );
  const isAny = options.severity === undefined && options.tag === undefined;
  const hooks =
    isAny && fits(options.group, (group) => group === 'team') ? await ruleHooks(config.ruleFolders) : [];
  if (options.json === true) {
    const rules = pages.map(({ rule: { id, group, judges, severity, title, tags, since } }) => ({
      id,
      group,
      judges,
      severity,
      configured: config.rules.get(id)?.severity,
      title,
      tags,
      since,
    }));
    const plans = hooks.map(({ id, title }) => ({ id, title }));
    io.out(`${JSON.stringify({ schema: 'wesley/rules/1', rules, plans }, undefined, 2)}\n`);
  } else io.out(listText(pages, hooks, config.rules, out));
  return Exit.done;
}

function unknownWord(flag: string, word: string, known: readonly string[]): WesleyError {
  return new WesleyError(
    {
      code: 'cli/bad-value',
      severity: 'error',
      message: `${flag} ${word}: no rule has it`,
      fix: { text: `known: ${known.join(', ')}` },
    },
    Exit.usage,
  );
}

/** Rules by group: id and severity, below them what they say. */
export function listText(
  pages: readonly RulePage[],
  hooks: readonly Hook[],
  settings: ReadonlyMap<string, RuleSetting>,
  style: Style,
): string {
  const lines: string[] = [];
  const width = Math.max(...pages.map(({ rule }) => rule.id.length), 0);
  const narrow = style.width - width - 11 < 40;
  for (const group of new Set(pages.map(({ rule }) => rule.group))) {
    const own = pages.filter(({ rule }) => rule.group === group);
    lines.push(...(lines.length > 0 ? [''] : []), style.bold(`${group} (${own.length})`));
    for (const { rule } of own) {
      const setting = settings.get(rule.id)?.severity;
      const severity = setting ?? rule.severity;
      const word = severity === 'off' ? style.dim('off') : severityColor(style, severity)(severity);
      const room = narrow ? style.width - 6 : style.width - width - 13;
      const [first = '', ...rest] = wrap(rule.title, room);
      if (narrow) {
        lines.push(`  ${style.bold(rule.id)}  ${word}`, ...[first, ...rest].map((line) => `      ${line}`));
      } else {
        const pad = ' '.repeat(7 - severity.length);
        lines.push(`  ${style.bold(rule.id.padEnd(width))}  ${word}${pad}  ${first}`);
        lines.push(...rest.map((line) => ' '.repeat(width + 13) + line));
      }
    }
  }
  if (hooks.length > 0) {
    lines.push(...(lines.length > 0 ? [''] : []), style.bold(`steps of plans (${hooks.length})`));
    for (const { id, title } of hooks) {
      lines.push(`  ${style.bold(id)}`, ...wrap(title, style.width - 6).map((line) => `      ${line}`));
    }
  }
  const count = (severity: RuleSetting['severity']): number =>
    pages.filter(({ rule }) => (settings.get(rule.id)?.severity ?? rule.severity) === severity).length;
  const counts = (['error', 'warning', 'note'] as const)
    .map((severity) => [count(severity), severity] as const)
    .filter(([number]) => number > 0)
    .map(([number, severity]) => plural(number, severity));
  if (count('off') > 0) counts.push(`${count('off')} off`);
  if (hooks.length > 0 && pages.length > 0) counts.push(`${hooks.length} of plans`);
  const all = pages.length + hooks.length;
  lines.push('', `${plural(all, 'rule')}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`);
  return `${lines.join('\n').trimStart()}\n`;
}
