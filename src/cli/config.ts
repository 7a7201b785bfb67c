/** `wesley.config.json`: what a team decides once. Every key is known, every change of a rule has a reason. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import {
  type Diagnostic,
  didYouMean,
  Exit,
  type Severity,
  SourceText,
  WesleyError,
} from '../diagnostics/index.js';
import {
  findRulePackage,
  isMeantForRules,
  type RuleFolder,
  type RuleSetting,
  type SchemaSettings,
  type TransactionModel,
} from '../index.js';
import { findJsonProblem } from './config/json.js';
import { type DriftConfig, readDrift } from './config-drift.js';
import { type GenerateConfig, readGenerate } from './config-generate.js';
import { readSdl } from './config-sdl.js';
import { isRecord } from './config-value.js';
import type { Io } from './io.js';

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

export const configFileName = 'wesley.config.json';

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
  if (path === undefined) return new ConfigReader(undefined, '{}', io.cwd).read();
  return new ConfigReader(path, readText(path, named), io.cwd, newFolders).read();
}

/** Without the mark that some editors put before the first byte. */
function readText(path: string, named: string | undefined): string {
  const kind = statSync(path, { throwIfNoEntry: false });
  if (kind !== undefined && !kind.isDirectory()) return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  const what = kind === undefined ? 'there is no such file' : 'this is a folder, not a file';
  const message = `${named ?? configFileName}: ${what}`;
  throw new WesleyError({ code: 'config/no-such-file', severity: 'error', message }, Exit.config);
}

/** The rules of the team, told some parameters for this once. */
export function tellRules(
  folders: readonly RuleFolder[],
  parameters: ReadonlyMap<string, readonly string[]> | undefined,
): readonly RuleFolder[] {
  if (parameters === undefined) return folders;
  if (folders.length === 0) {
    throw new WesleyError(
      {
        code: 'cli/bad-value',
        severity: 'error',
        message: '--parameter says something to the rules of your team, and there are none',
        fix: { text: 'name a folder of rules in wesley.config.json', code: '"ruleFolders": ["rules"]' },
      },
      Exit.usage,
    );
  }
  return folders.map((folder) => ({
    ...folder,
    parameters: new Map([...(folder.parameters ?? []), ...parameters]),
  }));
}

function find(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, configFileName);
    if (existsSync(path)) return path;
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return undefined;
  }
}

class ConfigReader {
  private readonly problems: Diagnostic[] = [];
  private readonly source: SourceText;

  constructor(
    private readonly path: string | undefined,
    text: string,
    private readonly cwd: string,
    /** Folders of rules that are not there yet are about to be made. */
    private readonly newFolders = false,
  ) {
    const shown = path === undefined ? configFileName : relative(cwd, path) || path;
    this.source = new SourceText(shown, text);
  }

  read(): Config {
    const value = this.parse();
    for (const key of Object.keys(value)) {
      if (!keys.includes(key)) this.unknown(key, keys);
    }
    const config: Config = {
      path: this.path,
      migrations: this.paths(value, 'migrations'),
      schema: this.paths(value, 'schema'),
      against: this.text(value, 'against'),
      server: this.server(value),
      transaction: this.transaction(value),
      timeZone: this.text(value, 'timeZone'),
      rules: this.rules(value),
      namespace: this.text(value, 'namespace'),
      ruleFolders: this.ruleFolders(value),
      generate: readGenerate(value.generate, {
        base: this.base,
        path: (written) => this.fromHere(written),
        problem: (code, message, key) => this.problem(code, message, key),
        unknown: (key, known) => this.unknown(key, known),
        place: (key) => this.place(key),
      }),
      sdl: readSdl(value.sdl, {
        problem: (code, message, key) => this.problem(code, message, key),
        unknown: (key, known) => this.unknown(key, known),
      }),
      drift: readDrift(value.drift, {
        problem: (code, message, key) => this.problem(code, message, key),
        unknown: (key, known) => this.unknown(key, known),
      }),
    };
    if (this.problems.length > 0) throw new WesleyError(this.problems, Exit.config);
    return config;
  }

  private parse(): Record<string, unknown> {
    const { text } = this.source;
    const wrong = findJsonProblem(text);
    if (wrong === undefined) {
      const value: unknown = JSON.parse(text);
      if (isRecord(value)) return value;
      this.problem('config/bad-value', 'the configuration must be a JSON object', '');
    } else {
      this.problems.push({
        code: 'config/syntax',
        severity: 'error',
        message: `the configuration is not valid JSON: ${wrong.message}`,
        span: this.source.span(wrong.start, wrong.end),
      });
    }
    throw new WesleyError(this.problems, Exit.config);
  }

  /** Paths in the file are relative to its folder. */
  private paths(value: Record<string, unknown>, key: string): string[] {
    const given = value[key];
    if (given === undefined) return [];
    const all = typeof given === 'string' ? [given] : given;
    if (!Array.isArray(all) || !all.every((one) => typeof one === 'string')) {
      this.problem('config/bad-value', `"${key}" must be a path or a list of paths`, key);
      return [];
    }
    return all.map((one: string) => this.fromHere(one));
  }

  private fromHere(written: string): string {
    return relative(this.cwd, resolve(this.base, written)) || '.';
  }

  /** Folder that paths in the file are relative to. */
  private get base(): string {
    return this.path === undefined ? this.cwd : dirname(this.path);
  }

  private text(value: Record<string, unknown>, key: string): string | undefined {
    const given = value[key];
    if (given === undefined || typeof given === 'string') return given;
    this.problem('config/bad-value', `"${key}" must be a text`, key);
    return undefined;
  }

  private server(value: Record<string, unknown>): number | undefined {
    const given = value.server;
    if (given === undefined) return undefined;
    if (typeof given === 'number' && Number.isInteger(given) && given >= 11 && given <= 18) return given;
    this.problem('config/bad-value', '"server" must be a major version from 11 to 18', 'server');
    return undefined;
  }

  private transaction(value: Record<string, unknown>): TransactionModel | undefined {
    const given = this.text(value, 'transaction');
    if (given === undefined || transactions.includes(given)) return given as TransactionModel | undefined;
    this.problem(
      'config/bad-value',
      `"transaction" must be one of ${transactions.join(', ')}`,
      'transaction',
    );
    return undefined;
  }

  private rules(value: Record<string, unknown>): Map<string, RuleSetting> {
    const settings = new Map<string, RuleSetting>();
    const given = value.rules;
    if (given === undefined) return settings;
    if (!isRecord(given)) {
      this.problem('config/bad-value', '"rules" must be an object: rule → { severity, reason }', 'rules');
      return settings;
    }
    for (const [id, setting] of Object.entries(given)) {
      const read = this.rule(id, setting);
      if (read !== undefined) settings.set(id, read);
    }
    return settings;
  }

  private rule(id: string, setting: unknown): RuleSetting | undefined {
    const { severity, reason } = isRecord(setting) ? setting : { severity: setting, reason: undefined };
    for (const key of isRecord(setting) ? Object.keys(setting) : []) {
      if (key !== 'severity' && key !== 'reason') this.unknown(key, ['severity', 'reason']);
    }
    if (!isSetting(severity)) {
      this.problem('config/bad-value', `severity of "${id}" must be error, warning, note or off`, id);
      return undefined;
    }
    if (typeof reason !== 'string' || reason.trim() === '') {
      this.problems.push({
        code: 'config/missing-reason',
        severity: 'error',
        message: `changing the severity of "${id}" needs a reason`,
        ...this.place(id),
        fix: {
          text: 'say why',
          code: `"${id}": { "severity": ${JSON.stringify(severity)}, "reason": "..." }`,
        },
      });
      return undefined;
    }
    return { severity, reason, ...this.place(id) };
  }

  /** Without "ruleFolders" it is `rules` beside the configuration, if rules are in it. */
  private ruleFolders(value: Record<string, unknown>): RuleFolder[] {
    const parameters = this.parameters(value);
    const named = value.ruleFolders === undefined ? this.defaultFolder() : this.paths(value, 'ruleFolders');
    const { namespace } = value;
    const folders: RuleFolder[] = [];
    for (const label of named) {
      const path = resolve(this.cwd, label);
      if (!existsSync(path) && !this.newFolders) {
        this.problem('config/no-such-folder', `${label}: there is no such folder of rules`, 'ruleFolders');
      } else if (typeof namespace === 'string') {
        folders.push({ path, label, namespace, parameters, ...this.place('namespace') });
      } else if (isMeantForRules(path)) {
        this.problems.push({
          code: 'config/missing-namespace',
          severity: 'error',
          message: `the rules in ${label} have no namespace`,
          ...this.place('ruleFolders'),
          why: [
            'It comes before their names, so that they never collide with rules of Wesley or of a package.',
          ],
          fix: {
            text: 'name your team or project; the rule no-foo is then acme/no-foo',
            code: '"namespace": "acme",',
          },
        });
      }
    }
    return [...folders, ...this.rulePackages(value, parameters)];
  }

  private defaultFolder(): string[] {
    if (this.path === undefined) return [];
    const path = join(dirname(this.path), 'rules');
    return isMeantForRules(path) ? [relative(this.cwd, path)] : [];
  }

  private rulePackages(value: Record<string, unknown>, parameters: Parameters): RuleFolder[] {
    const given = value.rulePackages;
    const names = typeof given === 'string' ? [given] : (given ?? []);
    if (!Array.isArray(names) || !names.every((one) => typeof one === 'string')) {
      const message = '"rulePackages" must be the name of a package or a list of names';
      this.problem('config/bad-value', message, 'rulePackages');
      return [];
    }
    return names.flatMap((name: string): RuleFolder[] => {
      try {
        const { path, namespace } = findRulePackage(name, this.base);
        const near = relative(this.cwd, path);
        const label = near.startsWith('..') ? path : near;
        return [{ path, namespace, label, package: name, parameters, ...this.place('rulePackages') }];
      } catch (error) {
        if (!(error instanceof WesleyError)) throw error;
        this.problems.push(...error.diagnostics.map((one) => ({ ...one, ...this.place('rulePackages') })));
        return [];
      }
    });
  }

  /** Texts, numbers and truth values, or lists of them, by name. */
  private parameters(value: Record<string, unknown>): Parameters {
    const parameters = new Map<string, readonly (string | number)[]>();
    const given = value.parameters ?? {};
    if (!isRecord(given)) {
      this.problem('config/bad-value', '"parameters" must be an object: name → value or list', 'parameters');
      return parameters;
    }
    for (const [name, one] of Object.entries(given)) {
      const values = (Array.isArray(one) ? one : [one]).map((each: unknown) =>
        typeof each === 'boolean' ? String(each) : each,
      );
      if (values.every((each) => typeof each === 'string' || Number.isSafeInteger(each))) {
        parameters.set(name, values as (string | number)[]);
      } else {
        const message = `the parameter "${name}" must be a text, a whole number, true, false, or a list of these`;
        this.problem('config/bad-value', message, name);
      }
    }
    return parameters;
  }

  private unknown(key: string, known: readonly string[]): void {
    const hint = didYouMean(key, known);
    this.problems.push({
      code: 'config/unknown-key',
      severity: 'error',
      message: `"${key}" is not a key of the configuration.${hint}`,
      ...this.place(key),
      fix: { text: `known keys: ${known.filter((one) => !one.startsWith('$')).join(', ')}` },
    });
  }

  private problem(code: string, message: string, key: string): void {
    this.problems.push({ code, severity: 'error', message, ...this.place(key) });
  }

  /** Where a key stands: good enough for a file of one screen. */
  private place(key: string): Pick<Diagnostic, 'span'> {
    if (this.path === undefined) return {};
    const escaped = JSON.stringify(key).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const match = new RegExp(`${escaped}\\s*:`).exec(this.source.text);
    const start = match?.index ?? 0;
    return { span: this.source.span(start, start + (match === null ? 1 : JSON.stringify(key).length)) };
  }
}

type Parameters = NonNullable<RuleFolder['parameters']>;

function isSetting(value: unknown): value is Severity | 'off' {
  return value === 'error' || value === 'warning' || value === 'note' || value === 'off';
}
