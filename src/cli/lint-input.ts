/** What `lint` and `explain` share: which schema is meant, and the lint itself. */
import { Exit, WesleyError } from '../diagnostics/index.js';
import type { LintResult } from '../index.js';
import type { Context, NamedValues } from './command.js';
import { type Config, readConfig, tellRules } from './config/index.js';
import { stateOptions } from './config/sdl.js';
import { expand } from './inputs.js';

interface Flags {
  readonly parameter?: NamedValues;
}

/** Lints the schema that the arguments name, or that of the configuration. */
export async function lintNamed(
  context: Context,
  args: readonly string[],
  flags: Flags,
): Promise<LintResult> {
  const config = readConfig(context.io, context.config);
  const named = args.length > 0 ? args : config.schema;
  if (named.length === 0) throw missingSchema();
  return lintWith(context, config, named, flags);
}

/** Lints the schema that these files are part of: that of the configuration, where it has them all. */
export async function lintFiles(
  context: Context,
  files: readonly string[],
  flags: Flags,
): Promise<LintResult> {
  const config = readConfig(context.io, context.config);
  if (config.schema.length > 0) {
    const whole = await lintWith(context, config, config.schema, flags);
    const paths = whole.report.inputs.map(({ path }) => path);
    if (files.every((file) => paths.includes(file))) return whole;
  }
  return lintWith(context, config, files, flags);
}

/** Whether a name is that of a file of SDL. */
export function isSdlFile(name: string): boolean {
  return /\.(graphql|gql|graphqls)$/i.test(name);
}

async function lintWith(
  context: Context,
  config: Config,
  named: readonly string[],
  flags: Flags,
): Promise<LintResult> {
  const { io } = context;
  const from = named.filter((one) => one !== '-').flatMap((one) => expand(one, io));
  const { decodeSql, lint } = await import('../index.js');
  const files = named.includes('-')
    ? [{ path: '<stdin>', text: await decodeSql(await io.stdin(), '<stdin>') }]
    : [];
  return lint(
    {
      from,
      files,
      settings: config.sdl,
      severities: config.rules,
      ruleFolders: tellRules(config.ruleFolders, flags.parameter),
    },
    stateOptions(io, config),
  );
}

function missingSchema(): WesleyError {
  return new WesleyError(
    {
      code: 'cli/missing-argument',
      severity: 'error',
      message: 'nothing to lint: no schema is named, and the configuration has no "schema"',
      fix: { text: 'name GraphQL files, or a state', code: 'wesley lint schema.graphql' },
    },
    Exit.usage,
  );
}
