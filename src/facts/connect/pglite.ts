/** The door to PGlite: PostgreSQL 18 in this process, in a worker thread, in memory or in a folder. */
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Exit, invariant, WesleyError } from '../../diagnostics/index.js';
import { compiled, packageRoot } from '../../paths.js';
import {
  type Database,
  decodeServerVersion,
  type Param,
  QueryError,
  type Row,
  type ServerVersion,
} from './database.js';
import { lockDirectory } from './directory-lock.js';
import { bundledExtensions } from './extensions.js';
import type { RawResult, Request, Response, Task } from './pglite-protocol.js';
import { dropEverything, leftovers } from './pglite-reset.js';
import { decoderOf, encodeParam } from './values.js';

export interface PgliteOptions {
  /** Folder of the database; in memory when absent. */
  readonly dataDir?: string;
  /** Extensions that may be created. Names that PGlite does not bring along are left out. */
  readonly extensions?: Iterable<string>;
  /** As in `SET search_path`; PostgreSQL's own default when absent. */
  readonly searchPath?: string;
  /** A statement that runs longer ends the database (nothing else can stop it). */
  readonly limitMs?: number;
}

export interface PgliteDatabase extends Database {
  readonly kind: 'pglite';
  /** Makes an in-memory database as good as new, and cheaper than a new one. */
  reset(): Promise<void>;
  /** Stops whatever runs and ends the database at once. */
  terminate(): Promise<void>;
}

export async function openPglite(options: PgliteOptions = {}): Promise<PgliteDatabase> {
  const dataDir = options.dataDir === undefined ? undefined : resolve(options.dataDir);
  if (dataDir !== undefined) checkFolder(dataDir);
  const unlock = dataDir === undefined ? () => {} : lockDirectory(dataDir);
  const task: Task = {
    kind: 'serve',
    seed: await prepareSeed(),
    dataDir,
    extensions: [...(options.extensions ?? [])].filter((name) => bundledExtensions.has(name)),
    searchPath: options.searchPath,
  };
  try {
    return new InWorker(task, await Line.open(task), options.limitMs, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** The path of the seed, made first when there is none. The build makes it; a read-only install gets it in a temporary folder. */
export async function prepareSeed(): Promise<string> {
  const name = `pglite-${pgliteVersion()}.seed.tar`;
  const built = join(packageRoot, 'dist', name);
  const own = join(tmpdir(), `wesley-${userInfo().uid}`, name);
  for (const file of [built, own]) if (existsSync(file)) return file;
  const file = mayWrite(dirname(built)) ? built : own;
  const line = await Line.open({ kind: 'make-seed', file });
  await line.terminate();
  return file;
}

class InWorker implements PgliteDatabase {
  readonly kind = 'pglite';
  private readonly task: Task;
  private readonly limitMs: number | undefined;
  private readonly unlock: () => void;
  private line: Line;

  constructor(task: Task, line: Line, limitMs: number | undefined, unlock: () => void) {
    this.task = task;
    this.line = line;
    this.limitMs = limitMs;
    this.unlock = unlock;
  }

  async query(sql: string, params?: readonly Param[]): Promise<Row[]> {
    const request =
      params === undefined
        ? ({ kind: 'run', sql } as const)
        : ({ kind: 'query', sql, params: params.map(encodeParam) } as const);
    const results = await this.line.ask(request, this.limitMs);
    return decodeRows(results.at(-1));
  }

  async exec(sql: string): Promise<void> {
    await this.line.ask({ kind: 'run', sql }, this.limitMs);
  }

  async serverVersion(): Promise<ServerVersion> {
    const [row] = await this.query(
      "select current_setting('server_version_num') as number, current_setting('server_version') as text",
    );
    return decodeServerVersion(row!.number!, row!.text!);
  }

  async reset(): Promise<void> {
    invariant(
      this.task.kind === 'serve' && this.task.dataDir === undefined,
      'only a database in memory is reset',
    );
    if (this.line.broken === undefined) {
      try {
        for (const statement of dropEverything) await this.exec(statement);
        if ((await this.query(leftovers))[0]!.clean === true) return;
      } catch (error) {
        if (!(error instanceof QueryError)) throw error;
        // Something cannot be dropped: a new one then.
      }
    }
    await this.line.terminate();
    this.line = await Line.open(this.task);
  }

  async close(): Promise<void> {
    if (this.task.kind === 'serve' && this.task.dataDir !== undefined && this.line.broken === undefined) {
      await this.line.ask({ kind: 'close' }, undefined);
    }
    await this.terminate();
  }

  async terminate(): Promise<void> {
    await this.line.terminate();
    this.unlock();
  }
}

type Ask = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

/** Requests and responses of one worker. */
class Line {
  private readonly worker: Worker;
  private readonly waiting = new Map<
    number,
    { ok(results: readonly RawResult[]): void; no(error: unknown): void }
  >();
  private lastId = 0;
  /** Why nothing can be asked any more. */
  broken: QueryError | undefined;

  private constructor(task: Task) {
    this.worker = new Worker(compiled('src/facts/connect/pglite-worker.js'), {
      workerData: task,
      // With less, deep expressions and recursion end in a stack overflow that PGlite swallows.
      resourceLimits: { stackSizeMb: 64 },
    });
    this.worker.on('message', (response: Response) => this.receive(response));
    this.worker.on('error', (error) => this.breakOff(lostError(`PGlite crashed: ${error.message}`)));
    this.worker.on('exit', () => this.breakOff(lostError('PGlite has been closed')));
  }

  static async open(task: Task): Promise<Line> {
    const line = new Line(task);
    await new Promise((ok, no) => line.waiting.set(0, { ok, no }));
    line.waiting.delete(0);
    line.worker.unref();
    return line;
  }

  ask(request: Ask, limitMs: number | undefined): Promise<readonly RawResult[]> {
    if (this.broken !== undefined) return Promise.reject(this.broken);
    const id = ++this.lastId;
    return new Promise((ok, no) => {
      const stop =
        limitMs === undefined
          ? undefined
          : setTimeout(() => {
              this.breakOff(lostError(`stopped after ${limitMs} ms, and PGlite with it`, '57014'));
              void this.worker.terminate();
            }, limitMs);
      const done = () => {
        clearTimeout(stop);
        this.waiting.delete(id);
        // An idle database must not keep the process alive.
        if (this.waiting.size === 0) this.worker.unref();
      };
      this.waiting.set(id, {
        ok: (results) => {
          done();
          ok(results);
        },
        no: (error) => {
          done();
          no(error);
        },
      });
      this.worker.ref();
      this.worker.postMessage({ ...request, id } as Request);
    });
  }

  async terminate(): Promise<void> {
    this.breakOff(lostError('PGlite has been closed'));
    await this.worker.terminate();
  }

  private receive(response: Response): void {
    const waiter = this.waiting.get(response.id);
    if (waiter === undefined) return;
    if ('results' in response) waiter.ok(response.results);
    else if (response.crashed) this.breakOff(new QueryError(response.error, true));
    else waiter.no(new QueryError(response.error));
  }

  private breakOff(error: QueryError): void {
    this.broken ??= error;
    for (const waiter of [...this.waiting.values()]) waiter.no(error);
    this.waiting.clear();
  }
}

function decodeRows(result: RawResult | undefined): Row[] {
  if (result === undefined) return [];
  const decoders = result.columns.map(({ type }) => decoderOf(type));
  return result.rows.map((row) =>
    Object.fromEntries(
      result.columns.map(({ name }, i) => {
        const text = row[i] ?? null;
        return [name, text === null ? null : decoders[i]!(text)];
      }),
    ),
  );
}

function lostError(message: string, code = '58000'): QueryError {
  return new QueryError({ code, severity: 'PANIC', message }, true);
}

/** Refuses a folder that holds something else, before anything is written into it. */
function checkFolder(folder: string): void {
  if (!existsSync(folder)) return;
  const names = readdirSync(folder).filter((name) => !name.startsWith('.wesley.lock'));
  if (names.length === 0) return;
  let why: string | undefined;
  if (!names.includes('PG_VERSION')) why = 'it is not empty and holds no database';
  else if (names.includes('postmaster.opts')) why = 'it belongs to a PostgreSQL server';
  else {
    const version = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
    if (version !== '18') why = `its database is of PostgreSQL ${version}, and this PGlite is 18`;
  }
  if (why === undefined) return;
  throw new WesleyError(
    {
      code: 'db/pglite-folder',
      severity: 'error',
      message: `${folder} cannot be used as a PGlite database: ${why}`,
      fix: { text: 'Name a folder that is empty, does not exist, or was made by PGlite' },
    },
    Exit.config,
  );
}

let version: string | undefined;

function pgliteVersion(): string {
  if (version === undefined) {
    let folder = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));
    while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
    version = (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
  }
  return version;
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
