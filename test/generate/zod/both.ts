/** A row tried in both: what a generated schema says, and what PostgreSQL says to what node-postgres sends. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Database } from '../../../src/facts/connect/database.js';
import { packageRoot } from '../../../src/paths.js';
import { zod } from '../../../src/schema/generate/zod.js';
import type { SchemaModel } from '../../../src/schema/index.js';

const { prepareValue } = createRequire(import.meta.url)('pg/lib/utils.js') as {
  prepareValue(value: unknown): unknown;
};

export interface Schema {
  safeParse(value: unknown): {
    readonly success: boolean;
    readonly data?: unknown;
    readonly error?: { readonly issues: readonly { readonly message: string }[] };
  };
}

export interface Schemas {
  readonly tRow: Schema;
  readonly tInsert: Schema;
  readonly tUpdate: Schema;
  readonly [name: string]: Schema;
}

/** Generated modules that can be called. */
export class Workbench {
  private readonly folder = mkdtempSync(join(tmpdir(), 'wesley-zod-'));
  private count = 0;

  constructor() {
    symlinkSync(join(packageRoot, 'node_modules'), join(this.folder, 'node_modules'));
  }

  /** The schemas of a model, and the code that makes them. */
  async schemas(
    model: SchemaModel,
    options: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly schemas: Schemas; readonly code: string }> {
    const [file] = await zod.generate(model, options);
    this.count += 1;
    const path = join(this.folder, `schemas-${this.count}.ts`);
    writeFileSync(path, file?.text ?? '');
    return { schemas: (await import(path)) as Schemas, code: file?.text ?? '' };
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export type Row = Readonly<Record<string, unknown>>;

/** Why PostgreSQL refuses a new row of `t`; undefined when it takes it. */
export function insert(to: Database, row: Row): Promise<string | undefined> {
  const names = Object.keys(row);
  const places = names.map((_, i) => `$${i + 1}`).join(', ');
  const values =
    names.length === 0 ? 'DEFAULT VALUES' : `(${names.map(quoted).join(', ')}) VALUES (${places})`;
  return run(to, `INSERT INTO t ${values}`, row);
}

/** Why PostgreSQL refuses a change of the rows of `t`; undefined when it takes it. */
export function update(to: Database, row: Row): Promise<string | undefined> {
  const changes = Object.keys(row).map((name, i) => `${quoted(name)} = $${i + 1}`);
  return run(to, `UPDATE t SET ${changes.join(', ')}`, row);
}

/** The rows of `t`, as node-postgres reads them. */
export async function read(from: Database, names: readonly string[]): Promise<Row[]> {
  const oids = await from.query(
    "select attname as name, atttypid::int as oid from pg_attribute where attrelid = 't'::regclass and attnum > 0",
  );
  const parsers = new Map(
    oids.map(({ name, oid }) => [String(name), pg.types.getTypeParser(Number(oid), 'text')]),
  );
  // concat() prints a value as it is sent, with the spaces that a cast takes from char(n).
  const texts = names.map(
    (name) => `CASE WHEN ${quoted(name)} IS NOT NULL THEN concat(${quoted(name)}) END AS ${quoted(name)}`,
  );
  const rows = await from.query(`select ${texts.join(', ')} from t`);
  return rows.map((row) =>
    Object.fromEntries(
      names.map((name) => {
        const text = row[name];
        return [name, typeof text === 'string' ? parsers.get(name)?.(text) : null];
      }),
    ),
  );
}

async function run(to: Database, sql: string, row: Row): Promise<string | undefined> {
  try {
    await to.query(sql, Object.values(row).map(sent));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function quoted(name: string): string {
  return `"${name}"`;
}

/** A value as text; node-postgres sends bytes as they are, which is the same. */
function sent(value: unknown): string | null {
  if (typeof value === 'string' && /\p{Cs}/u.test(value)) throw new Error('no text of UTF-8');
  const prepared = prepareValue(value);
  if (prepared === null || prepared === undefined) return null;
  return Buffer.isBuffer(prepared) ? `\\x${prepared.toString('hex')}` : String(prepared);
}

/** A row for people. */
export function show(row: Row): string {
  const entries = Object.entries(row).map(([key, value]) => {
    if (typeof value === 'number' || typeof value === 'bigint') return `${key}: ${value}`;
    return `${key}: ${value instanceof Date ? `Date ${value.getTime()}` : JSON.stringify(value)}`;
  });
  return `{ ${entries.join(', ')} }`;
}
