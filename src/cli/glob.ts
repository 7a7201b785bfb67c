/** Files from what a person writes: a path, a folder, or a pattern with `*`, `**`, `?` and `{a,b}`. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Exit, WesleyError } from '../diagnostics/index.js';

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
  const fits = matcher(parts.join('/'));
  if (!existsSync(resolve(cwd, base))) return [];
  return walk(resolve(cwd, base))
    .filter(fits)
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

/** Patterns that braces may stand for. */
const mostAlternatives = 1000;

/** Says of a path whether it fits. O(pattern times path): a regular expression could take for ever. */
export function matcher(pattern: string): (path: string) => boolean {
  const alternatives = expandBraces(pattern).map(tokensOf);
  return (path) => alternatives.some((tokens) => matches(tokens, path));
}

/** The patterns without braces that one with braces stands for. One that is not closed ends with the pattern. */
function expandBraces(pattern: string): string[] {
  let at = 0;
  const sequence = (isInside: boolean): string[] => {
    let found = [''];
    const append = (ends: readonly string[]): void => {
      found = found.flatMap((start) => ends.map((end) => start + end));
      if (found.length > mostAlternatives) {
        throw new WesleyError(
          {
            code: 'cli/pattern',
            severity: 'error',
            message: `${pattern} stands for more than ${mostAlternatives} patterns`,
            fix: { text: 'give several patterns, or a folder' },
          },
          Exit.usage,
        );
      }
    };
    while (at < pattern.length) {
      const letter = pattern[at] ?? '';
      if (isInside && (letter === ',' || letter === '}')) break;
      at++;
      if (letter !== '{') append([letter]);
      else {
        const choices: string[] = [];
        do choices.push(...sequence(true));
        while (pattern[at++] === ',');
        append(choices);
      }
    }
    return found;
  };
  return sequence(false);
}

/** A letter, or `?`; `*` for any within a name, `**` for any, and `**` with a slash for any number of folders. */
function tokensOf(pattern: string): string[] {
  return pattern.match(/\*\*\/|\*\*|./gsu) ?? [];
}

/** Follows all ways to read the pattern at once. */
function matches(tokens: readonly string[], path: string): boolean {
  let places = new Set<number>();
  /** Where one can be without another letter. */
  const arrive = (from: number, at: Set<number>): void => {
    let place = from;
    while (tokens[place]?.startsWith('*')) at.add(place++);
    at.add(place);
  };
  arrive(0, places);
  for (const letter of path) {
    const next = new Set<number>();
    for (const place of places) {
      const token = tokens[place];
      if (token === '**/') {
        next.add(place);
        if (letter === '/') arrive(place + 1, next);
      } else if (token === '**' || (token === '*' && letter !== '/')) arrive(place, next);
      else if (token === letter || (token === '?' && letter !== '/')) arrive(place + 1, next);
    }
    places = next;
  }
  return places.has(tokens.length);
}
