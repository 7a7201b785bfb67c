import { describe, expect, it } from 'vitest';
import { SourceText } from '../../diagnostics/index.js';
import { collectStatements, type StatementContext } from './index.js';

type Fact = readonly (string | number)[];

/** Facts of the named relations, without them: `statement 1: public.t ...` is one row. */
async function factsOf(sql: string, relations: string, context: StatementContext = {}): Promise<Fact[]> {
  const wanted = relations.split(' ');
  const rows: Fact[] = [];
  await collectStatements(
    [new SourceText('a.sql', sql)],
    { add: (relation, ...values) => void (wanted.includes(relation) && rows.push([relation, ...values])) },
    context,
  );
  return rows;
}

describe('ALTER TABLE', () => {
  it('says each subcommand in general and in particular', async () => {
    const sql = `ALTER TABLE t ADD COLUMN z varchar(5) NOT NULL DEFAULT lower('X') CHECK (z <> ''), ALTER c DROP NOT NULL, ALTER d SET STORAGE external;`;
    expect(
      await factsOf(
        sql,
        'stmt_alters_table stmt_adds_column stmt_column_not_null stmt_column_default stmt_default_calls stmt_drops_not_null stmt_adds_constraint stmt_constraint_expression',
      ),
    ).toEqual([
      ['stmt_adds_column', 1, 'public.t', 'z', 'character varying(5)'],
      ['stmt_column_not_null', 1, 'public.t', 'z'],
      ['stmt_column_default', 1, 'public.t', 'z', "lower('X')"],
      ['stmt_default_calls', 1, 'public.t', 'z', 'lower'],
      ['stmt_adds_constraint', 1, 'public.t', 't_z_check', 'check'],
      ['stmt_constraint_expression', 1, 'public.t', 't_z_check', "z <> ''"],
      ['stmt_alters_table', 1, 'public.t', 'add column', 'z'],
      ['stmt_drops_not_null', 1, 'public.t', 'c'],
      ['stmt_alters_table', 1, 'public.t', 'drop not null', 'c'],
      ['stmt_alters_table', 1, 'public.t', 'set storage', 'd'],
    ]);
  });

  it('tells a cast of the column from a computation in USING', async () => {
    const sql = `ALTER TABLE t ALTER a TYPE int USING a::int, ALTER b TYPE int USING b, ALTER c TYPE int USING c + 1;`;
    expect(await factsOf(sql, 'stmt_using stmt_using_is_cast stmt_using_is_column')).toEqual([
      ['stmt_using', 1, 'public.t', 'a', 'a::int'],
      ['stmt_using_is_cast', 1, 'public.t', 'a', 'integer'],
      ['stmt_using', 1, 'public.t', 'b', 'b'],
      ['stmt_using_is_column', 1, 'public.t', 'b'],
      ['stmt_using', 1, 'public.t', 'c', 'c + 1'],
    ]);
  });

  it('knows the CHECK that proves a column not null', async () => {
    const sql = `ALTER TABLE t ADD CONSTRAINT p CHECK (a IS NOT NULL AND b IS NOT NULL) NOT VALID, ADD CONSTRAINT q CHECK (c IS NOT NULL OR d > 0);`;
    expect(await factsOf(sql, 'stmt_constraint_proves_not_null stmt_constraint_is')).toEqual([
      ['stmt_constraint_is', 1, 'public.t', 'p', 'not valid'],
      ['stmt_constraint_proves_not_null', 1, 'public.t', 'p', 'a'],
      ['stmt_constraint_proves_not_null', 1, 'public.t', 'p', 'b'],
    ]);
  });

  it('points at the subcommand, past commas in strings and parentheses', async () => {
    const sql = `-- now\nALTER TABLE "T, x" ADD COLUMN a text DEFAULT ',(', -- one\n  ALTER b SET NOT NULL, ADD CONSTRAINT c CHECK (b IN (1, 2));`;
    const { spans } = await collectStatements([new SourceText('a.sql', sql)], { add: () => {} });
    const at = (...names: string[]): string => {
      const span = spans.spanOf(1, 'public."T, x"', ...names);
      return sql.slice(span?.start, span?.end);
    };
    expect([at('a'), at('b'), at('c'), at('nothing')]).toEqual([
      `ADD COLUMN a text DEFAULT ',('`,
      'ALTER b SET NOT NULL',
      'ADD CONSTRAINT c CHECK (b IN (1, 2))',
      sql.slice(7, -1),
    ]);
  });
});

describe('surroundings', () => {
  const settings =
    'stmt_lock_timeout stmt_in_transaction stmt_rolled_back stmt_time_zone stmt_transaction_open';

  it('keeps SET LOCAL inside its transaction and undoes SET at a rollback', async () => {
    const sql = `SET LOCAL lock_timeout = '9s'; SELECT 1; SET lock_timeout = '1min'; BEGIN; SET LOCAL lock_timeout = 500; SELECT 2; COMMIT; SELECT 3; BEGIN; SET lock_timeout = 0; ROLLBACK; SELECT 4; SELECT set_config('lock_timeout', '2s', false); RESET lock_timeout; SELECT 5;`;
    const timeouts = (await factsOf(sql, 'stmt_lock_timeout')).map(([, stmt, ms]) => [stmt, ms]);
    expect(new Map(timeouts as [number, number][])).toEqual(
      new Map([
        [1, 0],
        [2, 0],
        [3, 0],
        [4, 60000],
        [5, 60000],
        [6, 500],
        [7, 500],
        [8, 60000],
        [9, 60000],
        [10, 60000],
        [11, 0],
        [12, 60000],
        [13, 60000],
        [14, 2000],
        [15, 0],
      ]),
    );
  });

  it('knows the transaction of each statement and what was rolled back', async () => {
    const sql = `SELECT 1; BEGIN; SELECT 2; SAVEPOINT a; SELECT 3; ROLLBACK TO a; SELECT 4; COMMIT; BEGIN; SELECT 5; ROLLBACK; BEGIN; SELECT 6;`;
    expect(await factsOf(sql, 'stmt_in_transaction stmt_rolled_back stmt_transaction_open')).toEqual([
      ['stmt_in_transaction', 3, 1],
      ['stmt_in_transaction', 5, 1],
      ['stmt_in_transaction', 7, 1],
      ['stmt_in_transaction', 10, 2],
      ['stmt_in_transaction', 13, 3],
      ['stmt_rolled_back', 5],
      ['stmt_rolled_back', 10],
      ['stmt_transaction_open', 12, 3],
    ]);
  });

  it("follows the runner's own transactions", async () => {
    const sql = 'SELECT 1; SELECT 2;';
    const of = async (transactions: StatementContext['transactions'] & string): Promise<Fact[]> =>
      factsOf(sql, settings.replace('stmt_lock_timeout ', ''), { transactions });
    expect(await of('none')).toEqual([]);
    expect(await of('per-file')).toEqual([
      ['stmt_in_transaction', 1, 1],
      ['stmt_in_transaction', 2, 1],
    ]);
    expect(await of('per-statement')).toEqual([
      ['stmt_in_transaction', 1, 1],
      ['stmt_in_transaction', 2, 2],
    ]);
  });

  it('resolves names by search_path and by what exists', async () => {
    const sql = `CREATE SCHEMA a; CREATE TABLE a.t (); SET search_path = a, public; DROP TABLE t; CREATE TABLE u (); SET search_path TO DEFAULT; DROP TABLE u; DROP TABLE a.u;`;
    expect(await factsOf(sql, 'stmt_drops_relation stmt_creates_table')).toEqual([
      ['stmt_creates_table', 2, 'a.t', 'table'],
      ['stmt_drops_relation', 4, 'a.t', 'restrict'],
      ['stmt_creates_table', 5, 'a.u', 'table'],
      ['stmt_drops_relation', 7, 'public.u', 'restrict'],
      ['stmt_drops_relation', 8, 'a.u', 'restrict'],
    ]);
  });
});

describe('identity', () => {
  it('follows a table and a column through renames and re-use of their names', async () => {
    const sql = `CREATE TABLE t (a int); ALTER TABLE t RENAME TO u; CREATE TABLE t (b int); ALTER TABLE u RENAME a TO z; ALTER TABLE u ALTER z DROP DEFAULT; DROP TABLE t; CREATE TABLE t ();`;
    const names = await factsOf(sql, 'stmt_names_relation');
    expect(names.map(([, ...rest]) => rest)).toEqual([
      [1, 'public.t', 'public.t'],
      [2, 'public.t', 'public.t'],
      [3, 'public.t', 'public.t@3'],
      [4, 'public.u', 'public.t'],
      [5, 'public.u', 'public.t'],
      [6, 'public.t', 'public.t@3'],
      [7, 'public.t', 'public.t@7'],
    ]);
    expect((await factsOf(sql, 'stmt_names_column')).at(-1)).toEqual([
      'stmt_names_column',
      5,
      'public.u',
      'z',
      'a',
    ]);
  });
});

describe('bodies', () => {
  it('reads the statements of a DO block, constant EXECUTE included', async () => {
    const sql = `DO $$ BEGIN IF true THEN DELETE FROM t; END IF; EXECUTE 'DROP TABLE u'; EXECUTE format('DROP TABLE %I', x); PERFORM f(1); END $$;`;
    expect(
      await factsOf(
        sql,
        'statement stmt_inside stmt_is stmt_writes_relation stmt_drops_relation stmt_runs_dynamic_sql stmt_calls',
      ),
    ).toEqual([
      ['statement', 1, 'do', 'a.sql'],
      ['stmt_runs_dynamic_sql', 1, "format('DROP TABLE %I', x)"],
      ['statement', 2, 'delete', 'a.sql'],
      ['stmt_inside', 2, 1],
      ['stmt_is', 2, 'conditional'],
      ['stmt_writes_relation', 2, 'public.t', 'delete', 'unfiltered'],
      ['statement', 3, 'drop table', 'a.sql'],
      ['stmt_inside', 3, 1],
      ['stmt_drops_relation', 3, 'public.u', 'restrict'],
      ['statement', 4, 'select', 'a.sql'],
      ['stmt_inside', 4, 1],
      ['stmt_calls', 4, 'f'],
    ]);
  });

  it('reads what a function uses without running it', async () => {
    const sql = `CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN UPDATE t SET a = 1; RETURN (SELECT max(b) FROM u); END $$;`;
    expect(await factsOf(sql, 'stmt_routine_is stmt_routine_uses stmt_writes_relation')).toEqual([
      ['stmt_routine_is', 1, 'public.f', 'security definer'],
      ['stmt_routine_uses', 1, 'public.f', 'public.t', 'write'],
      ['stmt_routine_uses', 1, 'public.f', 'public.u', 'read'],
    ]);
  });
});

describe('queries', () => {
  it('tells what is read from what is written, and a filter from none', async () => {
    const sql = `WITH x AS (SELECT * FROM a) UPDATE b SET c = 1, d = 2 FROM x, e WHERE b.id = x.id; DELETE FROM f WHERE 1 = 1; INSERT INTO g (h) SELECT i FROM j ON CONFLICT (h) DO NOTHING; SELECT * FROM k WHERE id = 5 FOR UPDATE SKIP LOCKED;`;
    expect(
      await factsOf(
        sql,
        'stmt_reads_relation stmt_writes_relation stmt_writes_column stmt_filters_by_key stmt_locks_rows stmt_is',
      ),
    ).toEqual([
      ['stmt_writes_relation', 1, 'public.b', 'update', 'filtered'],
      ['stmt_writes_column', 1, 'public.b', 'c'],
      ['stmt_writes_column', 1, 'public.b', 'd'],
      ['stmt_reads_relation', 1, 'public.e'],
      ['stmt_reads_relation', 1, 'public.a'],
      ['stmt_writes_relation', 2, 'public.f', 'delete', 'unfiltered'],
      ['stmt_writes_relation', 3, 'public.g', 'insert', 'unfiltered'],
      ['stmt_is', 3, 'on conflict'],
      ['stmt_writes_column', 3, 'public.g', 'h'],
      ['stmt_reads_relation', 3, 'public.j'],
      ['stmt_is', 4, 'skip locked'],
      ['stmt_locks_rows', 4, 'public.k'],
      ['stmt_reads_relation', 4, 'public.k'],
      ['stmt_filters_by_key', 4, 'public.k', 'id'],
    ]);
  });
});

describe('GRANT and REVOKE', () => {
  it('say what goes to whom, or is taken from whom', async () => {
    const sql = `GRANT SELECT (id), UPDATE ON t TO app, PUBLIC; REVOKE ALL PRIVILEGES ON SCHEMA s FROM CURRENT_USER;
      GRANT TEMP ON DATABASE d TO "Odd Name"; GRANT writers, readers TO bob; GRANT nonsense ON t TO app;
      ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT ALTER SYSTEM ON TABLES TO SESSION_USER;`;
    expect(await factsOf(sql, 'stmt_grants stmt_grants_to stmt_grants_privilege')).toEqual([
      ['stmt_grants', 1, 'grant', 'table', 'public.t'],
      ['stmt_grants_to', 1, 'grant', 'app'],
      ['stmt_grants_to', 1, 'grant', 'public'],
      ['stmt_grants_privilege', 1, 'grant', 'select'],
      ['stmt_grants_privilege', 1, 'grant', 'update'],
      ['stmt_grants', 2, 'revoke', 'schema', 's'],
      ['stmt_grants_to', 2, 'revoke', 'current_user'],
      ['stmt_grants_privilege', 2, 'revoke', 'all'],
      ['stmt_grants', 3, 'grant', 'database', 'd'],
      ['stmt_grants_to', 3, 'grant', 'Odd Name'],
      ['stmt_grants_privilege', 3, 'grant', 'temporary'],
      ['stmt_grants', 4, 'grant', 'role', 'writers'],
      ['stmt_grants', 4, 'grant', 'role', 'readers'],
      ['stmt_grants_to', 4, 'grant', 'bob'],
      ['stmt_grants', 5, 'grant', 'table', 'public.t'],
      ['stmt_grants_to', 5, 'grant', 'app'],
      ['stmt_grants_to', 6, 'grant', 'session_user'],
      ['stmt_grants_privilege', 6, 'grant', 'alter system'],
    ]);
  });
});

describe('what is not understood', () => {
  it('is an expression that is deeper than the stack', async () => {
    const sql = `SELECT ${'1||'.repeat(9000)}1; SELECT 2;`;
    const { diagnostics, statements } = await collectStatements([new SourceText('a.sql', sql)], {
      add: () => {},
    });
    expect(statements.at(-1)?.text).toBe('SELECT 2');
    for (const { code } of diagnostics) expect(code).toBe('sql/too-deep');
  });

  it('is said, for statements and for parts of them', async () => {
    expect(await factsOf(`EXECUTE prepared; DECLARE c CURSOR FOR SELECT 1;`, 'stmt_not_understood')).toEqual([
      ['stmt_not_understood', 1, 'EXECUTE'],
      ['stmt_not_understood', 2, 'DECLARE CURSOR'],
    ]);
    const { diagnostics, statements } = await collectStatements(
      [new SourceText('a.sql', 'SELECT 1;\nALTER TABEL t;\nSELECT 2;')],
      { add: () => {} },
    );
    expect(statements.map(({ text }) => text)).toEqual(['SELECT 1', 'SELECT 2']);
    expect(diagnostics).toEqual([
      {
        code: 'sql/syntax',
        severity: 'error',
        message: 'Syntax error at or near "TABEL".',
        span: { file: 'a.sql', start: 16, end: 21, line: 2, column: 7 },
      },
    ]);
  });
});
