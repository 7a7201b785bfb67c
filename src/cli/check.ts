/** `wesley check`: what would a migration lock, scan, rewrite or destroy? */
import { type Command, Option } from 'commander';
import { countReport, Exit, formats, type Report } from '../diagnostics/index.js';
import { addCheckFlags, type CheckFlags, runCheckOn } from './check-input.js';
import { type Context, list, newCommand, type Runner } from './command.js';
import { formatNames, type ReportTarget, readReportTargets, writeReports } from './reports.js';

interface CheckOptions extends CheckFlags {
  readonly failOn: 'error' | 'warning' | 'never';
  readonly json?: boolean;
  readonly detail?: boolean;
  readonly report?: string[];
}

/** Declares the command. */
export function checkCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Say what SQL would lock, scan, rewrite or destroy, and why').argument(
    '[files...]',
    'SQL files, folders or patterns; - is standard input (default: migrations of the configuration)',
  );
  addCheckFlags(command)
    .addOption(
      new Option('--fail-on <severity>', 'findings that make the exit code 1')
        .choices(['error', 'warning', 'never'])
        .default('error'),
    )
    .option('--detail', 'show repeated findings in full')
    .option('--json', 'print the report as JSON')
    .option('--report <format=file>', `write a report too (${formatNames}); can be repeated`, list);
  return runner.command<CheckOptions>(command, runCheck);
}

async function runCheck(context: Context, args: string[], options: CheckOptions): Promise<number> {
  const { io } = context;
  const targets = readReportTargets(options.report ?? []);
  const { report } = await runCheckOn(context, args, options);
  const shown: ReportTarget = { format: options.json === true ? 'json' : 'text', file: undefined };
  writeReports(report, [shown, ...targets], context, options.detail === true);
  if (io.env.GITHUB_ACTIONS === 'true' && !targets.some(({ format }) => format === 'github')) {
    const annotations = formats.github(report);
    if (options.json === true) io.err(annotations);
    else io.out(annotations);
  }
  return exitCode(report, options.failOn);
}

function exitCode(report: Report, failOn: CheckOptions['failOn']): number {
  const { errors, warnings } = countReport(report);
  if (failOn === 'never') return Exit.done;
  return errors > 0 || (failOn === 'warning' && warnings > 0) ? Exit.no : Exit.done;
}
