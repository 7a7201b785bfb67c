/** What drift says: in agreement with the plan, with places, without what is ignored. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mutationSchema, mutations } from '../test/support/schema-mutations.js';
import { formats, SourceText } from './diagnostics/index.js';
import { findDrift, type Ignore, reportOf } from './drift.js';
import { loadCandidate, Scratch } from './facts/sources/index.js';
import { packageRoot } from './paths.js';
import { buildFromNothing, planStates } from './planning.js';
import { type NamedState, readState } from './states.js';

const scratch = new Scratch();
const folder = mkdtempSync(join(tmpdir(), 'wesley-drift-'));
afterAll(async () => {
  await scratch.close();
  rmSync(folder, { recursive: true });
});

let count = 0;

async function stateOf(text: string, extension = 'sql'): Promise<NamedState> {
  count += 1;
  const file = `state-${count}.${extension}`;
  writeFileSync(join(folder, file), text);
  return readState(file, { cwd: folder, scratch });
}

async function driftOf(live: string, expected: string, ignore: readonly string[] = []) {
  const ignores: Ignore[] = ignore.map((objects) => ({ objects }));
  return findDrift(await stateOf(live), await stateOf(expected), ignores);
}

describe('drift and plan', () => {
  const corpus = join(packageRoot, 'corpus');

  it.each(readdirSync(corpus))('agree on %s', async (name) => {
    const cwd = join(corpus, name);
    const before = await readState('before.sql', { cwd, scratch });
    const options = existsSync(join(cwd, 'options.json'))
      ? JSON.parse(readFileSync(join(cwd, 'options.json'), 'utf8'))
      : {};
    const change =
      options.planned ??
      (existsSync(join(cwd, 'change.sql')) ? readFileSync(join(cwd, 'change.sql'), 'utf8') : undefined);
    const after =
      change === undefined
        ? await readState('change.graphql', { cwd, scratch })
        : {
            ...(await loadCandidate(before, [new SourceText('change.sql', change)], {
              scratch,
              build: buildFromNothing,
            })),
            renames: [],
          };
    for (const [live, expected] of [
      [before, before],
      [after, after],
    ] as const) {
      expect(findDrift(live, expected).drift).toEqual([]);
      expect((await planStates(live, expected)).steps).toEqual([]);
    }
    const { drift } = findDrift(before, after);
    const { steps } = await planStates(before, after, {
      major: options.major,
      renames: options.renames ?? [],
    });
    expect(drift.length > 0).toBe(steps.length > 0);
    expect(drift.length).toBeGreaterThan(0);
  });

  // States and plans take long to make: of the differences some are tried, all with WESLEY_ALL_DIFFERENCES=1.
  const every = process.env.WESLEY_ALL_DIFFERENCES === '1' ? 1 : 8;

  it('agree on the differences that the tests know', async () => {
    const expected = await stateOf(mutationSchema);
    const contradictions: string[] = [];
    for (const { sql } of mutations.filter(({ sql }, at) => at % every === 0 && !sql.startsWith('UPDATE'))) {
      const live = await stateOf(`${mutationSchema}\n${sql};`);
      const { drift } = findDrift(live, expected);
      const plan = await planStates(live, expected).catch(() => undefined);
      if (drift.length === 0 || plan?.steps.length === 0) contradictions.push(sql);
    }
    expect(contradictions).toEqual([]);
  });
});

describe('drift', () => {
  it('says what is from and to, and what it breaks, the worst first', async () => {
    const { drift } = await driftOf(
      `CREATE TABLE orders (id bigint PRIMARY KEY, total text, extra integer); CREATE INDEX late ON orders (total)`,
      `CREATE TABLE orders (id bigint PRIMARY KEY, total numeric(12, 2) NOT NULL, note text)`,
    );
    expect(drift).toEqual([
      {
        object: 'column:public.orders.note',
        change: 'missing',
        severity: 'error',
        breaks: ['statements that name it fail'],
        fields: [],
      },
      {
        object: 'column:public.orders.total',
        change: 'changed',
        severity: 'error',
        breaks: ['NULL may be written, and is then read', 'its values are of another type'],
        fields: [
          { name: 'type', a: 'numeric(12,2)', b: 'text' },
          { name: 'not null', a: 'true', b: 'false' },
        ],
      },
      {
        object: 'column:public.orders.extra',
        change: 'unexpected',
        severity: 'note',
        breaks: ['nothing that is expected needs it'],
        fields: [],
      },
      {
        object: 'index:public.late',
        change: 'unexpected',
        severity: 'note',
        breaks: ['every write keeps it up to date'],
        fields: [],
      },
    ]);
  });

  it('points to the line of the SDL', async () => {
    const expected = await stateOf('type Order @table {\n  id: ID! @pk\n  note: String\n}\n', 'graphql');
    const live = await stateOf('CREATE TABLE public."order" (id uuid DEFAULT gen_random_uuid() PRIMARY KEY)');
    const { drift } = findDrift(live, expected);
    expect(drift).toMatchObject([{ object: 'column:public."order".note', span: { line: 3, column: 3 } }]);
    const report = reportOf(findDrift(live, expected));
    expect(JSON.parse(formats.sarif(report)).runs[0].results).toMatchObject([{ ruleId: 'drift/missing' }]);
    expect(formats.github(report)).toMatch(/^::error .*line=3/);
  });

  it('is not what Wesley made for itself', async () => {
    const expected = 'CREATE TABLE orders (id bigint, region text)';
    const live = `${expected};
      ALTER TABLE orders ADD COLUMN wesley_id bigint, ADD CONSTRAINT wesley_not_null_region CHECK (region IS NOT NULL) NOT VALID;
      CREATE FUNCTION wesley_copy() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TRIGGER wesley_copy BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION wesley_copy();
      CREATE SCHEMA wesley; CREATE TABLE wesley.run (id integer)`;
    expect((await driftOf(live, expected)).drift).toEqual([]);
  });

  it('says nothing of owners where the expected SQL says nothing of them', async () => {
    const table = 'CREATE TABLE orders (id bigint)';
    const live = await stateOf(`CREATE ROLE shop_owner; ${table}; ALTER TABLE orders OWNER TO shop_owner`);
    expect(findDrift(live, await stateOf(table)).drift).toEqual([]);
    expect((await planStates(live, await stateOf(table))).steps).toEqual([]);
    const other = await stateOf(`CREATE ROLE shop_other; ${table}; ALTER TABLE orders OWNER TO shop_other`);
    expect(findDrift(live, other).drift).toMatchObject([
      {
        object: 'table:public.orders',
        breaks: ['another role may change and drop it'],
        fields: [{ name: 'owner' }],
      },
    ]);
  });

  const live = `CREATE TABLE orders (id bigint, total integer); COMMENT ON COLUMN orders.total IS 'x';
    CREATE TABLE audit_log (id bigint PRIMARY KEY); CREATE INDEX audit_log_idx ON audit_log (id); CREATE INDEX tmp_a ON orders (id)`;
  const expected = 'CREATE TABLE orders (id bigint, total bigint)';

  it.each<[ignore: string[], left: string[], unused: string[]]>([
    [[], ['column:public.orders.total', 'index:public.tmp_a', 'table:public.audit_log'], []],
    [['index'], ['column:public.orders.total', 'table:public.audit_log'], []],
    [['index:public.tmp_*'], ['column:public.orders.total', 'table:public.audit_log'], []],
    [['public.audit_*', 'public.tmp_?'], ['column:public.orders.total'], []],
    [['table:public.orders'], ['table:public.audit_log'], []],
    [
      ['column:public.orders.total', 'comment'],
      ['index:public.tmp_a', 'table:public.audit_log'],
      ['comment'],
    ],
    [
      ['nothing:*'],
      ['column:public.orders.total', 'index:public.tmp_a', 'table:public.audit_log'],
      ['nothing:*'],
    ],
  ])('without %j', async (ignore, left, unused) => {
    const { drift, unused: none } = await driftOf(live, expected, ignore);
    expect(drift.map(({ object }) => object).sort()).toEqual(left);
    expect(none.map(({ objects }) => objects)).toEqual(unused);
  });

  it('is as bad as what is left of it', async () => {
    const [first] = (await driftOf(live, expected)).drift;
    expect(first).toMatchObject({ severity: 'error', fields: [{ name: 'type' }, { name: 'comment' }] });
    const commented = `${expected}; COMMENT ON TABLE orders IS 'x'; GRANT SELECT ON orders TO PUBLIC`;
    const { drift, ignored } = await driftOf(commented, expected, ['privileges']);
    expect(drift).toMatchObject([{ severity: 'note', breaks: ['nobody but a reader notices'] }]);
    expect(ignored).toEqual([]);
    const all = await driftOf(commented, expected, ['privileges', 'comment:public.orders']);
    expect(all.drift).toEqual([]);
    expect(all.ignored).toHaveLength(1);
  });
});
