import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Diagnostic, SourceText, WesleyError } from '../../diagnostics/index.js';
import type { Catalog } from '../catalog/catalog.js';
import { compareCatalogs, renderSnapshot } from '../catalog/snapshot.js';
import { openPglite } from '../connect/pglite.js';
import { type LoadedState, loadCandidate, loadState, parseStateSpec, Scratch } from './index.js';

let cwd: string;
let scratch: Scratch;
const root = mkdtempSync(join(tmpdir(), 'wesley-sources-'));

beforeAll(() => {
  scratch = new Scratch();
});
afterAll(async () => {
  await scratch.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  cwd = mkdtempSync(join(root, 'case-'));
});

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), content);
}

const load = (path: string) => loadState(path, { cwd, scratch });
const loadText = (text: string) => loadState({ kind: 'sql', name: 'schema.sql', text }, { cwd, scratch });
const tables = (state: LoadedState) => state.catalog.tables.map(({ id }) => id);
const messages = (notes: readonly Diagnostic[]) => notes.map(({ message }) => message);

async function refusal(action: Promise<unknown>): Promise<Diagnostic & { exitCode: number }> {
  try {
    await action;
  } catch (error) {
    if (error instanceof WesleyError) return { ...error.diagnostics[0]!, exitCode: error.exitCode };
    throw error;
  }
  throw new Error('nothing was refused');
}

/** A plan from nothing, as far as these tests need one. */
async function build(catalog: Catalog): Promise<string[]> {
  return catalog.tables.map(
    (table) =>
      `CREATE TABLE ${table.id} (${table.columns.map((column) => `"${column.name}" ${column.type}${column.notNull ? ' NOT NULL' : ''}`).join(', ')})`,
  );
}

describe('parseStateSpec', () => {
  it.each([
    ['postgres://app@db/shop', { kind: 'database', url: 'postgres://app@db/shop' }],
    ['postgresql:///shop', { kind: 'database', url: 'postgresql:///shop' }],
    ['pglite:./data', { kind: 'database', url: 'pglite:./data' }],
    ['host=db dbname=shop', { kind: 'database', url: 'host=db dbname=shop' }],
    ['nothing', { kind: 'nothing' }],
    ['empty', { kind: 'nothing' }],
    ['db/schema.sql', { kind: 'path', path: 'db/schema.sql' }],
  ] as const)('%s', (text, spec) => {
    expect(parseStateSpec(text)).toEqual(spec);
  });
});

describe('loadState', () => {
  it('reads a file', async () => {
    write('schema.sql', 'CREATE TABLE orders (id integer PRIMARY KEY);');
    const state = await load('schema.sql');
    expect(tables(state)).toEqual(['public.orders']);
    expect(state.source).toBe('schema.sql');
    expect(state.notes).toEqual([]);
  });

  it('reads an empty database, and text', async () => {
    expect(tables(await load('nothing'))).toEqual([]);
    expect(tables(await loadText('CREATE TABLE a (); CREATE TABLE b ();'))).toEqual(['public.a', 'public.b']);
  });

  it('runs a folder in the order of the versions, without the way back', async () => {
    write('m/2_rename.up.sql', 'ALTER TABLE first RENAME TO second;');
    write('m/2_rename.down.sql', 'ALTER TABLE second RENAME TO first;');
    write('m/10_again.up.sql', 'ALTER TABLE second RENAME TO third;');
    write('m/1_create/up.sql', 'CREATE TABLE first (id integer);');
    write('m/1_create/down.sql', 'DROP TABLE first;');
    write('m/.hidden/x.sql', 'nonsense');
    write('m/lock.toml', '');
    const state = await load('m/');
    expect(tables(state)).toEqual(['public.third']);
    expect(state.source).toBe('m/ (3 files)');
    expect(messages(state.notes)).toEqual([
      '2 files for the way back in m/ not read',
      '1 file in m/ that do not end in .sql not read',
    ]);
  });

  it('follows links to folders, but not in circles', async () => {
    write('real/1.sql', 'CREATE TABLE a ();');
    write('m/2.sql', 'CREATE TABLE b ();');
    symlinkSync(join(cwd, 'real'), join(cwd, 'm/1_linked'));
    symlinkSync(join(cwd, 'm'), join(cwd, 'm/3_circle'));
    expect(tables(await load('m'))).toEqual(['public.a', 'public.b']);
  });

  it('runs only the way forward of files with sections', async () => {
    write('m/1.sql', '-- +goose Up\nCREATE TABLE a ();\n-- +goose Down\nDROP TABLE a;\n');
    write('m/2.sql', '-- migrate:up\nCREATE TABLE b ();\n-- migrate:down\nDROP TABLE b;\n');
    write('m/3.sql', '-- +goose Down\nnonsense;\n-- +goose Up\nCREATE TABLE c (;\n');
    const { span, code } = await refusal(load('m'));
    expect(code).toBe('sql/syntax');
    expect(span).toMatchObject({ file: 'm/3.sql', line: 4, column: 17 });
  });

  it('takes a dump as it comes', async () => {
    write(
      'dump.sql',
      `\\restrict abc
SET statement_timeout = 0;
SET default_table_access_method = heap;
SET no_such_setting = 1;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE SCHEMA public;
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
CREATE EXTENSION postgis WITH SCHEMA public;
COMMENT ON EXTENSION postgis IS 'maps';
CREATE FUNCTION public.count_them() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM public.people';
CREATE TABLE public.people (id integer, name public.citext) TABLESPACE fast;
ALTER TABLE public.people OWNER TO "The App";
COPY public.people (id, name) FROM stdin;
1\tAda; Lovelace
2\tGrace
\\.
ALTER DATABASE shop SET work_mem = '1MB';
GRANT SELECT ON public.people TO reader;
`,
    );
    const state = await load('dump.sql');
    expect(tables(state)).toEqual(['public.people']);
    expect(state.catalog.tables[0]).toMatchObject({
      owner: 'The App',
      acl: ['reader=r'],
      tablespace: 'fast',
    });
    expect(state.catalog.routines.map(({ id }) => id)).toEqual(['public.count_them()']);
    expect(state.catalog.extensions.map(({ name, assumed }) => [name, assumed])).toEqual([
      ['citext', undefined],
      ['plpgsql', undefined],
      ['postgis', true],
    ]);
    expect(messages(state.notes)).toEqual([
      'dump.sql: the extension postgis is not part of PGlite and is taken to be there',
      'dump.sql: psql commands were not run (1)',
      'dump.sql: settings that PostgreSQL 18 does not know were not run (1)',
      'dump.sql: COPY of rows were not run (1)',
      'dump.sql: statements about databases were not run (1)',
    ]);
  });

  it('comes back to itself after another role', async () => {
    const state = await loadText(
      `SET SESSION AUTHORIZATION 'old owner'; CREATE TABLE a (); SET ROLE other; CREATE TABLE b (); RESET ROLE; CREATE TABLE c ();`,
    );
    expect(state.catalog.tables.map(({ name, owner }) => [name, owner])).toEqual([
      ['a', 'old owner'],
      ['b', 'other'],
      ['c', 'old owner'],
    ]);
    expect((await loadText('CREATE TABLE a ();')).catalog.tables[0]?.owner).toBeUndefined();
  });

  it('stops what does not end', async () => {
    const impatient = new Scratch({ limitMs: 2000 });
    try {
      const endless = {
        kind: 'sql',
        name: 'schema.sql',
        text: 'CREATE TABLE a ();\nSELECT pg_sleep(1000);',
      } as const;
      expect(await refusal(loadState(endless, { scratch: impatient }))).toMatchObject({
        code: 'sql/failed',
        message: 'stopped after 2000 ms, and PGlite with it',
        span: { line: 1 },
      });
    } finally {
      await impatient.close();
    }
  });

  it('keeps a file in its transactions, and makes roles on the way', async () => {
    const state = await loadText(
      `BEGIN; CREATE TABLE a (); ALTER TABLE a OWNER TO somebody; COMMIT;
       CREATE TYPE mood AS ENUM ('ok'); ALTER TYPE mood ADD VALUE 'fine'; CREATE TABLE b (m mood DEFAULT 'fine');
       CREATE INDEX CONCURRENTLY b_m ON b (m);
       LOCK TABLE a;
       BEGIN; CREATE TABLE c ();`,
    );
    expect(tables(state)).toEqual(['public.a', 'public.b']);
    expect(state.catalog.indexes.map(({ id }) => id)).toEqual(['public.b_m']);
    expect(messages(state.notes)).toEqual([
      'schema.sql ends inside a transaction, so what it did last is rolled back',
      'schema.sql: statements that need a transaction were not run (1)',
    ]);
  });

  it('points at the mistake, in characters', async () => {
    const diagnostic = await refusal(
      loadText(
        "CREATE TABLE ä (\n  id integer\n);\nCOMMENT ON TABLE ä IS '😀'; SELECT '😀', wröng\n  FROM ä;",
      ),
    );
    expect(diagnostic).toMatchObject({
      code: 'sql/missing-object',
      message: 'column "wröng" does not exist',
      span: { file: 'schema.sql', line: 4, column: 42 },
      exitCode: 78,
    });
    expect(diagnostic.span!.end - diagnostic.span!.start).toBe(5);
  });

  it('says which extension is missing where something needs it', async () => {
    const diagnostic = await refusal(
      loadText('CREATE EXTENSION postgis; CREATE TABLE t (at geometry(Point));'),
    );
    expect(diagnostic).toMatchObject({
      code: 'sql/missing-object',
      message: 'type "geometry" does not exist',
      why: ['PGlite does not have the extension postgis, so nothing that it brings is there.'],
      span: { line: 1, column: 46 },
    });
  });

  it('leaves out what hangs on a missing library in C, and says so', async () => {
    const state = await loadText(`
      CREATE FUNCTION look() RETURNS trigger LANGUAGE c AS '$libdir/no_such_library', 'look';
      COMMENT ON FUNCTION look() IS 'looks';
      CREATE TABLE t (id integer);
      CREATE TRIGGER look_at BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION look();
      COMMENT ON TRIGGER look_at ON t IS 'looks, too';`);
    expect(tables(state)).toEqual(['public.t']);
    expect(state.catalog.unmodelled).toEqual([
      { kind: 'library in C for', id: 'function look' },
      { kind: 'library in C for', id: 'trigger look_at' },
    ]);
    expect(messages(state.notes)).toEqual([
      'schema.sql: function look needs a library in C that is not here, and was left out',
      'schema.sql: trigger look_at needs a library in C that is not here, and was left out',
    ]);
    const { message } = await refusal(
      loadText(
        `CREATE FUNCTION f() RETURNS integer LANGUAGE c AS '$libdir/none'; CREATE TABLE t (id integer DEFAULT f());`,
      ),
    );
    expect(message).toBe('function f() does not exist');
  });

  it('is as good as new after a mistake', async () => {
    await refusal(loadText('BEGIN; CREATE TABLE half (); nonsense;'));
    expect(tables(await load('nothing'))).toEqual([]);
  });

  it('reads a snapshot', async () => {
    const before = await loadText('CREATE TABLE kept (id integer);');
    write(
      's.json',
      renderSnapshot(before.catalog, [{ table: 'public.kept', rows: 5, bytes: 8192 }], new Date(0)),
    );
    const state = await load('s.json');
    expect(state.catalog).toEqual(before.catalog);
    expect(state.statistics).toEqual([{ table: 'public.kept', rows: 5, bytes: 8192 }]);
    expect(state.source).toBe('s.json, taken 1970-01-01T00:00:00.000Z');
  });

  it('reads a PGlite folder', async () => {
    const database = await openPglite({ dataDir: join(cwd, 'data') });
    await database.exec('CREATE TABLE living (id integer); INSERT INTO living VALUES (1); ANALYZE');
    await database.close();
    const state = await load('pglite:./data');
    expect(tables(state)).toEqual(['public.living']);
    expect(state.statistics).toEqual([{ table: 'public.living', rows: 1, bytes: 8192 }]);
  });
});

describe('refusals', () => {
  it.each([
    ['a missing file', () => load('none.sql'), 'file/missing', 'none.sql: there is no such file or folder'],
    [
      'a missing snapshot',
      () => load('none.json'),
      'file/missing',
      'none.json: there is no such file or folder',
    ],
    [
      'a folder without SQL',
      () => {
        write('f/readme.md', '');
        return load('f');
      },
      'file/no-sql',
      'f: the folder holds no SQL file',
    ],
    [
      'a folder that only leads back',
      () => {
        write('f/down.sql', '');
        return load('f');
      },
      'file/no-sql',
      'f: the folder holds no SQL file that leads forward',
    ],
    [
      'another encoding',
      () => {
        write('l.sql', Buffer.from('-- é\nSELECT 1;', 'latin1'));
        return load('l.sql');
      },
      'file/not-utf8',
      'l.sql is not UTF-8: byte 0xe9 at offset 3',
    ],
    [
      'UTF-16',
      () => {
        write('u.sql', Buffer.from('\ufeffSELECT 1;', 'utf16le'));
        return load('u.sql');
      },
      'file/not-utf8',
      'u.sql is not UTF-8: byte 0xff at offset 0, which looks like UTF-16',
    ],
    [
      'a NUL byte',
      () => {
        write('n.sql', 'SELECT\n 1\0;');
        return load('n.sql');
      },
      'file/nul-byte',
      'n.sql holds a NUL byte in line 2, column 3, which SQL cannot',
    ],
    [
      'a file that is too large',
      () => {
        write('big.sql', Buffer.alloc(33 * 1024 * 1024, ' '));
        return load('big.sql');
      },
      'file/too-large',
      'big.sql has 33 MB, and 32 MB is the limit',
    ],
  ])('%s', async (_name, action, code, message) => {
    expect(await refusal(action())).toMatchObject({ code, message, exitCode: 64 });
  });

  it('a file that psql would read others from', async () => {
    expect(await refusal(loadText('\\i other.sql'))).toMatchObject({
      code: 'sql/psql-include',
      exitCode: 78,
      span: { line: 1, column: 1 },
    });
  });
});

describe('loadCandidate', () => {
  const migration = new SourceText('change.sql', 'ALTER TABLE kept ADD COLUMN note text;');

  it('runs on top of a state from SQL, again and again', async () => {
    const before = await loadText('CREATE TABLE kept (id integer);');
    for (let i = 0; i < 2; i++) {
      const after = await loadCandidate(before, [migration], { scratch, build });
      expect(compareCatalogs(before.catalog, after.catalog).map(({ sentence }) => sentence)).toEqual([
        'column public.kept.note is there and was not expected',
      ]);
      expect(after.source).toBe('schema.sql, then change.sql');
    }
  });

  it('runs on top of a state that only the builder can make', async () => {
    const { catalog } = await loadText('CREATE TABLE kept (id integer NOT NULL);');
    const before: LoadedState = { catalog, statistics: [], source: 'database', notes: [] };
    await load('nothing');
    const after = await loadCandidate(before, [migration], { scratch, build });
    expect(after.catalog.tables[0]?.columns.map(({ name }) => name)).toEqual(['id', 'note']);
  });

  it('keeps what PGlite cannot hold, unless the migration is about it', async () => {
    const { catalog } = await loadText('CREATE TABLE kept (id integer); CREATE TABLE other (id integer);');
    const extension = { name: 'postgis', version: '3.5', schema: 'public' };
    const [other, kept] = [...catalog.tables].reverse();
    const live: Catalog = {
      ...catalog,
      server: { major: 15, version: '15.18' },
      extensions: [...catalog.extensions, extension],
      tables: [
        { ...kept!, comment: 'a' },
        { ...other!, comment: 'b' },
      ],
      unmodelled: [{ kind: 'subscription', id: 's' }],
    };
    const before: LoadedState = { catalog: live, statistics: [], source: 'database', notes: [] };
    const after = await loadCandidate(before, [migration], { scratch, build });
    expect(compareCatalogs(live, after.catalog).map(({ sentence }) => sentence)).toEqual([
      'column public.kept.note is there and was not expected',
      'table public.kept differs: comment is not set, expected a',
    ]);
    expect(after.catalog.unmodelled).toEqual(live.unmodelled);
    expect(after.catalog.server.major).toBe(15);
    const drop = new SourceText('drop.sql', 'DROP EXTENSION postgis; DROP TABLE other;');
    const without = await loadCandidate(before, [drop], {
      scratch,
      build: async (state) => ['CREATE EXTENSION postgis SCHEMA public', ...(await build(state))],
    });
    expect(compareCatalogs(live, without.catalog).map(({ sentence }) => sentence)).toEqual([
      'extension postgis is missing',
      'table public.other is missing',
    ]);
  });

  it('does not make up schemas for a candidate', async () => {
    const before = await load('nothing');
    const wrong = new SourceText('change.sql', 'CREATE TABLE elsewhere.t ();');
    expect(await refusal(loadCandidate(before, [wrong], { scratch, build }))).toMatchObject({
      code: 'sql/missing-object',
      message: 'schema "elsewhere" does not exist',
      span: { file: 'change.sql', line: 1, column: 14 },
    });
  });
});
