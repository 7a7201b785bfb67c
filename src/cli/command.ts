/** What all commands share: how one is declared, and the flags that each of them has. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { Exit, type Style } from '../diagnostics/index.js';
import { type Io, type Look, styleFor } from './io.js';
import type { ErrorView } from './problems.js';

/** What a command is given when it runs. */
export interface Context {
  readonly io: Io;
  /** Style of standard output and of standard error. */
  readonly out: Style;
  readonly err: Style;
  readonly trace: boolean;
  /** `--config`, else found by searching upward. */
  readonly config: string | undefined;
}

/** Does the work and returns the exit code. */
export type Action<Options> = (context: Context, args: string[], options: Options) => Promise<number>;

/** Declares one command; called once per name that it has. */
export type CommandBuilder = (name: string, runner: Runner) => Command;

/** Connects a command to its action; the exit code goes to whoever started the command line. */
export class Runner {
  exitCode: number = Exit.done;
  private context: Context | undefined;
  private readonly io: Io;

  constructor(io: Io) {
    this.io = io;
  }

  /** Adds the shared flags and the action to a command. */
  command<Options>(command: Command, action: Action<Options>): Command {
    return withSharedFlags(command).action(async (...all: unknown[]) => {
      const options = command.opts<Options & SharedFlags>();
      const context = this.contextOf(options);
      this.context = context;
      const args = all.slice(0, -2).flat() as string[];
      this.exitCode = await action(
        context,
        args.filter((arg) => arg !== undefined),
        options,
      );
    });
  }

  private contextOf(flags: SharedFlags): Context {
    const look: Look = { color: flags.color, ascii: flags.ascii === true };
    return {
      io: this.io,
      out: styleFor(this.io, 'out', look),
      err: styleFor(this.io, 'err', look),
      trace: flags.trace === true,
      config: flags.config,
    };
  }

  /** How to print an error, also one that came before any command was chosen. */
  errorView(argv: readonly string[]): ErrorView {
    const style =
      this.context?.err ?? styleFor(this.io, 'err', { color: 'auto', ascii: argv.includes('--ascii') });
    return {
      io: this.io,
      style,
      trace: this.context?.trace ?? argv.includes('--trace'),
      json: argv.includes('--json'),
    };
  }
}

interface SharedFlags {
  readonly color: Look['color'];
  readonly ascii?: boolean;
  readonly trace?: boolean;
  readonly config?: string;
}

function withSharedFlags(command: Command): Command {
  return command
    .addOption(
      new Option('--config <file>', 'configuration file (default: wesley.config.json here or above)'),
    )
    .addOption(
      new Option('--color <when>', 'colour the output').choices(['auto', 'always', 'never']).default('auto'),
    )
    .addOption(new Option('--ascii', 'draw with ASCII signs only'))
    .addOption(new Option('--trace', 'show where in Wesley an error came from'));
}

/** A command with the settings that all have. */
export function newCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .configureHelp({ sortOptions: false, showGlobalOptions: false, subcommandTerm: (one) => one.name() })
    .exitOverride();
}

/** Examples under the flags of a command; after an empty line, what else is good to know. */
export function withExamples(command: Command, ...lines: readonly string[]): Command {
  const end = lines.includes('') ? lines.indexOf('') : lines.length;
  const shown = [...lines.slice(0, end).map((line) => `  ${line}`), ...lines.slice(end)];
  return command.addHelpText('after', `\nExamples:\n${shown.join('\n')}`);
}

/** Collects a flag that may be given several times, or once with commas. */
export function list(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), ...value.split(',').filter((part) => part !== '')];
}

/** Adds the flag by which a parameter of the team's rules is said for this once. */
export function addParameterFlag(command: Command): Command {
  return command.option(
    '--parameter <name=value>',
    'tell the rules of your team: run_hour=3, approved_by=alice,bob; can be repeated',
    namedValues,
  );
}

/** Values by name; a list with commas is several. */
export type NamedValues = ReadonlyMap<string, readonly string[]>;

function namedValues(value: string, before: NamedValues | undefined): NamedValues {
  const at = value.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Write it as name=value.');
  const values = value.slice(at + 1).split(',');
  return new Map([...(before ?? []), [value.slice(0, at), values.map((one) => one.trim())]]);
}

/** A supported major version of PostgreSQL. */
export function majorVersion(value: string): number {
  const major = Number(value);
  if (!Number.isInteger(major) || major < 11 || major > 18) {
    throw new InvalidArgumentError('Supported major versions are 11 to 18.');
  }
  return major;
}

/** `250ms`, `5s`, `10m`, `1h`, or milliseconds, as milliseconds. */
export function duration(value: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)?$/.exec(value.trim());
  const unit = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000 }[match?.[2] ?? 'ms'];
  if (match === null || unit === undefined) {
    throw new InvalidArgumentError('Write a duration as 250ms, 5s, 10m or 1h.');
  }
  return Math.round(Number(match[1]) * unit);
}

/** A whole number above zero. */
export function count(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('Write a whole number above 0.');
  return number;
}
