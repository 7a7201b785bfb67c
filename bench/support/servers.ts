/**
 * Real PostgreSQL servers of every major, started from the npm packages under `test/servers` in some tens of
 * milliseconds, each in a folder of its own that goes away with it. Trust authentication, 127.0.0.1 only.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { resolveConnection } from '../../src/facts/connect/conninfo.js';
import { PostgresSession } from '../../src/facts/connect/postgres.js';
import { packageRoot } from '../../src/paths.js';

export interface Server {
  readonly major: number;
  readonly port: number;
  /** Process id of the postmaster. */
  readonly pid: number;
  /** Connection URL, of database `postgres` unless another is named. */
  url(database?: string): string;
  /** Creates a database (from a template) and gives its URL. */
  createDatabase(name?: string, template?: string): Promise<string>;
  /** Drops a database, also when somebody is still connected to it. */
  dropDatabase(name: string): Promise<void>;
  /** The end of the server's log. */
  log(): string;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Settings of postgresql.conf, over the fast and unsafe ones that are the default. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Lines of pg_hba.conf that come before `trust` for everyone. */
  readonly hba?: readonly string[];
}

/** Majors whose binaries are installed, in ascending order. */
export function availableMajors(): number[] {
  return ['core', 'matrix']
    .flatMap((group) => {
      const folder = join(packageRoot, 'test', 'servers', group, 'node_modules');
      return existsSync(folder) ? readdirSync(folder) : [];
    })
    .flatMap((name) => (/^pg\d+$/.test(name) ? [Number(name.slice(2))] : []))
    .filter((major) => packageOf(major) !== undefined)
    .sort((a, b) => a - b);
}

/** One server per major and process; it stops with the process. */
export function sharedServer(major: number): Promise<Server> {
  let server = shared.get(major);
  if (server === undefined) {
    server = startServer(major);
    shared.set(major, server);
  }
  return server;
}

export async function startServer(major: number, options: ServerOptions = {}): Promise<Server> {
  const bin = binaries(major);
  const template = dataTemplate(major, bin);
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(major, bin, template, options);
    } catch (error) {
      // Somebody else may take the free port before the server does.
      if (attempt === 5 || !/could not bind|Address already in use/i.test(String(error))) throw error;
    }
  }
}

const shared = new Map<number, Promise<Server>>();

// PostgreSQL refuses to run as root.
const isRoot = process.getuid?.() === 0;
const owner = isRoot ? { uid: 65534, gid: 65534 } : {};
const environment = { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' };

const fastSettings = {
  listen_addresses: '127.0.0.1',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
  max_connections: 100,
  autovacuum: 'off',
};

/**
 * Runs the server, and stops it when our end of the pipe closes, however we died. Waits for it, removes its folder.
 * A background job of a shell has no standard input, so the pipe is moved to another descriptor first.
 */
const supervisor = `
folder=$1; shift
exec 3<&0
"$@" 3<&- & server=$!
echo "supervised $server" >&2
( cat <&3 >/dev/null; kill -INT $server 2>/dev/null ) & watcher=$!
wait $server; code=$?
rm -rf "$folder"
exit $code
`;

async function startOnce(
  major: number,
  bin: string,
  template: string,
  options: ServerOptions,
): Promise<Server> {
  const folder = makeFolder(memoryFolder(), `wesley-pg${major}-`);
  const data = join(folder, 'data');
  execFileSync('cp', ['-a', template, data]);
  if (options.hba !== undefined) {
    writeFileSync(
      join(folder, 'hba.conf'),
      [...options.hba, 'local all all trust', 'host all all 127.0.0.1/32 trust', ''].join('\n'),
    );
  }
  const port = await freePort();
  const settings = {
    ...fastSettings,
    port,
    unix_socket_directories: folder,
    ...(options.hba !== undefined ? { hba_file: join(folder, 'hba.conf') } : {}),
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(
    '/bin/sh',
    ['-c', supervisor, 'sh', folder, join(bin, 'postgres'), '-D', data, ...flags],
    {
      ...owner,
      cwd: folder,
      env: environment,
      // Its own session: Ctrl-C in a terminal must not reach the shell before it has cleaned up.
      detached: true,
      stdio: ['pipe', 'ignore', 'pipe'],
    },
  );
  const log = await untilReady(child);
  return new RunningServer(major, port, child, log);
}

interface Log {
  text: string;
}

function untilReady(child: ChildProcess): Promise<Log> {
  const log: Log = { text: '' };
  return new Promise((resolve, reject) => {
    child.stderr!.on('data', (chunk) => {
      log.text = (log.text + chunk).slice(-256 * 1024);
      if (log.text.includes('ready to accept connections')) resolve(log);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      child.stdin!.destroy();
      reject(new Error(`the server did not start (exit ${code})\n${log.text}`));
    });
  });
}

class RunningServer implements Server {
  readonly major: number;
  readonly port: number;
  readonly pid: number;
  private readonly child: ChildProcess;
  private readonly output: Log;
  private readonly exited: Promise<void>;
  private admin: Promise<PostgresSession> | undefined;
  private names = 0;

  constructor(major: number, port: number, child: ChildProcess, output: Log) {
    this.major = major;
    this.port = port;
    this.child = child;
    this.output = output;
    this.pid = Number(/supervised (\d+)/.exec(output.text)?.[1]);
    this.exited = new Promise((resolve) => {
      child.once('exit', () => {
        child.stdin!.destroy();
        resolve();
      });
    });
    // The server must not keep the process alive; the pipe closes with it.
    child.unref();
    (child.stdin as unknown as { unref(): void }).unref();
    (child.stderr as unknown as { unref(): void }).unref();
  }

  url(database = 'postgres'): string {
    return `postgres://postgres@127.0.0.1:${this.port}/${encodeURIComponent(database)}?sslmode=disable`;
  }

  async createDatabase(name = `w${process.pid}_${++this.names}`, template = 'template0'): Promise<string> {
    // Copying files is faster than logging every page (15 and later would).
    const strategy = this.major >= 15 ? ' strategy file_copy' : '';
    await this.administer(`create database ${quote(name)} template ${quote(template)}${strategy}`);
    return this.url(name);
  }

  async dropDatabase(name: string): Promise<void> {
    if (this.major >= 13) {
      await this.administer(`drop database if exists ${quote(name)} with (force)`);
      return;
    }
    const literal = name.replaceAll("'", "''");
    await this.administer(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${literal}'`,
    );
    await this.administer(`drop database if exists ${quote(name)}`);
  }

  log(): string {
    return this.output.text;
  }

  async stop(): Promise<void> {
    await this.admin?.then((session) => session.end()).catch(() => {});
    // Only now may the process wait for it.
    this.child.ref();
    this.child.stdin!.end();
    await this.exited;
  }

  private async administer(sql: string): Promise<void> {
    this.admin ??= PostgresSession.open(resolveConnection(this.url(), {})!);
    await (await this.admin).run(sql);
  }
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function packageOf(major: number): string | undefined {
  return ['core', 'matrix']
    .map((group) => join(packageRoot, 'test', 'servers', group, 'node_modules', `pg${major}`))
    .find((folder) => existsSync(join(folder, 'native', 'bin', 'postgres')));
}

/** The folder of the binaries. As root they may lie where the server's own user cannot go: then a copy of them. */
function binaries(major: number): string {
  const folder = packageOf(major);
  if (folder === undefined) throw new Error(`no PostgreSQL ${major} is installed under test/servers`);
  const native = join(folder, 'native');
  if (!isRoot || othersMayEnter(native)) return join(native, 'bin');
  const copy = join(tmpdir(), `wesley-binaries-${major}-${statSync(join(native, 'bin', 'postgres')).size}`);
  makeOnce(copy, (target) => {
    execFileSync('cp', ['-a', native, target]);
    execFileSync('chmod', ['-R', 'a+rX', target]);
  });
  return join(copy, 'bin');
}

function othersMayEnter(folder: string): boolean {
  for (let path = folder; ; path = dirname(path)) {
    if ((statSync(path).mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

/** A data folder fresh from initdb, made once per binary and user and copied for every server. */
function dataTemplate(major: number, bin: string): string {
  const { size, mtimeMs } = statSync(join(bin, 'postgres'));
  const template = join(
    tmpdir(),
    `wesley-template-${major}-${size}-${Math.round(mtimeMs)}-${owner.uid ?? process.getuid?.()}`,
  );
  makeOnce(template, (target) => {
    const flags = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N', '--wal-segsize=1'];
    execFileSync(join(bin, 'initdb'), ['-D', target, ...flags], {
      ...owner,
      env: environment,
      stdio: 'pipe',
      cwd: dirname(target),
    });
  });
  return template;
}

/** Makes a folder completely or not at all, also when several processes try at once. */
function makeOnce(folder: string, make: (target: string) => void): void {
  if (existsSync(folder)) return;
  const workshop = makeFolder(dirname(folder), 'wesley-making-');
  try {
    const target = join(workshop, 'made');
    make(target);
    try {
      renameSync(target, folder);
    } catch (error) {
      // Somebody else was faster.
      if (!existsSync(folder)) throw error;
    }
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

function makeFolder(parent: string, prefix: string): string {
  const folder = mkdtempSync(join(parent, prefix));
  chmodSync(folder, 0o755);
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid);
  return folder;
}

/** Memory when there is some: creating a database takes a tenth of the time. */
function memoryFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    mkdirSync(tmpdir(), { recursive: true });
    return tmpdir();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
