/**
 * The diff board: for each case, the plan between two schemas is made and run on a real server that holds rows. The
 * result has to be the wanted schema, no row may be lost, and the plan's own SQL must be free of errors.
 *   npm run --silent score -- diff CASES.jsonl... [--server 15] [--only 3..10] [--verbose] [--lanes 2]
 */
import { parseArgs } from 'node:util';
import { type DiffCase, range, readCases } from './support/cases.js';
import { type Outcome, runCase } from './support/diff-case.js';
import { Lane } from './support/lane.js';

/** The word under which the cases say that they load on a major. */
const loadedAs: Readonly<Record<number, string>> = { 15: 'pg15', 18: 'pglite18' };

export async function score(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      server: { type: 'string', default: '18' },
      only: { type: 'string' },
      lanes: { type: 'string', default: '2' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const major = Number(values.server);
  const word = loadedAs[major] ?? '';
  const cases = range(
    positionals.flatMap((file) => readCases<DiffCase>(file)),
    values.only,
  );
  const outcomes = new Map<DiffCase, Outcome>();
  const queue = cases.filter((one) => {
    if (one.loads_on.includes(word)) return true;
    outcomes.set(one, { kind: 'skipped', reason: `does not load on ${major}` });
    return false;
  });
  let next = 0;
  const lanes = Math.max(1, Math.min(Number(values.lanes), queue.length));
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      const lane = await Lane.start(major);
      for (let one = queue[next++]; one !== undefined; one = queue[next++]) {
        const outcome = await runCase(one, lane).catch(
          (error: unknown): Outcome => ({
            kind: 'failed',
            group: `CRASH: ${String(error)}`,
            reason: stackOf(error),
          }),
        );
        outcomes.set(one, outcome);
        if (values.verbose) say(one, outcome);
      }
      await lane.stop();
    }),
  );
  if (values.verbose) printHistogram([...outcomes.values()]);
  console.log(JSON.stringify(summary(cases, outcomes)));
  return 0;
}

function summary(cases: readonly DiffCase[], outcomes: ReadonlyMap<DiffCase, Outcome>): object {
  const failed: string[] = [];
  const skipped: { name: string; reason: string }[] = [];
  let passed = 0;
  for (const one of cases) {
    const outcome = outcomes.get(one);
    if (outcome?.kind === 'passed') passed += 1;
    else if (outcome?.kind === 'skipped') skipped.push({ name: one.name, reason: outcome.reason });
    else failed.push(one.name);
  }
  return { kind: 'diff', total: passed + failed.length, passed, failed, skipped };
}

function say(one: DiffCase, outcome: Outcome): void {
  if (outcome.kind === 'failed') console.log(`FAILED  ${one.name}\n        ${indent(outcome.reason)}`);
  if (outcome.kind === 'skipped') console.log(`skipped ${one.name}: ${outcome.reason}`);
  if (outcome.kind === 'passed' && outcome.note !== undefined)
    console.log(`passed  ${one.name} ${outcome.note}`);
}

function printHistogram(outcomes: readonly Outcome[]): void {
  const groups = new Map<string, number>();
  for (const outcome of outcomes) {
    if (outcome.kind === 'failed') groups.set(outcome.group, (groups.get(outcome.group) ?? 0) + 1);
  }
  console.log('\nreasons of failure');
  for (const [group, count] of [...groups].sort((a, b) => b[1] - a[1])) {
    console.log(`${String(count).padStart(5)}  ${group}`);
  }
}

function indent(text: string): string {
  return text.split('\n').slice(0, 12).join('\n        ');
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
