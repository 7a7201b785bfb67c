/** Names that PostgreSQL chooses and types as it prints them: what statement facts say is what the catalog has afterwards. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SourceText } from '../../src/diagnostics/index.js';
import { readCatalog } from '../../src/facts/catalog/read.js';
import type { Database } from '../../src/facts/connect/database.js';
import { openPglite } from '../../src/facts/connect/pglite.js';
import { collectStatements } from '../../src/facts/statements/index.js';

let database: Database;

beforeAll(async () => {
  database = await openPglite({ extensions: ['citext'] });
});
afterAll(async () => {
  await database.close();
});

const long = 'a_name_that_is_much_longer_than_what_is_kept_of_an_identifier_in_the_catalog';
const wide = 'größe_und_überlänge_eines_namens_mit_vielen_umlauten_äöüäöüäöüäöü';

const history = `
  CREATE EXTENSION citext;
  CREATE TYPE mood AS ENUM ('a');
  CREATE DOMAIN "Short" AS varchar(3);
  CREATE TABLE other (id int PRIMARY KEY, a int, b int, UNIQUE (a, b));
  CREATE TABLE t (
    id serial PRIMARY KEY, big bigserial, own int GENERATED ALWAYS AS IDENTITY, a int UNIQUE, b int CHECK (b > 0),
    c int CHECK (c > a) REFERENCES other, d int, CHECK (a > 1), CHECK (a > b), UNIQUE (a, d), UNIQUE (a, d, b),
    FOREIGN KEY (a, b) REFERENCES other (a, b), EXCLUDE USING btree (d WITH =)
  );
  ALTER TABLE t ADD UNIQUE (a), ADD CHECK (b > 1), ADD FOREIGN KEY (c) REFERENCES other;
  CREATE INDEX ON t (a); CREATE INDEX ON t (a); CREATE INDEX ON t (a, lower(b::text), (a + b), (a - b));
  CREATE INDEX ON t (coalesce(a, b)); CREATE UNIQUE INDEX ON t (d) WHERE a > 5;
  CREATE TABLE ${long} (${long} int UNIQUE, x int CHECK (x > 0), PRIMARY KEY (x, ${long}));
  CREATE INDEX ON ${long} (x, ${long});
  CREATE TABLE "${wide}" (id serial, "${wide}" int UNIQUE);
  CREATE TABLE "Mixed Case" ("Col" int PRIMARY KEY, "select" int UNIQUE);
  CREATE TABLE types (
    c1 int, c2 int4, c3 bigint, c4 smallint, c5 real, c6 float(30), c7 double precision, c8 numeric, c9 numeric(5),
    c10 decimal(5,2), c11 bool, c12 text, c13 varchar, c14 varchar(7), c15 char, c16 char(4), c17 bpchar, c18 "char",
    c19 name, c20 bytea, c21 date, c22 time, c23 time(3), c24 timetz(2), c25 time with time zone, c26 timestamp,
    c27 timestamp(0), c28 timestamptz, c29 timestamp(3) with time zone, c30 interval, c31 interval(2),
    c32 interval year to month, c33 interval day to second(3), c34 interval hour, c35 bit, c36 bit(3), c37 varbit,
    c38 bit varying(9), c39 uuid, c40 json, c41 jsonb, c42 xml, c43 inet, c44 cidr, c45 macaddr, c46 money, c47 oid,
    c48 regclass, c49 tsvector, c50 int4range, c51 point, c52 int[], c53 varchar(5)[], c54 text[][], c55 numeric(4,1)[3],
    c56 mood, c57 mood[], c58 "Short", c59 public."Short"[], c60 citext, c61 pg_catalog.int8, c62 character varying(3),
    c63 nchar(2), c64 dec, c65 timestamp without time zone, c66 xid8, c67 pg_lsn, c68 int2vector
  );`;

it('are as in the catalog', async () => {
  const rows: (readonly (string | number)[])[] = [];
  const facts = {
    add: (relation: string, ...values: (string | number)[]) => rows.push([relation, ...values]),
  };
  await collectStatements([new SourceText('a.sql', history)], facts);
  await database.exec(history);
  const catalog = await readCatalog(database);
  const of = (relation: string, show: (row: readonly (string | number)[]) => string): string[] =>
    rows
      .filter(([name]) => name === relation)
      .map(show)
      .sort();

  const constraints = catalog.tables.flatMap(({ id, constraints: all }) =>
    all.filter(({ kind }) => kind !== 'not null').map(({ name, kind }) => `${id} ${name} ${kind}`),
  );
  expect(of('stmt_adds_constraint', (row) => `${row[2]} ${row[3]} ${row[4]}`)).toEqual(constraints.sort());

  const indexes = catalog.indexes.filter(({ constraint }) => constraint === undefined).map(({ id }) => id);
  expect(of('stmt_creates_index', (row) => String(row[2]))).toEqual(indexes.sort());

  expect(of('stmt_creates_sequence', (row) => String(row[2]))).toEqual(
    catalog.sequences.map(({ id }) => id).sort(),
  );

  const columns = catalog.tables.flatMap((table) =>
    table.columns.map(({ name, type }) => `${table.id} ${name} ${type}`),
  );
  expect(of('stmt_creates_column', (row) => `${row[2]} ${row[3]} ${row[4]}`)).toEqual(columns.sort());
});
