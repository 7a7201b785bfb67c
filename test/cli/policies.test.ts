/** `sdl.policies` of the configuration: how the database is told who asks, and whom policies are for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
  place.write(
    'a.graphql',
    'type A @tenant(by: "org") @owner(column: "by") { id: ID! org: UUID! by: String! }',
  );
});

afterEach(() => {
  place.remove();
});

function configure(policies: unknown): void {
  place.write('wesley.config.json', JSON.stringify({ schema: 'a.graphql', sdl: { policies } }));
}

it('names settings and roles, and whether owners are held to policies', async () => {
  configure({ tenant: 'my.org', user: 'my.name', roles: ['app'], force: false });
  expect(await place.wesley(['generate', '--target', 'sql', '--out', 'out'])).toMatchObject({ code: 0 });
  const sql = readFileSync(join(place.folder, 'out/schema.sql'), 'utf8');
  expect(sql.split('\n').filter((line) => /POLICY|LEVEL/.test(line))).toEqual([
    `CREATE POLICY "tenant_isolation" ON "public"."a" AS RESTRICTIVE USING ("org" = (SELECT NULLIF(current_setting('my.org', true), '')::uuid)) WITH CHECK ("org" = (SELECT NULLIF(current_setting('my.org', true), '')::uuid));`,
    `CREATE POLICY "owner_access" ON "public"."a" TO "app" USING ("by" = (SELECT NULLIF(current_setting('my.name', true), ''))) WITH CHECK ("by" = (SELECT NULLIF(current_setting('my.name', true), '')));`,
    'ALTER TABLE "public"."a" ENABLE ROW LEVEL SECURITY;',
  ]);
});

it('reports every mistake', async () => {
  configure({ tenant: 'tenant_id', roles: [1], force: 'yes', bypass: 'x' });
  const { code, err } = await place.wesley(['generate', '--target', 'sql', '--out', 'out']);
  expect(code).toBe(78);
  expect(err.match(/^error\[.*$/gm)).toMatchInlineSnapshot(`
    [
      "error[config/unknown-key]: "bypass" is not a key of the configuration.",
      "error[config/bad-value]: "tenant" of "policies" must be the name of a setting with a dot: "app.tenant_id"",
      "error[config/bad-value]: "roles" of "policies" must be a list of names of roles",
      "error[config/bad-value]: "force" of "policies" must be true or false",
    ]
  `);
});
