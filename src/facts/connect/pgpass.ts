/** The password file of libpq (`~/.pgpass`). */
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionFields } from './conninfo.js';

/** The password of the first matching line; undefined when there is none, or when others may read the file. */
export function passwordFromFile(fields: ConnectionFields): string | undefined {
  const file = fields.passfile ?? defaultFile();
  let text: string;
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) return undefined;
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const host = fields.host.startsWith('/') ? 'localhost' : fields.host;
  const wanted = [host, String(fields.port), fields.database, fields.user];
  for (const line of text.split(/\r?\n/)) {
    if (line === '' || line.startsWith('#')) continue;
    const parts = splitLine(line);
    if (parts.length < 5) continue;
    const hit = wanted.every(
      (word, i) => parts[i] === '*' || parts[i] === word || (i === 0 && parts[0] === fields.host),
    );
    if (hit) return parts.slice(4).join(':');
  }
  return undefined;
}

/** `\:` and `\\` stand for the characters themselves. */
function splitLine(line: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let i = 0; i < line.length; i++) {
    if (line[i] === ':') {
      parts.push(part);
      part = '';
    } else {
      if (line[i] === '\\' && i + 1 < line.length) i++;
      part += line[i];
    }
  }
  return [...parts, part];
}

function defaultFile(): string {
  return process.platform === 'win32'
    ? join(process.env.APPDATA ?? homedir(), 'postgresql', 'pgpass.conf')
    : join(homedir(), '.pgpass');
}
