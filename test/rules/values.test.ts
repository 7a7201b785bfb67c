/** What the declarations say that a column can hold is all that it holds: looked for in the facts of every example that there is. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { SourceText } from '../../src/diagnostics/index.js';
import { FactSet } from '../../src/engine/index.js';
import { declarations, wordsOf } from '../../src/facts/declarations.js';
import { factTypes } from '../../src/facts/relation.js';
import { loadState, Scratch } from '../../src/facts/sources/index.js';
import { objectKinds, statementKinds } from '../../src/facts/statements/words.js';
import { packageRoot } from '../../src/paths.js';
import { collectFacts } from '../../src/pipeline.js';
import { modelOfCatalog } from '../../src/schema/catalog/index.js';
import { modelFacts } from '../../src/schema/facts.js';
import { defaultSettings, readSdl } from '../../src/schema/index.js';

const scratch = new Scratch();
afterAll(() => scratch.close());

const listed = new Map(
  declarations.map(({ name, columns, values = {} }) => [
    name,
    columns.map(([column, type]) => {
      const ofType = factTypes[type];
      const words = values[column] === undefined ? undefined : wordsOf(values[column]);
      return words ?? ('values' in ofType ? ofType.values : undefined);
    }),
  ]),
);

/** Facts with a word that the declaration does not list. */
function unlisted(facts: FactSet): string[] {
  const found = new Set<string>();
  facts.forEach((relation, tuple) => {
    for (const [at, words] of (listed.get(relation) ?? []).entries()) {
      const value = tuple[at];
      if (words !== undefined && !words.some((word) => word === value))
        found.add(`${relation} ${at}: ${value}`);
    }
  });
  return [...found];
}

function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesBelow(path, ending);
    return name.endsWith(ending) ? [path] : [];
  });
}

const folders = ['rules', 'corpus', 'examples'].map((name) => join(packageRoot, name));
const read = (path: string) => ({ path: relative(packageRoot, path), text: readFileSync(path, 'utf8') });

it('of statements', async () => {
  const files = folders.flatMap((folder) => filesBelow(folder, '.sql')).map(read);
  expect(files.length).toBeGreaterThan(200);
  const { facts } = await collectFacts({ files });
  expect(unlisted(facts)).toEqual([]);
}, 120_000);

it('of one statement of every kind', async () => {
  const text = everyKind.map((statement) => `${statement};\n`).join('');
  const { facts, statements } = await collectFacts({ files: [{ path: 'every.sql', text }] });
  expect(statements.diagnostics).toEqual([]);
  expect(unlisted(facts)).toEqual([]);
});

it('of states', async () => {
  const states = folders
    .flatMap((folder) => filesBelow(folder, '.sql'))
    .filter((path) => basename(path) === 'before.sql');
  const facts = new FactSet();
  for (const path of states.filter((_, at) => at % 4 === 0)) {
    const before = await loadState(
      { kind: 'sql', name: path, text: readFileSync(path, 'utf8') },
      { scratch },
    );
    const { facts: own } = await collectFacts({ files: [], before });
    own.forEach((relation, tuple) => {
      facts.add(relation, ...tuple);
    });
    modelFacts(modelOfCatalog(before.catalog, defaultSettings), facts, {
      writtenAs: 'sql',
      settings: defaultSettings,
    });
  }
  expect(unlisted(facts)).toEqual([]);
}, 120_000);

it('of schemas', async () => {
  const facts = new FactSet();
  for (const path of folders.flatMap((folder) => filesBelow(folder, '.graphql'))) {
    const { model } = await readSdl([new SourceText(path, readFileSync(path, 'utf8'))], defaultSettings);
    modelFacts(model, facts, { writtenAs: 'sdl', settings: defaultSettings });
  }
  expect(unlisted(facts)).toEqual([]);
});

it('is said of every column of words, but of those that anybody may add to', () => {
  const open = declarations.flatMap(({ name, columns, values = {} }) =>
    columns.flatMap(([column, type]) =>
      type === 'Word' && values[column] === undefined ? [`${name}.${column}`] : [],
    ),
  );
  expect(open.sort()).toEqual([
    'index.method',
    'object.kind',
    'object_trait.trait',
    'sdl_index.method',
    'stmt_alters_sequence.action',
    'stmt_creates_index.method',
    'stmt_sets_identity.option',
  ]);
  const all = [...objectKinds, ...statementKinds];
  expect(all.filter((kind, at) => objectKinds.includes(kind) && all.indexOf(kind) !== at)).toEqual([]);
});

const everyKind: readonly string[] = [
  'ALTER INDEX i DEPENDS ON EXTENSION e',
  'ALTER FUNCTION f() DEPENDS ON EXTENSION e',
  'CREATE TABLE t2 AS SELECT 1',
  'CREATE TEMP TABLE t3 (a int)',
  'CREATE FOREIGN TABLE t4 (a int) SERVER s',
  'CREATE TABLE t5 (a serial, b bigserial, c smallserial, d int GENERATED BY DEFAULT AS IDENTITY, e int GENERATED ALWAYS AS (a) STORED)',
  'CREATE TABLE t6 (LIKE t5 INCLUDING ALL)',
  'CREATE VIEW v AS SELECT 1',
  'CREATE MATERIALIZED VIEW m AS SELECT 1 WITH NO DATA',
  'REFRESH MATERIALIZED VIEW CONCURRENTLY m',
  'CREATE SEQUENCE q',
  'ALTER SEQUENCE q RESTART',
  'CREATE AGGREGATE ag (int) (SFUNC = f, STYPE = int)',
  'CREATE OPERATOR === (FUNCTION = f, LEFTARG = int, RIGHTARG = int)',
  'CREATE TYPE b',
  'CREATE TYPE b2 (INPUT = f, OUTPUT = f)',
  "CREATE TYPE en AS ENUM ('a')",
  'CREATE TYPE co AS (a int)',
  'CREATE TYPE ra AS RANGE (SUBTYPE = int)',
  'ALTER TYPE co ADD ATTRIBUTE x int, DROP ATTRIBUTE a, ALTER ATTRIBUTE x TYPE text',
  'ALTER TYPE co RENAME ATTRIBUTE x TO y',
  'CREATE DOMAIN dom AS text CONSTRAINT c CHECK (true)',
  'ALTER DOMAIN dom ADD CONSTRAINT c2 CHECK (true) NOT VALID',
  'ALTER DOMAIN dom RENAME CONSTRAINT c2 TO c3',
  'COMMENT ON CONSTRAINT c ON DOMAIN dom IS NULL',
  'CREATE TEXT SEARCH CONFIGURATION tc (COPY = english)',
  'CREATE TEXT SEARCH DICTIONARY td (TEMPLATE = simple)',
  'CREATE TEXT SEARCH PARSER tp (START = f, GETTOKEN = f, END = f, LEXTYPES = f)',
  'CREATE TEXT SEARCH TEMPLATE tt (LEXIZE = f)',
  "CREATE COLLATION cl (LOCALE = 'C')",
  "CREATE CONVERSION cv FOR 'UTF8' TO 'LATIN1' FROM f",
  'CREATE CAST (int AS text) WITHOUT FUNCTION',
  'CREATE TRANSFORM FOR int LANGUAGE sql (FROM SQL WITH FUNCTION f(internal))',
  'CREATE OPERATOR CLASS oc FOR TYPE int USING btree AS STORAGE int',
  'CREATE OPERATOR FAMILY of USING btree',
  'ALTER OPERATOR FAMILY of USING btree RENAME TO of2',
  'ALTER OPERATOR CLASS oc USING btree RENAME TO oc2',
  'ALTER OPERATOR === (int, int) SET SCHEMA s',
  'CREATE ACCESS METHOD am TYPE INDEX HANDLER f',
  'CREATE FOREIGN DATA WRAPPER fdw',
  'CREATE SERVER s FOREIGN DATA WRAPPER fdw',
  'CREATE USER MAPPING FOR current_user SERVER s',
  'DROP USER MAPPING FOR current_user SERVER s',
  'CREATE EVENT TRIGGER et ON ddl_command_start EXECUTE FUNCTION f()',
  'ALTER EVENT TRIGGER et RENAME TO et2',
  'CREATE PUBLICATION pu FOR ALL TABLES',
  'CREATE PUBLICATION pu2 FOR TABLES IN SCHEMA s',
  'ALTER PUBLICATION pu2 ADD TABLE t',
  "CREATE SUBSCRIPTION su CONNECTION 'x' PUBLICATION pu",
  'ALTER SUBSCRIPTION su RENAME TO su2',
  'CREATE ROLE r',
  'CREATE USER u',
  'CREATE DATABASE d',
  "CREATE TABLESPACE ts LOCATION '/x'",
  'CREATE LANGUAGE la',
  'CREATE STATISTICS st ON a, b FROM t',
  'ALTER STATISTICS st SET STATISTICS 3',
  'CREATE RULE ru AS ON DELETE TO t DO INSTEAD NOTHING',
  'CREATE POLICY po ON t FOR SELECT USING (true)',
  'ALTER POLICY po ON t RENAME TO po2',
  'CREATE TRIGGER tr INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f()',
  'CREATE TRIGGER tr2 AFTER TRUNCATE ON t EXECUTE FUNCTION f()',
  'ALTER TRIGGER tr ON v RENAME TO tr3',
  "CREATE FUNCTION f2() RETURNS int LANGUAGE sql AS 'SELECT 1'",
  "CREATE PROCEDURE pr() LANGUAGE sql AS 'SELECT 1'",
  'DROP ROUTINE f2',
  'DROP PROCEDURE pr',
  'DROP AGGREGATE ag (int)',
  'DROP OPERATOR === (int, int)',
  'DROP CAST (int AS text)',
  'DROP TRANSFORM FOR int LANGUAGE sql',
  'DROP TEXT SEARCH CONFIGURATION tc',
  'DROP COLLATION cl',
  'DROP CONVERSION cv',
  'DROP ACCESS METHOD am',
  'DROP FOREIGN DATA WRAPPER fdw',
  'DROP SERVER s',
  'DROP EVENT TRIGGER et',
  'DROP PUBLICATION pu',
  'DROP SUBSCRIPTION su',
  'DROP ROLE r',
  'DROP DATABASE d',
  'DROP TABLESPACE ts',
  'DROP LANGUAGE la',
  'DROP STATISTICS st',
  'DROP RULE ru ON t',
  'DROP POLICY po ON t',
  'DROP TRIGGER tr ON v',
  'DROP EXTENSION x CASCADE',
  'DROP SCHEMA s',
  'DROP DOMAIN dom',
  'COMMENT ON LARGE OBJECT 1 IS NULL',
  'COMMENT ON ROLE r IS NULL',
  'COMMENT ON DATABASE d IS NULL',
  'GRANT SELECT ON ALL TABLES IN SCHEMA s TO r',
  'GRANT USAGE ON ALL SEQUENCES IN SCHEMA s TO r',
  'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA s TO r',
  'GRANT EXECUTE ON ALL PROCEDURES IN SCHEMA s TO r',
  'GRANT EXECUTE ON ALL ROUTINES IN SCHEMA s TO r',
  'GRANT SELECT ON LARGE OBJECT 1 TO r',
  'GRANT SET ON PARAMETER work_mem TO r',
  'GRANT USAGE ON FOREIGN SERVER s TO r',
  'GRANT USAGE ON TYPE en TO r',
  'REVOKE r FROM u',
  'ALTER LARGE OBJECT 1 OWNER TO r',
  'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r',
  'ALTER SYSTEM SET work_mem = 1',
  'ALTER DATABASE d SET work_mem = 1',
  'ALTER ROLE r SET work_mem = 1',
  'ALTER LANGUAGE la RENAME TO lb',
  'ALTER EXTENSION x UPDATE',
  'IMPORT FOREIGN SCHEMA s FROM SERVER s INTO s',
  'SECURITY LABEL ON TABLE t IS NULL',
  'DECLARE c CURSOR FOR SELECT 1',
  'FETCH c',
  'CLOSE c',
  'PREPARE p AS SELECT 1',
  'EXECUTE p',
  'DEALLOCATE p',
  "PREPARE TRANSACTION 'x'",
  "COMMIT PREPARED 'x'",
  "ROLLBACK PREPARED 'x'",
  'SET CONSTRAINTS ALL DEFERRED',
  'NOTIFY n',
  'LISTEN n',
  'UNLISTEN n',
  'CHECKPOINT',
  'DISCARD ALL',
  "LOAD 'x'",
  'EXPLAIN SELECT 1',
  'SHOW work_mem',
  'RESET work_mem',
  'VACUUM t',
  'ANALYZE t',
  'CLUSTER',
  'REINDEX SYSTEM d',
  'LOCK TABLE t IN EXCLUSIVE MODE NOWAIT',
  'COPY t TO stdout',
  'MERGE INTO t USING v ON true WHEN MATCHED THEN DO NOTHING',
  'TRUNCATE ONLY t RESTART IDENTITY CASCADE',
  "SELECT nextval('q'), currval('q'), setval('q', 1), lastval()",
  'DROP OWNED BY r',
  'REASSIGN OWNED BY r TO u',
];
