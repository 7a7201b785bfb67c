/** `wesley rules new`: a folder for a rule of a team, whose examples hold from the start. */
import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { Exit, WesleyError } from '../diagnostics/index.js';
import { makeFolder } from '../paths.js';
import { type Context, newCommand, type Runner, withExamples } from './command.js';
import { readConfig } from './config/index.js';

const configName = 'wesley.config.json';
const defaultFolder = 'rules';

interface NewOptions {
  readonly in?: string;
  readonly kind: 'finding' | 'schema' | 'plan';
  readonly json?: boolean;
}

/** Declares the command. */
export function rulesNewCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Make the folder of a rule of your own, with tests that hold')
    .argument('<id>', 'lower-case words with hyphens, after the namespace of your team: acme/no-serial-keys')
    .option(
      '--in <folder>',
      'folder of your rules (default: the first of "ruleFolders" of the configuration, else rules)',
    )
    .addOption(
      new Option(
        '--kind <kind>',
        'finding: it judges SQL; schema: it judges schemas; plan: it adds a step of its own to plans',
      )
        .choices(['finding', 'schema', 'plan'])
        .default('finding'),
    )
    .option('--json', 'print JSON');
  withExamples(
    command,
    'wesley rules new acme/no-serial-keys --in db/rules',
    'wesley rules new acme/type-says-when --kind schema',
    'wesley rules new acme/analyze-new-tables --kind plan',
  );
  return runner.command<NewOptions>(command, newRule);
}

async function newRule(context: Context, [asked = '']: string[], options: NewOptions): Promise<number> {
  const { io, out } = context;
  const config = readConfig(io, context.config, { newFolders: true });
  const own = config.ruleFolders.find((folder) => folder.package === undefined);
  // Where nothing is configured, the rules stand where they are looked for by default, and the configuration is made.
  const isFirst = config.path === undefined;
  const base = options.in ?? own?.label ?? (isFirst ? defaultFolder : undefined);
  const slash = asked.indexOf('/');
  const name = asked.slice(slash + 1);
  const namespace = slash === -1 ? config.namespace : asked.slice(0, slash);
  if (namespace === undefined) {
    throw usage('the rules of your team have no namespace', {
      text: 'set "namespace" in wesley.config.json, or write it before the name',
      code: `wesley rules new acme/${name}`,
    });
  }
  if (config.namespace !== undefined && namespace !== config.namespace) {
    throw usage(`"${namespace}" is not the namespace of your team, which is "${config.namespace}"`, {
      text: 'leave it out',
      code: `wesley rules new ${name}`,
    });
  }
  if (base === undefined) {
    throw usage('no folder for rules of your own is named', {
      text: 'name one, or set "ruleFolders" in wesley.config.json',
      code: `wesley rules new ${asked} --in db/rules`,
    });
  }
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw usage(`"${name}" cannot be the name of a rule`, {
      text: 'use lower-case words with hyphens: no-serial-keys',
    });
  }
  const folder = resolve(io.cwd, base, name);
  if (existsSync(folder)) throw usage(`${join(base, name)} exists already`, { text: 'choose another name' });
  const id = `${namespace}/${name}`;
  const files = { finding: findingFiles, schema: schemaFiles, plan: planFiles }[options.kind](id);
  makeFolder(folder);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  if (isFirst) {
    const [name, folders] = [JSON.stringify(namespace), JSON.stringify([base])];
    writeFileSync(join(io.cwd, configName), `{\n  "namespace": ${name},\n  "ruleFolders": ${folders}\n}\n`);
  }

  const isKnown = isFirst || config.ruleFolders.some(({ path }) => path === resolve(io.cwd, base));
  const setting = `"namespace": "${namespace}", "ruleFolders": ["${base}"]`;
  if (options.json === true) {
    const body = {
      schema: 'wesley/rules-new/1',
      id,
      folder: join(base, name),
      files: Object.keys(files),
      isKnown,
      ...(isFirst ? { made: configName } : {}),
    };
    io.out(`${JSON.stringify(body, undefined, 2)}\n`);
    return Exit.done;
  }
  const isSchema = options.kind === 'schema';
  const steps = [
    ...(isKnown ? [] : [['name the folder in wesley.config.json', setting]]),
    [
      'change the files',
      Object.keys(files)
        .map((file) => join(base, name, file))
        .join('\n'),
    ],
    ['look what rules can read', `wesley rules relations ${firstLook[options.kind]}`],
    ...(options.kind === 'plan'
      ? []
      : [
          [
            `try your goal on ${isSchema ? 'SDL' : 'SQL'}`,
            `wesley rules repl ${join(base, name, isSchema ? 'unsafe.graphql' : 'unsafe.sql')}`,
          ],
        ]),
    ['test it as you write', `wesley rules test ${id} --watch`],
  ];
  const made = isFirst ? `${out.green('made')} ${configName}, which names the folder ${base}\n` : '';
  io.out(`${made}${out.green('made')} ${out.bold(id)}\n\nNext:\n`);
  for (const [text, code = ''] of steps) {
    io.out(
      `  ${text}\n${code
        .split('\n')
        .map((line) => `      ${out.green(line)}\n`)
        .join('')}`,
    );
  }
  return Exit.done;
}

/** What is worth a look first. */
const firstLook = { finding: '--pattern column', schema: '--pattern sdl_', plan: 'Operation' } as const;

function findingFiles(id: string): Record<string, string> {
  return {
    'rule.dl': `/// What goes wrong, in one sentence. Then why, in one or two more.
@[rule(severity = "warning", tags = ["team"], since = "1.0")]
@[message = "{Table} does not say when a row was made"]
@[why = "Without it nobody can tell old rows from new ones."]
@[fix = "Add created_at timestamptz NOT NULL DEFAULT now()."]
finding("${id}", Stmt, Table) :-
    stmt_creates_table(Stmt, Table, "table"), !stmt_creates_column(Stmt, Table, "created_at", _).
`,
    'unsafe.sql': `CREATE TABLE orders (id bigint PRIMARY KEY);
`,
    'safe.sql': `CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
`,
  };
}

function schemaFiles(id: string): Record<string, string> {
  return {
    'rule.dl': `/// What goes wrong, in one sentence. Then why, in one or two more.
@[rule(severity = "warning", tags = ["team"], since = "1.0")]
@[message = "{Type} does not say when a row was made"]
@[why = "Without it nobody can tell old rows from new ones."]
@[fix = "Add a field for it."]
@[sdl = "createdAt: DateTime! @default(expr: \\"now()\\")"]
schema_finding("${id}", $AtTable(Table)) :- sdl_own_table(Table, Type), !sdl_column(Table, "created_at", _, _).
`,
    'unsafe.graphql': `type Visit {
  id: ID!
}
`,
    'safe.graphql': `type Visit {
  id: ID!
  createdAt: DateTime! @default(expr: "now()")
}
`,
  };
}

function planFiles(id: string): Record<string, string> {
  const name = id.slice(id.indexOf('/') + 1).replaceAll('-', '_');
  return {
    'rule.dl': `/// A new table is analyzed before the application meets it. Then why, in one or two sentences more.
custom_step("${id}", Table, $CreateTable(Table), "contract", Sql, Probe) :-
    operation($CreateTable(Table)), Sql = cat("ANALYZE ", Table),
    Probe = cat("SELECT last_analyze IS NOT NULL FROM pg_stat_user_tables WHERE relid = '", Table, "'::regclass").

/// There is nothing to analyze before.
runs_before($CreateTable(Table), $Custom("${id}", Table)) :- operation($CreateTable(Table)).

@[test(name = "a new table is analyzed")]
.comp ${name} {
    operation($CreateTable("public.orders")).
    @[expect]
    custom_step("${id}", "public.orders", _, "contract", "ANALYZE public.orders", _).
    @[reject]
    custom_step("${id}", "public.customers", _, _, _, _).
}
`,
  };
}

function usage(message: string, fix: { readonly text: string; readonly code?: string }): WesleyError {
  return new WesleyError({ code: 'cli/usage', severity: 'error', message, fix }, Exit.usage);
}
