/** `wesley fmt`: SDL files as they should look. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Exit, WesleyError } from '../diagnostics/index.js';
import { type Context, newCommand, type Runner, withExamples } from './command.js';
import { readConfig } from './config/index.js';
import { addFormatFlags, type FormatOptions, runFormatting } from './formatting.js';

/** Declares the command. */
export function fmtCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Format SDL files: what they say stays the same, comments too').argument(
    '[files...]',
    'files or folders (default: "schema" of the configuration)',
  );
  addFormatFlags(command);
  withExamples(
    command,
    'wesley fmt',
    'wesley fmt --check db/schema',
    'wesley fmt --stdin < schema.graphql',
    '',
    'Directives lose the prefix wes_ and stand in one order, as do their arguments; lines fit into 100 columns.',
  );
  return runner.command<FormatOptions>(command, runFmt);
}

async function runFmt(context: Context, args: string[], options: FormatOptions): Promise<number> {
  const { formatSdl } = await import('../index.js');
  return runFormatting(context, options, {
    format: formatSdl,
    files: () => filesOf(context, args),
    schema: 'wesley/fmt/1',
    unit: 'file',
    unreadable: Exit.no,
  });
}

async function filesOf({ io, config }: Context, args: readonly string[]): Promise<string[]> {
  const { sdlFiles } = await import('../index.js');
  const named = args.length > 0 ? args : readConfig(io, config).schema;
  for (const name of args) {
    if (existsSync(resolve(io.cwd, name))) continue;
    throw new WesleyError(
      { code: 'cli/file', severity: 'error', message: `${name}: there is no such file or folder` },
      Exit.usage,
    );
  }
  const found = await Promise.all(
    named.map((name) => (isFile(name, io.cwd) && args.length > 0 ? [name] : sdlFiles(name, io.cwd))),
  );
  const files = [...new Set(found.flat())];
  if (files.length === 0) {
    throw new WesleyError(
      {
        code: 'cli/missing-argument',
        severity: 'error',
        message: named.length === 0 ? 'no SDL file is named' : `no SDL file lies in ${named.join(', ')}`,
        fix: { text: 'name files or folders', code: 'wesley fmt schema.graphql' },
      },
      Exit.usage,
    );
  }
  return files;
}

function isFile(name: string, cwd: string): boolean {
  return statSync(resolve(cwd, name), { throwIfNoEntry: false })?.isFile() === true;
}
