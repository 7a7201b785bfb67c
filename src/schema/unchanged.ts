/**
 * A schema that is read again and again: what says the same as before is the same object as before, so that those who work
 * part by part can tell what is new by looking at identity. Spans do not count, for lines move.
 */
import type { SchemaModel } from './model.js';

/**
 * `now` with the parts of `before` where they say the same. The parts that stayed have the spans of before: what needs
 * places must look at `now` itself. Takes time for the size of the schema, without copies of what stayed.
 */
export function keepUnchanged(before: SchemaModel | undefined, now: SchemaModel): SchemaModel {
  if (before === undefined) return now;
  const kept: SchemaModel = {
    ...now,
    enums: keepAll(before.enums, now.enums, ({ type }) => type),
    tables: keepAll(before.tables, now.tables, ({ type, schema, name }) => `${type} ${schema}.${name}`),
    views: keepAll(before.views, now.views, ({ type }) => type),
    inputs: keepAll(before.inputs, now.inputs, ({ name }) => name),
  };
  return kept;
}

/** Equal in everything but spans. */
export function saysTheSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((one, i) => saysTheSame(one, b[i]))
    );
  }
  const first = a as Readonly<Record<string, unknown>>;
  const second = b as Readonly<Record<string, unknown>>;
  let left = 0;
  for (const key in first) {
    if (isSpan(key)) continue;
    if (!(key in second) || !saysTheSame(first[key], second[key])) return false;
    left += 1;
  }
  for (const key in second) if (!isSpan(key)) left -= 1;
  return left === 0;
}

function isSpan(key: string): boolean {
  return key === 'span' || key === 'spans';
}

/** The list of before itself when nothing in it is new. */
function keepAll<T>(before: readonly T[], now: readonly T[], key: (one: T) => string): readonly T[] {
  const known = new Map(before.map((one) => [key(one), one]));
  const kept = now.map((one) => {
    const old = known.get(key(one));
    return old !== undefined && saysTheSame(old, one) ? old : one;
  });
  return kept.length === before.length && kept.every((one, i) => one === before[i]) ? before : kept;
}
