/** `wesley fmt`: SDL files as they should look. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
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
export function fmtCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Format SDL files: what they say stays the same, comments too')
    .argument('[files...]', 'files or folders (default: "schema" of the configuration)')
    .option('--check', 'change nothing; the exit code is 1 when a file is not formatted')
    .option('--stdin', 'format standard input to standard output')
    .option('--json', 'print JSON');
  withExamples(
    command,
    'wesley fmt',
    'wesley fmt --check db/schema',
    'wesley fmt --stdin < schema.graphql',
    '',
    'Directives lose the prefix wes_ and stand in one order, as do their arguments; lines fit into 100 columns.',
  );
  return runner.command<FmtOptions>(command, runFmt);
}

async function runFmt(context: Context, args: string[], options: FmtOptions): Promise<number> {
  const { io } = context;
  const { formatSdl } = await import('../index.js');
  if (options.stdin === true) {
    const text = new TextDecoder().decode(await io.stdin());
    const { text: formatted, diagnostics } = await formatSdl({ file: '<stdin>', text });
    if (formatted === undefined) return failed(context, diagnostics, [{ file: '<stdin>', text }], options);
    if (options.check !== true) io.out(formatted);
    return options.check === true && formatted !== text ? Exit.no : Exit.done;
  }
  const texts = await readTexts(context, args);
  const problems: Diagnostic[] = [];
  const changed: string[] = [];
  for (const source of texts) {
    const { text, diagnostics } = await formatSdl(source);
    problems.push(...diagnostics);
    if (text === undefined || text === source.text) continue;
    changed.push(source.file);
    if (options.check !== true) writeFileSync(resolve(io.cwd, source.file), text);
  }
  if (problems.length > 0) return failed(context, problems, texts, options);
  report(context, texts.length, changed, options);
  return options.check === true && changed.length > 0 ? Exit.no : Exit.done;
}

async function readTexts(
  { io, config }: Context,
  args: readonly string[],
): Promise<{ readonly file: string; readonly text: string }[]> {
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
  return files.map((file) => ({ file, text: readFileSync(resolve(io.cwd, file), 'utf8') }));
}

function isFile(name: string, cwd: string): boolean {
  return statSync(resolve(cwd, name), { throwIfNoEntry: false })?.isFile() === true;
}

function report(
  { io, out }: Context,
  files: number,
  changed: readonly string[],
  { check, json }: FmtOptions,
): void {
  if (json === true) {
    io.out(`${JSON.stringify({ schema: 'wesley/fmt/1', files, changed }, undefined, 2)}\n`);
    return;
  }
  for (const file of changed) io.out(`${file}\n`);
  const verdict =
    changed.length === 0
      ? out.green('all formatted')
      : check === true
        ? out.red(`${changed.length} not formatted`)
        : `${changed.length} formatted`;
  io.out(`${plural(files, 'file')}: ${verdict}\n`);
}

function failed(
  context: Context,
  diagnostics: readonly Diagnostic[],
  texts: readonly { readonly file: string; readonly text: string }[],
  { json }: FmtOptions,
): number {
  showProblems(context, diagnostics, texts, json);
  return Exit.no;
}
