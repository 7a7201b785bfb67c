/** The scenarios under corpus/: what a check says and what a plan is, compared with what was blessed (UPDATE=1 blesses). */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeStyle, renderText, SourceText } from '../../src/diagnostics/index.js';
import { loadCandidate, loadState, Scratch } from '../../src/facts/sources/index.js';
import { check, renderPlan } from '../../src/index.js';
import { packageRoot } from '../../src/paths.js';
import { makePlan } from '../../src/plan/make.js';
import { buildFromNothing, Names, planRules } from '../../src/planning.js';
import { readState } from '../../src/states.js';

interface Options {
  /** `orders.region=area`. */
  readonly renames?: readonly string[];
  readonly unsafe?: readonly string[];
  /** The change as it is planned, where what was written cannot run. */
  readonly planned?: string;
  readonly major?: number;
}

const corpus = join(packageRoot, 'corpus');
const scratch = new Scratch();
const style = makeStyle({ width: 100 });

afterAll(() => scratch.close());

describe.each(readdirSync(corpus))('%s', (name) => {
  const folder = join(corpus, name);
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const options: Options = existsSync(join(folder, 'options.json')) ? JSON.parse(read('options.json')) : {};
  const stateBefore = () =>
    loadState({ kind: 'sql', name: 'before.sql', text: read('before.sql') }, { scratch });

  it.runIf(existsSync(join(folder, 'change.sql')))('report', async () => {
    const { report } = await check({
      files: [{ path: 'change.sql', text: read('change.sql') }],
      before: await stateBefore(),
      major: options.major,
    });
    bless(join(folder, 'report.txt'), renderText(report, style).replace(/\d+ rules/, 'all rules'));
  });

  it('plan', async () => {
    const from = await stateBefore();
    const names = new Names(from.catalog);
    const graphql = existsSync(join(folder, 'change.graphql'));
    const change = new SourceText('change.sql', options.planned ?? (graphql ? '' : read('change.sql')));
    const to = graphql
      ? await readState('change.graphql', { cwd: folder, scratch })
      : await loadCandidate(from, [change], { scratch, build: buildFromNothing });
    const plan = await makePlan({
      before: { catalog: from.catalog, source: 'before.sql' },
      after: { catalog: to.catalog, source: graphql ? 'change.graphql' : 'change.sql' },
      renames: (options.renames ?? []).map((one) => names.rename(one)),
      accepted: options.unsafe ?? [],
      mayDestroy: true,
      ...(options.major === undefined ? {} : { major: options.major }),
      rules: planRules(),
      version: '0.0.0',
    });
    const text = await renderPlan(plan, { explain: true, style });
    bless(join(folder, 'plan.txt'), text.replace(/^Plan [0-9a-f]{8}/, 'Plan'));

    // Our own medicine: the plan as SQL has no error but what was named.
    const sql = await renderPlan(plan, { as: 'sql' });
    const { report } = await check({
      files: [{ path: 'plan.sql', text: sql }],
      before: from,
      major: options.major,
    });
    const named = [
      ...plan.accepted,
      ...plan.steps.flatMap((step) => step.destroys),
      ...plan.renames.map((one) => one.from),
    ];
    const errors = report.findings.filter(({ severity }) => severity === 'error');
    expect(errors.filter(({ subject = '' }) => !named.includes(subject))).toEqual([]);
  });
});

function bless(file: string, text: string): void {
  if (process.env.UPDATE === '1') writeFileSync(file, text);
  expect(text).toBe(existsSync(file) ? readFileSync(file, 'utf8') : '');
}
