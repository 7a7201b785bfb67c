/** `wesley verify`: rehearses a plan in an embedded PostgreSQL. */
import type { Command } from 'commander';
import { Exit, plural, type Style, wrap } from '../diagnostics/index.js';
import type { VerifyEvent, VerifyReport } from '../index.js';
import { type Context, count, newCommand, type Runner, withExamples } from './command.js';

interface VerifyCommandOptions {
  readonly rows?: number;
  readonly json?: boolean;
}

/** Declares the command. */
export function verifyCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Rehearse a plan in an embedded PostgreSQL and say what that proves')
    .argument('<plan>', 'plan file')
    .option('--rows <n>', 'rows to try per table (20)', count)
    .option('--json', 'print the result as JSON');
  withExamples(command, 'wesley verify plan.json');
  return runner.command<VerifyCommandOptions>(command, runVerify);
}

async function runVerify(
  context: Context,
  [path = '']: string[],
  options: VerifyCommandOptions,
): Promise<number> {
  const { io, out, err } = context;
  const { readPlanFile, verify } = await import('../index.js');
  const plan = await readPlanFile(path, io);
  const report = await verify(plan, {
    rowsPerTable: options.rows,
    onProgress: (event) => {
      if (io.errTty) io.err(`\r\u001b[K${err.dim(progressText(event).slice(0, (io.columns ?? 80) - 1))}`);
    },
  });
  if (io.errTty) io.err('\r\u001b[K');
  if (options.json === true) {
    io.out(`${JSON.stringify({ schema: 'wesley/verify/1', ...report }, undefined, 2)}\n`);
  } else io.out(verifyText(report, out));
  return report.ok ? Exit.done : Exit.no;
}

function progressText(event: VerifyEvent): string {
  switch (event.type) {
    case 'building':
      return 'building the state before';
    case 'filled':
      return `${plural(event.rows, 'row')} in ${plural(event.tables, 'table')}`;
    case 'step':
      return `${event.step.id} ${event.step.title}`;
    case 'undoing':
      return 'taking steps back';
  }
}

function verifyText(report: VerifyReport, style: Style): string {
  const lines: string[] = [];
  for (const { name, ok, details } of report.checks) {
    lines.push(`  ${ok ? style.green('ok  ') : style.red('FAIL')}  ${ok ? name : style.bold(name)}`);
    for (const detail of details) {
      for (const line of wrap(detail, style.width - 8)) lines.push(`        ${ok ? style.dim(line) : line}`);
    }
  }
  for (const sentence of report.notProven) {
    const [first = '', ...rest] = wrap(sentence, style.width - 14);
    lines.push(`  ${style.yellow('not proven')}  ${first}`, ...rest.map((line) => `              ${line}`));
  }
  const { rows, tables } = report.rows;
  const verdict = report.ok ? style.green('the plan holds') : style.red('the plan does not hold');
  lines.push(
    '',
    `${verdict}: ${plural(report.checks.length, 'promise')} tried on ${plural(rows, 'row')} in ${plural(tables, 'table')}`,
  );
  return `${lines.join('\n')}\n`;
}
