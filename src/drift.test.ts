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

  it('names what it cannot compare', async () => {
    const table = 'CREATE TABLE orders (id bigint)';
    const { drift, notCompared } = await driftOf(`${table}; CREATE TYPE shell`, table);
    expect({ drift, notCompared }).toEqual({ drift: [], notCompared: ['shell type public.shell'] });
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

/** What is there, and what is expected, of one object each. */
const pairs: readonly (readonly [live: string, expected: string])[] = [
  ['', 'CREATE TABLE m_table (id integer)'],
  ['', 'CREATE SCHEMA m_schema'],
  ['', 'CREATE EXTENSION citext'],
  ['', "CREATE TYPE m_type AS ENUM ('a')"],
  ['', "CREATE FUNCTION m_routine() RETURNS integer LANGUAGE sql AS 'SELECT 1'"],
  ['', 'CREATE SEQUENCE m_sequence'],
  [
    t('m_t1'),
    `${t('m_t1')}; CREATE TRIGGER m_trigger AFTER INSERT ON m_t1 FOR EACH ROW EXECUTE FUNCTION f()`,
  ],
  [t('m_t2'), `${t('m_t2')}; CREATE RULE m_rule AS ON DELETE TO m_t2 DO INSTEAD NOTHING`],
  ['', 'CREATE PUBLICATION m_publication'],
  ['', 'CREATE EVENT TRIGGER m_event ON ddl_command_end EXECUTE FUNCTION e()'],
  [t('m_t3'), `${t('m_t3')}; CREATE STATISTICS m_statistics ON id, n FROM m_t3`],
  ['', 'ALTER DEFAULT PRIVILEGES IN SCHEMA other GRANT SELECT ON TABLES TO PUBLIC'],
  ['', "CREATE COLLATION m_collation (lc_collate = 'C', lc_ctype = 'C')"],
  [t('m_t4'), t('m_t4', ', PRIMARY KEY (id)')],
  [t('m_t5'), t('m_t5', ', UNIQUE (id)')],
  [t('m_t6'), t('m_t6', ', FOREIGN KEY (id) REFERENCES base')],
  [t('m_t7'), t('m_t7', ', CHECK (id > 0)')],
  [t('m_t8'), t('m_t8', ', EXCLUDE USING btree (id WITH =)')],
  [t('m_t9'), `${t('m_t9')}; ALTER TABLE m_t9 ADD CONSTRAINT m_known NOT NULL id NOT VALID`],
  [t('m_t10'), `${t('m_t10')}; CREATE UNIQUE INDEX m_key ON m_t10 (id)`],
  [t('m_t11'), `${t('m_t11')}; CREATE INDEX m_idx ON m_t11 (id)`],
  [t('m_t12'), `${t('m_t12')}; CREATE POLICY m_policy ON m_t12 USING (true)`],
  [t('m_t13'), `${t('m_t13')}; CREATE POLICY m_policy ON m_t13 AS RESTRICTIVE USING (true)`],
  [t('x_t1', ', CHECK (id > 0)'), t('x_t1')],
  [
    `${t('x_t2')}; CREATE TRIGGER x_trigger AFTER INSERT ON x_t2 FOR EACH ROW EXECUTE FUNCTION f()`,
    t('x_t2'),
  ],
  [`${t('x_t3')}; CREATE RULE x_rule AS ON DELETE TO x_t3 DO INSTEAD NOTHING`, t('x_t3')],
  ['CREATE EVENT TRIGGER x_event ON ddl_command_end EXECUTE FUNCTION e()', ''],
  ['CREATE PUBLICATION x_publication', ''],
  ['ALTER DEFAULT PRIVILEGES IN SCHEMA other GRANT USAGE ON SEQUENCES TO PUBLIC', ''],
  [t('x_t4', ', more integer NOT NULL'), t('x_t4')],
  [
    t(
      'x_t5',
      ', more integer NOT NULL DEFAULT 1, own integer GENERATED ALWAYS AS IDENTITY, twice integer NOT NULL GENERATED ALWAYS AS (id * 2) STORED',
    ),
    t('x_t5'),
  ],
  [`${t('x_t6')}; CREATE UNIQUE INDEX x_key ON x_t6 (id)`, t('x_t6')],
  [`${t('x_t7')}; CREATE INDEX x_idx ON x_t7 (id)`, t('x_t7')],
  [`${t('x_t8')}; CREATE POLICY x_policy ON x_t8 USING (true)`, t('x_t8')],
  [`${t('x_t9')}; CREATE POLICY x_policy ON x_t9 AS RESTRICTIVE USING (true)`, t('x_t9')],
  [t('c_t1'), `${t('c_t1')}; ALTER TABLE c_t1 ALTER n SET STATISTICS 9`],
  [t('c_t2'), `${t('c_t2')}; ALTER TABLE c_t2 SET (fillfactor = 70)`],
  [t('c_t3', ', CONSTRAINT k CHECK (id > 0) NO INHERIT'), t('c_t3', ', CONSTRAINT k CHECK (id > 1)')],
  ['CREATE SEQUENCE c_s1 INCREMENT 2', 'CREATE SEQUENCE c_s1'],
  [`${t('c_t4')}; CREATE SEQUENCE c_s2 OWNED BY c_t4.id`, `${t('c_t4')}; CREATE SEQUENCE c_s2`],
  ["CREATE TYPE c_y1 AS ENUM ('b', 'a')", "CREATE TYPE c_y1 AS ENUM ('a', 'b')"],
  ["CREATE TYPE c_y2 AS ENUM ('a', 'c')", "CREATE TYPE c_y2 AS ENUM ('a')"],
  ["CREATE TYPE c_y3 AS ENUM ('a')", "CREATE TYPE c_y3 AS ENUM ('a', 'c')"],
  ['CREATE DOMAIN c_y4 AS integer CHECK (VALUE > 0)', 'CREATE DOMAIN c_y4 AS integer'],
  [
    'CREATE DOMAIN c_y5 AS integer; ALTER DOMAIN c_y5 ADD CONSTRAINT k CHECK (VALUE > 0) NOT VALID',
    'CREATE DOMAIN c_y5 AS integer CONSTRAINT k CHECK (VALUE > 0)',
  ],
  [
    `${t('c_t5')}; CREATE POLICY p ON c_t5 USING (true)`,
    `${t('c_t5')}; CREATE POLICY p ON c_t5 USING (id > 0)`,
  ],
  [
    `${t('c_t6')}; CREATE TRIGGER g AFTER INSERT ON c_t6 FOR EACH ROW EXECUTE FUNCTION f()`,
    `${t('c_t6')}; CREATE TRIGGER g AFTER UPDATE ON c_t6 FOR EACH ROW EXECUTE FUNCTION f()`,
  ],
  [
    `${t('c_t7')}; CREATE TRIGGER g AFTER INSERT ON c_t7 FOR EACH ROW EXECUTE FUNCTION f(); ALTER TABLE c_t7 DISABLE TRIGGER g`,
    `${t('c_t7')}; CREATE TRIGGER g AFTER INSERT ON c_t7 FOR EACH ROW EXECUTE FUNCTION f()`,
  ],
  ['CREATE VIEW c_v1 AS SELECT 1 AS a', 'CREATE VIEW c_v1 AS SELECT 2 AS a'],
  ['CREATE VIEW c_v2 AS SELECT 1 AS a', "CREATE VIEW c_v2 AS SELECT 'x'::text AS a"],
  ['CREATE VIEW c_v3 AS SELECT 1 AS a, 2 AS b', 'CREATE VIEW c_v3 AS SELECT 1 AS a'],
  ['CREATE VIEW c_v4 AS SELECT 1 AS a', 'CREATE VIEW c_v4 AS SELECT 1 AS a, 2 AS b'],
  ['CREATE EXTENSION hstore SCHEMA other', 'CREATE EXTENSION hstore'],
  [
    `${t('c_t8')}; CREATE STATISTICS c_statistics (ndistinct) ON id, n FROM c_t8`,
    `${t('c_t8')}; CREATE STATISTICS c_statistics ON id, n FROM c_t8`,
  ],
  [
    "CREATE FUNCTION c_r1() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION c_r1() RETURNS integer LANGUAGE sql AS 'SELECT 2'",
  ],
  [
    "CREATE FUNCTION c_r2() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION c_r2() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
  ],
  [t('c_t9', ', c integer'), t('c_t9', ', c text')],
  [t('c_t10', ', c integer NOT NULL'), t('c_t10', ', c integer')],
  [t('c_t11', ', c integer'), t('c_t11', ', c integer NOT NULL')],
  [t('c_t12', ', c integer NOT NULL'), t('c_t12', ', c integer NOT NULL DEFAULT 1')],
  [t('c_t13', ', c integer DEFAULT 2'), t('c_t13', ', c integer DEFAULT 1')],
  [
    t('c_t14', ', c integer GENERATED ALWAYS AS IDENTITY'),
    t('c_t14', ', c integer GENERATED BY DEFAULT AS IDENTITY'),
  ],
  [
    t('c_t15', ', c integer GENERATED ALWAYS AS (id + 1) STORED'),
    t('c_t15', ', c integer GENERATED ALWAYS AS (id + 2) STORED'),
  ],
  [t('c_t16', ', c text COLLATE "C"'), t('c_t16', ', c text')],
  [t('c_t17'), `${t('c_t17')}; ALTER TABLE c_t17 ENABLE ROW LEVEL SECURITY`],
  [
    `${t('c_t18')}; ALTER TABLE c_t18 ENABLE ROW LEVEL SECURITY`,
    `${t('c_t18')}; ALTER TABLE c_t18 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`,
  ],
  [`${t('c_t19')}; ALTER TABLE c_t19 ENABLE ROW LEVEL SECURITY`, t('c_t19')],
  [
    `${t('c_t20')}; ALTER TABLE c_t20 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`,
    `${t('c_t20')}; ALTER TABLE c_t20 ENABLE ROW LEVEL SECURITY`,
  ],
  [`${t('c_t21')}; ALTER TABLE c_t21 SET UNLOGGED`, t('c_t21')],
  [t('c_t22'), `${t('c_t22')} PARTITION BY RANGE (id)`],
  [`${t('c_t23')} PARTITION BY RANGE (n)`, `${t('c_t23')} PARTITION BY RANGE (id)`],
  [
    `${t('c_t24')} PARTITION BY RANGE (id); CREATE TABLE c_t24_a PARTITION OF c_t24 FOR VALUES FROM (1) TO (2)`,
    `${t('c_t24')} PARTITION BY RANGE (id); CREATE TABLE c_t24_a PARTITION OF c_t24 FOR VALUES FROM (1) TO (3)`,
  ],
  [
    `${t('c_t25')}; CREATE TABLE c_t26 () INHERITS (c_t25)`,
    `${t('c_t25')}; CREATE TABLE c_t26 (id integer, n integer)`,
  ],
  [`${t('c_t27')}; ALTER TABLE c_t27 REPLICA IDENTITY FULL`, t('c_t27')],
  [
    'CREATE FOREIGN TABLE c_t28 (id integer) SERVER one',
    'CREATE FOREIGN TABLE c_t28 (id integer) SERVER two',
  ],
  [
    `${t('c_t29')}; ALTER TABLE c_t29 ADD CONSTRAINT k CHECK (id > 0) NOT VALID`,
    t('c_t29', ', CONSTRAINT k CHECK (id > 0)'),
  ],
  [`${t('c_t35')}; CREATE UNIQUE INDEX c_i5 ON c_t35 (n)`, t('c_t35', ', CONSTRAINT c_i5 UNIQUE (n)')],
  [
    `${t('c_t36', ', CONSTRAINT k CHECK (id > 0)')}; CREATE TABLE c_t37 () INHERITS (c_t36)`,
    `${t('c_t36', ', CONSTRAINT k CHECK (id > 0)')}; CREATE TABLE c_t37 (CONSTRAINT k CHECK (id > 0)) INHERITS (c_t36)`,
  ],
  [t('c_t30', ', CONSTRAINT k CHECK (id > 0) NOT ENFORCED'), t('c_t30', ', CONSTRAINT k CHECK (id > 0)')],
  [`${t('c_t31')}; CREATE INDEX c_i1 ON c_t31 (n)`, `${t('c_t31')}; CREATE INDEX c_i1 ON c_t31 (id)`],
  [
    `${t('c_t32')}; CREATE UNIQUE INDEX c_i2 ON c_t32 (n)`,
    `${t('c_t32')}; CREATE UNIQUE INDEX c_i2 ON c_t32 (id)`,
  ],
  [
    `${t('c_t33')}; CREATE INDEX c_i3 ON c_t33 (n); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'c_i3'::regclass`,
    `${t('c_t33')}; CREATE INDEX c_i3 ON c_t33 (n)`,
  ],
  [
    `${t('c_t34')}; CREATE UNIQUE INDEX c_i4 ON c_t34 (n); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'c_i4'::regclass`,
    `${t('c_t34')}; CREATE UNIQUE INDEX c_i4 ON c_t34 (n)`,
  ],
  [`${t('d_t1')}; COMMENT ON TABLE d_t1 IS 'x'`, t('d_t1')],
  [`${t('d_t2')}; GRANT SELECT ON d_t2 TO PUBLIC`, t('d_t2')],
  [`${t('d_t3')}; ALTER TABLE d_t3 OWNER TO other_owner`, t('d_t3')],
];

function t(name: string, more = ''): string {
  return `CREATE TABLE ${name} (id integer, n integer${more})`;
}

describe('every consequence that the rules know', () => {
  it('is told of some difference', async () => {
    const base = `CREATE ROLE other_owner; CREATE SCHEMA other AUTHORIZATION other_owner; CREATE TABLE base (id integer PRIMARY KEY);
      CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END';
      CREATE FOREIGN DATA WRAPPER w; CREATE SERVER one FOREIGN DATA WRAPPER w; CREATE SERVER two FOREIGN DATA WRAPPER w;`;
    const side = (at: 0 | 1) => stateOf(`${base}\n${pairs.map((pair) => `${pair[at]};`).join('\n')}`);
    const { drift } = findDrift(await side(0), await side(1));
    const told = new Set(drift.flatMap(({ breaks }) => breaks));
    const rules = readFileSync(join(packageRoot, 'rules/lib/drift.dl'), 'utf8');
    const known = [...rules.matchAll(/"(?:error|warning|note)", "([^"]+)"\)/g)].map(
      ([, clause]) => clause ?? '',
    );
    const lost = [...rules.matchAll(/^lost_property\("[^"]+", "([^"]+)"\)/gm)].map(
      ([, clause]) => clause ?? '',
    );
    expect([...known, ...lost].filter((clause) => !told.has(clause))).toEqual([]);
    expect(known.length).toBeGreaterThan(50);
    expect(told).toContain("writes of 'c' fail");
    expect(told).toContain("rows may hold 'c', which programs do not know");
    expect(drift.filter(({ breaks }) => breaks.length === 0)).toEqual([]);
  });
});
