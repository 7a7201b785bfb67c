/** The script makes the schema, whatever it was read from. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Scratch } from '../../src/facts/sources/index.js';
import { generate } from '../../src/generating.js';
import { readState } from '../../src/states.js';

const scratch = new Scratch();

afterAll(() => scratch.close());

it.each([
  [
    'GraphQL',
    'schema.graphql',
    'type Customer { id: ID! orders: [Order!]! @hasMany }\ntype Order { id: ID! customer: Customer! }\n',
  ],
  [
    'SQL with what the model has no words for',
    'schema.sql',
    "CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';\nCREATE TABLE t (a integer DEFAULT one());\nCREATE STATISTICS s ON a, (a + 1) FROM t;\n",
  ],
])('of %s', async (_, name, text) => {
  const cwd = mkdtempSync(join(tmpdir(), 'wesley-sql-'));
  try {
    writeFileSync(join(cwd, name), text);
    await generate({ from: name, targets: new Map([['sql', {}]]), out: 'out' }, { cwd, scratch });
    const made = await readState('out/schema.sql', { cwd, scratch });
    expect(made.catalog).toEqual((await readState(name, { cwd, scratch })).catalog);
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
});
