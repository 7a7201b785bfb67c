/** `wesley query`: the facts that the rules see and derive, for whoever writes a rule. */
import type { Command } from 'commander';
import { didYouMean, Exit, suggest, WesleyError, wrap } from '../diagnostics/index.js';
import { addCheckFlags, type CheckFlags, runCheckOn } from './check-input.js';
import { type Context, newCommand, type Runner } from './command.js';

interface QueryOptions extends CheckFlags {
  readonly json?: boolean;
}

/** Declares the command. */
export function queryCommand(name: string, runner: Runner): Command {
  const command = newCommand(
    name,
    'Show what a relation holds for some SQL: facts, and what the rules derive',
  )
    .argument('<relation>', 'takes_lock, scans_table, stmt_adds_column, finding, ...')
    .argument('[files...]', 'SQL files, folders or patterns; - is standard input')
    .option('--json', 'print JSON');
  return runner.command<QueryOptions>(addCheckFlags(command), runQuery);
}

async function runQuery(
  context: Context,
  [name = '', ...files]: string[],
  options: QueryOptions,
): Promise<number> {
  const { io, out } = context;
  const { ruleset, solution } = await runCheckOn(context, files, options);
  const relation = ruleset.program.relations.get(name);
  if (relation === undefined) {
    const names = [...ruleset.program.relations.keys()];
    const near = suggest(name, names);
    throw new WesleyError(
      {
        code: 'cli/unknown-relation',
        severity: 'error',
        message: `there is no relation "${name}".${didYouMean(name, names)}`,
        fix: {
          text:
            near.length > 1 ? `near it: ${near.join(', ')}` : 'all are in rules/relations.dl and rules/lib',
        },
      },
      Exit.usage,
    );
  }
  const rows = solution.rows(name);
  if (options.json === true) {
    const columns = relation.columns.map((column) => column.name);
    io.out(`${JSON.stringify({ schema: 'wesley/query/1', relation: name, columns, rows }, undefined, 2)}\n`);
    return Exit.done;
  }
  const columns = relation.columns.map((column) => column.name).join(', ');
  for (const line of wrap(relation.doc.replace(/\s+/g, ' '), out.width - 3))
    io.out(`${out.dim(`// ${line}`)}\n`);
  io.out(`${out.dim(`// ${name}(${columns})`)}\n`);
  for (const row of rows) io.out(`${name}(${row.map((value) => JSON.stringify(value)).join(', ')})\n`);
  return Exit.done;
}
