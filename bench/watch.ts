/**
 * How long a save takes in `wesley watch`: from the moment that an editor has put the file in its place until findings are
 * printed and files are written, in a process of its own, debouncing included. Then a compile of everything in a cold
 * process. Ends with one line of JSON.
 *   npm run bench:watch [-- --tables 300 --edits 30]
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/paths.js';

const wesley = join(packageRoot, 'bin', 'wesley.js');
const folder = mkdtempSync(join(tmpdir(), 'wesley-watch-'));
const targets = ['types', 'zod', 'kysely', 'jsonschema', 'sql'];

interface Pass {
  readonly errors: number;
  readonly generated: boolean;
  readonly files: readonly unknown[];
  readonly milliseconds: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { tables: { type: 'string', default: '300' }, edits: { type: 'string', default: '30' } },
  });
  const tables = Number(values.tables);
  try {
    const { whole, own } = await watchEdits(tables, Number(values.edits));
    print(`edit to findings and files, ${tables} tables`, whole);
    print('  of which Wesley works', own);
    const cold = compileCold(100);
    print('compile of 100 tables in a cold process', cold);
    const figures = { tables, median_ms: rounded(median(whole)), worst_ms: rounded(Math.max(...whole)) };
    process.stdout.write(`${JSON.stringify({ ...figures, compile_100_ms: rounded(median(cold)) })}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function watchEdits(count: number, edits: number): Promise<{ whole: number[]; own: number[] }> {
  const file = join(folder, 'schema.graphql');
  writeFileSync(file, schema(count, 0));
  const child = spawn(
    process.execPath,
    [wesley, 'watch', 'schema.graphql', '--target', targets.join(','), '--out', 'gen', '--json'],
    { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const passes = new Passes(child);
  const first = await passes.next();
  if (!first.generated) throw new Error('the schema of the benchmark has errors');
  const whole: number[] = [];
  const own: number[] = [];
  // The first edits warm the process up, as the first minute of a day does.
  for (let edit = 1; edit <= edits + 5; edit++) {
    const saved = `${file}.tmp`;
    writeFileSync(saved, schema(count, edit));
    const started = performance.now();
    renameSync(saved, file);
    const pass = await passes.next();
    const took = performance.now() - started;
    const written = readFileSync(join(folder, 'gen', 'schema.sql'), 'utf8');
    if (pass.files.length === 0 || !written.includes(`"edit${edit}"`)) {
      throw new Error(`edit ${edit} did not reach the files`);
    }
    if (edit > 5) {
      whole.push(took);
      own.push(pass.milliseconds);
    }
  }
  child.kill('SIGINT');
  return { whole, own };
}

function compileCold(count: number): number[] {
  const file = join(folder, 'cold.graphql');
  writeFileSync(file, schema(count, 0));
  return Array.from({ length: 5 }, (_, run) => {
    const started = performance.now();
    const out = join(folder, `cold-${run}`);
    const args = ['generate', '--from', file, '--target', targets.join(','), '--out', out];
    const { status, stderr } = spawnSync(process.execPath, [wesley, ...args], { encoding: 'utf8' });
    if (status !== 0 || !statSync(out).isDirectory()) throw new Error(stderr);
    return performance.now() - started;
  });
}

/** Tables as applications have them; `edit` gives one of them another column, and a line more above the rest. */
function schema(count: number, edit: number): string {
  const types = Array.from({ length: count }, (_, i) => {
    const parent = i === 0 ? '' : `  parent: Thing${Math.floor(i / 2)} @index\n`;
    const edited = i === 0 && edit > 0 ? `  "after edit ${edit}"\n  edit${edit}: String\n` : '';
    return `"Thing number ${i}"
type Thing${i} @index(fields: ["kind", "createdAt"]) @check(expr: "count >= 0 OR note IS NOT NULL") {
  id: ID!
${edited}  name: String! @unique @column(type: "varchar(${(i % 50) + 50})")
  kind: Kind! @default(value: SMALL)
  count: Int! @default(value: 0)
  price: Decimal @column(type: "numeric(12,2)") @check(expr: "price > ${i}")
  tags: [String!]!
  note: String
${parent}  createdAt: DateTime! @default(expr: "now()")
  updatedAt: DateTime! @updatedAt
}
`;
  });
  return `enum Kind { SMALL LARGE }\n\n${types.join('\n')}`;
}

/** The lines of JSON that the process prints, one for each pass. */
class Passes {
  private readonly lines: AsyncIterator<string>;

  constructor(child: ChildProcess) {
    if (child.stdout === null) throw new Error('the process has no output');
    this.lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  async next(): Promise<Pass> {
    const { value, done } = await this.lines.next();
    if (done === true) throw new Error('wesley watch has ended');
    return JSON.parse(value) as Pass;
  }
}

function print(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[0], sorted.at(-1)];
  process.stdout.write(
    `${what.padEnd(48)} ${rounded(median(times))} ms (${rounded(low)} to ${rounded(high)})\n`,
  );
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

await main();
