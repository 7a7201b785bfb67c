/** Which objects a pattern of `--ignore` means, and which objects are Wesley's own. */
import type { Catalog } from './facts/catalog/catalog.js';
import { objectsOf } from './facts/catalog/objects.js';

/** What is said of objects, and can be ignored wherever it is said. */
const fieldWords: readonly string[] = [
  'comment',
  'privileges',
  'owner',
  'storage',
  'compression',
  'statistics',
  'options',
  'tablespace',
  'access method',
  'cluster',
  'replica identity',
];

/** Finds out what fits a pattern; knows which objects belong to which. */
export class Matcher {
  /** Object to those that it goes with, itself first. */
  private readonly wholes = new Map<string, readonly string[]>();
  private readonly kinds = new Map<string, string>();

  constructor(...states: readonly Catalog[]) {
    for (const { id, kind, of } of states.flatMap(objectsOf)) {
      this.kinds.set(id, kind);
      // Parents come before their parts.
      this.wholes.set(id, [...new Set([id, ...of.flatMap((parent) => this.wholes.get(parent) ?? [parent])])]);
    }
  }

  /** The object, or what it goes with, fits a pattern for objects: `index`, `index:public.tmp_*`, `public.audit_*`. */
  fits(pattern: string, object: string): boolean {
    const { kind, name } = partsOf(pattern);
    return this.with(object).some(
      (one) =>
        (kind === undefined || this.kinds.get(one) === kind || prefixOf(one) === kind) && isLike(one, name),
    );
  }

  /** The pattern is about what is said of objects, and about this one: `comment`, `comment:public.orders`. */
  fitsField(pattern: string, field: string, object: string): boolean {
    const { kind, name } = partsOf(pattern);
    if (kind !== field || !fieldWords.includes(field)) return false;
    return this.with(object).some((one) => isLike(one, name));
  }

  /** Wesley made the object, or what it belongs to, for a plan that is not done or was not cleaned up. */
  isOurs(object: string): boolean {
    return this.with(object).some((one) => /[.:]wesley_[^.]*(\(.*\))?$/s.test(one));
  }

  private with(object: string): readonly string[] {
    return this.wholes.get(object) ?? [object];
  }
}

/** `kind:name`, a kind alone, or a name alone, which has a dot or a wildcard. */
function partsOf(pattern: string): { readonly kind?: string; readonly name?: string } {
  const at = pattern.indexOf(':');
  if (at !== -1) return { kind: pattern.slice(0, at), name: pattern.slice(at + 1) };
  return /[.*?]/.test(pattern) ? { name: pattern } : { kind: pattern };
}

/** `*` stands for any text, `?` for one character. */
function isLike(object: string, name: string | undefined): boolean {
  if (name === undefined) return true;
  const source = name
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(object.slice(object.indexOf(':') + 1));
}

function prefixOf(object: string): string {
  return object.slice(0, object.indexOf(':'));
}
