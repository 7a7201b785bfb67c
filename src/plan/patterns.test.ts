/** Every folder under rules/plan is an example that must plan cleanly and lead to its wanted state, on large tables. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Scratch } from '../facts/sources/index.js';
import { packageRoot } from '../paths.js';
import type { PlanRequest } from './make.js';
import { acceptingAll, largeTables, runPlan, smallTables } from './plan.test-helper.js';

interface Options {
  /** Versions whose rules are tried; all run on the one that PGlite is. */
  readonly majors?: readonly number[];
  readonly size?: 'small';
  readonly request?: Partial<Pick<PlanRequest, 'renames' | 'fills'>>;
}

const folder = join(packageRoot, 'rules', 'plan');
const scratch = new Scratch();
afterAll(() => scratch.close());

/** What an example needs besides its two files: `options.json`. */
function readOptions(id: string): Options {
  const path = join(folder, id, 'options.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Options) : {};
}

const examples = readdirSync(folder).filter((id) => existsSync(join(folder, id, 'before.sql')));

describe('patterns', () => {
  for (const id of examples) {
    const options = readOptions(id);
    for (const major of options.majors ?? [18]) {
      it(`${id} on ${major}`, async () => {
        const [before, after] = ['before.sql', 'after.sql'].map((name) =>
          readFileSync(join(folder, id, name), 'utf8'),
        ) as [string, string];
        const sizes = options.size === 'small' ? smallTables : largeTables;
        const plan = await acceptingAll(
          { before, after, options: { major, ...options.request } },
          scratch,
          sizes,
        );
        expect(plan.steps.some((step) => step.why.some((why) => why.includes(`(${id})`)))).toBe(true);
        expect(await runPlan(plan, before, scratch)).toEqual([]);
      });
    }
  }
});
