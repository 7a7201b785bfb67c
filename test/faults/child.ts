/** A runner in a process of its own, that a test can watch and kill. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunEvent, RunResult } from '../../src/executor/index.js';
import { compiled } from '../../src/paths.js';
import type { Plan } from '../../src/plan/plan.js';

export interface Runner {
  readonly process: ChildProcess;
  readonly events: readonly RunEvent[];
  /** The first event that fits, now or later; undefined when the process ends before. */
  event(fits: (event: RunEvent) => boolean): Promise<RunEvent | undefined>;
  /** Resolves when the process has ended; undefined when it was killed. */
  readonly ended: Promise<RunResult | undefined>;
  kill(): void;
}

export function startRunner(plan: Plan, database: string, options: object = {}): Runner {
  const folder = mkdtempSync(join(tmpdir(), 'wesley-runner-'));
  const file = join(folder, 'plan.json');
  writeFileSync(file, JSON.stringify(plan));
  const script = fileURLToPath(new URL('run-plan.mjs', import.meta.url));
  const child = spawn(
    process.execPath,
    [script, compiled('src/executor/index.js'), file, database, JSON.stringify(options)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const events: RunEvent[] = [];
  const waiting: { fits: (event: RunEvent) => boolean; resolve: (event: RunEvent | undefined) => void }[] =
    [];
  let result: RunResult | undefined;
  let rest = '';
  child.stdout.on('data', (chunk) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const event = JSON.parse(line) as RunEvent | ({ type: 'result' } & RunResult);
      if (event.type === 'result') {
        result = event;
        continue;
      }
      events.push(event);
      for (const one of waiting) if (one.fits(event)) one.resolve(event);
    }
  });
  const ended = new Promise<RunResult | undefined>((resolve) => {
    child.once('close', () => {
      rmSync(folder, { recursive: true, force: true });
      for (const one of waiting) one.resolve(undefined);
      resolve(result);
    });
  });
  return {
    process: child,
    events,
    event: (fits) =>
      new Promise((resolve) => {
        const known = events.find(fits);
        if (known || child.exitCode !== null) resolve(known);
        else waiting.push({ fits, resolve });
      }),
    ended,
    kill: () => child.kill('SIGKILL'),
  };
}
