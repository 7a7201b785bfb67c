/** `wesley explain`: the page of a rule, or the proof of a finding down to the text that it comes from. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  type Diagnostic,
  Exit,
  jsonDiagnostic,
  renderDiagnostic,
  Sources,
  WesleyError,
} from '../diagnostics/index.js';
import type { CheckResult, LintResult } from '../index.js';
import { addCheckFlags, type CheckFlags, runCheckOn } from './check-input.js';
import { type Context, newCommand, type Runner, withExamples } from './command.js';
import { readConfig } from './config/index.js';
import { isSdlFile, lintFiles } from './lint-input.js';
import { proofText } from './proof-view.js';
import { hookText, ruleJson, ruleText, unknownRule } from './rule-view.js';

interface ExplainOptions extends CheckFlags {
  readonly json?: boolean;
}

/** Declares the command. */
export function explainCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Show the page of a rule, or prove a finding')
    .argument('<what>', 'rule, file.sql:LINE, schema.graphql:LINE, or the fingerprint of a finding')
    .argument('[files...]', 'for a fingerprint: the files in which it was found')
    .option('--json', 'print JSON');
  withExamples(
    command,
    'wesley explain drop-table',
    'wesley explain change.sql:3',
    'wesley explain 2e622ea7bb5a change.sql',
  );
  return runner.command<ExplainOptions>(addCheckFlags(command), runExplain);
}

async function runExplain(
  context: Context,
  [what = '', ...files]: string[],
  options: ExplainOptions,
): Promise<number> {
  const place = /^(.+?):(\d+)(?::\d+)?$/.exec(what);
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
  if ((isSqlFile(what) || isSdlFile(what)) && existsSync(resolve(context.io.cwd, what))) {
    throw new WesleyError(
      {
        code: 'cli/bad-value',
        severity: 'error',
        message: `${what} is a file, and nothing says which finding in it is meant`,
        fix: { text: 'name the line of the finding', code: `wesley explain ${what}:1` },
      },
      Exit.usage,
    );
  }
  return explainRule(
    context,
    what.replace(/^rule\//, ''),
    options,
    'write a rule, FILE:LINE, or a fingerprint; ',
  );
}

async function explainFindings(
  context: Context,
  files: readonly string[],
  options: ExplainOptions,
  wanted: (finding: Diagnostic, result: CheckResult | LintResult) => boolean,
  says: { readonly nothing: string },
): Promise<number> {
  const result = files.some(isSdlFile)
    ? await lintFiles(context, files, options)
    : await runCheckOn(context, files, options);
  const found = findingsOf(result).filter((one) => wanted(one, result));
  if (found.length === 0 && files.every(isSqlFile)) {
    // What the schema is said to be is told of the same lines.
    const linted = await lintFiles(context, files, options).catch(() => undefined);
    const more = linted === undefined ? [] : findingsOf(linted).filter((one) => wanted(one, linted));
    if (linted !== undefined && more.length > 0) return showFindings(context, linted, more, options, says);
  }
  return showFindings(context, result, found, options, says);
}

function findingsOf({ report }: CheckResult | LintResult): Diagnostic[] {
  return [...report.findings, ...report.suppressed.map((one) => one.finding)];
}

function isSqlFile(name: string): boolean {
  return name.endsWith('.sql');
}

function showFindings(
  { io, out }: Context,
  { report, ruleset }: CheckResult | LintResult,
  found: readonly Diagnostic[],
  options: ExplainOptions,
  says: { readonly nothing: string },
): number {
  const sources = new Sources(report.inputs);
  if (options.json === true) {
    const body = { schema: 'wesley/explain/1', findings: found.map((one) => jsonDiagnostic(one, sources)) };
    io.out(`${JSON.stringify(body, undefined, 2)}\n`);
  } else if (found.length === 0) {
    io.out(`${says.nothing}\n`);
  } else {
    const blocks = found.map(
      (one) =>
        `${renderDiagnostic(one, sources, out)}\n\n${proofText(one.proof ?? [], ruleset.program, sources, out)}`,
    );
    io.out(`${blocks.join('\n\n')}\n`);
  }
  return found.length > 0 ? Exit.done : Exit.no;
}

function touches(finding: Diagnostic, line: number, result: CheckResult | LintResult): boolean {
  const { span } = finding;
  if (span === undefined) return false;
  const statements = 'statements' in result ? result.statements.statements : [];
  const statement = statements.find(
    (one) => one.span.file === span.file && one.span.start <= span.start && span.start <= one.span.end,
  );
  const whole = statement?.span ?? span;
  const last = new Sources(result.report.inputs).endOf(whole).line;
  return whole.line <= line && line <= last;
}

/** The page of a rule, also of one that only takes part in plans. */
export async function explainRule(
  context: Context,
  asked: string,
  options: { readonly json?: boolean },
  more = '',
): Promise<number> {
  const { io, out } = context;
  const { findRule, ruleHooks, rulePages } = await import('../index.js');
  const { rules, ruleFolders } = readConfig(io, context.config);
  const pages = await rulePages(ruleFolders);
  const hooks = await ruleHooks(ruleFolders);
  const ids = [...pages.map(({ rule }) => rule.id), ...hooks.map((one) => one.id)];
  const id = findRule(asked, ids) ?? asked;
  const page = pages.find(({ rule }) => rule.id === id);
  const hook = hooks.find((one) => one.id === id);
  if (page !== undefined) {
    const body = { schema: 'wesley/rule/1', ...ruleJson(page), configured: rules.get(id) };
    io.out(
      options.json === true ? `${JSON.stringify(body, undefined, 2)}\n` : ruleText(page, rules.get(id), out),
    );
  } else if (hook !== undefined) {
    const { title, doc, source, file } = hook;
    const body = { schema: 'wesley/rule/1', id, group: 'team', title, doc, file, source };
    io.out(options.json === true ? `${JSON.stringify(body, undefined, 2)}\n` : hookText(hook, out));
  } else {
    throw unknownRule(asked, ids, more);
  }
  return Exit.done;
}
