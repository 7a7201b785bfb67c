/** What commands share that run again whenever a file is saved: which files count, when saving is over, a fresh screen. */
import type { Context } from './command.js';

/** Saves that come this close together are one. */
export const quietMs = 25;

/** As a process that SIGINT ends. */
export const interrupted = 130;

/** Folders that nobody writes by hand. */
export function isIgnored(path: string): boolean {
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
