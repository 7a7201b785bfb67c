/** `{Variable}`s of a message, filled from a proof. `{Column:name}` quotes a name for SQL, `{Bytes:bytes}` says a size. */
import { thousands } from './diagnostics/index.js';
import { showValue, type Value } from './engine/index.js';

const placeholder = /\{([A-Za-z_]\w*)(?::([a-z]+))?\}/g;

const shapes: Record<string, (value: Value) => string> = {
  name: (value) => quoteName(String(value)),
  part: (value) => String(value).replace(/\W+/g, '_').toLowerCase(),
  bytes: (value) => bytes(Number(value)),
  /** ShareUpdateExclusive as PostgreSQL's documentation writes it. */
  mode: (value) =>
    String(value)
      .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
      .toUpperCase(),
};

/** Names and shapes of the placeholders of a text. */
export function placeholders(text: string): { readonly name: string; readonly shape: string | undefined }[] {
  return [...text.matchAll(placeholder)].map(([, name = '', shape]) => ({ name, shape }));
}

/** Is there such a shape? */
export function isShape(name: string): boolean {
  return Object.hasOwn(shapes, name);
}

/** Names of all shapes. */
export const shapeNames: readonly string[] = Object.keys(shapes);

/** Fills a text; a placeholder without a value stays as it is. */
export function fillTemplate(text: string, values: ReadonlyMap<string, Value>): string {
  return text.replace(placeholder, (whole, name: string, shape: string | undefined) => {
    const value = values.get(name);
    if (value === undefined) return whole;
    const spell = shape === undefined ? undefined : shapes[shape];
    if (spell !== undefined) return spell(value);
    if (typeof value === 'number') return thousands(value);
    return typeof value === 'string' ? value : showValue(value);
  });
}

/** A name as SQL: quoted unless it is plain lower case. Words that SQL reserves are quoted too. */
function quoteName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !reserved.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

const reserved = new Set(
  `all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create current_date
  current_role current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch
  for foreign from grant group having in initially intersect into lateral leading limit localtime localtimestamp not null
  offset on only or order placing primary references returning select session_user some symmetric system_user table then
  to trailing true union unique user using variadic when where window with authorization binary collation concurrently
  cross current_schema freeze full ilike inner is isnull join left like natural notnull outer overlaps right similar
  tablesample verbose`.split(/\s+/),
);

function bytes(size: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let rest = size;
  let unit = 0;
  while (rest >= 1024 && unit < units.length - 1) {
    rest /= 1024;
    unit += 1;
  }
  return `${unit === 0 || rest >= 100 ? Math.round(rest) : rest.toFixed(1)} ${units[unit]}`;
}
