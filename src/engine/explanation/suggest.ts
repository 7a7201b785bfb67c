/** A fact that would make a literal hold. */
import type { Database } from '../evaluation/database.js';
import type { AtomStep, Pattern } from '../ir.js';
import { compareValues, type Value } from '../value.js';
import type { Frame } from './frame.js';

/**
 * The literal's tuple, as its variables are bound. Where anything would do, the value of a tuple that is near, the least of
 * the column, or 0 and "..."; undefined where a term would have to be invented. O(rows).
 */
export function suggest(
  database: Database,
  step: AtomStep,
  frame: Frame,
  near: readonly Value[] | undefined,
): readonly Value[] | undefined {
  const relation = database.relation(step.relation);
  const { types, relations } = database.program;
  const columns = relations.get(step.relation)?.columns ?? [];
  const chosen = new Map<number, Value>();
  const ofColumn = (column: number): Value | undefined => {
    if (near !== undefined) return near[column];
    let least: Value | undefined;
    for (const row of relation.rows()) {
      const value = database.interner.value(relation.tuple(row)[column]!);
      if (least === undefined || compareValues(value, least) < 0) least = value;
    }
    return least;
  };
  const ofType = (type: string): Value | undefined => {
    const base = types.base(type);
    if (base === 'symbol') return '...';
    return base === 'number' || base === 'float' ? 0 : undefined;
  };
  const fill = (
    pattern: Pattern,
    type: string | undefined,
    column: number | undefined,
  ): Value | undefined => {
    const free = (): Value | undefined =>
      (column === undefined ? undefined : ofColumn(column)) ??
      (type === undefined ? undefined : ofType(type));
    if (pattern.kind === 'wildcard') return free();
    if (pattern.kind === 'constant') return pattern.value;
    if (pattern.kind === 'variable') {
      const value = frame.value(pattern) ?? chosen.get(pattern.index) ?? free();
      if (value !== undefined) chosen.set(pattern.index, value);
      return value;
    }
    const parts = types.branch(pattern.tag)?.branch.attributes ?? [];
    const record =
      pattern.tag === '' && type !== undefined ? types.record(types.base(type) ?? '') : undefined;
    const args = pattern.args.map((arg, i) => fill(arg, (record ?? parts)[i]?.type, undefined));
    return args.every((arg) => arg !== undefined) ? { tag: pattern.tag, args } : undefined;
  };
  const tuple = step.args.map((arg, i) => fill(arg, columns[i]?.type, i));
  return tuple.every((value) => value !== undefined) ? tuple : undefined;
}
