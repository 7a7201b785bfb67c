/** The position of a sequence whose bounds change: PostgreSQL refuses bounds that leave it outside. */
import type { Sequence } from '../../facts/catalog/catalog.js';
import { literal } from '../sql.js';

/** Statement that moves the position to the nearest value within the new bounds; nothing when it is within them. */
export function moveIntoBounds(before: Sequence, after: Sequence): string[] {
  if (!tightens(before, after) || isDisjoint(before, after)) return [];
  const { id, min, max } = after;
  return [
    `SELECT pg_catalog.setval(${literal(id)}::regclass, LEAST(GREATEST(s.last_value, ${min}), ${max}), s.is_called) FROM ${id} s WHERE s.last_value < ${min} OR s.last_value > ${max}`,
  ];
}

/** The bounds have no value in common: the sequence has to start anew. */
export function isDisjoint(before: Sequence, after: Sequence): boolean {
  return BigInt(before.max) < BigInt(after.min) || BigInt(after.max) < BigInt(before.min);
}

function tightens(before: Sequence, after: Sequence): boolean {
  return BigInt(after.min) > BigInt(before.min) || BigInt(after.max) < BigInt(before.max);
}
