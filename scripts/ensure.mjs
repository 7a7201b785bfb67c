// Makes a checkout ready to run: dependencies, build, and on request the embedded PostgreSQL servers.
// Everything it says goes to stderr; when all is in place it says nothing and uses no network.
//   node scripts/ensure.mjs [--quiet] [--servers | --all-servers]
import { spawnSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const quiet = process.argv.includes('--quiet');
const groups = process.argv.includes('--all-servers')
  ? ['core', 'matrix']
  : process.argv.includes('--servers')
    ? ['core']
    : [];

const release = takeTurn(join(root, '.wesley', 'ensure.lock'));
try {
  ensureDependencies(root, 'dependencies', ['ci']);
  // Imported late: a fresh checkout must get its dependencies first.
  const { build } = await import('./build.mjs');
  if (!(await build())) process.exitCode = 1;
  else for (const group of groups) ensureServers(group);
} catch (error) {
  console.error(`ensure: ${error.message}`);
  process.exitCode = 1;
} finally {
  release();
}

function ensureDependencies(folder, what, command) {
  if (matchesLock(folder)) return;
  say(`installing ${what} ...`);
  npm([...command, '--no-audit', '--no-fund', '--loglevel=error', '--prefix', folder]);
}

/** Every package of the lock file is installed in the locked version; optional ones may be absent. */
function matchesLock(folder) {
  try {
    const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
    const installed = JSON.parse(
      readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8'),
    ).packages;
    return Object.entries(wanted).every(([path, { version, optional, integrity }]) => {
      if (path === '') return true;
      const there = installed[path];
      if (there === undefined) return optional === true;
      return there.version === version && there.integrity === integrity;
    });
  } catch {
    return false;
  }
}

/** Installs a group of servers and makes the library links that their own install script may not have made. */
function ensureServers(group) {
  const folder = join(root, 'test', 'servers', group);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    say(
      `no embedded PostgreSQL for ${process.platform}-${process.arch}: tests on servers (${group}) will be skipped`,
    );
    return;
  }
  ensureDependencies(folder, `PostgreSQL servers (${group})`, ['ci', '--ignore-scripts']);
  const { optionalDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const name of Object.keys(optionalDependencies)) {
    const server = join(folder, 'node_modules', name);
    if (!existsSync(join(server, 'native', 'bin', 'postgres'))) {
      say(`no binaries for ${name}: its tests will be skipped`);
      continue;
    }
    const done = join(server, '.links-made');
    if (existsSync(done)) continue;
    const { status, stderr } = spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], {
      cwd: server,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${name}: the library links were not made: ${stderr}`);
    closeSync(openSync(done, 'w'));
  }
}

function npm(args) {
  // npm tells its children where it is; otherwise the one beside node, or on the path.
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const { status, error } = spawnSync(command, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', quiet ? 'ignore' : process.stderr, process.stderr],
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`\`npm ${args.join(' ')}\` failed`);
}

/** Two runs at once would install and compile over each other. A lock whose owner is gone is ignored. */
function takeTurn(file) {
  mkdirSync(dirname(file), { recursive: true });
  const deadline = Date.now() + 10 * 60_000;
  let said = false;
  for (;;) {
    try {
      const handle = openSync(file, 'wx');
      writeSync(handle, String(process.pid));
      closeSync(handle);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isStale(file) || Date.now() > deadline) {
      rmSync(file, { force: true });
      continue;
    }
    if (!said) say('waiting for another run that is preparing this checkout ...');
    said = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function isStale(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    // Just created and not yet written.
    if (!pid) return Date.now() - statSync(file).mtimeMs > 5000;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function say(text) {
  if (!quiet) console.error(`ensure: ${text}`);
}
