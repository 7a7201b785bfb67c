/** Random programs, functions of texts included, give in SWI-Prolog what they give here. Skipped where it is not installed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { askAll, prologPrelude, toProlog } from '../../bench/engine/dialects/prolog.js';
import { type Case, cases, compare, runs, seed } from './support.js';

const hasProlog = spawnSync('swipl', ['--version']).status === 0;
/** Programs in one process, which starts slowly. */
const batch = 100;

it.skipIf(!hasProlog)(`SWI-Prolog derives the same (seed ${seed})`, () => {
  const all = cases(runs(150), {});
  for (let from = 0; from < all.length; from += batch) compareBatch(all.slice(from, from + batch));
});

function compareBatch(some: readonly Case[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'wesley-prolog-'));
  try {
    const file = join(folder, 'programs.pl');
    const texts = some.map(({ program, facts }, i) => {
      const prefix = `c${i}_`;
      return `${toProlog(program, facts, prefix, true)}\n${askAll(program, 'w_show', prefix)}`;
    });
    writeFileSync(file, [prologPrelude, ...texts, ':- halt.'].join('\n'));
    const { status, stdout, stderr } = spawnSync('swipl', ['-q', file], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const theirs: string[][] = some.map(() => []);
    for (const line of stdout.split('\n')) {
      const [, number, fact] = /^c(\d+)_(.*)$/.exec(line) ?? [];
      if (number !== undefined) theirs[Number(number)]?.push(`p_${fact}`);
    }
    for (const [i, one] of some.entries()) compare(one, theirs[i] ?? []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
