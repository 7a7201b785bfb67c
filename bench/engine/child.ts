/**
 * Runs one suite in this process and prints what it took as JSON: `child.js NAME RUNS OPTIONS [command]`, with `command` as
 * the command line sets V8. The CPU time (user and system, of all threads) of the first run is that of compiling, entering
 * the facts into a set and solving; of later ones, whose best counts, that of solving. Starting Node and making up the
 * facts count never, nor does collecting what that leaves behind, with Node's `--expose-gc`.
 */
import {
  compile,
  type FactSet,
  type Program,
  type SessionOptions,
  type SolveOptions,
  solve,
} from '../../src/engine/index.js';
import { measureEdits } from './edits.js';
import { factSet, type Suite } from './suite.js';
import { growthSuites, suites } from './suites.js';

export interface Measured {
  /** Milliseconds of CPU time. */
  readonly cold: number;
  /** Of the first run, entering the facts. */
  readonly entering: number;
  readonly warm: number;
  readonly facts: number;
  readonly tuples: number;
  readonly derivations: number;
}

/** Short runs are repeated for this long. */
const enough = 3000;

const [name, runs, options, as] = process.argv.slice(2) as [string, string, string, string?];
if (as === 'command') await import('../../src/cli/short-lived.js');
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
  const { facts, entering } = entered(suite);
  // What making up the facts left behind is not for the measured run to sweep.
  globalThis.gc?.();
  const timed: number[] = [];
  const start = process.cpuUsage();
  const program = compiled(suite.declarations + suite.rules);
  const { tuples, derivations } = solve(program, facts, using).statistics;
  const cold = Math.round((entering + since(start)) * 10) / 10;
  for (let i = 1; times > 1 && (i < times || since(start) < enough); i++) {
    const again = process.cpuUsage();
    solve(program, facts, using);
    timed.push(since(again));
  }
  return { cold, entering, warm: Math.min(...timed, cold), facts: facts.size, tuples, derivations };
}

/** The facts of a suite as a set, without a list that the garbage collector would look at in every run. */
function entered(suite: Suite): { readonly facts: FactSet; readonly entering: number } {
  const made = suite.facts();
  const start = process.cpuUsage();
  const facts = factSet(made);
  return { facts, entering: since(start) };
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
