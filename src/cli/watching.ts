/** What commands share that run again whenever a file is saved: which files count, when saving is over, a fresh screen. */
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import type { Context } from './command.js';

/**
 * Saves that come this close together are one. More than the 50 ms in which chokidar tells of one change only: what it leaves
 * out is saved before we read.
 */
export const quietMs = 60;

/** As a process that SIGINT ends. */
export const interrupted = 130;

/**
 * Tells of every save of the given files, and of files in the given folders that `accepts`. Absolute paths; what is not
 * there yet counts as a file. Resolves when it watches.
 */
export async function watchFiles(
  paths: readonly string[],
  accepts: (path: string) => boolean,
  notice: (path: string) => void,
): Promise<{ close(): Promise<void> }> {
  const folders = paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true);
  const files = new Set(paths.filter((path) => !folders.includes(path)));
  // Editors put another file in the place of the old one: whoever watches the old one alone can miss the next save.
  const around = new Set([...files].map((path) => dirname(path)));
  const { watch } = await import('chokidar');
  const watcher = watch([...folders, ...around], {
    ignoreInitial: true,
    ignored: (path, stats) => {
      if (files.has(path) || around.has(path)) return false;
      if (!folders.some((folder) => isWithin(folder, path))) return true;
      return isIgnored(path) || (stats?.isFile() === true && !accepts(path));
    },
  });
  watcher.on('all', (_event, path) => {
    if (!around.has(path)) notice(path);
  });
  await once(watcher, 'ready');
  return watcher;
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
}

/** Folders that nobody writes by hand. */
function isIgnored(path: string): boolean {
  return /[\\/](node_modules|\.git)$/.test(path);
}

/** The configuration. */
export function isConfig(path: string): boolean {
  return /wesley\.config\.[a-z]+$/.test(path);
}

/** A terminal shows the last run only; a log keeps all. */
export function clearScreen({ io }: Context, json: boolean): void {
  if (io.outTty && !json) io.out('\u001b[2J\u001b[3J\u001b[H');
}

/** Something to wait for that many may call. */
export class Wake {
  private resolve: (() => void) | undefined;
  private called = false;
  private timer: NodeJS.Timeout | undefined;

  wait(): Promise<void> {
    if (this.called) {
      this.called = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  /** Wakes up when nobody has called for a while. */
  soon(milliseconds: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), milliseconds);
  }

  now(): void {
    clearTimeout(this.timer);
    if (this.resolve === undefined) this.called = true;
    this.resolve?.();
    this.resolve = undefined;
  }
}
