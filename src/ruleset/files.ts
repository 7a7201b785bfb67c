/**
 * The rule files: those of this package, and those of teams. A folder with a `rule.dl` is a rule by being there, and its
 * name is the rule's id; of a team's rule the namespace comes before it: `acme/no-foo`. Nothing but text is read.
 */
import { existsSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, Exit, type Span, WesleyError } from '../diagnostics/index.js';
import type { Source } from '../engine/index.js';
import type { Parameters } from '../facts/requests/parameters.js';
import { decode } from '../facts/sources/files.js';
import { packageRoot } from '../paths.js';
import { entriesOf, folderProblems } from './homes.js';

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
    return list(folder, '').filter((name) => holdsRule(folder, name));
  });
}

/** The shipped rules that make plans, with their files as spans name them. */
export function shippedPlanRules(): {
  readonly id: string;
  readonly file: string;
  readonly folder: string;
}[] {
  const folder = join(packageRoot, 'rules', 'plan');
  return list(folder, '')
    .filter((name) => holdsRule(folder, name))
    .map((id) => ({ id, file: `rules/plan/${id}/rule.dl`, folder: join(folder, id) }));
}

/**
 * Tests on facts of the shipped rules that make plans. They stand beside the rules, in `tests.dl`: what no command needs is not
 * read by every command.
 */
export function readPlanTests(): (Source & { readonly id: string })[] {
  const folder = join(packageRoot, 'rules', 'plan');
  return list(folder, '')
    .filter((id) => existsSync(join(folder, id, 'tests.dl')))
    .map((id) => ({ ...readFile(join(folder, id, 'tests.dl'), `rules/plan/${id}/tests.dl`), id }));
}

/** Reads the shipped rule files that judge SQL, with all of `rules/lib`. */
export function readSqlRuleFiles(): RuleFile[] {
  return readShipped(findingGroups.filter((group) => group !== 'schema'));
}

/** Reads the shipped files that are no rules of their own, `rules/lib`. */
export function readLibraryFiles(): RuleFile[] {
  return readShipped([]);
}

function readShipped(groups: readonly string[]): RuleFile[] {
  const base = join(packageRoot, 'rules');
  const files: RuleFile[] = [readFile(join(base, 'relations.dl'), 'rules/relations.dl')];
  for (const name of list(join(base, 'lib'), '.dl')) {
    files.push(readFile(join(base, 'lib', name), `rules/lib/${name}`));
  }
  for (const group of groups) files.push(...readGroup(join(base, group), `rules/${group}`, group, ''));
  return files;
}

/** Reads all rule files, shipped ones first. Throws `WesleyError` for a folder that cannot be one of rules. */
export function readRuleFiles(teamFolders: readonly RuleFolder[]): RuleFile[] {
  const files = readShipped([...findingGroups, ...otherGroups]);
  const problems = folderProblems(teamFolders, reserved);
  if (problems.length > 0) throw new WesleyError(problems, Exit.config);
  for (const { path, label, namespace } of teamFolders) {
    const own = list(join(path, 'lib'), '.dl').map((name) =>
      readFile(join(path, 'lib', name), `${label}/lib/${name}`, readStrictly),
    );
    own.push(...readGroup(path, label, 'team', `${namespace}/`, readStrictly));
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
  return list(folder, '').some((name) => holdsRule(folder, name));
}

function readGroup(
  folder: string,
  shownAs: string,
  group: string,
  prefix: string,
  read = readAsItIs,
): RuleFile[] {
  return list(folder, '').flatMap((name) => {
    if (!holdsRule(folder, name)) return [];
    const place = { id: `${prefix}${name}`, group, folder: join(folder, name) };
    return [{ ...readFile(join(folder, name, 'rule.dl'), `${shownAs}/${name}/rule.dl`, read), place }];
  });
}

function readFile(path: string, file: string, read = readAsItIs): RuleFile {
  return { file, text: read(path, file) };
}

function readAsItIs(path: string, _file: string): string {
  return readFileSync(path, 'utf8');
}

/** What a team wrote is UTF-8, or said not to be. */
function readStrictly(path: string, file: string): string {
  const refuse = (problem: Diagnostic): WesleyError => new WesleyError(problem, Exit.config);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    const fix = { text: 'let the link lead to a file, or take it away' };
    const message = `${file} leads nowhere: ${readlinkSync(path)} is not there`;
    throw refuse({ code: 'file/missing', severity: 'error', message, fix });
  }
  if (!found.isFile()) {
    throw refuse({ code: 'file/not-a-file', severity: 'error', message: `${file} is a folder, not a file` });
  }
  try {
    return decode(readFileSync(path), file);
  } catch (error) {
    const [first] = error instanceof WesleyError ? error.diagnostics : [];
    const message = `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw refuse(first ?? { code: 'file/unreadable', severity: 'error', message });
  }
}

/** Whether a folder in a folder of rules is one of a rule. A link that leads nowhere is: reading says so. */
function holdsRule(folder: string, name: string): boolean {
  const path = join(folder, name);
  return existsSync(join(path, 'rule.dl')) || entriesOf(path).includes('rule.dl');
}

function list(folder: string, ending: string): string[] {
  return entriesOf(folder).filter((name) => name.endsWith(ending));
}
