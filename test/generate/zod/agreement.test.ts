/**
 * What generated schemas say of rows, PostgreSQL says too: random tables, random rows, each tried in both. More by
 * `ZOD_RUNS=5000 npx vitest run test/generate/zod/agreement.test.ts`; `ZOD_SEED` repeats a run.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPglite, type PgliteDatabase } from '../../../src/facts/connect/pglite.js';
import { emit } from '../../../src/schema/sql/emit.js';
import { insert, type Row, read, type Schema, show, update, Workbench } from './both.js';
import { Random, type RandomTable, randomRow, randomTable } from './random.js';

const seed = Number(process.env.ZOD_SEED ?? Date.now() & 0x7fffffff);
const runs = Number(process.env.ZOD_RUNS ?? 100);
const rowsOfEach = 25;

let database: PgliteDatabase;
let workbench: Workbench;

beforeAll(async () => {
  database = await openPglite();
  workbench = new Workbench();
});

afterAll(async () => {
  await database.close();
  workbench.close();
});

it(`new rows, changes and rows that are read (ZOD_SEED=${seed})`, async () => {
  const wrong: string[] = [];
  const count = { accepted: 0, changed: 0 };
  for (let run = 0; run < runs && wrong.length < 5; run++) {
    const random = new Random(seed + run);
    const table = randomTable(random);
    const ddl = emit(table.model).sql;
    const found = await disagreement(table, ddl, random, count);
    if (found !== undefined) wrong.push(`run ${run}: ${found}\n${ddl}`);
  }
  expect(wrong.join('\n')).toBe('');
  expect(count.accepted).toBeGreaterThan(runs);
  expect(count.changed).toBeGreaterThan(runs / 4);
}, 3_600_000);

async function disagreement(
  table: RandomTable,
  ddl: string,
  random: Random,
  count: { accepted: number; changed: number },
): Promise<string | undefined> {
  const { schemas, code } = await workbench.schemas(table.model, { server: 18 });
  const unread = code.includes('checked by PostgreSQL alone');
  await database.exec(`DROP TABLE IF EXISTS t; ${ddl}`);
  for (let i = 0; i < rowsOfEach; i++) {
    const row = randomRow(random, table);
    const refusal = await insert(database, row);
    const accepts = schemas.tInsert.safeParse(row).success;
    // What no schema can know, PostgreSQL may refuse.
    const excused = unread || (/check constraint/.test(refusal ?? '') && leavesToSequence(table, row));
    if (accepts !== (refusal === undefined) && !(accepts && excused))
      return `new row ${show(row)}\n${said(schemas.tInsert, row)}; PostgreSQL: ${refusal ?? 'accepts'}`;
    if (refusal !== undefined) continue;
    count.accepted++;
    const there = await read(
      database,
      table.table.columns.map(({ name }) => name),
    );
    for (const one of there.filter((each) => !hasInfiniteDate(table, each)))
      if (!schemas.tRow.safeParse(one).success)
        return `row as it is read ${show(one)}\n${said(schemas.tRow, one)}`;
    const changes = randomRow(random, table);
    if (Object.keys(changes).length === 0) continue;
    const changeRefusal = await update(database, changes);
    if (changeRefusal === undefined) count.changed++;
    // A CHECK may look at columns that stay.
    const may = unread || /check constraint/.test(changeRefusal ?? '');
    const acceptsChange = schemas.tUpdate.safeParse(changes).success;
    if (acceptsChange ? changeRefusal !== undefined && !may : changeRefusal === undefined)
      return `change ${show(changes)} of ${show(row)}\n${said(schemas.tUpdate, changes)}; PostgreSQL: ${changeRefusal ?? 'accepts'}`;
    await database.exec('TRUNCATE t');
  }
  return undefined;
}

function said(schema: Schema, row: Row): string {
  const { success, error } = schema.safeParse(row);
  return success ? 'Zod accepts' : `Zod refuses: ${JSON.stringify(error?.issues)}`;
}

/** node-postgres reads infinity as a number, which is no Date. */
function hasInfiniteDate({ table }: RandomTable, row: Row): boolean {
  const infinite = (value: unknown): boolean =>
    Array.isArray(value) ? value.some(infinite) : Math.abs(Number(value)) === Number.POSITIVE_INFINITY;
  return table.columns.some(({ name, type }) => /^(date|timestamp)/.test(type.base) && infinite(row[name]));
}

/** Does a sequence give a value that a CHECK looks at? */
function leavesToSequence({ table }: RandomTable, row: Row): boolean {
  return table.columns.some(
    ({ name, identity }) =>
      identity !== undefined &&
      row[name] === undefined &&
      table.checks.some(({ expression }) => expression.includes(name)),
  );
}
