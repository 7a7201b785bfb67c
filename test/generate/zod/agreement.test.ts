/**
 * What a generated schema says of a new row, PostgreSQL says too: random tables, random rows, each tried in both. More by
 * `ZOD_RUNS=5000 npx vitest run test/generate/zod/agreement.test.ts`; `ZOD_SEED` repeats a run.
 */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../../../src/facts/connect/database.js';
import { openPglite, type PgliteDatabase } from '../../../src/facts/connect/pglite.js';
import { packageRoot } from '../../../src/paths.js';
import { zod } from '../../../src/schema/generate/zod.js';
import { emit } from '../../../src/schema/sql/emit.js';
import { Random, type RandomTable, randomRow, randomTable } from './random.js';

const { prepareValue } = createRequire(import.meta.url)('pg/lib/utils.js') as {
  prepareValue(value: unknown): unknown;
};

const seed = Number(process.env.ZOD_SEED ?? Date.now() & 0x7fffffff);
const runs = Number(process.env.ZOD_RUNS ?? 60);
const rowsOfEach = 25;

let database: PgliteDatabase;
let folder: string;

beforeAll(async () => {
  database = await openPglite();
  folder = mkdtempSync(join(tmpdir(), 'wesley-zod-'));
  symlinkSync(join(packageRoot, 'node_modules'), join(folder, 'node_modules'));
});

afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Schema {
  safeParse(value: unknown): {
    readonly success: boolean;
    readonly error?: { readonly issues: readonly unknown[] };
  };
}

it(`agrees with PostgreSQL on new rows (ZOD_SEED=${seed})`, async () => {
  const wrong: string[] = [];
  let accepted = 0;
  for (let run = 0; run < runs && wrong.length < 5; run++) {
    const random = new Random(seed + run);
    const table = randomTable(random);
    const { schema, unread } = await schemaOf(table, run);
    const ddl = emit(table.model).sql;
    try {
      await database.exec(`DROP TABLE IF EXISTS t; ${ddl}`);
    } catch (error) {
      wrong.push(`${(error as Error).message}\n${ddl}`);
      continue;
    }
    for (let i = 0; i < rowsOfEach; i++) {
      const row = randomRow(random, table);
      const said = schema.safeParse(row);
      const refusal = await insert(database, row);
      if (said.success && refusal === undefined) accepted++;
      if (said.success === (refusal === undefined)) continue;
      // What no schema can know, PostgreSQL may refuse.
      if (
        said.success &&
        (unread || (/check constraint/.test(refusal ?? '') && leavesToSequence(table, row)))
      )
        continue;
      const told = said.success ? 'Zod accepts' : `Zod refuses: ${JSON.stringify(said.error?.issues)}`;
      wrong.push(`run ${run}: ${told}; PostgreSQL: ${refusal ?? 'accepts'}\n${show(row)}\n${ddl}`);
      break;
    }
  }
  expect(wrong.join('\n')).toBe('');
  expect(accepted).toBeGreaterThan(runs);
}, 3_600_000);

async function schemaOf(
  { model }: RandomTable,
  run: number,
): Promise<{ readonly schema: Schema; readonly unread: boolean }> {
  const [file] = await zod.generate(model, { server: 18 });
  const path = join(folder, `run-${run}.ts`);
  writeFileSync(path, file?.text ?? '');
  const module = (await import(path)) as { readonly tInsert: Schema };
  return { schema: module.tInsert, unread: file?.text.includes('checked by PostgreSQL alone') === true };
}

/** Does a sequence give a value that a CHECK looks at? */
function leavesToSequence({ table }: RandomTable, row: Readonly<Record<string, unknown>>): boolean {
  return table.columns.some(
    ({ name, identity }) =>
      identity !== undefined &&
      row[name] === undefined &&
      table.checks.some(({ expression }) => expression.includes(name)),
  );
}

/** Why PostgreSQL refuses a row, as node-postgres sends it. */
async function insert(to: Database, row: Readonly<Record<string, unknown>>): Promise<string | undefined> {
  const names = Object.keys(row);
  const places = names.map((_, i) => `$${i + 1}`).join(', ');
  const sql =
    names.length === 0
      ? 'INSERT INTO t DEFAULT VALUES'
      : `INSERT INTO t (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${places})`;
  try {
    await to.query(sql, Object.values(row).map(sent));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A value as text; node-postgres sends bytes as they are, which is the same. */
function sent(value: unknown): string | null {
  if (typeof value === 'string' && /\p{Cs}/u.test(value)) throw new Error('no text of UTF-8');
  const prepared = prepareValue(value);
  if (prepared === null || prepared === undefined) return null;
  return Buffer.isBuffer(prepared) ? `\\x${prepared.toString('hex')}` : String(prepared);
}

function show(row: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(row).map(([key, value]) => {
    const text =
      typeof value === 'bigint'
        ? `${value}n`
        : value instanceof Date
          ? `Date ${String(value.getTime())}`
          : JSON.stringify(value);
    return `${key}: ${typeof value === 'number' ? String(value) : text}`;
  });
  return `{ ${entries.join(', ')} }`;
}
