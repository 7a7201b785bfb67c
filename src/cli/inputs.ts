/** Reads the SQL that a command is given: files, folders, patterns or standard input, decoded and in order. */
import { readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { Exit, plural, WesleyError } from '../diagnostics/index.js';
import { expandPattern, isPattern, walk } from './glob.js';
import type { Io } from './io.js';

export interface InputFile {
  /** As the user gave it, relative where it lies below the working folder. */
  readonly path: string;
  readonly text: string;
}

export interface Inputs {
  readonly files: readonly InputFile[];
  /** What was left out, said to the user. */
  readonly notes: readonly string[];
}

/** Reads all files that the arguments name, each once. */
export async function readInputs(args: readonly string[], io: Io): Promise<Inputs> {
  const notes: string[] = [];
  const paths: string[] = [];
  for (const arg of args) {
    for (const path of expand(arg, io, notes)) if (!paths.includes(path)) paths.push(path);
  }
  const files: InputFile[] = [];
  for (const path of paths) {
    const bytes = path === '-' ? await io.stdin() : readFileSync(resolve(io.cwd, path));
    const name = path === '-' ? '<stdin>' : path;
    files.push({ path: name, text: decode(bytes, name) });
  }
  return { files, notes };
}

/** Decodes UTF-8 strictly and drops a byte order mark. */
export function decode(bytes: Uint8Array, path: string): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw notUtf8(path, 'it is UTF-16', `iconv -f UTF-16 -t UTF-8 ${path}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const { line, column, byte } = firstBadByte(bytes);
    throw notUtf8(
      path,
      `byte 0x${byte.toString(16).padStart(2, '0')} in line ${line}, column ${column}`,
      `iconv -f LATIN1 -t UTF-8 ${path}`,
    );
  }
}

function notUtf8(path: string, what: string, command: string): WesleyError {
  return new WesleyError(
    {
      code: 'input/not-utf8',
      severity: 'error',
      message: `${path} is not UTF-8: ${what}`,
      fix: { text: 'save the file as UTF-8, or convert it', code: command },
    },
    Exit.usage,
  );
}

function firstBadByte(bytes: Uint8Array): { line: number; column: number; byte: number } {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodes(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  const before = new TextDecoder('utf-8').decode(bytes.subarray(0, good));
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, byte: bytes[good] ?? 0 };
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

function expand(arg: string, io: Io, notes: string[]): string[] {
  if (arg === '-') return ['-'];
  const found = statSync(resolve(io.cwd, arg), { throwIfNoEntry: false });
  if (found === undefined) {
    if (!isPattern(arg)) throw noSuchFile(arg);
    const paths = expandPattern(arg, io.cwd);
    if (paths.length === 0) throw noSuchFile(arg, 'no file matches the pattern');
    return paths;
  }
  if (!found.isDirectory()) return [display(arg, io.cwd)];
  const folder = resolve(io.cwd, arg);
  const all = walk(folder);
  const sql = all.filter((path) => path.endsWith('.sql'));
  const forward = sql.filter((path) => !/(\.|_|\/|^)down\.sql$/.test(path));
  const back = sql.length - forward.length;
  if (back > 0)
    notes.push(
      `${plural(back, 'file')} for the way back (down.sql) in ${arg} not read: name them to check them`,
    );
  const others = all.length - sql.length;
  if (others > 0) notes.push(`${plural(others, 'file')} in ${arg} that do not end in .sql not read`);
  if (forward.length === 0) throw noSuchFile(arg, 'the folder holds no .sql file');
  return forward.map((path) => display(`${arg.replace(/\/$/, '')}/${path}`, io.cwd));
}

function display(path: string, cwd: string): string {
  const near = relative(cwd, resolve(cwd, path));
  return near.startsWith('..') ? path : near;
}

function noSuchFile(arg: string, why = 'there is no such file or folder'): WesleyError {
  return new WesleyError(
    { code: 'input/no-such-file', severity: 'error', message: `${arg}: ${why}` },
    Exit.usage,
  );
}
