/**
 * GraphQL names for what a database calls otherwise: `order_items` is OrderItems and `placed_at` placedAt where that leads
 * back to the same name, else the name itself, else what is left of it in letters that GraphQL knows.
 */
import { snakeCase } from '../naming.js';
import type { SchemaSettings } from '../settings.js';

/** Names that are taken; every new one is added. */
export type Taken = Set<string>;

/** Name of the type of a table, view or enum. `schema` is what distinguishes it when the name is taken. */
export function typeName(name: string, schema: string, taken: Taken, settings: SchemaSettings): string {
  return claim([leading(name, pascalCase, settings), pascalCase(`${schema}_${plain(name)}`)], taken);
}

/** Name of the field of a column. */
export function fieldName(name: string, taken: Taken, settings: SchemaSettings): string {
  return claim([leading(name, camelCase, settings)], taken);
}

/** Name of the value of an enum: the label itself, where GraphQL can say it. */
export function valueName(label: string, taken: Taken): string {
  return claim([plain(label)], taken);
}

/** A name that is a wish only: that of a relation. */
export function freeName(wishes: readonly string[], taken: Taken): string {
  return claim(wishes.map(plain), taken);
}

/** The name that PostgreSQL gets from a GraphQL name. */
export function databaseName(name: string, settings: SchemaSettings): string {
  return settings.names === 'exact' ? name : snakeCase(name);
}

/** `order_items` to `orderItems`. */
export function camelCase(name: string): string {
  return name.replace(/(?<=[^_])_+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `order_items` to `OrderItems`. */
export function pascalCase(name: string): string {
  const camel = camelCase(name);
  return camel.slice(0, 1).toUpperCase() + camel.slice(1);
}

/** Words that are no names of values or have a meaning of their own. */
const reserved = new Set(['true', 'false', 'null']);

function leading(name: string, convert: (name: string) => string, settings: SchemaSettings): string {
  const nice = convert(name);
  const leadsBack = settings.names === 'snake_case' && isName(nice) && snakeCase(nice) === name;
  return leadsBack ? nice : plain(name);
}

function isName(name: string): boolean {
  return /^(?!__)[_A-Za-z]\w*$/.test(name) && /^[\x20-\x7e]*$/.test(name) && !reserved.has(name);
}

/** The name in letters that GraphQL knows. */
function plain(name: string): string {
  if (isName(name)) return name;
  const letters = name.normalize('NFKD').replace(/[^A-Za-z0-9_]+/g, '_');
  const trimmed = letters.replace(/^_+(?=[A-Za-z])/, '');
  if (isName(trimmed)) return trimmed;
  const prefixed = `x_${trimmed.replace(/^_+/, '')}`;
  return isName(prefixed) ? prefixed : 'x';
}

function claim(wishes: readonly string[], taken: Taken): string {
  const last = wishes.at(-1) ?? 'x';
  let name = wishes.find((wish) => !taken.has(wish));
  for (let n = 2; name === undefined; n += 1) {
    const numbered = `${last}_${n}`;
    if (!taken.has(numbered)) name = numbered;
  }
  taken.add(name);
  return name;
}
