/** How an error reaches a person: what Wesley knows how to explain, and what is a bug in Wesley. */
import { readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import {
  type Diagnostic,
  Exit,
  jsonDiagnostic,
  renderDiagnostic,
  Sources,
  type Style,
  WesleyError,
} from '../diagnostics/index.js';
import type { Io } from './io.js';

export interface ErrorView {
  readonly io: Io;
  readonly style: Style;
  readonly trace: boolean;
  /** The answer was asked for as JSON: so is the error. */
  readonly json: boolean;
}

/** Prints an error and returns the exit code that it stands for. */
export function printError(error: unknown, view: ErrorView): number {
  const known = error instanceof WesleyError ? error : asKnown(error, view.io.cwd);
  if (known === undefined) return printBug(error, view);
  printDiagnostics(known.diagnostics, view);
  if (view.trace && known.stack !== undefined) view.io.err(`\n${known.stack}\n`);
  return known.exitCode;
}

/** Prints diagnostics to standard error, with the lines of the files that they point to. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], view: ErrorView): void {
  const sources = new Sources(readSources(diagnostics, view.io.cwd));
  const blocks = diagnostics.map((one) => renderDiagnostic(one, sources, view.style));
  view.io.err(`${blocks.join('\n\n')}\n`);
  if (view.json) {
    const body = {
      schema: 'wesley/error/1',
      ok: false,
      diagnostics: diagnostics.map((one) => jsonDiagnostic(one, sources)),
    };
    view.io.out(`${JSON.stringify(body, undefined, 2)}\n`);
  }
}

function printBug(error: unknown, view: ErrorView): number {
  const message = error instanceof Error ? error.message : String(error);
  const diagnostic: Diagnostic = {
    code: 'wesley/bug',
    severity: 'error',
    message: `this is a bug in Wesley: ${message.replace(/^internal error: /, '')}`,
    fix: {
      text: view.trace
        ? 'please report it with the lines below and the input that led to it'
        : 'run the same command with --trace and report what it prints',
    },
  };
  printDiagnostics([diagnostic], view);
  if (view.trace && error instanceof Error) view.io.err(`\n${error.stack ?? message}\n`);
  return Exit.bug;
}

/** Errors of the file system that a person can mend. */
function asKnown(error: unknown, cwd: string): WesleyError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, path } = error as NodeJS.ErrnoException;
  const text = code === undefined ? undefined : fileProblems[code];
  if (text === undefined) return undefined;
  // Reading and writing an open file names no path.
  const message =
    path === undefined ? `reading or writing failed: ${text}` : `${nearest(path, cwd)}: ${text}`;
  return new WesleyError({ code: 'cli/file', severity: 'error', message }, Exit.usage);
}

/** As the user would write it. */
function nearest(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near === '' ? '.' : near.startsWith('..') ? path : near;
}

const fileProblems: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'reading or writing it is not permitted',
  EPERM: 'reading or writing it is not permitted',
  EISDIR: 'this is a folder, not a file',
  ENOTDIR: 'a part of this path is not a folder',
  ELOOP: 'its links lead in a circle',
  ENOSPC: 'no space is left on the device',
  EROFS: 'the file system is read-only',
  EIO: 'the device fails',
  EDQUOT: 'your share of the device is full',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'the name is too long',
};

/** Texts of the files that spans name, where they can still be read. */
function readSources(diagnostics: readonly Diagnostic[], cwd: string): { path: string; text: string }[] {
  const names = new Set<string>();
  for (const { span, related } of diagnostics) {
    if (span !== undefined) names.add(span.file);
    for (const place of related ?? []) names.add(place.span.file);
  }
  const texts: { path: string; text: string }[] = [];
  for (const path of names) {
    try {
      const place = resolve(cwd, path);
      if (statSync(place).size < 64 * 1024 * 1024)
        texts.push({ path, text: readFileSync(place, 'utf8').replace(/^\uFEFF/, '') });
    } catch {
      // The place is printed without its lines.
    }
  }
  return texts;
}
