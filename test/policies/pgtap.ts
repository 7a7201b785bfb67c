/** Runs generated pgTAP files on a server as pg_prove does, and reads what they say. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Database } from '../../src/facts/connect/database.js';

/** One test of a run. */
export interface TapLine {
  readonly ok: boolean;
  /** `# SKIP` and why. */
  readonly skipped?: string;
  readonly text: string;
}

/** pgTAP itself, as plain SQL. */
export function pgtapSql(): string {
  const main = createRequire(import.meta.url).resolve('@electric-sql/pglite-pgtap');
  return readTar(gunzipSync(readFileSync(join(dirname(main), 'pgtap.tar.gz'))), /\/pgtap--1\.3\.5\.sql$/);
}

/** The tests of a file in order. Throws when the file breaks off, or counts its tests wrong. */
export async function runTap(db: Database, sql: string): Promise<TapLine[]> {
  const lines: string[] = [];
  try {
    for (const statement of statements(sql)) {
      const rows = await db.query(statement);
      lines.push(
        ...rows
          .flatMap((row) => Object.values(row).map(String))
          .join('\n')
          .split('\n'),
      );
    }
  } finally {
    await db.exec('ROLLBACK');
  }
  const complaint = lines.find((line) => /^# Looks like you planned|^# No tests run/.test(line));
  if (complaint !== undefined) throw new Error(complaint);
  const planned = Number(/^1\.\.(\d+)/.exec(lines.find((line) => line.startsWith('1..')) ?? '')?.[1]);
  const tests = lines.flatMap((line, i): TapLine[] => {
    const match = /^(not )?ok \d+ ?-? ?(.*)$/.exec(line);
    if (match === null) return [];
    const skipped = /# SKIP (.*)/.exec(line)?.[1];
    const end = lines.findIndex((other, j) => j > i && /^(not )?ok \d+/.test(other));
    const comments = lines
      .slice(i + 1, end === -1 ? undefined : end)
      .filter((other) => other.startsWith('#'));
    return [
      {
        ok: match[1] === undefined,
        ...(skipped === undefined ? {} : { skipped }),
        text: [match[2] ?? '', ...(match[1] === undefined ? [] : comments)].join('\n'),
      },
    ];
  });
  if (tests.length !== planned) throw new Error(`planned ${planned} tests, ran ${tests.length}`);
  return tests;
}

/** Statements at the semicolons that end a line outside of `$$`. */
function statements(sql: string): string[] {
  const found: string[] = [];
  let current = '';
  let tag: string | undefined;
  for (const line of sql.split('\n')) {
    if (current === '' && line.startsWith('--')) continue;
    current += `${line}\n`;
    for (const [mark] of line.matchAll(/\$\w*\$/g)) {
      if (tag === undefined) tag = mark;
      else if (tag === mark) tag = undefined;
    }
    if (tag === undefined && line.endsWith(';')) {
      found.push(current);
      current = '';
    }
  }
  return found;
}

function readTar(tar: Buffer, wanted: RegExp): string {
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(tar.toString('utf8', at + 124, at + 136), 8) || 0;
    if (wanted.test(`/${name}`)) return tar.toString('utf8', at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  throw new Error('pgTAP is not in its package');
}
