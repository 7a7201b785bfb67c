/** Names: from SDL spelling to SQL identifiers, quoted always, limited to what PostgreSQL keeps. */
import type { SchemaSettings } from './settings.js';

/** Bytes of an identifier that PostgreSQL keeps (NAMEDATALEN - 1). */
export const identifierLimit = 63;

/** `OrderItem` and `orderItem` to `order_item`; `HTTPLog` to `http_log`; what has underscores stays. */
export function snakeCase(name: string): string {
  return name
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

type Spelling = Pick<SchemaSettings, 'names'>;

/** Table, view or enum of a GraphQL type. */
export function tableName(type: string, { names }: Spelling): string {
  return names === 'exact' ? type : snakeCase(type);
}

/** Column of a GraphQL field. */
export function columnName(field: string, { names }: Spelling): string {
  return names === 'exact' ? field : snakeCase(field);
}

/**
 * Column of an object field for one column of the key that it refers to: `customer_id`, `customerId` with exact names. A
 * key column that says whose it is keeps its name: `user: User` with the key `user_id` is `user_id`.
 */
export function referenceName(field: string, key: string, { names }: Spelling): string {
  if (names === 'exact') {
    if (key.startsWith(field) && /^[A-Z_]/.test(key.slice(field.length))) return key;
    return `${field}${key.charAt(0).toUpperCase()}${key.slice(1)}`;
  }
  const own = snakeCase(field);
  return key.startsWith(`${own}_`) ? key : `${own}_${key}`;
}

/** `"name"` with embedded quotes doubled. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `'text'` with embedded quotes doubled; backslashes are safe under standard_conforming_strings. */
export function literal(text: string): string {
  return text.includes('\\')
    ? `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
    : `'${text.replaceAll("'", "''")}'`;
}

/** UTF-8 length of a name in bytes. */
export function byteLength(name: string): number {
  return Buffer.byteLength(name, 'utf8');
}

/** `table_columns_suffix`, shortened like PostgreSQL shortens its own default names when it is too long. */
export function objectName(table: string, columns: readonly string[], suffix: string): string {
  let first = table;
  let second = columns.join('_');
  const overhead = suffix.length + (second === '' ? 1 : 2);
  while (byteLength(first) + byteLength(second) + overhead > identifierLimit) {
    if (byteLength(first) > byteLength(second)) first = [...first].slice(0, -1).join('');
    else second = [...second].slice(0, -1).join('');
  }
  return [first, ...(second === '' ? [] : [second]), suffix].join('_');
}
