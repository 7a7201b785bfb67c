/** `wesley rules test --watch`: runs the tests again that a saved file can change, until Ctrl-C. */
import { dirname, join, relative, resolve } from 'node:path';
import { WesleyError } from '../diagnostics/index.js';
import type { RuleTester, RuleTestReport } from '../index.js';
import { packageRoot } from '../paths.js';
import type { Context } from './command.js';
import { readConfig } from './config/index.js';
import { printError } from './problems.js';
import type { TestOptions } from './rules-test.js';
import { clearScreen, interrupted, isConfig, quietMs, Wake, watchFiles } from './watching.js';

export type Show = (report: RuleTestReport, context: Context, options: TestOptions) => void;

/** Watches; returns the exit code when the person stops it. */
export async function watchTests(
  context: Context,
  names: readonly string[],
  options: TestOptions,
  show: Show,
): Promise<number> {
  const { io } = context;
  const { stop } = io.stopGently();
  const { openRuleTests, forgetRules } = await import('../index.js');
  const changed = new Set<string>();
  const pending = new Wake();
  const stopped = new Promise<undefined>((resolve) => {
    stop.addEventListener('abort', () => {
      resolve(undefined);
      pending.now();
    });
  });

  /** Reads the configuration and watches what it names. */
  const open = async (): Promise<Opened> => {
    const { ruleFolders, path } = readConfig(io, context.config);
    const tester = await openRuleTests({ cwd: io.cwd, ruleFolders });
    const own = ruleFolders.map((folder) => folder.path);
    const watcher = await watchFiles(
      [
        ...(own.length === 0 ? [join(packageRoot, 'rules')] : own),
        ...names.map((name) => resolve(io.cwd, name)),
        ...(path === undefined ? [] : [path]),
      ],
      isWatched,
      (file) => {
        changed.add(resolve(io.cwd, file));
        pending.soon(quietMs);
      },
    );
    return {
      tester,
      close: async () => {
        await watcher.close();
        await tester.close();
      },
    };
  };

  let opened: Opened | undefined;
  let stale = true;
  let only: string | undefined;
  let code = interrupted;
  while (!stop.aborted) {
    try {
      if (stale) {
        const next = await open();
        await opened?.close();
        opened = next;
        stale = false;
      }
      const what = { names, coverage: options.coverage === true, update: options.update === true };
      const running = opened?.tester.run(only === undefined ? what : { ...what, only });
      // A run that nobody waits for any more ends with what it runs on.
      running?.catch(() => undefined);
      const report = await Promise.race([running, stopped]);
      if (stop.aborted) break;
      clearScreen(context, options.json === true);
      if (report !== undefined) show(report, context, options);
    } catch (error) {
      clearScreen(context, options.json === true);
      const view = { io, style: context.err, trace: context.trace, json: options.json === true };
      const exit = printError(error, view);
      // A rule or a configuration can be mended while we wait; without the first one there is nothing to wait for.
      if (!(error instanceof WesleyError) || opened === undefined) {
        code = exit;
        break;
      }
    }
    if (stop.aborted) break;
    if (options.json !== true) io.err(context.err.dim('watching; Ctrl-C ends it\n'));
    await pending.wait();
    const paths = [...changed];
    changed.clear();
    const [first] = paths;
    // A rule can change what any test gives; a test only what it gives itself.
    only = paths.length === 1 && /\.(sql|graphql)$/.test(first ?? '') ? first : undefined;
    stale ||= paths.some(isConfig);
    if (stale || paths.some((path) => path.endsWith('.dl'))) await forgetRules();
    if (options.json !== true && !io.outTty && paths.length > 0) {
      io.err(
        context.err.dim(
          `changed: ${paths.map((path) => relative(io.cwd, path) || dirname(path)).join(', ')}\n`,
        ),
      );
    }
  }
  // The process ends anyway; nobody should wait for an embedded server to start in order to end it.
  const closed = opened?.close().catch(() => undefined);
  if (!stop.aborted) await closed;
  return code;
}

interface Opened {
  readonly tester: RuleTester;
  readonly close: () => Promise<void>;
}

function isWatched(path: string): boolean {
  return /\.(sql|graphql|dl)$/.test(path) || isConfig(path);
}
