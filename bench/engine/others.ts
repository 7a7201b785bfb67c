/** The other engines: whether the machine has them, and what they take for a suite. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact, Suite } from './suite.js';

export interface Other {
  readonly name: string;
  /** Name and version; undefined when the machine does not have it. */
  version(): string | undefined;
  /** Milliseconds of CPU time of the whole process; undefined when it cannot run the suite, or not within a minute. */
  cpu(suite: Suite): number | undefined;
}

const patience = 60;

const gringo: Other = {
  name: 'gringo',
  version: () => firstLine('gringo', '--version')?.replace(' version', ''),
  cpu: (suite) =>
    suite.goals &&
    time('suite.lp', `${suite.rules}\n${factsOf(suite.facts())}`, (file) => `gringo --text ${file}`),
};

const prolog: Other = {
  name: 'swipl',
  version: () => firstLine('swipl', '--version')?.replace(/ version (\S+).*/, ' $1'),
  cpu: (suite) => {
    const { goals } = suite;
    if (goals === undefined) return undefined;
    const asked = goals.map((goal) => {
      const [name, arity] = goal.split('/') as [string, string];
      const args = Array.from({ length: Number(arity) }, () => '_').join(', ');
      return `:- aggregate_all(count, ${name}(${args}), N), write(N), nl.`;
    });
    const text = [
      ...goals.map((goal) => `:- table ${goal}.`),
      ':- style_check(-discontiguous), style_check(-singleton).',
      suite.rules,
      factsOf(suite.facts()),
      ...asked,
      ':- halt.',
    ].join('\n');
    return time('suite.pl', text, (file) => `swipl -q --stack-limit=4g ${file}`);
  },
};

export const others: readonly Other[] = [gringo, prolog];

function factsOf(facts: readonly Fact[]): string {
  return facts.map(([relation, tuple]) => `${relation}(${tuple.join(', ')}).`).join('\n');
}

function firstLine(command: string, ...args: string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n')[0] : undefined;
}

/** The shell that starts it says afterwards what its children took: user and system time as `0m1.234s`. */
function time(name: string, text: string, command: (file: string) => string): number | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'wesley-bench-'));
  try {
    const file = join(folder, name);
    writeFileSync(file, text);
    const script = `ulimit -t ${patience}; ${command(file)} > /dev/null 2>&1 || exit 1; times`;
    const { status, stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8' });
    const children = stdout.trim().split('\n').at(-1) ?? '';
    if (status !== 0) return undefined;
    return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
      (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
      0,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
