/** `wesley rules fmt`: rule files as they should look. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { type Diagnostic, Exit, plural, WesleyError } from '../diagnostics/index.js';
import { type Context, newCommand, type Runner } from './command.js';
import { readConfig } from './config.js';
import { showProblems, withExamples } from './rules-input.js';

interface FmtOptions {
  readonly check?: boolean;
  readonly stdin?: boolean;
  readonly json?: boolean;
}

/** Declares the command. */
export function rulesFmtCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Format rule files: only blanks and line breaks change')
    .argument('[files...]', 'rule files or folders (default: the folders of your rules)')
    .option('--check', 'change nothing; the exit code is 1 when a file is not formatted')
    .option('--stdin', 'format standard input to standard output')
    .option('--json', 'print JSON');
  withExamples(
    command,
    'wesley rules fmt',
    'wesley rules fmt --check db/rules',
    'wesley rules fmt --stdin < rule.dl',
    '',
    'Breaks between literals stay while every line fits into 120 columns.',
  );
  return runner.command<FmtOptions>(command, runFmt);
}

async function runFmt(context: Context, args: string[], options: FmtOptions): Promise<number> {
  const { io, out } = context;
  const { formatRule } = await import('../index.js');
  if (options.stdin === true) {
    const text = new TextDecoder().decode(await io.stdin());
    const { text: formatted, diagnostics } = await formatRule({ file: '<stdin>', text });
    if (formatted === undefined) return failed(context, diagnostics, [{ file: '<stdin>', text }], options);
    if (options.check !== true) io.out(formatted);
    return options.check === true && formatted !== text ? Exit.no : Exit.done;
  }
  const own = readConfig(io, context.config).ruleFolders.filter((folder) => folder.package === undefined);
  const named = args.length > 0 ? args : own.map(({ label }) => label);
  const files = named.flatMap((name) => ruleFilesOf(name, io.cwd));
  if (files.length === 0) {
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
  const texts = files.map((file) => ({ file, text: readFileSync(resolve(io.cwd, file), 'utf8') }));
  const problems: Diagnostic[] = [];
  const changed: string[] = [];
  for (const source of texts) {
    const { text, diagnostics } = await formatRule(source);
    problems.push(...diagnostics);
    if (text === undefined || text === source.text) continue;
    changed.push(source.file);
    if (options.check !== true) writeFileSync(resolve(io.cwd, source.file), text);
  }
  if (problems.length > 0) return failed(context, problems, texts, options);
  if (options.json === true) {
    const body = { schema: 'wesley/rules-fmt/1', files: files.length, changed };
    io.out(`${JSON.stringify(body, undefined, 2)}\n`);
  } else {
    for (const file of changed) io.out(`${file}\n`);
    const verdict =
      changed.length === 0
        ? out.green('all formatted')
        : options.check === true
          ? out.red(`${changed.length} not formatted`)
          : `${changed.length} formatted`;
    io.out(`${plural(files.length, 'rule file')}: ${verdict}\n`);
  }
  return options.check === true && changed.length > 0 ? Exit.no : Exit.done;
}

function failed(
  context: Context,
  diagnostics: readonly Diagnostic[],
  texts: readonly { readonly file: string; readonly text: string }[],
  { json }: FmtOptions,
): number {
  showProblems(context, diagnostics, texts, json);
  return Exit.config;
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
