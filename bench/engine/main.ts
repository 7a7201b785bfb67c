/**
 * Prints what the engine takes for classic programs and for a rule set like ours, next to gringo and SWI-Prolog where
 * the machine has them, and ends with one JSON line. A cold run is the first of a new process, compiling and entering the
 * facts included: of one with V8 as the command line sets it ("command"), and of plain Node as a library finds it. A warm
 * run solves, with the program and the set of facts at hand. Other engines, commands too, are compared with the command.
 * Proofs that cost more than a quarter of the time without them are marked with `!`.
 *
 *   npm run bench:engine -- [--runs N] [--json] [--no-others] [NAME PART...]
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { SolveOptions } from '../../src/engine/index.js';
import { compiled } from '../../src/paths.js';
import type { Measured } from './child.js';
import { type EditMeasured, type EditSuite, editSuites } from './edits.js';
import { type Other, others } from './others.js';
import type { Suite } from './suite.js';
import { growthSuites, suites } from './suites.js';

interface Line {
  readonly name: string;
  /** Best run with the program compiled and the facts entered. `cold_ms` is a first run of everything in a new process, as a command. */
  readonly cpu_ms: number;
  readonly tuples: number;
  readonly derivations: number;
  readonly [more: string]: string | number | undefined;
}

/** How far over its bar a suite may be: the noise of a machine that others use too. */
const slack = 1.1;
/** How much of the time without proofs these may cost. */
const proofsCost = 0.25;
/** How far the time per fact may be from the middle one. */
const flat = 0.2;
/** Runs of a suite of growth, so that small and large ones have the same chance of an undisturbed one. */
const fair = 60;
/** Processes per way, where two ways are compared. */
const turns = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
    'no-others': { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
const lines: Line[] = [];

main();

function main(): void {
  const names = [...suites, ...growthSuites, ...editSuites].map(({ name }) => name);
  const unknown = positionals.filter((part) => !names.some((name) => name.includes(part)));
  if (unknown.length > 0) {
    process.stderr.write(`there is no suite ${unknown.join(', ')}; there are ${names.join(', ')}\n`);
    process.exitCode = 64;
    return;
  }
  const present = values['no-others'] ? [] : others.filter((other) => other.version() !== undefined);
  say(`CPU time in ms, best of ${runs} runs; ${present.map((other) => other.version()).join(', ')}\n\n`);
  say(
    row([
      'suite',
      'tuples',
      'derivations',
      'command',
      'cold',
      'warm',
      'closures',
      'code',
      'no proofs',
      'proofs',
    ]),
  );
  say(`  ${[...present.map((other) => other.name.padStart(16)), 'bar'].join('  ')}\n`);
  for (const suite of suites.filter(chosen)) measureSuite(suite, present);
  measureGrowth(growthSuites.filter(chosen));
  measureEdits(editSuites.filter(chosen));
  process.stdout.write(`${JSON.stringify({ suites: lines })}\n`);
}

function chosen({ name }: { readonly name: string }): boolean {
  return positionals.length === 0 || positionals.some((part) => name.includes(part));
}

function measureSuite(suite: Suite, present: readonly Other[]): void {
  const command = Math.min(...Array.from({ length: runs }, () => run(suite, 1, {}, 'command').cold));
  const cold = Math.min(...Array.from({ length: runs }, () => run(suite, 1, {}).cold));
  const own = run(suite, runs, {});
  check(suite, own);
  const closures = run(suite, runs, { code: 'closures' });
  const generated = run(suite, runs, { code: 'generated' });
  const [full, bare] = alternate(suite, [{}, { proofs: false }]);
  const proofs = full / bare - 1;
  const theirs = present.map((other) => other.cpu(suite));
  const judged = verdict(suite, command, own.warm);
  const judgedProofs = proofs <= proofsCost ? 'PASS' : 'OVER';
  say(
    row([
      suite.name,
      own.tuples,
      own.derivations,
      command,
      cold,
      own.warm,
      closures.warm,
      generated.warm,
      bare,
      `${percent(proofs)}${judgedProofs === 'OVER' ? '!' : ''}`,
    ]),
  );
  say(`  ${[...theirs.map((ms) => against(ms, command).padStart(16)), judged].join('  ')}\n`);
  const { tuples, derivations } = own;
  lines.push({
    name: suite.name,
    cpu_ms: own.warm,
    tuples,
    derivations,
    cold_ms: command,
    cold_library_ms: cold,
    closures_ms: closures.warm,
    generated_ms: generated.warm,
    no_proofs_ms: bare,
    proofs_cost: Math.round(proofs * 100) / 100,
    proofs_verdict: judgedProofs,
    ...Object.fromEntries(present.map((other, i) => [`${other.name}_ms`, theirs[i]])),
    ...(suite.bar && { bar_ms: suite.bar.cold, bar_warm_ms: suite.bar.warm, verdict: judged }),
  });
  if (suite.name.startsWith('migrate-')) {
    lines.push({ name: `${suite.name}-cold`, cpu_ms: command, tuples, derivations });
    lines.push({ name: `${suite.name}-warm`, cpu_ms: own.warm, tuples, derivations });
  }
}

function measureGrowth(chosenSuites: readonly Suite[]): void {
  if (chosenSuites.length === 0) return;
  const results = chosenSuites.map((suite) => ({ suite, own: run(suite, fair, {}) }));
  for (const { suite, own } of results) check(suite, own);
  const rates = results.map(({ own }) => (own.warm / own.facts) * 1e6);
  const middle = [...rates].sort((a, b) => a - b)[rates.length >> 1] ?? 0;
  say('\ngrowth       facts      warm ms   ns per fact   entering them once\n');
  for (const [i, { suite, own }] of results.entries()) {
    const rate = rates[i] ?? 0;
    const off = rate / middle - 1;
    const judged = Math.abs(off) <= flat ? 'PASS' : 'OVER';
    const cells = [
      String(own.facts).padStart(9),
      String(own.warm).padStart(12),
      rate.toFixed(0).padStart(13),
      ((own.entering / own.facts) * 1e6).toFixed(0).padStart(20),
    ];
    say(`${suite.name.padEnd(12)}${cells.join('')}  ${judged} ${percent(off)}\n`);
    const { tuples, derivations, facts } = own;
    lines.push({
      name: suite.name,
      cpu_ms: own.warm,
      tuples,
      derivations,
      facts,
      entering_ms: own.entering,
      verdict: judged,
    });
  }
}

function measureEdits(chosenSuites: readonly EditSuite[]): void {
  if (chosenSuites.length === 0) return;
  say('\nms per edit                      edits     first       out     in again   derived anew\n');
  for (const { name, bar } of chosenSuites) {
    const own = child<EditMeasured>(name, runs, {});
    const anew = child<EditMeasured>(name, 0, { maintenance: 'recompute' });
    const total = Math.round((own.out + own.back) * 1000) / 1000;
    const judged = bar === undefined ? '' : `${total <= bar * slack ? 'PASS' : 'OVER'} (${bar})`;
    const cells = [own.edits, own.first, own.out, own.back, Math.round((anew.out + anew.back) * 1000) / 1000];
    say(`${name.padEnd(32)}${cells.map((cell) => String(cell).padStart(10)).join('')}  ${judged}\n`);
    lines.push({
      name,
      cpu_ms: total,
      tuples: own.tuples,
      derivations: 0,
      first_ms: own.first,
      out_ms: own.out,
      in_ms: own.back,
      anew_ms: anew.out + anew.back,
      ...(bar !== undefined && { bar_ms: bar, verdict: judged }),
    });
  }
}

function run(
  suite: Suite,
  times: number,
  options: SolveOptions,
  as: 'command' | 'library' = 'library',
): Measured {
  return child<Measured>(suite.name, times, options, as);
}

/** The best warm run of each way, in new processes that take turns: what else the machine does meets all ways alike. */
function alternate(suite: Suite, ways: readonly [SolveOptions, SolveOptions]): [number, number] {
  const best: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let turn = 0; turn < turns; turn++) {
    for (const at of [0, 1] as const) best[at] = Math.min(best[at], run(suite, runs, ways[at]).warm);
  }
  return best;
}

/** What a child process prints of a suite. */
function child<T>(name: string, times: number, options: object, as: 'command' | 'library' = 'library'): T {
  const file = compiled(join('bench', 'engine', 'child.js'));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', file, name, String(times), JSON.stringify(options), as],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${name} failed:\n${stderr}`);
  return JSON.parse(stdout) as T;
}

function check({ name, expected }: Suite, own: Measured): void {
  for (const key of ['tuples', 'derivations'] as const) {
    if (expected[key] !== undefined && expected[key] !== own[key])
      throw new Error(`${name}: ${own[key]} ${key}, not ${expected[key]}`);
  }
}

function verdict({ bar }: Suite, cold: number, warm: number): string {
  if (bar === undefined) return '';
  return cold <= bar.cold * slack && warm <= bar.warm * slack
    ? `PASS (${bar.cold} / ${bar.warm})`
    : `OVER (${bar.cold} / ${bar.warm})`;
}

function against(theirs: number | undefined, own: number): string {
  return theirs === undefined ? '-' : `${Math.round(theirs)} (×${(theirs / own).toFixed(1)})`;
}

function percent(part: number): string {
  return `${part >= 0 ? '+' : ''}${Math.round(part * 100)} %`;
}

function row(cells: readonly (string | number)[]): string {
  const widths = [20, 9, 12, 9, 8, 8, 9, 8, 10, 8];
  return cells
    .map((cell, i) => (i === 0 ? String(cell).padEnd(widths[i] ?? 0) : String(cell).padStart(widths[i] ?? 0)))
    .join('');
}

function say(text: string): void {
  if (!values.json) process.stdout.write(text);
}
