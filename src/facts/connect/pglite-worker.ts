/**
 * The thread that PGlite runs in. A thread, because a statement blocks its event loop and can only be stopped with
 * it, and because PostgreSQL needs a larger stack than Node's main thread has.
 */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, protocol } from '@electric-sql/pglite';
import { decodeWireError, type QueryErrorFields, type WireError } from './database.js';
import type { RawResult, Request, Response, Task } from './pglite-protocol.js';
import { makeSeed } from './pglite-seed.js';

/** Extension name to the bundles that hold it, where it is not just its own. */
const bundlesOf: Readonly<Record<string, readonly string[]>> = {
  earthdistance: ['cube', 'earthdistance'],
  autoinc: ['spi'],
  insert_username: ['spi'],
  moddatetime: ['spi'],
  refint: ['spi'],
};

const port = parentPort!;
const task = workerData as Task;

if (task.kind === 'make-seed') {
  await makeSeed(task.file);
  reply({ id: 0, results: [] });
} else {
  await serve(await start(task));
}

async function start(options: Extract<Task, { kind: 'serve' }>): Promise<PGlite> {
  const base = import.meta.resolve('@electric-sql/pglite');
  const bundles = new Set(options.extensions.flatMap((name) => bundlesOf[name] ?? [name]));
  const settings = [
    // Larger buffers cost start time: they are zeroed. On disk the database may be large.
    `shared_buffers=${options.dataDir === undefined ? '4MB' : '32MB'}`,
    'max_wal_size=1GB',
    ...(options.searchPath === undefined ? [] : [`search_path=${options.searchPath}`]),
    ...(bundles.has('pg_stat_statements') ? ['shared_preload_libraries=pg_stat_statements'] : []),
  ];
  return PGlite.create({
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
    ...(hasDatabase(options.dataDir) ? {} : { loadDataDir: new Blob([readFileSync(options.seed)]) }),
    extensions: Object.fromEntries([...bundles].map((name) => [name, new URL(`${name}.tar.gz`, base)])),
    startParams: [...defaultParams(), ...settings.flatMap((setting) => ['-c', setting])],
  });
}

function hasDatabase(dataDir: string | undefined): boolean {
  if (dataDir === undefined) return false;
  try {
    return readFileSync(`${dataDir}/PG_VERSION`) !== undefined;
  } catch {
    return false;
  }
}

/** PGlite's own, but for the search path, which it forces to be unlike a real server's. */
function defaultParams(): string[] {
  const params = PGlite.defaultStartParams;
  return params.filter((param, i) => {
    const setting = param === '-c' ? params[i + 1]! : param;
    return !setting.startsWith('search_path=');
  });
}

async function serve(database: PGlite): Promise<void> {
  const swallowed = watchForSwallowed(database);
  let tail: Promise<void> = Promise.resolve();
  port.on('message', (request: Request) => {
    tail = tail.then(() => handle(database, request, swallowed));
  });
  reply({ id: 0, results: [] });
}

async function handle(database: PGlite, request: Request, swallowed: () => unknown): Promise<void> {
  const { id } = request;
  try {
    if (request.kind === 'close') {
      await database.close();
      reply({ id, results: [] });
      port.close();
      return;
    }
    const message = request.kind === 'run' ? simple(request.sql) : extended(request.sql, request.params);
    const answer = read(await database.execProtocolRaw(message));
    const exception = swallowed();
    if (exception !== undefined) reply({ id, crashed: true, error: crash(reasonOf(exception)) });
    else if (answer.error !== undefined) reply({ id, crashed: false, error: answer.error });
    else if (!answer.complete) reply({ id, crashed: true, error: crash('it gave no answer') });
    else reply({ id, results: answer.results });
  } catch (error) {
    reply({ id, crashed: true, error: crash(reasonOf(error)) });
  }
}

/**
 * PGlite goes on as if nothing had happened when an exception that is not PostgreSQL's own error jump, such as a
 * stack overflow, comes out of the statement loop. This keeps it for us.
 */
function watchForSwallowed(database: PGlite): () => unknown {
  const postgresErrorJump = 100;
  let kept: unknown;
  const loop = database.Module as unknown as { _PostgresMainLoopOnce(): void };
  const original = loop._PostgresMainLoopOnce;
  loop._PostgresMainLoopOnce = () => {
    try {
      original();
    } catch (error) {
      if ((error as { status?: number }).status !== postgresErrorJump) kept ??= error;
      throw error;
    }
  };
  return () => {
    const exception = kept;
    kept = undefined;
    return exception;
  };
}

function crash(reason: string): QueryErrorFields {
  return { code: '58000', severity: 'PANIC', message: `PGlite crashed: ${reason}` };
}

/** Exceptions of the WASM runtime are plain objects. */
function reasonOf(exception: unknown): string {
  const { name, message } = exception as { name?: string; message?: string };
  return message ?? name ?? String(exception);
}

/**
 * COPY FROM STDIN waits for data that nobody sends, which ends PGlite; the refusal behind it makes that an ordinary
 * error. PostgreSQL ignores a refusal that it does not wait for.
 */
function simple(sql: string): Uint8Array {
  const { serialize } = protocol;
  const query = serialize.query(sql);
  return /\bcopy\b[\s\S]*\bstdin\b/i.test(sql)
    ? Buffer.concat([query, serialize.copyFail('no data comes with it')])
    : query;
}

function extended(sql: string, params: readonly (string | null)[]): Uint8Array {
  const { serialize } = protocol;
  return Buffer.concat([
    serialize.parse({ text: sql }),
    serialize.bind({ values: [...params] }),
    serialize.describe({ type: 'P' }),
    serialize.execute({}),
    serialize.sync(),
  ]);
}

interface Answer {
  readonly results: RawResult[];
  readonly error: QueryErrorFields | undefined;
  /** Every statement has ended, one way or the other. */
  readonly complete: boolean;
}

function read(data: Uint8Array): Answer {
  const results: RawResult[] = [];
  let error: QueryErrorFields | undefined;
  let ended = false;
  let columns: RawResult['columns'] = [];
  let rows: (string | null)[][] = [];
  const finish = (command: string) => {
    results.push({ command, columns, rows });
    columns = [];
    rows = [];
    ended = true;
  };
  new protocol.Parser().parse(data, (message) => {
    switch (message.name) {
      case 'rowDescription': {
        const { fields } = message as typeof message & { fields: { name: string; dataTypeID: number }[] };
        columns = fields.map((field) => ({ name: field.name, type: field.dataTypeID }));
        break;
      }
      case 'dataRow':
        rows.push((message as typeof message & { fields: (string | null)[] }).fields);
        break;
      case 'commandComplete':
        finish((message as typeof message & { text: string }).text);
        break;
      case 'emptyQuery':
        finish('');
        break;
      case 'error':
        error ??= decodeWireError(message as unknown as WireError);
        break;
    }
  });
  return { results, error, complete: ended };
}

function reply(response: Response): void {
  port.postMessage(response);
}
