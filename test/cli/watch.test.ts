/** `wesley watch`: what a save does, what a mistake does not do, and how it ends. */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../../src/cli/run.js';
import { Workplace } from './command-line.js';

const limit = 60_000;
let place: Workplace;
let stop: AbortController;
let out: string;

beforeEach(() => {
  place = new Workplace();
  stop = new AbortController();
  out = '';
});

afterEach(() => {
  stop.abort();
  place.remove();
});

function start(...args: string[]): Promise<number> {
  const say = (text: string): void => {
    out += text;
  };
  return run(['watch', '--color', 'never', ...args], {
    cwd: place.folder,
    env: {},
    out: say,
    err: say,
    stdin: async () => new Uint8Array(),
    outTty: false,
    errTty: false,
    columns: undefined,
    stopGently: () => ({ stop: stop.signal, cancel: new AbortController().signal }),
  });
}

/** Waits for a pass that says all of this, and forgets it. */
async function says(...texts: string[]): Promise<void> {
  for (const text of texts) await expect.poll(() => out, { timeout: limit, interval: 10 }).toContain(text);
  await expect.poll(() => out, { timeout: limit, interval: 10 }).toMatch(/watching; Ctrl-C ends it\n$/);
  out = '';
}

/** Saves as editors do: another file, put in its place. */
function save(name: string, text: string): void {
  const path = join(place.folder, name);
  writeFileSync(`${path}~`, text);
  renameSync(`${path}~`, path);
}

const read = (name: string) => readFileSync(join(place.folder, name), 'utf8');
const order = (field: string) => `type Purchase {\n  id: ID!\n  ${field}: String!\n}\n`;
const config = (targets: object) =>
  JSON.stringify({ schema: 'schema', generate: { out: 'db', targets }, namespace: 'acme' });

it('writes files with each save, tells mistakes and waits them out, and follows configuration and rules', async () => {
  place.write('schema/order.graphql', order('state'));
  place.write('wesley.config.json', config({ sql: {} }));
  const ended = start();
  await says('no findings in 1 type of 1 file', 'new     schema.sql\n1 file written; ');
  expect(read('db/schema.sql')).toContain('"state" text NOT NULL');

  save('schema/order.graphql', order('region'));
  await says('changed: schema/order.graphql', 'changed schema.sql\n1 file written; ');
  expect(read('db/schema.sql')).toContain('"region" text NOT NULL');

  const before = read('db/schema.sql');
  save('schema/order.graphql', `${order('region')}type Cut {\n`);
  await says('error[sdl/syntax]', 'files are left as they were, until the schema has no errors; ');
  expect(read('db/schema.sql')).toBe(before);
  save('schema/order.graphql', order('region'));
  await says('no findings', 'files are up to date; ');

  save('schema/customer.graphql', 'type Customer { id: ID! email: String! }\n');
  await says('in 2 types of 2 files', '1 file written; ');
  rmSync(join(place.folder, 'schema/customer.graphql'));
  await says('in 1 type of 1 file', '1 file written; ');
  expect(read('db/schema.sql')).toBe(before);

  save('wesley.config.json', config({ sql: {}, types: {} }));
  await says('new     types.ts\n1 file written; ');
  save('wesley.config.json', '{');
  await says('error[config/syntax]');
  save('wesley.config.json', config({ types: {} }));
  await says('removed schema.sql\n1 file written; ');
  expect(existsSync(join(place.folder, 'db/schema.sql'))).toBe(false);

  stop.abort();
  expect(await ended).toBe(130);
});

it('tells what rules of the team say, and follows them too', async () => {
  const rule = (word: string) => `/// Regions have a table of their own.
@[rule(severity = "warning", tags = ["naming"], since = "1")]
@[message = "{Column} is a ${word}"]
@[fix = "Refer to the table of regions."]
schema_finding("acme/no-region", $AtColumn(Table, Column)) :-
    sdl_column(Table, Column, _, _), Column = "region".
`;
  place.write('schema/order.graphql', order('region'));
  place.write('rules/no-region/rule.dl', rule('region'));
  place.write('wesley.config.json', config({}));
  const ended = start();
  await says('warning[rule/acme/no-region]: region is a region', 'files are up to date; ');
  place.write('rules/no-region/rule.dl', rule('place'));
  await says('changed: rules/no-region/rule.dl', 'warning[rule/acme/no-region]: region is a place');
  place.write('rules/no-region/rule.dl', rule('place').replace('sdl_column(', 'sdl_colum('));
  await says('error[dl/unknown-relation]');
  place.write('rules/no-region/rule.dl', rule('site'));
  await says('region is a site');
  stop.abort();
  expect(await ended).toBe(130);
});

it('prints a line of JSON for each save when asked', async () => {
  place.write('a.graphql', order('state'));
  const ended = start('a.graphql', '--target', 'sql', '--out', 'gen', '--json');
  const line = async (): Promise<unknown> => {
    await expect.poll(() => out, { timeout: limit, interval: 10 }).toMatch(/\n$/);
    const { milliseconds, ...rest } = JSON.parse(out) as { milliseconds: number };
    out = '';
    expect(milliseconds).toBeGreaterThanOrEqual(0);
    return rest;
  };
  const clean = { errors: 0, warnings: 0, notes: 0, generated: true };
  expect(await line()).toEqual({
    ...clean,
    files: [{ path: 'schema.sql', target: 'sql', state: 'new' }],
  });
  save('a.graphql', order('region'));
  expect(await line()).toEqual({
    ...clean,
    files: [{ path: 'schema.sql', target: 'sql', state: 'changed' }],
  });
  save('a.graphql', '}');
  expect(await line()).toEqual({ ...clean, errors: 1, generated: false, files: [] });
  stop.abort();
  expect(await ended).toBe(130);
});

it('takes all targets, as generate does', async () => {
  place.write('a.graphql', order('state'));
  const ended = start('a.graphql', '--target', 'all', '--out', 'gen', '--json');
  await expect.poll(() => out, { timeout: limit, interval: 10 }).toMatch(/\n$/);
  const { files } = JSON.parse(out) as { files: { target: string }[] };
  expect([...new Set(files.map(({ target }) => target))].sort()).toEqual([
    'jsonschema',
    'kysely',
    'pgtap',
    'runtime',
    'sql',
    'types',
    'zod',
  ]);
  stop.abort();
  expect(await ended).toBe(130);
});

it('refuses to start without a schema, or with a target that there is not', async () => {
  expect(await start()).toBe(64);
  expect(out).toContain('nothing to watch: no schema is named');
  out = '';
  place.write('a.graphql', order('state'));
  expect(await start('a.graphql', '--target', 'tipes')).toBe(78);
  expect(out).toContain('there is no target and no package "tipes". Did you mean "types"?');
});
