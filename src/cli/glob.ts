/** Files from what a person writes: a path, a folder, or a pattern with `*`, `**`, `?` and `{a,b}`. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Does the text need expanding? A path that exists is itself, whatever letters it has. */
export function isPattern(text: string): boolean {
  return /[*?{]/.test(text);
}

/** Paths under `cwd` that match, sorted; hidden folders and node_modules are left out unless named. */
export function expandPattern(pattern: string, cwd: string): string[] {
  const parts = pattern.replace(/^\.\//, '').split('/');
  const fixed: string[] = [];
  while (parts.length > 1 && parts[0] !== undefined && !isPattern(parts[0])) fixed.push(parts.shift() ?? '');
  const base = fixed.length === 0 ? '' : fixed.join('/') === '' ? '/' : fixed.join('/');
  const test = patternToRegExp(parts.join('/'));
  if (!existsSync(resolve(cwd, base))) return [];
  return walk(resolve(cwd, base))
    .filter((path) => test.test(path))
    .map((path) => (base === '' ? path : join(base, path)));
}

/** Relative paths of the files below a folder, sorted by name with numbers in order. */
function walk(folder: string): string[] {
  const found: string[] = [];
  const visit = (prefix: string): void => {
    for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const kind = entry.isSymbolicLink() ? statSync(join(folder, path), { throwIfNoEntry: false }) : entry;
      if (kind?.isDirectory() && !entry.isSymbolicLink()) visit(path);
      else if (kind?.isFile()) found.push(path);
    }
  };
  visit('');
  return found.sort(nameOrder());
}

/** Made when there is something to sort: loading its tables takes milliseconds. */
function nameOrder(): (a: string, b: string) => number {
  const collator = new Intl.Collator('en', { numeric: true });
  return (a, b) => collator.compare(a, b) || (a < b ? -1 : 1);
}

function patternToRegExp(pattern: string): RegExp {
  let source = '';
  let depth = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const letter = pattern[at] ?? '';
    if (pattern.startsWith('**/', at)) {
      source += '(?:.*/)?';
      at += 2;
    } else if (pattern.startsWith('**', at)) {
      source += '.*';
      at += 1;
    } else if (letter === '*') source += '[^/]*';
    else if (letter === '?') source += '[^/]';
    else if (letter === '{') {
      source += '(?:';
      depth += 1;
    } else if (letter === '}' && depth > 0) {
      source += ')';
      depth -= 1;
    } else if (letter === ',' && depth > 0) source += '|';
    else source += letter.replace(/[.+^$()|[\]\\]/, '\\$&');
  }
  return new RegExp(`^${source}${')'.repeat(depth)}$`);
}
