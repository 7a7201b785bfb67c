/** SQL files of a state: a file, or a folder in the order in which migration tools run it; decoded strictly. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { type Diagnostic, Exit, type Fix, SourceText, WesleyError } from '../../diagnostics/index.js';
import { forwardOnly } from './sections.js';

export interface SqlFiles {
  readonly files: readonly SourceText[];
  readonly notes: readonly Diagnostic[];
}

/** Larger files hold data, not a schema. */
export const maximumBytes = 32 * 1024 * 1024;

/** All SQL files that a path names; sections and files for the way back are left out and noted. */
export function readSqlFiles(path: string, cwd: string): SqlFiles {
  const found = statSync(resolve(cwd, path), { throwIfNoEntry: false });
  if (found === undefined) {
    throw refuse('file/missing', `${path}: there is no such file or folder`);
  }
  const notes: Diagnostic[] = [];
  const paths = found.isDirectory() ? folderFiles(path, cwd, notes) : [path];
  const files = paths.map((file) => forwardOnly(readSqlFile(file, cwd), notes));
  return { files, notes };
}

/** One text file, decoded. A byte order mark is dropped. */
export function readSqlFile(path: string, cwd: string): SourceText {
  const file = resolve(cwd, path);
  let bytes: Uint8Array;
  try {
    const { size } = statSync(file);
    if (size > maximumBytes) throw tooLarge(path, size);
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof WesleyError) throw error;
    throw refuse('file/unreadable', `${path} cannot be read: ${(error as Error).message}`);
  }
  return new SourceText(path, decode(bytes, path));
}

function tooLarge(path: string, size: number): WesleyError {
  const message = `${path} has ${megabytes(size)} MB, and ${megabytes(maximumBytes)} MB is the limit`;
  return refuse('file/too-large', message, { text: 'Leave the data out', code: 'pg_dump --schema-only' });
}

/** UTF-8 without NUL bytes. */
export function decode(bytes: Uint8Array, path: string): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const offset = firstBadByte(bytes);
    const byte = `0x${(bytes[offset] ?? 0).toString(16).padStart(2, '0')}`;
    const utf16 = offset === 0 && (bytes[0] === 0xff || bytes[0] === 0xfe);
    throw refuse(
      'file/not-utf8',
      `${path} is not UTF-8: byte ${byte} at offset ${offset}${utf16 ? ', which looks like UTF-16' : ''}`,
      {
        text: 'Save the file as UTF-8, or convert it',
        code: `iconv -f ${utf16 ? 'UTF-16' : 'LATIN1'} -t UTF-8 ${path}`,
      },
    );
  }
  const nul = text.indexOf('\0');
  if (nul !== -1) {
    const { line, column } = new SourceText(path, text).position(nul);
    throw refuse(
      'file/nul-byte',
      `${path} holds a NUL byte in line ${line}, column ${column}, which SQL cannot`,
      {
        text: 'Remove it; a file in a binary format (pg_dump -Fc) must be turned into SQL first',
        code: `pg_restore --schema-only --file schema.sql ${path}`,
      },
    );
  }
  return text;
}

/** Paths of the files that lead forward, by name: versions in the order of their numbers. */
function folderFiles(folder: string, cwd: string, notes: Diagnostic[]): string[] {
  const all = walk(resolve(cwd, folder), '');
  const sql = all.filter((path) => /\.(sql|pgsql|ddl)$/i.test(path));
  const forward = sql.filter((path) => !leadsBack(path));
  const shown = folder.replace(/(?<=.)\/+$/, '');
  if (forward.length === 0) {
    throw refuse(
      'file/no-sql',
      `${folder}: the folder holds no SQL file${sql.length > 0 ? ' that leads forward' : ''}`,
      {
        text: 'Name the folder with the migrations or the schema, or a file',
      },
    );
  }
  note(notes, sql.length - forward.length, `for the way back in ${folder} not read`);
  note(notes, all.length - sql.length, `in ${folder} that do not end in .sql not read`);
  return forward.map((path) => (shown === '/' ? `/${path}` : `${shown}/${path}`));
}

function note(notes: Diagnostic[], count: number, rest: string): void {
  if (count === 0) return;
  const message = `${count} ${count === 1 ? 'file' : 'files'} ${rest}`;
  notes.push({ code: 'file/not-read', severity: 'note', message });
}

function walk(root: string, below: string, above: readonly string[] = []): string[] {
  const here = realpathSync(join(root, below));
  // A link to a folder that it lies in.
  if (above.includes(here)) return [];
  return readdirSync(join(root, below), { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => compareNames(a.name, b.name))
    .flatMap((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      const isFolder = entry.isSymbolicLink()
        ? (statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() ?? false)
        : entry.isDirectory();
      return isFolder ? walk(root, path, [...above, here]) : [path];
    });
}

/** `2_b` before `10_a`, `V1.9__x` before `V1.10__y`; names without a number by their characters. */
function compareNames(a: string, b: string): number {
  const first = version(a);
  const second = version(b);
  for (let i = 0; i < Math.min(first.length, second.length); i++) {
    const difference = (first[i] ?? 0n) - (second[i] ?? 0n);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  if (first.length > 0 && second.length > 0 && first.length !== second.length) {
    return first.length - second.length;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

function version(name: string): bigint[] {
  const digits = /^[vV]?(\d+(?:\.\d+)*)/.exec(name)?.[1];
  return digits === undefined ? [] : digits.split('.').map((part) => BigInt(part));
}

function leadsBack(path: string): boolean {
  const name = basename(path).toLowerCase();
  return /(^|[._-])(down|undo|rollback|revert)\.\w+$/.test(name) || /^u\d[\d._]*__/.test(name);
}

function firstBadByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  // The letter that is not complete began before.
  const whole = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, good), {
    stream: true,
  });
  return Buffer.byteLength(whole);
}

/** Is the text good as far as it goes? A letter that is cut at the end is. */
function decodes(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(bytes % (1024 * 1024) === 0 ? 0 : 1);
}

function refuse(code: string, message: string, fix?: Fix): WesleyError {
  return new WesleyError({ code, severity: 'error', message, ...(fix ? { fix } : {}) }, Exit.usage);
}
