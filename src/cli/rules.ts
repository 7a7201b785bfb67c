/** `wesley rules`: the workshop of those who write rules. */
import type { Command } from 'commander';
import { newCommand, type Runner } from './command.js';
import { queryCommand } from './query.js';
import { rulesBenchCommand } from './rules-bench.js';
import { rulesDocsCommand } from './rules-docs.js';
import { rulesFmtCommand } from './rules-fmt.js';
import { rulesExplainCommand, rulesListCommand } from './rules-list.js';
import { rulesNewCommand } from './rules-new.js';
import { rulesRelationsCommand } from './rules-relations.js';
import { rulesReplCommand } from './rules-repl.js';
import { rulesTestCommand } from './rules-test.js';

/** Declares the group of commands. */
export function rulesCommand(name: string, runner: Runner): Command {
  return newCommand(name, 'List, make, test and measure rules')
    .addCommand(rulesListCommand('list', runner))
    .addCommand(rulesExplainCommand('explain', runner))
    .addCommand(rulesNewCommand('new', runner))
    .addCommand(rulesTestCommand('test', runner))
    .addCommand(queryCommand('query', runner))
    .addCommand(rulesReplCommand('repl', runner))
    .addCommand(rulesRelationsCommand('relations', runner))
    .addCommand(rulesFmtCommand('fmt', runner))
    .addCommand(rulesBenchCommand('bench', runner))
    .addCommand(rulesDocsCommand('docs', runner));
}
