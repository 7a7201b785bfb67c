/**
 * What `assertSchema` costs an application when it starts, on a schema of 100 tables and every embedded server: the first
 * call of a connection, then the median of twenty, with the expected schema and with a column that is missing. Ends with
 * one line of JSON.
 *   npm run build && node dist/bench/drift.js [tables]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolveConnection } from '../src/facts/connect/conninfo.js';
import { PostgresSession } from '../src/facts/connect/postgres.js';
import { readStateHash } from '../src/facts/sources/index.js';
import { packageRoot } from '../src/paths.js';
import { runtime } from '../src/schema/generate/runtime/index.js';
import type { SchemaModel } from '../src/schema/index.js';
import { availableMajors, startServer } from './support/servers.js';

interface Module {
  compareSchema(client: object, options?: object): Promise<{ readonly ok: boolean }>;
}

const runs = 20;

async function main(): Promise<void> {
  const tables = Number(process.argv[2] ?? 100);
  const folder = mkdtempSync(join(tmpdir(), 'wesley-drift-'));
  const figures: Record<string, number> = { tables };
  try {
    const sql = schema(tables);
    const module = await importModule(sql, folder);
    for (const major of availableMajors()) {
      const { first, same, different, cpu } = await measure(major, sql, module);
      process.stdout.write(
        `PostgreSQL ${major}: first ${ms(first)}, then ${ms(same)}, with a difference ${ms(different)}; the server works ${ms(cpu)}\n`,
      );
      figures[`postgres_${major}_first_ms`] = first;
      figures[`postgres_${major}_ms`] = same;
      figures[`postgres_${major}_cpu_ms`] = cpu;
    }
    process.stdout.write(`${JSON.stringify(figures)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(major: number, sql: string, module: Module) {
  const server = await startServer(major);
  const fields = resolveConnection(server.url(), {});
  if (fields === undefined) throw new Error('no server');
  const admin = await PostgresSession.open(fields);
  await admin.run(sql);
  const session = await PostgresSession.open(fields);
  const client = { query: async (text: string) => (await session.run(text)).at(-1) };
  const time = async (isOk: boolean): Promise<number> => {
    const start = performance.now();
    const { ok } = await module.compareSchema(client);
    const took = performance.now() - start;
    if (ok !== isOk) throw new Error(`PostgreSQL ${major}: the schema is ${ok ? '' : 'not '}as expected`);
    return took;
  };
  try {
    const first = await time(true);
    const before = cpuTime(session.processId);
    const same = await median(() => time(true));
    const cpu = (cpuTime(session.processId) - before) / runs;
    await admin.run('ALTER TABLE orders_1 DROP COLUMN note');
    return {
      first: rounded(first),
      same: rounded(same),
      different: rounded(await median(() => time(false))),
      cpu: rounded(cpu),
    };
  } finally {
    await session.end();
    await admin.end();
    await server.stop();
  }
}

/** Tables of ten columns with a key, a foreign key, two checks and two indexes; views and policies on some. */
function schema(tables: number): string {
  return Array.from({ length: tables }, (_, at) => {
    const n = at + 1;
    return `CREATE TABLE orders_${n} (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant uuid NOT NULL, parent_id bigint REFERENCES orders_${Math.max(1, n - 1)},
      email text NOT NULL, status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'paid', 'void')), total numeric(12, 2) NOT NULL DEFAULT 0,
      note text, settings jsonb NOT NULL DEFAULT '{}', created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz, CHECK (total >= 0));
      CREATE INDEX ON orders_${n} (parent_id); CREATE INDEX ON orders_${n} (created_at DESC) WHERE status = 'open';
      ALTER TABLE orders_${n} ENABLE ROW LEVEL SECURITY; CREATE POLICY tenant ON orders_${n} USING (tenant = current_setting('app.tenant')::uuid);
      ${n % 5 === 0 ? `CREATE VIEW open_${n} AS SELECT o.id, p.email FROM orders_${n} o JOIN orders_${n - 1} p ON p.id = o.parent_id;` : ''}`;
  }).join('\n');
}

async function importModule(sql: string, folder: string): Promise<Module> {
  const hash = () => readStateHash({ kind: 'sql', name: 'schema.sql', text: sql });
  const [file] = await runtime.generate({} as SchemaModel, {}, { hash });
  writeFileSync(join(folder, 'runtime.ts'), file?.text ?? '');
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const compiler = join(packageRoot, 'node_modules/typescript/bin/tsc');
  const flags = ['--strict', '--target', 'es2022', '--module', 'nodenext', '--types', ''];
  const { status, stdout } = spawnSync(process.execPath, [compiler, 'runtime.ts', ...flags], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stdout);
  return (await import(pathToFileURL(join(folder, 'runtime.js')).href)) as Module;
}

async function median(once: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await once());
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0;
}

/** Milliseconds that a process has worked, which a busy machine does not change; 0 where nobody says. */
function cpuTime(pid: number): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return 0;
  const fields = readFileSync(file, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

function ms(milliseconds: number): string {
  return `${milliseconds} ms`;
}

await main();
