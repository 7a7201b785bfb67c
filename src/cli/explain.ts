/** `wesley explain`: the page of a rule, or the proof of a finding down to the text that it comes from. */
import type { Command } from 'commander';
import {
  type Diagnostic,
  didYouMean,
  Exit,
  jsonDiagnostic,
  renderDiagnostic,
  Sources,
  type Style,
  suggest,
  WesleyError,
  wrap,
} from '../diagnostics/index.js';
import type { CheckResult, Hook, Rule } from '../index.js';
import { addCheckFlags, type CheckFlags, runCheckOn } from './check-input.js';
import { type Context, newCommand, type Runner } from './command.js';
import { proofText } from './proof-view.js';

interface ExplainOptions extends CheckFlags {
  readonly json?: boolean;
}

/** Declares the command. */
export function explainCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Show the page of a rule, or prove a finding')
    .argument('<what>', 'rule, file.sql:LINE, or the fingerprint of a finding')
    .argument('[files...]', 'for a fingerprint: the files in which it was found')
    .option('--json', 'print JSON');
  return runner.command<ExplainOptions>(addCheckFlags(command), runExplain);
}

async function runExplain(
  context: Context,
  [what = '', ...files]: string[],
  options: ExplainOptions,
): Promise<number> {
  const place = /^(.+):(\d+)(?::\d+)?$/.exec(what);
  if (place !== null) {
    const [, file = '', line = ''] = place;
    return explainFindings(
      context,
      [file],
      options,
      (finding, result) => touches(finding, Number(line), result),
      {
        nothing: `no finding at line ${line} of ${file}`,
      },
    );
  }
  if (/^[0-9a-f]{8,64}$/.test(what)) {
    return explainFindings(
      context,
      files,
      options,
      (finding) => finding.fingerprint?.startsWith(what) === true,
      {
        nothing: `no finding has the fingerprint ${what}`,
      },
    );
  }
  return explainRule(context, what.replace(/^rule\//, ''), options);
}

async function explainFindings(
  context: Context,
  files: readonly string[],
  options: ExplainOptions,
  wanted: (finding: Diagnostic, result: CheckResult) => boolean,
  says: { readonly nothing: string },
): Promise<number> {
  const { io, out } = context;
  const result = await runCheckOn(context, files, options);
  const { report } = result;
  const found = [...report.findings, ...report.suppressed.map((one) => one.finding)].filter((one) =>
    wanted(one, result),
  );
  const sources = new Sources(report.inputs);
  if (options.json === true) {
    const body = { schema: 'wesley/explain/1', findings: found.map((one) => jsonDiagnostic(one, sources)) };
    io.out(`${JSON.stringify(body, undefined, 2)}\n`);
  } else if (found.length === 0) {
    io.out(`${says.nothing}\n`);
  } else {
    const blocks = found.map(
      (one) =>
        `${renderDiagnostic(one, sources, out)}\n\n${proofText(one.proof ?? [], result.ruleset.program, sources, out)}`,
    );
    io.out(`${blocks.join('\n\n')}\n`);
  }
  return found.length > 0 ? Exit.done : Exit.no;
}

function touches(finding: Diagnostic, line: number, result: CheckResult): boolean {
  const { span } = finding;
  if (span === undefined) return false;
  const statement = result.statements.statements.find(
    (one) => one.span.file === span.file && one.span.start <= span.start && span.start <= one.span.end,
  );
  const whole = statement?.span ?? span;
  const last = new Sources(result.report.inputs).endOf(whole).line;
  return whole.line <= line && line <= last;
}

async function explainRule(context: Context, id: string, options: ExplainOptions): Promise<number> {
  const { io, out } = context;
  const { ruleHooks, rulePages } = await import('../index.js');
  const { readConfig } = await import('./config.js');
  const { ruleFolders } = readConfig(io, context.config);
  const pages = await rulePages(ruleFolders);
  const page = pages.find(({ rule }) => rule.id === id);
  if (page === undefined) {
    const hooks = await ruleHooks(ruleFolders);
    const hook = hooks.find((one) => one.id === id);
    if (hook !== undefined) return explainHook(context, hook, options);
    const ids = [...pages.map(({ rule }) => rule.id), ...hooks.map((one) => one.id)];
    const near = suggest(id, ids).length > 0 ? suggest(id, ids) : ids.filter((one) => one.includes(id));
    throw new WesleyError(
      {
        code: 'cli/unknown-rule',
        severity: 'error',
        message: `there is no rule "${id}".${didYouMean(id, ids)}`,
        fix: {
          text:
            near.length > 0
              ? `near it: ${near.join(', ')}`
              : `write a rule, FILE:LINE, or a fingerprint. Rules: ${ids.join(', ')}`,
        },
      },
      Exit.usage,
    );
  }
  if (options.json === true) {
    const { rule, unsafe, safe } = page;
    const body = { schema: 'wesley/rule/1', ...rulePublic(rule), unsafe, safe, source: rule.source };
    io.out(`${JSON.stringify(body, undefined, 2)}\n`);
  } else {
    io.out(pageText(page, out));
  }
  return Exit.done;
}

/** A rule that reports nothing: it takes part in plans. */
function explainHook({ io, out }: Context, hook: Hook, options: ExplainOptions): number {
  const { id, title, doc, source, file } = hook;
  if (options.json === true) {
    const body = { schema: 'wesley/rule/1', id, group: 'team', title, doc, source };
    io.out(`${JSON.stringify(body, undefined, 2)}\n`);
    return Exit.done;
  }
  const lines = [
    `${out.bold(id)}  ${out.dim('team; takes part in plans')}`,
    '',
    ...wrap(doc.replace(/\s+/g, ' '), out.width - 2).map((line) => `  ${line}`),
    '',
    `  ${out.bold('The rule')}  ${out.dim(file)}`,
    ...source
      .replace(/^\/\/.*\n/gm, '')
      .trim()
      .split('\n')
      .map((line) => (line === '' ? '' : `    ${line}`)),
    '',
  ];
  io.out(`${lines.join('\n')}\n`);
  return Exit.done;
}

function rulePublic({ id, group, severity, tags, since, title, doc }: Rule) {
  return { id, group, severity, tags, since, title, doc };
}

function pageText(
  { rule, unsafe, safe }: { readonly rule: Rule; readonly unsafe: string; readonly safe: string },
  style: Style,
): string {
  const paint =
    rule.severity === 'error' ? style.red : rule.severity === 'warning' ? style.yellow : style.blue;
  const indent = (text: string): string[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => (line === '' ? '' : `    ${line}`));
  return [
    `${style.bold(rule.id)}  ${paint(rule.severity)}  ${style.dim(`${rule.group}; ${rule.tags.join(', ')}`)}`,
    '',
    ...rule.doc
      .split('\n')
      .join(' ')
      .replace(/\s+/g, ' ')
      .split('\n')
      .flatMap((line) => wrap(line, style.width - 2))
      .map((line) => `  ${line}`),
    '',
    `  ${style.bold('Raises it')}`,
    ...indent(unsafe),
    '',
    `  ${style.bold('Does not')}`,
    ...indent(safe),
    '',
    `  ${style.bold('The rule')}  ${style.dim(rule.file)}`,
    ...indent(rule.source.replace(/^\/\/\/.*\n/gm, '')),
    '',
    `  ${style.bold('Accept it')}  write before the statement:  -- wesley:ignore ${rule.id} <reason>`,
    '',
  ].join('\n');
}
