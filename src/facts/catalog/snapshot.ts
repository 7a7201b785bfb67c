/** Snapshot files: a state with its statistics and the time when it was read, in place of a database. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { type Diagnostic, Exit, type Fix, WesleyError } from '../../diagnostics/index.js';
import { canonicalJson } from './canonical.js';
import type { Catalog, TableStatistics } from './catalog.js';

export { type CompareOptions, compareCatalogs, hashCatalog, type ObjectDifference } from './compare.js';

export interface Snapshot {
  readonly format: 'wesley/snapshot/1';
  /** When the state was read, ISO 8601. */
  readonly time: string;
  readonly catalog: Catalog;
  readonly statistics: readonly TableStatistics[];
  /** SHA-256 (hex) of the canonical JSON of the rest: an edited file is refused. */
  readonly hash: string;
}

const format = 'wesley/snapshot/1';

/** Text of a snapshot file. */
export function renderSnapshot(
  catalog: Catalog,
  statistics: readonly TableStatistics[],
  time: Date = new Date(),
): string {
  const content = { format, time: time.toISOString(), catalog, statistics };
  return `${canonicalJson({ ...content, hash: hashOf(content) }, 1)}\n`;
}

export function writeSnapshot(
  file: string,
  catalog: Catalog,
  statistics: readonly TableStatistics[],
  time: Date = new Date(),
): void {
  writeFileSync(file, renderSnapshot(catalog, statistics, time));
}

/** Reads a snapshot file; refuses one that is broken, edited or of another format. `name` is for messages. */
export function readSnapshot(file: string, name: string = file): Snapshot {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const message = missing
      ? `${name}: there is no such file or folder`
      : `${name} cannot be read: ${(error as Error).message}`;
    throw new WesleyError(
      { code: missing ? 'file/missing' : 'file/unreadable', severity: 'error', message },
      Exit.usage,
    );
  }
  return parseSnapshot(text, name);
}

/** Reads the text of a snapshot file; `file` is its name in messages. */
export function parseSnapshot(text: string, file: string): Snapshot {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw refuse(
      'snapshot/broken',
      `${file} is not a snapshot: it is ${text.trim() === '' ? 'empty' : 'not valid JSON, or cut off'}`,
    );
  }
  const found = isRecord(content) ? content.format : undefined;
  if (!isRecord(content) || found !== format) {
    throw refuse(
      'snapshot/format',
      typeof found === 'string'
        ? `${file} has the format ${found}, and this version of Wesley reads ${format}`
        : `${file} is JSON, but not a snapshot`,
    );
  }
  const { hash, ...rest } = content;
  if (hash !== hashOf(rest)) {
    throw refuse(
      'snapshot/edited',
      `${file} was changed after it was written: its content does not match its hash`,
      ['A plan for a state that nobody has read from a database cannot be trusted.'],
    );
  }
  return content as unknown as Snapshot;
}

function hashOf(content: object): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(code: string, message: string, why?: readonly string[]): WesleyError {
  const fix: Fix = {
    text: 'Take the snapshot again',
    code: 'wesley snapshot <database> --output snapshot.json',
  };
  const diagnostic: Diagnostic = { code, severity: 'error', message, ...(why ? { why } : {}), fix };
  return new WesleyError(diagnostic, Exit.config);
}
