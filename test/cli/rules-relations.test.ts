/** `wesley rules relations`: a list, a page, Markdown, JSON, and slips of the pen. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => {
  place.remove();
});

const relations = (...args: string[]) => place.wesley(['rules', 'relations', ...args]);

it('lists those that fit a pattern', async () => {
  expect(await relations('--pattern', 'stmt_adds_enum*')).toEqual({
    code: 0,
    err: '',
    out: `base relations
  stmt_adds_enum_value(stmt, type, value)  ALTER TYPE ... ADD VALUE

1 relation: 1 base, 0 derived
`,
  });
  expect(await relations('--pattern', 'no such thing')).toEqual({
    code: 1,
    err: '',
    out: 'no relation fits\n',
  });
});

it('shows a page', async () => {
  const { out } = await relations('mode_blocks_reads');
  expect(out.replace(/dl:\d+/g, 'dl:N')).toBe(`mode_blocks_reads(mode)  derived, rules/lib/modes.dl:N

  SELECT waits for a lock of this mode (SELECT takes AccessShare).

  mode  Word  One of AccessExclusive, AccessShare, Exclusive, RowExclusive, RowShare, Share,
              ShareRowExclusive, ShareUpdateExclusive.

  Example  mode_blocks_reads("AccessExclusive")

  Derived at  rules/lib/modes.dl:N

  Read by  locks_second_table, shares_lock, blocks_reads, rule backfill-while-locked

  See rows  wesley rules query mode_blocks_reads file.sql
`);
});

it('wraps what columns mean', async () => {
  const { out } = await relations('takes_lock');
  expect(out).toContain(`
  stmt      StatementId   Position of a statement in the input, from 1, over all files in order.
  relation  RelationName  Schema-qualified name, quoted where PostgreSQL would: public.orders,
                          public."Order".
`);
});

it('prints Markdown and JSON', async () => {
  const { out } = await relations('server', '--markdown');
  expect(out).toContain('### server\n\n`server(major: Number)`\n\nMajor version');
  const json = JSON.parse((await relations('server', '--json')).out);
  expect(json).toMatchObject({
    schema: 'wesley/relations/1',
    relations: [{ name: 'server', kind: 'base', example: 'server(16)' }],
  });
});

it('shows types, their branches and functions', async () => {
  const { out, code } = await relations('SchemaPart');
  expect(code).toBe(0);
  expect(out.replace(/dl:\d+/g, 'dl:N')).toContain(`SchemaPart  type, rules/lib/schema.dl:N

  A part of a schema. A key is a primary key, unique constraint, foreign key, check or index.

  .type SchemaPart =
      AtTable { table: RelationName }
`);
  expect(out).toContain('\n  Columns of it  schema_finding\n');
  const branch = await relations('AtColumn');
  expect(branch).toEqual(await relations('$AtColumn'));
  expect(
    branch.out.replace(/dl:\d+/g, 'dl:N'),
  ).toBe(`$AtColumn(table: RelationName, column: ColumnName)  branch, rules/lib/schema.dl:N

  A branch of the type SchemaPart.

  Columns of it  schema_finding

`);
  expect((await relations('$CreateTable')).out).toMatch(
    /Columns of it {2}custom_step, (\w+,\s+){10}\w+\s+and \d+ more\n/,
  );
  expect(await relations('@ends_with')).toMatchObject({
    out: expect.stringMatching(
      /^@ends_with\(text: symbol, suffix: symbol\): number {2}function, rules\/lib\/prelude\.dl:\d+\n/,
    ),
  });
  expect((await relations('--pattern', 'ChangeType')).out).toBe(`branches of types
  $ChangeType(table: RelationName, column: ColumnName)  of Operation

`);
  expect(JSON.parse((await relations('Step', '--json')).out)).toMatchObject({
    relations: [],
    words: [{ name: 'Step', kind: 'type', text: '.type Step = Operation' }],
  });
});

it('cuts what it says in a terminal, and nowhere else', async () => {
  const args = ['rules', 'relations', '--pattern', 'stmt_column_default'];
  expect((await place.wesley(args, { columns: 80, env: { NO_COLOR: '1' } })).out).toContain(`
  stmt_column_default(stmt, table, column, expression)  DEFAULT at a column of …
`);
  expect((await place.wesley(args)).out).toContain(`
  stmt_column_default(stmt, table, column, expression)  DEFAULT at a column of ADD COLUMN or CREATE TABLE, other than NULL
`);
});

it('knows what was meant', async () => {
  expect(await relations('takes_lok')).toMatchObject({
    code: 64,
    err: expect.stringContaining('there is no relation "takes_lok". Did you mean "takes_lock"?'),
  });
});
