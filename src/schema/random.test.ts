/** Random schemas: what is made of them loads, means the same when it is formatted, and needs no plan to become itself. */
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { loadState, Scratch } from '../facts/sources/index.js';
import { planStates } from '../planning.js';
import { formatSdl } from './format/index.js';
import { randomSdl } from './random.test-helper.js';
import { compile } from './sdl/compile.test-helper.js';

const scratch = new Scratch();
const runs = Number(process.env.WESLEY_SDL_RUNS ?? 8);

afterAll(() => scratch.close());

test('what SDL without mistakes compiles to loads (WESLEY_SDL_RUNS)', async () => {
  let plans = 0;
  await fc.assert(
    fc.asyncProperty(randomSdl, async (text) => {
      const { sql, diagnostics } = await compile(text);
      expect(diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
      const state = await loadState({ kind: 'sql', name: 'app.graphql', text: sql ?? '' }, { scratch });
      const formatted = formatSdl({ file: 'app.graphql', text }).text ?? '';
      expect((await compile(formatted)).sql).toBe(sql);
      // A plan takes a second.
      plans += 1;
      if (plans % 4 !== 1) return;
      const again = await loadState({ kind: 'sql', name: 'app.graphql', text: sql ?? '' }, { scratch });
      expect((await planStates(state, again)).steps).toEqual([]);
    }),
    { numRuns: runs, seed: 4 },
  );
});
