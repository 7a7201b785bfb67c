/** Where the package's own files are, from the sources and from the build alike. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the folder that holds our package.json. */
export const packageRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Absolute path of the compiled file of a worker: `compiled('src/executor/worker.js')`. */
export function compiled(path: string): string {
  return join(packageRoot, 'dist', path);
}

/** Version of this package. */
export function packageVersion(): string {
  const text = readFileSync(join(packageRoot, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function findRoot(from: string): string {
  let folder = from;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('internal error: no package.json above the sources');
    folder = parent;
  }
  return folder;
}
