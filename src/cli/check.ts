/** `wesley check`: what would a migration lock, scan, rewrite or destroy? */
import { type Command, Option } from 'commander';
import { countReport, Exit, formats, type Report, WesleyError } from '../diagnostics/index.js';
import type { TransactionModel } from '../index.js';
import { type Context, list, majorVersion, newCommand, type Runner } from './command.js';
import { readConfig } from './config.js';
import { readInputs } from './inputs.js';
import { formatNames, type ReportTarget, readReportTargets, writeReports } from './reports.js';

interface CheckOptions {
  readonly against?: string;
  readonly serverVersion?: number;
  readonly transaction?: TransactionModel;
  readonly failOn: 'error' | 'warning' | 'never';
  readonly json?: boolean;
  readonly report?: string[];
}

/** Declares the command. */
export function checkCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Say what SQL would lock, scan, rewrite or destroy, and why')
    .argument(
      '[files...]',
      'SQL files, folders or patterns; - is standard input (default: migrations of the configuration)',
    )
    .option('--against <state>', 'state before: database URL, pglite:, SQL file or folder, snapshot')
    .option(
      '--server-version <major>',
      'PostgreSQL version that it will run on (default: of the state, else 18)',
      majorVersion,
    )
    .addOption(
      new Option('--transaction <mode>', 'how the migration tool runs a file').choices([
        'none',
        'per-file',
        'per-statement',
        'implicit',
      ]),
    )
    .addOption(
      new Option('--fail-on <severity>', 'findings that make the exit code 1')
        .choices(['error', 'warning', 'never'])
        .default('error'),
    )
    .option('--json', 'print the report as JSON')
    .option('--report <format=file>', `write a report too (${formatNames}); can be repeated`, list);
  return runner.command<CheckOptions>(command, runCheck);
}

async function runCheck(context: Context, args: string[], options: CheckOptions): Promise<number> {
  const { io } = context;
  const targets = readReportTargets(options.report ?? []);
  const config = readConfig(io, context.config);
  const named = args.length > 0 ? args : config.migrations;
  if (named.length === 0) {
    throw new WesleyError(
      {
        code: 'cli/missing-argument',
        severity: 'error',
        message: 'nothing to check: no file was named and the configuration has no "migrations"',
        fix: { text: 'name SQL files, folders or patterns', code: "wesley check 'migrations/**/*.sql'" },
      },
      Exit.usage,
    );
  }
  const inputs = await readInputs(named, io);
  const { check } = await import('../index.js');
  const { report } = await check({
    files: inputs.files,
    major: options.serverVersion ?? config.server,
    transaction: options.transaction ?? config.transaction,
    severities: config.rules,
    ruleFolders: config.ruleFolders,
  });
  const full: Report = { ...report, basis: [...report.basis, ...inputs.notes] };
  const shown: ReportTarget = { format: options.json === true ? 'json' : 'text', file: undefined };
  writeReports(full, [shown, ...targets], context);
  if (io.env.GITHUB_ACTIONS === 'true' && !targets.some(({ format }) => format === 'github')) {
    (options.json === true ? io.err : io.out)(formats.github(full));
  }
  return exitCode(full, options.failOn);
}

function exitCode(report: Report, failOn: CheckOptions['failOn']): number {
  const { errors, warnings } = countReport(report);
  if (failOn === 'never') return Exit.done;
  return errors > 0 || (failOn === 'warning' && warnings > 0) ? Exit.no : Exit.done;
}
