/** The SQL that a command is given: files, folders, patterns or standard input, each read once. */

import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type Diagnostic, Exit, WesleyError } from '../diagnostics/index.js';
import { decodeSql, readSql } from '../index.js';
import { expandPattern, isPattern } from './glob.js';
import type { Io } from './io.js';

export interface InputFile {
  /** As the user gave it, relative where it lies below the working folder. */
  readonly path: string;
  readonly text: string;
}

export interface Inputs {
  readonly files: readonly InputFile[];
  /** What was left out, said to the user. */
  readonly notes: readonly Diagnostic[];
}

/** Reads all files that the arguments name. */
export async function readInputs(args: readonly string[], io: Io): Promise<Inputs> {
  const files = new Map<string, InputFile>();
  const notes: Diagnostic[] = [];
  for (const arg of args) {
    if (arg === '-') {
      const path = '<stdin>';
      files.set(path, { path, text: await decodeSql(await io.stdin(), path) });
      continue;
    }
    for (const path of expand(arg, io)) {
      if (/\.(graphql|gql|graphqls)$/i.test(path)) throw notSql(path);
      const read = await readSql(display(path, io.cwd), io.cwd);
      for (const { file, text } of read.files) files.set(file, { path: file, text });
      notes.push(...read.notes);
    }
  }
  return { files: [...files.values()], notes };
}

/** A schema says what is wanted, not what is done: there is nothing to check before it is planned. */
function notSql(path: string): WesleyError {
  return new WesleyError(
    {
      code: 'cli/not-sql',
      severity: 'error',
      message: `${path} is a schema in GraphQL, and check reads SQL`,
      fix: {
        text: 'plan the change that leads to it',
        code: `wesley plan --from <state before> --to ${path}`,
      },
    },
    Exit.usage,
  );
}

/** The paths that an argument stands for. One that exists is itself, whatever letters it has. */
export function expand(arg: string, io: Pick<Io, 'cwd'>): string[] {
  if (!isPattern(arg) || /^[a-z]+:\/\//i.test(arg) || existsSync(resolve(io.cwd, arg))) return [arg];
  const paths = expandPattern(arg, io.cwd);
  if (paths.length > 0) return paths;
  throw new WesleyError(
    { code: 'file/missing', severity: 'error', message: `${arg}: no file matches the pattern` },
    Exit.usage,
  );
}

function display(path: string, cwd: string): string {
  const near = relative(cwd, resolve(cwd, path));
  return near === '' ? '.' : near.startsWith('..') ? path : near;
}
