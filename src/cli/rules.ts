/** `wesley rules`: the rules that there are, and a folder for a new one. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { Exit, severityColor, WesleyError } from '../diagnostics/index.js';
import { type Context, newCommand, type Runner } from './command.js';
import { readConfig } from './config.js';
import { queryCommand } from './query.js';
import { rulesBenchCommand } from './rules-bench.js';
import { rulesFmtCommand } from './rules-fmt.js';
import { rulesRelationsCommand } from './rules-relations.js';
import { rulesReplCommand } from './rules-repl.js';
import { rulesTestCommand } from './rules-test.js';

interface RulesOptions {
  readonly json?: boolean;
  readonly in?: string;
}

/** Declares the group of commands. */
export function rulesCommand(name: string, runner: Runner): Command {
  const list = newCommand('list', 'List all rules').option('--json', 'print JSON');
  const add = newCommand('new', 'Make the folder of a rule of your own')
    .argument('<id>', 'name of the rule: lower-case words with hyphens')
    .option(
      '--in <folder>',
      'folder of your rules (default: the first of "ruleFolders" of the configuration)',
    );
  return newCommand(name, 'List, make and test rules')
    .addCommand(runner.command<RulesOptions>(list, listRules))
    .addCommand(runner.command<RulesOptions>(add, newRule))
    .addCommand(rulesTestCommand('test', runner))
    .addCommand(queryCommand('query', runner))
    .addCommand(rulesReplCommand('repl', runner))
    .addCommand(rulesRelationsCommand('relations', runner))
    .addCommand(rulesFmtCommand('fmt', runner))
    .addCommand(rulesBenchCommand('bench', runner));
}

async function listRules(context: Context, _args: string[], options: RulesOptions): Promise<number> {
  const { io, out } = context;
  const { rulePages } = await import('../index.js');
  const pages = await rulePages(readConfig(io, context.config).ruleFolders);
  if (options.json === true) {
    const rules = pages.map(({ rule: { id, group, severity, title, tags } }) => ({
      id,
      group,
      severity,
      title,
      tags,
    }));
    io.out(`${JSON.stringify({ schema: 'wesley/rules/1', rules }, undefined, 2)}\n`);
    return Exit.done;
  }
  const width = Math.max(...pages.map(({ rule }) => rule.id.length));
  for (const { rule } of pages) {
    const severity = severityColor(out, rule.severity)(rule.severity.padEnd(7));
    io.out(`${out.bold(rule.id.padEnd(width))}  ${severity}  ${rule.title}\n`);
  }
  return Exit.done;
}

async function newRule(context: Context, [asked = '']: string[], options: RulesOptions): Promise<number> {
  const { io } = context;
  const config = readConfig(io, context.config);
  const own = config.ruleFolders.find((folder) => folder.package === undefined);
  const base = options.in ?? own?.label;
  const slash = asked.indexOf('/');
  const id = asked.slice(slash + 1);
  const namespace = slash === -1 ? config.namespace : asked.slice(0, slash);
  if (namespace === undefined) {
    throw usage('the rules of your team have no namespace', {
      text: 'set "namespace" in wesley.config.json, or write it before the name',
      code: `wesley rules new acme/${id}`,
    });
  }
  if (base === undefined) {
    throw usage('no folder for rules of your own is named', {
      text: 'name one, or set "ruleFolders" in wesley.config.json',
      code: `wesley rules new ${id} --in db/rules`,
    });
  }
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    throw usage(`"${id}" cannot be the name of a rule`, {
      text: 'use lower-case words with hyphens: no-serial-keys',
    });
  }
  const folder = resolve(io.cwd, base, id);
  if (existsSync(folder)) throw usage(`${join(base, id)} exists already`, { text: 'choose another name' });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(template(`${namespace}/${id}`)))
    writeFileSync(join(folder, file), text);
  io.out(
    `${join(base, id)}/rule.dl, unsafe.sql, safe.sql\nnext: change them, then wesley rules test ${namespace}/${id}\n`,
  );
  return Exit.done;
}

function template(id: string): Record<string, string> {
  return {
    'rule.dl': `/// What goes wrong, in one sentence. Then why, in one or two more.
@[rule(severity = "warning", tags = ["team"], since = "1.0")]
@[message = "{Table} does not say when a row was made"]
@[why = "Without it nobody can tell old rows from new ones."]
@[fix = "Add created_at timestamptz NOT NULL DEFAULT now()."]
finding("${id}", Stmt, Table) :-
    stmt_creates_table(Stmt, Table, "table"), !stmt_creates_column(Stmt, Table, "created_at", _).
`,
    'unsafe.sql': 'CREATE TABLE orders (id bigint PRIMARY KEY);\n',
    'safe.sql':
      'CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());\n',
  };
}

function usage(message: string, fix: { readonly text: string; readonly code?: string }): WesleyError {
  return new WesleyError({ code: 'cli/usage', severity: 'error', message, fix }, Exit.usage);
}
