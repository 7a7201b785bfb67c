/** Table of contents of the command line. A command is loaded when it is named: the overview needs none of them. */
import type { Command } from 'commander';
import { type CommandBuilder, newCommand, type Runner } from './command.js';

/** A command, or a group of them. */
export type Entry = OneCommand | Group;

interface OneCommand {
  readonly name: string;
  /** What the overview says of it. */
  readonly summary: string;
  load(): Promise<CommandBuilder>;
}

interface Group {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly Entry[];
}

const plan: OneCommand = {
  name: 'plan',
  summary: 'Plan the safe way from one schema to another',
  load: async () => (await import('./plan.js')).planCommand,
};

const apply: OneCommand = {
  name: 'apply',
  summary: 'Run a plan on a database; run again, it goes on where it stopped',
  load: async () => (await import('./apply.js')).applyCommand,
};

const query: OneCommand = {
  name: 'query',
  summary: 'Ask what the facts and the rules say: a goal, or the name of a relation',
  load: async () => (await import('./query.js')).queryCommand,
};

const rules: Group = {
  name: 'rules',
  summary: 'List, make, test and measure rules',
  commands: [
    {
      name: 'list',
      summary: 'List the rules',
      load: async () => (await import('./rules-list.js')).rulesListCommand,
    },
    {
      name: 'explain',
      summary: 'Show the page of a rule',
      load: async () => (await import('./rules-list.js')).rulesExplainCommand,
    },
    {
      name: 'new',
      summary: 'Make the folder of a rule of your own, with tests that hold',
      load: async () => (await import('./rules-new.js')).rulesNewCommand,
    },
    {
      name: 'test',
      summary: 'Try rules on their examples and tests, and say what no test decides',
      load: async () => (await import('./rules-test.js')).rulesTestCommand,
    },
    query,
    {
      name: 'repl',
      summary: 'Ask goals and try rules, line by line',
      load: async () => (await import('./rules-repl.js')).rulesReplCommand,
    },
    {
      name: 'relations',
      summary: 'Show the relations that rules are written with',
      load: async () => (await import('./rules-relations.js')).rulesRelationsCommand,
    },
    {
      name: 'fmt',
      summary: 'Format rule files: only blanks and line breaks change',
      load: async () => (await import('./rules-fmt.js')).rulesFmtCommand,
    },
    {
      name: 'bench',
      summary: 'Measure rules: time, tuples and rows, per clause and literal',
      load: async () => (await import('./rules-bench.js')).rulesBenchCommand,
    },
    {
      name: 'docs',
      summary: 'Write the documentation of your rules, from the rules themselves',
      load: async () => (await import('./rules-docs.js')).rulesDocsCommand,
    },
  ],
};

/** All commands, in the order of the overview. */
export const commands: readonly Entry[] = [
  {
    name: 'init',
    summary: 'Write SDL for a database or an SQL schema that is there',
    load: async () => (await import('./init.js')).initCommand,
  },
  {
    name: 'check',
    summary: 'Say what SQL would lock, scan, rewrite or destroy, and why',
    load: async () => (await import('./check.js')).checkCommand,
  },
  {
    name: 'lint',
    summary: 'Say what is wrong with a schema: keys, types, tenants, policies, names',
    load: async () => (await import('./lint.js')).lintCommand,
  },
  plan,
  { name: 'show', summary: 'Show a plan', load: async () => (await import('./show.js')).showCommand },
  {
    name: 'verify',
    summary: 'Rehearse a plan in an embedded PostgreSQL and say what that proves',
    load: async () => (await import('./verify.js')).verifyCommand,
  },
  apply,
  {
    name: 'status',
    summary: 'Show how far a run is, and what Wesley has made in the database',
    load: async () => (await import('./status.js')).statusCommand,
  },
  {
    name: 'drift',
    summary: 'Say how a live database differs from what is expected, and what that breaks',
    load: async () => (await import('./drift.js')).driftCommand,
  },
  {
    name: 'explain',
    summary: 'Show the page of a rule, or prove a finding',
    load: async () => (await import('./explain.js')).explainCommand,
  },
  {
    name: 'snapshot',
    summary: 'Write the schema and the sizes of the tables of a database to a file',
    load: async () => (await import('./snapshot.js')).snapshotCommand,
  },
  {
    name: 'generate',
    summary: 'Generate the files that follow from the schema',
    load: async () => (await import('./generate.js')).generateCommand,
  },
  {
    name: 'fmt',
    summary: 'Format SDL files: what they say stays the same, comments too',
    load: async () => (await import('./fmt.js')).fmtCommand,
  },
  {
    name: 'schema',
    summary: 'What belongs to SDL besides the schema itself',
    commands: [
      {
        name: 'directives',
        summary: 'Declare the directives and scalars of SDL, for editors and GraphQL tools',
        load: async () => (await import('./schema.js')).directivesCommand,
      },
    ],
  },
  rules,
  query,
  {
    name: 'watch',
    summary: 'Lint the schema and generate its files with every save',
    load: async () => (await import('./watch.js')).watchCommand,
  },
  {
    name: 'migrate',
    summary: 'Long names: migrate generate is plan, migrate execute is apply',
    commands: [
      { ...plan, name: 'generate' },
      { ...apply, name: 'execute' },
    ],
  },
];

/** How far arguments name commands. */
export interface Named {
  readonly path: readonly string[];
  /** What can follow it: the commands of a group, or all; undefined below a command. */
  readonly below: readonly Entry[] | undefined;
  /** What follows instead. */
  readonly unknown: string | undefined;
}

/** Follows the arguments to the command that they name. */
export function namedBy(argv: readonly string[]): Named {
  const path: string[] = [];
  let below: readonly Entry[] | undefined = commands;
  for (const word of argv.filter((arg) => !arg.startsWith('-'))) {
    const found: Entry | undefined = below.find((entry) => entry.name === word);
    if (found === undefined) return { path, below, unknown: word };
    path.push(word);
    below = 'commands' in found ? found.commands : undefined;
    if (below === undefined) break;
  }
  return { path, below, unknown: undefined };
}

/**
 * Adds commands to their parent. The one that the arguments name is declared in full; of the others only name and summary,
 * which is what the overview and the suggestions for a mistyped name need.
 */
export async function addCommands(
  parent: Command,
  entries: readonly Entry[],
  argv: readonly string[],
  runner: Runner,
): Promise<void> {
  const at = argv.findIndex((arg) => !arg.startsWith('-'));
  for (const entry of entries) {
    const named = at >= 0 && argv[at] === entry.name;
    const command = named ? await declare(entry, argv.slice(at + 1), runner) : newCommand(entry.name, '');
    parent.addCommand(command.summary(entry.summary));
  }
}

async function declare(entry: Entry, rest: readonly string[], runner: Runner): Promise<Command> {
  if (!('commands' in entry)) return (await entry.load())(entry.name, runner);
  const group = newCommand(entry.name, entry.summary);
  await addCommands(group, entry.commands, rest, runner);
  return group;
}
