/** The CHECK that says the same as a partition bound, so that ATTACH need not scan. */
import type { Table } from '../../facts/catalog/catalog.js';
import { ident, tokens } from '../sql.js';

/** `(created_at IS NOT NULL) AND ...`, or undefined where the bound is not over plain columns. */
export function boundCheck(parent: Table, bound: string): string | undefined {
  const key = /^(RANGE|LIST) \((.*)\)$/s.exec(parent.partitionKey ?? '');
  const columns = parent.partitionKeyColumns ?? [];
  const plain = columns.map(ident).join(', ');
  if (key === null || key[2] !== plain) return undefined;
  if (key[1] === 'LIST') return listCheck(columns[0] ?? '', bound);
  return columns.length === 1 ? rangeCheck(columns[0] ?? '', bound) : undefined;
}

/** True if a CHECK can say what the bound says. */
export function hasBoundCheck(parent: Table, bound: string): boolean {
  return boundCheck(parent, bound) !== undefined;
}

function listCheck(column: string, bound: string): string | undefined {
  const list = /^FOR VALUES IN \((.*)\)$/s.exec(bound)?.[1];
  if (list === undefined) return undefined;
  const values = splitList(list);
  const name = ident(column);
  const given = values.filter((value) => value.toUpperCase() !== 'NULL');
  if (given.length < values.length) {
    return given.length === 0 ? `${name} IS NULL` : `${name} IS NULL OR ${name} IN (${given.join(', ')})`;
  }
  return `${name} IS NOT NULL AND ${name} IN (${given.join(', ')})`;
}

function rangeCheck(column: string, bound: string): string | undefined {
  const range = /^FOR VALUES FROM \((.*)\) TO \((.*)\)$/s.exec(bound);
  if (range === null) return undefined;
  const [, from = '', to = ''] = range;
  const name = ident(column);
  return [
    `${name} IS NOT NULL`,
    ...(from === 'MINVALUE' ? [] : [`${name} >= ${from}`]),
    ...(to === 'MAXVALUE' ? [] : [`${name} < ${to}`]),
  ].join(' AND ');
}

/** Splits at the commas outside of texts and parentheses. */
function splitList(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const token of tokens(list)) {
    if (token.text === '(') depth++;
    if (token.text === ')') depth--;
    if (token.text === ',' && depth === 0) {
      parts.push(list.slice(start, token.start).trim());
      start = token.end;
    }
  }
  parts.push(list.slice(start).trim());
  return parts;
}
