/** Random programs give in clingo (as WebAssembly, and as gringo where the machine has it) what they give here. */
import { spawnSync } from 'node:child_process';
import { run } from 'clingo-wasm';
import { expect, it } from 'vitest';
import { toClingo } from '../../bench/engine/dialects/clingo.js';
import { cases, compare, runs, seed } from './support.js';

const features = { texts: false } as const;
const hasGringo = spawnSync('gringo', ['--version']).status === 0;

it(`clingo derives the same (seed ${seed})`, async () => {
  for (const one of cases(runs(150), features)) {
    const answer = await run(toClingo(one.program, one.facts));
    if (answer.Result === 'ERROR') throw new Error(`${answer.Error}\n${toClingo(one.program, one.facts)}`);
    compare(one, answer.Call[0]?.Witnesses[0]?.Value ?? []);
  }
});

it.skipIf(!hasGringo)(`gringo derives the same (seed ${seed})`, () => {
  for (const one of cases(runs(100), features)) {
    const { status, stdout, stderr } = spawnSync('gringo', ['--text', '-Wnone'], {
      input: toClingo(one.program, one.facts),
      encoding: 'utf8',
    });
    expect(status, `${stderr}\n${toClingo(one.program, one.facts)}`).toBe(0);
    // One fact a line: `p_r1(1,"a").`
    compare(
      one,
      stdout.split('\n').flatMap((line) => (line.startsWith('p_') ? [line.slice(0, -1)] : [])),
    );
  }
});
