/** `wesley watch`: findings and generated files, anew with every save, until Ctrl-C. */
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { countReport, Exit, plural, renderText, WesleyError } from '../diagnostics/index.js';
import type { Watch, WatchPass } from '../index.js';
import { type Context, list, newCommand, type Runner, withExamples } from './command.js';
import { chosenTargets, defaultFolder } from './config/generate.js';
import { readConfig } from './config/index.js';
import { printError } from './problems.js';
import { clearScreen, interrupted, isConfig, quietMs, Wake, watchFiles } from './watching.js';

interface WatchOptions {
  readonly target?: string[];
  readonly out?: string;
  readonly json?: boolean;
}

/** Declares the command. */
export function watchCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Lint the schema and generate its files with every save')
    .argument('[schema...]', 'SDL files or folders (default: "schema" of the configuration)')
    .option('--target <names>', 'what to generate, or all (default: "generate" of the configuration)', list)
    .option('--out <folder>', `output folder (default: of the configuration, or ${defaultFolder})`)
    .option('--json', 'print one line of JSON for each save');
  withExamples(
    command,
    'wesley watch',
    'wesley watch schema.graphql --target types,zod --out src/db',
    '',
    'Schema, rules, configuration and generators of your own are watched. A mistake is told and waited out.',
  );
  return runner.command<WatchOptions>(command, runWatch);
}

async function runWatch(context: Context, args: string[], options: WatchOptions): Promise<number> {
  const { io } = context;
  const json = options.json === true;
  const { stop } = io.stopGently();
  const changed = new Set<string>();
  const wake = new Wake();
  stop.addEventListener('abort', () => wake.now());
  const notice = (path: string): void => {
    changed.add(resolve(io.cwd, path));
    wake.soon(quietMs);
  };

  let opened: Opened | undefined;
  let stale = true;
  let since: ReadonlySet<string> | undefined;
  while (!stop.aborted) {
    const started = performance.now();
    try {
      if (stale) {
        const next = await open(context, args, options, notice);
        await opened?.close();
        opened = next;
        stale = false;
        since = undefined;
      }
      const pass = await opened?.watch.pass(since);
      if (stop.aborted) break;
      clearScreen(context, json);
      if (pass !== undefined) show(context, pass, performance.now() - started, json);
    } catch (error) {
      clearScreen(context, json);
      const exit = printError(error, { io, style: context.err, trace: context.trace, json });
      // What can be mended in a file is waited for; without anything to watch there is nothing to wait for.
      if (!(error instanceof WesleyError) || opened === undefined) {
        await opened?.close();
        return exit;
      }
    }
    if (!json) io.err(context.err.dim('watching; Ctrl-C ends it\n'));
    await wake.wait();
    const paths = [...changed];
    changed.clear();
    since = new Set(paths);
    if (paths.some((path) => path.endsWith('.dl'))) {
      const { forgetRules } = await import('../index.js');
      await forgetRules();
      stale = true;
    }
    stale ||= paths.some((path) => isConfig(path) || opened?.modules.has(path) === true);
    if (!json && !io.outTty && paths.length > 0) {
      const names = paths.map((path) => relative(io.cwd, path) || '.');
      io.err(context.err.dim(`changed: ${names.join(', ')}\n`));
    }
  }
  await opened?.close();
  return interrupted;
}

interface Opened {
  readonly watch: Watch;
  /** Generators of the team, by absolute path. */
  readonly modules: ReadonlySet<string>;
  close(): Promise<void>;
}

/** Reads the configuration and watches what it names. */
async function open(
  context: Context,
  args: readonly string[],
  options: WatchOptions,
  notice: (path: string) => void,
): Promise<Opened> {
  const { io } = context;
  const config = readConfig(io, context.config);
  const schema = args.length > 0 ? args : config.schema;
  if (schema.length === 0) throw missingSchema();
  const { openWatch } = await import('../index.js');
  const watch = await openWatch({
    schema,
    settings: config.sdl,
    lint: { severities: config.rules, ruleFolders: config.ruleFolders },
    targets: chosenTargets(options.target, config.generate),
    base: config.generate.base,
    out: options.out ?? config.generate.out ?? defaultFolder,
    cwd: io.cwd,
  });
  const modules = new Set(
    [...config.generate.targets.keys()]
      .filter((name) => name.startsWith('.'))
      .map((name) => join(config.generate.base, name)),
  );
  const watcher = await watchFiles(
    [
      ...schema.map((one) => resolve(io.cwd, one)),
      ...config.ruleFolders.map((folder) => folder.path),
      ...modules,
      ...(config.path === undefined ? [] : [config.path]),
    ],
    isWatched,
    notice,
  );
  return { watch, modules, close: () => watcher.close() };
}

function show(context: Context, pass: WatchPass, milliseconds: number, json: boolean): void {
  const { io, out } = context;
  const { report, changes, generated } = pass;
  const took = Math.round(milliseconds);
  if (json) {
    const { errors, warnings, notes } = countReport(report);
    const files = changes.map(({ path, target, state }) => ({ path, target, state }));
    io.out(`${JSON.stringify({ errors, warnings, notes, generated, files, milliseconds: took })}\n`);
    return;
  }
  io.out(renderText(report, out));
  for (const { path, state } of changes) io.out(`${out.dim(words[state])} ${path}\n`);
  const files = generated
    ? changes.length === 0
      ? 'files are up to date'
      : `${plural(changes.length, 'file')} written`
    : 'files are left as they were, until the schema has no errors';
  io.out(out.dim(`${files}; ${took} ms\n`));
}

const words = { new: 'new    ', changed: 'changed', stale: 'removed', same: 'same   ' } as const;

function isWatched(path: string): boolean {
  return /\.(graphql|gql|graphqls|dl)$/.test(path) || isConfig(path);
}

function missingSchema(): WesleyError {
  return new WesleyError(
    {
      code: 'cli/missing-argument',
      severity: 'error',
      message: 'nothing to watch: no schema is named, and the configuration has no "schema"',
      fix: { text: 'name SDL files or folders', code: 'wesley watch schema.graphql' },
    },
    Exit.usage,
  );
}
