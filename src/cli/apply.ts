/** `wesley apply`: runs a plan on a database; the same command goes on where an earlier run stopped. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { Exit, jsonDiagnostic, plural, Sources } from '../diagnostics/index.js';
import type { Plan, RunOptions, RunResult } from '../index.js';
import { type Context, count, duration, list, newCommand, type Runner, withExamples } from './command.js';
import { printDiagnostics } from './problems.js';
import { Progress } from './progress.js';

interface ApplyOptions {
  readonly database?: string;
  readonly unsafe?: string[];
  readonly dryRun?: boolean;
  readonly explain?: boolean;
  readonly json?: boolean;
  readonly until?: RunOptions['untilPhase'];
  readonly project?: string;
  readonly concurrency?: number;
  readonly maxStall?: number;
  readonly patience?: number;
  readonly lockTimeout?: number;
  readonly statementTimeout?: number;
  readonly buildBudget?: number;
  readonly validateBudget?: number;
  readonly batchSize?: number;
  readonly batchTarget?: number;
}

/** Declares the command. */
export function applyCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Run a plan on a database; run again, it goes on where it stopped')
    .argument('<plan>', 'plan file')
    .option(
      '--database <url>',
      'database to change: URL, key=value text, or pglite:folder (default: DATABASE_URL, PG*)',
    )
    .option('--unsafe <names>', 'accept these destructions: orders.total,old_orders', list)
    .option('--dry-run', 'check everything and say what would run; change nothing')
    .option('--explain', 'say of each step why it is there, before anything runs')
    .addOption(
      new Option('--until <phase>', 'stop after this phase').choices([
        'expand',
        'backfill',
        'validate',
        'switch',
        'contract',
      ]),
    )
    .option(
      '--max-stall <time>',
      'longest that the application may wait behind a lock of ours (500ms)',
      duration,
    )
    .option('--patience <time>', 'how long a step may try to get its locks (10m)', duration)
    .option('--lock-timeout <time>', 'ceiling of one wait for a lock that stops nobody', duration)
    .option('--statement-timeout <time>', 'ceiling of a short statement', duration)
    .option('--build-budget <time>', 'ceiling of a concurrent index build (none)', duration)
    .option('--validate-budget <time>', 'ceiling of a validation (none)', duration)
    .option('--batch-size <rows>', 'first size of a batch (1000)', count)
    .option('--batch-target <time>', 'how long a batch should take (200ms)', duration)
    .option('--concurrency <n>', 'steps that run at the same time (2)', count)
    .option('--project <name>', 'runs of different projects on one database do not exclude each other')
    .option('--json', 'print the result as JSON, and events as JSON lines on standard error');
  withExamples(
    command,
    'wesley apply plan.json --database postgres://localhost/shop --dry-run',
    'wesley apply plan.json --until validate',
  );
  return runner.command<ApplyOptions>(command, runApply);
}

async function runApply(context: Context, [path = '']: string[], options: ApplyOptions): Promise<number> {
  const { io } = context;
  const { apply, readPlanFile, renderPlan } = await import('../index.js');
  const plan = await readPlanFile(path, io);
  if (options.explain === true) io.err(`${await renderPlan(plan, { explain: true, style: context.err })}\n`);
  const progress = new Progress(io, context.err);
  const show =
    options.json === true ? (event: object) => io.err(`${JSON.stringify(event)}\n`) : progress.show;
  const { stop, cancel } = io.stopGently();
  stop.addEventListener('abort', () => {
    progress.close();
    io.err(
      'stopping at the next safe point; Ctrl-C again to cancel what runs (safe: the run can be resumed)\n',
    );
  });
  const result = await apply(plan, options.database, io.env, { ...runOptions(options), stop, cancel }, show);
  progress.close();
  report(result, plan, path, options, context);
  if (stop.aborted && result.exitCode === Exit.resumable) return stop.reason === 'SIGTERM' ? 143 : 130;
  return result.exitCode;
}

function runOptions(options: ApplyOptions): RunOptions {
  return {
    ...given('unsafe', options.unsafe),
    ...given('dryRun', options.dryRun),
    ...given('untilPhase', options.until),
    ...given('project', options.project),
    ...given('concurrency', options.concurrency),
    ...given('maxStallMs', options.maxStall),
    ...given('patienceMs', options.patience),
    ...given('lockTimeoutMs', options.lockTimeout),
    ...given('statementTimeoutMs', options.statementTimeout),
    ...given('buildBudgetMs', options.buildBudget),
    ...given('validateBudgetMs', options.validateBudget),
    batch: { ...given('size', options.batchSize), ...given('targetMs', options.batchTarget) },
  };
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

function report(result: RunResult, plan: Plan, path: string, options: ApplyOptions, context: Context): void {
  const { io, out, err } = context;
  if (options.json === true) {
    const sources = new Sources();
    const body = {
      schema: 'wesley/run/1',
      ok: result.exitCode === Exit.done,
      run: result.run,
      plan: plan.id,
      outcome: result.outcome,
      steps: result.steps,
      diagnostics: result.diagnostics.map((one) => jsonDiagnostic(one, sources)),
    };
    io.out(`${JSON.stringify(body, undefined, 2)}\n`);
    return;
  }
  if (result.diagnostics.length > 0) {
    printDiagnostics(result.diagnostics, { io, style: err, trace: false, json: false });
  }
  const done = result.steps.filter((step) => step.state === 'done').length;
  const total = result.steps.length;
  const counted = `${done} of ${plural(total, 'step')} done`;
  if (options.dryRun === true && result.exitCode === Exit.done) {
    const todo = result.steps.filter((step) => step.state !== 'done');
    for (const step of todo) io.out(`  ${out.bold(step.id)}  ${step.title}\n`);
    io.out(`would run ${plural(todo.length, 'step')} of plan ${plan.id.slice(0, 8)}; nothing was changed\n`);
    return;
  }
  const verdicts: Record<RunResult['outcome'], string> = {
    done: out.green(`done: ${counted}`),
    resumable: out.yellow(`stopped at a safe point: ${counted}`),
    'needs person': out.red(`stopped: ${counted}, and a person must decide how to go on`),
    refused: out.red('nothing was changed'),
    stale: out.red('nothing was changed: the plan does not fit this database any more'),
  };
  io.out(`${verdicts[result.outcome]}\n`);
  if (result.outcome === 'resumable') io.out(`  go on with   wesley apply ${path}\n`);
}
