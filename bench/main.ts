/**
 * Prints the figures of the README: how long the first answer takes, how many files a second, a plan for a large schema,
 * a rehearsal. Whole processes of the command line, median of several runs after a warm-up. Ends with one JSON line.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { packageRoot } from '../src/paths.js';

interface Timing {
  /** Milliseconds. */
  readonly wall: number;
}

const runs = 5;

function main(): void {
  process.chdir(packageRoot);
  const folder = mkdtempSync(join(tmpdir(), 'wesley-bench-'));
  try {
    const figures = { ...startup(), ...files(), ...largePlan(folder), ...rehearsal(folder) };
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function startup(): Record<string, number> {
  const node = median(() => run(['-e', '0']));
  const help = median(() => wesley(0, '--version'));
  const check = median(() => wesley(1, 'check', 'examples/shop/migration.sql'));
  print('node, doing nothing', node);
  print('wesley --version', help, node);
  print('first finding on one file (check)', check, node);
  return {
    node_ms: node.wall,
    first_finding_ms: check.wall,
    first_finding_over_node: ratio(check.wall, node.wall),
  };
}

function files(): Record<string, number> {
  const folder =
    ['../shared/cases/migrations', 'corpus', 'rules/safety'].find((path) => existsSync(path)) ?? 'examples';
  const count = countSql(folder);
  const check = median(() => wesley('any', 'check', folder, '--json'), 3);
  const perSecond = Math.round((count / check.wall) * 1000);
  process.stdout.write(
    `${label(`check of ${count} files in ${relative('.', folder)}`)} ${perSecond} files/s (${Math.round(check.wall)} ms)\n`,
  );
  return { files: count, files_per_second: perSecond };
}

function largePlan(folder: string): Record<string, number> {
  const tables = 300;
  const before = join(folder, 'before.sql');
  const after = join(folder, 'after.sql');
  writeFileSync(before, schema(tables, false));
  writeFileSync(after, schema(tables, true));
  const load = median(
    () => wesley(0, 'plan', '--from', before, '--to', before, '-o', join(folder, 'empty.json')),
    3,
  );
  const plan = median(
    () => wesley(0, 'plan', '--from', before, '--to', after, '-o', join(folder, 'plan.json')),
    3,
  );
  print(`plan of nothing on ${tables} tables (loads both states)`, load);
  print(`plan of 60 changes on ${tables} tables`, plan, load);
  return { plan_tables: tables, plan_ms: plan.wall, plan_over_load: ratio(plan.wall, load.wall) };
}

function rehearsal(folder: string): Record<string, number> {
  const plan = join(folder, 'demo.json');
  wesley(0, 'plan', '--from', 'examples/shop/before.sql', '--to', 'examples/shop/schema.graphql', '-o', plan);
  const verify = median(() => wesley(0, 'verify', plan), 3);
  print('verify of the plan of the demo', verify);
  return { verify_ms: verify.wall };
}

/** A schema of tables with keys, references and an index; `changed`: a column, an index or a check more on some of them. */
function schema(tables: number, changed: boolean): string {
  const statements: string[] = [];
  for (let i = 1; i <= tables; i++) {
    const reference = i > 1 ? `,\n  parent_id bigint REFERENCES t${i - 1} (id)` : '';
    const extra = changed && i % 5 === 0 ? ',\n  note text' : '';
    statements.push(
      `CREATE TABLE t${i} (\n  id bigint PRIMARY KEY,\n  name text NOT NULL,\n  amount numeric(12,2),\n  made_at timestamptz DEFAULT now()${reference}${extra}\n);`,
      `CREATE INDEX t${i}_name_idx ON t${i} (name);`,
    );
  }
  return `${statements.join('\n')}\n`;
}

function wesley(expected: number | 'any', ...args: string[]): Timing {
  return run([join('bin', 'wesley.js'), ...args], expected);
}

function run(args: readonly string[], expected: number | 'any' = 0): Timing {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  if (expected !== 'any' && status !== expected)
    throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return { wall };
}

function median(measure: () => Timing, times = runs): Timing {
  measure();
  const timings = Array.from({ length: times }, measure).sort((a, b) => a.wall - b.wall);
  const middle = timings[Math.floor(times / 2)];
  if (!middle) throw new Error('internal error: nothing was measured');
  return { wall: Math.round(middle.wall) };
}

function print(what: string, timing: Timing, base?: Timing): void {
  const against = base ? ` (×${ratio(timing.wall, base.wall)})` : '';
  process.stdout.write(`${label(what)} ${timing.wall} ms${against}\n`);
}

function label(what: string): string {
  return what.padEnd(52, ' .');
}

function ratio(a: number, b: number): number {
  return Math.round((a / b) * 10) / 10;
}

function countSql(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.sql'))
    .length;
}

main();
