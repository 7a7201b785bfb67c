/** The source files that the guards look at, and what they import. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { packageRoot } from '../../src/paths.js';

export interface Import {
  /** Path of one of our files, or the name of a package. */
  readonly target: string;
  readonly ours: boolean;
  /** Only types: gone when the program runs. */
  readonly typeOnly: boolean;
  /** `import()`: loaded when it is reached. */
  readonly late: boolean;
}

export interface Source {
  /** From the root of the package, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text with comments blanked out, line breaks kept. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** All TypeScript files below these folders but tests and their helpers. */
export function readSources(...folders: string[]): Source[] {
  return folders
    .flatMap((folder) => filesBelow(join(packageRoot, folder)))
    .filter((file) => file.endsWith('.ts') && !/\.(test|test-helper|d)\.ts$/.test(file))
    .sort()
    .map((file) => {
      const text = readFileSync(file, 'utf8');
      const code = withoutComments(text);
      return { path: fromRoot(file), text, code, imports: importsOf(file, code) };
    });
}

/** `path:line` of every match outside comments. */
export function places(source: Source, pattern: RegExp): string[] {
  return source.code
    .split('\n')
    .flatMap((line, i) => (pattern.test(line) ? [`${source.path}:${i + 1}: ${line.trim()}`] : []));
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules') return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function importsOf(file: string, code: string): Import[] {
  const found: Import[] = [];
  const statement =
    /^\s*(?:import|export)\s+(type\s)?([^'"`;]*?)\sfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;
  for (const [, type, names, from, bare, dynamic] of code.matchAll(statement)) {
    const specifier = (from ?? bare ?? dynamic)!;
    const late = dynamic !== undefined;
    const typeOnly = type !== undefined || (names !== undefined && onlyTypes(names));
    if (specifier.startsWith('.')) {
      const target = fromRoot(join(dirname(file), specifier.replace(/\.js$/, '.ts')));
      found.push({ target, ours: true, typeOnly, late });
    } else {
      found.push({ target: packageName(specifier), ours: false, typeOnly, late });
    }
  }
  return found;
}

/** `{ type A, type B }`. */
function onlyTypes(names: string): boolean {
  const list = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1];
  if (list === undefined) return false;
  const parts = list.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
  return parts.length > 0 && parts.every((part) => part.startsWith('type '));
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Enough for our own style: strings and templates are stepped over, comments become blanks. */
function withoutComments(text: string): string {
  const token = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  return text.replace(token, (match) => (/^\/[/*]/.test(match) ? match.replace(/[^\n]/g, ' ') : match));
}

function fromRoot(path: string): string {
  return relative(packageRoot, path).replaceAll('\\', '/');
}
