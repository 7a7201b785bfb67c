/** `wesley plan`: the safe way from one state to another, as a file. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { Exit, WesleyError } from '../diagnostics/index.js';
import type { Plan, PlanFormat } from '../index.js';
import {
  addParameterFlag,
  type Context,
  list,
  majorVersion,
  type NamedValues,
  newCommand,
  type Runner,
  withExamples,
} from './command.js';
import { readConfig, tellRules } from './config/index.js';
import { stateOptions } from './config/sdl.js';
import { planFormats } from './show.js';

interface PlanOptions {
  readonly from?: string;
  readonly to?: string;
  readonly migration?: string[];
  readonly output?: string;
  readonly serverVersion?: number;
  readonly rename?: string[];
  readonly fill?: string[];
  readonly unsafe?: string[];
  readonly timeZone?: string;
  readonly parameter?: NamedValues;
  readonly dryRun?: boolean;
  readonly explain?: boolean;
  readonly as?: PlanFormat;
  readonly exitCode?: boolean;
  readonly json?: boolean;
}

/** Declares the command. */
export function planCommand(name: string, runner: Runner): Command {
  const states = 'database URL, pglite:folder, SQL, GraphQL, a folder, a snapshot, or nothing';
  const command = newCommand(name, 'Plan the safe way from one schema to another')
    .option('--from <state>', `state before: ${states} (default: "against" of the configuration)`)
    .option('--to <state>', 'state after, the same kinds (default: "schema" of the configuration)')
    .option('--migration <files>', 'instead of --to: SQL files that say the change', list)
    .option('-o, --output <file>', 'write the plan to a file')
    .option(
      '--server-version <major>',
      'PostgreSQL version that it will run on (default: of the state before)',
      majorVersion,
    )
    .option(
      '--rename <old=new>',
      'this is a rename: orders.region=area, orders=purchases; can be repeated',
      list,
    )
    .option('--fill <column=expression>', "value for rows that are there: orders.region='unknown'", appended)
    .option(
      '--time-zone <zone>',
      'zone of times that do not say theirs, when a column gains or loses one: Europe/Berlin',
    )
    .option('--unsafe <names>', 'accept these destructions: orders.coupon,old_orders', list)
    .option('--dry-run', 'write no file')
    .option('--explain', 'say of each step why it is there, what it locks and its SQL')
    .addOption(new Option('--as <format>', 'what to print (default: text)').choices(planFormats))
    .option('--exit-code', 'exit 2 when there is something to do')
    .option('--json', 'print the plan as JSON');
  withExamples(
    command,
    'wesley plan --from postgres://localhost/shop --to schema.graphql -o plan.json',
    'wesley plan --from before.sql --to after.sql --rename orders.region=area --explain',
    'wesley plan --from prod.snapshot.json --migration change.sql',
  );
  return runner.command<PlanOptions>(addParameterFlag(command), runPlan);
}

function appended(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

async function runPlan(context: Context, _args: string[], options: PlanOptions): Promise<number> {
  const { io, out } = context;
  const config = readConfig(io, context.config);
  const from = options.from ?? config.against;
  const to = options.migration === undefined ? (options.to ?? config.schema[0]) : undefined;
  if (from === undefined || (to === undefined && options.migration === undefined)) {
    const missing = from === undefined ? '--from, the state before' : '--to, the state after, or --migration';
    throw new WesleyError(
      {
        code: 'cli/missing-flag',
        severity: 'error',
        message: `${missing} is missing`,
        fix: {
          text: 'name both',
          code: 'wesley plan --from postgres://user@host/db --to schema.graphql -o plan.json',
        },
      },
      Exit.usage,
    );
  }
  const timeZone = options.timeZone ?? config.timeZone;
  const { plan: makePlan, planText, renderPlan } = await import('../index.js');
  const plan = await makePlan(
    {
      from,
      ...(to === undefined ? {} : { to }),
      ...(options.migration === undefined ? {} : { migration: options.migration }),
      ...(options.serverVersion === undefined ? {} : { major: options.serverVersion }),
      renames: options.rename ?? [],
      fills: options.fill ?? [],
      unsafe: options.unsafe ?? [],
      ...(timeZone === undefined ? {} : { timeZone }),
      ruleFolders: tellRules(config.ruleFolders, options.parameter),
      severities: config.rules,
    },
    stateOptions(io, config),
  );
  const writes = options.output !== undefined && options.output !== '-' && options.dryRun !== true;
  if (writes) writeFileSync(resolve(io.cwd, options.output ?? ''), await planText(plan));
  const as: PlanFormat = options.json === true || options.output === '-' ? 'json' : (options.as ?? 'text');
  io.out(await renderPlan(plan, { as, explain: options.explain === true, style: out }));
  if (as === 'text') io.out(nextStep(plan, writes ? options.output : undefined));
  return options.exitCode === true && plan.steps.length > 0 ? Exit.changes : Exit.done;
}

function nextStep(plan: Plan, file: string | undefined): string {
  if (plan.steps.length === 0) return '';
  if (file === undefined) return '\nnot written: name a file with -o plan.json\n';
  return `\nwritten to ${file}. Next: wesley verify ${file}, then wesley apply ${file}\n`;
}
