/** `sslmode` with libpq's meaning, as a list of attempts: each is without TLS, or with these TLS settings. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import { Exit, WesleyError } from '../../diagnostics/index.js';
import type { ConnectionFields } from './conninfo.js';

export type Attempt = false | ConnectionOptions;

export function attemptsOf(fields: ConnectionFields): Attempt[] {
  // libpq ignores sslmode on a unix socket.
  if (fields.host.startsWith('/') && fields.hostaddr === undefined) return [false];
  switch (fields.sslmode) {
    case 'disable':
      return [false];
    case 'allow':
      return [false, tlsOptions(fields)];
    case 'prefer':
      return [tlsOptions(fields), false];
    default:
      return [tlsOptions(fields)];
  }
}

function tlsOptions(fields: ConnectionFields): ConnectionOptions {
  const root = rootCertificate(fields);
  const verify = fields.sslmode.startsWith('verify-') || (fields.sslmode === 'require' && root !== undefined);
  const certificate = fields.sslcert ?? ifThere('postgresql.crt');
  const key = fields.sslkey ?? ifThere('postgresql.key');
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: verify,
    ...(root !== undefined && root !== 'system' ? { ca: read(root, 'root certificate') } : {}),
    ...(certificate !== undefined && key !== undefined
      ? { cert: read(certificate, 'client certificate'), key: read(key, 'client key') }
      : {}),
    // The name is libpq's `host` also when `hostaddr` says where to connect.
    checkServerIdentity: (_host, peer) =>
      fields.sslmode === 'verify-full' ? checkServerIdentity(fields.host, peer) : undefined,
  };
}

function rootCertificate(fields: ConnectionFields): string | undefined {
  const { sslmode, sslrootcert } = fields;
  if (sslrootcert === 'system' && sslmode !== 'verify-full') {
    throw tlsError(`sslrootcert=system needs sslmode=verify-full, not ${sslmode}`, 'Set sslmode=verify-full');
  }
  const root = sslrootcert ?? ifThere('root.crt');
  if (root === undefined && sslmode.startsWith('verify-')) {
    throw tlsError(
      `sslmode=${sslmode} needs a root certificate, and ${join(certificateFolder(), 'root.crt')} does not exist`,
      'Give sslrootcert=FILE, or sslmode=verify-full with sslrootcert=system to trust the well-known authorities',
    );
  }
  return root;
}

function read(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw tlsError(`the ${what} ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function ifThere(name: string): string | undefined {
  const file = join(certificateFolder(), name);
  return existsSync(file) ? file : undefined;
}

function certificateFolder(): string {
  return process.platform === 'win32'
    ? join(process.env.APPDATA ?? homedir(), 'postgresql')
    : join(homedir(), '.postgresql');
}

export function tlsError(message: string, fix?: string): WesleyError {
  return new WesleyError(
    { code: 'db/tls', severity: 'error', message, ...(fix === undefined ? {} : { fix: { text: fix } }) },
    Exit.unreachable,
  );
}
