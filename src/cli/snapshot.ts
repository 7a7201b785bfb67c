/** `wesley snapshot`: a state and the sizes of its tables in a file, to plan and check without a database. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Exit, plural, WesleyError } from '../diagnostics/index.js';
import type { StateOptions } from '../index.js';
import { type Context, newCommand, type Runner, withExamples } from './command.js';
import { readConfig } from './config/index.js';
import { stateOptions } from './config/sdl.js';
import { printDiagnostics } from './problems.js';

interface SnapshotOptions {
  readonly database?: string;
  readonly output?: string;
  readonly hash?: boolean;
  readonly json?: boolean;
}

/** Declares the command. */
export function snapshotCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Write the schema and the sizes of the tables of a database to a file')
    .argument('[state]', 'what to read, if not a database: SQL, GraphQL, folder')
    .option(
      '--database <url>',
      'database: URL, key=value text, or pglite:folder (default: DATABASE_URL, PG*)',
    )
    .option('-o, --output <file>', 'file to write (default: standard output)')
    .option('--hash', 'print the catalog hash instead: equal for equal schemas, see docs/drift.md')
    .option('--json', 'print a summary as JSON');
  withExamples(
    command,
    'wesley snapshot --database postgres://localhost/shop -o prod.snapshot.json',
    'wesley snapshot schema.graphql --hash',
  );
  return runner.command<SnapshotOptions>(command, runSnapshot);
}

async function runSnapshot(context: Context, [named]: string[], options: SnapshotOptions): Promise<number> {
  const { io, err } = context;
  const { readState, renderSnapshot } = await import('../index.js');
  const config = readConfig(io, context.config);
  const spec = options.database ?? named ?? databaseOf(io.env);
  if (options.hash === true) return printHash(spec, options.json === true, stateOptions(io, config), io);
  const state = await readState(spec, stateOptions(io, config));
  if (state.notes.length > 0)
    printDiagnostics(state.notes, { io, style: err, trace: context.trace, json: false });
  const text = await renderSnapshot(state);
  if (options.output === undefined || options.output === '-') {
    io.out(text);
    return Exit.done;
  }
  writeFileSync(resolve(io.cwd, options.output), text);
  const { tables } = state.catalog;
  const summary = `${plural(tables.length, 'table')} of ${state.source}`;
  if (options.json === true) {
    io.out(
      `${JSON.stringify({ schema: 'wesley/snapshot-written/1', file: options.output, source: state.source, tables: tables.length })}\n`,
    );
  } else io.out(`${options.output}: ${summary}\n`);
  return Exit.done;
}

async function printHash(
  spec: string,
  json: boolean,
  options: StateOptions,
  io: Context['io'],
): Promise<number> {
  const { catalogHash } = await import('../index.js');
  const { hash, major, objects } = await catalogHash(spec, options);
  const shown = objects.map(({ id, shape, text }) => ({ id, shape, text }));
  io.out(
    json
      ? `${JSON.stringify({ schema: 'wesley/hash/1', hash, major, objects: shown }, undefined, 2)}\n`
      : `${hash}\n`,
  );
  return Exit.done;
}

/** `DATABASE_URL`, or the PG* variables, which an empty keyword text stands for. */
function databaseOf(env: Readonly<Record<string, string | undefined>>): string {
  if (env.DATABASE_URL) return env.DATABASE_URL;
  if (env.PGDATABASE || env.PGHOST || env.PGHOSTADDR || env.PGSERVICE)
    return `dbname=${env.PGDATABASE ?? ''}`;
  throw new WesleyError(
    {
      code: 'db/not-named',
      severity: 'error',
      message: 'nothing says what to write a snapshot of',
      fix: {
        text: 'name a database or a state, or set DATABASE_URL or PGHOST and PGDATABASE',
        code: 'wesley snapshot --database postgres://user@host/db -o prod.snapshot.json',
      },
    },
    Exit.usage,
  );
}
