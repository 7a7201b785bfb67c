/** Which tests there are: the examples and test files of rules, and files named `*.test.sql` or `*.test.graphql` beside them. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { packageRoot } from '../../paths.js';
import type { Rule, RuleFolder } from '../../ruleset/load.js';

/** A file with tests. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** As people are told of it. */
  readonly shown: string;
  /** The rule in whose folder it stands. */
  readonly rule: string | undefined;
  readonly example: ExampleName | undefined;
}

/** Files that raise their rule and nothing else, or nothing. */
export type ExampleName = `${'unsafe' | 'safe'}.${Ending}`;
type Ending = 'sql' | 'graphql';

/** Whether the example raises its rule. */
export function isUnsafe(example: ExampleName | undefined): boolean {
  return example?.startsWith('unsafe.') === true;
}

/** The test files in the folders of rules. Both examples are there even if the files are not. */
export function filesOfRules(rules: readonly Rule[], cwd: string): FoundFile[] {
  return rules.flatMap(({ folder, id, judges }) => {
    const ending: Ending = judges === 'sql' || existsSync(join(folder, 'unsafe.sql')) ? 'sql' : 'graphql';
    const more = namesIn(folder).filter((name) => name.endsWith(`.${ending}`) && !notTests.includes(name));
    return [
      ...([`unsafe.${ending}`, `safe.${ending}`] as const).map((example) => ({
        ...place(join(folder, example), cwd),
        rule: id,
        example,
      })),
      ...more.map((name) => ({ ...place(join(folder, name), cwd), rule: id, example: undefined })),
    ];
  });
}

/** Examples, and the states of a rule that takes part in plans. */
const notTests: readonly string[] = [
  'unsafe.sql',
  'safe.sql',
  'before.sql',
  'after.sql',
  'unsafe.graphql',
  'safe.graphql',
];

/** Files named `*.test.sql` or `*.test.graphql` below the folders of rules, outside of the folders of single rules. */
export function looseFiles(
  rules: readonly Rule[],
  folders: readonly RuleFolder[],
  shipped: boolean,
  cwd: string,
): FoundFile[] {
  const owned = new Set(rules.map(({ folder }) => folder));
  const roots = [...(shipped ? [join(packageRoot, 'rules')] : []), ...folders.map(({ path }) => path)];
  const found = new Map<string, FoundFile>();
  for (const root of roots) {
    for (const path of testFilesBelow(root, owned)) found.set(path, loose(path, cwd));
  }
  return [...found.values()];
}

/** The files that a path names: itself, or all files named `*.test.sql` or `*.test.graphql` below a folder, and those of rules in it. */
export function filesAt(path: string, rules: readonly Rule[], cwd: string): FoundFile[] | undefined {
  const full = resolve(cwd, path);
  const stat = existsSync(full) ? statSync(full) : undefined;
  if (stat === undefined) return undefined;
  const all = filesOfRules(rules, cwd);
  if (stat.isFile()) return [all.find((file) => file.path === full) ?? loose(full, cwd)];
  const inside = all.filter((file) => file.path.startsWith(full + sep));
  const owned = new Set(rules.map(({ folder }) => folder));
  return owned.has(full)
    ? inside
    : [...inside, ...testFilesBelow(full, owned).map((file) => loose(file, cwd))];
}

/** A path as a person would write it: from the working folder, or from the package for what it ships. */
export function shownPath(path: string, cwd: string): string {
  const near = relative(cwd, path);
  if (!near.startsWith('..')) return near;
  const own = relative(packageRoot, path);
  return own.startsWith('..') ? path : own.split(sep).join('/');
}

function loose(path: string, cwd: string): FoundFile {
  return { ...place(path, cwd), rule: undefined, example: undefined };
}

function place(path: string, cwd: string): Pick<FoundFile, 'path' | 'shown'> {
  return { path, shown: shownPath(path, cwd) };
}

function testFilesBelow(folder: string, owned: ReadonlySet<string>): string[] {
  if (owned.has(folder) || basename(folder) === 'node_modules') return [];
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return testFilesBelow(path, owned);
    return /\.test\.(sql|graphql)$/.test(entry.name) ? [path] : [];
  });
}

function namesIn(folder: string): string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(({ name }) => name);
}

function entriesOf(folder: string) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
