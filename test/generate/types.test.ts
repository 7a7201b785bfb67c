/** The generated TypeScript compiles under the strictest settings, and accepts and refuses what it should. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../src/paths.js';
import { queries } from './usage/kysely.js';

it('compiles, and what must not compile does not', () => {
  const compiler = join(packageRoot, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(
    process.execPath,
    [compiler, '-p', 'test/generate/usage', '--pretty', 'false'],
    {
      cwd: packageRoot,
      encoding: 'utf8',
    },
  );
  expect(stdout).toBe('');
});

it('makes queries of the names that PostgreSQL has', () => {
  expect(Object.values(queries).map(({ sql }) => sql)).toEqual([
    'select "orders"."id", "orders"."state", "customer"."email" from "orders" inner join "customer" on "customer"."id" = "orders"."customer_id" where "orders"."state" = $1',
    'insert into "customer" ("email", "password_hash", "settings") values ($1, $2, $3) returning "id"',
    'update "orders" set "total" = $1, "shipped_at" = $2 where "id" = $3',
    'select * from "spending" where "total" > $1',
    'select "odd ""column""" from "shop"."odd table"',
  ]);
});
