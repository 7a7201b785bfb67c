/** `wesley rules test`: whether the examples and tests of rules hold, and what they leave out. */
import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { Exit } from '../diagnostics/index.js';
import type { RuleTestReport } from '../index.js';
import { makeFolder } from '../paths.js';
import { type Context, newCommand, type Runner, withExamples } from './command.js';
import { readConfig } from './config/index.js';
import { coverageText } from './rules-test-coverage.js';
import { junitOf, reportJson, reportText, updatesText } from './rules-test-report.js';
import { watchTests } from './rules-test-watch.js';

export interface TestOptions {
  readonly json?: boolean;
  readonly coverage?: boolean;
  readonly update?: boolean;
  readonly watch?: boolean;
  readonly junit?: string;
}

/** Declares the command. */
export function rulesTestCommand(name: string, runner: Runner): Command {
  const command = newCommand(
    name,
    'Try rules: the unsafe example must raise the rule, the safe one nothing, *.test.sql, *.test.graphql and @[test] what they say',
  )
    .argument('[names...]', 'rules, or test files and folders (default: the rules of your team, or all)')
    .option('--coverage', 'say which negations and comparisons no test decides')
    .option('--update', 'rewrite the expectations in SQL and GraphQL files to what is found')
    .option('--watch', 'run again when a rule or a test is saved')
    .option('--junit <file>', 'write the results as JUnit XML too')
    .option('--json', 'print JSON');
  withExamples(command, 'wesley rules test --coverage', 'wesley rules test acme/no-serial-keys --watch');
  return runner.command<TestOptions>(command, runTests);
}

async function runTests(context: Context, names: string[], options: TestOptions): Promise<number> {
  if (options.watch === true) return watchTests(context, names, options, showReport);
  const { io } = context;
  const { openRuleTests } = await import('../index.js');
  const { ruleFolders } = readConfig(io, context.config);
  const tester = await openRuleTests({ cwd: io.cwd, ruleFolders });
  try {
    const { coverage = false, update = false } = options;
    const report = await tester.run({ names, coverage, update });
    showReport(report, context, options);
    return report.ok ? Exit.done : Exit.no;
  } finally {
    await tester.close();
  }
}

/** Prints and writes what was asked for. */
function showReport(report: RuleTestReport, context: Context, options: TestOptions): void {
  const { io, out } = context;
  if (options.junit !== undefined) {
    const path = resolve(io.cwd, options.junit);
    makeFolder(dirname(path));
    writeFileSync(path, junitOf(report));
  }
  if (options.json === true) {
    io.out(reportJson(report));
    return;
  }
  io.out(updatesText(report, out) + reportText(report, out) + coverageText(report, out));
}
