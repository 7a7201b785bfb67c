/** `wesley check`: what would a migration lock, scan, rewrite or destroy? */
import { type Command, Option } from 'commander';
import { addCheckFlags, type CheckFlags, runCheckOn } from './check-input.js';
import { type Context, list, newCommand, type Runner, withExamples } from './command.js';
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

interface CheckOptions extends CheckFlags {
  readonly failOn: FailOn;
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
    .option('--report <format=file>', reportHelp, list);
  withExamples(
    command,
    'wesley check migrations/',
    'wesley check change.sql --against postgres://localhost/shop',
    'git show HEAD:change.sql | wesley check - --fail-on warning',
    '',
    'A finding that is meant is accepted where it stands: -- wesley:ignore RULE why it is fine',
  );
  return runner.command<CheckOptions>(command, runCheck);
}

async function runCheck(context: Context, args: string[], options: CheckOptions): Promise<number> {
  const { json = false, detail = false } = options;
  const targets = readReportTargets(options.report ?? []);
  const printed = isPrinted(targets, json);
  const { report } = await runCheckOn(context, args, options);
  const shown: ReportTarget = { format: json ? 'json' : 'text', file: undefined };
  writeReports(report, printed ? targets : [shown, ...targets], context, detail);
  writeAnnotations(report, targets, context, json || printed);
  return exitCode(report, options.failOn);
}
