/**
 * The board of locks: for every case and every server version that was observed, the rules' prediction of what the
 * statement locks (strongest mode per relation that exists), rewrites and scans has to be what the server did.
 *
 *   npm run --silent score -- locks CASES.jsonl --base BASE.sql [--verbose] [--only NAME]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Program } from '../../src/engine/index.js';
import type { Catalog } from '../../src/facts/catalog/catalog.js';
import type { Observation } from '../../src/facts/catalog/observe.js';
import { resolveConnection } from '../../src/facts/connect/conninfo.js';
import type { Database } from '../../src/facts/connect/database.js';
import { extensionsNamedIn } from '../../src/facts/connect/extensions.js';
import { openPglite } from '../../src/facts/connect/pglite.js';
import { openPostgres } from '../../src/facts/connect/postgres.js';
import { differences, forecast, loadLockRules, readStart, type Start } from '../support/forecast.js';
import { availableMajors, type Server, startServer } from '../support/servers.js';

const Observed = z.object({
  versions: z.array(z.number()),
  error: z.string().optional(),
  locks: z.record(z.string(), z.string()).default({}),
  rewrites: z.array(z.string()).default([]),
  scans: z.array(z.string()).default([]),
});
const Case = z.object({
  case: z.string(),
  sql: z.string(),
  setup: z.string().optional(),
  observed: z.array(Observed),
});
type Case = z.infer<typeof Case>;

export async function score(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { base: { type: 'string' }, verbose: { type: 'boolean' }, only: { type: 'string' } },
  });
  const [casesFile] = positionals;
  if (casesFile === undefined || values.base === undefined) {
    console.error('usage: npm run score -- locks CASES.jsonl --base BASE.sql [--verbose] [--only NAME]');
    return 64;
  }
  const cases = readFileSync(casesFile, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Case.parse(JSON.parse(line)))
    .filter((each) => values.only === undefined || each.case === values.only);
  const lab = new Lab(readFileSync(values.base, 'utf8'));
  const program = loadLockRules();
  const failed: string[] = [];
  const skipped: { name: string; reason: string }[] = [];
  let passed = 0;
  for (const each of cases) {
    if (each.observed.every((one) => one.error !== undefined)) {
      skipped.push({ name: each.case, reason: 'every server refused the statement' });
      continue;
    }
    try {
      const start = await lab.start(each.setup);
      const differences = await compareCase(each, start, program);
      if (differences.length === 0) passed++;
      else {
        failed.push(each.case);
        console.error(`failed  ${each.case}: ${each.sql}`);
        if (values.verbose) for (const line of differences) console.error(`          ${line}`);
      }
    } catch (error) {
      failed.push(each.case);
      console.error(`failed  ${each.case}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  await lab.close();
  const total = passed + failed.length;
  console.error(`${passed} of ${total} cases as observed, ${skipped.length} skipped`);
  process.stdout.write(`${JSON.stringify({ kind: 'locks', total, passed, failed, skipped })}\n`);
  return 0;
}

/** Lines that say how the prediction differs, per version; none where all are as observed. */
async function compareCase(each: Case, start: Start, program: Program): Promise<string[]> {
  const lines: string[] = [];
  for (const observed of each.observed) {
    if (observed.error !== undefined) continue;
    for (const version of observed.versions) {
      const predicted = inCaseNames(await forecast(each.sql, start, version, program), start.catalog);
      const { locks, rewrites, scans } = observed;
      const truth = { locks: new Map(Object.entries(locks)), rewrites, scans };
      for (const line of differences(predicted, truth)) lines.push(`${version}: ${line}`);
    }
  }
  return lines;
}

/** A case names relations by a letter for the kind and the name without its schema. */
function inCaseNames(forecast: Observation, catalog: Catalog): Observation {
  const kinds = kindsOf(catalog);
  const named = (id: string): string => kinds.get(id) ?? id;
  return {
    locks: new Map([...forecast.locks].map(([id, mode]) => [named(id), mode])),
    rewrites: forecast.rewrites.map(named).sort(),
    scans: forecast.scans.map((id) => named(id).slice(2)).sort(),
  };
}

function kindsOf(catalog: Catalog): Map<string, string> {
  const kinds = new Map<string, string>();
  const add = (id: string, letter: string, name: string): void => {
    kinds.set(id, `${letter}:${name}`);
  };
  for (const { id, name, kind } of catalog.tables) add(id, kind === 'partitioned table' ? 'p' : 'r', name);
  for (const { id, name, partitioned } of catalog.indexes) add(id, partitioned ? 'I' : 'i', name);
  for (const { id, name } of catalog.sequences) add(id, 'S', name);
  for (const { id, name, kind } of catalog.views) add(id, kind === 'view' ? 'v' : 'm', name);
  return kinds;
}

/** Makes the state that a case starts from: in PGlite, or on a server where PGlite cannot. */
class Lab {
  private database: Database | undefined;
  private server: Server | undefined;
  private bare: Start | undefined;

  constructor(private readonly base: string) {}

  async start(setup: string | undefined): Promise<Start> {
    if (setup === undefined && this.bare !== undefined) return this.bare;
    const database = await this.open();
    await database.exec('BEGIN');
    try {
      if (setup !== undefined && setup.trim() !== '') await database.exec(setup);
      const start = await readStart(database);
      if (setup === undefined) this.bare = start;
      return start;
    } catch (error) {
      if (setup === undefined) throw error;
      return await this.elsewhere(setup);
    } finally {
      await database.exec('ROLLBACK');
    }
  }

  async close(): Promise<void> {
    await this.database?.close();
    await this.server?.stop();
  }

  private async open(): Promise<Database> {
    if (this.database === undefined) {
      this.database = await openPglite({ extensions: extensionsNamedIn(this.base) });
      await prepare(this.database, this.base);
    }
    return this.database;
  }

  /** A setup that a transaction, or PGlite, refuses: on the newest server, in a database of its own. */
  private async elsewhere(setup: string): Promise<Start> {
    const majors = availableMajors();
    const errors: unknown[] = [];
    for (const major of majors.toReversed()) {
      this.server ??= await startServer(major);
      const fields = resolveConnection(await this.server.createDatabase(), {});
      if (fields === undefined) throw new Error('internal error: a server without an address');
      const database = await openPostgres(fields);
      try {
        await prepare(database, this.base);
        await database.exec(setup);
        return await readStart(database);
      } catch (error) {
        errors.push(error);
        await this.server.stop();
        this.server = undefined;
      } finally {
        await database.close();
      }
    }
    throw errors[0] ?? new Error('no server is installed');
  }
}

async function prepare(database: Database, base: string): Promise<void> {
  await database.exec(base);
  await database.exec("SET timezone = 'America/New_York'");
}
