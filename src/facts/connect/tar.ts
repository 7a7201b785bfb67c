/** Writes a plain tar (ustar), enough for the folder of a small database: short names, files and folders only. */
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { invariant } from '../../diagnostics/index.js';

const block = 512;

/** `keep` gets each path from the folder on, with a leading slash, and leaves it out when false. */
export function writeTar(folder: string, file: string, keep: (path: string) => boolean): void {
  const out = openSync(file, 'w');
  try {
    add('');
    writeSync(out, Buffer.alloc(2 * block));
  } finally {
    closeSync(out);
  }

  function add(path: string): void {
    const stat = statSync(join(folder, path));
    if (stat.isDirectory()) {
      if (path !== '') writeSync(out, header(`${path}/`, 0, true));
      for (const name of readdirSync(join(folder, path)).sort()) {
        if (keep(`${path}/${name}`)) add(`${path}/${name}`);
      }
      return;
    }
    const content = readFileSync(join(folder, path));
    writeSync(out, header(path, content.length, false));
    writeSync(out, content);
    writeSync(out, Buffer.alloc((block - (content.length % block)) % block));
  }
}

function header(path: string, size: number, isFolder: boolean): Buffer {
  invariant(Buffer.byteLength(path) <= 100, `the path ${path} does not fit a tar header`);
  const head = Buffer.alloc(block);
  const octal = (value: number, at: number, length: number) =>
    head.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  head.write(path, 0, 'utf8');
  octal(isFolder ? 0o700 : 0o600, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  head.write(isFolder ? '5' : '0', 156, 'latin1');
  head.write('ustar\0' + '00', 257, 'latin1');
  head.fill(' ', 148, 156);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return head;
}
