/** Runs the statements of statements.sql on a server, one by one, and says where the rules predict something else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  differences,
  forecast,
  loadLockRules,
  readStart,
  type Start,
} from '../../../bench/support/forecast.js';
import type { Server } from '../../../bench/support/servers.js';
import { baseline, observe } from '../../../src/facts/catalog/observe.js';
import { resolveConnection } from '../../../src/facts/connect/conninfo.js';
import type { Database } from '../../../src/facts/connect/database.js';
import { openPostgres } from '../../../src/facts/connect/postgres.js';
import { packageRoot } from '../../../src/paths.js';

const folder = join(packageRoot, 'test', 'support', 'locks');

/** A statement and what runs before it. */
export interface Trial {
  readonly setup: readonly string[];
  readonly sql: string;
}

export const trials: readonly Trial[] = readFileSync(join(folder, 'statements.sql'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('--'))
  .map((line) => {
    const parts = line.split(';;').map((part) => part.trim());
    return { setup: parts.slice(0, -1), sql: parts.at(-1) ?? '' };
  });

export interface Findings {
  /** `statement: difference`. */
  readonly differences: readonly string[];
  /** Statements that the server refuses, with its message. */
  readonly refused: readonly string[];
  /** How many statements did exactly what was predicted. */
  readonly confirmed: number;
}

/** Predicts and observes every trial on a server. */
export async function experiment(
  server: Server,
  only: (trial: Trial) => boolean = () => true,
): Promise<Findings> {
  const laboratory = new Laboratory(server);
  return laboratory.run(trials.filter(only));
}

class Laboratory {
  private readonly program = loadLockRules();
  private readonly found: string[] = [];
  private readonly refused: string[] = [];
  private copies = 0;
  private confirmed = 0;
  private bare: Start | undefined;
  private readonly template = `locks_${process.pid}_${Date.now()}`;

  constructor(private readonly server: Server) {}

  async run(list: readonly Trial[]): Promise<Findings> {
    await this.server.createDatabase(this.template);
    const fixture = await this.connect(this.template);
    await fixture.exec(readFileSync(join(folder, 'fixture.sql'), 'utf8'));
    await fixture.close();
    const shared = await this.copy();
    for (const trial of list) {
      const database = trial.setup.length === 0 ? shared : await this.copy();
      try {
        await this.attempt(database, trial);
      } catch (error) {
        this.refused.push(`${nameOf(trial)}: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        if (database !== shared) await database.close();
      }
    }
    await shared.close();
    return { differences: this.found, refused: this.refused, confirmed: this.confirmed };
  }

  private async attempt(database: Database, trial: Trial): Promise<void> {
    for (const statement of trial.setup) await database.exec(statement);
    await database.exec('BEGIN');
    try {
      const start = trial.setup.length === 0 && this.bare ? this.bare : await readStart(database);
      if (trial.setup.length === 0) this.bare = start;
      await database.exec('COMMIT; BEGIN');
      const before = await baseline(database);
      await database.exec(trial.sql);
      const observed = await observe(database, before);
      const predicted = await forecast(trial.sql, start, this.server.major, this.program);
      const lines = differences(predicted, observed);
      for (const line of lines) this.found.push(`${nameOf(trial)}: ${line}`);
      if (lines.length === 0) this.confirmed++;
    } finally {
      await database.exec('ROLLBACK');
    }
  }

  private async copy(): Promise<Database> {
    const name = `${this.template}_${this.copies++}`;
    await this.server.createDatabase(name, this.template);
    const database = await this.connect(name);
    await database.exec("SET timezone = 'America/New_York'");
    return database;
  }

  private async connect(name: string): Promise<Database> {
    const fields = resolveConnection(this.server.url(name), {});
    if (fields === undefined) throw new Error('internal error: a server without an address');
    return openPostgres(fields);
  }
}

/** A refusal says that the server is too old for the statement. */
export function needsNewer(refusal: string): boolean {
  return [
    'syntax error',
    'is not a table',
    'foreign key constraint "orders_note_fkey" cannot be implemented',
    'cannot add NOT VALID foreign key on partitioned table',
    'cannot reference partitioned table',
    'cannot run inside a transaction block',
  ].some((message) => refusal.includes(message));
}

function nameOf({ setup, sql }: Trial): string {
  return [...setup, sql].join(';; ');
}
