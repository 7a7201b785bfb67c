/** `wesley status`: how far a run is, also while it runs, from any terminal. */
import type { Command } from 'commander';
import { Exit, type Style } from '../diagnostics/index.js';
import type { Owned, RunStatus } from '../index.js';
import { type Context, newCommand, type Runner, withExamples } from './command.js';

interface StatusOptions {
  readonly database?: string;
  readonly project?: string;
  readonly owned?: boolean;
  readonly json?: boolean;
}

/** Declares the command. */
export function statusCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Show how far a run is, and what Wesley has made in the database')
    .argument('[plan-or-run]', 'plan file or run id (default: the last run)')
    .option(
      '--database <url>',
      'database: URL, key=value text, or pglite:folder (default: DATABASE_URL, PG*)',
    )
    .option('--owned', 'list everything that Wesley has made in the database for itself')
    .option('--project <name>', 'project of the run')
    .option('--json', 'print JSON');
  withExamples(
    command,
    'wesley status plan.json --database postgres://localhost/shop',
    'wesley status --owned',
  );
  return runner.command<StatusOptions>(command, runStatus);
}

async function runStatus(context: Context, [which]: string[], options: StatusOptions): Promise<number> {
  const { io, out } = context;
  const { existsSync } = await import('node:fs');
  const { resolve } = await import('node:path');
  const api = await import('../index.js');
  if (options.owned === true) {
    const owned = await api.owned(options.database, io.env);
    io.out(
      options.json === true
        ? `${JSON.stringify({ schema: 'wesley/owned/1', owned }, undefined, 2)}\n`
        : ownedText(owned, out),
    );
    return Exit.done;
  }
  const isFile = which !== undefined && existsSync(resolve(io.cwd, which));
  const plan = isFile ? await api.readPlanFile(which, io) : undefined;
  const status = await api.status(options.database, io.env, {
    ...(which !== undefined && !isFile ? { run: which } : {}),
    ...(options.project === undefined ? {} : { project: options.project }),
  });
  if (options.json === true) {
    io.out(`${JSON.stringify({ schema: 'wesley/status/1', status: status ?? null }, undefined, 2)}\n`);
  } else if (status === undefined) {
    io.out('Wesley has not run anything on this database\n');
  } else {
    io.out(statusText(status, out));
  }
  if (plan !== undefined && status !== undefined && status.plan !== plan.id) {
    io.err(`the last run was of another plan: ${status.plan.slice(0, 8)}, not ${plan.id.slice(0, 8)}\n`);
    return Exit.stale;
  }
  return Exit.done;
}

function statusText(status: RunStatus, style: Style): string {
  const done = status.steps.filter((step) => step.probe === 'done' || step.journal === 'done').length;
  const lines = [
    `${style.bold(`run ${status.run}`)} of plan ${status.plan.slice(0, 8)}: ${status.state}, ${done} of ${status.steps.length} steps done`,
    `  started ${status.started}${status.finished === null ? '' : `, ended ${status.finished}`}${status.runner === undefined ? '' : `, run by ${status.runner}`}`,
  ];
  for (const step of status.steps) {
    const state = step.probe ?? step.journal;
    const paint = state === 'done' ? style.green : state === 'not done' ? style.dim : style.yellow;
    const filled = step.backfill === undefined ? '' : `  ${style.dim(filledText(step.backfill))}`;
    lines.push(`  ${style.bold(step.id)}  ${paint(state.padEnd(9))} ${step.title}${filled}`);
    if (step.error !== undefined && state !== 'done') lines.push(`       ${style.red(step.error)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Rows that were changed, and how far the walk over the table is while it goes on. */
function filledText({ rows, seen, total }: { rows: number; seen: number; total: number | null }): string {
  const changed = `${rows.toLocaleString('en')} rows changed`;
  if (total === null || seen >= total) return changed;
  return `${changed}, looked at ${seen.toLocaleString('en')} of about ${total.toLocaleString('en')}`;
}

function ownedText(owned: readonly Owned[], style: Style): string {
  if (owned.length === 0) return 'Wesley has made nothing for itself in this database\n';
  const lines = owned.map(
    ({ kind, id, drop }) => `  ${kind.padEnd(10)} ${style.bold(id)}\n             ${style.dim(`${drop};`)}`,
  );
  return `${lines.join('\n')}\n`;
}
