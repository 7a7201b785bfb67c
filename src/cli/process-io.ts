/** The real process as an Io: the only place that knows about stdout, stderr and signals. */
import { writeSync } from 'node:fs';
import { constants } from 'node:os';
import type { Io, StopSignals } from './io.js';

/** Streams and signals of this process. */
export function processIo(): Io {
  // The first process of a container ends at no signal that it does not listen to.
  if (process.pid === 1) for (const signal of signals) process.on(signal, end);
  return {
    cwd: process.cwd(),
    env: process.env,
    out: (text) => write(1, text),
    err: (text) => write(2, text),
    stdin: readAll,
    outTty: process.stdout.isTTY === true,
    errTty: process.stderr.isTTY === true,
    columns: process.stdout.columns ?? process.stderr.columns,
    ...(process.stdin.isTTY === true && process.stdout.isTTY === true
      ? { terminal: { input: process.stdin, output: process.stdout } }
      : {}),
    stopGently,
  };
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Until here a signal ends the process, whatever it does: a handler would wait for the end of a computation. */
function stopGently(): StopSignals {
  const stop = new AbortController();
  const cancel = new AbortController();
  for (const signal of signals) {
    process.off(signal, end);
    process.on(signal, () => {
      if (cancel.signal.aborted) end(signal);
      (stop.signal.aborted ? cancel : stop).abort(signal);
    });
  }
  return { stop: stop.signal, cancel: cancel.signal };
}

function end(signal: NodeJS.Signals): void {
  process.exit(128 + constants.signals[signal]);
}

/** Streams that could not be written to: the error is told once, and then nothing more is tried. */
const failed = new Set<number>();

/** Writes all of it before it returns, so that nothing is lost when the process ends. A closed reader ends it quietly. */
function write(descriptor: 1 | 2, text: string): void {
  if (failed.has(descriptor)) return;
  let rest = Buffer.from(text, 'utf8');
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') process.exit(0);
      if (code !== 'EAGAIN') {
        failed.add(descriptor);
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

async function readAll(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
