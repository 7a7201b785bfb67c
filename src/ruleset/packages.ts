/**
 * Rules that a package brings. It is found as Node finds packages, in `node_modules` of a folder or above it, and only its
 * `package.json` and its rule files are read: no code of a package runs because its rules are used.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { type Diagnostic, Exit, WesleyError } from '../diagnostics/index.js';
import { holdsRules } from './files.js';

/** What a package says about its rules. */
export interface RulePackage {
  readonly name: string;
  /** Absolute path of the folder of its rules. */
  readonly path: string;
  /** The namespace that it chose: `"wesley": { "namespace" }`, else the scope of its name, else its name. */
  readonly namespace: string;
}

/**
 * Finds the rules of a package from a folder on: `"wesley": { "rules": "folder", "namespace": "acme" }` of its package.json,
 * by default the folder `rules`. Throws `WesleyError` when it is not there, or has no rules.
 */
export function findRulePackage(name: string, from: string): RulePackage {
  if (!/^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/i.test(name)) {
    throw refuse(`"${name}" is not the name of a package`, {
      text: 'write the name as in package.json; a folder belongs into "ruleFolders"',
      code: '"rulePackages": ["@acme/wesley-rules"]',
    });
  }
  const folder = find(name, from);
  if (folder === undefined) {
    throw refuse(`the package ${name} is not installed`, {
      text: `it is looked for in node_modules of ${from} and above`,
      code: `npm install --save-dev ${name}`,
    });
  }
  const { wesley } = readManifest(name, join(folder, 'package.json'));
  const said = isRecord(wesley) ? wesley : {};
  const { rules = 'rules', namespace = defaultNamespace(name) } = said;
  if (typeof rules !== 'string' || typeof namespace !== 'string') {
    throw refuse(`package.json of ${name}: "rules" and "namespace" of "wesley" must be texts`, {
      text: 'write them so',
      code: '"wesley": { "rules": "rules", "namespace": "acme" }',
    });
  }
  const path = resolve(folder, rules);
  const inside = relative(folder, path);
  if (inside.startsWith('..') || isAbsolute(inside)) {
    throw refuse(`package.json of ${name}: its rules are said to be outside of it: ${rules}`, {
      text: 'name a folder of the package',
    });
  }
  if (!existsSync(path) || !statSync(path).isDirectory() || !holdsRules(path)) {
    throw refuse(`the package ${name} has no rules: no folder with a rule.dl is in ${join(name, inside)}`, {
      text: 'a package of rules has one folder per rule in `rules`, or in the folder that it names',
      code: '"wesley": { "rules": "rules" }',
    });
  }
  return { name, path, namespace };
}

function find(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name);
    if (existsSync(join(path, 'package.json'))) return path;
    if (dirname(folder) === folder) return undefined;
  }
}

function readManifest(name: string, path: string): Record<string, unknown> {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isRecord(manifest)) return manifest;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw refuse(`package.json of ${name} is not valid JSON`, { text: 'install the package again' });
}

/** `acme` of `@acme/wesley-rules`, `our-rules` of `our-rules`. */
function defaultNamespace(name: string): string {
  return name.startsWith('@') ? name.slice(1, name.indexOf('/')) : name;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(message: string, fix: NonNullable<Diagnostic['fix']>): WesleyError {
  return new WesleyError({ code: 'config/rule-package', severity: 'error', message, fix }, Exit.config);
}
