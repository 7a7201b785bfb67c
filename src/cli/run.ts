/** argv → command → exit code. */
import { type Command, CommanderError } from 'commander';
import { Exit, WesleyError } from '../diagnostics/index.js';
import { packageVersion } from '../paths.js';
import { newCommand, Runner } from './command.js';
import { addCommands, commands, namedBy } from './commands.js';
import type { Io } from './io.js';
import { type ErrorView, printError } from './problems.js';

/** Runs one command line and returns its exit code. Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const runner = new Runner(io);
  const args = withoutHelp(argv);
  try {
    const program = await buildProgram(args, runner, io);
    if (args.length === 0) {
      program.outputHelp();
      return Exit.done;
    }
    await program.parseAsync([...args], { from: 'user' });
    return runner.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return Exit.done;
      return tell(usageError(error, argv), runner.errorView(argv));
    }
    return tell(error, runner.errorView(argv));
  }
}

/** An error that cannot be written, as its device is full, leaves one to tell: that one. */
function tell(error: unknown, view: ErrorView): number {
  try {
    return printError(error, view);
  } catch (second) {
    return printError(second, view);
  }
}

/** `help check` is `check --help`. Help of a command that is not there would be the overview: the mistake is told instead. */
function withoutHelp(argv: readonly string[]): readonly string[] {
  const args = argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;
  const isHelp = (arg: string): boolean => arg === '--help' || arg === '-h';
  return namedBy(args).unknown === undefined ? args : args.filter((arg) => !isHelp(arg));
}

/** The tree of commands, as much of it as the arguments need. */
async function buildProgram(argv: readonly string[], runner: Runner, io: Io): Promise<Command> {
  const program = newCommand('wesley', 'The adult in the room for PostgreSQL schema changes.')
    .usage('<command> [options]')
    .version(packageVersion(), '-V, --version', 'show the version')
    .addHelpText('after', `\n${exitCodeHelp}`);
  await addCommands(program, commands, argv, runner);
  talkThrough(program, io);
  return program;
}

/** Lets a command and all below it print to where the command line prints. */
function talkThrough(command: Command, io: Io): void {
  command
    .configureOutput({
      writeOut: (text: string) => io.out(text),
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => Math.min(io.columns ?? 100, 110),
      getOutHasColors: () => false,
    })
    .showSuggestionAfterError(true);
  for (const one of command.commands) talkThrough(one, io);
}

const exitCodeHelp = `Exit codes:
  0  done                                   5   stopped, a person must decide
  1  the answer is no: findings, refused    6   declined, or not accepted with --unsafe
  2  changes present, with --exit-code      64  wrong use      69  database unreachable
  3  stale plan or drift                    70  bug in Wesley  78  bad configuration or rule
  4  stopped at a safe point, resumable     130 interrupted`;

/** Turns what the argument parser says into our own shape. */
function usageError(error: CommanderError, argv: readonly string[]): WesleyError {
  const { path, below } = namedBy(argv);
  const group = ['wesley', ...path].join(' ');
  const asked = error.code === 'commander.help' ? `a command is missing after \`${group}\`` : error.message;
  const [text = '', hint] = asked.replace(/^error: /, '').split('\n');
  const suggestion = /^\(?(Did you mean [^)]*\??)\)?$/.exec(hint ?? '')?.[1];
  const names = error.code.endsWith('ption') ? undefined : below?.map(({ name }) => name).join(', ');
  const help = names === undefined ? `see \`${group} --help\`` : `name one of: ${names}`;
  return new WesleyError(
    {
      code: usageCodes[error.code] ?? 'cli/usage',
      severity: 'error',
      message: text,
      fix: { text: suggestion ?? misplaced(error, argv) ?? help },
    },
    Exit.usage,
  );
}

/** A flag before the command that has it. */
function misplaced(error: CommanderError, argv: readonly string[]): string | undefined {
  if (error.code !== 'commander.unknownOption') return undefined;
  const { path, below } = namedBy(argv);
  const first = argv.find((arg) => arg !== '');
  if (path.length === 0 || first?.startsWith('-') !== true) return undefined;
  const command = ['wesley', ...path, ...(below === undefined ? [] : ['<command>'])].join(' ');
  return `flags come after the command: ${command} ${first}`;
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
