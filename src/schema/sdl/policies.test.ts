import { describe, expect, test } from 'vitest';
import { SourceText } from '../../diagnostics/index.js';
import { compileSdl, defaultSettings, type SchemaSettings } from '../index.js';

type Policies = SchemaSettings['policies'];

function compile(text: string, policies: Policies = {}) {
  return compileSdl([new SourceText('app.graphql', text)], { ...defaultSettings, policies });
}

/** Policies, row security and indexes of the SQL, with short words for what every condition says. */
async function security(text: string, policies?: Policies): Promise<string[]> {
  const { sql, diagnostics } = await compile(text, policies);
  expect(diagnostics).toEqual([]);
  const lines = (sql ?? '').split('\n').filter((line) => /POLICY|ROW LEVEL|CREATE INDEX/.test(line));
  return lines.map((line) =>
    line
      .replaceAll(/"public"\.|;$/g, '')
      .replaceAll(/\(SELECT NULLIF\(current_setting\('([\w.]+)', true\), ''\)(::[\w ]+)?\)/g, '<$1$2>'),
  );
}

/** Codes with the text under each span and the fix: what a reader sees. */
async function problems(text: string): Promise<string[]> {
  return (await compile(text)).diagnostics.map(
    (one) =>
      `${one.severity} ${one.code} «${text.slice(one.span?.start, one.span?.end)}» ${one.message} | ${[one.fix?.text, one.fix?.code].filter(Boolean).join(': ')}`,
  );
}

describe('@tenant', () => {
  test('is a restrictive policy, with one that allows everything inside of it and an index', async () => {
    expect(await security('type Order @tenant(by: "tenantId") { id: ID! tenantId: UUID! }')).toEqual([
      'CREATE INDEX "order_tenant_id_idx" ON "order" ("tenant_id")',
      'CREATE POLICY "tenant_isolation" ON "order" AS RESTRICTIVE USING ("tenant_id" = <app.tenant_id::uuid>) WITH CHECK ("tenant_id" = <app.tenant_id::uuid>)',
      'CREATE POLICY "tenant_access" ON "order" USING (true) WITH CHECK (true)',
      'ALTER TABLE "order" ENABLE ROW LEVEL SECURITY',
      'ALTER TABLE "order" FORCE ROW LEVEL SECURITY',
    ]);
  });

  test('reads the setting once, and an empty one as none', async () => {
    const { sql } = await compile('type A @tenant(by: "tenantId") { id: ID! tenantId: UUID! }');
    expect(sql).toContain(`= (SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid))`);
  });

  test('compares in the type of the column, never in a length of it', async () => {
    const seen = await security(`
      type A @tenant(by: "t") { id: ID! t: String! }
      type B @tenant(by: "t") { id: ID! t: BigInt! }
      type C @tenant(by: "t") { id: ID! t: String! @column(type: "varchar(8)") }
      type D @tenant(by: "t") { id: ID! t: String! @column(type: "char(8)") }`);
    expect(seen.join('\n').match(/AS RESTRICTIVE USING \("t" = <.*?>/g)).toEqual([
      'AS RESTRICTIVE USING ("t" = <app.tenant_id>',
      'AS RESTRICTIVE USING ("t" = <app.tenant_id::bigint>',
      'AS RESTRICTIVE USING ("t" = <app.tenant_id::character varying>',
      'AS RESTRICTIVE USING ("t" = <app.tenant_id::bpchar>',
    ]);
  });

  test('takes its setting from the directive, else from the configuration, or asks an expression', async () => {
    const sdl = (more: string) => `type A @tenant(by: "t"${more}) { id: ID! t: UUID! @unique }`;
    const settings = { tenant: 'my.org', roles: ['app', 'reader'], force: false };
    expect(await security(sdl(', setting: "x.y"'), settings)).toEqual([
      'CREATE POLICY "tenant_isolation" ON "a" AS RESTRICTIVE USING ("t" = <x.y::uuid>) WITH CHECK ("t" = <x.y::uuid>)',
      'CREATE POLICY "tenant_access" ON "a" TO "app", "reader" USING (true) WITH CHECK (true)',
      'ALTER TABLE "a" ENABLE ROW LEVEL SECURITY',
    ]);
    expect((await security(sdl(''), settings))[0]).toContain('USING ("t" = <my.org::uuid>)');
    expect((await security(sdl(', current: "auth.org() -- of Supabase"')))[0]).toContain(
      'USING ("t" = (SELECT (auth.org() -- of Supabase',
    );
  });

  test('makes no index where one leads with the column', async () => {
    const indexes = async (more: string, on = '') =>
      (await security(`type A @tenant(by: "t") ${on} { id: ID! b: Int t: UUID! ${more} }`)).filter((line) =>
        line.startsWith('CREATE INDEX'),
      );
    expect(await indexes('', '@index(fields: ["t", "b"])')).toEqual([
      'CREATE INDEX "a_t_b_idx" ON "a" ("t", "b")',
    ]);
    expect(await indexes('', '@unique(fields: ["t", "b"])')).toEqual([]);
    expect(await indexes('', '@index(fields: ["b", "t"])')).toHaveLength(2);
    expect(await indexes('', '@index(fields: ["t"], where: "b > 0")')).toEqual([
      'CREATE INDEX "a_t_idx" ON "a" ("t") WHERE b > 0',
      'CREATE INDEX "a_t_idx1" ON "a" ("t")',
    ]);
    expect(await security('type Tenant @tenant(by: "id") { id: ID! }')).toHaveLength(4);
  });

  test('follows what a row belongs to, by object fields and by keys', async () => {
    const seen = await security(`
      type Order @tenant(by: "tenantId") { id: ID! tenantId: UUID! @index }
      type Line @tenant(by: "order.tenantId") { id: ID! order: Order! @index }
      type Note @tenant(by: "lineId.order.tenantId") { id: ID! lineId: UUID! @index @fk(ref: "Line.id") }`);
    expect(
      seen.filter((line) => /isolation" ON "(line|note)"/.test(line)).map((l) => l.split(' WITH ')[0]),
    ).toEqual([
      'CREATE POLICY "tenant_isolation" ON "line" AS RESTRICTIVE USING (EXISTS (SELECT 1 FROM "order" AS t1 WHERE t1."id" = "line"."order_id" AND t1."tenant_id" = <app.tenant_id::uuid>))',
      'CREATE POLICY "tenant_isolation" ON "note" AS RESTRICTIVE USING (EXISTS (SELECT 1 FROM "line" AS t1 JOIN "order" AS t2 ON t2."id" = t1."order_id" WHERE t1."id" = "note"."line_id" AND t2."tenant_id" = <app.tenant_id::uuid>))',
    ]);
  });
});

describe('@owner and @rls', () => {
  test('the owner may do everything, others what is written', async () => {
    const seen = await security(`type Post @owner(column: "author") @rls(select: "published") {
      id: ID! author: BigInt! @index published: Boolean! }`);
    expect(seen.slice(1, -2)).toEqual([
      'CREATE POLICY "owner_access" ON "post" USING ("author" = <app.user_id::bigint>) WITH CHECK ("author" = <app.user_id::bigint>)',
      'CREATE POLICY "rls_select" ON "post" FOR SELECT USING (published)',
    ]);
  });

  test('a preset fills the commands that are not written, with the clauses that each has', async () => {
    const seen = await security(`type Doc @tenant(by: "org") @owner(column: "author")
      @rls(preset: OWNER_WRITES, delete: "author IS NULL", roles: ["app"]) @rls(name: "audit", select: "true", roles: ["auditor", "chief"]) {
      id: ID! org: UUID! @index author: BigInt! @index }`);
    expect(seen.slice(3, -2)).toEqual([
      'CREATE POLICY "rls_app_select" ON "doc" FOR SELECT TO "app" USING (true)',
      'CREATE POLICY "rls_app_insert" ON "doc" FOR INSERT TO "app" WITH CHECK ("author" = <app.user_id::bigint>)',
      'CREATE POLICY "rls_app_update" ON "doc" FOR UPDATE TO "app" USING ("author" = <app.user_id::bigint>) WITH CHECK ("author" = <app.user_id::bigint>)',
      'CREATE POLICY "rls_app_delete" ON "doc" FOR DELETE TO "app" USING (author IS NULL)',
      'CREATE POLICY "audit_select" ON "doc" FOR SELECT TO "auditor", "chief" USING (true)',
    ]);
  });

  test('nothing is allowed where nothing is said', async () => {
    expect(await security('type A @tenant(by: "id") @rls(preset: DENY) { id: ID! }')).toEqual([
      expect.stringContaining('"tenant_isolation"'),
      'ALTER TABLE "a" ENABLE ROW LEVEL SECURITY',
      'ALTER TABLE "a" FORCE ROW LEVEL SECURITY',
    ]);
    expect(await security('type A @rls(preset: DENY, force: false) { id: ID! }')).toEqual([
      'ALTER TABLE "a" ENABLE ROW LEVEL SECURITY',
    ]);
  });

  test('@policy is CREATE POLICY', async () => {
    const seen = await security(`type A @policy(name: "mine", using: "n = 1 -- really", check: "n = 2")
      @policy(name: "Never", for: DELETE, using: "false", roles: ["app"], restrictive: true) { id: ID! n: Int }`);
    expect(seen.slice(0, -2).join('\n')).toBe(
      'CREATE POLICY "mine" ON "a" USING (n = 1 -- really\nCREATE POLICY "Never" ON "a" AS RESTRICTIVE FOR DELETE TO "app" USING (false)',
    );
  });
});

describe('generated join tables', () => {
  const posts = (onPost: string, onTag: string) => `
    type Post ${onPost} { id: ID! org: UUID! @index author: UUID! @index tags: [Tag!]! @manyToMany }
    type Tag ${onTag} { id: ID! org: UUID! @index posts: [Post!]! @manyToMany }`;
  const ofJoin = async (onPost: string, onTag: string) => {
    const seen = await security(posts(onPost, onTag));
    return seen.filter(
      (line) => /ON "post_tags?"|ALTER TABLE "post_tags?"|"tag_posts?"/.test(line) && !line.includes('INDEX'),
    );
  };

  test('have what their ends have', async () => {
    expect(await ofJoin('@tenant(by: "org")', '@tenant(by: "org")')).toMatchSnapshot();
    expect(await ofJoin('@tenant(by: "org")', '')).toMatchSnapshot();
    expect(
      await ofJoin('@tenant(by: "org") @owner(column: "author")', '@rls(preset: READ_ONLY)'),
    ).toMatchSnapshot();
    expect(await ofJoin('@owner(column: "author") @rls(select: "true")', '')).toMatchSnapshot();
    expect(await ofJoin('', '')).toEqual([]);
  });

  test('are refused where nothing says who writes them', async () => {
    expect(
      await problems(posts('@rls(select: "true", insert: "author IS NULL")', '')),
    ).toMatchInlineSnapshot(`
      [
        "error sdl/join-policy «@manyToMany» nothing says who may write pairs of the join table "post_tag" | make the join table a type with @rls, and name it: @manyToMany(through: "PostTag")",
      ]
    `);
  });
});

describe('mistakes', () => {
  test('each at its place, with what to do', async () => {
    expect(
      await problems(`
type Tenant { id: ID! }
type Order @tenant(by: "tenant") { id: ID! tenant: Tenant! }
type A @tenant(by: "tenat") { id: ID! tenant: Tenant! }
type B @tenant(by: "ordr.tenant") { id: ID! order: Order! }
type C @tenant(by: "tags") { id: ID! tags: [String!]! }
type D @tenant(by: "tenant") { id: ID! tenant: Tenant }
type E @owner(column: "user", setting: "user_id") { id: ID! user: UUID! }
type F @owner(column: "user", setting: "app.u", current: "now()") { id: ID! user: UUID! }
type G @rls(preset: OWNER) { id: ID! }
type H @rls(roles: ["app"]) { id: ID! }
type I @rls(update: "true") { id: ID! }
type J @policy(name: "p", for: INSERT, using: "true") @policy(name: "q", for: SELECT, check: "true") @policy(name: "r") { id: ID! }
type K @rls(select: "true") @rls(select: "false") { id: ID! }
type L @rls(select: "true", roles: ["CURRENT_USER"]) { id: ID! }
type M @rls(select: "true) OR (true", preset: TENANTS) { id: ID! }
type N @policy(name: "p", using: "true", restrictive: true) { id: ID! }
type O @tenant(by: "parent.org") { id: ID! parent: O! org: UUID! }`),
    ).toMatchInlineSnapshot(`
      [
        "error sdl/unknown-field «"tenat"» type A has no field "tenat" for @tenant. Did you mean "tenant"? | name a field of the type, or of one that it belongs to: @tenant(by: "order.tenantId")",
        "error sdl/unknown-field «"ordr.tenant"» "ordr" of @tenant is no field of type B that refers to another type. Did you mean "order"? | it refers by order",
        "error sdl/policy-column «"tags"» tags of @tenant is a list, and a row has one tenant | name a field with a single value, or write the condition with @rls",
        "warning sdl/tenant-nullable «"tenant"» D.tenant may be null, and a row without a tenant is seen by nobody | require it: tenant: ...!",
        "error sdl/argument-type «"user_id"» "user_id" is no name of a setting of your own | name it like this: @owner(..., setting: "app.user_id")",
        "error sdl/conflicting-directives «"app.u"» @owner takes either "setting" or "current" | keep one of them",
        "error sdl/policy-preset «OWNER» the preset OWNER needs @owner on type G | say whose a row is: @owner(column: "...")",
        "error sdl/missing-argument «@rls(roles: ["app"])» @rls on H does not say what is allowed | say it per command, or take a preset; to allow nothing: @rls(preset: DENY)",
        "warning sdl/policy-finds-no-row «@rls(update: "true")» I may be changed, and nobody may read it: no row is found to be changed | say what may be read, too: @rls(select: "...", ...)",
        "error sdl/policy-clause «"true"» a policy for INSERT takes no "using" | write it as "check"",
        "error sdl/policy-clause «"true"» a policy for SELECT takes no "check" | write it as "using"",
        "error sdl/missing-argument «@policy(name: "r")» the policy of J has no condition | write it: @policy(..., using: "...")",
        "error sdl/name-collision «@rls(select: "false")» type K has two policies "rls_select" | give one of them a name: @rls(name: "...", ...)",
        "error sdl/policy-role «"CURRENT_USER"» "CURRENT_USER" is no role that a schema can name | name the role, or leave "roles" out for everyone",
        "error sdl/sql «)» @rls(select:) must be exactly one SQL expression: this parenthesis closes nothing in the expression | ",
        "error sdl/argument-type «TENANTS» @rls(preset:) takes one of TENANT, OWNER, OWNER_WRITES, READ_ONLY, DENY | ",
        "warning sdl/policies-allow-nothing «@policy(name: "p", using: "true", restrictive: true)» the policies of N only narrow, so nobody sees a row | say what is allowed: @rls(select: "...")",
        "error sdl/policy-circle «"parent.org"» the way of @tenant to "parent.org" leads back to type O | give O a field of its own that says whose row it is",
      ]
    `);
  });

  test('a view has no policies of its own', async () => {
    expect(
      await problems(
        `type A { id: ID! } type V @view(sql: "SELECT id FROM a") @tenant(by: "id") { id: ID! }`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "error sdl/misplaced-directive «@tenant(by: "id")» @tenant is about tables, and V is a view | leave it out, or say it in the query",
      ]
    `);
  });
});
