/**
 * The output folder: what would change in it, and the change itself. A file is written whole or not at all, and only when it
 * differs, so that watchers stay quiet. Files without our mark are never touched.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { Exit, WesleyError } from '../../diagnostics/index.js';
import { makeFolder } from '../../paths.js';
import type { OutputFile } from './files.js';
import { readMark } from './mark.js';

export interface FileChange {
  readonly path: string;
  readonly target: string;
  /** `stale`: written by an earlier run, and no target that runs now writes it. */
  readonly state: 'same' | 'new' | 'changed' | 'stale';
  /** Changed files: the first line that differs, 1-based, there and as it should be; undefined is the end of the text. */
  readonly first?: { readonly line: number; readonly there?: string; readonly wanted?: string };
}

/**
 * Compares a folder with what should be in it, files first, then stale ones, each in order of their paths. Stale are marked
 * files of the given targets; of all targets when undefined. Throws `WesleyError` when a person's file is in the way.
 */
export function compareOutput(
  folder: string,
  files: readonly OutputFile[],
  targets: ReadonlySet<string> | undefined,
  /** The folder as people name it. */
  shown = folder,
): FileChange[] {
  const foreign: string[] = [];
  const changes = files.map(({ path, text, target }): FileChange => {
    const there = readThere(folder, path);
    if (there === undefined) return { path, target, state: 'new' };
    if (there === text || there.replaceAll('\r\n', '\n') === text) return { path, target, state: 'same' };
    if (readMark(there)?.path !== path) foreign.push(path);
    return { path, target, state: 'changed', first: firstDifference(there, text) };
  });
  if (foreign.length > 0) throw inTheWay(foreign.map((path) => join(shown, path)));
  const wanted = new Set(files.map(({ path }) => path));
  const stale = markedFiles(folder, wanted).filter(
    ({ target }) => targets === undefined || targets.has(target),
  );
  return [...sorted(changes), ...sorted(stale.map((one): FileChange => ({ ...one, state: 'stale' })))];
}

/** Makes the changes: all texts are on the disk before the first takes its place. */
export function applyOutput(
  folder: string,
  files: readonly OutputFile[],
  changes: readonly FileChange[],
): void {
  const states = new Map(changes.map(({ path, state }) => [path, state]));
  const waiting: { readonly from: string; readonly to: string }[] = [];
  try {
    for (const { path, text } of files) {
      if (states.get(path) === 'same') continue;
      const to = join(folder, path);
      makeFolder(dirname(to));
      refuseLinkOutside(folder, path);
      const from = join(dirname(to), `.${basename(to)}.${process.pid}.tmp`);
      waiting.push({ from, to });
      writeFileSync(from, text);
      const mode = statSync(to, { throwIfNoEntry: false })?.mode;
      if (mode !== undefined) chmodSync(from, mode & 0o777);
    }
    for (const { from, to } of waiting) renameSync(from, to);
  } catch (error) {
    for (const { from } of waiting) rmSync(from, { force: true });
    throw error;
  }
  for (const { path, state } of changes) if (state === 'stale') remove(folder, path);
}

/** Removes a file, and the folders that are empty without it. */
function remove(folder: string, path: string): void {
  rmSync(join(folder, path), { force: true });
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    if (readdirSync(join(folder, parent)).length > 0) return;
    rmdirSync(join(folder, parent));
  }
}

function readThere(folder: string, path: string): string | undefined {
  const place = join(folder, path);
  return existsSync(place) ? readFileSync(place, 'utf8') : undefined;
}

/** Files below a folder that bear a mark with their own path, without those that are known. Links are not followed. */
function markedFiles(folder: string, known: ReadonlySet<string>): { path: string; target: string }[] {
  if (!existsSync(folder)) return [];
  const found: { path: string; target: string }[] = [];
  const visit = (prefix: string): void => {
    for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      if (entry.isDirectory()) visit(path);
      if (!entry.isFile() || known.has(path)) continue;
      const mark = readMark(headOf(join(folder, path)));
      if (mark?.path === path) found.push({ path, target: mark.target });
    }
  };
  visit('');
  return found;
}

/** The first letters of a file, more than a mark needs: output folders may hold files of other kinds and sizes. */
function headOf(place: string): string {
  const file = openSync(place, 'r');
  try {
    const bytes = Buffer.alloc(2048);
    return bytes.toString('utf8', 0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

/** A folder inside the output folder may be a link that leads out of it. */
function refuseLinkOutside(folder: string, path: string): void {
  const place = join(folder, path);
  const way = relative(realpathSync(folder), realpathSync(dirname(place)));
  const link = lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  if (!link && way !== '..' && !way.startsWith(`..${sep}`)) return;
  throw new WesleyError(
    {
      code: 'generate/outside',
      severity: 'error',
      message: `${place} is ${link ? 'a link' : 'reached by a link that leads out of the output folder'}`,
      why: ['Generated files stay inside the output folder.'],
      fix: { text: 'remove the link' },
    },
    Exit.no,
  );
}

function firstDifference(there: string, wanted: string): NonNullable<FileChange['first']> {
  const linesOf = (text: string): string[] => text.replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n');
  const [old, now] = [linesOf(there), linesOf(wanted)];
  let at = 0;
  while (at < old.length && at < now.length && old[at] === now[at]) at += 1;
  const [before, after] = [old[at], now[at]];
  return {
    line: at + 1,
    ...(before === undefined ? {} : { there: before }),
    ...(after === undefined ? {} : { wanted: after }),
  };
}

function sorted(changes: readonly FileChange[]): FileChange[] {
  return [...changes].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function inTheWay(paths: readonly string[]): WesleyError {
  return new WesleyError(
    paths.map((path) => ({
      code: 'generate/in-the-way',
      severity: 'error' as const,
      message: `${path} is there, and Wesley did not write it`,
      why: ['It bears no mark of a generated file with its name, so it may be the work of a person.'],
      fix: { text: 'move it away, or generate into another folder', code: 'wesley generate --out <folder>' },
    })),
    Exit.no,
  );
}
