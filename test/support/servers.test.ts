import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resolveConnection } from '../../src/facts/connect/conninfo.js';
import { openPostgres } from '../../src/facts/connect/postgres.js';
import { compiled } from '../../src/paths.js';
import { availableMajors, describeOnServers, startServer } from './describe.js';

describeOnServers([14, 18], 'an embedded server', (major) => {
  it('starts, runs DDL, stops and leaves no process', async () => {
    const server = await startServer(major);
    const url = await server.createDatabase('shop');
    const database = await openPostgres(resolveConnection(url, {})!);
    await database.exec(
      'create table orders (id bigint primary key); insert into orders values (9007199254740993)',
    );
    expect(await database.query('select id from orders where id > $1', [1])).toEqual([
      { id: '9007199254740993' },
    ]);
    expect((await database.serverVersion()).major).toBe(major);
    await server.dropDatabase('shop');
    await database.close();
    expect(isAlive(server.pid)).toBe(true);
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
  });

  it('makes databases from a template', async () => {
    const server = await startServer(major, { settings: { max_connections: 20 } });
    const first = await openPostgres(resolveConnection(await server.createDatabase('first'), {})!);
    await first.exec('create table t (id int)');
    await first.close();
    const second = await openPostgres(resolveConnection(await server.createDatabase('second', 'first'), {})!);
    expect(
      await second.query("select to_regclass('t')::text as t, current_setting('max_connections') as n"),
    ).toEqual([{ t: 't', n: '20' }]);
    await second.close();
    await server.stop();
  });
});

describe.skipIf(!availableMajors().includes(18))('a process that dies', () => {
  it('takes its servers with it', async () => {
    const script = `import { startServer } from ${JSON.stringify(compiled('bench/support/servers.js'))};
      const server = await startServer(18); console.log(server.pid); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = Number(
      await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk)))),
    );
    expect(isAlive(pid)).toBe(true);
    const folder = execFileSync('readlink', [`/proc/${pid}/cwd`], { encoding: 'utf8' }).trim();
    child.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
    await expect.poll(() => existsSync(folder), { timeout: 5000 }).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
