/** What a command may touch of the process: two streams, where it runs, and when a person wants it to stop. */
import { makeStyle, type Style } from '../diagnostics/index.js';

export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What was asked for. */
  out(text: string): void;
  /** Everything else: progress, errors, hints. */
  err(text: string): void;
  /** All of standard input. */
  stdin(): Promise<Uint8Array>;
  readonly outTty: boolean;
  readonly errTty: boolean;
  readonly columns: number | undefined;
  /** Where a person types and reads line by line; undefined when standard input or output is something else. */
  readonly terminal?: {
    readonly input: NodeJS.ReadableStream;
    readonly output: NodeJS.WritableStream;
  };
  /** From now on the command ends by itself: the first Ctrl-C aborts `stop`, the second `cancel`; a third ends it at once. */
  stopGently(): StopSignals;
}

export interface StopSignals {
  readonly stop: AbortSignal;
  readonly cancel: AbortSignal;
}

export interface Look {
  readonly color: 'auto' | 'always' | 'never';
  readonly ascii: boolean;
}

/** Colour: flag, then FORCE_COLOR, NO_COLOR, TERM=dumb, then whether that stream is a terminal. */
export function styleFor(io: Io, stream: 'out' | 'err', look: Look): Style {
  const tty = stream === 'out' ? io.outTty : io.errTty;
  return makeStyle({
    color: wantsColor(io, tty, look),
    unicode: !look.ascii && speaksUnicode(io),
    width: tty ? Math.min(io.columns ?? 80, 120) : 100,
    cuts: tty,
  });
}

function wantsColor(io: Io, tty: boolean, look: Look): boolean {
  if (look.color !== 'auto') return look.color === 'always';
  const forced = io.env.FORCE_COLOR;
  if (forced !== undefined && forced !== '') return forced !== '0';
  if (io.env.NO_COLOR !== undefined && io.env.NO_COLOR !== '') return false;
  return tty && io.env.TERM !== 'dumb';
}

/** A C or POSIX locale, and the Linux console, cannot show the box signs; no locale at all says nothing. */
function speaksUnicode(io: Io): boolean {
  if (io.env.TERM === 'linux') return false;
  const locale = io.env.LC_ALL || io.env.LC_CTYPE || io.env.LANG || '';
  return locale === '' || /utf-?8/i.test(locale) || (locale !== 'C' && locale !== 'POSIX');
}
