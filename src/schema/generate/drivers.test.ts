/** What drivers really read and take, value by value, against the types that are claimed. */
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeOnServers } from '../../../test/support/describe.js';
import { type Code, flat } from './code.js';
import { type Driver, type ValueOptions, valueCode, valueOptions } from './drivers.js';
import { readOptions } from './options.js';
import { samples, sampleType, sampleTypesSql } from './samples.test-helper.js';

/** Runs one statement, maybe with a parameter for a column, and returns the values of its row. */
type Ask = (sql: string, value?: { readonly of: string; readonly value: unknown }) => Promise<unknown[]>;

/** Types whose arrays postgres.js takes for one of them, unless sql.array() says what their elements are. */
const elementOids: Readonly<Record<string, number>> = {
  boolean: 16,
  bytea: 17,
  bigint: 20,
  date: 1082,
  timestamp: 1114,
  'timestamptz(3)': 1184,
};

function claims(name: string, driver: Driver): { read: Code; write: Code } {
  const options = readOptions<ValueOptions & Record<string, unknown>>('types', { driver }, valueOptions);
  return valueCode(sampleType(name), options, (type) => type);
}

/** Is the value one of the type, as TypeScript would see it? */
function holds(value: unknown, type: Code): boolean {
  if (typeof type === 'object') {
    if ('union' in type) return type.union.some((one) => holds(value, one));
    if ('generic' in type) return value !== null && value !== undefined;
    if ('array' in type) return Array.isArray(value) && value.every((one) => holds(one, type.array));
    const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    return keys.join() === type.members.map(([name]) => name).join();
  }
  switch (type) {
    case 'unknown':
      return true;
    case 'null':
      return value === null;
    case 'Date':
      return value instanceof Date;
    case 'Buffer':
      return Buffer.isBuffer(value);
    case 'Uint8Array':
      return value instanceof Uint8Array;
    case 'Mood':
      return value === 'sad' || value === 'ok';
    case 'Interval':
      return typeof (value as { toPostgres?: unknown }).toPostgres === 'function';
    default:
      return typeof value === type;
  }
}

/** Values of a type to write that all mean the text; none for a type that cannot be written so. */
function values(type: Code, text: string, read: unknown): unknown[] {
  if (typeof type === 'object') {
    if ('union' in type) return type.union.flatMap((one) => values(one, text, read));
    if ('generic' in type) return [JSON.parse(text)];
    if ('members' in type) return [];
    const elements = values(type.array, text, read).filter((one) => one !== null);
    return elements.map((one) => [one, one]);
  }
  switch (type) {
    case 'null':
      return [];
    case 'string':
    case 'Mood':
      return [text];
    case 'number':
      return Number.isSafeInteger(Number(text)) || /^\d\.\d$/.test(text) ? [Number(text)] : [];
    case 'bigint':
      return [BigInt(text)];
    case 'boolean':
      return [true];
    case 'Date':
      return [
        new Date(
          text.includes('+') ? text : `${text.replace(' ', 'T')}${text.includes(':') ? '' : 'T00:00'}`,
        ),
      ];
    case 'Uint8Array':
      return [new Uint8Array([1, 255])];
    case 'Interval':
      return [read];
    default:
      throw new Error(`no sample of ${type}`);
  }
}

/** An array of twice the text, as PostgreSQL writes it. */
function arrayText(type: string, text: string): string {
  const quoted = `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
  return `{${quoted}${type === 'box' ? ';' : ','}${quoted}}`;
}

function checksOf(driver: Driver, ask: () => Ask): void {
  test('reads what is claimed, alone and in arrays', async () => {
    const wrong: string[] = [];
    for (const [type, text] of samples) {
      const alone = claims(type, driver).read;
      const [value] = await ask()(`SELECT '${text}'::${type} AS v`);
      if (!holds(value, alone)) wrong.push(`${type} is claimed ${flat(alone)}`);
      const array = claims(`${type}[]`, driver).read;
      const [several] = await ask()(`SELECT ARRAY['${text}', '${text}']::${type}[] AS v`);
      if (!holds(several, array)) wrong.push(`${type}[] is claimed ${flat(array)}`);
    }
    expect(wrong).toEqual([]);
  });

  test('takes what is claimed, alone and in arrays, for the value that it means', async () => {
    const wrong: string[] = [];
    for (const [name, text] of samples) {
      for (const type of [name, `${name}[]`]) {
        // char(n) as a parameter of its own would be char(1).
        const column = `CREATE TEMPORARY TABLE taken (v ${type})`;
        const [read] = await ask()(`SELECT '${text}'::${name} AS v`);
        for (const value of values(claims(type, driver).write, text, read)) {
          const wanted = type === name ? `'${text}'::${name}` : `ARRAY['${text}'::${name}, '${text}']`;
          const given = typeof value === 'string' && type !== name ? arrayText(name, text) : value;
          await ask()('DROP TABLE IF EXISTS taken');
          await ask()(column);
          const what = `${type} from ${JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}n` : one))}`;
          try {
            await ask()('INSERT INTO taken VALUES ($1)', { of: name, value: given });
            const [same] = await ask()(`SELECT v::text = (${wanted})::${type}::text AS same FROM taken`);
            if (same !== true)
              wrong.push(`${what} became ${JSON.stringify(await ask()('SELECT v::text FROM taken'))}`);
          } catch (error) {
            wrong.push(`${what}: ${(error as Error).message}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });
}

describeOnServers([18], 'drivers on a server', (_major, server) => {
  let client: pg.Client;
  let sql: postgres.Sql;

  beforeAll(async () => {
    const url = await (await server()).createDatabase('drivers');
    client = new pg.Client(url);
    await client.connect();
    await client.query(sampleTypesSql);
    sql = postgres(url, { max: 1, onnotice: () => {} });
  });

  afterAll(async () => {
    await client.end();
    await sql.end();
  });

  describe('node-postgres', () => {
    checksOf('pg', () => async (text, param) => {
      const { rows } = await client.query<Record<string, unknown>>(text, param && [param.value]);
      return Object.values(rows[0] ?? {});
    });
  });

  describe('postgres.js', () => {
    checksOf('postgres', () => async (text, param) => {
      const oid = elementOids[param?.of ?? ''];
      const value = param?.value;
      const given = Array.isArray(value) && oid !== undefined ? sql.array(value, oid) : value;
      const rows = await sql.unsafe<Record<string, unknown>[]>(text, param ? [given as never] : []);
      return Object.values(rows[0] ?? {});
    });
  });
});

describe('PGlite', () => {
  let db: PGlite;

  beforeAll(async () => {
    db = new PGlite();
    await db.exec(sampleTypesSql);
    await db.refreshArrayTypes();
  });

  afterAll(() => db.close());

  checksOf('pglite', () => async (text, param) => {
    const { rows } = await db.query<Record<string, unknown>>(text, param && [param.value]);
    return Object.values(rows[0] ?? {});
  });
});
