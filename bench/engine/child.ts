/**
 * Runs one suite in this process and prints what it took as JSON: `child.js NAME RUNS OPTIONS`. The CPU time (user and
 * system, of all threads) is that of compiling, loading and solving in the first run, of loading and solving in later
 * ones, whose best counts.
 * Making the facts and starting Node count never.
 */
import {
  compile,
  type Program,
  type SessionOptions,
  type SolveOptions,
  solve,
} from '../../src/engine/index.js';
import { measureEdits } from './edits.js';
import { factSet } from './suite.js';
import { growthSuites, suites } from './suites.js';

export interface Measured {
  /** Milliseconds of CPU time. */
  readonly cold: number;
  readonly warm: number;
  readonly facts: number;
  readonly tuples: number;
  readonly derivations: number;
}

/** Short runs are repeated for this long. */
const enough = 1500;

const [name, runs, options] = process.argv.slice(2) as [string, string, string];
process.stdout.write(
  JSON.stringify(
    name.startsWith('incremental-')
      ? measureEdits(name, Number(runs), JSON.parse(options) as SessionOptions)
      : measure(name, Number(runs), JSON.parse(options) as SolveOptions),
  ),
);

function measure(of: string, times: number, using: SolveOptions): Measured {
  const suite = [...suites, ...growthSuites].find((one) => one.name === of);
  if (suite === undefined) throw new Error(`there is no suite ${of}`);
  const facts = factSet(suite.facts());
  const timed: number[] = [];
  const start = process.cpuUsage();
  const program = compiled(suite.declarations + suite.rules);
  const { tuples, derivations } = solve(program, facts, using).statistics;
  const cold = since(start);
  for (let i = 1; times > 1 && (i < times || since(start) < enough); i++) {
    const again = process.cpuUsage();
    solve(program, facts, using);
    timed.push(since(again));
  }
  return { cold, warm: Math.min(...timed, cold), facts: facts.size, tuples, derivations };
}

function compiled(text: string): Program {
  const { program, diagnostics } = compile([{ file: 'suite.dl', text }]);
  if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return program;
}

function since(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return Math.round((user + system) / 100) / 10;
}
