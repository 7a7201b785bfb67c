/** `wesley lint`: what is wrong with a schema, before anything is changed to it. */
import { type Command, Option } from 'commander';
import { renderDiagnostic, renderSummary, Sources } from '../diagnostics/index.js';
import type { LintResult } from '../index.js';
import {
  addParameterFlag,
  type Context,
  list,
  type NamedValues,
  newCommand,
  type Runner,
  withExamples,
} from './command.js';
import { lintNamed } from './lint-input.js';
import { proofText } from './proof-view.js';
import {
  exitCode,
  type FailOn,
  isPrinted,
  type ReportTarget,
  readReportTargets,
  reportHelp,
  writeAnnotations,
  writeReports,
} from './reports.js';

interface LintFlags {
  readonly failOn: FailOn;
  readonly parameter?: NamedValues;
  readonly json?: boolean;
  readonly detail?: boolean;
  readonly explain?: boolean;
  readonly report?: string[];
}

/** Declares the command. */
export function lintCommand(name: string, runner: Runner): Command {
  const command = newCommand(
    name,
    'Say what is wrong with a schema: keys, types, tenants, policies, names',
  ).argument(
    '[schema...]',
    'GraphQL files, folders or patterns that make one schema; or one state: SQL, a database, a snapshot; - is standard input (default: schema of the configuration)',
  );
  addParameterFlag(command)
    .addOption(
      new Option('--fail-on <severity>', 'findings that make the exit code 1')
        .choices(['error', 'warning', 'never'])
        .default('error'),
    )
    .option('--explain', 'show the proof of each finding')
    .option('--detail', 'show repeated findings in full')
    .option('--json', 'print the report as JSON')
    .option('--report <format=file>', reportHelp, list);
  withExamples(
    command,
    'wesley lint schema.graphql',
    "wesley lint 'schema/*.graphql' --fail-on warning --report sarif=lint.sarif",
    'wesley lint postgres://localhost/shop',
  );
  return runner.command<LintFlags>(command, runLint);
}

async function runLint(context: Context, args: string[], options: LintFlags): Promise<number> {
  const { io } = context;
  const { json = false, detail = false } = options;
  const targets = readReportTargets(options.report ?? []);
  const printed = isPrinted(targets, json);
  const result = await lintNamed(context, args, options);
  const { report } = result;
  if (options.explain === true && !json && !printed) {
    io.out(explained(result, context));
    writeReports(report, targets, context);
  } else {
    const shown: ReportTarget = { format: json ? 'json' : 'text', file: undefined };
    writeReports(report, printed ? targets : [shown, ...targets], context, detail);
  }
  writeAnnotations(report, targets, context, json || printed);
  return exitCode(report, options.failOn);
}

function explained({ report, ruleset }: LintResult, { out }: Context): string {
  const sources = new Sources(report.inputs);
  const blocks = report.findings.map((one) => {
    const proof = one.proof === undefined ? '' : `\n\n${proofText(one.proof, ruleset.program, sources, out)}`;
    return `${renderDiagnostic(one, sources, out)}${proof}\n\n`;
  });
  return `${blocks.join('')}${renderSummary(report, out)}\n`;
}
