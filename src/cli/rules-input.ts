/** What `query`, `repl` and `bench` share: the facts that rules are tried on, from SQL, states, or nothing. */
import { type Command, Option } from 'commander';
import {
  type Diagnostic,
  Exit,
  jsonDiagnostic,
  renderDiagnostic,
  Sources,
  WesleyError,
} from '../diagnostics/index.js';
import type { Workbench, WorkbenchInput } from '../index.js';
import { addCheckFlags, type CheckFlags } from './check-input.js';
import type { Context } from './command.js';
import { readConfig, tellRules } from './config/index.js';
import { stateOptions } from './config/sdl.js';
import { readInputs } from './inputs.js';

export interface FactFlags extends CheckFlags {
  readonly to?: string;
}

/** The argument and the flags. */
export function addFactFlags(command: Command): Command {
  return addCheckFlags(
    command.argument(
      '[files...]',
      'SQL files, folders or patterns, - for standard input; or one state: snapshot, database URL, GraphQL',
    ),
  ).addOption(new Option('--to <state>', 'state that is wanted: shows what the rules of a plan see'));
}

/** Reads the input and loads the rules. Without any input there are only the facts that rules state by themselves. */
export async function openInput(
  context: Context,
  args: readonly string[],
  flags: FactFlags,
): Promise<Workbench> {
  const { openWorkbench } = await import('../index.js');
  return openWorkbench(await readFactInput(context, args, flags));
}

/** Reads the input. */
export async function readFactInput(
  context: Context,
  args: readonly string[],
  flags: FactFlags,
): Promise<WorkbenchInput> {
  const { io } = context;
  const config = readConfig(io, context.config);
  const states = args.filter(isState);
  const sql = args.filter((arg) => !isState(arg));
  const named = sql.length > 0 || states.length > 0 ? sql : config.migrations;
  const against = flags.against ?? states[0] ?? config.against;
  if (states.length > 1 || (states.length === 1 && flags.against !== undefined)) {
    throw new WesleyError(
      {
        code: 'cli/usage',
        severity: 'error',
        message: `two states are named: ${[...states, flags.against].filter(Boolean).join(' and ')}`,
        fix: { text: 'name the state before once, and with --to the one that is wanted' },
      },
      Exit.usage,
    );
  }
  const api = await import('../index.js');
  const inputs = await readInputs(named, io);
  const read = stateOptions(io, config);
  const before = against === undefined ? undefined : await api.readState(against, read);
  const after = flags.to === undefined ? undefined : await api.readState(flags.to, read);
  return {
    files: inputs.files,
    before,
    after,
    sdl: config.sdl,
    major: flags.serverVersion ?? config.server,
    transaction: flags.transaction ?? config.transaction,
    ruleFolders: tellRules(config.ruleFolders, flags.parameter),
  };
}

/** Prints what is wrong with a text that is no file, such as a goal. Not for bugs. */
export function showProblems(
  context: Context,
  diagnostics: readonly Diagnostic[],
  texts: readonly { readonly file: string; readonly text: string }[],
  json = false,
): void {
  const sources = new Sources(texts.map(({ file, text }) => ({ path: file, text })));
  const blocks = diagnostics.map((one) => renderDiagnostic(one, sources, context.err));
  context.io.err(`${blocks.join('\n\n')}\n`);
  if (!json) return;
  const body = {
    schema: 'wesley/error/1',
    ok: false,
    diagnostics: diagnostics.map((one) => jsonDiagnostic(one, sources)),
  };
  context.io.out(`${JSON.stringify(body, undefined, 2)}\n`);
}

/** A URL, a snapshot or a schema in GraphQL is a state; everything else is SQL to run. */
function isState(arg: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(arg) || /\.(json|graphql|gql|graphqls)$/i.test(arg) || arg === 'nothing';
}
