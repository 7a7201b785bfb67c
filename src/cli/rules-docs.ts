/** `wesley rules docs`: a Markdown page per rule, an index, and the relations that rules are written with. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { Exit, plural } from '../diagnostics/index.js';
import { makeFolder } from '../paths.js';
import { type Context, newCommand, type Runner, withExamples } from './command.js';
import { readConfig } from './config/index.js';

interface DocsOptions {
  readonly out?: string;
  readonly check?: boolean;
  readonly shipped?: boolean;
  readonly json?: boolean;
}

const defaultFolder = 'docs/rules';

/** Declares the command. */
export function rulesDocsCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Write the documentation of your rules, from the rules themselves')
    .option('--out <folder>', `where to write it (default: ${defaultFolder})`)
    .option('--check', 'write nothing; the exit code is 1 when the folder is not up to date')
    .option('--shipped', 'the rules that come with Wesley, also when there are rules of your own')
    .option('--json', 'print JSON');
  withExamples(
    command,
    'wesley rules docs --out docs/rules',
    'wesley rules docs --check',
    '',
    'Pages that this command wrote for rules that are gone are removed.',
  );
  return runner.command<DocsOptions>(command, writeDocs);
}

async function writeDocs(context: Context, _args: string[], options: DocsOptions): Promise<number> {
  const { io, out } = context;
  const { ruleDocs } = await import('../index.js');
  const { ruleFolders } = readConfig(io, context.config);
  const docs = await ruleDocs(options.shipped === true ? [] : ruleFolders);
  const label = options.out ?? defaultFolder;
  const folder = resolve(io.cwd, label);
  const isCurrent = (name: string, text: string): boolean => {
    const path = join(folder, name);
    return existsSync(path) && readFileSync(path, 'utf8') === text;
  };
  const stale = [...docs].filter(([name, text]) => !isCurrent(name, text)).map(([name]) => name);
  const gone = pagesIn(folder).filter((name) => !docs.has(name));
  if (options.check !== true) {
    for (const name of stale) {
      makeFolder(dirname(join(folder, name)));
      writeFileSync(join(folder, name), docs.get(name) ?? '');
    }
    for (const name of gone) rmSync(join(folder, name));
  }
  if (options.json === true) {
    const body = {
      schema: 'wesley/rules-docs/1',
      folder: label,
      pages: docs.size,
      changed: stale,
      removed: gone,
    };
    io.out(`${JSON.stringify(body, undefined, 2)}\n`);
  } else {
    for (const name of stale) io.out(`${join(label, name)}\n`);
    for (const name of gone) io.out(`${join(label, name)} ${out.dim('belongs to no rule')}\n`);
    const changes = stale.length + gone.length;
    const verdict =
      changes === 0
        ? out.green('up to date')
        : options.check === true
          ? `${out.red(`${changes} not up to date`)}; write them with: wesley rules docs --out ${label}`
          : `${changes} written`;
    io.out(`${plural(docs.size, 'page')} in ${label}: ${verdict}\n`);
  }
  return options.check === true && stale.length + gone.length > 0 ? Exit.no : Exit.done;
}

/** Pages of rules in a folder: those that say of themselves that a finding can be accepted, or that show a rule. */
function pagesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /^## The rule\n\n```souffle$/m.test(readFileSync(join(folder, name), 'utf8')))
    .sort();
}
