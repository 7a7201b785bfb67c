/** `wesley rules fmt`: rule files as they should look. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { Exit, WesleyError } from '../diagnostics/index.js';
import { type Context, newCommand, type Runner, withExamples } from './command.js';
import { readConfig } from './config/index.js';
import { addFormatFlags, type FormatOptions, runFormatting } from './formatting.js';

/** Declares the command. */
export function rulesFmtCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Format rule files: only blanks and line breaks change').argument(
    '[files...]',
    'rule files or folders (default: the folders of your rules)',
  );
  addFormatFlags(command);
  withExamples(
    command,
    'wesley rules fmt',
    'wesley rules fmt --check db/rules',
    'wesley rules fmt --stdin < rule.dl',
    '',
    'Breaks between literals stay while every line fits into 120 columns.',
  );
  return runner.command<FormatOptions>(command, runFmt);
}

async function runFmt(context: Context, args: string[], options: FormatOptions): Promise<number> {
  const { formatRule } = await import('../index.js');
  return runFormatting(context, options, {
    format: formatRule,
    files: async () => filesOf(context, args),
    schema: 'wesley/rules-fmt/1',
    unit: 'rule file',
    unreadable: Exit.config,
  });
}

function filesOf({ io, config }: Context, args: readonly string[]): string[] {
  const own = readConfig(io, config).ruleFolders.filter((folder) => folder.package === undefined);
  const named = args.length > 0 ? args : own.map(({ label }) => label);
  const files = named.flatMap((name) => ruleFilesOf(name, io.cwd));
  if (files.length > 0) return files;
  throw new WesleyError(
    {
      code: 'cli/missing-argument',
      severity: 'error',
      message: named.length === 0 ? 'no rule file is named' : `no rule file lies in ${named.join(', ')}`,
      fix: { text: 'name files or folders', code: 'wesley rules fmt db/rules' },
    },
    Exit.usage,
  );
}

/** A file itself, or all rule files below a folder. */
function ruleFilesOf(name: string, cwd: string): string[] {
  const path = resolve(cwd, name);
  if (!existsSync(path)) {
    throw new WesleyError(
      { code: 'cli/file', severity: 'error', message: `${name}: there is no such file or folder` },
      Exit.usage,
    );
  }
  if (!statSync(path).isDirectory()) return [name];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.dl') && !file.split(/[\\/]/).includes('node_modules'))
    .sort()
    .map((file) => relative(cwd, join(path, file)) || file);
}
