import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WesleyError } from '../../diagnostics/index.js';
import { describeConnection, parseConninfo, resolveConnection } from './conninfo.js';
import { passwordFromFile } from './pgpass.js';
import { attemptsOf } from './tls.js';

const resolve = (spec: string | undefined, env = {}) => resolveConnection(spec, env)!;

describe('connection URLs', () => {
  it.each([
    [
      'postgres://ann@db.example:6000/shop',
      { user: 'ann', host: 'db.example', port: '6000', dbname: 'shop' },
    ],
    ['postgresql://ann:p%40ss%2Fw@h/d', { user: 'ann', password: 'p@ss/w', host: 'h', dbname: 'd' }],
    ['postgres://ann:a#b@h/d', { user: 'ann', password: 'a#b', host: 'h', dbname: 'd' }],
    ['postgres://ann:a@b@h/d', { user: 'ann', password: 'a@b', host: 'h', dbname: 'd' }],
    ['postgres://[::1]:5433/d', { host: '::1', port: '5433', dbname: 'd' }],
    ['postgres://%2Fvar%2Frun/d', { host: '/var/run', dbname: 'd' }],
    ['postgresql:///d?host=/tmp&port=5433', { dbname: 'd', host: '/tmp', port: '5433' }],
    ['postgres://h', { host: 'h' }],
    ['postgres://', {}],
    [
      'postgres://h/d?sslmode=require&application_name=a%20b',
      { host: 'h', dbname: 'd', sslmode: 'require', application_name: 'a b' },
    ],
    ['postgres://h/d?ssl=true', { host: 'h', dbname: 'd', sslmode: 'require' }],
  ])('reads %s', (url, words) => {
    expect(parseConninfo(url)).toEqual(words);
  });

  it.each([
    ['mysql://h/d', /scheme "mysql"/],
    ['postgres://h/d?schema=public', /parameter "schema"/],
    ['postgres://a,b/d', /several hosts/],
    ['postgres://ann:se/cret@h/d', /percent code/],
    ['postgres://ann:%zz@h/d', /percent code/],
    ['./file.sql', /neither a URL/],
    ['host=h dbname', /cannot be read after keyword "host"/],
    ["host='h", /cannot be read/],
    ['hots=h', /parameter "hots"/],
  ])('refuses %s', (text, why) => {
    const error = refusal(() => parseConninfo(text));
    expect(error.diagnostics[0]!.code).toBe('db/bad-url');
    expect(error.exitCode).toBe(78);
    expect(error.message).toMatch(why);
    expect(error.message).not.toMatch(/se\/cret|%zz/);
  });
});

describe('key=value text', () => {
  it.each([
    ['host=h dbname=d', { host: 'h', dbname: 'd' }],
    ["host = h  password = 'it''s'", undefined],
    ["password='it\\'s a \\\\'", { password: "it's a \\" }],
    ["user=a\\ b options='-c x=1 -c y=2'", { user: 'a b', options: '-c x=1 -c y=2' }],
    ["password=''", { password: '' }],
  ])('reads %s', (text, words) => {
    if (words === undefined) expect(() => parseConninfo(text)).toThrow(WesleyError);
    else expect(parseConninfo(text)).toEqual(words);
  });

  it('takes a bare word for the name of a database', () => {
    expect(parseConninfo('shop_1')).toEqual({ dbname: 'shop_1' });
  });
});

describe('who wins', () => {
  const env = {
    DATABASE_URL: 'postgres://url-host/url-db',
    PGHOST: 'env-host',
    PGUSER: 'env-user',
    PGPORT: '7',
  };

  it('the option, then DATABASE_URL, then PG* for what is missing', () => {
    expect(resolve('postgres://h/d', env)).toMatchObject({
      host: 'h',
      database: 'd',
      user: 'env-user',
      port: 7,
    });
    expect(resolve(undefined, env)).toMatchObject({ host: 'url-host', database: 'url-db', user: 'env-user' });
    expect(resolve(undefined, { PGHOST: '/sock', PGUSER: 'u' })).toMatchObject({
      host: '/sock',
      database: 'u',
    });
  });

  it('nothing names a database: nothing is guessed', () => {
    expect(resolveConnection(undefined, {})).toBeUndefined();
    expect(resolveConnection(undefined, { PGPASSWORD: 'x', PGSSLMODE: 'require' })).toBeUndefined();
  });

  it('fills in the defaults of libpq', () => {
    expect(resolve('postgres://ann@h')).toEqual({
      host: 'h',
      port: 5432,
      database: 'ann',
      user: 'ann',
      sslmode: 'prefer',
      sslnegotiation: 'postgres',
      channelBinding: 'prefer',
      applicationName: 'wesley',
      connectTimeout: 10,
      targetSession: 'any',
    });
  });

  it.each([
    ['host=h port=0', /port 0/],
    ['host=h port=x', /port "x"/],
    ['host=h sslmode=on', /sslmode=on/],
    ['service=prod', /services \("prod"\)/],
    ['host=h client_encoding=LATIN1', /LATIN1/],
    ['host=h target_session_attrs=standby', /target_session_attrs=standby/],
  ])('refuses %s', (text, why) => {
    expect(refusal(() => resolve(text)).message).toMatch(why);
  });

  it('describes a connection without its password', () => {
    expect(describeConnection(resolve('postgres://ann:secret@h/d'))).toBe(
      'database "d" at h:5432 as user "ann"',
    );
  });
});

describe('sslmode', () => {
  const attempts = (text: string) =>
    attemptsOf(resolve(text)).map((one) => (one === false ? 'plain' : one.rejectUnauthorized));

  it('means what it means to libpq', () => {
    expect(attempts('host=h sslmode=disable')).toEqual(['plain']);
    expect(attempts('host=h sslmode=allow')).toEqual(['plain', false]);
    expect(attempts('host=h')).toEqual([false, 'plain']);
    expect(attempts('host=h sslmode=require')).toEqual([false]);
    expect(attempts('host=h sslmode=verify-full sslrootcert=system')).toEqual([true]);
    expect(attempts('host=/tmp sslmode=verify-full')).toEqual(['plain']);
  });

  it('refuses to verify with nothing to verify against', () => {
    expect(() => attempts('host=h sslmode=verify-ca sslrootcert=/nowhere.crt')).toThrow(
      /nowhere.crt cannot be read/,
    );
    expect(() => attempts('host=h sslmode=require sslrootcert=system')).toThrow(/needs sslmode=verify-full/);
  });
});

describe('the password file', () => {
  it('gives the first match, with escapes and wildcards, unless others may read it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'wesley-pgpass-'));
    const file = join(folder, 'pgpass');
    writeFileSync(file, '# mine\nh:5432:other:ann:no\nh:*:d\\:1:ann:s\\:e\\\\cret\n*:*:*:*:any\n', {
      mode: 0o600,
    });
    expect(passwordFromFile(resolve(`host=h dbname=d:1 user=ann passfile=${file}`))).toBe('s:e\\cret');
    expect(passwordFromFile(resolve(`host=x dbname=d user=ann passfile=${file}`))).toBe('any');
    chmodSync(file, 0o644);
    expect(passwordFromFile(resolve(`host=x dbname=d user=ann passfile=${file}`))).toBeUndefined();
    rmSync(folder, { recursive: true });
  });
});

function refusal(act: () => unknown): WesleyError {
  try {
    act();
  } catch (error) {
    if (error instanceof WesleyError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
