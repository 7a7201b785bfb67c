/** `wesley show`: a plan file for people and tools, without a database. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { Exit } from '../diagnostics/index.js';
import type { PlanFormat } from '../index.js';
import { type Context, newCommand, type Runner, withExamples } from './command.js';

/** What a plan can be printed as. */
export const planFormats: readonly PlanFormat[] = ['text', 'json', 'sql', 'markdown'];

interface ShowOptions {
  readonly as: PlanFormat;
  readonly explain?: boolean;
  readonly json?: boolean;
}

/** Declares the command. */
export function showCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Show a plan')
    .argument('<plan>', 'plan file')
    .addOption(new Option('--as <format>', 'form').choices(planFormats).default('text'))
    .option('--explain', 'say of each step why it is there, what it locks and its SQL')
    .option('--json', 'the same as --as json');
  withExamples(command, 'wesley show plan.json --explain', 'wesley show plan.json --as sql');
  return runner.command<ShowOptions>(command, runShow);
}

async function runShow(context: Context, [path = '']: string[], options: ShowOptions): Promise<number> {
  const { io, out } = context;
  const { readPlanFile, renderPlan } = await import('../index.js');
  const plan = await readPlanFile(path, io);
  const as = options.json === true ? 'json' : options.as;
  io.out(await renderPlan(plan, { as, explain: options.explain === true, style: out }));
  return Exit.done;
}
