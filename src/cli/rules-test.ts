/** `wesley rules test`: whether the examples of rules hold. */
import type { Command } from 'commander';
import { Exit, plural, WesleyError } from '../diagnostics/index.js';
import { type Context, newCommand, type Runner } from './command.js';
import { readConfig } from './config.js';

interface TestOptions {
  readonly json?: boolean;
}

/** Declares the command. */
export function rulesTestCommand(name: string, runner: Runner): Command {
  const command = newCommand(
    name,
    'Try the examples of rules: unsafe.sql must raise the rule, safe.sql nothing',
  )
    .argument('[ids...]', 'rules (default: those of "ruleFolders", or all)')
    .option('--json', 'print JSON');
  return runner.command<TestOptions>(command, testRules);
}

async function testRules(context: Context, ids: string[], options: TestOptions): Promise<number> {
  const { io, out } = context;
  const { rulePages, tryRules } = await import('../index.js');
  const { ruleFolders } = readConfig(io, context.config);
  const pages = await rulePages(ruleFolders);
  const own = pages.filter(({ rule }) => rule.group === 'team');
  const wanted =
    ids.length > 0 ? pages.filter(({ rule }) => ids.includes(rule.id)) : own.length > 0 ? own : pages;
  const unknown = ids.filter((id) => !pages.some(({ rule }) => rule.id === id));
  if (unknown.length > 0)
    throw usage(`there is no rule ${unknown.join(', ')}`, { text: 'see: wesley rules list' });
  const results = await tryRules(wanted, ruleFolders);
  const failed = results.filter((one) => one.missing.length + one.unexpected.length > 0);
  if (options.json === true) {
    io.out(
      `${JSON.stringify({ schema: 'wesley/rules-test/1', ok: failed.length === 0, results }, undefined, 2)}\n`,
    );
  } else {
    for (const { rule, example, missing, unexpected } of failed) {
      const parts = [
        ...(missing.length > 0 ? [`does not raise ${missing.join(', ')}`] : []),
        ...(unexpected.length > 0 ? [`raises ${unexpected.join(', ')}`] : []),
      ];
      io.out(`${out.red('FAIL')}  ${out.bold(rule)}  ${example} ${parts.join(' and ')}\n`);
    }
    const verdict =
      failed.length === 0
        ? out.green('all hold')
        : out.red(failed.length === 1 ? '1 does not hold' : `${failed.length} do not hold`);
    io.out(`${plural(results.length, 'example')} of ${plural(wanted.length, 'rule')}: ${verdict}\n`);
  }
  return failed.length === 0 ? Exit.done : Exit.no;
}

function usage(message: string, fix: { readonly text: string; readonly code?: string }): WesleyError {
  return new WesleyError({ code: 'cli/usage', severity: 'error', message, fix }, Exit.usage);
}
