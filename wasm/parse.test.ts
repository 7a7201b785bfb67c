import { describe, expect, it } from 'vitest';
import { parsePlpgsql, parseSql, splitStatements } from './index.js';

const texts = (sql: string): string[] => splitStatements(sql).map((piece) => piece.text);

describe('splitStatements', () => {
  it('counts only the semicolons that end a statement', () => {
    expect(
      texts(`select ';', ";", $$;$$, $a$;$$;$a$, E'\\';', /* ; /* ; */ ; */ 1 -- ;
        ;; create rule r as on insert to t do also (delete from a; delete from b);
        select 'a''; b'`),
    ).toEqual([
      `select ';', ";", $$;$$, $a$;$$;$a$, E'\\';', /* ; /* ; */ ; */ 1 -- ;`,
      'create rule r as on insert to t do also (delete from a; delete from b)',
      `select 'a''; b'`,
    ]);
  });

  it('keeps the body of a SQL function together', () => {
    const body = `create or replace function f() returns int begin atomic select case when true then 1 end; select 2; end`;
    expect(texts(`${body}; select 3`)).toEqual([body, 'select 3']);
  });

  it('gives offsets into the text', () => {
    const sql = '-- first\nselect 1;\n\n/* second */ select 2 ;';
    expect(splitStatements(sql).map((piece) => sql.slice(piece.start, piece.end))).toEqual([
      'select 1',
      'select 2',
    ]);
  });

  it('does not take dollars inside names for quotes', () => {
    expect(texts('select a$b$c; select $1')).toEqual(['select a$b$c', 'select $1']);
  });
});

describe('parseSql', () => {
  it('reports each broken statement once and reads the others', async () => {
    const sql = 'select 1; selec 2; select 3; create tabel t (); drop table t;';
    const { statements, problems } = await parseSql(sql);
    expect(statements.map((statement) => statement.text)).toEqual(['select 1', 'select 3', 'drop table t']);
    expect(problems.map((problem) => [problem.code, sql.slice(problem.start, problem.end)])).toEqual([
      ['sql/syntax', 'selec'],
      ['sql/syntax', 'tabel'],
    ]);
  });

  it('points at the right place after characters of any width', async () => {
    const sql = `/* é */ select '日本', '🚀', 'x'::text from "tàble🚀" were 1;`;
    const { problems } = await parseSql(sql);
    expect(problems.map((problem) => sql.slice(problem.start, problem.end))).toEqual(['1']);
    const good = `select '🚀é' as a, column_b from t`;
    const { statements } = await parseSql(good);
    const [statement] = statements;
    const node = statement?.node;
    const target = node !== undefined && 'SelectStmt' in node ? node.SelectStmt.targetList?.[1] : undefined;
    const location = target !== undefined && 'ResTarget' in target ? target.ResTarget.location : undefined;
    expect(good.slice(statement?.at(location ?? 0))).toBe('column_b from t');
  });

  it('reports psql commands, variables and COPY data and goes on', async () => {
    const sql = `\\set ON_ERROR_STOP on
copy t (a) from stdin;
1; drop table t
\\.
select :'who', x::int, a[1:2] from :tbl;
select 2 \\gset
select 3;`;
    const { statements, problems } = await parseSql(sql);
    expect(statements.map((statement) => statement.text)).toEqual([
      'copy t (a) from stdin',
      `select :'who', x::int, a[1:2] from :tbl`,
      'select 2',
      'select 3',
    ]);
    expect(problems.map((problem) => [problem.code, sql.slice(problem.start, problem.end)])).toEqual([
      ['sql/psql-command', '\\set ON_ERROR_STOP on'],
      ['sql/copy-data', '1; drop table t\n'],
      ['sql/psql-variable', `:'who'`],
      ['sql/psql-variable', ':tbl'],
      ['sql/psql-command', '\\gset'],
    ]);
  });

  it('survives what is nested too deeply', async () => {
    const deep = `select ${'1+'.repeat(40000)}1; select 2; select ${'('.repeat(20000)}1${')'.repeat(20000)}`;
    const { statements, problems } = await parseSql(deep);
    expect(statements.map((statement) => statement.text)).toEqual(['select 2']);
    expect(problems.map((problem) => problem.code)).toEqual(['sql/too-deep', 'sql/too-deep']);
    for (let i = 0; i < 40; i++) await parseSql(`select ${'1+'.repeat(30000)}1`);
    expect((await parseSql('select 1')).statements).toHaveLength(1);
  });

  it('refuses a NUL byte and accepts a byte order mark, blanks and comments', async () => {
    expect((await parseSql('select 1\0; drop table t')).problems.map((problem) => problem.code)).toEqual([
      'sql/nul-byte',
    ]);
    expect((await parseSql('\ufeffselect 1')).statements.map((statement) => statement.start)).toEqual([1]);
    for (const sql of ['', '  ', ';', '-- c', '/* c */;'])
      expect(await parseSql(sql)).toEqual({ statements: [], problems: [] });
  });
});

describe('parsePlpgsql', () => {
  it('reads the body of a DO block and says what it does not accept', async () => {
    expect(await parsePlpgsql('do $$ begin perform 1; end $$')).toHaveProperty('tree');
    expect(await parsePlpgsql('do $$ begin if; end $$')).toHaveProperty('error');
  });
});
