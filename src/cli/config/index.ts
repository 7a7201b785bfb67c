/** `wesley.config.json`: what a team decides once. Every key is known, every change of a rule has a reason. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Exit, WesleyError } from '../../diagnostics/index.js';
import type { RuleFolder, RuleSetting, SchemaSettings, TransactionModel } from '../../index.js';
import type { Io } from '../io.js';
import { type DriftConfig, readDrift } from './drift.js';
import { readRuleFolders } from './folders.js';
import { type GenerateConfig, readGenerate } from './generate.js';
import { configFileName, Reader } from './reader.js';
import { readRules } from './rules.js';
import { readSdl } from './sdl.js';

export { tellRules } from './folders.js';
export { configFileName } from './reader.js';

export interface Config {
  /** Where it was read from; undefined when there is none. */
  readonly path: string | undefined;
  /** Files of `wesley check` without arguments. */
  readonly migrations: readonly string[];
  /** Schema files of `wesley plan` without `--to`. */
  readonly schema: readonly string[];
  readonly against: string | undefined;
  readonly server: number | undefined;
  readonly transaction: TransactionModel | undefined;
  /** Zone of the times that do not say theirs. */
  readonly timeZone: string | undefined;
  /** By rule id. */
  readonly rules: ReadonlyMap<string, RuleSetting>;
  /** Comes before the ids of the team's own rules. */
  readonly namespace: string | undefined;
  /** Rules of the team: its own folders first, then those of packages. */
  readonly ruleFolders: readonly RuleFolder[];
  /** Files that follow from the schema. */
  readonly generate: GenerateConfig;
  /** How GraphQL SDL is read. */
  readonly sdl: SchemaSettings;
  readonly drift: DriftConfig;
}

const keys = [
  '$schema',
  'migrations',
  'schema',
  'against',
  'server',
  'transaction',
  'timeZone',
  'rules',
  'namespace',
  'ruleFolders',
  'rulePackages',
  'parameters',
  'generate',
  'sdl',
  'drift',
];
const transactions: readonly string[] = ['none', 'per-file', 'per-statement', 'implicit'];

/** Reads the named file, or the one in the working folder or above it, up to the root of the repository. */
export function readConfig(
  io: Pick<Io, 'cwd'>,
  named: string | undefined,
  { newFolders = false }: { readonly newFolders?: boolean } = {},
): Config {
  const path = named === undefined ? find(io.cwd) : resolve(io.cwd, named);
  if (path === undefined) return read(new Reader(undefined, '{}', io.cwd), newFolders);
  return read(new Reader(path, readText(path, named), io.cwd), newFolders);
}

/** Without the mark that some editors put before the first byte. */
function readText(path: string, named: string | undefined): string {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind !== undefined && !kind.isDirectory()) return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  const what = kind === undefined ? 'there is no such file' : 'this is a folder, not a file';
  const message = `${named ?? configFileName}: ${what}`;
  throw new WesleyError({ code: 'config/no-such-file', severity: 'error', message }, Exit.config);
}

function find(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, configFileName);
    if (existsSync(path)) return path;
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return undefined;
  }
}

function read(reader: Reader, newFolders: boolean): Config {
  const value = reader.parse();
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) reader.unknown(key, keys);
  }
  const config: Config = {
    path: reader.file,
    migrations: reader.paths(value, 'migrations'),
    schema: reader.paths(value, 'schema'),
    against: reader.text(value, 'against'),
    server: server(value.server, reader),
    transaction: transaction(value, reader),
    timeZone: reader.text(value, 'timeZone'),
    rules: readRules(value.rules, reader),
    namespace: reader.text(value, 'namespace'),
    ruleFolders: readRuleFolders(value, reader, newFolders),
    generate: readGenerate(value.generate, reader),
    sdl: readSdl(value.sdl, reader),
    drift: readDrift(value.drift, reader),
  };
  reader.finish();
  return config;
}

function server(given: unknown, reader: Reader): number | undefined {
  if (given === undefined) return undefined;
  if (typeof given === 'number' && Number.isInteger(given) && given >= 11 && given <= 18) return given;
  reader.problem('config/bad-value', '"server" must be a major version from 11 to 18', 'server');
  return undefined;
}

function transaction(value: Record<string, unknown>, reader: Reader): TransactionModel | undefined {
  const given = reader.text(value, 'transaction');
  if (given === undefined || transactions.includes(given)) return given as TransactionModel | undefined;
  reader.problem(
    'config/bad-value',
    `"transaction" must be one of ${transactions.join(', ')}`,
    'transaction',
  );
  return undefined;
}
