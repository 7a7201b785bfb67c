/** A lock on a folder that outlives no process: PGlite itself lets two processes write to the same files. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Exit, WesleyError } from '../../diagnostics/index.js';

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Changes when the machine starts again; empty where the system does not tell. */
  readonly boot: string;
}

const held = new Set<string>();

/** Takes the lock and returns what gives it back; refuses when somebody who is alive has it. */
export function lockDirectory(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, '.wesley.lock');
  const me: Owner = { pid: process.pid, host: hostname(), boot: bootId() };
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, JSON.stringify(me), { flag: 'wx' });
      held.add(file);
      return () => {
        held.delete(file);
        rmSync(file, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const text = readIfThere(file);
    if (text === undefined) continue;
    const owner = parse(text);
    if (attempt === 100 || (owner !== undefined && isAlive(owner, me, file)))
      throw locked(folder, file, owner);
    removeStale(file, text);
  }
}

/** Only the file that was judged: another process may have put a new one in its place meanwhile. */
function removeStale(file: string, text: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readIfThere(aside) !== text) linkSync(aside, file);
  } catch {
    // Somebody else removed it, or has taken the lock: the next attempt will see.
  }
  rmSync(aside, { force: true });
}

function isAlive(owner: Owner, me: Owner, file: string): boolean {
  if (owner.host !== me.host) return true;
  if (owner.boot !== me.boot) return false;
  if (owner.pid === me.pid) return held.has(file);
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function parse(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Owner;
    return typeof owner.pid === 'number' ? owner : undefined;
  } catch {
    return undefined;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function bootId(): string {
  return readIfThere('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
}

function locked(folder: string, file: string, owner: Owner | undefined): WesleyError {
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  return new WesleyError(
    {
      code: 'db/pglite-locked',
      severity: 'error',
      message: `the PGlite database ${folder} is in use by ${who}`,
      why: ['Two processes that write to the same PGlite folder destroy it.'],
      fix: { text: 'Wait until it has ended; if it is certainly gone, remove the lock', code: `rm ${file}` },
    },
    Exit.unreachable,
  );
}
