/** `wesley generate`: files that follow from the schema, written when they differ. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { Exit, plural, type Style, WesleyError } from '../diagnostics/index.js';
import type { FileChange, GenerateResult } from '../index.js';
import { targetNames } from '../index.js';
import { type Context, list, newCommand, type Runner, withExamples } from './command.js';
import { chosenTargets, defaultFolder, type GenerateConfig } from './config/generate.js';
import { type Config, readConfig } from './config/index.js';
import { printDiagnostics } from './problems.js';

interface GenerateOptions {
  readonly target?: string[];
  readonly from?: string[];
  readonly out?: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

/** Declares the command. */
export function generateCommand(name: string, runner: Runner): Command {
  const command = newCommand(name, 'Generate the files that follow from the schema')
    .option(
      '--target <names>',
      `what to generate: ${targetNames.join(', ')}, a module, or all (default: "generate" of the configuration)`,
      list,
    )
    .option(
      '--from <state>',
      'schema: GraphQL, SQL, a database, a folder or a snapshot (default: "schema" of the configuration)',
      list,
    )
    .option('--out <folder>', `output folder (default: of the configuration, or ${defaultFolder})`)
    .option('--check', 'write nothing; the exit code is 1 when a file is not up to date')
    .option('--json', 'print JSON');
  withExamples(
    command,
    `wesley generate --target ${targetNames.slice(0, 2).join(',')} --from schema.graphql --out src/db`,
    'wesley generate --check',
    '',
    'Only files that bear the mark of Wesley are overwritten, or removed when nothing writes them any more.',
  );
  return runner.command<GenerateOptions>(command, runGenerate);
}

async function runGenerate(context: Context, _args: string[], options: GenerateOptions): Promise<number> {
  const { io } = context;
  const config = readConfig(io, context.config);
  const from = options.from ?? config.schema;
  if (from.length === 0) throw missingSchema();
  const targets = chosenTargets(options.target, config.generate);
  if (targets.size === 0) throw nothingToGenerate();
  const { generate } = await import('../index.js');
  const check = options.check === true;
  const result = await generate(
    {
      from,
      settings: config.sdl,
      targets,
      base: config.generate.base,
      out: options.out ?? config.generate.out ?? defaultFolder,
      check,
      keepOthers: options.target !== undefined,
    },
    io,
  ).catch((error: unknown) => {
    throw error instanceof WesleyError ? placed(error, config.generate) : error;
  });
  const warnings = result.notes.filter((one) => one.severity !== 'note');
  if (warnings.length > 0) {
    printDiagnostics(warnings, { io, style: context.err, trace: context.trace, json: false });
  }
  io.out(
    options.json === true
      ? renderJson(result, check)
      : renderText(result, check, context.out, config, options),
  );
  return check && result.changes.some(({ state }) => state !== 'same') ? Exit.no : Exit.done;
}

/** What generators say about their options, at the place in the configuration. */
function placed(error: WesleyError, { place }: GenerateConfig): WesleyError {
  const diagnostics = error.diagnostics.map((one) =>
    one.code.startsWith('config/') && one.subject !== undefined && one.span === undefined
      ? { ...one, ...place(one.subject) }
      : one,
  );
  return new WesleyError(diagnostics, error.exitCode);
}

function nothingToGenerate(): WesleyError {
  return new WesleyError(
    {
      code: 'cli/missing-flag',
      severity: 'error',
      message: 'nothing says what to generate',
      fix: {
        text: `name targets with --target, or in wesley.config.json: ${targetNames.join(', ')}`,
        code: '"generate": { "out": "src/db", "targets": { "types": {} } }',
      },
    },
    Exit.usage,
  );
}

function missingSchema(): WesleyError {
  return new WesleyError(
    {
      code: 'cli/missing-flag',
      severity: 'error',
      message: 'nothing says which schema to generate from',
      fix: { text: 'name it, or put "schema" into wesley.config.json', code: '--from schema.graphql' },
    },
    Exit.usage,
  );
}

function renderJson({ source, out, targets, changes }: GenerateResult, check: boolean): string {
  const files = changes.map(({ first, ...change }) => ({ ...change, ...first }));
  const ok = !check || changes.every(({ state }) => state === 'same');
  const body = { schema: 'wesley/generate/1', source, out, check, targets, files, ok };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}

function renderText(
  { source, out, changes }: GenerateResult,
  check: boolean,
  style: Style,
  config: Config,
  options: GenerateOptions,
): string {
  const different = changes.filter(({ state }) => state !== 'same');
  const lines = different.flatMap((change) => [
    `${join(out, change.path)}${change.first === undefined ? '' : `:${change.first.line}`} ${style.dim(verbs[change.state][check ? 1 : 0])}`,
    ...(check ? firstLines(change, style) : []),
  ]);
  const files = changes.filter(({ state }) => state !== 'stale').length;
  const verdict =
    different.length === 0
      ? style.green('up to date')
      : check
        ? `${style.red(`${different.length} not up to date`)}; write them with: ${commandLine(config, options)}`
        : `${different.length} written`;
  return `${[...lines, `${plural(files, 'file')} from ${source}: ${verdict}`].join('\n')}\n`;
}

const verbs: Readonly<Record<FileChange['state'], readonly [done: string, found: string]>> = {
  same: ['', ''],
  new: ['new', 'missing'],
  changed: ['changed', 'differs'],
  stale: ['removed', 'stale: nothing writes it any more'],
};

function firstLines({ first }: FileChange, style: Style): string[] {
  if (first === undefined) return [];
  const { there, wanted } = first;
  return [
    ...(there === undefined ? [] : [style.red(`  - ${there}`)]),
    ...(wanted === undefined ? [] : [style.green(`  + ${wanted}`)]),
  ];
}

/** The command that a person types to write what `--check` found. */
function commandLine(config: Config, { target, from, out }: GenerateOptions): string {
  const flags = [
    ...(target === undefined ? [] : ['--target', target.join(',')]),
    ...(from === undefined ? [] : ['--from', from.join(',')]),
    ...(out === undefined || out === config.generate.out ? [] : ['--out', out]),
  ];
  return ['wesley generate', ...flags].join(' ');
}
