/** The other engines: whether the machine has them, and what they take for a suite. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CompiledProgram, compile } from '../../src/engine/compile.js';
import { toClingo } from './dialects/clingo.js';
import { askAll, prologPrelude, toProlog } from './dialects/prolog.js';
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
  cpu: (suite) => {
    const text =
      suite.goals === undefined
        ? toClingo(compiled(suite), suite.facts())
        : `${suite.rules}\n${factsOf(suite.facts())}`;
    return time('suite.lp', text, (file) => `gringo --text ${file}`);
  },
};

const prolog: Other = {
  name: 'swipl',
  version: () => firstLine('swipl', '--version')?.replace(/ version (\S+).*/, ' $1'),
  cpu: (suite) => {
    const text = suite.goals === undefined ? translated(suite) : shared(suite, suite.goals);
    return time(
      'suite.pl',
      `${prologPrelude}${text}\n:- halt.`,
      (file) => `swipl -q --stack-limit=4g ${file}`,
    );
  },
};

/** The rules as they are; everything that the goals say is asked for and counted. */
function shared({ rules, facts }: Suite, goals: readonly string[]): string {
  const asked = goals.map((goal) => {
    const [name, arity] = goal.split('/');
    const args = Array.from({ length: Number(arity) }, () => '_').join(', ');
    return `:- w_count(${name}(${args})).`;
  });
  return [...goals.map((goal) => `:- table ${goal}.`), rules, factsOf(facts()), ...asked].join('\n');
}

function translated(suite: Suite): string {
  const program = compiled(suite);
  return `${toProlog(program, suite.facts(), 'p_')}\n${askAll(program, 'w_count', 'p_')}`;
}

function compiled({ name, declarations, rules }: Suite): CompiledProgram {
  const { program } = compile([{ file: 'suite.dl', text: declarations + rules }]);
  if (program === undefined) throw new Error(`${name} does not compile`);
  return program as CompiledProgram;
}

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
