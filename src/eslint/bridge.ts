/**
 * ESLint asks and waits; reading SQL and solving rules do not. So a worker does the work, and whoever asks sleeps until
 * the answer is there. One worker per process, started when it is first asked.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { Exit, WesleyError } from '../diagnostics/index.js';
import { compiled } from '../paths.js';
import type { Answer, Question } from './worker.js';

/** Where the schema is. */
export interface SchemaOptions {
  /** Files, folders or patterns that make one schema, from the folder of the configuration (default: its "schema"). */
  readonly schema?: readonly string[];
  /** Path of wesley.config.json (default: in the folder of the file or above it). */
  readonly config?: string;
}

/** Every rule asks about the same text: the last answers are kept. */
const kept = 8;
const answers = new Map<string, Answer>();

/** What there is to say of the schema that a file is part of, with this text in the place of what is saved. */
export function judged(options: SchemaOptions, file: string, text: string): Answer {
  return answers.get(keyOf(options, file, text)) ?? judge(options, file, text);
}

/** As `judged`, asked anew: the other files of the schema may have changed. */
export function judge(options: SchemaOptions, file: string, text: string): Answer {
  const key = keyOf(options, file, text);
  const answer = ask({ options, file, text });
  answers.set(key, answer);
  const [oldest] = answers.keys();
  if (answers.size > kept && oldest !== undefined) answers.delete(oldest);
  return answer;
}

function keyOf(...question: readonly [options: SchemaOptions, file: string, text: string]): string {
  return JSON.stringify(question);
}

/** Longer than any schema takes. */
const patience = 120_000;

let line: { readonly port: MessagePort; readonly signal: Int32Array } | undefined;

function ask(question: Question): Answer {
  line ??= open();
  const { port, signal } = line;
  Atomics.store(signal, 0, 0);
  port.postMessage(question);
  Atomics.wait(signal, 0, 0, patience);
  const received = receiveMessageOnPort(port)?.message as Answer | undefined;
  if (received !== undefined) return received;
  line = undefined;
  throw new WesleyError(
    {
      code: 'eslint/no-answer',
      severity: 'error',
      message: `the schema was not judged within ${patience / 1000} s`,
      fix: { text: 'see what takes so long', code: 'wesley lint' },
    },
    Exit.bug,
  );
}

function open(): NonNullable<typeof line> {
  const { port1, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(compiled('src/eslint/worker.js'), {
    workerData: { port: port2, signal },
    transferList: [port2],
  });
  worker.unref();
  port1.unref();
  return { port: port1, signal };
}
