/** The real process: signals, closed pipes, and what a bug in Wesley looks like. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printError } from '../../src/cli/problems.js';
import { makeStyle } from '../../src/diagnostics/index.js';
import { packageRoot } from '../../src/paths.js';

const bin = join(packageRoot, 'bin', 'wesley.js');

interface Ended {
  readonly code: number | null;
  readonly signal?: string;
  readonly err: string;
}

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, err, ...(signal !== null && { signal }) }));
  });
  return { child, ended };
}

describe('the process', () => {
  it('ends at Ctrl-C while it waits for its input', async () => {
    const { child, ended } = start(['check', '-']);
    // It has read the rules by the time that it asks for more of the input.
    child.stdin.write('SELECT 1;\n'.repeat(100_000), () => child.kill('SIGINT'));
    expect(await ended).toEqual({ code: null, signal: 'SIGINT', err: '' });
  });

  it('ends at Ctrl-C while rules are evaluated', async () => {
    const { child, ended } = start(['query', 'x = range(0, 9007199254740991), x < 0', '-']);
    child.stdin.end('SELECT 1;'.repeat(100_000), () => child.kill('SIGINT'));
    expect(await ended).toEqual({ code: null, signal: 'SIGINT', err: '' });
  });

  it('ends quietly when nobody reads on', async () => {
    const { child, ended } = start(['rules', 'list']);
    child.stdout.once('data', () => child.stdout.destroy());
    expect((await ended).err).toBe('');
  });

  it.skipIf(!existsSync('/dev/full'))(
    'says that the device is full, also when that is all there is to say',
    async () => {
      for (const [args, says] of [
        [['rules', 'list'], 'no space is left on the device'],
        [['check', 'nowhere.sql', '--json'], 'there is no such file'],
      ] as const) {
        const full = openSync('/dev/full', 'w');
        const { status, stderr } = spawnSync(process.execPath, [bin, ...args], {
          stdio: ['ignore', full, 'pipe'],
          encoding: 'utf8',
        });
        closeSync(full);
        expect(status).toBe(64);
        expect(stderr).toContain(says);
        expect(stderr).not.toContain('    at ');
      }
    },
  );

  it('says its version', async () => {
    const { child, ended } = start(['--version']);
    child.stdout.resume();
    expect(await ended).toEqual({ code: 0, err: '' });
  });
});

describe('a bug in Wesley', () => {
  const print = (trace: boolean) => {
    const printed: string[] = [];
    const io = { cwd: '/', err: (part: string) => printed.push(part), out: () => undefined };
    const code = printError(new Error('internal error: no rule for that'), {
      io: io as never,
      style: makeStyle(),
      trace,
      json: false,
    });
    return { code, text: printed.join('') };
  };

  it('ends with 70 and no stack', () => {
    const { code, text } = print(false);
    expect(code).toBe(70);
    expect(text).toBe(
      'error[wesley/bug]: this is a bug in Wesley: no rule for that\n  ╰ fix   run the same command with --trace and report what it prints\n',
    );
  });

  it('shows where with --trace', () => {
    expect(print(true).text).toContain('process.test.ts');
  });
});
