// What the build is made from, and whether dist/ still matches it.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const dist = join(root, 'dist');
/** An entry that the published package always has. */
export const distMarker = join(dist, 'src', 'index.js');

const stampFile = join(dist, '.sources.json');
const folders = ['src', 'wasm', 'bench', 'examples'];
const settings = ['tsconfig.json', 'package.json', 'scripts/build.mjs'];

/** Path to content hash or to size and time, of everything that the build reads. */
export function currentSources() {
  const found = {};
  for (const file of settings)
    found[file] = createHash('sha256')
      .update(readFileSync(join(root, file)))
      .digest('hex');
  for (const folder of folders) {
    if (existsSync(join(root, folder))) walk(join(root, folder), found);
  }
  return found;
}

function walk(folder, found) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules') walk(path, found);
    } else if (entry.name.endsWith('.ts') && !/\.test(-helper)?\.ts$/.test(entry.name)) {
      const { size, mtimeMs } = statSync(path);
      found[relative(root, path).replaceAll('\\', '/')] = `${size} ${mtimeMs}`;
    }
  }
}

/** The sources of the last successful build; undefined when there was none. */
export function builtSources() {
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return undefined;
  }
}

export function isBuilt(now = currentSources(), then = builtSources()) {
  if (then === undefined) return false;
  const names = Object.keys(now);
  return names.length === Object.keys(then).length && names.every((name) => now[name] === then[name]);
}

export function recordBuild(sources) {
  mkdirSync(dist, { recursive: true });
  writeFileSync(stampFile, `${JSON.stringify(sources, null, 1)}\n`);
}

/** Removes the output of sources that are gone, so that nobody imports a ghost. */
export function removeGhosts(now, then = {}) {
  for (const file of Object.keys(then)) {
    if (file in now || !file.endsWith('.ts')) continue;
    const base = join(dist, file.slice(0, -'.ts'.length));
    for (const end of ['.js', '.js.map', '.d.ts']) rmSync(base + end, { force: true });
  }
}
