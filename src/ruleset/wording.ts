/** `{Variable}`s of a message, filled from a proof. `{Column:name}` quotes a name for SQL, `{Bytes:bytes}` says a size. */
import { thousands } from '../diagnostics/index.js';
import { showValue, type Value } from '../engine/index.js';
import { quoteIdentifier, unqualify } from '../facts/statements/identifier.js';

const placeholder = /\{([A-Za-z_]\w*)(?::([a-z]+))?\}/g;

const shapes: Record<string, (value: Value) => string> = {
  name: (value) => quoteIdentifier(String(value)),
  part: (value) => String(value).replace(/\W+/g, '_').toLowerCase(),
  /** The name without its schema. */
  base: (value) => quoteIdentifier(unqualify(String(value)).name),
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
