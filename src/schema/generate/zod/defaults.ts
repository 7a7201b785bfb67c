/** What a column gets when a new row leaves it out, as far as that is a constant. */

import { stringLiteral } from '../code.js';
import type { Property } from '../rows.js';
import { kindOf } from './kinds.js';

/** The default as JavaScript; undefined when only PostgreSQL knows it. */
export function defaultOf({ column }: Property): string | undefined {
  if (column.identity !== undefined || column.serial === true) return undefined;
  if (column.default === undefined) return 'null';
  if (column.type.array) return undefined;
  const text = column.default.trim().replace(/^\((.*)\)$/s, '$1');
  if (/^null(::[\w" .]+)?$/i.test(text)) return 'null';
  const quoted = /^'((?:[^'\\]|'')*)'(?:::[\w" .()]+)?$/.exec(text)?.[1]?.replaceAll("''", "'");
  const number = /^-?\d+(\.\d+)?$/.exec(quoted ?? text)?.[0];
  switch (kindOf(column.type)) {
    case 'integer':
    case 'double':
    case 'real':
      return number;
    case 'numeric':
    case 'bigint':
      return number === undefined ? undefined : stringLiteral(number);
    case 'boolean':
      return /^(true|false)$/i.test(text) ? text.toLowerCase() : undefined;
    case 'text':
    case 'enum':
      return quoted === undefined ? undefined : stringLiteral(quoted);
    default:
      return undefined;
  }
}
