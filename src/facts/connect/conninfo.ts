/** From what a person wrote (URL, key=value text, PG* variables) to explicit connection fields, as libpq reads them. */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { Exit, WesleyError } from '../../diagnostics/index.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof sslModes)[number];

export interface ConnectionFields {
  /** Name or address of the server, or the folder of its unix socket. Certificates are checked against it. */
  readonly host: string;
  /** Address to connect to instead of looking `host` up. */
  readonly hostaddr?: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password?: string;
  readonly passfile?: string;
  readonly sslmode: SslMode;
  readonly sslrootcert?: string;
  readonly sslcert?: string;
  readonly sslkey?: string;
  readonly sslnegotiation: 'postgres' | 'direct';
  readonly channelBinding: 'disable' | 'prefer' | 'require';
  readonly applicationName: string;
  /** Seconds; 0 waits for ever. */
  readonly connectTimeout: number;
  readonly options?: string;
  readonly targetSession: 'any' | 'read-write' | 'primary';
}

/** Which environment variable stands for which keyword, and all keywords that Wesley acts on. */
const variableOf: Readonly<Record<string, string>> = {
  host: 'PGHOST',
  hostaddr: 'PGHOSTADDR',
  port: 'PGPORT',
  dbname: 'PGDATABASE',
  user: 'PGUSER',
  password: 'PGPASSWORD',
  passfile: 'PGPASSFILE',
  service: 'PGSERVICE',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  sslnegotiation: 'PGSSLNEGOTIATION',
  channel_binding: 'PGCHANNELBINDING',
  application_name: 'PGAPPNAME',
  connect_timeout: 'PGCONNECT_TIMEOUT',
  options: 'PGOPTIONS',
  target_session_attrs: 'PGTARGETSESSIONATTRS',
  gssencmode: 'PGGSSENCMODE',
  client_encoding: 'PGCLIENTENCODING',
};

/** Keywords of libpq that change nothing in what Wesley does. */
const harmless = new Set([
  'fallback_application_name',
  'keepalives',
  'keepalives_idle',
  'keepalives_interval',
  'keepalives_count',
  'tcp_user_timeout',
  'sslcompression',
  'sslsni',
  'krbsrvname',
  'gsslib',
  'gssdelegation',
  'load_balance_hosts',
]);

type Words = Record<string, string>;

/**
 * `spec` (a URL or `key=value` text) wins over `DATABASE_URL`, and both over the PG* variables, which fill the gaps.
 * Undefined when nothing at all names a database.
 */
export function resolveConnection(spec: string | undefined, env: Environment): ConnectionFields | undefined {
  const named = spec ?? (env.DATABASE_URL || undefined);
  const words =
    named === undefined ? {} : parseConninfo(named, spec === undefined ? 'DATABASE_URL' : '--database');
  let fromEnvironment = false;
  for (const [keyword, variable] of Object.entries(variableOf)) {
    const value = env[variable];
    if (value === undefined || value === '' || keyword in words) continue;
    words[keyword] = value;
    fromEnvironment ||= ['host', 'hostaddr', 'port', 'dbname', 'user', 'service'].includes(keyword);
  }
  if (named === undefined && !fromEnvironment) return undefined;
  return toFields(words);
}

/** The database in words that may be printed: never the password. */
export function describeConnection(fields: ConnectionFields): string {
  const at = fields.host.startsWith('/')
    ? `socket ${fields.host}, port ${fields.port}`
    : `${fields.host}:${fields.port}`;
  return `database "${fields.database}" at ${at} as user "${fields.user}"`;
}

export function parseConninfo(text: string, where = '--database'): Words {
  const scheme = /^postgres(ql)?:\/\//.exec(text);
  if (scheme) return parseUrl(text.slice(scheme[0].length), where);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    throw badUrl(`${where} has the scheme "${text.slice(0, text.indexOf(':'))}", which is not PostgreSQL's`, {
      text: 'Use postgres://user@host:port/database',
    });
  }
  if (text.includes('=')) return parseKeywords(text, where);
  if (/^[\p{L}\p{N}_$-]+$/u.test(text)) return { dbname: text };
  throw badUrl(`${where} is neither a URL nor key=value text nor the name of a database`, {
    text: 'Use postgres://user@host:port/database, or "host=... dbname=..."',
  });
}

function parseUrl(rest: string, where: string): Words {
  const words: Words = {};
  const authorityEnd = rest.search(/[/?]/);
  const authority = authorityEnd === -1 ? rest : rest.slice(0, authorityEnd);
  const tail = authorityEnd === -1 ? '' : rest.slice(authorityEnd);
  if (!authority.includes('@') && /^[^/?]*:[^?]*@/.test(rest)) {
    throw badUrl(`the password in ${where} has a character that must be written as a percent code`, {
      text: 'In a URL write "/" as %2F, "?" as %3F, "@" as %40, "%" as %25; or put the password in PGPASSWORD',
    });
  }
  const at = authority.lastIndexOf('@');
  const login = at === -1 ? '' : authority.slice(0, at);
  const server = authority.slice(at + 1);
  const colon = login.indexOf(':');
  const user = colon === -1 ? login : login.slice(0, colon);
  if (user !== '') words.user = percentDecode(user, where);
  if (colon !== -1 && colon + 1 < login.length) words.password = percentDecode(login.slice(colon + 1), where);
  if (server.includes(',')) throw severalHosts(where);
  const address = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(server);
  if (!address)
    throw badUrl(`"${server}" in ${where} is not a host and port`, {
      text: 'Write an IPv6 address in brackets: [::1]:5432',
    });
  const host = address[1]!.replace(/^\[|\]$/g, '');
  if (host !== '') words.host = percentDecode(host, where);
  if (address[2]) words.port = percentDecode(address[2], where);
  const question = tail.indexOf('?');
  const path = question === -1 ? tail : tail.slice(0, question);
  if (path.length > 1) words.dbname = percentDecode(path.slice(1), where);
  if (question !== -1) {
    for (const pair of tail.slice(question + 1).split('&')) {
      if (pair === '') continue;
      const equals = pair.indexOf('=');
      if (equals === -1) throw badUrl(`"${pair}" in ${where} has no value`);
      const keyword = percentDecode(pair.slice(0, equals), where);
      const value = percentDecode(pair.slice(equals + 1), where);
      if (keyword === 'ssl' && value === 'true') words.sslmode = 'require';
      else words[keyword] = value;
    }
  }
  return checkKeywords(words, where);
}

function percentDecode(text: string, where: string): string {
  try {
    const decoded = decodeURIComponent(text);
    if (!decoded.includes('\0')) return decoded;
  } catch {
    // Falls through to the same complaint; the text itself may be a password.
  }
  throw badUrl(`${where} has a wrong percent code`, { text: 'In a URL write "%" as %25' });
}

function parseKeywords(text: string, where: string): Words {
  const words: Words = {};
  const pair = /\s*([^\s=]+)\s*=\s*(?:'((?:[^'\\]|\\[\s\S])*)'|((?:[^\s\\']|\\[\s\S])*))(?=\s|$)/gy;
  let end = 0;
  for (let found = pair.exec(text); found !== null; found = pair.exec(text)) {
    words[found[1]!] = (found[2] ?? found[3] ?? '').replace(/\\([\s\S])/g, '$1');
    end = pair.lastIndex;
  }
  if (text.slice(end).trim() !== '') {
    throw badUrl(`${where} cannot be read after keyword "${Object.keys(words).at(-1) ?? ''}"`, {
      text: 'Write keyword=value pairs with spaces between them; put a value with spaces between single quotes',
    });
  }
  return checkKeywords(words, where);
}

function checkKeywords(words: Words, where: string): Words {
  for (const keyword of Object.keys(words)) {
    if (keyword in variableOf || harmless.has(keyword)) continue;
    throw badUrl(`${where} has the parameter "${keyword}", which Wesley does not know`, {
      text: `Remove "${keyword}" from the connection that you give to Wesley`,
    });
  }
  return words;
}

function toFields(words: Words): ConnectionFields {
  if (words.service !== undefined) {
    throw badUrl(`connection services ("${words.service}") are not supported`, {
      text: 'Name the server with --database, or with PGHOST, PGPORT, PGDATABASE and PGUSER; unset PGSERVICE',
    });
  }
  if (words.host?.includes(',') || words.hostaddr?.includes(',')) throw severalHosts('the connection');
  if (words.gssencmode === 'require') throw badUrl('gssencmode=require is not supported');
  if (words.client_encoding !== undefined && !/^(utf-?8|auto|unicode)$/i.test(words.client_encoding)) {
    throw badUrl(`client_encoding=${words.client_encoding} is not supported: Wesley always speaks UTF8`);
  }
  const port = wholeNumber(words, 'port') ?? 5432;
  if (port < 1 || port > 65535) throw badUrl(`port ${words.port} is not between 1 and 65535`);
  const user = words.user || systemUser();
  return {
    host: words.host || (words.hostaddr ? words.hostaddr : defaultHost(port)),
    ...(words.hostaddr ? { hostaddr: words.hostaddr } : {}),
    port,
    database: words.dbname || user,
    user,
    ...(words.password ? { password: words.password } : {}),
    ...(words.passfile ? { passfile: words.passfile } : {}),
    sslmode: oneOf(words, 'sslmode', sslModes, words.sslrootcert === 'system' ? 'verify-full' : 'prefer'),
    ...(words.sslrootcert ? { sslrootcert: words.sslrootcert } : {}),
    ...(words.sslcert ? { sslcert: words.sslcert } : {}),
    ...(words.sslkey ? { sslkey: words.sslkey } : {}),
    sslnegotiation: oneOf(words, 'sslnegotiation', ['postgres', 'direct'], 'postgres'),
    channelBinding: oneOf(words, 'channel_binding', ['disable', 'prefer', 'require'], 'prefer'),
    applicationName: words.application_name || 'wesley',
    connectTimeout: wholeNumber(words, 'connect_timeout') ?? 10,
    ...(words.options ? { options: words.options } : {}),
    targetSession: oneOf(words, 'target_session_attrs', ['any', 'read-write', 'primary'], 'any'),
  };
}

function oneOf<T extends string>(words: Words, keyword: string, allowed: readonly T[], otherwise: T): T {
  const value = words[keyword];
  if (value === undefined || value === '') return otherwise;
  const found = allowed.find((word) => word === value);
  if (found === undefined) {
    throw badUrl(`${keyword}=${value} is not supported`, { text: `Use one of ${allowed.join(', ')}` });
  }
  return found;
}

function wholeNumber(words: Words, keyword: string): number | undefined {
  const value = words[keyword];
  if (value === undefined || value === '') return undefined;
  if (!/^\s*\d+\s*$/.test(value)) throw badUrl(`${keyword} "${value}" is not a whole number`);
  return Number(value);
}

/** The socket folder of a local server when there is one, as libpq prefers; `localhost` otherwise. */
function defaultHost(port: number): string {
  const folder = ['/var/run/postgresql', '/tmp'].find((path) => existsSync(join(path, `.s.PGSQL.${port}`)));
  return folder ?? 'localhost';
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'postgres';
  }
}

function severalHosts(where: string): WesleyError {
  return badUrl(`${where} names several hosts`, {
    text: 'Name the one server to work on, the primary: a schema change must not choose its database by chance',
  });
}

function badUrl(message: string, fix?: { text: string }): WesleyError {
  return new WesleyError(
    { code: 'db/bad-url', severity: 'error', message, ...(fix ? { fix } : {}) },
    Exit.config,
  );
}
