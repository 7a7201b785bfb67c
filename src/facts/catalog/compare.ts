/** The differences between two states, and the hash by which equal states are known. */
import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical.js';
import type { Catalog } from './catalog.js';
import { type CatalogObject, definitionOf, objectsOf } from './objects.js';
import { compareText } from './sorted.js';

export interface ObjectDifference {
  /** Object id: `column:public.orders.region`. */
  readonly object: string;
  /** Missing: only in the first state. Unexpected: only in the second. */
  readonly change: 'missing' | 'unexpected' | 'different';
  /** What the first state says of it. */
  readonly a?: string;
  /** What the second state says of it. */
  readonly b?: string;
  /** Of `different`: what is said otherwise, each as text; undefined where it is not set. */
  readonly fields?: readonly FieldDifference[];
  /** The difference for people, without a closing period. */
  readonly sentence: string;
}

export interface FieldDifference {
  /** In words: `type`, `not null`, `comment`, `privileges`. */
  readonly name: string;
  readonly a?: string;
  readonly b?: string;
}

export interface CompareOptions {
  /** Compare owners, too. They depend on the role that read the state, so as a rule they are left out. */
  readonly owners?: boolean;
}

/**
 * SHA-256 (hex) over everything that makes two states equal: not column positions, statistics, owners, the version of the
 * server or of extensions, or whether materialized views hold rows.
 */
export function hashCatalog(catalog: Catalog): string {
  const objects = objectsOf(catalog)
    .map(({ id, body, comment, acl }) => ({ id, body, comment, acl }))
    .sort((a, b) => compareText(a.id, b.id));
  return createHash('sha256').update(canonicalJson(objects)).digest('hex');
}

/** How the second state differs from the first; an object that comes or goes with its parent is not listed again. */
export function compareCatalogs(a: Catalog, b: Catalog, options: CompareOptions = {}): ObjectDifference[] {
  const first = new Map(objectsOf(a).map((object) => [object.id, object]));
  const second = new Map(objectsOf(b).map((object) => [object.id, object]));
  const differences: ObjectDifference[] = [];
  for (const object of first.values()) {
    const other = second.get(object.id);
    if (other === undefined) {
      if (object.of.some((parent) => first.has(parent) && !second.has(parent))) continue;
      differences.push({
        object: object.id,
        change: 'missing',
        a: textOf(object, options),
        sentence: `${label(object)} is missing`,
      });
    } else {
      const text = textOf(object, options);
      const otherText = textOf(other, options);
      if (text === otherText) continue;
      const fields = changes(object, other, options);
      const said = fields.map(({ name, a, b }) => `${name} is ${b ?? 'not set'}, expected ${a ?? 'not set'}`);
      differences.push({
        object: object.id,
        change: 'different',
        a: text,
        b: otherText,
        fields,
        sentence: `${label(object)} differs: ${said.join('; ')}`,
      });
    }
  }
  for (const object of second.values()) {
    if (first.has(object.id)) continue;
    if (object.of.some((parent) => second.has(parent) && !first.has(parent))) continue;
    differences.push({
      object: object.id,
      change: 'unexpected',
      b: textOf(object, options),
      sentence: `${label(object)} is there and was not expected`,
    });
  }
  return differences.sort((x, y) => compareText(x.object, y.object));
}

function label(object: CatalogObject): string {
  return `${object.kind} ${object.id.slice(object.id.indexOf(':') + 1)}`;
}

function fields(object: CatalogObject, options: CompareOptions): Record<string, unknown> {
  const { body, comment, acl, owner } = object;
  return { ...body, comment, privileges: acl, ...(options.owners ? { owner } : {}) };
}

function textOf(object: CatalogObject, options: CompareOptions): string {
  const { comment, acl, owner } = object;
  if (comment === undefined && acl === undefined && (owner === undefined || !options.owners)) {
    return definitionOf(object);
  }
  return canonicalJson(fields(object, options));
}

function changes(a: CatalogObject, b: CatalogObject, options: CompareOptions): FieldDifference[] {
  const first = fields(a, options);
  const second = fields(b, options);
  return [...new Set([...Object.keys(first), ...Object.keys(second)])]
    .filter((key) => canonicalJson(first[key] ?? null) !== canonicalJson(second[key] ?? null))
    .map((key) => ({ name: words(key), ...shown('a', first[key]), ...shown('b', second[key]) }));
}

/** `notNull` to `not null`. */
function words(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function shown<K extends 'a' | 'b'>(side: K, value: unknown): { readonly [P in K]?: string } {
  if (value === undefined) return {};
  const text = typeof value === 'string' ? value : canonicalJson(value);
  return { [side]: text } as { readonly [P in K]?: string };
}
