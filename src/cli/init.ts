/** `wesley init`: SDL for a database that is there, and a configuration that names it. */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { Exit, plural, type Style, WesleyError } from '../diagnostics/index.js';
import type { Initialised } from '../index.js';
import { makeFolder } from '../paths.js';
import { type Context, newCommand, type Runner, withExamples } from './command.js';
import { configFileName, readConfig } from './config/index.js';
import { printDiagnostics } from './problems.js';

interface InitOptions {
  readonly fromDb?: string;
  readonly fromSql?: string;
  readonly output?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const fileName = 'schema.graphql';

/** Declares the command. */
export function initCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Write SDL for a database or an SQL schema that is there')
    .option('--from-db <url>', 'database to read: postgres://..., or pglite:folder')
    .option('--from-sql <path>', 'SQL file, folder of SQL files, or snapshot to read')
    .option('-o, --output <path>', `file or folder to write; - is standard output (default: ${fileName})`)
    .option('--force', 'overwrite the file')
    .option('--json', 'print what was done as JSON');
  withExamples(
    command,
    'wesley init --from-db postgres://localhost/shop',
    'wesley init --from-sql db/structure.sql -o db/schema.graphql',
    '',
    'What SDL has no word for stands in it as SQL, in @sql. A wesley.config.json is written when there is none.',
  );
  return runner.command<InitOptions>(command, runInit);
}

async function runInit(context: Context, _args: string[], options: InitOptions): Promise<number> {
  const { io } = context;
  const from = source(options);
  const config = readConfig(io, context.config);
  const file = options.output === '-' ? undefined : target(io.cwd, options.output);
  if (file !== undefined && existsSync(file) && options.force !== true) throw exists(relative(io.cwd, file));
  const { initialise, suggestSettings } = await import('../index.js');
  const isNew = config.path === undefined;
  const result = await initialise(from, {
    cwd: io.cwd,
    env: io.env,
    ...(isNew ? { settings: suggestSettings } : { sdl: config.sdl }),
  });
  const problems = result.notes.filter(({ severity }) => severity !== 'note');
  if (problems.length > 0) {
    printDiagnostics(problems, { io, style: context.err, trace: context.trace, json: false });
  }
  io.err(asSql(result, context.err));
  io.err(differences(result, context.err));
  const isSame = result.differences.length === 0 && problems.every(({ severity }) => severity !== 'error');
  let written: string | undefined;
  if (file === undefined) io.out(result.sdl);
  else {
    makeFolder(dirname(file));
    writeFileSync(file, result.sdl);
    const path = relative(io.cwd, file) || file;
    if (isNew) written = writeConfig(io.cwd, path, result);
    io.out(
      options.json === true ? json(result, path, written) : summary(result, path, written, from, context.out),
    );
  }
  return isSame ? Exit.done : Exit.no;
}

/** The state that was named. */
function source({ fromDb, fromSql }: InitOptions): string {
  if (fromDb !== undefined && fromSql !== undefined) {
    throw new WesleyError(
      {
        code: 'cli/conflicting-flags',
        severity: 'error',
        message: '--from-db and --from-sql name two schemas, and one is written',
        fix: { text: 'keep one of them' },
      },
      Exit.usage,
    );
  }
  const from = fromDb ?? fromSql;
  if (from !== undefined) return from;
  throw new WesleyError(
    {
      code: 'cli/missing-flag',
      severity: 'error',
      message: 'nothing says what to write SDL for',
      why: [
        '`wesley init` writes schema.graphql and wesley.config.json for a database or an SQL schema that is there.',
      ],
      fix: {
        text: 'name a database, or an SQL file; without either, write the first type into schema.graphql yourself and see `wesley plan --from nothing --to schema.graphql`',
        code: 'wesley init --from-db postgres://user@host/db\nwesley init --from-sql schema.sql',
      },
    },
    Exit.usage,
  );
}

function target(cwd: string, output = fileName): string {
  const path = resolve(cwd, output);
  const isFolder = /[\\/]$/.test(output) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? join(path, fileName) : path;
}

function exists(path: string): WesleyError {
  return new WesleyError(
    {
      code: 'init/file-exists',
      severity: 'error',
      message: `${path} is there already, and is not overwritten`,
      fix: { text: 'write to another file with -o, or overwrite it', code: 'wesley init ... --force' },
    },
    Exit.no,
  );
}

/** Writes a configuration that names the file; returns its path. */
function writeConfig(cwd: string, schema: string, { settings }: Initialised): string {
  const { names, id, enums, schema: inSchema, scalars } = settings;
  const own = Object.keys(scalars).length === 0 ? {} : { scalars };
  const body = { schema, sdl: { names, id, enums, schema: inSchema, ...own } };
  writeFileSync(join(cwd, configFileName), `${JSON.stringify(body, undefined, 2)}\n`);
  return configFileName;
}

/** Why each kind of part is SQL. */
const reasons: Readonly<Record<string, string>> = {
  index: 'keys with an order, a collation or several expressions, options, or of a materialized view',
  constraint: 'EXCLUDE, MATCH FULL, NOT VALID, INCLUDE, DEFERRABLE INITIALLY IMMEDIATE, or types that differ',
  default: 'needs what needs the tables',
  identity: 'a sequence with a name or options of its own',
  property: 'unlogged, or an access method or tablespace',
  sequence: 'used by a default, with a name, type or options of its own',
  trigger: 'code is SQL',
  function: 'code is SQL',
  procedure: 'code is SQL',
  aggregate: 'code is SQL',
  extension: 'must be there before the tables',
  table: 'partitions, children of another table, foreign tables, tables without columns',
  grants: 'roles are not part of SDL',
  owner: 'roles are not part of SDL',
  comment: 'on what has no description in SDL',
};

/** What stands as SQL, by kind. */
function asSql({ parts }: Initialised, style: Style): string {
  if (parts.length === 0) return '';
  const kinds = new Map<string, Set<string>>();
  for (const { what, name } of parts) kinds.set(what, (kinds.get(what) ?? new Set()).add(name));
  const lines = [...kinds].map(([what, names]) => {
    const [first = '', second, third, ...rest] = names;
    const shown = [first, second, third].filter((one) => one !== undefined).join(', ');
    const reason = reasons[what];
    return `  ${plural(names.size, what, plurals(what))}${reason === undefined ? '' : ` (${reason})`}: ${style.dim(`${shown}${rest.length === 0 ? '' : ` and ${rest.length} more`}`)}`;
  });
  return `as SQL, because SDL has no word for it:\n${lines.join('\n')}\n\n`;
}

function plurals(what: string): string {
  if (/^(grants|statistics|default privileges)$/.test(what)) return what;
  if (what.endsWith('index')) return `${what}es`;
  return what.endsWith('y') ? `${what.slice(0, -1)}ies` : `${what}s`;
}

function differences({ differences: all }: Initialised, style: Style): string {
  if (all.length === 0) return '';
  const shown = all.slice(0, 10).map(({ sentence }) => `  ${sentence}`);
  const rest = all.length > 10 ? [`  and ${all.length - 10} more`] : [];
  return `${style.red('the SDL does not lead back to what was read:')}\n${[...shown, ...rest].join('\n')}\n\n`;
}

function summary(
  { model, source: read }: Initialised,
  file: string,
  config: string | undefined,
  from: string,
  style: Style,
): string {
  const counts = [
    plural(model.tables.length, 'table'),
    ...(model.views.length === 0 ? [] : [plural(model.views.length, 'view')]),
    ...(model.enums.length === 0 ? [] : [plural(model.enums.length, 'enum')]),
  ].join(', ');
  const to = config === undefined ? ` --to ${file}` : '';
  return [
    `${style.green('written')} ${file}: ${counts} from ${read}`,
    ...(config === undefined ? [] : [`${style.green('written')} ${config}: "schema" is ${file}`]),
    '',
    'next:',
    `  wesley plan --from ${withoutPassword(from)}${to}   nothing to do, until you edit ${file}`,
    `  wesley lint ${file}`,
    '',
  ].join('\n');
}

/** A URL as it may be shown. */
function withoutPassword(from: string): string {
  return from.replace(/(:\/\/[^:@/]*):[^@/]*@/, '$1@');
}

function json(
  { source: read, model, parts, differences: all }: Initialised,
  file: string,
  config: string | undefined,
): string {
  const body = {
    schema: 'wesley/init/1',
    source: read,
    file,
    config: config ?? null,
    tables: model.tables.length,
    views: model.views.length,
    enums: model.enums.length,
    sql: parts.map(({ what, name, place }) => ({ what, name, place })),
    differences: all,
    ok: all.length === 0,
  };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}
