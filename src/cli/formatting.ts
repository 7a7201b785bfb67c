/** What the commands that format files share: standard input or files, check or write, what is said in the end. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Diagnostic, Exit, plural, WesleyError } from '../diagnostics/index.js';
import type { Context } from './command.js';
import { showProblems } from './rules-input.js';

export interface FormatOptions {
  readonly check?: boolean;
  readonly stdin?: boolean;
  readonly json?: boolean;
}

interface NamedText {
  readonly file: string;
  readonly text: string;
}

export interface Formatting {
  /** `text` is absent when the file is no such file. */
  format(source: NamedText): Promise<{
    readonly text?: string | undefined;
    readonly diagnostics: readonly Diagnostic[];
  }>;
  /** Files, relative to the working folder. Throws `WesleyError` when there are none. */
  files(): Promise<readonly string[]>;
  /** `schema` of the JSON output. */
  readonly schema: string;
  /** `rule file`. */
  readonly unit: string;
  /** Exit code for what cannot be read. */
  readonly unreadable: number;
}

/** Adds the flags. */
export function addFormatFlags(command: Command): Command {
  return command
    .option('--check', 'change nothing; the exit code is 1 when a file is not formatted')
    .option('--stdin', 'format standard input to standard output')
    .option('--json', 'print JSON');
}

/** Formats, or says what is not formatted. Returns the exit code. */
export async function runFormatting(
  context: Context,
  options: FormatOptions,
  how: Formatting,
): Promise<number> {
  const { io } = context;
  const check = options.check === true;
  if (options.stdin === true) {
    const source = { file: '<stdin>', text: new TextDecoder().decode(await io.stdin()) };
    const { text, diagnostics } = await how.format(source);
    if (text === undefined) {
      showProblems(context, diagnostics, [source], options.json);
      return how.unreadable;
    }
    if (!check) io.out(text);
    return check && text !== source.text ? Exit.no : Exit.done;
  }
  const files = await how.files();
  const sources = files.map((file) => ({
    file,
    text: readText(resolve(io.cwd, file), file, how.unreadable),
  }));
  const problems: Diagnostic[] = [];
  const changed: string[] = [];
  for (const source of sources) {
    const { text, diagnostics } = await how.format(source);
    problems.push(...diagnostics);
    if (text === undefined || text === source.text) continue;
    changed.push(source.file);
    if (!check) writeFileSync(resolve(io.cwd, source.file), text);
  }
  if (problems.length > 0) {
    showProblems(context, problems, sources, options.json);
    return how.unreadable;
  }
  report(context, how, files.length, changed, options);
  return check && changed.length > 0 ? Exit.no : Exit.done;
}

/** Bytes that are no text would be lost when the file is written. */
function readText(path: string, file: string, exitCode: number): string {
  const bytes = readFileSync(path);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const fix = { text: 'save it as UTF-8, or convert it', code: `iconv -f LATIN1 -t UTF-8 ${file}` };
    const message = `${file} is not UTF-8: nothing is formatted`;
    throw new WesleyError({ code: 'file/not-utf8', severity: 'error', message, fix }, exitCode);
  }
}

function report(
  { io, out }: Context,
  { schema, unit }: Formatting,
  files: number,
  changed: readonly string[],
  { check, json }: FormatOptions,
): void {
  if (json === true) {
    io.out(`${JSON.stringify({ schema, files, changed }, undefined, 2)}\n`);
    return;
  }
  for (const file of changed) io.out(`${file}\n`);
  const verdict =
    changed.length === 0
      ? out.green('all formatted')
      : check === true
        ? out.red(`${changed.length} not formatted`)
        : `${changed.length} formatted`;
  io.out(`${plural(files, unit)}: ${verdict}\n`);
}
