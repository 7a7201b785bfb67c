/** A run's events for people, on standard error: one line each; progress within a step is overwritten on a terminal. */
import { plural, type Style, thousands } from '../diagnostics/index.js';
import type { Blocker, RunEvent } from '../index.js';
import type { Io } from './io.js';

/** Progress within a step is told this often. */
const everyMs = { terminal: 250, log: 10_000 };

export class Progress {
  private readonly titles = new Map<string, string>();
  private open = false;
  private last = 0;

  constructor(
    private readonly io: Io,
    private readonly style: Style,
  ) {}

  readonly show = (event: RunEvent): void => {
    switch (event.type) {
      case 'run_start':
        this.line(
          `${this.style.bold(`run ${event.run}`)}${event.resumed ? ', resumed' : ''}: ${plural(event.steps.length, 'step')} to do`,
        );
        break;
      case 'step_start':
        this.titles.set(event.step, event.title);
        this.live(event.step, `${event.title} ${this.style.sign.dots}`, true);
        break;
      case 'lock_wait':
        this.live(event.step, `waiting for its lock, ${seconds(event.waitedMs)}${held(event.blockers)}`);
        break;
      case 'build':
        this.live(event.step, `${event.phase}${share(event.done, event.total)}`);
        break;
      case 'batch':
        this.live(event.step, batchText(event));
        break;
      case 'throttled':
        this.live(event.step, `waiting: ${event.reason}`);
        break;
      case 'retry':
        this.line(this.step(event.step, this.style.yellow(`trying again: ${event.reason}`)));
        break;
      case 'repair':
        this.line(this.step(event.step, this.style.yellow(`cleaning up first: ${event.sql}`)));
        break;
      case 'step_done':
        this.line(this.step(event.step, this.doneText(event)));
        break;
      case 'step_failed':
        // The diagnostic itself is printed when the run has ended.
        this.line(this.step(event.step, this.style.red('stopped')));
        break;
      case 'orphan':
        this.line(`waiting for a session of an earlier runner (pid ${event.pid}): ${event.query}`);
        break;
      case 'paused':
        this.line(this.style.yellow(`stopping: ${event.reason}`));
        break;
      case 'run_done':
        this.close();
        break;
    }
  };

  /** Ends a line that was being overwritten. */
  close(): void {
    if (this.open) this.io.err('\r\u001b[K');
    this.open = false;
  }

  private doneText(event: Extract<RunEvent, { type: 'step_done' }>): string {
    const title = this.titles.get(event.step) ?? '';
    if (event.how === 'found') return `${title}  ${this.style.dim('was done already')}`;
    return `${title}  ${this.style.green('done')} ${this.style.dim(seconds(event.ms))}`;
  }

  private step(id: string, text: string): string {
    return `  ${this.style.bold(id)}  ${text}`;
  }

  private line(text: string): void {
    this.close();
    this.io.err(`${text}\n`);
    this.last = 0;
  }

  /** On a terminal the line is replaced by the next one; in a log it is told now and then. */
  private live(id: string, text: string, first = false): void {
    const now = Date.now();
    const wait = this.io.errTty ? everyMs.terminal : everyMs.log;
    if (!first && now - this.last < wait) return;
    if (!this.io.errTty) {
      if (!first) this.io.err(`${this.step(id, text)}\n`);
      this.last = now;
      return;
    }
    this.last = now;
    const room = (this.io.columns ?? 80) - 1;
    this.io.err(`\r\u001b[K${this.step(id, text).slice(0, room)}`);
    this.open = true;
  }
}

/** A span of time for people. */
export function seconds(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  return `${minutes} min ${Math.round((ms % 60_000) / 1000)} s`;
}

function share(done: number, total: number): string {
  if (total <= 0) return '';
  return `, ${Math.min(100, Math.floor((100 * done) / total))} %`;
}

function batchText(event: Extract<RunEvent, { type: 'batch' }>): string {
  const total = event.total === null ? '' : ` of about ${thousands(event.total)}`;
  const percent = event.total === null ? '' : share(event.seen, event.total);
  const eta = event.etaSeconds === null ? '' : `, ${seconds(event.etaSeconds * 1000)} left`;
  return `${thousands(event.seen)}${total} rows${percent}${eta}`;
}

function held(blockers: readonly Blocker[]): string {
  const [first, ...others] = blockers;
  if (first === undefined) return '';
  const who =
    first.pid === null
      ? `prepared transaction ${first.prepared ?? ''}`
      : `pid ${first.pid}${first.application === '' ? '' : ` "${first.application}"`}`;
  const what = first.mode === undefined ? '' : ` with ${first.mode}`;
  const more = others.length > 0 ? ` and ${plural(others.length, 'other')}` : '';
  return `; held by ${who}${what}, ${first.state} for ${seconds(first.age * 1000)}${more}`;
}
