/**
 * Generators of teams: a module whose default export, or export `target`, is a `Target`. Its code runs in this process, with
 * the rights of who runs Wesley. What goes wrong in it is told as what the plugin's author has to mend.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Diagnostic, Exit, SourceText, WesleyError } from '../../diagnostics/index.js';
import type { GeneratedFile, Target } from './target.js';

/** Is this the path of a module, not the name of a target or a package? */
export function isModulePath(name: string): boolean {
  return name.startsWith('./') || name.startsWith('../') || isAbsolute(name);
}

/**
 * Loads a generator from a path or a package, as the modules of a folder would find it. Undefined when there is no such
 * module. Throws `WesleyError` when there is one that is not a generator.
 */
export async function loadPlugin(name: string, folder: string): Promise<Target | undefined> {
  const path = isModulePath(name) ? existing(resolve(folder, name)) : packageEntry(name, folder);
  if (path === undefined) return undefined;
  const plugin: Plugin = { name, folder };
  const module = await guard(plugin, () => import(moduleUrl(path)) as Promise<Exports>);
  const target = module.default ?? module.target;
  if (!isTarget(target)) {
    throw refuse(`${name} does not export a generator`, {
      text: 'export an object with name, doc and generate(model, options)',
      code: "export default { name: 'markdown', doc: '...', generate: (model, options) => [{ path, text }] };",
    });
  }
  return {
    name: target.name,
    doc: target.doc,
    async generate(model, options) {
      // A plugin that sorts in place, or worse, changes a copy.
      const files = await guard(plugin, async () => target.generate(structuredClone(model), options));
      if (Array.isArray(files) && files.every(isFile)) return files;
      throw refuse(`${name} did not return files`, {
        text: 'generate() returns an array of { path, text }, both texts',
      });
    },
  };
}

const loadedAt = new Map<string, number>();

/** A module that changed since it was loaded is another one for `import`; what it imports itself stays. */
function moduleUrl(path: string): string {
  const changed = statSync(path).mtimeMs;
  const first = loadedAt.get(path) ?? changed;
  loadedAt.set(path, first);
  const { href } = pathToFileURL(path);
  return first === changed ? href : `${href}?changed=${changed}`;
}

interface Plugin {
  readonly name: string;
  /** Folder that it was looked for from. */
  readonly folder: string;
}

interface Exports {
  readonly default?: unknown;
  readonly target?: unknown;
}

async function guard<T>(plugin: Plugin, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WesleyError) throw error;
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    // Node keeps to itself where a syntax error is.
    const fix =
      error instanceof SyntaxError ? { text: 'see where', code: `node --check ${plugin.name}` } : undefined;
    throw refuse(`the generator ${plugin.name} failed: ${message}`, fix, placeOf(error, plugin));
  }
}

/** The first line of the plugin's own code, or of what it uses, that the error came through. */
function placeOf(error: unknown, plugin: Plugin): Pick<Diagnostic, 'span'> {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const match = /(file:\/\/[^\s)]+?):(\d+)(?::(\d+))?\)?$/m.exec(stack);
  if (match === null) return {};
  const file = fileURLToPath(match[1] ?? '');
  if (file.startsWith(ownFolder) || !existsSync(file)) return {};
  const text = readFileSync(file, 'utf8');
  const lines = text.split('\n').slice(0, Number(match[2]) - 1);
  const start = lines.reduce((sum, line) => sum + line.length + 1, 0) + Number(match[3] ?? 1) - 1;
  const shown = relative(plugin.folder, file);
  return { span: new SourceText(shown.startsWith('..') ? file : shown, text).span(start, start + 1) };
}

const ownFolder = dirname(fileURLToPath(import.meta.url));

function refuse(message: string, fix: Diagnostic['fix'], place: Pick<Diagnostic, 'span'> = {}): WesleyError {
  return new WesleyError(
    { code: 'generate/plugin', severity: 'error', message, ...place, ...(fix === undefined ? {} : { fix }) },
    Exit.config,
  );
}

function isTarget(value: unknown): value is Target {
  if (typeof value !== 'object' || value === null) return false;
  const { name, generate } = value as Partial<Record<keyof Target, unknown>>;
  return typeof name === 'string' && /^[a-z][\w-]*$/i.test(name) && typeof generate === 'function';
}

function isFile(value: unknown): value is GeneratedFile {
  if (typeof value !== 'object' || value === null) return false;
  const { path, text } = value as Partial<Record<keyof GeneratedFile, unknown>>;
  return typeof path === 'string' && typeof text === 'string';
}

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}

/** The module of an installed package that `import` would load. */
function packageEntry(name: string, folder: string): string | undefined {
  const require = createRequire(join(folder, 'package.json'));
  try {
    return require.resolve(name);
  } catch {
    // Packages with only an "import" entry are not there for require.
    return entryForImport(name, folder);
  }
}

function entryForImport(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name);
    if (existsSync(join(place, 'package.json'))) {
      const { exports } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as {
        exports?: unknown;
      };
      const entry = importCondition(exports);
      return entry === undefined ? undefined : existing(join(place, entry));
    }
    if (dirname(folder) === folder) return undefined;
  }
}

function importCondition(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  const conditions = exports as Readonly<Record<string, unknown>>;
  return importCondition(conditions['.'] ?? conditions.import ?? conditions.node ?? conditions.default);
}
