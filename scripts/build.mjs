// Compiles the sources to dist/ with the project's own compiler and prepares the PGlite seed. Also the `prepare` hook.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  builtSources,
  currentSources,
  dist,
  distMarker,
  isBuilt,
  recordBuild,
  removeGhosts,
  root,
} from './sources.mjs';

/** Returns true when dist/ is complete and matches the sources; says why not on stderr otherwise. */
export async function build() {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) {
    if (existsSync(distMarker)) return true;
    console.error('build: no compiler and no dist/. Run `npm ci` with development dependencies first.');
    return false;
  }
  const sources = currentSources();
  const before = builtSources();
  if (!isBuilt(sources, before)) {
    removeGhosts(sources, before);
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [compiler, '-p', 'tsconfig.json', '--pretty', 'false'],
      {
        cwd: root,
        encoding: 'utf8',
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    if (status !== 0) {
      console.error(`build: the sources do not compile\n${stdout}${stderr}`.trimEnd());
      return false;
    }
    recordBuild(sources);
  }
  await prepareSeed();
  return true;
}

/** The seed only saves time: without it the first use of PGlite makes it. */
async function prepareSeed() {
  const door = join(dist, 'src', 'facts', 'connect', 'pglite.js');
  if (!existsSync(door)) return;
  try {
    const { prepareSeed: prepare } = await import(pathToFileURL(door).href);
    await prepare();
  } catch (error) {
    console.error(`build: the PGlite seed was not prepared (${error.message}); the first use will make it`);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = (await build()) ? 0 : 1;
}
