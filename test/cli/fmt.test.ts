/** `wesley fmt` and `wesley schema directives`: files, folders, the configuration, standard input. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Workplace } from './command-line.js';

let place: Workplace;

beforeEach(() => {
  place = new Workplace();
});

afterEach(() => {
  place.remove();
});

const read = (name: string) => readFileSync(join(place.folder, name), 'utf8');

it('formats what is named, or the schema of the configuration', async () => {
  place.write('db/a.graphql', '# keys\ntype A @wes_table(name:"a"){id:ID!}');
  place.write('db/b.graphql', 'type B {\n  id: ID!\n}\n');
  expect(await place.wesley(['fmt', '--check', 'db'])).toEqual({
    code: 1,
    err: '',
    out: 'db/a.graphql\n2 files: 1 not formatted\n',
  });
  place.write('wesley.config.json', '{ "schema": "db" }');
  expect(await place.wesley(['fmt'])).toMatchObject({ code: 0, out: 'db/a.graphql\n2 files: 1 formatted\n' });
  expect(read('db/a.graphql')).toBe('# keys\ntype A @table(name: "a") {\n  id: ID!\n}\n');
  expect(await place.wesley(['fmt', '--check', '--json'])).toMatchObject({
    code: 0,
    out: '{\n  "schema": "wesley/fmt/1",\n  "files": 2,\n  "changed": []\n}\n',
  });
});

it('is a filter with --stdin', async () => {
  expect(await place.wesley(['fmt', '--stdin'], { stdin: 'type A{id:ID!}' })).toEqual({
    code: 0,
    err: '',
    out: 'type A {\n  id: ID!\n}\n',
  });
});

it('changes nothing in a file whose bytes are no text', async () => {
  const bytes = Buffer.from('# caf\xe9\ntype A{id:ID!}', 'latin1');
  place.write('a.graphql', bytes);
  const { code, err } = await place.wesley(['fmt', 'a.graphql']);
  expect(code).toBe(1);
  expect(err).toContain('a.graphql is not UTF-8: nothing is formatted');
  expect(readFileSync(join(place.folder, 'a.graphql'))).toEqual(bytes);
});

it('says where a file is no GraphQL, and formats the others', async () => {
  place.write('a.graphql', 'type A {\n  id ID\n}\n');
  place.write('b.graphql', 'type B{id:ID!}');
  const { code, err } = await place.wesley(['fmt', 'a.graphql', 'b.graphql']);
  expect(code).toBe(1);
  expect(err).toContain('a.graphql:2:6');
  expect(read('b.graphql')).toBe('type B {\n  id: ID!\n}\n');
});

it('says what is missing', async () => {
  expect(await place.wesley(['fmt'])).toMatchObject({ code: 64 });
  expect(await place.wesley(['fmt', 'nowhere'])).toMatchObject({ code: 64 });
});

it('declares the directives, with the scalars of the configuration', async () => {
  place.write('wesley.config.json', '{ "sdl": { "scalars": { "Money": "numeric(12,2)" } } }');
  const args = ['schema', 'directives', '-o', 'directives.graphql'];
  expect(await place.wesley([...args, '--check'])).toMatchObject({ code: 1 });
  expect(await place.wesley(args)).toEqual({ code: 0, err: '', out: 'directives.graphql: written\n' });
  expect(await place.wesley([...args, '--check'])).toMatchObject({ code: 0 });
  expect(() =>
    buildSchema(`${read('directives.graphql')} type Query { a: Money @column(type: "text") }`),
  ).not.toThrow();
  expect((await place.wesley(['schema', 'directives'])).out).toBe(read('directives.graphql'));
});

it('the settings of SDL are read from the configuration, and their mistakes told', async () => {
  place.write(
    'wesley.config.json',
    '{ "sdl": { "names": "camel", "id": "int", "scalar": {}, "scalars": { "A": {} } } }',
  );
  const { code, err } = await place.wesley(['fmt']);
  expect(code).toBe(78);
  expect(err).toContain('"names" must be one of snake_case, exact');
  expect(err).toContain('"id" must be one of uuid, bigint, text');
  expect(err).toContain('Did you mean "scalars"?');
  expect(err).toContain('the scalar "A" must say its SQL type');
});
