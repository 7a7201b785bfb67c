/** What `check` and `explain` share: the flags that say how the input runs, and the check itself. */
import { type Command, Option } from 'commander';
import { Exit, WesleyError } from '../diagnostics/index.js';
import type { CheckResult, TransactionModel } from '../index.js';
import { addParameterFlag, type Context, majorVersion, type NamedValues } from './command.js';
import { readConfig, tellRules } from './config/index.js';
import { stateOptions } from './config/sdl.js';
import { readInputs } from './inputs.js';

export interface CheckFlags {
  readonly against?: string;
  readonly serverVersion?: number;
  readonly transaction?: TransactionModel;
  readonly parameter?: NamedValues;
}

/** Adds the flags. */
export function addCheckFlags(command: Command): Command {
  return addParameterFlag(command)
    .option(
      '--against <state>',
      'state before: database URL, pglite:folder, SQL file or folder, GraphQL, snapshot',
    )
    .option(
      '--server-version <major>',
      'PostgreSQL version that it will run on (default: that of the state, else 18)',
      majorVersion,
    )
    .addOption(
      new Option(
        '--transaction <mode>',
        'how the migration tool runs a file (default: none, as psql does)',
      ).choices(['none', 'per-file', 'per-statement', 'implicit']),
    );
}

/** Checks the files that the arguments name, or the migrations of the configuration. */
export async function runCheckOn(
  context: Context,
  args: readonly string[],
  flags: CheckFlags,
): Promise<CheckResult> {
  const { io } = context;
  const config = readConfig(io, context.config);
  const named = args.length > 0 ? args : config.migrations;
  if (named.length === 0) {
    throw new WesleyError(
      {
        code: 'cli/missing-argument',
        severity: 'error',
        message: 'nothing to check: no file is named, and the configuration has no "migrations"',
        fix: { text: 'name SQL files, folders or patterns', code: "wesley check 'migrations/**/*.sql'" },
      },
      Exit.usage,
    );
  }
  const inputs = await readInputs(named, io);
  const api = await import('../index.js');
  const against = flags.against ?? config.against;
  const before = against === undefined ? undefined : await api.readState(against, stateOptions(io, config));
  return api.check({
    files: inputs.files,
    before,
    notes: [...inputs.notes, ...(before?.notes ?? [])],
    major: flags.serverVersion ?? config.server,
    transaction: flags.transaction ?? config.transaction,
    severities: config.rules,
    ruleFolders: tellRules(config.ruleFolders, flags.parameter),
  });
}
