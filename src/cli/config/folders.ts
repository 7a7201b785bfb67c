/** `ruleFolders`, `rulePackages`, `namespace` and `parameters` of the configuration: the rules of the team. */
import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Exit, WesleyError } from '../../diagnostics/index.js';
import { findRulePackage, isMeantForRules, type RuleFolder } from '../../index.js';
import type { Reader } from './reader.js';
import { isRecord } from './value.js';

type Parameters = NonNullable<RuleFolder['parameters']>;

/**
 * Rules of the team; mistakes go to the reader. Without "ruleFolders" it is `rules` beside the configuration, if rules are in
 * it. `newFolders`: folders that are not there yet are about to be made.
 */
export function readRuleFolders(
  value: Record<string, unknown>,
  reader: Reader,
  newFolders: boolean,
): RuleFolder[] {
  const parameters = readParameters(value.parameters, reader);
  const named = value.ruleFolders === undefined ? defaultFolder(reader) : reader.paths(value, 'ruleFolders');
  const { namespace } = value;
  const folders: RuleFolder[] = [];
  for (const label of named) {
    const path = resolve(reader.cwd, label);
    if (!existsSync(path) && !newFolders) {
      reader.problem('config/no-such-folder', `${label}: there is no such folder of rules`, 'ruleFolders');
    } else if (typeof namespace === 'string') {
      folders.push({ path, label, namespace, parameters, ...reader.place('namespace') });
    } else if (isMeantForRules(path)) {
      reader.report({
        code: 'config/missing-namespace',
        severity: 'error',
        message: `the rules in ${label} have no namespace`,
        ...reader.place('ruleFolders'),
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
  return [...folders, ...rulePackages(value.rulePackages, parameters, reader)];
}

function defaultFolder(reader: Reader): string[] {
  if (reader.file === undefined) return [];
  const path = join(reader.base, 'rules');
  return isMeantForRules(path) ? [relative(reader.cwd, path)] : [];
}

function rulePackages(given: unknown, parameters: Parameters, reader: Reader): RuleFolder[] {
  const names = typeof given === 'string' ? [given] : (given ?? []);
  if (!Array.isArray(names) || !names.every((one) => typeof one === 'string')) {
    const message = '"rulePackages" must be the name of a package or a list of names';
    reader.problem('config/bad-value', message, 'rulePackages');
    return [];
  }
  return names.flatMap((name: string): RuleFolder[] => {
    try {
      const { path, namespace } = findRulePackage(name, reader.base);
      const near = relative(reader.cwd, path);
      const label = near.startsWith('..') ? path : near;
      return [{ path, namespace, label, package: name, parameters, ...reader.place('rulePackages') }];
    } catch (error) {
      if (!(error instanceof WesleyError)) throw error;
      reader.report(...error.diagnostics.map((one) => ({ ...one, ...reader.place('rulePackages') })));
      return [];
    }
  });
}

/** Texts, numbers and truth values, or lists of them, by name. */
function readParameters(written: unknown, reader: Reader): Parameters {
  const parameters = new Map<string, readonly (string | number)[]>();
  const given = written ?? {};
  if (!isRecord(given)) {
    reader.problem('config/bad-value', '"parameters" must be an object: name → value or list', 'parameters');
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
      reader.problem('config/bad-value', message, name);
    }
  }
  return parameters;
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
