/** SDL as a state: what a plan takes from it, and where messages point. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Diagnostic, WesleyError } from './diagnostics/index.js';
import { Scratch } from './facts/sources/index.js';
import type { Plan } from './plan/plan.js';
import { planStates } from './planning.js';
import { defaultSettings } from './schema/index.js';
import { type NamedState, readState, type StateOptions } from './states.js';

const cwd = mkdtempSync(join(tmpdir(), 'wesley-planning-'));
const scratch = new Scratch();

afterAll(async () => {
  await scratch.close();
  rmSync(cwd, { recursive: true });
});

function read(name: string, text: string, options: StateOptions = {}): Promise<NamedState> {
  writeFileSync(join(cwd, name), text);
  return readState(name, { ...options, cwd, scratch });
}

/** Messages of what is refused, with their places. */
async function refused(doing: Promise<unknown>): Promise<string[]> {
  const error = await doing.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WesleyError)) throw new Error(`nothing was refused: ${String(error)}`);
  return error.diagnostics.map(
    ({ message, span }: Diagnostic) => `${span?.file}:${span?.line}:${span?.column} ${message}`,
  );
}

function places({ steps }: Plan): string[] {
  return steps.map(({ kind, source }) => `${kind} ${source?.file}:${source?.line}:${source?.column}`);
}

const person = `type Person @uid(value: "u") {
  id: ID!
  title: String @uid(value: "n")
  mail: String @renamed(from: "email")
  region: String! @backfill(expr: "upper(mail)") @index
}
`;

describe('a plan', () => {
  test('renames by identity and by name, fills rows, and says which line asks for each step', async () => {
    const before = await read(
      'before.graphql',
      'type User @uid(value: "u") { id: ID! name: String @uid(value: "n") email: String }',
    );
    const after = await read('after.graphql', person);
    const plan = await planStates(before, after);
    expect(plan.renames).toEqual([
      { kind: 'table', from: 'public."user"', to: 'public.person' },
      { kind: 'column', from: 'public."user".name', to: 'public.person.title' },
      { kind: 'column', from: 'public."user".email', to: 'public.person.mail' },
    ]);
    expect(plan.steps.flatMap(({ destroys }) => destroys)).toEqual([]);
    expect(plan.steps.find(({ backfill }) => backfill !== undefined)?.backfill?.assignments).toBe(
      'region = (upper(mail))::text',
    );
    expect(places(plan)).toEqual([
      'RenameTable after.graphql:1:6',
      'RenameColumn after.graphql:4:3',
      'RenameColumn after.graphql:3:3',
      'RenameConstraint after.graphql:2:3',
      'AddBareColumn after.graphql:5:3',
      'FillColumn after.graphql:5:3',
      'CreateIndexConcurrently after.graphql:5:50',
      'AddNotNullNotValid after.graphql:5:3',
      'ValidateConstraint after.graphql:5:3',
    ]);
    expect((await planStates(after, after)).steps).toEqual([]);
  });

  test('renames a key and the keys that refer to it', async () => {
    const text = 'type A { id: ID! } type B { id: ID! a: A! }';
    const before = await read('before.graphql', text);
    const after = await read(
      'after.graphql',
      text.replace('type A', 'type C @renamed(from: "a")').replace('a: A!', 'c: C! @renamed(from: "a_id")'),
    );
    expect((await planStates(before, after)).steps.map(({ title }) => title)).toEqual([
      'rename table public.a to public.c',
      'rename column public.b.a_id to c_id',
      'rename constraint a_pkey of public.c to c_pkey',
      'rename constraint b_a_id_fkey of public.b to b_c_id_fkey',
    ]);
  });

  test('prefers what is said on the command line', async () => {
    const before = await read(
      'before.sql',
      'CREATE TABLE person (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), title text, mail text);',
    );
    const { steps } = await planStates(before, await read('after.graphql', person), {
      fills: ["person.region='x'"],
    });
    expect(steps.find(({ backfill }) => backfill !== undefined)?.backfill?.assignments).toBe(
      "region = ('x')::text",
    );
  });

  test('points at the SDL where there is no safe way, and tells what the SDL warns of', async () => {
    const before = await read('before.graphql', 'type A { id: ID! n: Int }');
    const after = await read(
      'after.graphql',
      'type A\n  @partition(by: HASH, key: ["id"]) { id: ID! n: Int }',
    );
    expect((await refused(planStates(before, after)))[0]).toMatch(/^after\.graphql:1:6 there is no safe way/);
    const circle = await read('circle.graphql', 'type A { id: ID! b: B! } type B { id: ID! a: A! }');
    const { findings } = await planStates(await readState('nothing', { cwd, scratch }), circle);
    expect(findings.map(({ code, severity }) => [severity, code])).toContainEqual([
      'warning',
      'sdl/circular-not-null',
    ]);
  });
});

describe('what PostgreSQL refuses has the place in the SDL', () => {
  test.each([
    ['x: Int @check(expr: "nope(x)")', '3:8', 'function nope(integer) does not exist'],
    [
      'x: Int @default(expr: "now()")',
      '3:1',
      'column "x" is of type integer but default expression is of type timestamp with time zone',
    ],
    ['x: Int @default(expr: "foo()")', '3:1', 'function foo() does not exist'],
    ['x: String @column(type: "citex")', '3:1', 'type "citex" does not exist'],
    [
      'x: JSON @index(using: "gin", opclass: "json_ops")',
      '3:9',
      'operator class "json_ops" does not exist for access method "gin"',
    ],
    ['}\ntype V @view(sql: "SELECT n FROM a") { n: Int', '4:6', 'column "n" does not exist'],
  ])('%s', async (line, at, message) => {
    expect(await refused(read('app.graphql', `type A {\nid: ID!\n${line}\n}\n`))).toEqual([
      `app.graphql:${at} app.graphql: the schema that it describes cannot be made: ${message}`,
    ]);
  });
});

test('settings say how SDL is read', async () => {
  const sdl = {
    ...defaultSettings,
    names: 'exact',
    id: 'bigint',
    schema: 'shop',
    scalars: { Money: { sql: 'numeric(12,2)' } },
  } as const;
  const { catalog } = await read(
    'app.graphql',
    'type OrderLine { id: ID! unitPrice: Money! }\nscalar Money\n',
    { sdl },
  );
  expect(
    catalog.tables.map(({ id, columns }) => [id, ...columns.map(({ name, type }) => `${name} ${type}`)]),
  ).toEqual([['shop."OrderLine"', 'id bigint', 'unitPrice numeric(12,2)']]);
});
