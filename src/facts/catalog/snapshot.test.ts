import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { WesleyError } from '../../diagnostics/index.js';
import type { Catalog, Column, Table } from './catalog.js';
import {
  compareCatalogs,
  hashCatalog,
  parseSnapshot,
  readSnapshot,
  renderSnapshot,
  writeSnapshot,
} from './snapshot.js';

const column = (name: string, more: Partial<Column> = {}): Column => ({
  name,
  position: 1,
  type: 'integer',
  notNull: false,
  ...more,
});

const table = (name: string, more: Partial<Table> = {}): Table => ({
  id: `public.${name}`,
  schema: 'public',
  name,
  kind: 'table',
  persistence: 'permanent',
  columns: [column('id')],
  constraints: [],
  ...more,
});

const catalog = (more: Partial<Catalog> = {}): Catalog => ({
  format: 'wesley/catalog/1',
  server: { major: 18, version: '18.4' },
  schemas: [{ name: 'public' }],
  extensions: [],
  tables: [table('orders')],
  indexes: [],
  sequences: [],
  types: [],
  routines: [],
  views: [],
  triggers: [],
  policies: [],
  others: [],
  unmodelled: [],
  dependencies: [],
  ...more,
});

const sentences = (a: Catalog, b: Catalog) => compareCatalogs(a, b).map(({ sentence }) => sentence);

describe('compareCatalogs', () => {
  it('finds nothing between equal states, and their hash is equal', () => {
    const same = catalog({
      server: { major: 11, version: '11.22' },
      extensions: [{ name: 'citext', version: '1.5', schema: 'public' }],
      tables: [table('orders', { owner: 'somebody', columns: [column('id', { position: 7 })] })],
      dependencies: [{ object: 'a', on: 'b', how: 'auto' }],
    });
    const other = catalog({ extensions: [{ name: 'citext', version: '1.6', schema: 'public' }] });
    expect(compareCatalogs(same, other)).toEqual([]);
    expect(hashCatalog(same)).toBe(hashCatalog(other));
    expect(compareCatalogs(same, other, { owners: true }).map(({ sentence }) => sentence)).toEqual([
      'table public.orders differs: owner is not set, expected somebody',
    ]);
  });

  it('says what is missing, unexpected and different, without the parts of what comes or goes', () => {
    const a = catalog({ tables: [table('orders'), table('old')] });
    const b = catalog({
      tables: [
        table('orders', {
          columns: [column('id', { type: 'bigint', notNull: true, comment: 'key' }), column('note')],
        }),
        table('new'),
      ],
    });
    expect(compareCatalogs(a, b)).toEqual([
      {
        object: 'column:public.orders.id',
        fields: [
          { name: 'type', a: 'integer', b: 'bigint' },
          { name: 'not null', a: 'false', b: 'true' },
          { name: 'comment', b: 'key' },
        ],
        change: 'different',
        a: '{"notNull":false,"type":"integer"}',
        b: '{"comment":"key","notNull":true,"type":"bigint"}',
        sentence:
          'column public.orders.id differs: type is bigint, expected integer; not null is true, expected false; comment is key, expected not set',
      },
      {
        object: 'column:public.orders.note',
        change: 'unexpected',
        b: '{"notNull":false,"type":"integer"}',
        sentence: 'column public.orders.note is there and was not expected',
      },
      {
        object: 'table:public.new',
        change: 'unexpected',
        b: '{"kind":"table","persistence":"permanent"}',
        sentence: 'table public.new is there and was not expected',
      },
      {
        object: 'table:public.old',
        change: 'missing',
        a: '{"kind":"table","persistence":"permanent"}',
        sentence: 'table public.old is missing',
      },
    ]);
  });

  it('compares privileges and whether an index is valid', () => {
    const index = {
      id: 'public.orders_id_idx',
      schema: 'public',
      name: 'orders_id_idx',
      table: 'public.orders',
      method: 'btree',
      unique: false,
      keys: ['id'],
      columns: ['id'],
      definition: 'CREATE INDEX orders_id_idx ON public.orders USING btree (id)',
    };
    const a = catalog({
      tables: [table('orders', { acl: ['app=r'] })],
      indexes: [{ ...index, valid: true }],
    });
    const b = catalog({ indexes: [{ ...index, valid: false }] });
    expect(sentences(a, b)).toEqual([
      'index public.orders_id_idx differs: valid is false, expected true',
      'table public.orders differs: privileges is not set, expected ["app=r"]',
    ]);
    expect(hashCatalog(a)).not.toBe(hashCatalog(b));
  });
});

describe('snapshot files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wesley-snapshot-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const statistics = [{ table: 'public.orders', rows: 12, bytes: 8192 }];
  const text = renderSnapshot(catalog(), statistics, new Date(0));

  it('come back as they were written', () => {
    const file = join(folder, 'snapshot.json');
    writeSnapshot(file, catalog(), statistics, new Date(0));
    const { hash, ...rest } = readSnapshot(file);
    expect(rest).toEqual({
      format: 'wesley/snapshot/1',
      time: '1970-01-01T00:00:00.000Z',
      catalog: catalog(),
      statistics,
    });
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['an empty file', '', 'snapshot/broken', 's.json is not a snapshot: it is empty'],
    [
      'a file that is cut off',
      text.slice(0, 200),
      'snapshot/broken',
      's.json is not a snapshot: it is not valid JSON, or cut off',
    ],
    [
      'a file that was edited',
      text.replace('"rows": 12', '"rows": 13'),
      'snapshot/edited',
      's.json was changed after it was written: its content does not match its hash',
    ],
    [
      'another format',
      '{"format": "wesley/snapshot/9"}',
      'snapshot/format',
      's.json has the format wesley/snapshot/9, and this version of Wesley reads wesley/snapshot/1',
    ],
    ['other JSON', '[1]', 'snapshot/format', 's.json is JSON, but not a snapshot'],
  ])('%s is refused', (_name, content, code, message) => {
    try {
      parseSnapshot(content, 's.json');
    } catch (error) {
      expect(error).toBeInstanceOf(WesleyError);
      if (!(error instanceof WesleyError)) throw error;
      expect(error.exitCode).toBe(78);
      expect(error.diagnostics[0]).toMatchObject({ code, message });
      return;
    }
    throw new Error('it was not refused');
  });

  it('may be indented in another way', () => {
    expect(parseSnapshot(JSON.stringify(JSON.parse(text)), 's.json').time).toBe('1970-01-01T00:00:00.000Z');
  });
});
