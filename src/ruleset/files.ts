/**
 * The rule files: those of this package, and those of teams. A folder with a `rule.dl` is a rule by being there, and its
 * name is the rule's id; of a team's rule the namespace comes before it: `acme/no-foo`. Nothing but text is read.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, Exit, type Span, WesleyError } from '../diagnostics/index.js';
import type { Source } from '../engine/index.js';
import type { Parameters } from '../facts/requests/parameters.js';
import { packageRoot } from '../paths.js';

/** A folder of a team's rules: a folder per rule, and `lib` for what they share. */
export interface RuleFolder {
  /** Absolute. */
  readonly path: string;
  /** Comes before the ids of its rules: `acme` of `acme/no-foo`. */
  readonly namespace: string;
  /** As messages name it: from the working folder. */
  readonly label: string;
  /** The package that brings it. */
  readonly package?: string;
  /** What the configuration says to the rules, by name. */
  readonly parameters?: Parameters;
  /** Where the configuration names it. */
  readonly span?: Span;
}

/** What a folder of rules is about. */
export interface RulePlace {
  /** `drop-table`, `acme/no-foo`. */
  readonly id: string;
  /** `safety`, `style`, `schema`, `plan`, ...; `team` for the rules of teams. */
  readonly group: string;
  /** Absolute path of the folder. */
  readonly folder: string;
}

export interface RuleFile extends Source {
  /** The rule that it is; undefined for shared relations. */
  readonly place?: RulePlace;
  /** Of a team's file. */
  readonly namespace?: string;
}

/** Groups of folders whose rules report findings. */
const findingGroups = ['safety', 'style', 'schema'];
/** Groups of folders whose rules derive something else. */
const otherGroups = ['plan', 'usage'];

/** Names that cannot be namespaces: they mean something else where ids are written. */
const reserved: readonly string[] = [...findingGroups, ...otherGroups, 'lib', 'team', 'rule', 'wesley'];

const namespacePattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Whether a word can come before the ids of rules. */
export function isNamespace(word: string): boolean {
  return namespacePattern.test(word) && !reserved.includes(word);
}

/** Whether rules in this group may report findings. */
export function reportsFindings(group: string): boolean {
  return !otherGroups.includes(group);
}

/** What rules over schemas share with others: they need nothing else of `rules/lib`. */
const schemaLibrary: readonly string[] = ['prelude.dl', 'schema.dl'];

/** Reads the shipped rule files over schemas, which stand alone. */
export function readSchemaRuleFiles(): RuleFile[] {
  const base = join(packageRoot, 'rules');
  const lib = schemaLibrary.map((name) => readFile(join(base, 'lib', name), `rules/lib/${name}`));
  const relations = readFile(join(base, 'relations.dl'), 'rules/relations.dl');
  return [relations, ...lib, ...readGroup(join(base, 'schema'), 'rules/schema', 'schema', '')];
}

/** Ids of the shipped rules that report findings. */
export function shippedIds(): string[] {
  return findingGroups.flatMap((group) => {
    const folder = join(packageRoot, 'rules', group);
    return list(folder, '').filter((name) => existsSync(join(folder, name, 'rule.dl')));
  });
}

/** Reads all rule files, shipped ones first. Throws `WesleyError` for a folder that cannot be one of rules. */
export function readRuleFiles(teamFolders: readonly RuleFolder[]): RuleFile[] {
  const base = join(packageRoot, 'rules');
  const files: RuleFile[] = [readFile(join(base, 'relations.dl'), 'rules/relations.dl')];
  for (const name of list(join(base, 'lib'), '.dl')) {
    files.push(readFile(join(base, 'lib', name), `rules/lib/${name}`));
  }
  for (const group of [...findingGroups, ...otherGroups]) {
    files.push(...readGroup(join(base, group), `rules/${group}`, group, ''));
  }
  checkFolders(teamFolders);
  for (const { path, label, namespace } of teamFolders) {
    const own = list(join(path, 'lib'), '.dl').map((name) =>
      readFile(join(path, 'lib', name), `${label}/lib/${name}`),
    );
    own.push(...readGroup(path, label, 'team', `${namespace}/`));
    files.push(...own.map((file) => ({ ...file, file: unused(file.file, files), namespace })));
  }
  return files;
}

/** A file is known by its name, so a team's `rules/lib/steps.dl` gets another one than ours. */
function unused(name: string, files: readonly RuleFile[]): string {
  return files.some(({ file }) => file === name) ? unused(`./${name}`, files) : name;
}

/** Whether a folder holds rules: folders with a `rule.dl`. */
export function holdsRules(folder: string): boolean {
  return list(folder, '').some((name) => existsSync(join(folder, name, 'rule.dl')));
}

function checkFolders(folders: readonly RuleFolder[]): void {
  const problems: Diagnostic[] = [];
  const homes = new Map<string, string>();
  for (const folder of folders) {
    const { namespace, label, path, span } = folder;
    const place = span === undefined ? {} : { span };
    if (!isNamespace(namespace)) {
      const message = `"${namespace}" cannot be the namespace of the rules in ${label}`;
      const text = `use lower-case words with hyphens, and none of ${reserved.join(', ')}`;
      problems.push({ code: 'config/bad-namespace', severity: 'error', message, fix: { text }, ...place });
    }
    for (const name of list(path, '')) {
      if (!existsSync(join(path, name, 'rule.dl'))) continue;
      const id = `${namespace}/${name}`;
      const other = homes.get(id);
      if (other !== undefined) {
        problems.push({
          code: 'config/duplicate-rule',
          severity: 'error',
          message: `two rules have the id ${id}: in ${other} and in ${label}`,
          ...place,
          fix: { text: 'rename one of the folders, or give one of the two a namespace of its own' },
        });
      } else homes.set(id, label);
      if (!namespacePattern.test(name)) {
        problems.push({
          code: 'config/bad-rule-name',
          severity: 'error',
          message: `"${name}" in ${label} cannot be the name of a rule`,
          fix: { text: 'use lower-case words with hyphens: no-serial-keys' },
        });
      }
    }
  }
  if (problems.length > 0) throw new WesleyError(problems, Exit.config);
}

function readGroup(folder: string, shownAs: string, group: string, prefix: string): RuleFile[] {
  return list(folder, '').flatMap((name) => {
    const path = join(folder, name, 'rule.dl');
    if (!existsSync(path)) return [];
    const place = { id: `${prefix}${name}`, group, folder: join(folder, name) };
    return [{ ...readFile(path, `${shownAs}/${name}/rule.dl`), place }];
  });
}

function readFile(path: string, file: string): RuleFile {
  return { file, text: readFileSync(path, 'utf8') };
}

function list(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort();
}
