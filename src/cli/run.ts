/** argv → command → exit code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { Exit, WesleyError } from '../diagnostics/index.js';
import { packageRoot } from '../paths.js';
import { applyCommand } from './apply.js';
import { checkCommand } from './check.js';
import { newCommand, Runner } from './command.js';
import { driftCommand } from './drift.js';
import { explainCommand } from './explain.js';
import { fmtCommand } from './fmt.js';
import { generateCommand } from './generate.js';
import { initCommand } from './init.js';
import type { Io } from './io.js';
import { lintCommand } from './lint.js';
import { planCommand } from './plan.js';
import { printError } from './problems.js';
import { queryCommand } from './query.js';
import { rulesCommand } from './rules.js';
import { schemaCommand } from './schema.js';
import { showCommand } from './show.js';
import { snapshotCommand } from './snapshot.js';
import { statusCommand } from './status.js';
import { verifyCommand } from './verify.js';
import { watchCommand } from './watch.js';

/** Runs one command line and returns its exit code. Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const runner = new Runner(io);
  const program = buildProgram(runner, io);
  try {
    if (argv.length === 0) {
      program.outputHelp();
      return Exit.done;
    }
    await program.parseAsync([...argv], { from: 'user' });
    return runner.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return Exit.done;
      return printError(usageError(error), runner.errorView(argv));
    }
    return printError(error, runner.errorView(argv));
  }
}

/** The tree of commands. */
export function buildProgram(runner: Runner, io: Io) {
  const program = newCommand('wesley', 'The adult in the room for PostgreSQL schema changes.')
    .usage('<command> [options]')
    .version(readVersion(), '-V, --version', 'show the version')
    .addHelpText('after', `\n${exitCodeHelp}`);
  const commands = [
    initCommand('init', runner),
    checkCommand('check', runner),
    lintCommand('lint', runner),
    planCommand('plan', runner),
    showCommand('show', runner),
    verifyCommand('verify', runner),
    applyCommand('apply', runner),
    statusCommand('status', runner),
    driftCommand('drift', runner),
    explainCommand('explain', runner),
    snapshotCommand('snapshot', runner),
    generateCommand('generate', runner),
    fmtCommand('fmt', runner),
    schemaCommand('schema', runner),
    rulesCommand('rules', runner),
    queryCommand('query', runner),
    watchCommand('watch', runner),
    newCommand('migrate', 'Long names: migrate generate is plan, migrate execute is apply')
      .addCommand(planCommand('generate', runner))
      .addCommand(applyCommand('execute', runner)),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...commands, ...commands.flatMap((one) => one.commands)]) {
    command.configureOutput({
      writeOut: (text: string) => io.out(text),
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => Math.min(io.columns ?? 100, 110),
      getOutHasColors: () => false,
    });
    command.showSuggestionAfterError(true);
  }
  return program;
}

const exitCodeHelp = `Exit codes:
  0  done                                   5   stopped, a person must decide
  1  the answer is no: findings, refused    6   declined, or not accepted with --unsafe
  2  changes present, with --exit-code      64  wrong use      69  database unreachable
  3  stale plan or drift                    70  bug in Wesley  78  bad configuration or rule
  4  stopped at a safe point, resumable     130 interrupted`;

/** Version of this package. */
export function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

/** Turns what the argument parser says into our own shape. */
function usageError(error: CommanderError): WesleyError {
  const asked = error.code === 'commander.help' ? 'a command is missing after this one' : error.message;
  const [text = '', hint] = asked.replace(/^error: /, '').split('\n');
  const suggestion = /^\(?(Did you mean [^)]*\??)\)?$/.exec(hint ?? '')?.[1];
  return new WesleyError(
    {
      code: usageCodes[error.code] ?? 'cli/usage',
      severity: 'error',
      message: text,
      fix: {
        text: suggestion === undefined ? 'see `wesley --help`, or `wesley <command> --help`' : suggestion,
      },
    },
    Exit.usage,
  );
}

const usageCodes: Record<string, string> = {
  'commander.unknownCommand': 'cli/unknown-command',
  'commander.unknownOption': 'cli/unknown-flag',
  'commander.missingArgument': 'cli/missing-argument',
  'commander.optionMissingArgument': 'cli/missing-argument',
  'commander.missingMandatoryOptionValue': 'cli/missing-flag',
  'commander.excessArguments': 'cli/too-many-arguments',
  'commander.invalidArgument': 'cli/bad-value',
  'commander.help': 'cli/missing-command',
};
